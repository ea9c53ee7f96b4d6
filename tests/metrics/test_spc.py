"""Limits and rules against the worked examples of the catalogue (kpis.md 5.5 and W13)."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrics import spc

BASE = [50, 52, 48, 51, 49, 53, 47, 50, 52, 48, 51, 49]
WORKED = [*BASE, 60, 49, 56, 51, 57, 47, 52, 51, 53, 51, 52, 51, 54, 46, 47, 48, 49, 51, 52, 53, 50]
BURNS = [412, 455, 430, 498, 441, 520, 405, 470, 489, 433, 461, 509]
STAYS = [6100, 6400, 6250, 6500, 6300, 6700, 6050, 6350, 6600, 6200, 6400, 6650]
GAPS = [12, 30, 7, 45, 22, 18, 60, 9, 33, 14]


def rules(y, centre=0.0, lower=-3.0, upper=3.0):
    n = len(y)
    return spc.mdc(y, [centre] * n, [lower] * n, [upper] * n)


def test_limits_stand_on_the_baseline_points_only():
    limits = spc.xmr(WORKED, base=12)
    assert limits.centre[0] == 50
    assert limits.lower[-1] == pytest.approx(41.5364, abs=5e-5)
    assert limits.upper[-1] == pytest.approx(58.4636, abs=5e-5)
    assert limits.sigma * 1.128 == pytest.approx(35 / 11)
    assert limits.n_points == 12


def test_every_rule_flags_its_points_and_no_other():
    limits = spc.xmr(WORKED, base=12)
    found = spc.mdc(WORKED, limits.centre, limits.lower, limits.upper)
    labels = {i: (s.rule, s.side) for i, s in enumerate(found, start=1) if s}
    expected = {13: ("outside", "high"), 15: ("two_in_three", "high"), 17: ("two_in_three", "high")}
    expected |= {i: ("shift", "high") for i in range(19, 26)} | {i: ("trend", "high") for i in range(26, 33)}
    assert labels == expected


def test_a_signal_knows_where_it_began():
    limits = spc.xmr(WORKED, base=12)
    found = spc.mdc(WORKED, limits.centre, limits.lower, limits.upper)
    assert (found[24].first, found[24].last) == (18, 24)
    assert (found[16].first, found[16].last) == (14, 16)


def test_screening_drops_the_wild_steps_but_keeps_the_point_in_the_mean():
    y = [1, 2, 1, 2, 10, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1]
    screened, plain = spc.xmr(y), spc.xmr(y, screen=False)
    assert screened.centre[0] == pytest.approx(1.94, abs=5e-3)
    assert (screened.lower[0], screened.upper[0]) == pytest.approx((-0.72, 4.60), abs=5e-3)
    assert (plain.lower[0], plain.upper[0]) == pytest.approx((-3.06, 6.95), abs=1e-2)


def test_the_median_option_ignores_how_large_an_outlier_is():
    calm, wild = [1, 2, 1, 2, 3, 1, 2, 1, 2, 1], [1, 2, 1, 2, 900, 1, 2, 1, 2, 1]
    width = [spc.xmr(y, median=True).upper[0] - spc.xmr(y, median=True).centre[0] for y in (calm, wild)]
    assert width == pytest.approx([3.145, 3.145])


def test_laney_limits_widen_a_proportion_that_varies_more_than_chance():
    plain, primed = spc.p(BURNS, STAYS), spc.p(BURNS, STAYS, prime=True)
    assert plain.centre[0] == pytest.approx(0.072196, abs=5e-7)
    assert primed.sigma == pytest.approx(1.4084, abs=5e-5)
    assert (plain.lower[0], plain.upper[0]) == pytest.approx((0.06225, 0.08214), abs=5e-6)
    assert (primed.lower[0], primed.upper[0]) == pytest.approx((0.05820, 0.08620), abs=5e-6)


def test_rare_events_are_drawn_at_the_median_with_limits_around_the_mean():
    limits = spc.g(GAPS)
    assert (limits.centre[0], limits.upper[0]) == pytest.approx((20, 101.49), abs=5e-3)
    assert (limits.lower[0] + limits.upper[0]) / 2 == pytest.approx(25)


def test_time_between_events_is_charted_on_its_root_and_carried_back():
    limits = spc.t(GAPS, screen=False)
    values = (limits.centre[0], limits.upper[0], limits.lower[0])
    assert values == pytest.approx((21.46, 197.78, 0.02), abs=5e-3)


def test_raw_limits_are_not_clipped():
    assert spc.p([1, 2, 1], [20, 20, 20]).lower[0] < 0
    assert spc.p([19, 18, 19], [20, 20, 20]).upper[0] > 1


@pytest.mark.parametrize(
    ("n", "a3", "b3", "b4"),
    [(2, 2.659, 0, 3.267), (5, 1.427, 0, 2.089), (10, 0.975, 0.284, 1.716), (25, 0.606, 0.565, 1.435)],
)
def test_subgroup_constants_are_the_tabled_ones(n, a3, b3, b4):
    means, spreads = spc.xbar_s([10.0, 10.0], [1.0, 1.0], [n, n])
    found = (means.upper[0] - 10, max(spreads.lower[0], 0), spreads.upper[0])
    assert found == pytest.approx((a3, b3, b4), abs=6e-4)


def test_an_equal_pair_breaks_a_trend():
    assert all(s and s.rule == "trend" for s in rules([-3, -2, -1, 0, 1, 2, 3]))
    assert not any(rules([-3, -2, -1, 0, 0, 1, 2, 3]))


def test_a_turning_point_belongs_to_the_later_trend():
    up_and_down = [-3, -2, -1, 0, 1, 2, 3, 2, 1, 0, -1, -2, -3]
    assert rules(up_and_down)[6].side == "low"


def test_a_point_on_the_centre_line_breaks_a_shift():
    assert [s is not None for s in rules([1, 2, 1, 2, 1, 2, 1])] == [True] * 7
    assert not any(rules([1, 2, 1, 0, 2, 1, 2, 1]))


def test_one_point_outside_and_one_close_is_not_two_in_three():
    assert [s.rule if s else "" for s in rules([4, 2.5, 1])] == ["outside", "", ""]


def test_two_close_points_with_the_third_across_the_mean_is_not_two_in_three():
    assert not any(rules([2.5, -1, 2.5]))
    assert not any(rules([2.5, 0, 2.5]))


def test_a_point_exactly_on_a_limit_is_inside():
    assert not any(rules([3, -3]))


def test_values_that_differ_from_the_mean_by_rounding_only_are_on_it():
    y = [0.1] * 25
    limits = spc.xmr(y, base=20)
    assert not any(spc.mdc(y, limits.centre, limits.lower, limits.upper))


@pytest.mark.parametrize(
    ("n", "longest", "crossings"), [(10, 6, 2), (12, 7, 3), (24, 8, 8), (36, 8, 13), (60, 9, 23)]
)
def test_run_tests_have_the_tabled_critical_values(n, longest, crossings):
    runs = spc.anhoej([1, -1] * (n // 2), 0)
    assert (runs.longest_limit, runs.crossings_min) == (longest, crossings)


def test_run_tests_do_not_count_points_on_the_median():
    runs = spc.anhoej(WORKED, 51)
    assert runs == (26, 4, 8, 14, 8, False)


@pytest.mark.parametrize(
    ("n", "state"),
    [
        (0, "none"),
        (7, "none"),
        (8, "trial"),
        (11, "trial"),
        (12, "provisional"),
        (19, "provisional"),
        (20, "locked"),
    ],
)
def test_how_far_a_series_carries_depends_on_its_points(n, state):
    assert spc.point_state(n) == state


def test_a_primed_chart_needs_twelve_points_and_a_market_may_want_individuals():
    assert spc.choose_chart("p_prime", 11) == "p"
    assert spc.choose_chart("p_prime", 12) == "p_prime"
    assert spc.choose_chart("u_prime", 8) == "u"
    assert spc.choose_chart("p_prime", 36, market="nhs_trust") == "xmr"


@given(st.lists(st.floats(-1e6, 1e6), min_size=2, max_size=60))
def test_limits_enclose_the_centre_and_mirror_when_the_series_does(y):
    limits, mirrored = spc.xmr(y), spc.xmr(-np.array(y))
    assert np.all(limits.lower <= limits.centre)
    assert np.all(limits.centre <= limits.upper)
    np.testing.assert_allclose(mirrored.upper, -limits.lower, rtol=1e-9, atol=1e-6)


@given(st.lists(st.integers(-4, 4), min_size=1, max_size=80))
def test_rules_agree_with_a_slow_reading_of_the_text(y):
    assert [s and (s.rule, s.side) for s in rules(y)] == [slow(y, i) for i in range(len(y))]


def slow(y, i, upper=3, near=2):
    """The four rules word by word: for each point, is there a window that flags it?"""
    if abs(y[i]) > upper:
        return ("outside", "high" if y[i] > 0 else "low")
    for end in range(min(i + 6, len(y) - 1), max(i, 6) - 1, -1):
        steps = [b - a for a, b in zip(y[end - 6 : end], y[end - 5 : end + 1], strict=True)]
        for side, is_fit in (("high", min(steps) > 0), ("low", max(steps) < 0)):
            if is_fit:
                return ("trend", side)
    close = [near < abs(v) <= upper for v in y]
    for start in range(max(i - 2, 0), min(i, len(y) - 3) + 1):
        three = y[start : start + 3]
        if close[i] and sum(close[start : start + 3]) >= 2 and (min(three) > 0 or max(three) < 0):
            return ("two_in_three", "high" if y[i] > 0 else "low")
    for start in range(max(i - 6, 0), min(i, len(y) - 7) + 1):
        seven = y[start : start + 7]
        if min(seven) > 0 or max(seven) < 0:
            return ("shift", "high" if y[i] > 0 else "low")
    return None
