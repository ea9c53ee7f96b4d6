"""The worked example of each KPI: rows that fit on a page and what the KPI gives for them.

The spec tests declare them; `make examples` writes them here as data, and a test proves each of them again.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Table:
    """A table of an example: column names and rows of text, "" = missing."""

    name: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Expected:
    """What the KPI gives in one period for one group ("" = unsplit); None = no value."""

    period: str
    group: str
    value: float | None


@dataclass(frozen=True)
class Example:
    says: str
    grain: str
    by: str
    scope: tuple[str, str]
    digits: int | None
    tables: tuple[Table, ...]
    expected: tuple[Expected, ...]


@cache
def examples() -> dict[str, Example]:
    """Every worked example by KPI id."""
    found: dict[str, Any] = json.loads((Path(__file__).parent / "examples.json").read_text("utf-8"))
    return {
        kpi_id: Example(
            one["says"],
            one["grain"],
            one["by"],
            (one["scope"][0], one["scope"][1]),
            one["digits"],
            tuple(
                Table(name, tuple(columns), tuple(tuple(row) for row in rows))
                for name, (columns, *rows) in one["tables"].items()
            ),
            tuple(Expected(*row) for row in one["expected"]),
        )
        for kpi_id, one in found.items()
    }
