"""Clinic visits, slots, readings and waiting lists, one by one."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime, time
from fractions import Fraction
from zoneinfo import ZoneInfo

from tests.oracle.bench import Row, Tables, Values
from tests.oracle.clinic_waits import SETTLED, appointments, outcome, who_gave_up
from tests.oracle.hospital import (
    HALF,
    TENTH,
    ZONES,
    local,
    minutes_at,
    quantile,
    seconds,
    share,
    valued,
    within,
)
from tests.oracle.plain import ratio

DAY, MONTH = 86400, 30 * 86400
SITE = {"A1": "A", "A2": "A", "B1": "B", "AT": "A"}


def horizon(tables: Tables, facility_id: str) -> date | None:
    """The last date with a kept or missed appointment."""
    days = [
        local(a, a["scheduled_start_ts"]).date()
        for a in tables["appointment"]
        if a["facility_id"] == facility_id and outcome(a) in SETTLED
    ]
    return max(days, default=None)


def first_request(tables: Tables, booking: Row) -> datetime | None:
    """Follow the chain of moved bookings backwards, as long as it is the same patient."""
    seen, queue, asked = set(), [booking], []
    while queue:
        one = queue.pop()
        if one["appointment_id"] in seen:
            continue
        seen.add(one["appointment_id"])
        asked.append(one["requested_ts"] or one["booked_ts"])
        queue += [
            other
            for other in tables["appointment"]
            if other["rescheduled_to_appointment_id"] == one["appointment_id"]
            and other["patient_id"] == booking["patient_id"]
        ]
    return min([stamp for stamp in asked if stamp], default=None)


def who_called_off(booking: Row) -> str | None:
    return None if outcome(booking) == "no_show" else who_gave_up(booking)


def bookings(tables: Tables) -> list[Row]:
    """Appointments of the waiting tests, with their ends, chains and cancellations."""
    by_id = {a["appointment_id"]: a for a in tables["appointment"]}
    rows = []
    for row in appointments(tables):
        source = by_id[row["appointment_id"]]
        asked = first_request(tables, source)
        same_day = [
            a["check_out_ts"].replace(second=0)
            for a in tables["appointment"]
            if a["unit_id"] == source["unit_id"]
            and a["check_out_ts"]
            and local(a, a["scheduled_start_ts"]).date() == row["day"]
        ]
        most = max(Counter(same_day).values(), default=0)
        cycle = seconds(source["check_in_ts"], source["check_out_ts"])
        rows.append(
            row
            | {
                "is_new": source["new_or_return"] == "new",
                "cycle": cycle,
                "is_timed": row["status"] == "completed"
                and source["modality"] == "in_person"
                and within(cycle, 0, 12 * 3600)
                and not (most >= 5 and most * 5 > len(same_day)),
                "provider": seconds(source["provider_start_ts"], source["provider_end_ts"]),
                "wait": (row["day"] - local(source, asked).date()).days if asked else None,
                "by_whom": who_called_off(source),
                "notice": seconds(source["cancel_ts"], source["scheduled_start_ts"]),
            }
        )
    return rows


def timed(q):
    return lambda t, by, grain: minutes_at([r for r in bookings(t) if r["is_timed"]], by, grain, "cycle", q)


def with_clinician(tables: Tables, by: str, grain: str) -> Values:
    rows = [r for r in bookings(tables) if r["is_timed"] and within(r["provider"], 0, r["cycle"])]
    return valued(
        rows, by, grain, lambda g: ratio(sum(r["provider"] for r in g), sum(r["cycle"] for r in g), 100)
    )


def waited(q):
    def oracle(tables: Tables, by: str, grain: str) -> Values:
        rows = [
            r
            for r in bookings(tables)
            if r["status"] == "completed" and r["is_new"] and r["wait"] is not None and r["wait"] >= 0
        ]
        return valued(rows, by, grain, lambda g: quantile([r["wait"] for r in g], q))

    return oracle


def is_due(row: Row, days: int = 1) -> bool:
    is_late = row["by_whom"] is not None and row["notice"] is not None and row["notice"] < days * DAY
    return row["status"] in SETTLED or is_late


def is_lost(row: Row) -> bool:
    """The patient missed the slot or gave it back on its last day."""
    return row["status"] == "no_show" or (row["by_whom"] == "patient" and is_due(row))


def is_bumped(row: Row) -> bool:
    return row["by_whom"] == "provider" and row["notice"] is not None and row["notice"] <= MONTH


VISITS = {
    "amb_cycle_time_median": timed(HALF),
    "amb_cycle_time_p90": timed(TENTH),
    "amb_provider_share_pct": with_clinician,
    "amb_booking_lead_days_median": waited(HALF),
    "amb_booking_lead_days_p90": waited(TENTH),
    "amb_no_show_nhs_dna_rate": lambda t, by, grain: share(
        [r for r in appointments(t) if r["status"] in ("completed", "no_show")],
        by,
        grain,
        lambda r: r["status"] == "no_show",
    ),
    "amb_late_cancel_rate": lambda t, by, grain: share(
        [r for r in bookings(t) if is_due(r)],
        by,
        grain,
        lambda r: r["by_whom"] == "patient" and within(r["notice"], 0, DAY - 1),
    ),
    "amb_late_cancel_48h_rate": lambda t, by, grain: share(
        [r for r in bookings(t) if is_due(r, 2)],
        by,
        grain,
        lambda r: r["by_whom"] == "patient" and within(r["notice"], 0, 2 * DAY - 1),
    ),
    "amb_no_show_incl_late_cancel_rate": lambda t, by, grain: share(
        [r for r in bookings(t) if r["status"] in SETTLED or is_lost(r)], by, grain, is_lost
    ),
    "amb_provider_cancel_rate": lambda t, by, grain: share(
        [r for r in bookings(t) if is_due(r) or is_bumped(r)], by, grain, is_bumped
    ),
}


def slots(tables: Tables) -> list[Row]:
    by_id = {a["appointment_id"]: a for a in tables["appointment"]}
    rows = []
    for slot in tables["template_slot"]:
        site = {"facility_id": SITE[slot["unit_id"]], "unit_id": slot["unit_id"]}
        day, last = local(site, slot["slot_start_ts"]).date(), horizon(tables, site["facility_id"])
        if last is None or day > last:
            continue
        begin = datetime.combine(day, time(0), ZoneInfo(ZONES[site["facility_id"]]))
        booking, minutes = by_id.get(slot["appointment_id"]), slot["slot_minutes"]
        ahead = seconds(slot["blocked_ts"], slot["slot_start_ts"])
        is_shut = slot["is_blocked"] and (ahead is None or ahead >= 14 * DAY)
        stood = False
        if booking and booking["booked_ts"] and booking["booked_ts"] < begin:
            if booking["cancel_ts"]:
                stood = booking["cancel_ts"] >= begin
            else:
                stood = who_called_off(booking) is None and booking["status"] not in ("requested", "waitlist")
        came = booking is not None and booking["status"] in ("completed", "left_without_seen")
        rows.append(
            site
            | {
                "provider_id": slot["provider_id"],
                "day": day,
                "offered": 0 if is_shut else minutes,
                "used": minutes * came,
                "booked": minutes * stood,
            }
        )
    taken = {s["appointment_id"] for s in tables["template_slot"]}
    clinics = {s["unit_id"] for s in tables["template_slot"]}
    for row in appointments(tables):
        source = by_id[row["appointment_id"]]
        if (
            source["is_overbook"]
            and row["status"] in ("completed", "left_without_seen")
            and row["unit_id"] in clinics
            and row["appointment_id"] not in taken
        ):
            rows.append(row | {"offered": 0, "used": source["scheduled_minutes"], "booked": 0})
    return rows


def use(column: str):
    return lambda t, by, grain: valued(
        slots(t), by, grain, lambda g: ratio(sum(r[column] for r in g), sum(r["offered"] for r in g), 100)
    )


def readings(tables: Tables) -> list[Row]:
    """Readings that the site took; for the other clinicians the third open slot after the data."""
    rows = []
    sampled = {s["provider_id"] for s in tables["tnaa_sample"]}
    for sample in tables["tnaa_sample"]:
        wait = (sample["third_next_date"] - sample["sample_date"]).days if sample["third_next_date"] else None
        if not sample["provider_absent"]:
            rows.append({"provider_id": sample["provider_id"], "day": sample["sample_date"], "wait": wait})
    free: dict[tuple, list[date]] = {}
    for slot in sorted(tables["template_slot"], key=lambda s: s["slot_start_ts"]):
        site = SITE[slot["unit_id"]]
        day, last = local({"facility_id": site}, slot["slot_start_ts"]).date(), horizon(tables, site)
        is_open = (
            not slot["is_blocked"]
            and not slot["is_held_same_day"]
            and slot["appointment_id"] is None
            and (slot["booked_count"] or 0) < (1 if slot["capacity"] is None else slot["capacity"])
        )
        if is_open and last and day > last and slot["provider_id"] not in sampled:
            free.setdefault((slot["provider_id"], slot["visit_type"], last), []).append(day)
    for (provider, _, last), days in free.items():
        if len(days) >= 3:
            rows.append({"provider_id": provider, "day": last, "wait": (days[2] - last).days})
    for row in rows:
        row["unit_id"] = HOME[row["provider_id"]]
        row["facility_id"] = SITE[row["unit_id"]]
    return [r for r in rows if r["wait"] is not None and r["wait"] >= 0]


HOME = {"PA": "A1", "PB": "B1"}
SLOTS = {
    "amb_tnaa_days": lambda t, by, grain: valued(
        readings(t), by, grain, lambda g: Fraction(sum(r["wait"] for r in g), len(g))
    ),
    "amb_tnaa_days_median": lambda t, by, grain: valued(
        readings(t), by, grain, lambda g: quantile([r["wait"] for r in g], HALF)
    ),
    "amb_slot_utilisation_pct": use("used"),
    "amb_fill_rate_pct": use("booked"),
}
