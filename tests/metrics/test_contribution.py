"""The parts of a change add up to it, and each says what it should."""

from itertools import pairwise
from statistics import median

import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrics.contribution import REST, leave_one_out, merged, ratio_parts, sum_parts

SIDE = st.dictionaries(
    st.sampled_from("ABCDEFGH"),
    st.integers(0, 5000).flatmap(lambda n: st.tuples(st.integers(0, 5000), st.just(n))),
    min_size=1,
)
COUNTED = st.dictionaries(
    st.sampled_from("ABCDEFGH"),
    st.integers(0, 5000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))),
    min_size=1,
)


def value(side, per):
    return per * sum(x for x, _ in side.values()) / sum(n for _, n in side.values())


@given(SIDE, SIDE, st.sampled_from([1, 100, 1000]))
def test_parts_of_a_ratio_add_up_to_the_change(before, after, per):
    found = ratio_parts(before, after, per)
    if not all(sum(n for _, n in side.values()) for side in (before, after)):
        assert found is None
        return
    change = value(after, per) - value(before, per)
    size = max(1.0, value(before, per), value(after, per))
    assert found.change == pytest.approx(change, abs=1e-9 * size)
    assert sum(part.total for part in found.parts) == pytest.approx(change, abs=1e-9 * size)
    assert found.rate + found.mix == pytest.approx(change, abs=1e-9 * size)


@given(COUNTED, COUNTED)
def test_rate_and_mix_are_the_sums_of_the_catalogue(before, after):
    """Sum of w0 (r1 - r0) and sum of (w1 - w0) r1 (kpis.md 6.5), where every group has both periods."""
    both = {g for g in set(before) & set(after) if before[g][1] and after[g][1]}
    before, after = ({g: side[g] for g in sorted(both)} for side in (before, after))
    if not both:
        return
    n0, n1 = (sum(n for _, n in side.values()) for side in (before, after))
    rate = sum(before[g][1] / n0 * (after[g][0] / after[g][1] - before[g][0] / before[g][1]) for g in both)
    mix = sum((after[g][1] / n1 - before[g][1] / n0) * after[g][0] / after[g][1] for g in both)
    found = ratio_parts(before, after)
    assert (found.rate, found.mix) == pytest.approx((rate, mix), abs=1e-9)


def test_a_paradox_is_taken_apart():
    """Both wards got better, yet the whole got worse: more patients went to the harder ward."""
    before = {"easy": (10, 100), "hard": (30, 50)}
    after = {"easy": (4, 50), "hard": (55, 100)}
    found = ratio_parts(before, after, per=100)
    assert found.change == pytest.approx(59 / 150 * 100 - 40 / 150 * 100)
    assert found.rate < 0 < found.change
    assert found.mix > found.change
    assert found.is_mix_worth_telling


def test_growth_of_a_group_that_does_better_than_the_whole_pulls_down():
    found = ratio_parts({"good": (10, 100), "bad": (30, 100)}, {"good": (30, 300), "bad": (30, 100)})
    good = next(part for part in found.parts if part.group == "good")
    assert good.rate == 0
    assert good.mix < 0
    assert found.change < 0


def test_without_a_change_of_shares_there_is_no_mix():
    found = ratio_parts({"a": (10, 100), "b": (30, 100)}, {"a": (40, 200), "b": (60, 200)}, per=100)
    assert found.mix == 0
    assert [part.group for part in found.parts] == ["a", "b"]
    assert found.rate == pytest.approx(5)
    assert not found.is_mix_worth_telling


@pytest.mark.parametrize("is_new", [True, False])
def test_a_group_that_comes_or_goes_is_all_mix(is_new):
    few, many = {"a": (10, 100)}, {"a": (10, 100), "new": (30, 50)}
    found = ratio_parts(few, many) if is_new else ratio_parts(many, few)
    part = next(p for p in found.parts if p.group == "new")
    assert part.rate == 0
    assert (part.mix > 0) is is_new
    assert (part.value_before is None) is is_new


@given(COUNTED, COUNTED, st.sets(st.sampled_from("ABCDEFGH")))
def test_merging_hidden_groups_keeps_the_change_and_no_name_of_theirs(before, after, hidden):
    whole = ratio_parts(before, after)
    found = ratio_parts(*merged(before, after, sorted(hidden)))
    if whole is None:
        assert found is None
        return
    assert found.change == pytest.approx(whole.change, abs=1e-12)
    assert sum(part.total for part in found.parts) == pytest.approx(whole.change, abs=1e-9)
    assert not {part.group for part in found.parts} & hidden
    if hidden:
        assert found.parts[-1].group == REST


@given(
    st.dictionaries(st.sampled_from("ABCD"), st.integers(0, 10**6)),
    st.dictionaries(st.sampled_from("ABCD"), st.integers(0, 10**6)),
)
def test_parts_of_a_sum_are_the_differences_of_its_groups(before, after):
    found = sum_parts(before, after)
    assert sum(part.total for part in found.parts) == found.change
    for part in found.parts:
        assert part.total == after.get(part.group, 0) - before.get(part.group, 0)
        assert part.rate is None


def test_the_largest_parts_come_first():
    found = sum_parts({"a": 10, "b": 10, "c": 10}, {"a": 11, "b": 3, "c": 14})
    assert [part.group for part in found.parts] == ["b", "c", "a"]
    assert all(abs(x.total) >= abs(y.total) for x, y in pairwise(found.parts))


def test_a_median_is_asked_what_it_would_be_without_each_group():
    before = {"day": [10, 20, 30], "night": [40, 50, 60]}
    after = {"day": [10, 20, 30], "night": [90, 100, 110]}

    def middle(side, but=""):
        return median(v for group, values in side.items() if group != but for v in values)

    found = leave_one_out(
        middle(before),
        middle(after),
        {group: (middle(before, group), middle(after, group)) for group in before},
        {group: (median(before[group]), median(after[group])) for group in before},
        {group: (0.5, 0.5) for group in before},
    )
    assert found.change == 25
    assert not found.is_exact
    effects = {part.group: part.total for part in found.parts}
    assert effects == {"night": 25.0, "day": -25.0}
    assert all(part.rate is None and part.mix is None for part in found.parts)


def test_a_group_without_which_nothing_is_left_explains_all_of_the_change():
    found = leave_one_out(10, 14, {"only": (None, None)}, {"only": (10, 14)}, {"only": (1, 1)})
    assert found.parts[0].total == 4
