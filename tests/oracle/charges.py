"""Charge lag and payer mix, one line and one visit at a time."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from tests.oracle.bench import Oracle, Row, Tables, Values
from tests.oracle.collections import charge_facility, local_date
from tests.oracle.cost import money
from tests.oracle.hospital import HALF, TENTH, grouped, quantile, valued
from tests.oracle.plain import month_of, period_of, ratio

GROUPS = {
    "medicare": ("medicare_ffs", "medicare_advantage"),
    "medicaid": ("medicaid", "medicaid_managed"),
    "commercial": ("commercial",),
    "self_pay": ("self_pay",),
}


def posted_lines(tables: Tables) -> list[Row]:
    rows = []
    for charge in tables["charge"]:
        place = charge_facility(tables, charge)
        if not charge["post_date"] or charge["is_reversal"] or charge["amount"] <= 0 or place is None:
            continue
        code = (charge["rev_code"] or "").lstrip("0")
        rows.append(
            charge
            | {
                "day": charge["post_date"],
                "facility_id": place,
                "is_room": code.isdigit() and 100 <= int(code) <= 219,
                "lag": max((charge["post_date"] - charge["service_date"]).days, 0),
            }
        )
    return rows


def lag(q: Fraction) -> Oracle:
    def slow(tables: Tables, by: str, grain: str) -> Values:
        rows = [row for row in posted_lines(tables) if not row["is_room"]]
        return valued(rows, by, grain, lambda group: quantile([row["lag"] for row in group], q))

    return slow


def lag_by_amount(tables: Tables, by: str, grain: str) -> Values:
    rows = [row for row in posted_lines(tables) if not row["is_room"]]
    return valued(
        rows,
        by,
        grain,
        lambda group: (
            sum(row["lag"] * money(row["amount"]) for row in group)
            / sum(money(row["amount"]) for row in group)
        ),
    )


def late(tables: Tables, by: str, grain: str) -> Values:
    return valued(
        posted_lines(tables),
        by,
        grain,
        lambda group: (
            100
            * sum((money(row["amount"]) for row in group if row["is_late"]), Fraction(0))
            / sum(money(row["amount"]) for row in group)
        ),
    )


def entries(tables: Tables) -> list[Row]:
    """Visits with a bill or a costing on the day they ended, and charges without a visit on the day of service."""
    classes = {p["payer_id"]: p["payer_class"] for p in tables["payer"]}
    units = {u["unit_id"]: u["facility_id"] for u in tables["unit"]}
    costs = {c["encounter_id"]: c for c in tables["patient_cost"]}
    rows = []
    for visit in tables["encounter"]:
        mine = [c for c in tables["charge"] if c["encounter_id"] == visit["encounter_id"]]
        cost = costs.get(visit["encounter_id"])
        day = local_date(tables, visit) or max((c["service_date"] for c in mine), default=None)
        if visit["status"] == "cancelled" or day is None or (not mine and cost is None):
            continue
        payer = visit["payer_id"] or max((c["payer_id"] for c in mine if c["payer_id"]), default=None)
        rows.append(
            {
                "day": month_of(day),
                "facility_id": visit["facility_id"],
                "payer_class": classes.get(payer, "unknown"),
                "charges": sum((money(c["amount"]) for c in mine), Fraction(0)),
                "visits": Fraction(1),
                "net": money(cost["net_revenue"])
                if cost and cost["net_revenue"] is not None
                else Fraction(0),
            }
        )
    for charge in tables["charge"]:
        if charge["encounter_id"] is None and charge["unit_id"] in units:
            rows.append(
                {
                    "day": month_of(charge["service_date"]),
                    "facility_id": units[charge["unit_id"]],
                    "payer_class": classes.get(charge["payer_id"], "unknown"),
                    "charges": money(charge["amount"]),
                    "visits": Fraction(0),
                    "net": Fraction(0),
                }
            )
    return rows


def mix(column: str) -> Oracle:
    """Each class as share of all; a place is a whole of its own."""

    def slow(tables: Tables, by: str, grain: str) -> Values:
        wholes: dict[tuple[date, str], Fraction] = {}
        for row in entries(tables):
            key = period_of(row["day"], grain), row["facility_id"] if by == "facility_id" else ""
            wholes[key] = wholes.get(key, Fraction(0)) + row[column]
        values: Values = {}
        for (period, group), rows in grouped(entries(tables), by, grain).items():
            whole = wholes[period, group if by == "facility_id" else ""]
            if (value := ratio(sum(row[column] for row in rows), whole, 100)) is not None:
                values[period, group] = value
        return values

    return slow


def group_share(name: str) -> Oracle:
    named = {c for group in GROUPS.values() for c in group}

    def slow(tables: Tables, by: str, grain: str) -> Values:
        values: Values = {}
        for key, rows in grouped(entries(tables), by, grain).items():
            hit = [
                r for r in rows
                if (r["payer_class"] in GROUPS[name] if name in GROUPS else r["payer_class"] not in named)
            ]  # fmt: skip
            value = ratio(sum((r["charges"] for r in hit), Fraction(0)), sum(r["charges"] for r in rows), 100)
            if value is not None:
                values[key] = value
        return values

    return slow


ORACLE = {
    "charge_lag_days_median": lag(HALF),
    "charge_lag_days_p90": lag(TENTH),
    "charge_lag_dollar_weighted_days": lag_by_amount,
    "late_charge_pct": late,
    "payer_mix_pct": mix("charges"),
    "payer_mix_encounters_pct": mix("visits"),
    "payer_mix_net_pct": mix("net"),
    **{f"payer_mix_{name}_pct": group_share(name) for name in (*GROUPS, "other")},
}
