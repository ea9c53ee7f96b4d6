"""Crowding, long stays and delays: every second and every night of every unit, patient by patient."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from fractions import Fraction
from zoneinfo import ZoneInfo

from tests.oracle.bench import Row, Tables, Values
from tests.oracle.flow import bed_days, covered, encounters
from tests.oracle.hospital import ZONES, grouped, last_second, local, valued
from tests.oracle.plain import ratio

LONG_UNITS = ("rehab", "psych", "nicu")
HOUR = timedelta(hours=1)


def midnight(facility_id: str, day: date) -> datetime:
    return datetime.combine(day, time(0), ZoneInfo(ZONES[facility_id])).astimezone(UTC)


def stays(tables: Tables) -> list[Row]:
    """Who was where from when to when; who is still there has no end."""
    real, found = encounters(tables), []
    for stay in tables["encounter_location"]:
        encounter = real.get(stay["encounter_id"])
        if encounter is None or stay["patient_class"] == "observation":
            continue
        out = stay["out_ts"] or encounter["discharge_ts"]
        if out is None or out >= stay["in_ts"]:
            found.append({"unit_id": stay["unit_id"], "in": stay["in_ts"], "out": out, "of": encounter})
    return found


def is_there(stay: Row, instant: datetime) -> bool:
    return stay["in"] <= instant and (stay["out"] is None or stay["out"] > instant)


def first_admission(tables: Tables, encounter: Row) -> date:
    """The local date on which the episode of an encounter began."""
    same = [
        e
        for e in encounters(tables).values()
        if encounter["episode_id"] and e["episode_id"] == encounter["episode_id"]
    ]
    return local(encounter, min([encounter["admit_ts"], *(e["admit_ts"] for e in same)])).date()


def nights(tables: Tables) -> list[Row]:
    listed = tables["alc_period"]
    real = encounters(tables)
    sites = {
        e["facility_id"]
        for a in listed
        for e in tables["encounter"]
        if e["encounter_id"] == a["encounter_id"]
    }
    rows = []
    for row in bed_days(tables):
        site, day = row["facility_id"], row["day"]
        begin, end, instant = (
            midnight(site, day), midnight(site, day + timedelta(days=1)), last_second(site, day)
        )  # fmt: skip
        mine = [s for s in stays(tables) if s["unit_id"] == row["unit_id"]]
        inside = [s for s in mine if is_there(s, instant)]
        delayed = [
            s
            for s in inside
            if any(
                a["encounter_id"] == s["of"]["encounter_id"]
                and a["start_ts"] <= instant
                and (a["end_ts"] is None or a["end_ts"] > instant)
                for a in listed
                if a["encounter_id"] in real
            )
        ]
        lengths = [(day - first_admission(tables, s["of"])).days for s in inside]
        is_counted = row["unit_type"] not in LONG_UNITS
        rows.append(
            row
            | {
                "length": int((end - begin).total_seconds()),
                "occupied": sum(
                    max(int((min(s["out"] or end, end) - max(s["in"], begin)).total_seconds()), 0)
                    for s in mine
                ),
                "delayed": len(delayed) if site in sites else None,
                "is_counted": is_counted,
                **{f"long_{n}": sum(length >= n for length in lengths) * is_counted for n in (7, 14, 21)},
            }
        )
    return rows


def by_the_hour(tables: Tables, by: str, grain: str) -> Values:
    rows = [
        r for r in nights(tables) if r["staffed"] is not None and (r["staffed"] > 0 or r["occupied"] == 0)
    ]
    return valued(
        rows,
        by,
        grain,
        lambda g: ratio(sum(r["occupied"] for r in g), sum(r["staffed"] * r["length"] for r in g), 100),
    )


def days_over(percent: int):
    def oracle(tables: Tables, by: str, grain: str) -> Values:
        rows = [
            r for r in nights(tables) if r["staffed"] is not None and (r["staffed"] > 0 or r["patients"] == 0)
        ]

        def value(group):
            dates: dict[date, list[Row]] = {}
            for row in group:
                dates.setdefault(row["day"], []).append(row)
            full = [
                sum(r["patients"] for r in day) * 100 > percent * sum(r["staffed"] for r in day)
                for day in dates.values()
                if sum(r["staffed"] for r in day)
            ]
            return ratio(sum(full), len(full), 100)

        return valued(rows, by, grain, value)

    return oracle


def peak(tables: Tables, by: str, grain: str) -> Values:
    """Count everybody at every full hour of every date that the census knows."""
    rows: list[Row] = []
    there = stays(tables)
    for night in bed_days(tables):
        site, day = night["facility_id"], night["day"]
        mine = [s for s in there if s["unit_id"] == night["unit_id"]]
        instant = midnight(site, day)
        instant = instant if instant.minute == 0 else instant.replace(minute=0) + HOUR
        while instant < midnight(site, day + timedelta(days=1)):
            patients = sum(is_there(s, instant) for s in mine)
            rows += [night | {"hour": instant, "patients": patients}] if patients else []
            instant += HOUR

    def value(group):
        hours: dict[datetime, int] = {}
        for row in group:
            hours[row["hour"]] = hours.get(row["hour"], 0) + row["patients"]
        return max(hours.values())

    return valued(rows, by, grain, value)


def delayed_share(tables: Tables, by: str, grain: str) -> Values:
    rows = [r for r in nights(tables) if r["delayed"] is not None]
    return valued(
        rows, by, grain, lambda g: ratio(sum(r["delayed"] for r in g), sum(r["patients"] for r in g), 100)
    )


def delayed_nights(tables: Tables) -> list[Row]:
    """One row for each night of a patient inside a delay, with the reason of the delay that began first."""
    real, rows = encounters(tables), []
    for night in bed_days(tables):
        instant = last_second(night["facility_id"], night["day"])
        here = {
            s["of"]["encounter_id"]: s
            for s in stays(tables)
            if s["unit_id"] == night["unit_id"] and is_there(s, instant)
        }
        for encounter_id in here:
            delays = [
                a
                for a in tables["alc_period"]
                if a["encounter_id"] == encounter_id in real
                and a["start_ts"] <= instant
                and (a["end_ts"] is None or a["end_ts"] > instant)
            ]
            if delays:
                rows.append(
                    night
                    | {"reason_code": min(delays, key=lambda a: (a["start_ts"], a["alc_id"]))["reason_code"]}
                )
    return rows


def delayed_now(tables: Tables, by: str, grain: str) -> Values:
    """The last night of each period on which anybody's beds are known."""
    rows, values = nights(tables), {}
    last = {key[0]: max(r["day"] for r in group) for key, group in grouped(rows, "", grain).items()}
    for key, group in grouped(rows, by, grain).items():
        found = [r["delayed"] for r in group if r["day"] == last[key[0]] and r["delayed"] is not None]
        if found:
            values[key] = float(sum(found))
    return values


def long_count(days: int):
    def oracle(tables: Tables, by: str, grain: str) -> Values:
        rows = nights(tables)
        return {
            key: float(Fraction(sum(r[f"long_{days}"] for r in group), covered(rows, key[0], grain)))
            for key, group in grouped(rows, by, grain).items()
        }

    return oracle


def long_share(tables: Tables, by: str, grain: str) -> Values:
    rows = [r for r in nights(tables) if r["is_counted"]]
    return valued(
        rows, by, grain, lambda g: ratio(sum(r["long_21"] for r in g), sum(r["patients"] for r in g), 100)
    )


def staffed(tables: Tables, by: str, grain: str) -> Values:
    rows, values = bed_days(tables), {}
    for key, group in grouped(rows, by, grain).items():
        known = [row["staffed"] for row in group if row["staffed"] is not None]
        if known:
            values[key] = float(Fraction(sum(known), covered(rows, key[0], grain)))
    return values


ORACLE = {
    "peak_census": peak,
    "staffed_beds_mean": staffed,
    "occupancy_hours_pct": by_the_hour,
    "days_over_92_pct": days_over(92),
    "days_over_100_pct": days_over(100),
    "delayed_discharge_day_pct": delayed_share,
    "alc_patients_now": delayed_now,
    "delayed_bed_days": lambda tables, by, grain: valued(delayed_nights(tables), by, grain, len),
    "long_stay_7d_count": long_count(7),
    "long_stay_14d_count": long_count(14),
    "long_stay_21d_count": long_count(21),
    "long_stay_21d_pct": long_share,
}
