"""Beds and stays: every midnight of every unit, patient by patient."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from fractions import Fraction
from itertools import pairwise

from tests.oracle.bench import Row, Tables, Values
from tests.oracle.hospital import grouped, last_second, local, quantile, share, valued
from tests.oracle.plain import month_end, next_month, ratio

PASSING = ("or", "pacu", "imaging")


def encounters(tables: Tables) -> dict[str, Row]:
    return {e["encounter_id"]: e for e in tables["encounter"] if e["status"] != "cancelled"}


def units(tables: Tables) -> dict[str, Row]:
    return {u["unit_id"]: {"is_inpatient_bedded": True, "valid_to": None} | u for u in tables["unit"]}


def first_midnight(facility_id: str, instant: datetime) -> date:
    """The first date whose census instant is not before an instant."""
    day = local({"facility_id": facility_id}, instant).date()
    return day if instant <= last_second(facility_id, day) else day + timedelta(days=1)


def bed_days(tables: Tables) -> list[Row]:
    real, places = encounters(tables), units(tables)
    wards = {i: u for i, u in places.items() if u["is_inpatient_bedded"] and u["unit_type"] != "nursery"}
    stays = []
    for stay in tables["encounter_location"]:
        out = stay["out_ts"] or real.get(stay["encounter_id"], {}).get("discharge_ts")
        is_sound = out is None or out >= stay["in_ts"]
        if (
            stay["unit_id"] in wards
            and stay["encounter_id"] in real
            and stay["patient_class"] != "observation"
            and is_sound
        ):
            stays.append(stay | {"out_ts": out})
    rows = []
    for unit_id, ward in wards.items():
        site = ward["facility_id"]
        there = [s for s in stays if wards[s["unit_id"]]["facility_id"] == site]
        if not there:
            continue
        mine = [s for s in there if s["unit_id"] == unit_id]
        events = [
            e[name]
            for e in tables["encounter"]
            if e["facility_id"] == site and e["status"] not in ("planned", "cancelled")
            for name in ("start_ts", "admit_ts", "discharge_ts")
        ]
        events += [
            stamp
            for s in tables["encounter_location"]
            if s["unit_id"] in wards and wards[s["unit_id"]]["facility_id"] == site
            for stamp in (s["in_ts"], s["out_ts"])
        ]
        horizon = local(ward, max(stamp for stamp in events if stamp)).date()
        begins = max(min(first_midnight(site, s["in_ts"]) for s in there), ward["valid_from"])
        begins = min([begins, *(first_midnight(site, s["in_ts"]) for s in mine)])
        ends = horizon
        if ward["valid_to"]:
            left = [first_midnight(site, s["out_ts"]) - timedelta(days=1) for s in mine if s["out_ts"]]
            ends = min(horizon, max([ward["valid_to"], *left]))
        day = begins
        while day <= ends:
            instant = last_second(site, day)
            known = [
                b
                for b in tables["bed_capacity"]
                if b["unit_id"] == unit_id and (day - b["census_date"]).days >= 0
            ]
            beds = max(known, key=lambda b: b["census_date"], default=None)
            fresh = beds if beds and (day - beds["census_date"]).days <= 7 else {}
            rows.append(
                {
                    "facility_id": site,
                    "unit_id": unit_id,
                    "unit_type": ward["unit_type"],
                    "day": day,
                    "patients": sum(
                        s["in_ts"] <= instant and (s["out_ts"] is None or s["out_ts"] > instant) for s in mine
                    ),
                    "staffed": fresh.get("staffed_beds"),
                    "licensed": fresh.get("licensed_beds"),
                }
            )
            day += timedelta(days=1)
    return rows


def discharges(tables: Tables) -> list[Row]:
    rows = []
    for stay in encounters(tables).values():
        if stay["encounter_class"] != "inpatient" or stay["discharge_ts"] is None or stay["is_newborn"]:
            continue
        came, went = local(stay, stay["admit_ts"]), local(stay, stay["discharge_ts"])
        days = (went.date() - came.date()).days - (stay["leave_days"] or 0)
        is_sound = stay["discharge_ts"] >= stay["admit_ts"] and days <= 365
        unit_id = stay["discharge_unit_id"] or f"?:{stay['facility_id']}"
        if came.date() != went.date():
            is_sound = is_sound and days >= 0
        rows.append(
            {
                "facility_id": stay["facility_id"],
                "unit_id": unit_id,
                "unit_type": units(tables).get(unit_id, {}).get("unit_type", "other"),
                "day": went.date(),
                "los": max(days, 1) if is_sound else None,
                "stay": stay,
                "is_same_day": came.date() == went.date(),
                "drg": stay.get("drg_code"),
                "is_morning": went.hour < 12,
                "has_night": came.date() != went.date() and stay["discharge_disposition"] != "died",
                "kind": "discharge",
            }
        )
    return rows


def exits(tables: Tables) -> list[Row]:
    """Discharges, and moves from one unit to another with trips to theatre forgotten."""
    rows, real, places = discharges(tables), encounters(tables), units(tables)
    for encounter_id, encounter in real.items():
        if encounter["is_newborn"]:
            continue
        path = sorted(
            (
                s
                for s in tables["encounter_location"]
                if s["encounter_id"] == encounter_id and places[s["unit_id"]]["unit_type"] not in PASSING
            ),
            key=lambda s: (s["in_ts"], s["out_ts"] is None, s["out_ts"] or s["in_ts"], s["stay_id"]),
        )
        for stay, after in pairwise(path):
            if after["unit_id"] != stay["unit_id"] and stay["patient_class"] != "observation":
                place = places[stay["unit_id"]]
                day = local(place, stay["out_ts"] or after["in_ts"]).date()
                rows.append(place | {"day": day, "kind": "transfer"})
    return rows


def covered(rows: list[Row], period: date, grain: str) -> int:
    """Days of a period between the first and the last date of all rows."""
    lengths = {"day": 1, "week": 7}
    if grain in lengths:
        last = period + timedelta(days=lengths[grain] - 1)
    else:
        last = month_end(next_month(period, {"month": 0, "quarter": 2, "year": 11}[grain]))
    begin, end = max(period, min(r["day"] for r in rows)), min(last, max(r["day"] for r in rows))
    return (end - begin).days + 1


def census(tables: Tables, by: str, grain: str) -> Values:
    rows = bed_days(tables)
    return {
        key: float(Fraction(sum(r["patients"] for r in group), covered(rows, key[0], grain)))
        for key, group in grouped(rows, by, grain).items()
    }


def occupancy(beds: str):
    def oracle(tables: Tables, by: str, grain: str) -> Values:
        rows = [
            r
            for r in bed_days(tables)
            if r[beds] is not None and (r[beds] > 0 or (r[beds] == 0 and r["patients"] == 0))
        ]

        def value(group):
            return ratio(sum(r["patients"] for r in group), sum(r[beds] for r in group), 100)

        return valued(rows, by, grain, value)

    return oracle


def left(tables: Tables, by: str, grain: str) -> dict[tuple[date, str], int]:
    """People who gave up a bed: for a unit also by moving on."""
    rows = [r for r in exits(tables) if by == "unit_id" or r["kind"] == "discharge"]
    return {key: len(group) for key, group in grouped(rows, by, grain).items()}


def turnover_rate(tables: Tables, by: str, grain: str) -> Values:
    rows, gone, values = bed_days(tables), left(tables, by, grain), {}
    for key, group in grouped(rows, by, grain).items():
        staffed = [r["staffed"] for r in group if r["staffed"] is not None]
        beds = Fraction(sum(staffed), covered(rows, key[0], grain))
        if beds:
            values[key] = float(gone.get(key, 0) / beds)
    return values


def turnover_interval(tables: Tables, by: str, grain: str) -> Values:
    gone, values = left(tables, by, grain), {}
    for key, group in grouped(bed_days(tables), by, grain).items():
        empty = [r["staffed"] - r["patients"] for r in group if r["staffed"] is not None]
        if empty and gone.get(key):
            values[key] = float(Fraction(sum(empty), gone[key]))
    return values


def alos(tables: Tables, by: str, grain: str) -> Values:
    rows = [r for r in discharges(tables) if r["los"] is not None]
    return valued(rows, by, grain, lambda group: Fraction(sum(r["los"] for r in group), len(group)))


def trimmed(tables: Tables, by: str, grain: str) -> Values:
    """Without the longest hundredth of every DRG that has a hundred stays."""
    rows, kept = [r for r in discharges(tables) if r["los"] is not None], []
    for row in rows:
        same = [r["los"] for r in rows if r["drg"] == row["drg"]]
        if len(same) < 100 or row["los"] <= quantile(same, Fraction(99, 100)):
            kept.append(row)
    return valued(kept, by, grain, lambda group: Fraction(sum(r["los"] for r in group), len(group)))


def zero(tables: Tables, by: str, grain: str) -> Values:
    """A stay within one day is no day."""
    rows = [r for r in discharges(tables) if r["los"] is not None]
    return valued(
        rows, by, grain, lambda g: Fraction(sum(0 if r["is_same_day"] else r["los"] for r in g), len(g))
    )


def episodes(tables: Tables, by: str, grain: str) -> Values:
    """Stays that share an episode and a patient, from the first coming to the last going."""
    rows = []
    for row in discharges(tables):
        stay, name = row["stay"], row["stay"].get("episode_id")
        linked = [
            e
            for e in encounters(tables).values()
            if name
            and e.get("episode_id") == name
            and (e["patient_id"], e["encounter_class"], e["is_newborn"])
            == (stay["patient_id"], "inpatient", False)
        ] or [stay]
        if any(e["discharge_ts"] is None for e in linked):
            continue
        if max(linked, key=lambda e: (e["discharge_ts"], e["encounter_id"])) is not stay:
            continue
        first = min(linked, key=lambda e: e["admit_ts"])
        came, went = local(first, first["admit_ts"]).date(), row["day"]
        days = (went - came).days - sum(e["leave_days"] or 0 for e in linked)
        is_sound = stay["discharge_ts"] >= first["admit_ts"] and days <= 365 and (days >= 0 or came == went)
        if is_sound:
            rows.append(row | {"los": max(days, 1)})
    return valued(rows, by, grain, lambda group: Fraction(sum(r["los"] for r in group), len(group)))


ORACLE = {
    "alos_days": alos,
    "alos_episode_days": episodes,
    "alos_zero_days": zero,
    "alos_trimmed_days": trimmed,
    "average_daily_census": census,
    "occupancy_midnight_pct": occupancy("staffed"),
    "occupancy_midnight_licensed_pct": occupancy("licensed"),
    "bed_turnover_rate": turnover_rate,
    "bed_turnover_interval_days": turnover_interval,
    "discharge_before_noon_pct": lambda tables, by, grain: share(
        [r for r in discharges(tables) if r["has_night"]], by, grain, lambda r: r["is_morning"]
    ),
}
