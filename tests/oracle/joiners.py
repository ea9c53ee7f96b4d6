"""Cohorts of joiners and those who stay, employment by employment; vacancies one by one."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from fractions import Fraction

from tests.oracle.bench import Oracle, Row, Tables, Values
from tests.oracle.hospital import quantile
from tests.oracle.plain import month_end, month_of, months, next_month, period_of, ratio
from tests.oracle.workforce import PERMANENT, place, staffing

NO_LEAVING = ("death", "end_of_contract")
Known = dict[str, tuple[date, date]]


def employments(tables: Tables) -> list[Row]:
    """Contracts that follow each other within 30 days are one employment."""
    found: list[Row] = []
    for employee_id in {e["employee_id"] for e in tables["employee"]}:
        contracts = [
            e
            for e in tables["employee"]
            if e["employee_id"] == employee_id and e["employment_type"] != "agency"
        ]
        chain: list[Row] = []
        for contract in sorted(contracts, key=lambda e: e["hire_date"]):
            ends = [c["termination_date"] or date.max for c in chain]
            if chain and contract["hire_date"] - timedelta(days=30) > max(ends):
                found.append(employment(chain))
                chain = []
            chain.append(contract)
        if chain:
            found.append(employment(chain))
    return found


def employment(chain: list[Row]) -> Row:
    last = max(chain, key=lambda c: c["termination_date"] or date.max)
    return {"first": chain[0], "left": last["termination_date"], "how": last["termination_type"]}


def left_within(row: Row, days: int) -> bool:
    if row["left"] is None or row["how"] in NO_LEAVING:
        return False
    return (row["left"] - row["first"]["hire_date"]).days <= days


def cohorts(tables: Tables) -> tuple[list[Row], Known]:
    """Permanent hires where they were hired, from the first month in which leavers are known."""
    _, _, known = staffing(tables)
    hires = []
    for row in employments(tables):
        if row["first"]["employment_type"] not in PERMANENT:
            continue
        where = place(tables, row["first"], row["first"]["hire_date"])
        month = month_of(row["first"]["hire_date"])
        if (
            where["facility_id"] in known
            and known[where["facility_id"]][0] <= month <= known[where["facility_id"]][1]
        ):
            hires.append(row | where | {"month": month})
    return hires, known


def of_cohorts(days: int, lag: int, is_rolling: bool = True) -> Oracle:
    """Who left within `days`, of those hired in the month (or year) that ended `lag` months ago."""

    def slow(tables: Tables, by: str, grain: str) -> Values:
        hires, known = cohorts(tables)
        listed = {h["facility_id"] for h in hires}
        rows = {
            (f, m)
            for f, (first, last) in known.items()
            if f in listed
            for m in months(next_month(first, 3), last)
        }
        values: Values = {}
        for period in {period_of(m, grain) for _, m in rows}:
            inside = sorted({m for _, m in rows if period_of(m, grain) == period})
            for group in {h[by] if by else "" for h in hires}:
                num = den = 0
                for month in inside[-1:] if is_rolling else inside:
                    last = next_month(month, -lag)
                    first = next_month(last, -11) if is_rolling else last
                    for hire in hires:
                        since, until = known[hire["facility_id"]]
                        if not since <= first or month > until or not first <= hire["month"] <= last:
                            continue
                        if by and hire[by] != group:
                            continue
                        den += 1
                        num += left_within(hire, days)
                if (value := ratio(num, den, 100)) is not None:
                    values[period, group] = value
        return values

    return slow


def served(day: date, since: date) -> bool:
    """A full year of service."""
    try:
        return since.replace(year=since.year + 1) <= day
    except ValueError:
        return date(since.year + 1, 2, 28) <= day


def of_a_year(
    count: Callable[[list[tuple[date, Row]], list[tuple[date, Row]], date], tuple[int, int]], needs: int
) -> Oracle:
    """A ratio over the twelve months that end with the last month of a period, where enough of them are known."""

    def slow(tables: Tables, by: str, grain: str) -> Values:
        heads, leavers, known = staffing(tables)
        reached = sorted({m for first, last in known.values() for m in months(first, last)})
        values: Values = {}
        for period in {period_of(m, grain) for m in reached}:
            month = max(m for m in reached if period_of(m, grain) == period)
            for group in {row[by] if by else "" for _, row in heads + leavers}:

                def mine(rows, month=month, group=group):
                    return [
                        (day, row)
                        for day, row in rows
                        if (not by or row[by] == group)
                        and next_month(known[row["facility_id"]][0], -1) <= next_month(month, -needs)
                        and month <= known[row["facility_id"]][1]
                    ]

                if (value := ratio(*count(mine(heads), mine(leavers), month), 100)) is not None:
                    values[period, group] = value
        return values

    return slow


def new_leavers(heads, leavers, month: date) -> tuple[int, int]:
    year = [(day, row) for day, row in leavers if next_month(month, -11) <= day <= month_end(month)]
    return sum(not served(day, row["hire_date"]) for day, row in year), len(year)


def settled(heads, leavers, month: date) -> tuple[int, int]:
    now = [row for day, row in heads if day == month_end(month)]
    before = [row for day, row in heads if day == month_end(next_month(month, -12))]
    return sum(served(month_end(month), row["hire_date"]) for row in now), len(before)


def filled(start: str, end: str, is_mean: bool = False) -> Oracle:
    """Days between two dates of the vacancies whose offer was accepted."""

    def slow(tables: Tables, by: str, grain: str) -> Values:
        unit = {u["unit_id"]: u["facility_id"] for u in tables["unit"]}
        days: dict[tuple[date, str], list[int]] = {}
        for row in tables["requisition"]:
            accepted = row["offer_accepted_date"]
            if (
                accepted is None
                or row["cancelled_date"]
                or row["is_evergreen"]
                or not row[start]
                or not row[end]
            ):
                continue
            wait = (row[end] - row[start]).days
            if wait >= 0:
                where = row | {"facility_id": unit[row["unit_id"]]}
                days.setdefault((period_of(accepted, grain), where[by] if by else ""), []).append(wait)
        if is_mean:
            return {key: float(Fraction(sum(waits), len(waits))) for key, waits in days.items()}
        return {key: float(quantile(waits, Fraction(1, 2))) for key, waits in days.items()}

    return slow


ORACLE = {
    "first_year_turnover_pct": of_cohorts(365, 12),
    "first_year_turnover_cohort_pct": of_cohorts(365, 12, is_rolling=False),
    "leave_90d_pct": of_cohorts(90, 3),
    "first_year_share_of_leavers_pct": of_a_year(new_leavers, 12),
    "stability_index_pct": of_a_year(settled, 12),
    "time_to_fill_days_median": filled("approved_date", "offer_accepted_date"),
    "time_to_fill_days_mean": filled("approved_date", "offer_accepted_date", is_mean=True),
    "time_to_fill_posted_days_median": filled("posted_date", "offer_accepted_date"),
    "time_to_start_days_median": filled("approved_date", "start_date"),
}
