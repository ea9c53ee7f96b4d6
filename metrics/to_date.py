"""One figure over a named stretch of time beside the same stretch before: year to date, last quarter, rolling year."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta

from data.language import mark, say
from metrics.alike import LeftOut, left_out
from metrics.breaks import crossed
from metrics.calendars import STRETCHES, Calendar, Span
from metrics.certainty import certainty
from metrics.intervals import Interval, difference, ratio_of_rates
from metrics.judging import shown_n
from metrics.kpi import Count, Kpi, Sum
from metrics.pace import Days, paced
from metrics.places import Place
from metrics.question import Access, Question, QuestionError, did_you_mean
from metrics.spans import nearest_grain
from metrics.standing import Standings
from metrics.stored import Stored
from metrics.window import Windows
from metrics.words import format_change, format_period, format_value

PER = ("", "day", "working_day")
AGAINST = ("year", "before")


@dataclass(frozen=True)
class Figure:
    """A KPI over [since, until): `value` in its unit, or per day where that was asked; `hidden` says why there is none."""

    since: date
    until: date
    value: float | None
    n: int | None
    days: int
    working_days: int
    low: float | None = None
    high: float | None = None
    hidden: str = ""

    def by_day(self, kpi: Kpi, then: Figure, per: str = "") -> tuple[tuple[float, float], str]:
        """This value and another as they are to be compared, and the words for it where totals go by the day."""
        assert self.value is not None
        assert then.value is not None
        if per:
            return (self.value, then.value), ""
        days = (Days(one.days, one.working_days) for one in (self, then))
        value, other, by = paced(kpi, self.value, then.value, *days)
        return (value, other), by


@dataclass(frozen=True)
class ToDate:
    """A figure and what it is held against, in numbers and in a sentence (kpis.md 6.5).

    `is_chance` is None where nothing can be tested. `left` names the places that neither is about, where only those open
    in both stretches are counted.
    """

    kpi_id: str
    stretch: str
    now: Figure
    then: Figure
    change: float | None
    is_chance: bool | None
    sentence: str
    per: str = ""
    left: tuple[LeftOut, ...] = ()
    load_id: int = 0


@dataclass(frozen=True)
class _Sure:
    """What a figure is tested by: its interval, or the events and what they are counted against."""

    interval: Interval | None
    events: float | None
    exposure: float


@dataclass(frozen=True)
class Wanted:
    """What to hold against what: `against` = the same stretch a year before, or the one directly before.

    `like` = of the places alone that were open in both.
    """

    stretch: str
    against: str = "year"
    per: str = ""
    like: bool = False


def to_date(
    stored: Stored, kpi: Kpi, question: Question, place: Place, access: Access, wanted: Wanted, pattern: str
) -> ToDate:
    """Measure one KPI over a stretch and the one it is compared with. Raises `QuestionError` for unknown words."""
    _check(kpi, wanted)
    through = stored.reach(kpi, stored.places.facility_id(place.scope_type, place.scope_id))
    if through is None:
        raise QuestionError(f"{kpi.title} has no data here yet.")
    calendar = Calendar(stored.places.fiscal_month(place), pattern)
    now = calendar.stretch(wanted.stretch, through)
    then = (
        calendar.just_before(now) if wanted.against == "before" else calendar.year_before(wanted.stretch, now)
    )
    asked, left = replace(question, by=""), ()
    if wanted.like:
        standings = Standings(stored, asked, place, access, nearest_grain(kpi, "month"))
        standings.read([kpi], (now, then))
        standing = standings.of(kpi, now, then)
        asked, left = standing.of(asked), standing.left
    windows = Windows(stored, kpi, asked, place, access)
    figures, sure = zip(
        _figure(stored, windows, now, place, wanted.per),
        _nothing(stored, then, place)
        if (changed := crossed(kpi, (then[0], now[1])))
        else _figure(stored, windows, then, place, wanted.per),
        strict=True,
    )
    money = stored.places.money(stored.places.facility_id(place.scope_type, place.scope_id), access)
    change, is_chance = _change(*figures), _is_chance(kpi, *sure)
    said = [_sentence(kpi, *figures, is_chance, wanted, money, changed), left_out(left)]
    return ToDate(
        kpi.id, wanted.stretch, *figures, change, is_chance, " ".join(filter(None, said)), wanted.per, left,
        stored.generation.number,
    )  # fmt: skip


def _check(kpi: Kpi, wanted: Wanted) -> None:
    for word, known in ((wanted.stretch, STRETCHES), (wanted.against, AGAINST), (wanted.per, PER)):
        if word not in known:
            near = did_you_mean(word, known)
            raise QuestionError(
                say(
                    "There is no {word}; there are {known}.",
                    word=repr(word),
                    known=", ".join(filter(None, known)),
                )
                + near
            )
    if wanted.per and not isinstance(kpi.value, (Count, Sum)):
        raise QuestionError(
            say("{title} is not an amount that could be divided by days.", title=say(kpi.title))
        )


def _figure(stored: Stored, windows: Windows, span: Span, place: Place, per: str) -> tuple[Figure, _Sure]:
    window = windows.measure(span)
    one = window.of("") or window.total
    days, working = (span[1] - span[0]).days, stored.working_days(place, span)
    by = {"": 1, "day": days, "working_day": working}[per]
    value = None if one.hidden or one.value.value is None or not by else one.value.value / by
    sure = certainty(windows, window).get("")
    is_count, held = windows.kpi.kind == "count", working if windows.kpi.is_planned else days
    exposure = (held or days) if is_count else one.value.den
    return Figure(
        *span,
        value,
        None if one.hidden else shown_n(windows.kpi, one.value, one.is_unit),
        days,
        working,
        sure.low / by if sure and by else None,
        sure.high / by if sure and by else None,
        one.hidden,
    ), _Sure(sure if by else None, one.value.num, exposure or 0)


def _nothing(stored: Stored, span: Span, place: Place) -> tuple[Figure, _Sure]:
    """A stretch that is not compared with."""
    days = (span[1] - span[0]).days
    return Figure(*span, None, None, days, stored.working_days(place, span)), _Sure(None, None, 0)


def _change(now: Figure, then: Figure) -> float | None:
    return None if now.value is None or then.value is None else now.value - then.value


def _is_chance(kpi: Kpi, now: _Sure, then: _Sure) -> bool | None:
    """Whether chance explains the difference; of money nobody is told, a few dear cases would decide it."""
    if now.interval is None or then.interval is None or kpi.unit == "currency":
        return None
    if kpi.kind in ("rate", "count") and now.events is not None and then.events is not None:
        return _is_same_rate(now.events, now.exposure, then.events, then.exposure)
    gap = difference(now.interval, then.interval)
    return gap.low <= 0 <= gap.high


def _is_same_rate(events: float, exposure: float, before: float, exposure_before: float) -> bool | None:
    """Events against events, each over its exposure: whether the interval of their ratio holds 1."""
    if not exposure or not exposure_before:
        return None
    if not before:
        events, exposure, before, exposure_before = before, exposure_before, events, exposure
    ratio = ratio_of_rates(events, exposure, before, exposure_before)
    return ratio is None or ratio.low <= 1 <= ratio.high


def _sentence(
    kpi: Kpi,
    now: Figure,
    then: Figure,
    is_chance: bool | None,
    wanted: Wanted,
    money: str,
    changed: date | None = None,
) -> str:
    when = say("{since} to {until}", since=_day(now.since), until=_day(now.until - timedelta(days=1)))
    if now.value is None:
        return say("{when}: not shown, small numbers." if now.hidden else "{when}: no value.", when=when)
    value = _amount(kpi, now.value, wanted, money)
    is_year = wanted.against == "year"
    if changed:
        return say(
            "{when}: {value}; not compared, since it was measured another way before {day}.",
            when=when,
            value=value,
            day=_day(changed),
        )
    if then.value is None:
        return say(_NOTHING_THEN[is_year, bool(then.hidden)], when=when, value=value)
    moved, by = now.by_day(kpi, then, wanted.per)
    change = format_change(*moved, kpi.unit, money, kpi.decimals)
    return say(
        _COMPARED[is_year, is_chance],
        when=when,
        value=value,
        then=_amount(kpi, then.value, wanted, money),
        change=f"{change}, {say(by)}" if by else change,
    )


# Whether it is held against a year before, and whether small numbers hide what was then.
_NOTHING_THEN = {
    (True, True): mark("{when}: {value}; the same time a year before has small numbers."),
    (True, False): mark("{when}: {value}; the same time a year before has no value."),
    (False, True): mark("{when}: {value}; as long a time before has small numbers."),
    (False, False): mark("{when}: {value}; as long a time before has no value."),
}
# Whether it is held against a year before, and whether chance explains the difference, where that is known.
_COMPARED = {
    (True, None): mark("{when}: {value} against {then} in the same time a year before ({change})."),
    (True, True): mark(
        "{when}: {value} against {then} in the same time a year before ({change}): within chance."
    ),
    (True, False): mark(
        "{when}: {value} against {then} in the same time a year before ({change}): more than chance explains."
    ),
    (False, None): mark("{when}: {value} against {then} in as long a time before ({change})."),
    (False, True): mark("{when}: {value} against {then} in as long a time before ({change}): within chance."),
    (False, False): mark(
        "{when}: {value} against {then} in as long a time before ({change}): more than chance explains."
    ),
}


def _amount(kpi: Kpi, value: float, wanted: Wanted, money: str) -> str:
    shown = format_value(value, kpi.unit, money, kpi.decimals)
    if not wanted.per:
        return shown
    return say("{amount} a day" if wanted.per == "day" else "{amount} a working day", amount=shown)


def _day(day: date) -> str:
    return format_period(day, "day")
