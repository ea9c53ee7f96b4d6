"""Adjusted volume, cost per case and margin, one ledger row and one stay at a time."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from fractions import Fraction
from zoneinfo import ZoneInfo

from tests.oracle.bench import Oracle, Row, Tables, Values
from tests.oracle.hospital import against
from tests.oracle.plain import month_of, months, period_of, ratio

OPERATING = (
    "salaries", "benefits", "contract_labour", "overtime_pay", "supplies", "drugs", "purchased_services",
    "depreciation", "other_expense", "rev_cycle_cost",
)  # fmt: skip
Month = dict[str, Fraction | None]


def money(amount: float | str | None) -> Fraction | None:
    return None if amount is None else Fraction(str(amount))


def total(amounts: list[Fraction | None]) -> Fraction | None:
    """A sum over nothing is unknown."""
    known = [amount for amount in amounts if amount is not None]
    return sum(known, Fraction(0)) if known else None


def discharges(tables: Tables) -> list[Row]:
    """Finished inpatient stays on the local date of discharge, newborns among them."""
    zones = {f["facility_id"]: ZoneInfo(f["time_zone"]) for f in tables["facility"]}
    found = []
    for stay in tables["encounter"]:
        if stay["encounter_class"] == "inpatient" and stay["status"] != "cancelled" and stay["discharge_ts"]:
            local = datetime.fromisoformat(stay["discharge_ts"]).astimezone(zones[stay["facility_id"]])
            found.append(stay | {"date": local.date(), "surgeon_id": surgeon_of(tables, stay)})
    return found


def surgeon_of(tables: Tables, stay: Row) -> str:
    """Who did the first operation of a stay."""
    done = [
        case
        for case in tables.get("procedure_case", ())
        if case["encounter_id"] == stay["encounter_id"] and case["status"] == "done"
    ]

    def place(case: Row) -> tuple[bool, datetime, str]:
        stamp = case["patient_in_ts"] or case["sched_start_ts"] or case["patient_out_ts"]
        return stamp is None, datetime.fromisoformat(stamp or "2000-01-01 00:00+00:00"), case["case_id"]

    return (min(done, key=place)["surgeon_id"] if done else None) or "unknown"


def posted(tables: Tables, facility: str, month: date, classes: tuple[str, ...]) -> Fraction | None:
    kinds = {a["account_id"]: a["account_class"] for a in tables["account"]}
    return total(
        [
            money(entry["amount"])
            for entry in tables["gl_entry"]
            if entry["facility_id"] == facility
            and month_of(entry["month"]) == month
            and kinds[entry["account_id"]] in classes
        ]
    )


def ledger(tables: Tables) -> dict[tuple[str, date], Month]:
    """Every facility in every month from its first to its last ledger entry."""
    found = {}
    for facility in {entry["facility_id"] for entry in tables["gl_entry"]}:
        entries = [month_of(e["month"]) for e in tables["gl_entry"] if e["facility_id"] == facility]
        stays = [d for d in discharges(tables) if d["facility_id"] == facility]
        stay_months = [month_of(d["date"]) for d in stays]
        for month in months(min(entries), max(entries)):
            gross_ip = posted(tables, facility, month, ("gross_ip_revenue",))
            gross_op = posted(tables, facility, month, ("gross_op_revenue",)) or 0
            factor = (gross_ip + gross_op) / gross_ip if gross_ip else None
            mine = [d for d in stays if month_of(d["date"]) == month and not d["is_newborn"]]
            is_known = bool(stays) and min(stay_months) <= month <= max(stay_months)
            weights = [money(d["drg_weight"]) for d in mine if d["drg_weight"] is not None]
            days = total(
                [
                    Fraction(b["patients"])
                    for b in tables["v_bed_day"]
                    if b["facility_id"] == facility and month_of(b["bed_date"]) == month
                ]
            )
            has_volume = is_known and factor is not None
            adjusted = len(mine) * factor if has_volume else None
            found[facility, month] = {
                "gross_ip": gross_ip,
                "discharges": Fraction(len(mine)) if is_known else None,
                "opex": posted(tables, facility, month, OPERATING),
                "adjusted_discharges": adjusted,
                "adjusted_patient_days": days * factor if days is not None and factor is not None else None,
                "cmi_adjusted_discharges": adjusted * sum(weights) / len(weights)
                if has_volume and weights
                else None,
            }
    return found


def of_ledger(volume: str, cost: str = "") -> Oracle:
    """Sum of a volume, or of a cost over it, in hospitals and months where all of it is known."""

    def slow(tables: Tables, by: str, grain: str) -> Values:
        sums: dict[tuple[date, str], list[Fraction]] = {}
        for (facility, month), row in ledger(tables).items():
            if not row["gross_ip"] and not row["discharges"]:
                continue
            if row[volume] is None or (cost and row[cost] is None):
                continue
            group = {"": "", "facility_id": facility, "unit_id": f"?:{facility}"}[by]
            both = sums.setdefault((period_of(month, grain), group), [Fraction(0), Fraction(0)])
            both[0] += row[volume]
            both[1] += row[cost] if cost else 0
        if not cost:
            return {key: float(volumes) for key, (volumes, _) in sums.items()}
        pairs = {key: ratio(costs, volumes) for key, (volumes, costs) in sums.items()}
        return {key: value for key, value in pairs.items() if value is not None}

    return slow


def by_class(tables: Tables, rows: list[Row], classes: tuple[str, ...], grain: str, per: int = 1) -> Values:
    """Each class of account against the `den` of all the rows, which are facilities and months."""
    spent = [
        {"day": r["day"], "account_class": one, "amount": posted(tables, r["facility_id"], r["day"], (one,))}
        for r in rows
        for one in classes
    ]
    return against(
        [s for s in spent if s["amount"]], rows, "account_class", grain,
        lambda those, months: ratio(sum(s["amount"] for s in those), sum(r["den"] for r in months), per),
    )  # fmt: skip


def cost_by_class(volume: str) -> Oracle:
    def slow(tables: Tables, by: str, grain: str) -> Values:
        rows = [
            {"facility_id": facility, "day": month, "den": row[volume]}
            for (facility, month), row in ledger(tables).items()
            if (row["gross_ip"] or row["discharges"]) and None not in (row[volume], row["opex"])
        ]
        return by_class(tables, rows, OPERATING, grain)

    return slow


BY_CLASS = {
    "cost_per_adjusted_discharge": cost_by_class("adjusted_discharges"),
    "cost_per_adjusted_patient_day": cost_by_class("adjusted_patient_days"),
    "cost_per_cmi_adjusted_discharge": cost_by_class("cmi_adjusted_discharges"),
}


def of_cases(
    fits: Callable[[Row], bool], num: Callable[[Row], Fraction], den: Callable[[Row], Fraction], per: int = 1
) -> Oracle:
    """A ratio of sums over discharged cases that can be measured."""

    def slow(tables: Tables, by: str, grain: str) -> Values:
        costs = {cost["encounter_id"]: cost for cost in tables["patient_cost"]}
        sums: dict[tuple[date, str], list[Fraction]] = {}
        for stay in discharges(tables):
            row = costs.get(stay["encounter_id"], {}) | stay
            if stay["is_newborn"] or not fits(row):
                continue
            group = (row["discharge_unit_id"] if by == "unit_id" else row[by]) if by else ""
            both = sums.setdefault((period_of(stay["date"], grain), group), [Fraction(0), Fraction(0)])
            both[0] += num(row)
            both[1] += den(row)
        pairs = {key: ratio(n, d, per) for key, (n, d) in sums.items()}
        return {key: value for key, value in pairs.items() if value is not None}

    return slow


def is_costed(row: Row) -> bool:
    return row.get("is_final", False) and row["total_cost"] >= 0


def is_weighted(row: Row) -> bool:
    return is_costed(row) and bool(row["drg_weight"])


def has_margin(row: Row) -> bool:
    return row.get("is_final", False) and row["variable_cost"] >= 0 and row["net_revenue"] is not None


def margin(row: Row) -> Fraction:
    return money(row["net_revenue"]) - money(row["variable_cost"])


def weight(row: Row) -> Fraction:
    return money(row["drg_weight"])


def one(row: Row) -> Fraction:
    return Fraction(1)


ORACLE = {
    "adjusted_discharges": of_ledger("adjusted_discharges"),
    "adjusted_patient_days": of_ledger("adjusted_patient_days"),
    "cmi_adjusted_discharges": of_ledger("cmi_adjusted_discharges"),
    "cost_per_adjusted_discharge": of_ledger("adjusted_discharges", "opex"),
    "cost_per_adjusted_patient_day": of_ledger("adjusted_patient_days", "opex"),
    "cost_per_cmi_adjusted_discharge": of_ledger("cmi_adjusted_discharges", "opex"),
    "case_mix_index": of_cases(lambda row: row["drg_weight"] is not None, weight, one),
    "cost_per_case": of_cases(is_costed, lambda row: money(row["total_cost"]), one),
    "cost_per_weighted_case": of_cases(is_weighted, lambda row: money(row["total_cost"]), weight),
    "contribution_margin_per_case": of_cases(has_margin, margin, one),
    "contribution_margin_pct": of_cases(has_margin, margin, lambda row: money(row["net_revenue"]), 100),
}
