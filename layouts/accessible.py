"""What the accessibility tests found the last time their results were taken over (`make accessibility`)."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from data.language import mark

# Words of the test run that the page shows.
WORDS = (
    mark("light"),
    mark("dark"),
    mark("high contrast"),
    mark("desktop (1280 × 860)"),
    mark("phone (390 × 844)"),
    mark("400 % zoom (320 × 256)"),
    mark("from right to left"),
    mark("a newcomer finds the worst indicator, its reason and its numbers"),
    mark("a question is asked and its answer opened"),
    mark("filters, period and comparison are changed and reset"),
    mark("minor"),
    mark("moderate"),
    mark("ARIA role should be appropriate for the element"),
    mark("Table header text should not be empty"),
)
FILE = Path(__file__).parent / "accessibility.json"


@dataclass(frozen=True)
class Barrier:
    """A rule that some page breaks: its name, what it asks for, how much it weighs, and where."""

    rule: str
    asks: str
    impact: str
    pages: tuple[str, ...]


@dataclass(frozen=True)
class Checked:
    """One run: when, with what, which pages in which looks, windows and languages, which rules passed, and what is left."""

    day: str
    engine: str
    browser: str
    pages: tuple[str, ...]
    looks: tuple[str, ...]
    windows: tuple[str, ...]
    languages: tuple[str, ...]
    passed: tuple[str, ...]
    barriers: tuple[Barrier, ...]
    journeys: tuple[str, ...]


@cache
def checked() -> Checked:
    found: dict[str, Any] = json.loads(FILE.read_text("utf-8"))
    barriers = tuple(
        Barrier(one["rule"], one["asks"], one["impact"], tuple(one["pages"])) for one in found["barriers"]
    )
    lists = {
        key: tuple(found[key]) for key in ("pages", "looks", "windows", "languages", "passed", "journeys")
    }
    return Checked(found["day"], found["engine"], found["browser"], barriers=barriers, **lists)
