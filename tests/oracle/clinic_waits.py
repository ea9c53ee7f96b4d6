"""Clinic waits and missed appointments, booking by booking."""

from __future__ import annotations

from collections.abc import Iterator

from tests.oracle.bench import Row, Tables
from tests.oracle.hospital import HALF, TENTH, age_band, local, minutes_at, seconds, share, within

SETTLED = ("completed", "no_show", "left_without_seen")


def who_gave_up(booking: Row) -> str | None:
    return {
        "cancelled_patient": "patient",
        "cancelled_provider": "provider",
        "rescheduled": booking["cancel_by"] or "patient",
    }.get(booking["status"])


def outcome(booking: Row) -> str:
    """Called off by the patient after the start is missed."""
    called_off = booking.get("cancel_ts")
    is_after = called_off is not None and called_off > booking["scheduled_start_ts"]
    return "no_show" if is_after and who_gave_up(booking) == "patient" else booking["status"]


def appointments(tables: Tables) -> Iterator[Row]:
    def day(row: Row):
        return local(row, row["scheduled_start_ts"]).date()

    for row in tables["appointment"]:
        settled = [
            day(other)
            for other in tables["appointment"]
            if other["facility_id"] == row["facility_id"] and outcome(other) in SETTLED
        ]
        if not settled or day(row) > max(settled):
            continue
        asked = row["requested_ts"] or row["booked_ts"]
        lead = (day(row) - local(row, asked).date()).days if asked else -1
        early = seconds(row["check_in_ts"], row["scheduled_start_ts"])
        start = max(row["check_in_ts"] or row["scheduled_start_ts"], row["scheduled_start_ts"])
        beyond = seconds(start, row["roomed_ts"])
        yield {
            "appointment_id": row.get("appointment_id"),
            "facility_id": row["facility_id"],
            "unit_id": row["unit_id"],
            "provider_id": row.get("provider_id") or "unknown",
            "day": day(row),
            "status": outcome(row),
            "age_band": age_band(tables, row["patient_id"], day(row)),
            "hour_band": ("00-07", "08-15", "16-23")[local(row, row["scheduled_start_ts"]).hour // 8],
            "lead_band": next((band for top, band in LEADS if lead <= top), "29+"),
            "is_timed": outcome(row) == "completed"
            and row["modality"] == "in_person"
            and (early is None or early <= 3600)
            and within(seconds(row["check_in_ts"], row["roomed_ts"]), 0, 4 * 3600),
            "roomed": seconds(row["check_in_ts"], row["roomed_ts"]),
            "beyond": None if beyond is None else max(beyond, 0),
        }


LEADS = ((-1, "unknown"), (1, "0-1"), (7, "2-7"), (28, "8-28"))


def timed(column: str, q):
    return lambda tables, by, grain: minutes_at(
        [row for row in appointments(tables) if row["is_timed"]], by, grain, column, q
    )


ORACLE = {
    "amb_checkin_to_roomed_median": timed("roomed", HALF),
    "amb_checkin_to_roomed_p90": timed("roomed", TENTH),
    "amb_scheduled_to_roomed_median": timed("beyond", HALF),
    "amb_no_show_rate": lambda tables, by, grain: share(
        [row for row in appointments(tables) if row["status"] in SETTLED],
        by,
        grain,
        lambda row: row["status"] == "no_show",
    ),
}
