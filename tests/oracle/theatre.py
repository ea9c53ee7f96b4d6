"""Operating rooms, minute by minute: a room-day is a set of minutes, and overlaps disappear by themselves."""

from __future__ import annotations

from datetime import datetime, timedelta
from fractions import Fraction
from itertools import pairwise

from tests.oracle.bench import Row, Tables, Values
from tests.oracle.hospital import HALF, grouped, local, minutes_at, seconds, share, valued, within
from tests.oracle.plain import ratio


def minutes(start: datetime, end: datetime) -> set[int]:
    return set(range(int(start.timestamp()) // 60, int(end.timestamp()) // 60))


def unit_of(case: Row) -> str:
    return case["unit_id"] or f"?:{case['facility_id']}"


def is_timed(case: Row) -> bool:
    length = seconds(case["patient_in_ts"], case["patient_out_ts"])
    return case["status"] == "done" and within(length, 1, 86400)


def pairs(tables: Tables) -> list[Row]:
    rooms: dict[tuple, list[Row]] = {}
    for case in tables["procedure_case"]:
        place = case["patient_in_ts"] or case["sched_start_ts"] or case["patient_out_ts"]
        if case["status"] == "done" and place:
            key = case["facility_id"], case["room_id"], local(case, place).date()
            rooms.setdefault(key, []).append(case | {"place": place, "day": key[2]})
    found = []
    for cases in rooms.values():
        cases.sort(
            key=lambda c: (
                c["place"],
                c["patient_out_ts"] is None,
                c["patient_out_ts"] or c["place"],
                c["case_id"],
            )
        )
        for before, case in pairwise(cases):
            out, into = before["patient_out_ts"], case["patient_in_ts"]
            crossed = False
            for block in tables["or_block"]:
                here = block["room_id"] == case["room_id"] and block["block_date"] == case["day"]
                if not here or out is None or into is None or block["is_time_known"] is False:
                    continue
                edge = block["block_start_ts"] if block["block_kind"] == "closure" else block["block_end_ts"]
                crossed = crossed or (edge < into and block["block_end_ts"] > out)
            found.append(
                {
                    "case_id": case["case_id"],
                    "facility_id": case["facility_id"],
                    "unit_id": unit_of(case),
                    "surgeon_id": case["surgeon_id"] or "unknown",
                    "day": case["day"],
                    "is_planned": case["case_class"] in ("elective", "urgent") and not crossed,
                    "gap": seconds(out, into),
                }
            )
    return found


def turnovers(tables: Tables) -> list[Row]:
    return [p for p in pairs(tables) if p["is_planned"] and within(p["gap"], 0, 90 * 60)]


def mean_minutes(rows: list[Row], by: str, grain: str, column: str) -> Values:
    return valued(rows, by, grain, lambda group: Fraction(sum(r[column] for r in group), 60 * len(group)))


def idle(tables: Tables, by: str, grain: str) -> Values:
    """A count knows 0: every place with a pair of cases has one."""
    return {
        key: sum(p["is_planned"] and p["gap"] is not None and p["gap"] > 90 * 60 for p in group)
        for key, group in grouped(pairs(tables), by, grain).items()
    }


def first_cases(tables: Tables) -> list[Row]:
    days: dict[tuple, list[Row]] = {}
    for case in tables["procedure_case"]:
        if case["case_class"] == "elective" and case["sched_start_ts"]:
            planned = local(case, case["sched_start_ts"])
            key = case["facility_id"], case["room_id"], planned.date()
            days.setdefault(key, []).append(case | {"day": planned.date(), "hour": planned.hour})
    off = {(c["facility_id"], c["date"]) for c in tables["calendar"] if not c["is_working_day"]}
    found = []
    for cases in days.values():
        first = min(
            cases,
            key=lambda c: (not c["is_first_case"], c["sched_start_ts"], c["status"] != "done", c["case_id"]),
        )
        is_working = first["day"].weekday() < 5 and (first["facility_id"], first["day"]) not in off
        late = seconds(first["sched_start_ts"], first["patient_in_ts"])
        if first["status"] == "done" and first["hour"] < 9 and is_working and within(late, -86400, 86400):
            found.append(
                first
                | {"surgeon_id": first["surgeon_id"] or "unknown"}
                | {"unit_id": unit_of(first), "late": late, "delay": late if late > 300 else 0}
            )
    return found


def on_time(grace: int):
    return lambda tables, by, grain: share(
        first_cases(tables), by, grain, lambda case: case["late"] <= 60 * grace
    )


def room_of(tables: Tables, room_id: str) -> Row | None:
    """Where a room is: the site and suite of its latest case."""
    cases = [c for c in tables["procedure_case"] if c["room_id"] == room_id]
    stamp = datetime.fromtimestamp(0).astimezone()
    return max(cases, key=lambda c: c["patient_in_ts"] or c["sched_start_ts"] or stamp, default=None)


def closed(tables: Tables, room_id: str, day) -> set[int]:
    blocks = [
        b
        for b in tables["or_block"]
        if (b["room_id"], b["block_date"], b["block_kind"]) == (room_id, day, "closure")
    ]
    return set().union(*[minutes(b["block_start_ts"], b["block_end_ts"]) for b in blocks])


def sessions(tables: Tables) -> list[Row]:
    found = []
    open_blocks = [
        b
        for b in tables["or_block"]
        if b["block_kind"] != "closure" and b["block_end_ts"] > b["block_start_ts"]
    ]
    for room_id, day in {(b["room_id"], b["block_date"]) for b in open_blocks}:
        where = room_of(tables, room_id)
        if where is None:
            continue
        blocks = [b for b in open_blocks if (b["room_id"], b["block_date"]) == (room_id, day)]
        planned = set().union(*[minutes(b["block_start_ts"], b["block_end_ts"]) for b in blocks])
        planned -= closed(tables, room_id, day)
        cases = [
            c
            for c in tables["procedure_case"]
            if c["room_id"] == room_id and is_timed(c) and local(c, c["patient_in_ts"]).date() == day
        ]
        used = set().union(*[minutes(c["patient_in_ts"], c["patient_out_ts"]) for c in cases])
        found.append(
            {
                "facility_id": where["facility_id"],
                "unit_id": unit_of(where),
                "day": day,
                "planned": len(planned),
                "capped": len(planned & used),
                "uncapped": len(used),
                "is_clippable": all(b["is_time_known"] is not False for b in blocks),
            }
        )
    return found


def blocks(tables: Tables) -> list[Row]:
    credited = {p["case_id"]: min(p["gap"], 30 * 60) for p in turnovers(tables)}
    found = []
    for block in tables["or_block"]:
        where = room_of(tables, block["room_id"])
        start, end = block["block_start_ts"], block["block_end_ts"]
        owner = "service" if block["owner_service"] else "surgeon_id" if block["owner_surgeon_id"] else None
        if block["block_kind"] != "allocated" or where is None or end <= start or owner is None:
            continue
        if block["is_time_known"] is False:
            continue
        released = block["released_ts"]
        if released and block["block_date"] - local(where, released).date() >= timedelta(days=3):
            continue
        holder = block["owner_service"] or block["owner_surgeon_id"]
        mine = [
            c
            for c in tables["procedure_case"]
            if c["room_id"] == block["room_id"] and is_timed(c) and c[owner] == holder
        ]
        held = minutes(start, end) - closed(tables, block["room_id"], block["block_date"])
        used = held & set().union(*[minutes(c["patient_in_ts"], c["patient_out_ts"]) for c in mine])
        inside = [c for c in mine if start <= c["patient_in_ts"] < end]
        found.append(
            {
                "facility_id": where["facility_id"],
                "unit_id": unit_of(where),
                "day": block["block_date"],
                "held": len(held),
                "used": len(used),
                "used_or_turned": len(used)
                + Fraction(sum(credited.get(c["case_id"], 0) for c in inside), 60),
            }
        )
    return found


def use(rows, column: str, of: str):
    def oracle(tables: Tables, by: str, grain: str) -> Values:
        def value(group):
            return ratio(sum(r[column] for r in group), sum(r[of] for r in group), 100)

        return valued(rows(tables), by, grain, value)

    return oracle


ORACLE = {
    "or_turnover_median": lambda t, by, grain: minutes_at(turnovers(t), by, grain, "gap", HALF),
    "or_turnover_mean": lambda t, by, grain: mean_minutes(turnovers(t), by, grain, "gap"),
    "or_gap_excluded_n": idle,
    "or_first_case_on_time_pct": on_time(5),
    "or_first_case_on_time_0_pct": on_time(0),
    "or_first_case_on_time_15_pct": on_time(15),
    "or_first_case_delay_min": lambda t, by, grain: mean_minutes(first_cases(t), by, grain, "delay"),
    "or_block_utilisation_pct": use(blocks, "used", "held"),
    "or_block_utilisation_adj_pct": use(blocks, "used_or_turned", "held"),
    "or_room_utilisation_pct": use(
        lambda t: [s for s in sessions(t) if s["is_clippable"]], "capped", "planned"
    ),
    "or_room_utilisation_uncapped_pct": use(sessions, "uncapped", "planned"),
}
