"""What a sentence can speak of, and what it says once it is understood."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from metrics.calendars import Calendar
from metrics.kpi import Kpi

Values = Callable[[str, str], Sequence[tuple[str, str]]]


@dataclass(frozen=True)
class World:
    """The names that exist here: indicators, places, pages, and the groups of an indicator by a dimension.

    `values` gives (code, label) of the groups that the asker may see; it is called for what a sentence names alone.
    `through` is the last day with data. `here` is the indicator of the page that is open, or nothing.
    `calendar` says how a place cuts its year; None = the place of that page.
    """

    kpis: Mapping[str, Kpi]
    places: Sequence[Any]
    pages: Mapping[str, str]
    values: Values
    through: date
    here: str = ""
    calendar: Callable[[tuple[str, str] | None], Calendar] = lambda scope: Calendar()


@dataclass(frozen=True)
class Part:
    """One thing that was understood: what kind of thing, and its name as the product writes it."""

    kind: str
    words: str


@dataclass(frozen=True)
class Understood:
    """A sentence as a view: `page` or `kpi_id` (or neither: the page that is open) with its filters.

    `stretch` = the period where the calendar has a name for it.
    """

    parts: tuple[Part, ...]
    kpi_id: str = ""
    page: str = ""
    scope: tuple[str, str] = ("", "")
    since: date | None = None
    until: date | None = None
    is_everything: bool = False
    grain: str = ""
    compare: str = ""
    by: str = ""
    only: tuple[tuple[str, tuple[str, ...]], ...] = ()
    stretch: str = ""


class NotUnderstood(ValueError):
    """Why a sentence has no answer. `could` are words that would have been understood in place of the unknown ones,
    each with the whole sentence that says it."""

    def __init__(self, sentence: str, could: Sequence[tuple[str, str]] = ()) -> None:
        super().__init__(sentence)
        self.could = tuple(could)
