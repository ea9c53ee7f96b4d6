"""Rule sets against slow readings of their text, window by window, and the tests that tables know."""

from math import nan

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from metrics import spc
from metrics.spc.rules import zones
from tests.metrics.slow_rules import (
    first,
    runs,
    slow_anhoej,
    slow_nelson,
    slow_run_ihi,
    slow_western_electric,
    trends,
)

SERIES = st.lists(st.integers(-4, 4), min_size=1, max_size=40)
LONG = st.lists(st.sampled_from([-2.5, -1.5, -0.5, 0, 0.5, 1.5, 2.5]), min_size=14, max_size=40)


def found(ruleset, y, centre=0.0):
    n = len(y)
    return spc.signals(ruleset, y, [centre] * n, [centre - 3.0] * n, [centre + 3.0] * n)


def labels(ruleset, y):
    return [signal and (signal.rule, signal.side) for signal in found(ruleset, y)]


@given(SERIES)
@example([2.5, 4, 0])
@example([2.5, 2.5])
def test_western_electric(y):
    assert labels("western_electric", y) == [slow_western_electric(y, i) for i in range(len(y))]


@given(st.one_of(SERIES, LONG))
@settings(max_examples=300)
@example([0.5, -0.5] * 8)
@example([1.5, -1.5, 2.5] * 5)
@example([0.5, 0.2] * 9)
def test_nelson(y):
    assert labels("nelson", y) == [slow_nelson(y, i) for i in range(len(y))]


@given(st.one_of(SERIES, LONG))
@example([1, 0, 1, 1, 1, 0, 1, 1])
@example([1, 2, 2, 3, 4, 5, 5, 6])
@example([1, -1] * 12)
def test_run_chart_rules(y):
    assert labels("run_ihi", y) == slow_run_ihi(y)


@given(st.one_of(SERIES, LONG))
@example([1] * 9 + [-1] * 3)
def test_anhoej_rules(y):
    assert labels("anhoej", y) == slow_anhoej(y)


@given(st.lists(st.integers(-4, 4), min_size=1, max_size=40), st.sampled_from([5, 6, 7, 8]))
def test_the_lengths_of_a_shift_and_a_trend_can_be_chosen(y, n):
    line = [0.0] * len(y)
    rules = spc.mdc(y, line, [-9.0] * len(y), [9.0] * len(y), shift_n=n, trend_n=n)
    expected = [first(("trend", trends(y, i, n)), ("shift", runs(y, i, n))) for i in range(len(y))]
    assert [s and (s.rule, s.side) for s in rules] == expected


@pytest.mark.parametrize(
    ("y", "rule"),
    [
        ([4], "outside"),
        ([2.5, -1, 2.5], "two_in_three"),
        ([1.5, 1.5, -0.5, 1.5, 1.5], "four_in_five"),
        ([0.1] * 8, "shift"),
    ],
)
def test_each_western_electric_test_alone(y, rule):
    assert {s.rule for s in found("western_electric", y) if s} == {rule}


@pytest.mark.parametrize(
    ("y", "rule"),
    [
        ([0.5, 0.4] * 4 + [0.5], "shift"),
        ([-0.2, -0.1, 0, 0.1, 0.2, 0.3], "trend"),
        ([0.5, -0.5] * 7, "alternating"),
        ([0.5, 0.4, -0.4, -0.5, 0.3] * 3, "hugging"),
        ([1.5, 1.4, -1.4, -1.5, 1.4, 1.5, -1.4, -1.3], "avoiding"),
    ],
)
def test_each_further_nelson_test_alone(y, rule):
    assert {s.rule for s in found("nelson", y) if s} == {rule}


def test_one_point_short_of_a_pattern_is_none():
    assert not any(found("western_electric", [0.1] * 7))
    assert not any(found("nelson", [0.5, 0.4] * 4))
    assert not any(found("nelson", [0.5, -0.5] * 6 + [0.5]))
    assert not any(found("run_ihi", [1, 2, 3, 4]))
    assert not any(found("run_ihi", [1, 0, 1, 1, 0, 1, 1]))


@pytest.mark.parametrize(("n", "usual"), [(10, (3, 9)), (12, (4, 10)), (20, (7, 15)), (40, (15, 27))])
def test_the_number_of_runs_that_is_usual_has_the_chances_it_says(n, usual):
    """Every second half of these series is above the median: all its orders, counted by a recursion."""
    assert spc.runs_limits(n) == usual
    orders = {(1, 0, 1): 1, (0, 1, -1): 1}
    chances = {}
    ways = {key: {1: 1} for key in orders}
    for _ in range(n - 1):
        after = {}
        for (high, low, side), by_runs in ways.items():
            for step in (1, -1):
                key = (high + (step > 0), low + (step < 0), step)
                if max(key[:2]) > n // 2:
                    continue
                for runs_, count in by_runs.items():
                    bucket = after.setdefault(key, {})
                    now = runs_ + (step != side)
                    bucket[now] = bucket.get(now, 0) + count
        ways = after
    for by_runs in ways.values():
        for runs_, count in by_runs.items():
            chances[runs_] = chances.get(runs_, 0) + count
    total = sum(chances.values())
    fewer = sum(c for r, c in chances.items() if r < usual[0]) / total
    more = sum(c for r, c in chances.items() if r > usual[1]) / total
    assert fewer <= 0.025 < fewer + chances[usual[0]] / total
    assert more <= 0.025 < more + chances[usual[1]] / total


def test_fewer_than_ten_points_have_no_usual_number_of_runs():
    assert spc.runs_limits(9) is None


@pytest.mark.parametrize("ruleset", spc.RULESETS)
def test_a_missing_point_is_passed_over(ruleset):
    y = [4, 1, 1, 2.5, 2.5, 1, 1, 1, 1, 1, 1, 1, -1, -2, 1, 2, 3]
    holed = [*y[:6], nan, *y[6:]]
    whole, bridged = found(ruleset, y), found(ruleset, np.array(holed))
    assert bridged[6] is None
    assert [s and s[:2] for s in bridged[:6] + bridged[7:]] == [s and s[:2] for s in whole]
    assert all(s.last == 17 or holed[s.last] == holed[s.last] for s in bridged if s)


def test_a_zone_is_measured_on_its_own_side_of_the_centre():
    """Limits of time between events stand lopsided around their centre."""
    y, line = [9.0, 9.5, 10.5, 2.0, 2.6, 2.4], [5.0] * 6
    assert [s and s.side for s in spc.signals("western_electric", y, line, [1.0] * 6, [11.0] * 6)] == [
        *[None] * 1,
        "high",
        "high",
        *[None] * 3,
    ]


def test_without_limits_only_the_rules_of_the_centre_line_speak():
    n = 9
    nothing = [nan] * n
    flagged = spc.signals("mdc", [100.0] * n, [1.0] * n, nothing, nothing)
    assert {s.rule for s in flagged} == {"shift"}


@given(st.sampled_from(sorted(spc.RULESETS)), SERIES)
def test_a_mirrored_series_has_the_mirrored_signals(ruleset, y):
    turned = {"high": "low", "low": "high", "both": "both"}
    mirrored = labels(ruleset, [-v for v in y])
    assert mirrored == [label and (label[0], turned[label[1]]) for label in labels(ruleset, y)]


@given(
    st.lists(st.integers(-40, 40), min_size=1, max_size=30),
    st.sampled_from([(0.0, 1e-3), (0.1, 0.1), (50.0, 0.3), (50.0, 3.0), (-7.0, 0.1), (1e9, 3e3), (1e6, 0.3)]),
)
def test_a_zone_is_the_number_of_lines_a_point_lies_beyond(tenths, scale):
    """Exact arithmetic on whole tenths of sigma; a point on a line lies beyond none of it."""
    (centre, sigma), n = scale, len(tenths)
    y = [centre + k * sigma / 10 for k in tenths]
    beyond = [sum(abs(k) > line for line in (0, 10, 20, 30)) for k in tenths]
    found = zones(y, [centre] * n, [centre - 3 * sigma] * n, [centre + 3 * sigma] * n)
    assert found == [b if k > 0 else -b for b, k in zip(beyond, tenths, strict=True)]


def test_limits_without_width_put_every_other_value_beyond_them():
    assert zones([1.0, 1.0 + 1e-15, 1.1, 0.9], [1.0] * 4, [1.0] * 4, [1.0] * 4) == [0, 0, 4, -4]
