"""The stages of an emergency visit, visit by visit."""

from __future__ import annotations

from tests.oracle.bench import Row, Tables
from tests.oracle.ed_waits import is_admitted, is_seen, is_sent_home, visits
from tests.oracle.hospital import HALF, MONTH_OF_SECONDS, TENTH, minutes_at, within


def lasted(visit: Row, first: str | None, last: str) -> int | None:
    """Seconds between two moments that are told as seconds from arrival; None for the arrival itself."""
    start = 0 if first is None else visit[first]
    end = visit[last]
    return None if start is None or end is None else end - start


def stage(first: str | None, last: str, q, fits):
    def oracle(tables: Tables, by: str, grain: str):
        rows = []
        for visit in visits(tables):
            visit["decision"] = lasted(visit, "boarding", "stay")
            seconds = lasted(visit, first, last)
            if fits(visit) and within(seconds, 0, MONTH_OF_SECONDS):
                rows.append(visit | {"stage": seconds})
        return minutes_at(rows, by, grain, "stage", q)

    return oracle


STAGES = {
    "ed_arrival_to_triage": (None, "triage", lambda visit: True),
    "ed_triage_to_provider": ("triage", "provider", is_seen),
    "ed_provider_to_decision": ("provider", "decision", is_admitted),
    "ed_provider_to_departure": ("provider", "stay", is_sent_home),
}
ORACLE = {
    f"{stem}_{name}": stage(first, last, q, fits)
    for stem, (first, last, fits) in STAGES.items()
    for name, q in (("median", HALF), ("p90", TENTH))
}
