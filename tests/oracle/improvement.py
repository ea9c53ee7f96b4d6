"""Processes and fields, counted without a database."""

from __future__ import annotations

from datetime import date, time
from fractions import Fraction
from math import prod
from statistics import NormalDist

from tests.oracle.bench import Oracle, Row, Tables, Values
from tests.oracle.hospital import grouped, local, share, valued
from tests.oracle.plain import ratio


def steps(tables: Tables) -> list[Row]:
    home = {unit["unit_id"]: unit["facility_id"] for unit in tables["unit"]}
    return [
        row
        | {
            "day": row["period"],
            "facility_id": home[row["unit_id"]],
            "chances": row["units"] * row["opportunities_per_unit"],
        }
        for row in tables["process_sample"]
    ]


def total(rows: list[Row], column: str) -> int:
    return sum(row[column] for row in rows)


def share_of(num: str, den: str, per: int) -> Oracle:
    return lambda tables, by, grain: valued(
        steps(tables), by, grain, lambda g: ratio(total(g, num), total(g, den), per)
    )


def sigma(shift: float) -> Oracle:
    def of(rows: list[Row]) -> float | None:
        defects, chances = total(rows, "defects"), total(rows, "chances")
        return NormalDist().inv_cdf(1 - defects / chances) + shift if 0 < defects < chances else None

    return lambda tables, by, grain: valued(steps(tables), by, grain, of)


def chain(tables: Tables, by: str, grain: str) -> Values:
    def through(rows: list[Row]) -> Fraction | None:
        by_step: dict[str, list[Row]] = {}
        for row in rows:
            by_step.setdefault(row["step_code"], []).append(row)
        units = [total(g, "units") for g in by_step.values()]
        if 0 in units:
            return None
        return 100 * prod(
            Fraction(total(g, "units_right_first_time"), total(g, "units")) for g in by_step.values()
        )

    return valued(steps(tables), by, grain, through)


def least(column: str) -> Oracle:
    def of(rows: list[Row]) -> Fraction | None:
        known = [r[column] for r in rows if r["is_stable"] and r["n_values"] >= 20 and r[column] is not None]
        return min(known, default=None)

    return lambda tables, by, grain: valued(capabilities(tables), by, grain, of)


def capabilities(tables: Tables) -> list[Row]:
    return [row | {"day": row["month_date"]} for row in tables["v_capability_month"]]


def within_limits(tables: Tables, by: str, grain: str) -> Values:
    return valued(
        capabilities(tables), by, grain, lambda g: ratio(total(g, "n_within"), total(g, "n_values"), 100)
    )


FIELDS = {
    "ed_visit": ("arrival_ts", ("triage_ts", "provider_seen_ts", "departure_ts", "decision_to_admit_ts")),
    "encounter": ("discharge_ts", ("discharge_disposition", "principal_dx", "drg_code", "payer_id")),
    "appointment": ("scheduled_start_ts", ("roomed_ts",)),
    "procedure_case": ("sched_start_ts", ("patient_in_ts", "patient_out_ts")),
    "incident": ("reported_ts", ("unit_id",)),
}


def is_asked(table: str, row: Row, field: str) -> bool:
    if table == "ed_visit":
        if row["disposition"] in ("in_progress", "dead_on_arrival"):
            return False
        if field in ("triage_ts", "provider_seen_ts"):
            return row["disposition"] != "lwbs"
        return field != "decision_to_admit_ts" or row["disposition"] == "admitted"
    if table == "encounter":
        return row["encounter_class"] == "inpatient" and row["status"] != "cancelled"
    return row.get("status", "done") in ("completed", "done")


def is_filled(row: Row, field: str) -> bool:
    value = row[field]
    return value not in (None, "unknown", "class:unknown") and not (field == "unit_id" and value[:2] == "?:")


def day_of(table: str, row: Row) -> date | None:
    stamps = [FIELDS[table][0]]
    if table == "procedure_case":
        stamps = ["patient_in_ts", "sched_start_ts", "patient_out_ts"]
    known = [row[s] for s in stamps if row[s] is not None]
    return local(row, known[0]).date() if known else None


def completeness(tables: Tables, by: str, grain: str) -> Values:
    rows = [
        {
            "facility_id": row["facility_id"],
            "source_id": row["source_id"],
            "field": f"{table}.{field}",
            "day": day_of(table, row),
            "filled": is_filled(row, field),
        }
        for table, (_, fields) in FIELDS.items()
        for row in tables[table]
        for field in fields
        if day_of(table, row) and is_asked(table, row, field)
    ]
    return {key: 100 * sum(r["filled"] for r in g) / len(g) for key, g in grouped(rows, by, grain).items()}


PROCESS = {
    "dpmo": share_of("defects", "chances", 1_000_000),
    "sigma_level": sigma(1.5),
    "sigma_long": sigma(0),
    "first_pass_yield_pct": share_of("units_right_first_time", "units", 100),
    "rolled_throughput_yield_pct": chain,
}
CAPABILITY = {
    "process_cp": least("cp"),
    "process_cpk": least("cpk"),
    "process_pp": least("pp"),
    "process_ppk": least("ppk"),
    "process_ppk_median": least("ppk_median"),
    "pct_within_spec": within_limits,
}


def reversed_stamps(tables: Tables, by: str, grain: str) -> Values:
    """Every pair of stamps of rows that the waiting times know, one by one."""
    rows = [
        {name: row[name] for name in ("facility_id",)}
        | {"unit_id": f"?:{row['facility_id']}", "day": row[day], "is_reversed": row[pair] < 0}
        for table, day, pairs in STAMPS
        for row in tables[table]
        for pair in pairs
        if row[pair] is not None
    ]
    return share(rows, by, grain, lambda row: row["is_reversed"])


STAMPS = (
    ("v_ed_visit", "visit_date", ("triage_seconds", "provider_seconds", "stay_seconds", "boarding_seconds")),
    ("v_appointment", "appointment_date", ("roomed_seconds", "cycle_seconds", "provider_seconds")),
    ("v_or_case", "case_date", ("ready_seconds",)),
)


RECORDS = {
    "visit": (
        "encounter",
        "start_ts",
        ("patient_id", "encounter_class"),
        ("planned", "active", "finished", "unknown"),
    ),
    "appointment": (
        "appointment",
        "scheduled_start_ts",
        ("patient_id", "unit_id"),
        ("completed", "no_show", "left_without_seen"),
    ),
    "operation": ("procedure_case", "patient_in_ts", ("room_id",), ("done",)),
}


def repeats(tables: Tables, by: str, grain: str) -> Values:
    """Each record beside those before it."""
    rows = []
    for kind, (table, stamp, same, statuses) in RECORDS.items():
        before: list[tuple[object, ...]] = []
        for row in tables[table]:
            begin = row[stamp]
            if row["status"] not in statuses or begin is None:
                continue
            here = local(row, begin)
            if here.time() == time(0):
                continue
            what = (row["facility_id"], begin, *(row[column] for column in same))
            rows.append(
                {
                    "facility_id": row["facility_id"],
                    "unit_id": f"?:{row['facility_id']}",
                    "record": kind,
                    "day": here.date(),
                    "is_again": what in before,
                }
            )
            before.append(what)
    return share(rows, by, grain, lambda row: row["is_again"])


CHECKED = {"dq_negative_duration_pct": reversed_stamps}
REPEATED = {"dq_duplicate_pct": repeats}
ORACLE = {**PROCESS, **CAPABILITY, "dq_completeness_pct": completeness, **CHECKED, **REPEATED}
