"""Gaps between groups: the worked example (W17), and what makes a reference."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrics import intervals as ci
from metrics.equity import Group, equity


def share(group, x, n, per=100.0):
    return Group(group, ci.wilson(x, n).scaled(per), n, x, n)


QUINTILES = [share(str(i), x, 1000) for i, x in enumerate((120, 100, 90, 80, 60), start=1)]


def test_the_worked_example():
    found = equity(QUINTILES, "proportion", is_higher_better=False, reference="5", order="12345")
    assert (found.reference, found.worst) == ("5", "1")
    assert found.gap.value == pytest.approx(6.0, abs=1e-12)
    assert found.ratio.value == pytest.approx(2.00, abs=1e-12)
    assert found.index_pct == pytest.approx(62.5, abs=1e-12)
    assert found.slope == pytest.approx(-7.0, abs=1e-12)


def test_the_gap_has_the_interval_of_a_difference_and_the_ratio_its_own():
    found = equity(QUINTILES, "proportion", is_higher_better=False)
    assert found.gap[1:3] == pytest.approx(ci.newcombe(120, 1000, 60, 1000).scaled(100)[1:3], abs=1e-12)
    assert found.ratio == ci.ratio_of_proportions(120, 1000, 60, 1000)
    assert found.is_beyond_chance


def test_the_best_placed_group_is_the_reference_by_direction():
    assert equity(QUINTILES, "proportion", is_higher_better=False).reference == "5"
    higher = equity(QUINTILES, "proportion", is_higher_better=True)
    assert (higher.reference, higher.worst) == ("1", "5")
    assert higher.gap.value == pytest.approx(-6.0)


def test_without_a_direction_the_largest_group_is_the_reference_and_the_furthest_the_worst():
    groups = [share("a", 10, 100), share("b", 50, 400), share("c", 2, 100)]
    found = equity(groups, "proportion", is_higher_better=None)
    assert (found.reference, found.worst) == ("b", "c")


def test_unknown_is_a_group_of_its_own_but_never_the_reference_nor_the_worst():
    groups = [share("a", 10, 100), share("b", 20, 100), share("unknown", 0, 100), share("declined", 90, 100)]
    found = equity(groups[:3], "proportion", is_higher_better=False)
    assert found.reference == "a"
    assert [one.group for one in found.strata] == ["a", "b", "unknown"]
    bad = equity([*groups[:2], share("unknown", 90, 100)], "proportion", is_higher_better=False)
    assert bad.worst == "b"


def test_fewer_than_two_known_groups_have_no_gap():
    assert equity([share("a", 1, 10), share("unknown", 1, 10)], "proportion", False) is None


def test_rates_are_compared_by_the_ratio_of_rates():
    groups = [Group(g, ci.rate(x, n).scaled(1000), n, x, n) for g, x, n in (("a", 6, 900), ("b", 4, 1200))]
    found = equity(groups, "rate", is_higher_better=False)
    assert found.ratio == ci.ratio_of_rates(6, 900, 4, 1200)
    assert found.ratio.method == "exact conditional"


def test_medians_are_compared_by_their_own_intervals():
    groups = [
        Group(g, ci.Interval(m, m - 5, m + 8, "order statistics"), 50) for g, m in (("a", 60), ("b", 45))
    ]
    found = equity(groups, "measurement", is_higher_better=False)
    assert found.gap[:3] == pytest.approx((15, 15 - (5**2 + 8**2) ** 0.5, 15 + (8**2 + 5**2) ** 0.5))
    assert found.ratio.value == pytest.approx(60 / 45)


def test_a_reference_of_zero_has_a_gap_and_neither_ratio_nor_index():
    found = equity([share("a", 5, 100), share("b", 0, 100)], "proportion", is_higher_better=False)
    assert found.gap.value == pytest.approx(5)
    assert (found.ratio, found.index_pct) == (None, None)


@pytest.mark.parametrize(("missing", "slope"), [("3", -7.0), ("1", -6.5), ("5", -6.5), ("24", -7.5)])
def test_a_fifth_that_is_missing_or_too_small_leaves_the_others_at_their_ranks(missing, slope):
    """Without the first the line goes through 10, 9, 8 and 6 % at 0.3, 0.5, 0.7 and 0.9."""
    left = [group for group in QUINTILES if group.group not in missing]
    found = equity(left, "proportion", is_higher_better=False, order="12345").slope
    assert found == pytest.approx(slope, abs=1e-9)


@given(st.lists(st.tuples(st.integers(0, 50), st.integers(50, 500)), min_size=3, max_size=7))
def test_the_slope_is_that_of_a_line_fitted_person_by_person(counts):
    """Every person stands at the rank of their group with the group's rate: ordinary least squares over all."""
    groups = [share(str(i), x, n) for i, (x, n) in enumerate(counts)]
    order = [group.group for group in groups]
    found = equity(groups, "proportion", is_higher_better=False, order=order).slope
    k = len(counts)
    people = [((i + 0.5) / k, 100 * x / n) for i, (x, n) in enumerate(counts) for _ in range(n)]
    mean_x, mean_y = (sum(side) / len(people) for side in zip(*people, strict=True))
    expected = sum((x - mean_x) * (y - mean_y) for x, y in people) / sum((x - mean_x) ** 2 for x, _ in people)
    assert found == pytest.approx(expected, abs=1e-9)
