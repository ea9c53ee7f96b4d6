"""Calendars: weeks, months, fiscal years by months or by weeks (4-4-5), and the stretches of time that people name."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

Span = tuple[date, date]
PATTERNS = {"4-4-5": (4, 4, 5), "4-5-4": (4, 5, 4), "5-4-4": (5, 4, 4)}
KINDS = ("week", "month", "quarter", "year", "fiscal_month", "fiscal_quarter", "fiscal_year")
STRETCHES = (
    *(f"{kind}_to_date" for kind in KINDS), *(f"last_{kind}" for kind in KINDS), "last_13_weeks", "last_12_months",
)  # fmt: skip
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Calendar:
    """How an organisation cuts its year: the month a fiscal year starts in, and weeks per period where it counts weeks.

    A fiscal year is named after the calendar year it ends in. Counted in weeks, it starts on the Monday nearest to the
    first of its month, and a 53rd week belongs to its last period.
    """

    first_month: int = 1
    pattern: str = ""

    def year_start(self, year: int) -> date:
        """First day of fiscal year `year`."""
        first = date(year if self.first_month == 1 else year - 1, self.first_month, 1)
        if not self.pattern:
            return first
        monday = first - first.weekday() * DAY
        return monday if first.weekday() <= 3 else monday + 7 * DAY

    def year_of(self, day: date) -> int:
        """The fiscal year that a day belongs to."""
        year = day.year + (day.month >= self.first_month > 1)
        return next(y for y in (year + 1, year, year - 1) if self.year_start(y) <= day)

    def starts(self, year: int) -> list[date]:
        """First days of the twelve periods of a fiscal year, and of the year after."""
        first, after = self.year_start(year), self.year_start(year + 1)
        if not self.pattern:
            return [_months_on(first, count) for count in range(13)]
        found = [first]
        for weeks in PATTERNS[self.pattern] * 4:
            found.append(found[-1] + 7 * weeks * DAY)
        return [*found[:-1], after]

    def period(self, kind: str, day: date) -> Span:
        """The week, month, quarter, year or fiscal one that holds a day: first day, first day after."""
        if kind == "week":
            monday = day - day.weekday() * DAY
            return monday, monday + 7 * DAY
        if not kind.startswith("fiscal_"):
            length = {"month": 1, "quarter": 3, "year": 12}[kind]
            first = date(day.year, (day.month - 1) // length * length + 1, 1)
            return first, _months_on(first, length)
        step = {"fiscal_month": 1, "fiscal_quarter": 3, "fiscal_year": 12}[kind]
        edges = self.starts(self.year_of(day))[::step]
        index = max(i for i, edge in enumerate(edges[:-1]) if edge <= day)
        return edges[index], edges[index + 1]

    def stretch(self, name: str, through: date) -> Span:
        """A named stretch when the data reach to the end of `through`. Raises KeyError for a name that is none.

        `…_to_date` runs up to that day; `last_…` is the newest one that is complete.
        """
        if name not in STRETCHES:
            raise KeyError(name)
        if name == "last_13_weeks":
            until = self._complete("week", through)[1]
            return until - 91 * DAY, until
        if name == "last_12_months":
            until = self._complete("month", through)[1]
            return _months_on(until, -12), until
        if name.startswith("last_"):
            return self._complete(name.removeprefix("last_"), through)
        return self.period(name.removesuffix("_to_date"), through)[0], through + DAY

    def year_before(self, name: str, span: Span) -> Span:
        """The same stretch a year earlier, as far into it: weeks keep their weekdays, dates their dates."""
        if name in ("week_to_date", "last_week", "last_13_weeks"):
            return span[0] - 364 * DAY, span[1] - 364 * DAY
        if self.pattern and "fiscal" in name:
            year = self.year_of(span[0])
            edges, earlier = self.starts(year), self.starts(year - 1)
            first = earlier[edges.index(span[0])]
            if span[1] in edges:
                return first, earlier[edges.index(span[1])]
            return first, first + (span[1] - span[0])
        return _year_earlier(span[0]), _end_year_earlier(span[1])

    def just_before(self, span: Span) -> Span:
        """As long a stretch directly before: whole months as months, else days."""
        months = (span[1].year - span[0].year) * 12 + span[1].month - span[0].month
        if span[0].day == span[1].day == 1:
            return _months_on(span[0], -months), span[0]
        return span[0] - (span[1] - span[0]), span[0]

    def _complete(self, kind: str, through: date) -> Span:
        found = self.period(kind, through)
        return found if found[1] == through + DAY else self.period(kind, found[0] - DAY)


def _months_on(first: date, months: int) -> date:
    count = first.year * 12 + first.month - 1 + months
    return date(count // 12, count % 12 + 1, 1)


def _year_earlier(day: date) -> date:
    return day.replace(year=day.year - 1, day=28 if (day.month, day.day) == (2, 29) else day.day)


def _end_year_earlier(until: date) -> date:
    """A whole month stays whole, with or without 29 February; else the last day moves."""
    return _year_earlier(until) if until.day == 1 else _year_earlier(until - DAY) + DAY
