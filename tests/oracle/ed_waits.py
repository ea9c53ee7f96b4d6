"""Emergency waits, visit by visit."""

from __future__ import annotations

from collections.abc import Iterator

from tests.oracle.bench import Row, Tables
from tests.oracle.hospital import (
    HALF,
    MONTH_OF_SECONDS,
    TENTH,
    age_band,
    local,
    minutes_at,
    seconds,
    share,
    within,
)


def visits(tables: Tables) -> Iterator[Row]:
    encounters = {e["encounter_id"]: e for e in tables["encounter"]}
    for visit in tables["ed_visit"]:
        encounter = encounters.get(visit["encounter_id"], {})
        if visit["is_scheduled_return"] or visit["disposition"] == "dead_on_arrival":
            continue
        if encounter.get("status") == "cancelled":
            continue
        disposition = visit["disposition"]
        if disposition == "in_progress":
            same = [v for v in tables["ed_visit"] if v["facility_id"] == visit["facility_id"]]
            last = max(stamp for v in same for stamp in (v["arrival_ts"], v["departure_ts"]) if stamp)
            if visit["departure_ts"] or seconds(visit["arrival_ts"], last) < 86400:
                continue
            disposition = "unknown"
        stay = encounters.get(visit["inpatient_encounter_id"])
        arrival = local(visit, visit["arrival_ts"])
        yield {
            "encounter_id": visit["encounter_id"],
            "facility_id": visit["facility_id"],
            "unit_id": visit["unit_id"],
            "day": local(visit, visit["departure_ts"] or visit["arrival_ts"]).date(),
            "weekday": arrival.isoweekday(),
            "arrival_hour_band": ("00-07", "08-15", "16-23")[arrival.hour // 8],
            "access_group": access_group(tables, encounter.get("patient_id"), arrival.date(), visit),
            "age_band": age_band(tables, encounter.get("patient_id"), arrival.date()),
            "disposition": disposition,
            "observed": visit["had_observation"],
            "left": visit["departure_ts"] is not None,
            "triage": seconds(visit["arrival_ts"], visit["triage_ts"]),
            "provider": seconds(visit["arrival_ts"], visit["provider_seen_ts"]),
            "roomed": seconds(visit["arrival_ts"], visit["roomed_ts"]),
            "stay": seconds(visit["arrival_ts"], visit["departure_ts"]),
            "boarding": seconds(visit["decision_to_admit_ts"], visit["departure_ts"]),
            "transfer": seconds(visit["decision_to_transfer_ts"], visit["departure_ts"]),
            "days": (local(visit, stay["discharge_ts"]).date() - local(visit, stay["admit_ts"]).date()).days
            if stay and stay["discharge_ts"]
            else 0,
        }


def access_group(tables: Tables, patient_id: str | None, day, visit: Row) -> str:
    band = age_band(tables, patient_id, day)
    if band == "unknown":
        return band
    grown = "child" if band == "0-17" else "adult"
    return f"{grown} with mental illness" if visit["mental_health_flag"] else grown


def timed(column: str, q, fits):
    """A quantile of one duration over the visits that fit."""

    def oracle(tables: Tables, by: str, grain: str):
        rows = [v for v in visits(tables) if fits(v) and within(v[column], 0, MONTH_OF_SECONDS)]
        return minutes_at(rows, by, grain, column, q)

    return oracle


def counted(is_hit, is_known):
    """A share of the visits of which enough is known."""
    return lambda tables, by, grain: share([v for v in visits(tables) if is_known(v)], by, grain, is_hit)


def is_seen(visit: Row) -> bool:
    return visit["disposition"] != "lwbs"


def is_admitted(visit: Row) -> bool:
    return visit["disposition"] == "admitted" and not visit["observed"]


def is_ordinary_admission(visit: Row) -> bool:
    return is_admitted(visit) and visit["days"] <= 120


def is_sent_home(visit: Row) -> bool:
    return visit["disposition"] == "discharged" and not visit["observed"]


def has_end(visit: Row) -> bool:
    return visit["left"] or visit["disposition"] == "lwbs"


def has_stay(visit: Row) -> bool:
    return within(visit["stay"], 0, MONTH_OF_SECONDS)


ORACLE = {
    "ed_arrival_to_provider_median": timed("provider", HALF, is_seen),
    "ed_arrival_to_provider_p90": timed("provider", TENTH, is_seen),
    "ed_los_admitted_median": timed("stay", HALF, is_ordinary_admission),
    "ed_los_admitted_p90": timed("stay", TENTH, is_ordinary_admission),
    "ed_decision_to_departure_median": timed("boarding", HALF, is_admitted),
    "ed_decision_to_departure_p90": timed("boarding", TENTH, is_admitted),
    "ed_los_discharged_median": timed("stay", HALF, is_sent_home),
    "ed_los_discharged_p90": timed("stay", TENTH, is_sent_home),
    "ed_los_discharged_incl_ama_median": timed(
        "stay", HALF, lambda v: v["disposition"] in ("discharged", "ama") and not v["observed"]
    ),
    "ed_lwbs_rate": counted(lambda v: v["disposition"] == "lwbs", has_end),
    "ed_lbtc_rate": counted(lambda v: v["disposition"] in ("lwbs", "left_before_complete", "ama"), has_end),
    "ed_4h_pct": counted(lambda v: v["stay"] <= 4 * 3600, has_stay),
    "ed_12h_arrival_pct": counted(lambda v: v["stay"] > 12 * 3600, has_stay),
}
