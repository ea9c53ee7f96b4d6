"""Budget variances, one line of the ledger and of the plan at a time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import date
from fractions import Fraction

from tests.oracle.bench import Oracle, Row, Tables, Values
from tests.oracle.cost import OPERATING, money
from tests.oracle.plain import period_of, ratio

DEDUCTIONS = ("contractual_allowance", "charity", "bad_debt")
INCOME = ("net_patient_revenue", "other_operating_revenue")
GROSS = ("gross_ip_revenue", "gross_op_revenue", *DEDUCTIONS)


def lines(tables: Tables) -> list[Row]:
    accounts = {a["account_id"]: a for a in tables["account"]}
    plans = [b for b in tables["budget"] if b["version"] in ("original", "revised")]
    owner = {c["cost_centre_id"]: c for c in tables["cost_centre"]}
    rows = []
    keys = {
        (e["facility_id"], e["cost_centre_id"], e["account_id"], e["month"])
        for e in [*tables["gl_entry"], *plans]
    }
    for facility, centre, account, month in keys:
        booked = {e["facility_id"] for e in tables["gl_entry"] if e["month"] == month}
        planned = {b["facility_id"] for b in plans if b["month"] == month}
        if facility not in booked or facility not in planned:
            continue
        kind = accounts[account]["account_class"]
        has_net = any(
            e["facility_id"] == facility
            and accounts[e["account_id"]]["account_class"] == "net_patient_revenue"
            for e in tables["gl_entry"]
        )
        if kind in OPERATING:
            side = "expense"
        elif kind in INCOME or (kind in GROSS and not has_net):
            side = "revenue"
        else:
            continue

        def mine(rows: list[Row], key=(facility, centre, account, month)) -> list[Row]:
            return [
                r for r in rows if (r["facility_id"], r["cost_centre_id"], r["account_id"], r["month"]) == key
            ]

        versions = {b["version"]: b for b in mine(plans)}
        plan = versions.get("revised") or versions.get("original")
        sign = -1 if kind in DEDUCTIONS else 1
        budget = sign * money(plan["amount"]) if plan else Fraction(0)
        rows.append(
            {
                "day": month,
                "facility_id": facility,
                "cost_centre_id": centre,
                "account_class": kind,
                "service_line": owner[centre]["service_line"] or "unknown",
                "side": side,
                "actual": sign * sum((money(e["amount"]) for e in mine(tables["gl_entry"])), Fraction(0)),
                "budget": budget,
                "flexed": round(budget * swing(tables, centre, month, plan, accounts[account]), 2),
            }
        )
    return rows


def swing(tables: Tables, centre: str, month: date, plan: Row | None, account: Row) -> Fraction:
    """Actual over budgeted volume for what varies with it."""
    reported = Counter(v["statistic"] for v in tables["stat_volume"] if v["cost_centre_id"] == centre)
    if not account["is_variable"] or not reported:
        return Fraction(1)
    statistic = min(reported, key=lambda name: (-reported[name], name))
    for volume in tables["stat_volume"]:
        if (volume["cost_centre_id"], volume["month"], volume["statistic"]) == (centre, month, statistic):
            named = plan["volume_basis"] if plan else None
            basis = volume["budget_quantity"] if named is None else named
            return Fraction(volume["quantity"]) / Fraction(basis) if basis and basis > 0 else Fraction(1)
    return Fraction(1)


def variance(
    side: str, num: Callable[[Row], Fraction], den: Callable[[Row], Fraction] | None = None
) -> Oracle:
    def slow(tables: Tables, by: str, grain: str) -> Values:
        sums: dict[tuple[date, str], list[Fraction]] = {}
        for row in lines(tables):
            if row["side"] != side:
                continue
            both = sums.setdefault((period_of(row["day"], grain), row[by] if by else ""), [Fraction(0)] * 2)
            both[0] += num(row)
            both[1] += den(row) if den else 0
        if den is None:
            return {key: float(total) for key, (total, _) in sums.items()}
        pairs = {key: ratio(above, below, 100) for key, (above, below) in sums.items()}
        return {key: value for key, value in pairs.items() if value is not None}

    return slow


ORACLE = {
    "budget_variance_pct": variance("expense", lambda r: r["flexed"] - r["actual"], lambda r: r["flexed"]),
    "budget_variance_static_pct": variance(
        "expense", lambda r: r["budget"] - r["actual"], lambda r: r["budget"]
    ),
    "budget_variance_amount": variance("expense", lambda r: r["budget"] - r["actual"]),
    "budget_variance_volume_amount": variance("expense", lambda r: r["budget"] - r["flexed"]),
    "budget_variance_spending_amount": variance("expense", lambda r: r["flexed"] - r["actual"]),
    "operating_expense_amount": variance("expense", lambda r: r["actual"]),
    "operating_budget_amount": variance("expense", lambda r: r["budget"]),
    "budget_variance_revenue_pct": variance(
        "revenue", lambda r: r["actual"] - r["budget"], lambda r: r["budget"]
    ),
}
