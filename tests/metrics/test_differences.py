"""No two answers one step apart tell a small count by their difference, in a network where every facility hides."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from itertools import combinations
from pathlib import Path

import pytest

from data.settings import Settings
from metrics.asking import ROUNDED
from metrics.disclosure import sensitive
from metrics.question import Question, QuestionError
from tests import network

KPI = "ed_lwbs_rate"
UP_TO = 10
TRAITS = {"acuity": ("1", "2", "3"), "weekday": tuple("1234567"), "disposition": ("lwbs", "discharged")}
PLACES = [
    ("network", "*"),
    *(("facility", f) for f in network.VISITS),
    ("unit", "CITY-A"),
    ("unit", "CITY-B"),
]


@pytest.fixture(scope="module")
def strict(tmp_path_factory):
    """The small network with the rule of cms everywhere."""
    home = Settings(
        home=tmp_path_factory.mktemp("strict"), key_file=Path("/nonexistent/key"), market="us_hospital"
    )
    was = dict(network.PROFILES)
    network.PROFILES.update(dict.fromkeys(was, "cms"))
    try:
        network.publish_network(home, as_of=date(2026, 3, 10))
    finally:
        network.PROFILES.update(was)
    return network.open_network(home)


def filters() -> Iterator[tuple[tuple[str, tuple[str, ...]], ...]]:
    """Nothing, one value, two values of one trait, or one value each of two traits."""
    yield ()
    for trait, values in TRAITS.items():
        for count in (1, 2):
            yield from (((trait, chosen),) for chosen in combinations(values, count))
    for first, second in combinations(TRAITS, 2):
        yield from (((first, (a,)), (second, (b,))) for a in TRAITS[first][:2] for b in TRAITS[second][:2])


def counts(engine, question: Question) -> dict[date, tuple[float, float, float]]:
    """What can be read exactly: numerator, denominator and the rest; nothing where counts are rounded."""
    answer = engine.answer(question)
    if ROUNDED in answer.notes:
        return {}
    points = [p for s in answer.series for p in s.points if not p.hidden and p.num is not None]
    return {p.period: (p.num, p.den, p.den - p.num) for p in points}


def steps(one: Question, other: Question) -> int:
    """How many choices two questions differ by: a value of a filter, a filter, a level of place."""
    a = {(name, value) for name, values in one.only for value in values}
    b = {(name, value) for name, values in other.only for value in values}
    return len(a ^ b) + ((one.scope_type, one.scope_id) != (other.scope_type, other.scope_id))


@pytest.mark.parametrize("grain", ["month", "quarter"])
def test_no_pair_of_questions_one_step_apart_tells_a_small_count(strict, grain):
    questions = [
        Question((KPI,), grain, scope_type, scope_id, only=only)
        for scope_type, scope_id in PLACES
        for only in filters()
    ]
    shown = {question: counts(strict, question) for question in questions}
    assert sum(map(len, shown.values())) > 100
    told, pairs = [], 0
    for one, other in combinations(questions, 2):
        if steps(one, other) != 1:
            continue
        for period in shown[one].keys() & shown[other].keys():
            pairs += 1
            for a, b in zip(shown[one][period], shown[other][period], strict=True):
                if 0 < abs(a - b) <= UP_TO and is_inside(one, other):
                    told.append((one, other, period, abs(a - b)))
    assert not told, told[:5]
    assert pairs > 100


def is_inside(one: Question, other: Question) -> bool:
    """Whether the people of one question are among those of the other, so that the difference is a group."""

    def sets(question: Question) -> dict[str, set[str]]:
        return {name: set(values) for name, values in question.only}

    def within(a: Question, b: Question) -> bool:
        fits = b.scope_type == "network" or (a.scope_type, a.scope_id) == (b.scope_type, b.scope_id)
        fits = fits or (b.scope_type == "facility" and a.scope_id.startswith(f"{b.scope_id}-"))
        return fits and all(name in sets(a) and sets(a)[name] <= values for name, values in sets(b).items())

    return within(one, other) or within(other, one)


@pytest.mark.parametrize("grain", ["month", "quarter"])
@pytest.mark.parametrize("by", ["acuity", "weekday", "facility_id"])
def test_the_groups_of_a_split_and_their_total_tell_no_small_count(strict, grain, by):
    total = counts(strict, Question((KPI,), grain))
    answer = strict.answer(Question((KPI,), grain, by=by))
    for period, sums in total.items():
        cells = [p for s in answer.series for p in s.points if p.period == period]
        shown = [p for p in cells if not p.hidden]
        for which, pick in enumerate((lambda p: p.num, lambda p: p.den, lambda p: p.den - p.num)):
            left = sums[which] - sum(pick(p) for p in shown)
            assert left == 0 or left > UP_TO


def test_rounded_answers_say_so_and_hide_what_rounds_to_a_small_count(strict):
    answer = strict.answer(Question((KPI,), "year", "facility", "CITY", only=(("acuity", ("1",)),)))
    assert ROUNDED in answer.notes
    points = [p for p in answer.series[0].points if not p.hidden]
    assert points
    assert all(p.num % 5 == 0 and p.den % 5 == 0 and (p.num == 0 or p.num > UP_TO) for p in points)


def test_a_sensitive_trait_moves_to_a_stretch_in_which_less_is_hidden(strict):
    """By month some group is small; by quarter too, so that the last twelve months are told as one."""
    asked = Question(("ed_los_discharged_median",), "month", by="age_band")
    assert strict.answer(asked).series
    by_trait = replace(asked, by="mental_health")
    answer = strict.answer(by_trait)
    hidden = any(p.hidden.startswith("<") for s in answer.series for p in s.points)
    assert not hidden or {len(s.points) for s in answer.series} == {1}


def test_the_last_twelve_months_are_those_of_a_comparison_and_hide_no_less(strict):
    asked = Question((KPI,), "month", "facility", "HAMLET", by="mental_health")
    answer = strict.answer(asked)
    compared = strict.compare(asked)
    assert any("twelve months together" in note for note in answer.notes)
    for one in answer.series:
        (point,) = one.points
        member = next(m for m in compared.members if m.group == one.group)
        assert point.period == compared.since
        assert point.hidden or (point.value, point.num, point.den) == (member.value, member.num, member.den)
        assert point.hidden.startswith("<") or not member.hidden.startswith("<")
        assert not point.is_judged
        assert point.hidden or "twelve months together" in one.verdict.sentence


def test_a_year_that_is_asked_for_stays_a_year(strict):
    answer = strict.answer(Question((KPI,), "year", by="mental_health"))
    assert not any("twelve months" in note for note in answer.notes)
    assert {p.period.month for s in answer.series for p in s.points} == {1}


def test_more_than_two_sensitive_traits_at_once_are_refused():
    only = (("mental_health", ("yes",)), ("race", ("x",)), ("ethnicity", ("y",)))
    with pytest.raises(QuestionError, match="single people out"):
        sensitive(Question((KPI,), only=only))


@pytest.mark.parametrize("scope", PLACES[1:], ids=lambda scope: scope[1])
def test_a_filter_that_changes_nothing_shows_nothing_that_is_hidden_without_it(strict, scope):
    """One unit of two is small: the other is hidden with it, also where it is filtered by its own name."""
    facility = scope[1].split("-")[0]
    redundant = [("facility_id", (facility,)), ("acuity", TRAITS["acuity"])]
    if scope[0] == "unit":
        redundant.append(("unit_id", (scope[1],)))

    def hidden(only):
        return {
            p.period
            for p in strict.answer(Question((KPI,), "month", *scope, only=only)).series[0].points
            if p.hidden
        }

    for pair in redundant:
        assert hidden(()) <= hidden((pair,))
