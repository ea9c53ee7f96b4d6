"""How the loader says no: about a profile, about a whole file, and about a misspelt name."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches
from pathlib import Path


class ProfileError(Exception):
    """A profile that cannot be used; the message names file, line and the way out."""

    def __init__(self, path: Path | str, line: int, sentence: str) -> None:
        where = f"{path}:{line}" if line else str(path)
        super().__init__(f"{where}: {sentence}")
        self.line = line


class FileRefused(Exception):
    """A whole file that is not loaded. The message is one sentence and holds no value of a row."""


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """` (did you mean "x"?)`, or nothing when no known name is close."""
    folded = {candidate.casefold(): candidate for candidate in known}
    close = get_close_matches(name.casefold(), folded, n=2, cutoff=0.6)
    return f" (did you mean {' or '.join(repr(folded[c]) for c in close)}?)" if close else ""


__all__ = ["FileRefused", "ProfileError", "did_you_mean"]
