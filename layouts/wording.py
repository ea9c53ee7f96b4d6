"""How a page writes numbers, dates and states; numbers themselves are put into text by `metrics.words`."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from metrics import words
from metrics.kpi import Direction, Kpi
from metrics.question import Point

DIMENSIONS = {"facility_id": "facility", "unit_id": "unit", "payer_class": "payer"}


def number(kpi: Kpi, value: float | None, currency: str = "USD") -> str:
    """The bare number, for a column whose unit stands elsewhere."""
    return words.format_value(value, kpi.unit, currency, kpi.decimals, bare=True)


def amount(kpi: Kpi, value: float | None, currency: str = "USD") -> str:
    """The number with its unit, as a sentence or a tile says it."""
    return words.format_value(value, kpi.unit, currency, kpi.decimals)


def change(kpi: Kpi, now: float | None, before: float | None, currency: str = "USD") -> str:
    """Difference in the way the kind of number asks for; nothing where there is nothing to compare."""
    if now is None or before is None:
        return ""
    said = words.format_change(now, before, kpi.unit, currency, kpi.decimals)
    return said.replace(" points", " pp") if kpi.unit == "%" else said


def without_head(head: str, sentence: str) -> str:
    """The sentence of a verdict where its head is shown beside it."""
    rest = sentence.removeprefix(f"{head}: ")
    return rest[:1].upper() + rest[1:]


def period(start: date, grain: str, short: bool = False) -> str:
    if short and grain == "month":
        return f"{start:%b %Y}"
    if short and grain == "week":
        return f"{start.day} {start:%b}"
    return words.format_period(start, grain)


def day(value: date | None) -> str:
    return f"{value.day} {value:%b %Y}" if value else "unknown"


def instant(text: str) -> str:
    """A moment as a person writes it; text that is none stays as it is."""
    try:
        moment = datetime.fromisoformat(text.replace("Z", "+00:00"))
    except ValueError:
        return text
    zone = " UTC" if moment.tzinfo and not moment.utcoffset() else ""
    return f"{moment.day} {moment:%b %Y %H:%M}{zone}"


def count(value: int | float | None) -> str:
    return "–" if value is None else f"{value:,.0f}"


def plural(value: int, one: str, many: str = "") -> str:
    return f"{value:,} {one if value == 1 else many or one + 's'}"


def names(kpi: Kpi) -> str:
    """Which way is good, in words."""
    return {
        Direction.LOWER: "lower is better",
        Direction.HIGHER: "higher is better",
        Direction.NEUTRAL: "no good direction",
        Direction.TARGET: "best inside its band",
    }[kpi.direction]


def dimension(name: str) -> str:
    """A column name as a person says it."""
    return DIMENSIONS.get(name, name.removesuffix("_id").removesuffix("_class").replace("_", " "))


def state(point: Point) -> str:
    """Why a point is not to be read as a whole final one, or nothing."""
    if point.hidden:
        return "suppressed"
    if point.status == "partial":
        if point.days_covered is not None and point.days_in_period:
            return f"{point.days_covered} of {point.days_in_period} days"
        return "partial"
    return "provisional" if point.status == "provisional" else ""


def earlier(day_: date, grain: str, compare: str) -> date | None:
    """The period that a value is held against."""
    if compare == "ly":
        if grain == "week":
            return day_ - timedelta(weeks=52)
        try:
            return day_.replace(year=day_.year - 1)
        except ValueError:
            return day_ - timedelta(days=366)
    if compare == "prev":
        if grain in ("month", "quarter"):
            back = {"month": 1, "quarter": 3}[grain]
            month = day_.year * 12 + day_.month - 1 - back
            return date(month // 12, month % 12 + 1, 1)
        if grain == "year":
            return day_.replace(year=day_.year - 1)
        return day_ - timedelta(days={"week": 7, "day": 1}[grain])
    return None
