"""Boarding and returns, visit by visit and morning by morning."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from fractions import Fraction
from zoneinfo import ZoneInfo

from tests.oracle.bench import Row, Tables, Values
from tests.oracle.ed_waits import has_stay, is_admitted, visits
from tests.oracle.flow import covered
from tests.oracle.hospital import (
    HALF,
    MONTH_OF_SECONDS,
    ZONES,
    age_band,
    grouped,
    local,
    minutes_at,
    seconds,
    share,
    valued,
    within,
)  # fmt: skip

FOUR_HOURS, TWELVE_HOURS, THREE_DAYS = 4 * 3600, 12 * 3600, 72 * 3600
HOME, GAVE_UP = ("discharged",), ("lwbs", "left_before_complete", "ama")


def boarded(tables: Tables) -> list[Row]:
    return [v for v in visits(tables) if is_admitted(v) and within(v["boarding"], 0, MONTH_OF_SECONDS)]


def clocked(tables: Tables) -> list[Row]:
    """Every visit that ended, with the clock that an ambulance crew starts."""
    sources = {v["encounter_id"]: v for v in tables["ed_visit"]}
    rows = []
    for row in visits(tables):
        source = sources[row["encounter_id"]]
        grace = 0
        if source["arrival_mode"] == "ambulance":
            handover = seconds(source["arrival_ts"], source["handover_ts"])
            grace = 900 if handover is None else min(max(handover, 0), 900)
        rows.append(row | {"clock": None if row["stay"] is None else row["stay"] - grace})
    return [r for r in rows if has_stay(r)]


def mornings(tables: Tables) -> list[Row]:
    """Who waits for a bed at two instants of every date."""
    real = {e["encounter_id"]: e for e in tables["encounter"]}
    known = [
        v
        for v in tables["ed_visit"]
        if not v["is_scheduled_return"] and real.get(v["encounter_id"], {}).get("status") != "cancelled"
    ]
    rows = []
    for unit_id in {v["unit_id"] for v in tables["ed_visit"]}:
        seen = [v for v in tables["ed_visit"] if v["unit_id"] == unit_id]
        mine = [v for v in known if v["unit_id"] == unit_id]
        site = seen[0]["facility_id"]
        ends = [
            s
            for v in tables["ed_visit"]
            if v["facility_id"] == site
            for s in (v["arrival_ts"], v["departure_ts"])
            if s
        ]
        day = local(seen[0], min(v["arrival_ts"] for v in seen)).date()
        last = max(local(seen[0], stamp).date() for stamp in ends)
        while day <= last:
            row = {"facility_id": site, "unit_id": unit_id, "day": day}
            for name, clock in (("midnight", time(23, 59, 59)), ("morning", time(8))):
                instant = datetime.combine(day, clock, ZoneInfo(ZONES[site]))
                row[name] = sum(is_waiting(v, instant) for v in mine)
            rows.append(row)
            day += timedelta(days=1)
    return rows


def is_waiting(visit: Row, instant: datetime) -> bool:
    decided, gone = visit["decision_to_admit_ts"], visit["departure_ts"]
    return (
        visit["disposition"] in ("admitted", "in_progress")
        and not visit["had_observation"]
        and decided is not None
        and decided <= instant
        and (gone is None or gone > instant)
    )


def waiting(name: str):
    def oracle(tables: Tables, by: str, grain: str) -> Values:
        rows = mornings(tables)
        return {
            key: float(Fraction(sum(r[name] for r in group), covered(rows, key[0], grain)))
            for key, group in grouped(rows, by, grain).items()
        }

    return oracle


def left(tables: Tables, how: tuple[str, ...]) -> list[Row]:
    """Index visits that were watched for three days, each with its first return."""
    sources = {v["encounter_id"]: v for v in tables["ed_visit"]}
    patient = {e["encounter_id"]: e for e in tables["encounter"]}
    ends = [s for v in tables["ed_visit"] for s in (v["arrival_ts"], v["departure_ts"]) if s]
    rows = []
    for row in visits(tables):
        source, person = sources[row["encounter_id"]], patient.get(row["encounter_id"])
        if row["disposition"] not in how or person is None or not has_stay(row):
            continue
        gone = source["departure_ts"]
        if seconds(gone, max(ends)) < THREE_DAYS:
            continue
        later = [
            v
            for v in tables["ed_visit"]
            if v["arrival_ts"] > gone
            and not v["is_scheduled_return"]
            and patient.get(v["encounter_id"], {}).get("patient_id") == person["patient_id"]
            and patient[v["encounter_id"]]["status"] != "cancelled"
        ]
        first = min(later, key=lambda v: v["arrival_ts"], default=None)
        is_back = first is not None and seconds(gone, first["arrival_ts"]) <= THREE_DAYS
        rows.append(
            row
            | {
                "is_back": is_back,
                "is_kept": is_back and first["disposition"] == "admitted",
                "age_band": age_band(
                    tables, person["patient_id"], local(source, source["arrival_ts"]).date()
                ),
            }
        )
    return rows


def back(how: tuple[str, ...], column: str):
    return lambda tables, by, grain: share(left(tables, how), by, grain, lambda r: r[column])


BOARDING = {
    "ed_boarding_over_4h_pct": lambda t, by, grain: share(
        boarded(t), by, grain, lambda v: v["boarding"] > FOUR_HOURS
    ),
    "ed_boarding_hours": lambda t, by, grain: valued(
        boarded(t), by, grain, lambda g: Fraction(sum(v["boarding"] for v in g), 3600)
    ),
    "ed_los_admitted_incl_obs_median": lambda t, by, grain: minutes_at(
        [v for v in visits(t) if v["disposition"] == "admitted" and v["days"] <= 120 and has_stay(v)],
        by, grain, "stay", HALF,
    ),
    "ed_4h_handover_clock_pct": lambda t, by, grain: share(
        clocked(t), by, grain, lambda v: v["clock"] <= FOUR_HOURS
    ),
}  # fmt: skip
COUNTED = {
    "ed_12h_dta_count": lambda t, by, grain: {
        key: float(
            sum(is_admitted(v) and within(v["boarding"], TWELVE_HOURS + 1, MONTH_OF_SECONDS) for v in group)
        )
        for key, group in grouped(visits(t), by, grain).items()
    }
}
WAITING = {
    "boarders_0800": waiting("morning"),
    "inpatient_boarders_midnight": waiting("midnight"),
}
RETURNS = {
    "ed_return_72h_pct": back(HOME, "is_back"),
    "ed_return_72h_admit_pct": back(HOME, "is_kept"),
    "ed_return_72h_after_lwbs_pct": back(GAVE_UP, "is_back"),
}
