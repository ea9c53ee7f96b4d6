"""How a page writes numbers, dates and states; numbers themselves are put into text by `metrics.words`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from data.language import ENGLISH, grouped, language, locale, say, say_count, separators
from metrics import dates, numbers, words
from metrics.kpi import Direction, Kpi
from metrics.names import dimension_name as dimension
from metrics.names import group_name
from metrics.question import Point
from metrics.spans import earlier as earlier_period
from metrics.spans import last_point as last_point

# What the engine calls the period that a comparison of the filter bar is with.
AGAINST = {"ly": "year", "prev": "before", "weekday": "week"}


def number(kpi: Kpi, value: float | None, currency: str = "USD") -> str:
    """The bare number, for a column whose unit stands elsewhere."""
    return words.format_value(value, kpi.unit, currency, kpi.decimals, bare=True)


def amount(kpi: Kpi, value: float | None, currency: str = "USD") -> str:
    """The number with its unit, as a sentence or a tile says it."""
    return words.format_value(value, kpi.unit, currency, kpi.decimals)


def quantity(value: float | None, unit: str, currency: str = "USD", is_signed: bool = False) -> str:
    """An amount in a sum that is shown: money to the last unit; `is_signed` for a difference, whose direction must show."""
    whole = value is not None and unit not in ("%", "currency") and abs(value) >= 10
    said = words.format_value(value, unit, currency, 0 if whole else None)
    if unit == "currency" and value is not None:
        said = words.format_sum(value, currency)
    is_up = is_signed and value is not None and value > 0 and any(digit in said for digit in "123456789")
    return f"+{said}" if is_up else said


def band(kpi: Kpi, low: float | None, high: float | None, currency: str = "USD") -> str:
    """Two ends of a band with their unit: 1.9–4.6 %, $1,200–$1,400."""
    ends = words.format_range(low, high, kpi.unit, currency, kpi.decimals)
    return ends if kpi.unit in ("currency", *numbers.UNITLESS) else numbers.with_unit(ends, kpi.unit)


def column(words: str, kpi: Kpi) -> str:
    """The heading of a column of numbers of one indicator: a long unit stands there and not in every cell."""
    return words if kpi.unit in SHORT_UNITS else f"{words}, {say(kpi.unit)}"


def cell(kpi: Kpi, value: float | None, currency: str = "USD") -> str:
    """A number under such a heading, or beside a line of a chart that names its long unit above the axis."""
    said = amount if kpi.unit in SHORT_UNITS else number
    return said(kpi, value, currency)


def cells(kpi: Kpi, low: float | None, high: float | None, currency: str = "USD") -> str:
    """A band under such a heading."""
    if kpi.unit in SHORT_UNITS:
        return band(kpi, low, high, currency)
    return words.format_range(low, high, kpi.unit, currency, kpi.decimals)


def change(kpi: Kpi, now: float | None, before: float | None, currency: str = "USD") -> str:
    """Difference in the way the kind of number asks for; nothing where there is nothing to compare."""
    if now is None or before is None:
        return ""
    return words.format_change(now, before, kpi.unit, currency, kpi.decimals, is_short=True)


def without_head(head: str, sentence: str) -> str:
    """The sentence of a verdict where its head is shown beside it."""
    rest = sentence.removeprefix(f"{head}: ")
    return rest[:1].upper() + rest[1:]


def period(start: date, grain: str, short: bool = False) -> str:
    if short and grain == "month":
        return dates.short_month(start)
    if short and grain == "week":
        return dates.day_month(start)
    return words.format_period(start, grain)


def day(value: date | None) -> str:
    return dates.day(value) if value else say("unknown")


def span(since: date, until: date) -> str:
    """A stretch of time by its first and last day."""
    return say("{since} to {until}", since=day(since), until=day(until))


def lapse(seconds: float) -> str:
    """A stretch of time in its two largest units: 4 min, 2 h 13 min, 3 d 5 h."""
    minutes = round(seconds / 60)
    if minutes < 60:
        return say("{m} min", m=minutes)
    hours, minutes = divmod(minutes, 60)
    if hours < 48:
        return say("{h} h {m} min", h=hours, m=minutes)
    days, hours = divmod(hours, 24)
    return say("{d} d {h} h", d=days, h=hours)


def months_of_axes() -> dict[str, Any]:
    """What the library of charts must know to write dates; English it knows."""
    if locale().language == ENGLISH:
        return {}
    months, days = (
        {width: list(getattr(locale(), name)["format"][width].values()) for width in ("wide", "abbreviated")}
        for name in ("months", "days")
    )
    # Ours begin on Monday, theirs on Sunday.
    days = {width: [*names[-1:], *names[:-1]] for width, names in days.items()}
    written = {
        "months": months["wide"],
        "shortMonths": months["abbreviated"],
        "days": days["wide"],
        "shortDays": days["abbreviated"],
    }
    return {"locale": language(), "locales": {language(): {"format": written}}}


def instant(text: str) -> str:
    """A moment as a person writes it; text that is none stays as it is."""
    try:
        moment = datetime.fromisoformat(text.replace("Z", "+00:00"))
    except ValueError:
        return text
    zone = " UTC" if moment.tzinfo and not moment.utcoffset() else ""
    return f"{day(moment.date())} {moment:%H:%M}{zone}"


def date_of(text: str) -> date | None:
    """The day of a moment written as text, or nothing."""
    try:
        return datetime.fromisoformat(text.replace("Z", "+00:00")).date()
    except ValueError:
        return None


def count(value: int | float | None) -> str:
    return "–" if value is None else grouped(round(value))


def decimal(value: float, places: int = 1) -> str:
    """A number with so many decimals, for shares and ratios."""
    return f"{value:.{places}f}".replace(".", separators()[1])


def listed(names: Sequence[str], most: int = 3) -> str:
    """The first of them by name, the others by their number."""
    shown = ", ".join(names[:most])
    rest = len(names) - most
    return say("{names} and {n} more", names=shown, n=grouped(rest)) if rest > 0 else shown


def groups(n: int, name: str) -> str:
    """So many of the groups of a breakdown; other languages need not know the plural of each."""
    noun = dimension(name)
    if language() != ENGLISH:
        return say_count(n, "{n} group by {groups}", "{n} groups by {groups}", groups=noun)
    many = f"{noun[:-1]}ies" if noun.endswith("y") else f"{noun}s"
    return f"{grouped(n)} {noun if n == 1 else many}"


def names(kpi: Kpi) -> str:
    """Which way is good, in words."""
    return {
        Direction.LOWER: say("lower is better"),
        Direction.HIGHER: say("higher is better"),
        Direction.NEUTRAL: say("no good direction"),
        Direction.TARGET: say("best inside its band"),
    }[kpi.direction]


SHORT_UNITS = ("%", "currency", "min", "days", "hours", "", "index", "ratio")


def compact(kpi: Kpi, value: float | None, currency: str = "USD") -> str:
    """The number as a small chart labels it: a long unit stays away."""
    said = amount(kpi, value, currency)
    return said if kpi.unit in SHORT_UNITS and len(said) < 10 else number(kpi, value, currency)


def tick(kpi: Kpi, value: float, currency: str = "USD") -> str:
    """The number of an axis: as short as it can be said."""
    if float(value).is_integer() and kpi.unit in SHORT_UNITS:
        return words.format_value(value, kpi.unit, currency, 0)
    return compact(kpi, value, currency)


def condition(name: str, values: tuple[str, ...]) -> str:
    """A filter in words: payer: Commercial, Self-pay."""
    return f"{dimension(name)}: {', '.join(group_name(name, value) for value in values)}"


def state(point: Point) -> str:
    """Why a point is not to be read as a whole final one, or nothing."""
    if point.hidden:
        return say("suppressed")
    if point.status == "partial":
        if point.days_covered is not None and point.days_in_period:
            return say(
                "{days_covered} of {days_in_period} days",
                days_covered=point.days_covered,
                days_in_period=point.days_in_period,
            )
        return say("partial")
    return say("provisional") if point.status == "provisional" else ""


def earlier(day_: date, grain: str, compare: str) -> date | None:
    """The period that a value is held against."""
    return earlier_period(day_, grain, AGAINST[compare]) if compare in AGAINST else None
