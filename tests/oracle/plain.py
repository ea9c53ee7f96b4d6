"""Calendar and arithmetic that every oracle needs, written out."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from fractions import Fraction


def month_of(day: date) -> date:
    return day.replace(day=1)


def next_month(month: date, steps: int = 1) -> date:
    years, index = divmod(month.year * 12 + month.month - 1 + steps, 12)
    return date(years, index + 1, 1)


def month_end(month: date) -> date:
    return next_month(month) - timedelta(days=1)


def months(first: date, last: date) -> Iterator[date]:
    while first <= last:
        yield first
        first = next_month(first)


def period_of(day: date, grain: str) -> date:
    """The first day of the period that holds a day."""
    return {
        "day": day,
        "week": day - timedelta(days=day.weekday()),
        "month": month_of(day),
        "quarter": date(day.year, (day.month - 1) // 3 * 3 + 1, 1),
        "year": date(day.year, 1, 1),
    }[grain]


def ratio(num: Fraction | int | None, den: Fraction | int | None, per: int = 1) -> float | None:
    """A share of nothing is unknown."""
    if num is None or den is None or den == 0:
        return None
    return float(Fraction(num) * per / Fraction(den))
