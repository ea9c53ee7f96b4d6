"""Receivables and denials, one balance and one claim at a time."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from tests.oracle.bench import Row, Tables, Values
from tests.oracle.cost import money, posted, total
from tests.oracle.plain import month_end, month_of, months, next_month, period_of, ratio

OLD = ("91_120", "121_180", "181_plus")


def net_revenue(tables: Tables, facility: str, month: date) -> Fraction | None:
    """As posted from the first month that posts it; gross less deductions before."""
    kinds = {a["account_id"]: a["account_class"] for a in tables["account"]}
    mine = [e for e in tables["gl_entry"] if e["facility_id"] == facility]
    nets = [month_of(e["month"]) for e in mine if kinds[e["account_id"]] == "net_patient_revenue"]
    if nets and month >= min(nets):
        return posted(tables, facility, month, ("net_patient_revenue",))
    gross = posted(tables, facility, month, ("gross_ip_revenue", "gross_op_revenue")) or Fraction(0)
    deductions = posted(tables, facility, month, ("contractual_allowance", "charity", "bad_debt"))
    return None if deductions is None else gross - deductions


def last_snapshots(tables: Tables) -> dict[tuple[str, date], list[Row]]:
    """The rows of the last snapshot of each month, by facility."""
    found = {}
    for row in tables["ar_snapshot"]:
        key = row["facility_id"], month_of(row["snapshot_date"])
        same = [
            other
            for other in tables["ar_snapshot"]
            if (other["facility_id"], month_of(other["snapshot_date"])) == key
        ]
        last = max(other["snapshot_date"] for other in same)
        found[key] = [other for other in same if other["snapshot_date"] == last]
    return found


def days_in_ar(tables: Tables, by: str, grain: str) -> Values:
    owed = last_snapshots(tables)
    reached = {
        month
        for facility in {f for f, _ in owed}
        for month in months(
            min(m for f, m in owed if f == facility), max(m for f, m in owed if f == facility)
        )
    }
    values: Values = {}
    for period in {period_of(month, grain) for month in reached}:
        month = max(m for m in reached if period_of(m, grain) == period)
        first = next_month(month, -2)
        sums: dict[str, list[Fraction]] = {}
        for (facility, at), rows in owed.items():
            three = [net_revenue(tables, facility, m) for m in months(first, month)]
            if at != month or None in three:
                continue
            group = {"": "", "facility_id": facility, "unit_id": f"?:{facility}"}[by]
            both = sums.setdefault(group, [Fraction(0), Fraction(0)])
            both[0] += total([money(row["net_balance"]) for row in rows])
            both[1] += round(sum(three) / ((month_end(month) - first).days + 1), 6)
        for group, (balance, per_day) in sums.items():
            if (value := ratio(balance, per_day)) is not None:
                values[period, group] = value
    return values


def over_90(tables: Tables, by: str, grain: str) -> Values:
    owed = last_snapshots(tables)
    classes = {p["payer_id"]: p["payer_class"] for p in tables["payer"]}
    billed = {
        f for (f, _), rows in owed.items() for row in rows if not row["age_bucket"].startswith("unbilled")
    }
    reached = {month for facility, month in owed if facility in billed}
    values: Values = {}
    for period in {period_of(month, grain) for month in reached}:
        month = max(m for m in reached if period_of(m, grain) == period)
        sums: dict[str, list[Fraction]] = {}
        for (facility, at), rows in owed.items():
            for row in rows:
                if at != month or row["age_bucket"] in ("unbilled_dnfb", "unbilled_inhouse"):
                    continue
                group = {
                    "": "",
                    "facility_id": facility,
                    "payer_class": classes.get(row["payer_id"], "unknown"),
                }[by]
                both = sums.setdefault(group, [Fraction(0), Fraction(0)])
                both[0] += money(row["gross_balance"]) if row["age_bucket"] in OLD else 0
                both[1] += money(row["gross_balance"])
        for group, (old, billed_total) in sums.items():
            if (value := ratio(old, billed_total, 100)) is not None:
                values[period, group] = value
    return values


def billed_balance(tables: Tables, by: str, grain: str) -> Values:
    """What every payer class that ever owed a facility owes it at the last month end; nothing left is a 0."""
    owed = last_snapshots(tables)
    classes = {p["payer_id"]: p["payer_class"] for p in tables["payer"]}
    known: dict[str, set[str]] = {}
    for (facility, _), rows in owed.items():
        billed = [row for row in rows if not row["age_bucket"].startswith("unbilled")]
        known.setdefault(facility, set()).update(classes.get(row["payer_id"], "unknown") for row in billed)
    reached = {month for facility, month in owed if known[facility]}
    values: dict[tuple[date, str], Fraction] = {}
    for period in {period_of(month, grain) for month in reached}:
        month = max(m for m in reached if period_of(m, grain) == period)
        for (facility, at), rows in owed.items():
            for payer in known[facility] if at == month else ():
                mine = [
                    money(row["gross_balance"])
                    for row in rows
                    if not row["age_bucket"].startswith("unbilled")
                    and classes.get(row["payer_id"], "unknown") == payer
                ]
                group = {"": "", "facility_id": facility, "payer_class": payer}[by]
                values[period, group] = values.get((period, group), Fraction(0)) + sum(mine, Fraction(0))
    return {key: float(value) for key, value in values.items()}


def denials(tables: Tables, by: str, grain: str, is_money: bool = False) -> Values:
    classes = {p["payer_id"]: p["payer_class"] for p in tables["payer"]}
    sums: dict[tuple[date, str], list[Fraction]] = {}
    for claim in tables["claim"]:
        answered = claim["first_result"] in ("paid", "partial", "denied") and claim["first_adjudication_date"]
        if claim["original_claim_id"] is not None or not answered:
            continue
        row = claim | {"payer_class": classes.get(claim["payer_id"], "unknown")}
        key = (period_of(claim["first_adjudication_date"], grain), row[by] if by else "")
        both = sums.setdefault(key, [Fraction(0), Fraction(0)])
        size = money(claim["billed_amount"]) if is_money else Fraction(1)
        both[0] += size if claim["first_result"] == "denied" else 0
        both[1] += size
    pairs = {key: ratio(denied, all_, 100) for key, (denied, all_) in sums.items()}
    return {key: value for key, value in pairs.items() if value is not None}


ORACLE = {
    "days_in_ar_net": days_in_ar,
    "ar_over_90_pct": over_90,
    "ar_billed_balance": billed_balance,
    "denial_rate_initial_pct": denials,
    "denial_rate_initial_dollars_pct": lambda t, by, grain: denials(t, by, grain, is_money=True),
}
