"""One kind of export over time: the history comes in yearly files, the newest month in a file of its own.

A large network sends monthly files from the start.
"""

from __future__ import annotations

from typing import Any

from data.demo.clock import Clock
from data.demo.dirt import broken_lines
from data.demo.writing import Extract, Inbox


class Series:
    """The open file of one kind of export. A month of another period closes it and opens the next."""

    def __init__(self, inbox: Inbox, clock: Clock, pattern: str, broken: int = 5, **dialect: Any) -> None:
        self._inbox, self._clock, self._pattern, self._broken = inbox, clock, pattern, broken
        self._dialect = dialect
        self._extract: Extract | None = None

    def write(self, month: int, columns: dict[str, Any]) -> None:
        name = self._pattern.format(self._clock.label(max(month, 0)))
        if self._extract is None or self._extract.path.name != name:
            self.close()
            self._extract = self._inbox.open(name, **self._dialect)
        self._extract.write(columns)

    def close(self) -> None:
        if self._extract:
            self._extract.raw(
                broken_lines(self._extract, self._dialect.get("delimiter", ","))[: self._broken]
            )
            self._inbox.close(self._extract)
            self._extract = None
