"""Stretches of time to compare: the last twelve finished months, a period, the same period a year before."""

from __future__ import annotations

from datetime import date, timedelta

from data.language import say
from metrics.calendars import Span
from metrics.fetching import fetch
from metrics.kpi import Kpi
from metrics.places import Place
from metrics.question import GRAINS, Access, Point, Question, QuestionError, Series
from metrics.stored import Stored

MONTHS = {"month": 1, "quarter": 3, "year": 12}


def nearest_grain(kpi: Kpi, grain: str) -> str:
    """The grain of a KPI that is nearest to the one asked for; of two the coarser."""
    asked = GRAINS.index(grain)
    return min(kpi.grains, key=lambda own: (abs(GRAINS.index(own) - asked), -GRAINS.index(own)))


def coarser(kpi: Kpi, grain: str) -> str:
    """The next longer grain that a KPI has; empty for the longest."""
    longer = [own for own in GRAINS[GRAINS.index(grain) + 1 :] if own in kpi.grains]
    return longer[0] if longer else ""


def start_of(day: date | None, grain: str) -> date | None:
    """The first day of the period that holds `day`."""
    if day is None or grain == "day":
        return day
    if grain == "week":
        return day - timedelta(days=day.weekday())
    month = {"month": day.month, "quarter": (day.month - 1) // 3 * 3 + 1, "year": 1}[grain]
    return day.replace(month=month, day=1)


def shifted(first: date, months: int) -> date:
    """The first of a month so many months on."""
    count = first.year * 12 + first.month - 1 + months
    return date(count // 12, count % 12 + 1, 1)


def period(first: date, grain: str) -> Span:
    """A period as its first day and the first day after it."""
    if grain in MONTHS:
        return first, shifted(first, MONTHS[grain])
    return first, first + timedelta(days=7 if grain == "week" else 1)


def earlier(day: date, grain: str, against: str) -> date:
    """The first day of the period that the one of `day` is held against: AGAINST of `metrics.alike`."""
    if against == "year":
        return day - timedelta(weeks=52) if grain == "week" else _year_before(day)
    if against == "week" and grain == "day":
        return day - timedelta(days=7)
    if grain in MONTHS:
        return shifted(day, -MONTHS[grain])
    return day - timedelta(days=7 if grain == "week" else 1)


def last_point(series: Series) -> Point | None:
    """The point the verdict stands on, else the last one with a value."""
    named = [p for p in series.points if p.period == series.verdict.period]
    valued = [p for p in series.points if p.value is not None and p.status == "final"]
    return named[-1] if named else (valued[-1] if valued else (series.points[-1] if series.points else None))


def finished(stored: Stored, kpi: Kpi, grain: str, place: Place, access: Access) -> list[date]:
    """The periods of a place that will not change any more, in order: those that the asker sees something of."""
    found = stored.statuses([kpi.id], grain, place.scope_type, place.scope_id)
    finals = sorted(first for (_, first), (status, *_) in found.items() if status == "final")
    if stored.places.sees_whole(access, place.scope_type, place.scope_id):
        return finals
    asked = Question((kpi.id,), grain, place.scope_type, place.scope_id)
    seen = {v.period for told in fetch(stored, [kpi], asked, place, access) for v in told.values}
    return [first for first in finals if first in seen]


def twelve_months(stored: Stored, kpi: Kpi, question: Question, place: Place, access: Access) -> Span:
    """The window of a question; without one the twelve months that end with the last finished period."""
    if question.since and question.until:
        return question.since, question.until
    grain = nearest_grain(kpi, "month")
    finals = finished(stored, kpi, grain, place, access)
    if not finals:
        raise _nothing_finished(kpi, grain)
    until = question.until or period(finals[-1], grain)[1]
    if question.since:
        return question.since, until
    return shifted(until.replace(day=1), -12 if until.day == 1 else -11), until


def two_periods(
    stored: Stored,
    kpi: Kpi,
    question: Question,
    place: Place,
    access: Access,
    before: date | None,
    after: date | None,
) -> tuple[Span, Span, str]:
    """The two periods of a change and their grain: the last finished one, against the same a year before or else the one before."""
    grain = nearest_grain(kpi, question.grain)
    finals = finished(stored, kpi, grain, place, access)
    second = start_of(after, grain) or (finals[-1] if finals else None)
    if second is None:
        raise _nothing_finished(kpi, grain)
    first = start_of(before, grain)
    if first is None:
        year_ago = start_of(_year_before(second), grain)
        earlier = [one for one in finals if one < second]
        first = year_ago if year_ago in earlier else earlier[-1] if earlier else None
    if first is None or first == second:
        raise QuestionError(
            say("{title} has no earlier {grain} to compare with.", title=say(kpi.title), grain=say(grain))
        )
    return period(first, grain), period(second, grain), grain


def _nothing_finished(kpi: Kpi, grain: str) -> QuestionError:
    return QuestionError(
        say("{title}: no finished {grain} here yet.", title=say(kpi.title), grain=say(grain))
    )


def _year_before(day: date) -> date:
    """The same day a year earlier; 29 February becomes the 28th."""
    return day.replace(year=day.year - 1, day=28 if (day.month, day.day) == (2, 29) else day.day)
