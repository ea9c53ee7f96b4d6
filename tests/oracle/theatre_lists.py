"""Lists, cancellations and rooms, case by case."""

from __future__ import annotations

from datetime import date

from tests.oracle.bench import Row, Tables
from tests.oracle.hospital import HALF, local, minutes_at, seconds, share, valued, within
from tests.oracle.plain import ratio


def day_of(case: Row) -> date | None:
    stamp = case["sched_start_ts"] or case["patient_in_ts"] or case["patient_out_ts"]
    return local(case, stamp).date() if stamp else None


def in_room(case: Row) -> int | None:
    length = seconds(case["patient_in_ts"], case["patient_out_ts"])
    return length if case["status"] == "done" and within(length, 1, 86400) else None


def minutes_outside(tables: Tables, case: Row) -> int | None:
    """Every minute of a case that no own block covers."""
    owned = [
        b for b in tables["or_block"] if b["block_kind"] == "allocated" and b["is_time_known"] is not False
    ]
    if case["service"] not in {b["owner_service"] for b in owned} - {None} or in_room(case) is None:
        return None
    mine = [b for b in owned if b["room_id"] == case["room_id"] and b["owner_service"] == case["service"]]
    covered = 0
    for block in mine:
        begin = max(block["block_start_ts"], case["patient_in_ts"])
        end = min(block["block_end_ts"], case["patient_out_ts"])
        covered += (
            max(int((end - begin).total_seconds()), 0)
            if block["block_end_ts"] > block["block_start_ts"]
            else 0
        )
    return max(in_room(case) - covered, 0)


def cases(tables: Tables) -> list[Row]:
    by_id = {c["case_id"]: c for c in tables["procedure_case"]}
    rows = []
    for case in by_id.values():
        done = [
            day_of(c)
            for c in by_id.values()
            if c["facility_id"] == case["facility_id"] and c["status"] == "done" and day_of(c)
        ]
        day = day_of(case)
        if not done or day is None or day > max(done) or (case["status"] == "scheduled" and day == max(done)):
            continue
        cancelled = local(case, case["cancel_ts"]).date() if case["cancel_ts"] else None
        booked = local(case, case["booked_ts"]).date() if case["booked_ts"] else None
        again = by_id.get(case["rebooked_case_id"])
        if case["sched_start_ts"] is None or (booked and booked >= day):
            is_listed = False
        elif case["status"] == "cancelled":
            is_listed = None if cancelled is None else cancelled >= day
        else:
            is_listed = True
        shift = seconds(case["sched_start_ts"], again["sched_start_ts"]) if again else None
        rows.append(
            {
                "facility_id": case["facility_id"],
                "unit_id": case["unit_id"] or f"?:{case['facility_id']}",
                "surgeon_id": case["surgeon_id"] or "unknown",
                "day": day,
                "is_done": case["status"] == "done",
                "is_elective": case["case_class"] == "elective",
                "is_listed": is_listed,
                "is_lost": case["status"] == "cancelled" and not within(shift, -86400, 86400),
                "is_own_fault": case["cancel_reason_group"] == "hospital_non_clinical",
                "is_treated": again is not None
                and again["status"] == "done"
                and cancelled is not None
                and day_of(again) is not None
                and (day_of(again) - cancelled).days <= 28,
                "followed": (max(done) - cancelled).days if cancelled else -1,
                "ready": seconds(case["patient_out_ts"], case["room_ready_ts"]),
                "in_room": in_room(case),
                "outside": minutes_outside(tables, case),
            }
        )
    return rows


def listed(is_hit):
    return lambda t, by, grain: share(
        [c for c in cases(t) if c["is_elective"] and c["is_listed"]], by, grain, is_hit
    )


def outside(tables: Tables, by: str, grain: str):
    rows = [c for c in cases(tables) if c["is_done"] and c["is_elective"] and c["outside"] is not None]
    return valued(
        rows, by, grain, lambda g: ratio(sum(c["outside"] for c in g), sum(c["in_room"] for c in g), 100)
    )


ORACLE = {
    "or_day_of_surgery_cancel_pct": listed(lambda c: c["is_lost"]),
    "or_day_of_surgery_cancel_nonclinical_pct": listed(lambda c: c["is_lost"] and c["is_own_fault"]),
    "cancel_not_rebooked_28d_pct": lambda t, by, grain: share(
        [
            c
            for c in cases(t)
            if c["is_elective"]
            and c["is_listed"]
            and c["is_lost"]
            and c["is_own_fault"]
            and c["followed"] >= 28
        ],
        by,
        grain,
        lambda c: not c["is_treated"],
    ),
    "or_room_turnover_median": lambda t, by, grain: minutes_at(
        [c for c in cases(t) if c["is_done"] and within(c["ready"], 0, 86400)], by, grain, "ready", HALF
    ),
    "or_block_outside_pct": outside,
}
