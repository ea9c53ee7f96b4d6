"""Virtual visits, portals, monitoring and cleaning, one by one."""

from __future__ import annotations

from datetime import date, timedelta

from tests.oracle.bench import Row, Tables
from tests.oracle.clinic_waits import SETTLED, appointments
from tests.oracle.flow import encounters
from tests.oracle.hospital import (
    HALF,
    TENTH,
    age,
    age_band,
    grouped,
    local,
    minutes_at,
    quantile,
    seconds,
    share,
    valued,
    within,
)  # fmt: skip
from tests.oracle.plain import month_end, next_month, ratio

VIRTUAL = ("video", "audio")


def visits(tables: Tables) -> list[Row]:
    by_id = {a["appointment_id"]: a for a in tables["appointment"]}
    return [
        row
        | {
            "modality": source["modality"],
            "converted": bool(source["converted_to_in_person"]),
            "failed": bool(source["tech_failure"]),
        }
        for row in appointments(tables)
        for source in [by_id[row["appointment_id"]]]
    ]


def of_completed(modalities):
    return lambda t, by, grain: share(
        [v for v in visits(t) if v["status"] == "completed"], by, grain, lambda v: v["modality"] in modalities
    )


def of_virtual(is_hit):
    return lambda t, by, grain: share(
        [
            v
            for v in visits(t)
            if (v["modality"] in VIRTUAL or v["converted"])
            and (v["status"] in SETTLED or v["failed"] or v["converted"])
        ],
        by,
        grain,
        is_hit,
    )


def took_place(visit: Row) -> bool:
    return visit["status"] == "completed" and visit["modality"] in VIRTUAL and not visit["converted"]


TELEHEALTH = {
    "telehealth_share_pct": of_completed(VIRTUAL),
    "telehealth_audio_share_pct": of_completed(("audio",)),
    "telehealth_completion_pct": of_virtual(took_place),
    "telehealth_tech_failure_pct": of_virtual(lambda v: v["failed"]),
}


def seen(tables: Tables) -> list[Row]:
    """Every kept appointment and every finished visit: who, where and when."""
    kept = [
        {"patient_id": a["patient_id"], "facility_id": a["facility_id"], "at": a["scheduled_start_ts"]}
        for a in tables["appointment"]
        if a["status"] == "completed"
    ]
    stays = [
        {"patient_id": e["patient_id"], "facility_id": e["facility_id"], "at": e["discharge_ts"]}
        for e in encounters(tables).values()
        if e["discharge_ts"] and e["status"] != "planned"
    ]
    return [row | {"day": local(row, row["at"]).date()} for row in kept + stays]


def home_of(tables: Tables, patient_id: str) -> str | None:
    mine = [v for v in seen(tables) if v["patient_id"] == patient_id]
    return max(mine, key=lambda v: v["at"])["facility_id"] if mine else None


def portal_users(tables: Tables) -> list[Row]:
    """Everybody who is active at every month end, one row each."""
    accounts = {a["patient_id"]: a for a in tables["portal_account"]}
    people = {p["patient_id"]: p for p in tables["patient"]}
    found = seen(tables)
    if not found or not accounts:
        return []
    rows, snapshot = [], month_end(min(v["day"] for v in found).replace(day=1))
    reach = max(v["day"] for v in found) + timedelta(days=3)
    while snapshot <= reach:
        year_before = month_end(next_month(snapshot.replace(day=1), -12))
        for patient_id in {v["patient_id"] for v in found}:
            recent = [
                v for v in found if v["patient_id"] == patient_id and year_before < v["day"] <= snapshot
            ]
            died = people.get(patient_id, {}).get("death_date")
            if not recent or (died and died <= snapshot):
                continue
            last = max(recent, key=lambda v: v["at"])
            account = accounts.get(patient_id, {})
            begun, login = account.get("activated_ts"), account.get("last_login_ts")
            is_on = begun is not None and local(last, begun).date() <= snapshot
            years = age(people.get(patient_id, {}).get("birth_date"), last["day"])
            rows.append(
                {
                    "facility_id": last["facility_id"],
                    "unit_id": f"?:{last['facility_id']}",
                    "day": snapshot,
                    "is_adult": years is None or years >= 18,
                    "is_on": is_on,
                    "in_use": is_on and login is not None and local(last, login).date() > year_before,
                }
            )
        snapshot = month_end(next_month(snapshot.replace(day=1)))
    return rows


def of_patients(column: str):
    def oracle(tables: Tables, by: str, grain: str):
        rows = portal_users(tables)
        last = {key[0]: max(r["day"] for r in group) for key, group in grouped(rows, "", grain).items()}
        rows = [r for r in rows if r["day"] in last.values() and r["is_adult"]]
        return valued(rows, by, grain, lambda g: ratio(sum(r[column] for r in g), len(g), 100))

    return oracle


def messages(tables: Tables) -> list[Row]:
    closed = {(c["facility_id"], c["date"]) for c in tables["calendar"] if not c["is_working_day"]}
    ends = [s for m in tables["portal_message"] for s in (m["sent_ts"], m["first_reply_ts"]) if s]
    rows = []
    for message in tables["portal_message"]:
        site = home_of(tables, message["patient_id"])
        if site is None:
            continue
        place = {"facility_id": site, "unit_id": f"?:{site}"}
        sent, reply = local(place, message["sent_ts"]).date(), message["first_reply_ts"]

        def workdays(until: date, sent=sent, site=site) -> int:
            days = [sent + timedelta(days=n) for n in range(1, (until - sent).days + 1)]
            return sum((site, day) not in closed for day in days)

        took = seconds(message["sent_ts"], reply)
        if reply is None:
            in_time = False if workdays(local(place, max(ends)).date()) > 2 else None
        else:
            in_time = None if took < 0 else workdays(local(place, reply).date()) <= 2
        rows.append(place | {"day": sent, "took": took, "in_time": in_time})
    return rows


def periods(tables: Tables) -> list[Row]:
    read = {(d["enrolment_id"], d["date"]) for d in tables["rpm_day"] if d["has_reading"]}
    last = max([d["date"] for d in tables["rpm_day"]], default=None)
    rows = []
    for one in tables["rpm_enrolment"]:
        site = home_of(tables, one["patient_id"])
        begin = one["start_date"]
        while site and last and begin + timedelta(days=29) <= min(one["end_date"] or last, last):
            days = [begin + timedelta(days=n) for n in range(30)]
            rows.append(
                {
                    "facility_id": site,
                    "unit_id": f"?:{site}",
                    "day": days[-1],
                    "programme": one["programme"],
                    "age_band": age_band(tables, one["patient_id"], days[-1]),
                    "read": sum((one["enrolment_id"], day) in read for day in days),
                }
            )
            begin += timedelta(days=30)
    return rows


def kept_up(days: int):
    return lambda t, by, grain: share(periods(t), by, grain, lambda p: p["read"] >= days)


PORTAL = {
    "portal_activation_pct": of_patients("is_on"),
    "portal_activation_active_pct": of_patients("in_use"),
}
DIGITAL = {
    "portal_reply_within_2wd_pct": lambda t, by, grain: share(
        [m for m in messages(t) if m["in_time"] is not None], by, grain, lambda m: m["in_time"]
    ),
    "portal_reply_hours_median": lambda t, by, grain: valued(
        [m for m in messages(t) if m["took"] is not None and m["took"] >= 0],
        by,
        grain,
        lambda g: quantile([m["took"] for m in g], HALF) / 3600,
    ),
    "rpm_adherence_pct": kept_up(16),
    "rpm_adherence_2d_pct": kept_up(2),
}


def cleans(tables: Tables) -> list[Row]:
    site = {u["unit_id"]: u["facility_id"] for u in tables["unit"]}
    rows = []
    for clean in tables["bed_clean_event"]:
        end = clean["clean_end_ts"]
        if end is None:
            continue
        there = [
            s
            for s in tables["encounter_location"]
            if clean["bed_id"] and s["bed_id"] == clean["bed_id"] and s["in_ts"] < clean["dirty_ts"]
        ]
        newest = max([s["in_ts"] for s in there], default=None)
        place = {"facility_id": site[clean["unit_id"]], "unit_id": clean["unit_id"]}
        if not any(s["in_ts"] == newest and s["out_ts"] and s["out_ts"] > clean["dirty_ts"] for s in there):
            rows.append(
                place
                | {
                    "day": local(place, end).date(),
                    "clean_type": clean["clean_type"],
                    "turnaround": seconds(clean["dirty_ts"], end),
                    "response": seconds(clean["dirty_ts"], clean["clean_start_ts"]),
                    "work": seconds(clean["clean_start_ts"], end),
                }
            )
    return rows


def cleaned(column: str, q):
    return lambda t, by, grain: minutes_at(
        [c for c in cleans(t) if within(c[column], 0, 12 * 3600)], by, grain, column, q
    )


CLEANING = {
    "bed_clean_turnaround_median": cleaned("turnaround", HALF),
    "bed_clean_turnaround_p90": cleaned("turnaround", TENTH),
    "bed_clean_response_median": cleaned("response", HALF),
    "bed_clean_work_median": cleaned("work", HALF),
}
