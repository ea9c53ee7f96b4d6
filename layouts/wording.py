"""How numbers and dates read: one place, so that a value looks the same on every surface."""

from __future__ import annotations

from datetime import date, timedelta

from metrics.kpi import Direction, Kpi
from metrics.question import Point

_SHORT = {"minutes": "min", "min": "min", "hours": "h", "days": "days", "%": "%", "currency": ""}
_DECIMALS = {"%": 1, "min": 0, "h": 1, "days": 1}
NARROW = "\u202f"
DIMENSIONS = {"facility_id": "facility", "unit_id": "unit", "payer_class": "payer"}


def unit_label(kpi: Kpi, currency: str = "$") -> str:
    return currency if kpi.unit == "currency" else _SHORT.get(kpi.unit, kpi.unit)


def _decimals(kpi: Kpi, value: float) -> int:
    unit = _SHORT.get(kpi.unit, kpi.unit)
    if kpi.unit == "currency":
        return 0 if abs(value) >= 100 else 2
    if unit == "min":
        return 0 if abs(value) >= 10 else 1
    if unit in _DECIMALS:
        return _DECIMALS[unit]
    if abs(value) >= 1000 or (float(value).is_integer() and abs(value) >= 10):
        return 0
    return 1 if abs(value) >= 10 else 2


def number(kpi: Kpi, value: float | None) -> str:
    """The bare number with the decimals its unit deserves; a true minus sign, thousands set apart."""
    if value is None:
        return "–"
    return f"{value:,.{_decimals(kpi, value)}f}".replace("-", "\u2212")


def amount(kpi: Kpi, value: float | None, currency: str = "$") -> str:
    """The number with its unit, as a sentence or a tile says it."""
    if value is None:
        return "–"
    if kpi.unit == "currency":
        return f"{'−' if value < 0 else ''}{currency}{number(kpi, abs(value))}"
    unit = _SHORT.get(kpi.unit, kpi.unit)
    if unit == "%":
        return f"{number(kpi, value)}{NARROW}%"
    return f"{number(kpi, value)} {unit}" if unit in _DECIMALS else number(kpi, value)


def change(kpi: Kpi, now: float | None, before: float | None, currency: str = "$") -> str:
    """Difference in the way the kind of number asks for: points, time, or relative per cent (kpis.md 6.5)."""
    if now is None or before is None:
        return ""
    unit = _SHORT.get(kpi.unit, kpi.unit)
    gap = now - before
    if unit in _DECIMALS:
        digits = 1 if unit != "min" or abs(gap) < 10 else 0
        words = {"%": "pp", "min": "min", "h": "h", "days": "d"}[unit]
    else:
        if not before:
            return ""
        gap, digits, words = 100 * gap / abs(before), 1, "%"
    written = f"{abs(gap):,.{digits}f}"
    sign = "" if float(written.replace(",", "")) == 0 else ("+" if gap > 0 else "−")
    return f"{sign}{written}{NARROW}{words}"


def period(day: date, grain: str, short: bool = False) -> str:
    if grain == "month":
        return f"{day:%b %Y}" if short else f"{day:%B %Y}"
    if grain == "quarter":
        return f"Q{(day.month + 2) // 3} {day.year}"
    if grain == "year":
        return str(day.year)
    if grain == "week":
        iso = day.isocalendar()
        return f"W{iso.week} {iso.year}" if short else f"week of {day.day} {day:%b %Y}"
    return f"{day.day} {day:%b %Y}"


def day(value: date | None) -> str:
    return f"{value.day} {value:%b %Y}" if value else "unknown"


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
