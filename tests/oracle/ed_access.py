"""The access failures of emergency visits, visit by visit."""

from __future__ import annotations

from tests.oracle.bench import Row
from tests.oracle.ed_waits import counted, has_stay


def minutes(seconds: int | None) -> int:
    """Whole minutes; what is not known or ran backwards is no wait."""
    return max(seconds or 0, 0) // 60


def is_late_to_room(visit: Row) -> bool:
    return minutes(visit["roomed"]) > 60


def is_boarded(visit: Row) -> bool:
    if visit["observed"]:
        return False
    is_admitted = visit["disposition"] == "admitted"
    return (is_admitted and minutes(visit["boarding"]) > 240) or minutes(visit["transfer"]) > 240


def is_long(visit: Row) -> bool:
    return not visit["observed"] and minutes(visit["stay"]) > 480


def has_gap(visit: Row) -> bool:
    return visit["disposition"] == "lwbs" or any(
        fails(visit) for fails in (is_late_to_room, is_boarded, is_long)
    )


def is_known(visit: Row) -> bool:
    return visit["disposition"] == "lwbs" or has_stay(visit)


ORACLE = {
    "ed_ecat_gap_pct": counted(has_gap, is_known),
    "ed_ecat_room_pct": counted(is_late_to_room, is_known),
    "ed_ecat_boarding_pct": counted(is_boarded, is_known),
    "ed_ecat_stay_pct": counted(is_long, is_known),
}
