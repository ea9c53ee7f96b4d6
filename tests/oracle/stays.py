"""Lengths of stay against expected, leaving, and moves: stay by stay."""

from __future__ import annotations

from fractions import Fraction
from math import log
from statistics import geometric_mean

from tests.oracle.bench import Row, Tables, Values
from tests.oracle.flow import PASSING, discharges, encounters, units
from tests.oracle.hospital import (
    HALF,
    TENTH,
    grouped,
    local,
    minutes_at,
    quantile,
    seconds,
    share,
    valued,
    within,
)
from tests.oracle.plain import ratio


def left(tables: Tables) -> list[Row]:
    """Discharges with everything that stands beside the length of stay."""
    expected = {x["encounter_id"]: x for x in tables["expected_value"] if x["model"] == "los"}
    stays = [
        e
        for e in encounters(tables).values()
        if e["encounter_class"] == "inpatient" and e["discharge_ts"] and not e["is_newborn"]
    ]
    rows = []
    for stay, row in zip(stays, discharges(tables), strict=True):
        ready, model = stay["discharge_ready_ts"], expected.get(stay["encounter_id"], {}).get("expected", 0)
        rows.append(
            row
            | {
                "encounter_id": stay["encounter_id"],
                "expected": Fraction(str(model)) if model > 0 else None,
                "typical": stay["drg_gmlos"],
                "is_alive": stay["discharge_disposition"] != "died",
                "order": seconds(stay["discharge_order_ts"], stay["discharge_ts"]),
                "delay": (row["day"] - local(stay, ready).date()).days if ready else None,
            }
        )
    return rows


def moves(tables: Tables) -> list[Row]:
    """Walk every stay through its bedded units and note each change of unit."""
    rows, places = [], units(tables)
    for stay in left(tables):
        path = [
            s
            for s in tables["encounter_location"]
            if s["encounter_id"] == stay["encounter_id"]
            and places[s["unit_id"]]["is_inpatient_bedded"]
            and places[s["unit_id"]]["unit_type"] not in PASSING
            and (s["out_ts"] is None or seconds(s["in_ts"], s["out_ts"]) >= 15 * 60)
        ]
        path.sort(key=lambda s: (s["in_ts"], s["out_ts"] is None, s["out_ts"] or s["in_ts"], s["stay_id"]))
        here = None
        for step in path:
            if here is not None and step["unit_id"] != here:
                is_down = places[here]["unit_type"] == "icu" and places[step["unit_id"]]["unit_type"] != "icu"
                hour = local(places[step["unit_id"]], step["in_ts"]).hour
                rows.append(stay | {"kind": "down" if is_down else "move", "is_night": hour in NIGHT})
            here = step["unit_id"]
    return rows


NIGHT = (22, 23, 0, 1, 2, 3, 4, 5)


def median_days(tables: Tables, by: str, grain: str) -> Values:
    rows = [r for r in left(tables) if r["los"] is not None]
    return valued(rows, by, grain, lambda group: quantile([r["los"] for r in group], HALF))


def longest_tenth(tables: Tables, by: str, grain: str) -> Values:
    rows = [r for r in left(tables) if r["los"] is not None]
    return valued(rows, by, grain, lambda group: quantile([r["los"] for r in group], TENTH))


def typical_days(tables: Tables, by: str, grain: str) -> Values:
    rows = [r for r in left(tables) if r["los"] is not None]
    return valued(rows, by, grain, lambda group: geometric_mean([r["los"] for r in group]))


def typical_index(tables: Tables, by: str, grain: str) -> Values:
    rows = [r for r in left(tables) if r["los"] is not None and (r["typical"] or 0) > 0]
    return valued(
        rows, by, grain, lambda group: 2.718281828459045 ** (
            sum(log(r["los"]) - log(r["typical"]) for r in group) / len(group))
    )  # fmt: skip


def expected(value):
    def oracle(tables: Tables, by: str, grain: str) -> Values:
        rows = [r for r in left(tables) if r["los"] is not None and r["expected"]]
        return valued(rows, by, grain, value)

    return oracle


def per_discharge(kind: str):
    def oracle(tables: Tables, by: str, grain: str) -> Values:
        fed = {s["encounter_id"] for s in tables["encounter_location"] if not s["is_derived"]}
        moved = grouped([m for m in moves(tables) if m["kind"] == kind], by, grain)
        followed = [stay for stay in left(tables) if stay["encounter_id"] in fed]
        return {
            key: len(moved.get(key, [])) / len(group) for key, group in grouped(followed, by, grain).items()
        }

    return oracle


ORACLE = {
    "los_median_days": median_days,
    "los_p90_days": longest_tenth,
    "los_geometric_mean_days": typical_days,
    "los_typical_index": typical_index,
    "los_index_oe": expected(lambda g: ratio(sum(r["los"] for r in g), sum(r["expected"] for r in g))),
    "excess_days": expected(lambda g: sum(r["los"] - r["expected"] for r in g)),
    "avoidable_day_pct": expected(
        lambda g: ratio(sum(max(r["los"] - r["expected"], 0) for r in g), sum(r["los"] for r in g), 100)
    ),
    "order_to_exit_median": lambda tables, by, grain: minutes_at(
        [r for r in left(tables) if r["is_alive"] and within(r["order"], 0, 86400)], by, grain, "order", HALF
    ),
    "drd_delay_days_mean": lambda tables, by, grain: valued(
        [r for r in left(tables) if r["is_alive"] and within(r["delay"], 0, 365)],
        by,
        grain,
        lambda g: Fraction(sum(r["delay"] for r in g), len(g)),
    ),
    "transfers_per_discharge": per_discharge("move"),
    "icu_step_downs_per_discharge": per_discharge("down"),
    "night_moves_pct": lambda tables, by, grain: share(
        [m for m in moves(tables) if m["kind"] == "move"], by, grain, lambda m: m["is_night"]
    ),
}
