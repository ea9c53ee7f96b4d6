"""Every chart against a second, slow reading of its formula in plain Python, and what a missing period does."""

from datetime import date
from itertools import pairwise
from math import isnan, nan, sqrt
from statistics import mean, median

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrics import spc

VALUES = st.lists(st.integers(0, 60), min_size=2, max_size=30)
COUNTS = st.lists(st.tuples(st.integers(0, 40), st.integers(40, 400)), min_size=3, max_size=30)
BASES = st.sampled_from([None, 3, 12])


def same(limits, centre, lower, upper):
    for line, expected in ((limits.centre, centre), (limits.lower, lower), (limits.upper, upper)):
        np.testing.assert_allclose(line, expected, rtol=1e-9, atol=1e-9)


def steps_of(values):
    return [abs(b - a) for a, b in pairwise(values)]


def screened(steps):
    first = mean(steps)
    kept = [step for step in steps if step < 3.267 * first]
    return mean(kept) if kept else first


def constant(n, *levels):
    return [[level] * n for level in levels]


@given(VALUES, BASES, st.booleans())
def test_individuals(values, base, screen):
    first = values[:base]
    steps = steps_of(first)
    half = 2.66 * (screened(steps) if screen else mean(steps))
    centre = mean(first)
    same(spc.xmr(values, base, screen), *constant(len(values), centre, centre - half, centre + half))


@given(VALUES, BASES)
def test_individuals_by_the_median_step(values, base):
    first = values[:base]
    half, centre = 3.145 * median(steps_of(first)), mean(first)
    same(spc.xmr(values, base, median=True), *constant(len(values), centre, centre - half, centre + half))


@given(VALUES, BASES, st.booleans())
def test_moving_ranges(values, base, is_median):
    steps = steps_of(values[:base])
    step, factor = (median(steps), 3.865) if is_median else (mean(steps), 3.267)
    same(spc.moving_range(values, base, is_median), *constant(len(values), step, 0, factor * step))


@given(VALUES, BASES)
def test_a_run_chart_is_the_median_and_nothing_else(values, base):
    limits = spc.run(values, base)
    assert set(limits.centre) == {median(values[:base])}
    assert all(isnan(edge) for edge in (*limits.lower, *limits.upper))


def attribute(pairs, base, prime, variance_of):
    used = pairs[:base]
    centre = sum(x for x, _ in used) / sum(n for _, n in used)
    sigma = [sqrt(variance_of(centre) / n) for _, n in pairs]
    scale = 1
    if prime and centre > 0:
        z = [(x / n - centre) / s for (x, n), s in zip(used, sigma, strict=False)]
        scale = screened(steps_of(z)) / 1.128
    return (
        [centre] * len(pairs),
        [centre - 3 * s * scale for s in sigma],
        [centre + 3 * s * scale for s in sigma],
    )


@given(COUNTS, BASES, st.booleans())
def test_proportions(pairs, base, prime):
    x, n = zip(*pairs, strict=True)
    same(spc.p(x, n, base, prime), *attribute(pairs, base, prime, lambda p: p * (1 - p)))


@given(COUNTS, BASES, st.booleans())
def test_rates(pairs, base, prime):
    x, n = zip(*pairs, strict=True)
    same(spc.u(x, n, base, prime), *attribute(pairs, base, prime, lambda u: u))


@given(VALUES, BASES)
def test_counts(values, base):
    centre = mean(values[:base])
    half = 3 * sqrt(centre)
    same(spc.c(values, base), *constant(len(values), centre, centre - half, centre + half))


@given(VALUES, BASES)
def test_opportunities_between_events(values, base):
    first = values[:base]
    half = 3 * sqrt(mean(first) * (mean(first) + 1))
    levels = (median(first), mean(first) - half, mean(first) + half)
    same(spc.g(values, base), *constant(len(values), *levels))


@given(VALUES, BASES, st.booleans())
def test_time_between_events(values, base, screen):
    roots = [max(value, 0.5) ** (1 / 3.6) for value in values]
    first = roots[:base]
    steps = steps_of(first)
    half = 2.66 * (screened(steps) if screen else mean(steps))
    levels = [max(level, 0) ** 3.6 for level in (mean(first), mean(first) - half, mean(first) + half)]
    same(spc.t(values, base, screen), *constant(len(values), *levels))


@given(st.lists(st.lists(st.integers(0, 50), min_size=2, max_size=6), min_size=2, max_size=12))
def test_subgroups(groups):
    sizes = [len(group) for group in groups]
    spreads = [float(np.std(group, ddof=1)) for group in groups]
    grand = sum(map(sum, groups)) / sum(sizes)
    if len(set(sizes)) == 1:
        spread = mean(spreads)
    else:
        squares = sum((n - 1) * s**2 for n, s in zip(sizes, spreads, strict=True))
        spread = sqrt(squares / sum(n - 1 for n in sizes))
    c4 = {2: 0.7978845608, 3: 0.8862269255, 4: 0.9213177319, 5: 0.9399856030, 6: 0.9515328619}
    half = [3 * spread / (c4[n] * sqrt(n)) for n in sizes]
    width = [3 * sqrt(1 - c4[n] ** 2) / c4[n] * spread for n in sizes]
    means, deviations = spc.xbar_s([mean(g) for g in groups], spreads, sizes)
    close = {"rtol": 1e-7, "atol": 1e-7}
    np.testing.assert_allclose(means.upper, [grand + h for h in half], **close)
    np.testing.assert_allclose(means.lower, [grand - h for h in half], **close)
    np.testing.assert_allclose(deviations.upper, [spread + w for w in width], **close)
    np.testing.assert_allclose(deviations.lower, [spread - w for w in width], **close)


@pytest.mark.parametrize("chart", spc.CHARTS)
def test_every_chart_can_be_asked_for_by_its_name(chart):
    y = np.array([4.0, 6, 5, 7, 3, 5, 6, 4, 5, 5])
    x, n = y, np.full(10, 100.0)
    limits = spc.of_chart(chart, y, x, n, base=8)
    assert len(limits.centre) == len(limits.lower) == len(limits.upper) == 10
    assert limits.n_points == 8


@pytest.mark.parametrize("chart", ["run", "xmr", "c", "g", "t"])
def test_a_missing_period_has_no_point_and_the_moving_range_bridges_it(chart):
    whole = np.array([4.0, 6, 5, 7, 3, 5, 6, 4])
    holed = np.insert(whole, 3, nan)
    a, b = spc.of_chart(chart, whole, base=6), spc.of_chart(chart, holed, base=6)
    assert (a.centre[0], a.n_points) == (b.centre[0], b.n_points)
    np.testing.assert_array_equal([a.lower[0], a.upper[0]], [b.lower[0], b.upper[0]])
    assert len(b.centre) == 9


@pytest.mark.parametrize("prime", [False, True])
def test_a_period_without_a_denominator_has_no_limits_and_changes_no_other(prime):
    x, n = [4, 6, 5, 7, 3], [100, 90, 110, 95, 105]
    whole, holed = (
        spc.p(x, n, prime=prime),
        spc.p([4, 6, 0, 5, 7, 3], [100, 90, 0, 110, 95, 105], prime=prime),
    )
    assert isnan(holed.upper[2])
    np.testing.assert_array_equal(np.delete(holed.upper, 2), whole.upper)


def test_limits_of_a_baseline_do_not_move_when_later_points_come():
    x, n = [4, 6, 5, 7, 3, 5], [100, 90, 110, 95, 105, 100]
    before = spc.p(x, n, base=6, prime=True)
    after = spc.p([*x, 40, 50], [*n, 100, 100], base=6, prime=True)
    np.testing.assert_array_equal(after.upper[:6], before.upper)
    means, _ = spc.xbar_s([10.0, 12, 11, 90], [1.0, 2, 1, 50], [5, 5, 5, 5], base=3)
    alone, _ = spc.xbar_s([10.0, 12, 11], [1.0, 2, 1], [5, 5, 5])
    np.testing.assert_array_equal(means.upper[:3], alone.upper)


def test_gaps_between_events_count_days_and_opportunities():
    days = [date(2026, 3, day) for day in (1, 2, 3, 4, 6)]
    gaps = spc.between(days, [1, 0, 2, 0, 1], [10, 20, 30, 40, 50])
    assert gaps.dates == [date(2026, 3, 3), date(2026, 3, 3), date(2026, 3, 6)]
    assert gaps.days == [2, 0, 3]
    assert gaps.opportunities == [50, 0, 90]


def test_two_events_at_the_same_time_are_half_a_unit_apart():
    np.testing.assert_array_equal(spc.t([5, 0, 9]).upper, spc.t([5, 0.5, 9]).upper)


@pytest.mark.parametrize(
    ("kind", "chart"),
    [("proportion", "p_prime"), ("rate", "u_prime"), ("count", "c"), ("measurement", "xmr")],
)
def test_the_chart_follows_from_the_kind_of_value(kind, chart):
    assert spc.automatic_chart(kind) == chart


def test_an_attribute_chart_of_a_handful_of_events_is_too_sparse():
    n = np.full(12, 40.0)
    assert spc.is_sparse("p_prime", np.full(12, 4.9), n)
    assert not spc.is_sparse("p_prime", np.full(12, 5.0), n)
    assert not spc.is_sparse("u_prime", np.full(12, 2.0), n)
