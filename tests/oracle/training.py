"""Courses and licences, person by person at every month end."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

from tests.oracle.bench import Oracle, Row, Tables, Values
from tests.oracle.plain import month_end, next_month, period_of, ratio
from tests.oracle.workforce import heads_at_month_ends

Pair = tuple[Row, bool]


def lasts_until(record: Row, needs: Row) -> date:
    """A course without an expiry runs out its renewal months after it was passed, or never."""
    if record["expiry_date"]:
        return record["expiry_date"]
    if needs["renewal_months"] is None:
        return date.max
    month = next_month(record["completed_date"].replace(day=1), needs["renewal_months"])
    return month.replace(day=min(record["completed_date"].day, month_end(month).day))


def courses(tables: Tables) -> list[Pair]:
    """Everybody with every course they need, and whether it is in date."""
    if not tables["training_record"]:
        return []
    since = min(r["completed_date"] for r in tables["training_record"])
    pairs = []
    for head in heads_at_month_ends(tables):
        for needs in tables["training_requirement"]:
            if needs["job_role"] != head["job_role"] or not needs["is_mandatory"] or head["is_away"]:
                continue
            if head["day"] < since or head["day"] < head["hire_date"] + timedelta(days=needs["grace_days"]):
                continue
            passed = [
                r
                for r in tables["training_record"]
                if (r["employee_id"], r["course_id"]) == (head["employee_id"], needs["course_id"])
                and r["result"] == "pass"
                and r["completed_date"] <= head["day"] <= lasts_until(r, needs)
            ]
            pairs.append((head | {"course_id": needs["course_id"]}, bool(passed)))
    return pairs


def people(tables: Tables) -> list[Pair]:
    found: dict[tuple[str, date], Pair] = {}
    for row, ok in courses(tables):
        key = row["employee_id"], row["month"]
        found[key] = (row, ok and found.get(key, (row, True))[1])
    return list(found.values())


def licences(tables: Tables) -> list[tuple[Row, date | None, date | None]]:
    """Everybody with every licence their role needs: how long any of theirs lasts, and how long a verified one."""
    if not tables["credential"]:
        return []
    since = min((c["issued_date"] for c in tables["credential"] if c["issued_date"]), default=date.min)
    found = []
    for head in heads_at_month_ends(tables):
        for needs in tables["credential_requirement"]:
            if needs["job_role"] != head["job_role"] or head["day"] < since:
                continue
            mine = [
                c
                for c in tables["credential"]
                if (c["employee_id"], c["credential_type"]) == (head["employee_id"], needs["credential_type"])
                and (c["issued_date"] is None or c["issued_date"] <= head["day"])
            ]
            found.append(
                (
                    head | {"credential_type": needs["credential_type"]},
                    max((c["expiry_date"] for c in mine), default=None),
                    max((c["expiry_date"] for c in mine if c["verified"]), default=None),
                )
            )
    return found


def at_last_month(rows: list[Row], by: str, grain: str) -> list[tuple[tuple[date, str], Row]]:
    """Rows of the last month with any row in each period."""
    last: dict[date, date] = {}
    for row in rows:
        period = period_of(row["month"], grain)
        last[period] = max(last.get(period, date.min), row["month"])
    return [
        ((period_of(row["month"], grain), row[by] if by else ""), row)
        for row in rows
        if row["month"] == last[period_of(row["month"], grain)]
    ]


def share(pairs: Callable[[Tables], list[Pair]]) -> Oracle:
    def slow(tables: Tables, by: str, grain: str) -> Values:
        sums: dict[tuple[date, str], list[int]] = {}
        for key, row in at_last_month([row | {"ok": ok} for row, ok in pairs(tables)], by, grain):
            both = sums.setdefault(key, [0, 0])
            both[0] += row["ok"]
            both[1] += 1
        return {key: ratio(ok, total, 100) for key, (ok, total) in sums.items()}

    return slow


def valid(tables: Tables) -> list[Pair]:
    return [(row, until is not None and until >= row["day"]) for row, _, until in licences(tables)]


def count(is_hit: Callable[[date, date | None, date | None], bool]) -> Oracle:
    """How many licences, also 0."""

    def slow(tables: Tables, by: str, grain: str) -> Values:
        rows = [row | {"ok": is_hit(row["day"], lasts, until)} for row, lasts, until in licences(tables)]
        values: Values = {}
        for key, row in at_last_month(rows, by, grain):
            values[key] = values.get(key, 0) + row["ok"]
        return values

    return slow


def expiring(days: int) -> Oracle:
    return count(lambda day, lasts, until: until is not None and day <= until <= day + timedelta(days=days))


ORACLE = {
    "training_compliance_pct": share(courses),
    "training_compliance_person_pct": share(people),
    "credential_valid_pct": share(valid),
    "credential_lapsed_count": count(lambda day, lasts, until: lasts is not None and lasts < day),
    "credential_expiring_30d": expiring(30),
    "credential_expiring_60d": expiring(60),
    "credential_expiring_90d": expiring(90),
}
