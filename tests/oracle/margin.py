"""Margin, labour and agency cost, one ledger row and one shift at a time."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from fractions import Fraction

from tests.oracle.bench import Oracle, Row, Tables, Values
from tests.oracle.cost import OPERATING, by_class, money, posted
from tests.oracle.plain import month_of, months, next_month, period_of, ratio
from tests.oracle.revenue import net_revenue
from tests.oracle.staffing import WORKED, hours, worked

LABOUR = ("salaries", "benefits", "contract_labour", "overtime_pay")
Side = Callable[[Row], Fraction]


def ledger_months(tables: Tables) -> list[Row]:
    """Every facility in every month from its first to its last ledger entry."""
    rows = []
    for facility in {e["facility_id"] for e in tables["gl_entry"]}:
        reached = [month_of(e["month"]) for e in tables["gl_entry"] if e["facility_id"] == facility]
        for month in months(min(reached), max(reached)):

            def of(*classes: str, facility=facility, month=month) -> Fraction | None:
                return posted(tables, facility, month, classes)

            net = net_revenue(tables, facility, month)
            rows.append(
                {
                    "day": month,
                    "facility_id": facility,
                    "unit_id": f"?:{facility}",
                    "revenue": None if net is None else net + (of("other_operating_revenue") or 0),
                    "opex": of(*OPERATING),
                    "interest": of("interest") or Fraction(0),
                    "depreciation": of("depreciation") or Fraction(0),
                    "labour": of(*LABOUR),
                    "base": of(*LABOUR[:3]),
                    "contract": of("contract_labour") or Fraction(0),
                    "gross": of("gross_ip_revenue", "gross_op_revenue"),
                }
            )
    return rows


def of_months(needs: tuple[str, ...], num: Side, den: Side) -> Oracle:
    """A ratio of sums over facilities and months where all of it is known."""

    def slow(tables: Tables, by: str, grain: str) -> Values:
        sums: dict[tuple[date, str], list[Fraction]] = {}
        for row in ledger_months(tables):
            if any(row[name] is None for name in needs):
                continue
            both = sums.setdefault((period_of(row["day"], grain), row[by] if by else ""), [Fraction(0)] * 2)
            both[0] += num(row)
            both[1] += den(row)
        pairs = {key: ratio(above, below, 100) for key, (above, below) in sums.items()}
        return {key: value for key, value in pairs.items() if value is not None}

    return slow


def labour_by_class(den: str) -> Oracle:
    def slow(tables: Tables, by: str, grain: str) -> Values:
        rows = [
            row | {"den": row[den]}
            for row in ledger_months(tables)
            if row["labour"] is not None and row[den] is not None
        ]
        return by_class(tables, rows, LABOUR, grain, 100)

    return slow


BY_CLASS = {
    "labour_cost_ratio_pct": labour_by_class("opex"),
    "labour_cost_of_revenue_pct": labour_by_class("revenue"),
}


def cost_to_charges(tables: Tables, by: str, grain: str) -> Values:
    rows = {(r["facility_id"], r["day"]): r for r in ledger_months(tables)}
    values: Values = {}
    for period in {period_of(month, grain) for _, month in rows}:
        month = max(m for _, m in rows if period_of(m, grain) == period)
        sums: dict[str, list[Fraction]] = {}
        for facility in {f for f, _ in rows}:
            year = [rows.get((facility, m)) for m in months(next_month(month, -11), month)]
            if any(r is None or r["opex"] is None or r["gross"] is None for r in year):
                continue
            both = sums.setdefault(
                {"": "", "facility_id": facility, "unit_id": f"?:{facility}"}[by], [Fraction(0)] * 2
            )
            both[0] += sum(r["opex"] for r in year)
            both[1] += sum(r["gross"] for r in year)
        for group, (cost, charges) in sums.items():
            if (value := ratio(cost, charges)) is not None:
                values[period, group] = value
    return values


def premium(tables: Tables, by: str, grain: str) -> Values:
    unit = {u["unit_id"]: u["facility_id"] for u in tables["unit"]}
    sums: dict[tuple[date, str], dict[bool, list[Fraction]]] = {}
    for shift in worked(tables, WORKED):
        if shift["cost"] is None or shift["hours"] <= 0:
            continue
        row = shift | {"facility_id": unit[shift["unit_id"]]}
        four = sums.setdefault(
            (period_of(shift["work_date"], grain), row[by] if by else ""),
            {True: [Fraction(0)] * 2, False: [Fraction(0)] * 2},
        )
        both = four[shift["pay_code"] == "agency"]
        both[0] += money(shift["cost"])
        both[1] += hours(shift)
    values: Values = {}
    for key, four in sums.items():
        if four[True][1] and four[False][1] and four[False][0]:
            values[key] = float((four[True][0] / four[True][1]) / (four[False][0] / four[False][1]))
    return values


ORACLE = {
    "operating_margin_pct": of_months(
        ("revenue", "opex"), lambda r: r["revenue"] - r["opex"] - r["interest"], lambda r: r["revenue"]
    ),
    "ebitda_margin_pct": of_months(
        ("revenue", "opex"), lambda r: r["revenue"] - r["opex"] + r["depreciation"], lambda r: r["revenue"]
    ),
    "labour_cost_ratio_pct": of_months(("labour", "opex"), lambda r: r["labour"], lambda r: r["opex"]),
    "labour_cost_of_revenue_pct": of_months(
        ("labour", "revenue"), lambda r: r["labour"], lambda r: r["revenue"]
    ),
    "agency_cost_pct": of_months(("base",), lambda r: r["contract"], lambda r: r["base"]),
    "agency_premium_ratio": premium,
    "cost_to_charge_ratio": cost_to_charges,
}
