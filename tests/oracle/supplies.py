"""Supplies and implants, one operation and one stay at a time."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from fractions import Fraction
from zoneinfo import ZoneInfo

from tests.oracle.bench import Oracle, Row, Tables, Values
from tests.oracle.cost import discharges, is_costed, money, of_cases, one
from tests.oracle.hospital import HALF, quantile, valued


def seconds(case: Row) -> int | None:
    if case["patient_in_ts"] is None or case["patient_out_ts"] is None:
        return None
    start, end = (datetime.fromisoformat(case[name]) for name in ("patient_in_ts", "patient_out_ts"))
    length = int((end - start).total_seconds())
    return length if 0 < length <= 86400 else None


def operations(tables: Tables) -> list[Row]:
    zones = {f["facility_id"]: ZoneInfo(f["time_zone"]) for f in tables["facility"]}
    costs = {c["encounter_id"]: c for c in tables["patient_cost"] if c["is_final"]}
    done = [
        c
        for c in tables["procedure_case"]
        if c["status"] == "done" and (c["patient_in_ts"] or c["sched_start_ts"] or c["patient_out_ts"])
    ]
    rows = []
    for case in done:
        cost = costs.get(case["encounter_id"])
        if cost is None:
            continue
        lengths = [seconds(c) for c in done if c["encounter_id"] == case["encounter_id"]]
        part = Fraction(1, len(lengths)) if None in lengths else Fraction(seconds(case), sum(lengths))
        start = case["patient_in_ts"] or case["sched_start_ts"] or case["patient_out_ts"]
        local = datetime.fromisoformat(start).astimezone(zones[case["facility_id"]])
        row = case | {"day": local.date(), "unit_id": case["unit_id"] or f"?:{case['facility_id']}"}
        row["surgeon_id"] = case["surgeon_id"] or "unknown"
        for name in ("supply_cost", "implant_cost"):
            row[name] = None if cost[name] is None or cost[name] < 0 else round(money(cost[name]) * part, 4)
        rows.append(row)
    return rows


def of_operations(column: str, value: Callable[[list[Fraction]], Fraction]) -> Oracle:
    def slow(tables: Tables, by: str, grain: str) -> Values:
        rows = [row for row in operations(tables) if row[column] is not None]
        return valued(rows, by, grain, lambda group: value([row[column] for row in group]))

    return slow


def mean(costs: list[Fraction]) -> Fraction:
    return sum(costs) / len(costs)


def median_cost(tables: Tables, by: str, grain: str) -> Values:
    costs = {c["encounter_id"]: c for c in tables["patient_cost"]}
    rows = [costs.get(stay["encounter_id"], {}) | stay for stay in discharges(tables)]
    known = [
        row | {"day": row["date"], "unit_id": row["discharge_unit_id"]}
        for row in rows
        if not row["is_newborn"] and is_costed(row)
    ]
    return valued(known, by, grain, lambda group: quantile([money(row["total_cost"]) for row in group], HALF))


def trimmed(tables: Tables, by: str, grain: str) -> Values:
    costs = {c["encounter_id"]: c for c in tables["patient_cost"]}
    groups: dict[str, list[Fraction]] = {}
    for stay in discharges(tables):
        row = costs.get(stay["encounter_id"], {}) | stay
        if not row["is_newborn"] and is_costed(row):
            groups.setdefault(row["drg_code"], []).append(money(row["total_cost"]))
    edges = {}
    for drg, found in groups.items():
        low, high = quantile(found, Fraction(1, 4)), quantile(found, Fraction(3, 4))
        edges[drg] = high + 3 * (high - low)

    def fits(row: Row) -> bool:
        return is_costed(row) and money(row["total_cost"]) <= edges[row["drg_code"]]

    return of_cases(fits, lambda row: money(row["total_cost"]), one)(tables, by, grain)


def has_supplies(row: Row) -> bool:
    return row.get("is_final", False) and row["supply_cost"] is not None and row["supply_cost"] >= 0


ORACLE = {
    "supply_cost_per_or_case": of_operations("supply_cost", mean),
    "supply_cost_per_or_case_median": of_operations("supply_cost", lambda costs: quantile(costs, HALF)),
    "implant_cost_per_or_case": of_operations("implant_cost", mean),
    "supply_cost_per_case": of_cases(has_supplies, lambda row: money(row["supply_cost"]), one),
    "cost_per_case_median": median_cost,
    "cost_per_case_trimmed": trimmed,
}
