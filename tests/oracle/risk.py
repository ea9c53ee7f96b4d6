"""Findings, policies, actions and investigations, one date at a time."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from tests.oracle.bench import Row, Tables, Values
from tests.oracle.hospital import HALF, local, quantile, share, valued
from tests.oracle.plain import month_end, month_of, months, next_month, period_of, ratio

FIRST = date(2026, 1, 1)


def newest(tables: Tables) -> date | None:
    """The last day of the last complete month in the data."""
    days = [FIRST for _ in tables["encounter"]]
    days += [local({"facility_id": "A"}, i["reported_ts"]).date() for i in tables["incident"]]
    names = {
        "audit_finding": ("raised_date", "closed_date"),
        "policy_document": ("approved_date",),
        "action_plan": ("created_date", "completed_date", "cancelled_date"),
    }
    for table, columns in names.items():
        days += [row[c] for row in tables[table] for c in columns if row[c]]
    if not days:
        return None
    last = max(days)
    return last if last == month_end(month_of(last)) else month_end(next_month(month_of(last), -1))


def at_month_ends(tables: Tables, table: str, born: str) -> list[Row]:
    """Every thing at every month end since it was made, closed or not."""
    end = newest(tables)
    if end is None:
        return []
    return [
        row | place(row) | {"day": month, "end": month_end(month)}
        for row in tables[table]
        for month in months(FIRST, month_of(end))
        if row[born] is None or row[born] <= month_end(month)
    ]


def place(row: Row) -> Row:
    facility = row["facility_id"] or "?"
    return {"facility_id": facility, "unit_id": f"?:{facility}"}


def is_open(row: Row, *ends: str) -> bool:
    return all(row[name] is None or row[name] > row["end"] for name in ends)


def stock(rows: list[Row], by: str, grain: str, count) -> Values:
    """A stock of a period is that of its last month with rows, anywhere."""
    last: dict[date, date] = {}
    for row in rows:
        period = period_of(row["day"], grain)
        last[period] = max(last.get(period, row["day"]), row["day"])
    standing = [row for row in rows if last[period_of(row["day"], grain)] == row["day"]]
    return valued(standing, by, grain, count)


def is_late(row: Row) -> bool:
    return is_open(row, "closed_date") and row["due_date"] < row["end"]


def is_late_at_first(row: Row) -> bool:
    return is_open(row, "closed_date") and (row["original_due_date"] or row["due_date"]) < row["end"]


def findings(count):
    return lambda tables, by, grain: stock(
        at_month_ends(tables, "audit_finding", "raised_date"), by, grain, count
    )


def late_share(rows: list[Row]) -> float | None:
    return ratio(sum(map(is_late, rows)), sum(is_open(r, "closed_date") for r in rows), 100)


def age(tables: Tables, by: str, grain: str) -> Values:
    rows = [r for r in at_month_ends(tables, "audit_finding", "raised_date") if is_open(r, "closed_date")]
    return valued(rows, by, grain, lambda g: quantile([(r["end"] - r["raised_date"]).days for r in g], HALF))


def policies(count):
    def slow(tables: Tables, by: str, grain: str) -> Values:
        rows = at_month_ends(tables, "policy_document", "approved_date")
        return stock([r for r in rows if is_open(r, "retired_date")], by, grain, count)

    return slow


def is_stale(row: Row) -> bool:
    return row["next_review_date"] is None or row["next_review_date"] < row["end"]


def is_soon(row: Row) -> bool:
    return row["next_review_date"] is not None and 0 <= (row["next_review_date"] - row["end"]).days <= 90


def kept(due: str, fits=lambda row: True):
    def slow(tables: Tables, by: str, grain: str) -> Values:
        end = newest(tables)
        rows = [
            row | place(row) | {"day": row[due]}
            for row in tables["action_plan"]
            if fits(row)
            and row[due] <= end
            and (row["cancelled_date"] is None or row["cancelled_date"] > row[due])
        ]
        return share(
            rows, by, grain, lambda r: r["completed_date"] is not None and r["completed_date"] <= r[due]
        )

    return slow


def slippage(tables: Tables, by: str, grain: str) -> Values:
    end = newest(tables)
    done = [
        row | place(row) | {"day": row["completed_date"]}
        for row in tables["action_plan"]
        if row["completed_date"] and row["completed_date"] <= end
    ]
    late = lambda g: quantile([(r["day"] - r["original_due_date"]).days for r in g], HALF)  # noqa: E731
    return valued(done, by, grain, late)


def late_actions(tables: Tables, by: str, grain: str) -> Values:
    rows = at_month_ends(tables, "action_plan", "created_date")
    return stock(
        rows,
        by,
        grain,
        lambda g: sum(
            is_open(r, "completed_date", "cancelled_date") and r["current_due_date"] < r["end"] for r in g
        ),
    )


def investigations(tables: Tables, by: str, grain: str) -> Values:
    rows = []
    for row in tables["incident"]:
        source = [i for i in tables["incident"] if i["source_id"] == row["source_id"]]
        last = max(local(i, max(i["event_ts"], i["reported_ts"])).date() for i in source)
        due = row["investigation_due_date"]
        if row["is_serious"] and due and due <= last and row["status"] not in ("rejected", "duplicate"):
            rows.append(row | {"day": due})
    closed = "investigation_closed_date"
    return share(rows, by, grain, lambda r: r[closed] is not None and r[closed] <= r["day"])


ORACLE = {
    "audit_findings_overdue_count": findings(lambda g: sum(map(is_late, g))),
    "audit_findings_overdue_original_count": findings(lambda g: sum(map(is_late_at_first, g))),
    "audit_findings_overdue_pct": findings(late_share),
    "audit_findings_open_count": findings(lambda g: sum(is_open(r, "closed_date") for r in g)),
    "audit_finding_age_median": age,
    "policy_review_overdue_pct": policies(lambda g: Fraction(100 * sum(map(is_stale, g)), len(g))),
    "policy_due_90d_count": policies(lambda g: sum(map(is_soon, g))),
    "action_plan_on_time_pct": kept("original_due_date"),
    "action_plan_on_time_current_pct": kept("current_due_date"),
    "milestone_on_time_pct": kept("original_due_date", lambda row: row["source"] == "project"),
    "action_slippage_days_median": slippage,
    "actions_overdue_count": late_actions,
    "investigation_on_time_pct": investigations,
}
