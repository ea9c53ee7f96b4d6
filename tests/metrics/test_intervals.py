"""Intervals against the worked examples (W14), published tables, scipy, and the equations that define them."""

from itertools import pairwise
from math import inf, sqrt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats
from scipy.stats.contingency import relative_risk

from metrics import intervals as ci

SHARES = st.integers(1, 300).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))
LEVELS = st.sampled_from([0.8, 0.95, 0.998])


def close(found, low, high, rel=1e-9):
    assert (found.low, found.high) == pytest.approx((low, high), rel=rel, abs=1e-12)


@pytest.mark.parametrize(
    ("count", "exposure", "per", "value", "low", "high"),
    [
        (7, 2350, 1000, 2.98, 1.20, 6.14),
        (14, 4610, 1000, 3.04, 1.66, 5.10),
        (5, 3.42, 1, 1.46, 0.47, 3.41),
        (12, 8.5, 1, 1.41, 0.73, 2.47),
    ],
)
def test_rates_of_the_worked_examples(count, exposure, per, value, low, high):
    found = ci.rate(count, exposure).scaled(per)
    assert [round(figure, 2) for figure in found[:3]] == [value, low, high]


@pytest.mark.parametrize(
    ("x", "n", "value", "low", "high"),
    [(3, 40, 7.5, 2.6, 19.9), (0, 25, 0, 0, 13.3), (46, 50, 92.0, 81.2, 96.8)],
)
def test_proportions_of_the_worked_examples(x, n, value, low, high):
    found = ci.wilson(x, n).scaled(100)
    assert [round(figure, 1) for figure in found[:3]] == [value, low, high]


def test_few_events_take_the_exact_tails_and_ten_take_byar():
    assert ci.rate(9, 100).method == "exact Poisson"
    assert ci.rate(10, 100).method == "Byar"


@given(SHARES, LEVELS)
def test_wilson_and_exact_proportions_equal_the_reference_library(share, level):
    x, n = share
    test = stats.binomtest(x, n)
    wilson = test.proportion_ci(level, method="wilson")
    close(ci.wilson(x, n, level), wilson.low, wilson.high)
    exact = test.proportion_ci(level, method="exact")
    close(ci.clopper_pearson(x, n, level), exact.low, exact.high)


@given(st.integers(0, 500), LEVELS)
def test_exact_counts_equal_the_tails_of_the_reference_library(count, level):
    tail = (1 - level) / 2
    low = stats.chi2.ppf(tail, 2 * count) / 2 if count else 0.0
    close(ci.exact_count(count, level), low, stats.chi2.ppf(1 - tail, 2 * count + 2) / 2)


@given(st.integers(10, 500))
def test_byar_is_the_formula_and_near_the_exact_tails(count):
    z = stats.norm.ppf(0.975)
    low = count * (1 - 1 / (9 * count) - z / (3 * sqrt(count))) ** 3
    high = (count + 1) * (1 - 1 / (9 * (count + 1)) + z / (3 * sqrt(count + 1))) ** 3
    found = ci.byar(count)
    close(found, low, high)
    exact = ci.exact_count(count)
    assert (found.low, found.high) == pytest.approx((exact.low, exact.high), rel=3e-3)


@given(SHARES)
def test_mid_p_of_a_proportion_leaves_half_a_point_in_each_tail(share):
    x, n = share
    found, exact = ci.mid_p_proportion(x, n), ci.clopper_pearson(x, n)
    if x:
        above = stats.binom.sf(x, n, found.low) + stats.binom.pmf(x, n, found.low) / 2
        assert above == pytest.approx(0.025, abs=1e-9)
    if x < n:
        below = stats.binom.cdf(x - 1, n, found.high) + stats.binom.pmf(x, n, found.high) / 2
        assert below == pytest.approx(0.025, abs=1e-9)
    assert exact.low - 1e-9 <= found.low <= found.value <= found.high <= exact.high + 1e-9


@given(st.integers(0, 200))
def test_mid_p_of_a_count_leaves_half_a_point_in_each_tail(count):
    found = ci.mid_p_count(count)
    if count:
        above = stats.poisson.sf(count, found.low) + stats.poisson.pmf(count, found.low) / 2
        assert above == pytest.approx(0.025, abs=1e-9)
    below = stats.poisson.cdf(count - 1, found.high) + stats.poisson.pmf(count, found.high) / 2
    assert below == pytest.approx(0.025, abs=1e-9)


@pytest.mark.parametrize(
    ("x", "n", "other_x", "other_n", "low", "high"),
    [
        (56, 70, 48, 80, 0.0524, 0.3339),
        (9, 10, 3, 10, 0.1705, 0.8090),
        (5, 56, 0, 29, -0.0381, 0.1926),
        (10, 10, 0, 10, 0.6075, 1.0000),
    ],
)
def test_differences_of_proportions_equal_the_published_table(x, n, other_x, other_n, low, high):
    """Newcombe, Statistics in Medicine 17 (1998), table II, method 10."""
    found = ci.newcombe(x, n, other_x, other_n)
    assert (round(found.low, 4), round(found.high, 4)) == (low, high)
    assert found.method == "Newcombe"


@given(st.integers(1, 50), st.integers(50, 90), st.integers(1, 50), st.integers(50, 90))
def test_ratios_of_proportions_equal_the_reference_library(x, n, other_x, other_n):
    expected = relative_risk(x, n, other_x, other_n)
    limits = expected.confidence_interval(0.95)
    found = ci.ratio_of_proportions(x, n, other_x, other_n)
    assert found.value == pytest.approx(expected.relative_risk, rel=1e-12)
    close(found, limits.low, limits.high)


@given(st.integers(0, 9), st.integers(1, 9), st.floats(1, 1000), st.floats(1, 1000))
def test_ratios_of_few_events_have_exact_tails_given_their_sum(x, other_x, exposure, other_exposure):
    found = ci.ratio_of_rates(x, exposure, other_x, other_exposure)

    def share(ratio):
        return ratio * exposure / (ratio * exposure + other_exposure)

    total = x + other_x
    if x:
        assert stats.binom.sf(x - 1, total, share(found.low)) == pytest.approx(0.025, abs=1e-9)
    else:
        assert found.low == 0
    assert stats.binom.cdf(x, total, share(found.high)) == pytest.approx(0.025, abs=1e-9)


def test_ratios_of_many_events_stand_on_the_log_scale():
    found = ci.ratio_of_rates(40, 1000, 20, 1000)
    half = stats.norm.ppf(0.975) * sqrt(1 / 40 + 1 / 20)
    close(found, 2 * np.exp(-half), 2 * np.exp(half))


def test_a_ratio_over_nothing_has_no_interval():
    assert ci.ratio_of_rates(5, 100, 0, 100) is None
    assert ci.ratio_of_proportions(5, 100, 0, 100) is None
    assert ci.ratio_of(ci.wilson(5, 100), ci.wilson(0, 100)) is None


@given(st.lists(st.floats(-1000, 1000), min_size=3, max_size=30))
def test_means_equal_the_reference_library(values):
    found = ci.mean_of(values)
    spread = stats.sem(values)
    if spread > 0:
        low, high = stats.t.interval(0.95, len(values) - 1, np.mean(values), spread)
        assert (found.low, found.high) == pytest.approx((low, high), rel=1e-9, abs=1e-9)


def test_one_value_says_nothing_about_its_mean():
    assert ci.mean_of([3.0])[:3] == (3.0, -inf, inf)


@given(st.integers(1, 120), st.sampled_from([0.5, 0.9]))
def test_the_ranks_around_a_quantile_enclose_it_as_often_as_they_say_and_no_rank_less_does(n, q):
    ranks = ci.quantile_ranks(n, q)
    lows = [r for r in range(1, n + 1) if stats.binom.cdf(r - 1, n, q) <= 0.025]
    highs = [r for r in range(1, n + 1) if stats.binom.sf(r - 1, n, q) <= 0.025]
    if lows and highs:
        assert ranks == (max(lows), min(highs))
    else:
        assert ranks is None


def test_a_median_lies_between_two_of_its_values():
    """Ranks 2 and 9 of 10 are the classical ones of the sign test."""
    assert ci.quantile_of([1, 2, 3, 4, 5, 6, 7, 8, 9, 10])[:3] == (5.5, 2, 9)
    assert ci.quantile_of([1, 2, 3, 4, 5]) is None


def test_resampling_is_the_same_every_time_and_does_not_depend_on_the_order():
    values = [3, 1, 4, 1, 5, 9, 2, 6, 5, 3, 5, 8, 9, 7, 9]
    assert ci.bootstrap(values) == ci.bootstrap(sorted(values))
    assert ci.bootstrap(values, seed=1) != ci.bootstrap(values, seed=2)


def test_resampling_is_the_percentiles_of_medians_of_draws_with_replacement():
    values = np.arange(11.0) ** 2
    generator = np.random.default_rng(5)
    medians = [np.median(values[row]) for row in generator.integers(0, 11, (400, 11))]
    found = ci.bootstrap(values, draws=400, seed=5)
    assert found[:3] == (25.0, *np.quantile(medians, [0.025, 0.975]))


def test_resampling_in_parts_keeps_every_draw():
    values = np.arange(2_500.0)
    found = ci.bootstrap(values, np.mean, draws=1700)
    exact = ci.mean_of(values)
    assert (found.low, found.high) == pytest.approx((exact.low, exact.high), rel=0.02)


@given(st.integers(0, 60), st.integers(61, 400), st.integers(0, 60), st.integers(61, 400))
def test_a_difference_turns_around_when_its_sides_do(x, n, other_x, other_n):
    one, other = ci.newcombe(x, n, other_x, other_n), ci.newcombe(other_x, other_n, x, n)
    assert (one.low, one.high) == pytest.approx((-other.high, -other.low), abs=1e-12)
    assert one.low - 1e-12 <= one.value <= one.high + 1e-12


def test_a_standardised_rate_of_one_stratum_is_its_plain_rate():
    close(ci.standardised([14], [4610], [1]), *ci.rate(14, 4610)[1:3])


def test_a_standardised_rate_weighs_the_strata_by_the_standard():
    found = ci.standardised([10, 40], [1000, 1000], [3, 1])
    assert found.value == pytest.approx(0.75 * 0.01 + 0.25 * 0.04)
    variance = 0.75**2 * 10 / 1000**2 + 0.25**2 * 40 / 1000**2
    assert found.low == pytest.approx(found.value + sqrt(variance / 50) * (ci.byar(50).low - 50))


def test_a_net_promoter_score_has_the_spread_of_its_three_answers():
    scores = np.repeat([1, 0, -1], [60, 25, 15])
    found = ci.net_promoter(60, 15, 100)
    assert found.value == pytest.approx(0.45)
    assert found.high - found.value == pytest.approx(stats.norm.ppf(0.975) * scores.std() / 10)


@given(SHARES)
def test_a_higher_level_has_a_wider_interval(share):
    for method in (ci.wilson, ci.clopper_pearson, ci.mid_p_proportion):
        found = [method(*share, level) for level in (0.5, 0.8, 0.95, 0.998)]
        assert all(a.low >= b.low - 1e-12 and a.high <= b.high + 1e-12 for a, b in pairwise(found))
