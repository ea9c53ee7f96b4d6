"""No two answers of the demo that differ by one filter value or one level of place tell a small group by subtraction.

As a file or a wall shows them: by the rule of cms, though the demo itself hides nothing. `EFFORT=1` tries every pair.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date
from itertools import chain, combinations, product

import pytest

from metrics.asking import ROUNDED
from metrics.question import Access, Question
from tests.oracle.effort import EFFORT

UP_TO, NEAR = 10, 2
IS_LONG = EFFORT >= 1
OUTSIDE = Access(leaves_as="cms")
# Of each KPI two dimensions that people are filtered by.
CUTS = {
    "ed_lwbs_rate": ("acuity", "arrival_mode"),
    "ed_los_discharged_median": ("acuity", "weekday"),
    "readmission_30d_pct": ("service_line", "admission_type"),
    "amb_no_show_rate": ("new_or_return", "modality"),
}
GRAINS = ("month", "quarter", "year")
LEAST = 5000 if IS_LONG else 100
# Narrower than this, a group is as good as told.
WIDTH = 3
Range = tuple[float, float]
Seen = Mapping[date, tuple[Range | None, ...]]


def filters(values: Mapping[str, tuple[str, ...]]) -> Iterator[tuple[tuple[str, tuple[str, ...]], ...]]:
    """Nothing, one value, two values or all but one of a dimension, or one value each of two."""
    yield ()
    for name, every in values.items():
        chosen = chain(*(combinations(every, count) for count in sorted({1, 2, len(every) - 1} - {0})))
        yield from (((name, some),) for some in dict.fromkeys(chosen))
    yield from (
        tuple((name, (value,)) for name, value in zip(values, pair, strict=True))
        for pair in product(*values.values())
    )


def choices(question: Question) -> frozenset[tuple[str, str]]:
    return frozenset((name, value) for name, values in question.only for value in values)


def told(engine, question: Question, access: Access) -> Seen:
    """Between what bounds each count of each period lies for whoever reads the answer."""
    answer = engine.answer(question, access)
    # A sensitive cut may be answered by longer periods, which are no step from the shorter ones.
    if any(note != ROUNDED and "small numbers" in note for note in answer.notes):
        return {}
    off = NEAR if ROUNDED in answer.notes else 0
    found = {}
    for series in answer.series:
        for p in series.points:
            if not p.hidden and p.n is not None:
                rest = None if p.num is None or p.den is None else p.den - p.num
                counts = (p.n, off), (p.num, off), (p.den, off), (rest, 2 * off)
                found[p.period] = tuple(None if n is None else (n - o, n + o) for n, o in counts)
    return found


def pairs(
    questions: list[Question], parents: Mapping[str, str], values: Mapping[str, tuple[str, ...]]
) -> Iterator[tuple[Question, Question]]:
    """The larger and the smaller of two questions one step apart, the one's people among those of the other."""
    known = {(q.grain, q.scope_id, choices(q)): q for q in questions}
    for (grain, place, chosen), question in known.items():
        names = defaultdict(set)
        for name, value in chosen:
            names[name].add(value)
        wider = [(grain, parents.get(place, ""), chosen)]
        wider += [(grain, place, chosen | {(name, value)}) for name in names for value in values[name]]
        wider += [(grain, place, chosen - {pair}) for pair in chosen if names[pair[0]] == {pair[1]}]
        yield from ((known[key], question) for key in wider if key in known and known[key] != question)


def learnt(engine, kpi_id: str, access: Access, is_long: bool = IS_LONG) -> tuple[list[tuple], int]:
    """The small groups that two answers tell by subtraction, and how many pairs of questions were tried."""
    places = engine.places()
    parents = {place.scope_id: place.parent_id for place in places}
    values = {
        name: tuple(s.group for s in engine.answer(Question((kpi_id,), "year", by=name)).series)
        for name in CUTS[kpi_id]
    }
    grains = GRAINS
    if not is_long:
        busiest = [s.group for s in engine.answer(Question((kpi_id,), "year", by="unit_id")).series][:1]
        around = {*busiest, *(parents[unit] for unit in busiest), "*"}
        places, grains = [p for p in places if p.scope_id in around], GRAINS[:1]
        values = {name: every[:3] for name, every in values.items()}
    questions = [
        Question((kpi_id,), grain, place.scope_type, place.scope_id, only=only)
        for grain in grains
        for place in places
        for only in filters(values)
    ]
    seen = {question: told(engine, question, access) for question in questions}
    found, tried = [], 0
    for whole, part in pairs(questions, parents, values):
        tried += 1
        for period in seen[whole].keys() & seen[part].keys():
            for which, (a, b) in enumerate(zip(seen[whole][period], seen[part][period], strict=True)):
                low, high = (a[0] - b[1], a[1] - b[0]) if a and b else (0, WIDTH)
                if high - low < WIDTH and high >= 1 and low <= UP_TO:
                    found.append((part, whole.only, whole.scope_id, period, which, low, high))
    return found, tried


@pytest.mark.parametrize("kpi_id", list(CUTS) if IS_LONG else list(CUTS)[:1])
def test_no_pair_of_questions_one_step_apart_tells_a_small_group(engine, kpi_id):
    found, tried = learnt(engine, kpi_id, OUTSIDE)
    assert found == []
    assert tried >= LEAST


def test_those_who_see_every_number_find_small_groups_by_the_same_pairs(engine):
    assert learnt(engine, "ed_lwbs_rate", Access(), is_long=False)[0]
