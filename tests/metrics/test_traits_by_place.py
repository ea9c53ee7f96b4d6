"""Cells of a trait at a place are rounded, the totals beside them are not: together they tell no small count.

Sixty small networks of two facilities with two units each and three groups of patients, each network in a year of its
own, are asked for everything that is one step apart: whole places, their groups, filters, months and quarters. Some of
them live for a single day.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from functools import partial
from itertools import product
from pathlib import Path

import pytest

from data.settings import Settings
from metrics.asking import ROUNDED
from metrics.engine import Engine
from metrics.question import Question
from tests.metrics.attack import Shown, narrowed
from tests.metrics.town import LEFT, load, opened, place
from tests.oracle.effort import EFFORT

UP_TO = 10
SEEDS = range(60)
SHORT = range(-20 if EFFORT >= 1 else -6, 0)  # these have one day each
UNITS = ("EAST-A", "EAST-B", "WEST-A", "WEST-B")
GROUPS = ("1", "2", "3")
MONTHS = (1, 2, 3)
PLACES = [("network", "*"), ("facility", "EAST"), ("facility", "WEST"), *(("unit", unit) for unit in UNITS)]
Key = tuple[str, str, date]
Counts = tuple[int, int]


def year_of(seed: int) -> int:
    return 1960 + seed


def times_of(seed: int) -> list[date]:
    return [date(year_of(seed), month, 1) for month in (MONTHS if seed in SEEDS else (6,))]


def cells_of(seed: int) -> dict[Key, Counts]:
    """How many left, of how many visits, in every unit, group and month of one network, or on its day."""
    dice = random.Random(seed)
    found = {}
    for unit, group in product(UNITS, GROUPS):
        level = dice.choice([2, 8, 15, 40, 90])
        for time in times_of(seed):
            den = dice.randint(0, 2 * level)
            num = dice.randint(0, den) if dice.random() < 0.5 else round(den * dice.random() * 0.3)
            if den:
                found[unit, group, time] = (num, den)
    return found


def fill(con, seeds: Iterable[int]) -> None:
    rows = [
        (unit, group, str(month), num, den, 26 if seed in SEEDS else 1)
        for seed in seeds
        for (unit, group, month), (num, den) in cells_of(seed).items()
    ]
    for facility in ("EAST", "WEST"):
        place(con, facility, "AB")
    con.execute(
        "CREATE TEMP TABLE wanted (unit VARCHAR, acuity VARCHAR, month VARCHAR, num INTEGER, den INTEGER, days INTEGER)"
    )
    con.executemany("INSERT INTO wanted VALUES (?, ?, ?, ?, ?, ?)", rows)
    con.execute(
        "INSERT INTO ed_visit BY NAME SELECT unit || acuity || month || i AS encounter_id, split_part(unit, '-', 1) AS "
        "facility_id, unit AS unit_id, start AS arrival_ts, start + INTERVAL 2 HOUR AS departure_ts, "
        "CASE WHEN i < num THEN 'lwbs' ELSE 'discharged' END AS disposition, CAST(acuity AS INTEGER) AS acuity, "
        "false AS is_scheduled_return, false AS had_observation, false AS mental_health_flag, 't' AS source_id, "
        "'t' AS batch_id, false AS is_deleted, false AS is_test, false AS is_void FROM (SELECT *, timezone('UTC', "
        "CAST(month AS TIMESTAMP) + INTERVAL 16 HOUR + INTERVAL (i * days // den) DAY) AS start "
        "FROM wanted, range(den) AS v(i)) ORDER BY start"
    )
    con.execute("DROP TABLE wanted")


def opened_with(tmp_path_factory, seeds: Iterable[int]) -> Engine:
    settings = Settings(
        home=tmp_path_factory.mktemp("networks"), key_file=Path("/nonexistent/key"), market="us_hospital"
    )
    load(settings, partial(fill, seeds=seeds))
    return opened(settings)


@pytest.fixture(scope="module")
def networks(tmp_path_factory) -> Engine:
    return opened_with(tmp_path_factory, SEEDS)


def questions(grains: tuple[str, ...]) -> Iterator[Question]:
    for grain, where in product(grains, PLACES):
        whole = Question((LEFT,), grain, *where)
        splits = {"network": ("", "facility_id", "unit_id"), "facility": ("", "unit_id"), "unit": ("",)}
        for by in splits[where[0]]:
            yield replace(whole, by=by)
            for chosen in (
                *((g,) for g in GROUPS),
                *(tuple(g for g in GROUPS if g != one) for one in GROUPS),
            ):
                yield replace(whole, by=by, only=(("acuity", chosen),))
        yield replace(whole, by="acuity")
        if where[0] == "network":
            for unit in UNITS:
                yield replace(whole, by="acuity", only=(("unit_id", (unit,)),))
            yield replace(whole, by="acuity", only=(("facility_id", ("EAST",)),))


def members(question: Question, group: str, period: date) -> tuple[set[str], set[str], set[date]]:
    """The units, groups of patients and months that one point of an answer counts."""
    units, groups = set(UNITS), set(GROUPS)
    for name, values in (
        (f"{question.scope_type}_id", (question.scope_id,)),
        (question.by, (group,)),
        *question.only,
    ):
        if name == "facility_id":
            units &= {unit for unit in UNITS if unit.split("-")[0] in values}
        elif name == "unit_id":
            units &= {*values}
        elif name == "acuity":
            groups &= {*values}
    months = MONTHS if question.grain == "quarter" else (period.month,)
    return units, groups, {period.replace(month=month) for month in months}


Seen = dict[int, list[tuple[tuple[set[str], set[str], set[date]], Counts, int]]]


def look(networks: Engine, *grains: str) -> Seen:
    """Of each year every number that any answer shows: what it counts, left and all, and how far it may be off."""
    found = defaultdict(list)
    for question in questions(grains):
        answer = networks.answer(question)
        off = 2 if ROUNDED in answer.notes else 0
        for series in answer.series:
            for p in series.points:
                if not p.hidden and p.num is not None:
                    found[p.period.year].append(
                        (members(question, series.group, p.period), (p.num, p.den), off)
                    )
    return found


@pytest.fixture(scope="module")
def seen(networks) -> Seen:
    return look(networks, "month", "quarter")


@pytest.fixture(scope="module")
def seen_by_day(tmp_path_factory) -> Seen:
    return look(opened_with(tmp_path_factory, SHORT), "day")


@pytest.mark.parametrize("seed", SEEDS)
def test_no_small_count_is_told_by_rounded_cells_and_the_totals_beside_them(seen, seed):
    assert not any(told_of(seen, seed).values())


@pytest.mark.parametrize("seed", SHORT)
def test_no_small_count_of_a_single_day_is_told_by_other_places(seen_by_day, seed):
    assert not any(told_of(seen_by_day, seed).values())


def told_of(seen: Seen, seed: int) -> dict[int, list[int]]:
    """The small counts of which somebody knows more than that they are small, of each of the three."""
    cells = cells_of(seed)
    keys = list(cells)
    shown: dict[int, list[Shown]] = {0: [], 1: [], 2: []}
    assert seen[year_of(seed)]
    for (units, groups, months), (num, den), off in seen[year_of(seed)]:
        inside = tuple(i for i, (u, g, m) in enumerate(keys) if u in units and g in groups and m in months)
        for which, count, more in ((0, num, off), (1, den, off), (2, den - num, 2 * off)):
            shown[which].append(Shown(inside, count - more, count + more))
            assert count - more <= sum(_counts(cells[keys[i]])[which] for i in inside) <= count + more
    return {
        which: narrowed(
            [i for i, key in enumerate(keys) if 0 < _counts(cells[key])[which] <= UP_TO],
            len(keys),
            sorted(set(lines), key=lambda one: (one.cells, one.low, one.high)),
            UP_TO,
        )
        for which, lines in shown.items()
    }


def _counts(cell: Counts) -> tuple[int, int, int]:
    return *cell, cell[1] - cell[0]


def test_a_comparison_over_a_quarter_shows_no_group_that_the_quarter_hides(networks):
    shown = 0
    for seed, where in product(range(6), PLACES):
        first = date(year_of(seed), 1, 1)
        asked = Question((LEFT,), "quarter", *where, by="acuity", since=first, until=first.replace(month=4))
        hidden = {one.group for one in networks.answer(asked).series if any(p.hidden for p in one.points)}
        compared = {one.group for one in networks.compare(asked).members if not one.hidden}
        assert not hidden & compared
        shown += len(compared)
    assert shown > 10
