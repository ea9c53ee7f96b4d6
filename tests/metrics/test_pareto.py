"""The vital few are the fewest groups that reach four fifths, and nobody hidden can be read out of the rest."""

from dataclasses import replace
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrics.pareto import REST, ranked
from metrics.question import QuestionError
from tests.metrics.asked import CITY, LEFT, SPAN, ask, left

GROUPS = st.dictionaries(st.sampled_from("ABCDEFG"), st.integers(0, 500), min_size=1)


@given(GROUPS, st.integers(0, 50))
def test_no_fewer_groups_reach_four_fifths(groups, rest):
    slices = ranked([(name, name, float(n)) for name, n in groups.items()], float(rest))
    total = sum(groups.values()) + rest
    if not total:
        assert slices == ()
        return
    assert sum(one.share_pct for one in slices) == pytest.approx(100)
    assert slices[-1].running_pct == pytest.approx(100)
    if rest:
        assert slices[-1].group == REST
        return
    vital = [one.amount for one in slices if one.is_vital]
    assert sum(vital) >= 0.8 * total - 1e-6
    fewer = combinations([float(n) for n in groups.values()], len(vital) - 1)
    assert all(sum(some) < 0.8 * total + 1e-6 for some in fewer)


def test_five_reasons_of_a_hundred_denials():
    """50, 25 and 10 of 100: three of five reasons bring 85 %."""
    found = ranked([("a", "A", 10.0), ("b", "B", 50.0), ("c", "C", 25.0), ("d", "D", 8.0), ("e", "E", 7.0)])
    assert [(one.label, one.running_pct, one.is_vital) for one in found] == [
        ("B", 50, True),
        ("C", 75, True),
        ("A", 85, True),
        ("D", 93, False),
        ("E", 100, False),
    ]


def test_the_engine_counts_the_events_of_a_share(engine):
    """Patients who left unseen at one hospital, by its two departments, over the last twelve finished months."""
    found = engine.pareto(ask(by="unit_id", **CITY))
    assert (found.since, found.until) == SPAN
    assert found.total == left("CITY")
    assert found.sentence.startswith("1 of 2 groups") or found.sentence.startswith("2 of 2 groups")


def test_a_facility_that_hides_small_numbers_is_rounded_and_says_so(engine):
    found = engine.pareto(ask(by="unit_id", scope_type="facility", scope_id="TOWN"))
    assert all(one.amount % 5 == 0 for one in found.slices if one.group != REST)
    assert "rounded" in " ".join(found.notes)


def test_a_split_must_be_named(engine):
    with pytest.raises(QuestionError, match="Say by what"):
        engine.pareto(replace(ask(), kpis=(LEFT,)))
