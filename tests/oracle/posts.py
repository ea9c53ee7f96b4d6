"""People against posts, in full-time equivalents, person by person and post by post."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from fractions import Fraction

from tests.oracle.bench import Row, Tables, Values
from tests.oracle.plain import month_of, months, next_month, period_of
from tests.oracle.workforce import staffing


class Staff:
    """Contracted time at month ends and of leavers, in the facilities that are counted in a month."""

    def __init__(self, tables: Tables) -> None:
        self.heads, self.leavers, self.span = staffing(tables)
        self.months = sorted({m for first, last in self.span.values() for m in months(first, last)})

    def facilities(self, month: date) -> list[str]:
        return [f for f, (first, last) in self.span.items() if first <= month <= last]

    def total(self, rows: list[tuple[date, Row]], month: date, facility: str) -> Fraction:
        return sum(
            (row["fte"] for day, row in rows if month_of(day) == month and row["facility_id"] == facility),
            Fraction(0),
        )

    def left(self, month: date, facility: str) -> Fraction:
        return self.total(self.leavers, month, facility)

    def gained(self, month: date, facility: str) -> Fraction:
        now, before = (self.total(self.heads, m, facility) for m in (month, next_month(month, -1)))
        return now - before + self.left(month, facility)


def here(tables: Tables, by: str, grain: str) -> Values:
    """The stock at the last counted month of a period."""
    staff, values = Staff(tables), {}
    for period in {period_of(m, grain) for m in staff.months}:
        last = max(m for m in staff.months if period_of(m, grain) == period)
        for facility in staff.facilities(last):
            key = period, facility if by else ""
            values[key] = values.get(key, 0) + float(staff.total(staff.heads, last, facility))
    return values


def moved(which: str):
    """What came or went in all months of a period."""

    def slow(tables: Tables, by: str, grain: str) -> Values:
        staff, values = Staff(tables), {}
        for month in staff.months:
            for facility in staff.facilities(month):
                key = period_of(month, grain), facility if by else ""
                values[key] = values.get(key, 0) + float(getattr(staff, which)(month, facility))
        return values

    return slow


def posts(fte: Callable[[Row], float]):
    """Posts as the list has them in the last month of a period."""

    def slow(tables: Tables, by: str, grain: str) -> Values:
        unit = {u["unit_id"]: u["facility_id"] for u in tables["unit"]}
        values: Values = {}
        for period in {period_of(p["month"], grain) for p in tables["position"]}:
            last = max(p["month"] for p in tables["position"] if period_of(p["month"], grain) == period)
            for post in tables["position"]:
                if post["month"] == last:
                    key = period, unit[post["unit_id"]] if by else ""
                    values[key] = values.get(key, 0) + fte(post)
        return values

    return slow


ORACLE = {
    "staff_fte": here,
    "left_fte": moved("left"),
    "joined_fte": moved("gained"),
    "funded_fte": posts(lambda post: post["budgeted_fte"] - post["frozen_fte"]),
    "filled_fte": posts(lambda post: post["filled_fte"]),
}
