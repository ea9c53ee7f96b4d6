"""Funnels against the checks of the catalogue, and against a plain reading of the over-dispersion formula."""

from math import asin, exp, log, pi, sin, sqrt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from metrics.funnel import bands, dispersion, funnel

UNITS = st.lists(
    st.integers(20, 900).flatmap(lambda n: st.tuples(st.integers(1, n // 2), st.just(n))),
    min_size=5,
    max_size=20,
)


@pytest.mark.parametrize(
    ("n", "limits"),
    [
        (50, (3.32, 19.74, 1.06, 26.46)),
        (200, (6.24, 14.53, 4.45, 17.45)),
        (800, (8.02, 12.17, 6.97, 13.51)),
    ],
)
def test_limits_of_a_tenth_are_the_printed_ones(n, limits):
    found = bands("proportion", [n], 0.1)
    lines = (found.low95, found.high95, found.low998, found.high998)
    assert [round(100 * line[0], 2) for line in lines] == list(limits)


def test_limits_of_twenty_expected_are_the_printed_ones():
    found = bands("ratio", [20], 1.0, "exact")
    lines = (found.low95, found.high95, found.low998, found.high998)
    assert [round(line[0], 3) for line in lines] == [0.611, 1.544, 0.448, 1.902]


@given(st.floats(0.5, 500))
def test_exact_limits_are_the_tails_of_the_reference_library(expected):
    found = bands("ratio", [expected], 1.0, "exact")
    assert found.low95[0] == pytest.approx(stats.chi2.ppf(0.025, 2 * expected) / 2 / expected, rel=1e-9)
    assert found.high998[0] == pytest.approx(
        stats.chi2.ppf(0.999, 2 * (expected + 1)) / 2 / expected, rel=1e-9
    )
    share = bands("proportion", [2 * expected], 0.5, "exact")
    assert share.low95[0] == pytest.approx(stats.beta.ppf(0.025, expected, expected + 1), rel=1e-9)
    assert share.high95[0] == pytest.approx(stats.beta.ppf(0.975, expected + 1, expected), rel=1e-9)


def test_a_rate_has_the_limits_of_its_expected_count():
    rate, ratio = bands("rate", [4000], 0.005, "exact"), bands("ratio", [20], 1.0, "exact")
    assert rate.high95[0] == pytest.approx(ratio.high95[0] * 0.005, rel=1e-12)


@given(st.floats(0.001, 0.999))
def test_limits_close_in_on_the_centre_as_units_grow_and_never_leave_what_is_possible(centre):
    n = np.arange(1, 400)
    found = bands("proportion", n, centre)
    for low, high in ((found.low95, found.high95), (found.low998, found.high998)):
        assert np.all(np.diff(low) >= -1e-12)
        assert np.all(np.diff(high) <= 1e-12)
        assert np.all((low >= 0) & (low <= centre + 1e-12) & (centre - 1e-12 <= high) & (high <= 1))


def slow(kind, units):
    """Over-dispersion word by word; returns centre, phi, tau squared and the first unit's adjusted 95 % pair."""
    x_all, n_all = (sum(column) for column in zip(*units, strict=True))
    p = x_all / n_all
    z, w = [], []
    for x, n in units:
        if kind == "proportion":
            s = 1 / (2 * sqrt(n))
            z.append((asin(sqrt(x / n)) - asin(sqrt(p))) / s)
        else:
            s = 1 / sqrt(p * n)
            z.append((log(x / n) - log(p)) / s)
        w.append(1 / s**2)
    ranked, k = sorted(z), len(z)

    def quantile(q):
        place = (k - 1) * q
        i = min(int(place), k - 2)
        return ranked[i] + (place - i) * (ranked[i + 1] - ranked[i])

    low, high = quantile(0.1), quantile(0.9)
    phi = sum(min(max(v, low), high) ** 2 for v in z) / k
    tau2 = 0 if k * phi < k - 1 else (k * phi - (k - 1)) / (sum(w) - sum(v * v for v in w) / sum(w))
    half = 1.959964 * sqrt(1 / w[0] + tau2)
    if kind == "proportion":
        ends = (max(asin(sqrt(p)) - half, 0), min(asin(sqrt(p)) + half, pi / 2))
        return p, phi, tau2, [sin(end) ** 2 for end in ends]
    return p, phi, tau2, [p * exp(-half), p * exp(half)]


@given(st.sampled_from(["proportion", "rate"]), UNITS)
def test_over_dispersion_is_the_formula(kind, units):
    x, n = zip(*units, strict=True)
    found = funnel(kind, x, n)
    centre, phi, tau2, pair = slow(kind, units)
    assert (found.centre, found.phi, found.tau) == pytest.approx(
        (centre, phi, sqrt(tau2)), rel=1e-7, abs=1e-9
    )
    assert (found.adjusted.low95[0], found.adjusted.high95[0]) == pytest.approx(pair, rel=1e-7, abs=1e-9)
    assert found.is_adjusted == (phi > 1 and tau2 > 0 and len(units) >= 8)


def test_units_that_differ_by_chance_alone_keep_the_plain_limits():
    generator = np.random.default_rng(7)
    n = generator.integers(100, 900, 30)
    assert funnel("proportion", generator.binomial(n, 0.2), n).phi == pytest.approx(1, abs=0.6)
    same = funnel("proportion", [20] * 10, [100] * 10)
    assert (same.phi, same.tau, same.is_adjusted, set(same.state)) == (0, 0, False, {"usual"})


def test_units_that_all_differ_are_not_all_special():
    n = np.full(12, 2000)
    shares = np.array([10, 30, 12, 28, 14, 26, 16, 24, 18, 22, 19, 21]) / 100
    found = funnel("proportion", shares * n, n)
    assert found.is_adjusted
    assert "special" not in found.state
    assert (found.values > found.plain.high998).any()


def test_one_unit_far_from_the_rest_is_special_and_has_a_side():
    x, n = [20] * 9 + [80, 3], [200] * 11
    found = funnel("proportion", x, n)
    assert (found.state[9], found.side[9]) == ("special", "high")
    assert (found.state[10], found.side[10]) == ("special", "low")
    assert set(found.state[:9]) == {"usual"}
    assert set(found.side[:9]) == {""}


def test_between_the_two_pairs_is_worth_a_look():
    found = funnel("proportion", [20, 20, 20, 20, 33], [200] * 5, centre=0.1)
    assert found.state == ("usual",) * 4 + ("look",)


def test_fewer_than_five_units_make_no_funnel():
    assert funnel("proportion", [1, 2, 3, 4], [10] * 4) is None
    assert funnel("proportion", [1, 2, 3, 4, 5], [10] * 5) is not None


def test_rates_without_any_event_have_nothing_to_compare():
    assert funnel("rate", [0] * 6, [100] * 6) is None
    assert set(funnel("proportion", [0] * 6, [100] * 6).state) == {"usual"}


def test_observed_to_expected_stands_around_one_and_a_unit_without_events_has_a_place():
    found = funnel("ratio", [0, 5, 6, 4, 5], [20.0, 5, 5, 5, 5])
    assert found.centre == 1
    assert (found.state[0], found.side[0]) == ("special", "low")
    assert np.isfinite(found.z).all()


def test_the_outer_tenths_do_not_excuse_themselves():
    z = np.array([0.0] * 9 + [50.0])
    drawn_in = np.quantile(z, 0.9)
    assert dispersion(z, np.ones(10))[0] == pytest.approx(drawn_in**2 / 10)
