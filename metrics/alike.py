"""Like for like in words: two times of one figure, both made of the places that were open in both (kpis.md 6.5)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from data.language import say

# What a period can be held against: itself a year before, the one directly before, of a day the one a week before.
AGAINST = ("year", "before", "week")


@dataclass(frozen=True)
class LeftOut:
    """A place that takes no part in a comparison, and the reason, which reads on from its name.

    `is_of_figures` = it may have been open: the figures in question do not reach both times.
    """

    scope_id: str
    name: str
    why: str
    is_of_figures: bool = False

    @property
    def words(self) -> str:
        return say("{place}, {why}", place=self.name, why=self.why)


@dataclass(frozen=True)
class Alike:
    """The value of `period` and that of `before`, of the places that were open in both; `left` names the others.

    Both are None where one of them is hidden, for the reason that `hidden` gives, or where no place was open in both.
    """

    period: date
    before: date
    value: float | None
    then: float | None
    left: tuple[LeftOut, ...]
    hidden: str = ""


def left_out(places: Sequence[LeftOut]) -> str:
    """One sentence that names the places which are left out, each with its reason."""
    named = "; ".join(one.words for one in places)
    return say("Like-for-like, left out: {places}.", places=named) if places else ""
