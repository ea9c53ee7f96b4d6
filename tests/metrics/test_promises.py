"""What a verdict promises when its limits cannot carry a promise: after a change, or without any width."""

import pytest

from tests.metrics.test_verdict import CALM, goal, kpi, last

BEFORE = "; the limits are from before the change, a rebase would show whether the new level holds."


@pytest.mark.parametrize(
    ("now", "target", "head", "outcome", "end"),
    [
        ([28] * 8, 30, "Improvement", "fail", f"April 2026 meets 30 min{BEFORE}"),
        ([28] * 8, 45, "Improvement", "hit_or_miss", f"April 2026 meets 45 min{BEFORE}"),
        ([80] * 8, 70, "Concern", "pass", f"April 2026 misses 70 min{BEFORE}"),
        (
            [80],
            70,
            "Concern",
            "pass",
            "September 2025 misses 70 min; one point does not show whether that will last.",
        ),
        ([28] * 8, 20, "Improvement", "fail", "Will not meet 20 min unless the process changes."),
        ([28] * 8, 70, "Improvement", "pass", "Will meet 70 min unless the process changes."),
        ([80] * 8, 55, "Concern", "hit_or_miss", "Will not reliably meet 55 min."),
    ],
)
def test_limits_that_a_change_has_overtaken_promise_nothing(now, target, head, outcome, end):
    point = last(kpi(), [*CALM, *now], targets=[goal(target)])
    assert (point["head"], point["assurance"]) == (head, outcome)
    assert point["sentence"].endswith(end)


def test_limits_that_still_hold_part_of_the_change_are_not_called_older_than_it():
    point = last(kpi(), [*CALM[:14], 20, 20], targets=[goal(25)])
    assert (point["rule"], point["point_state"], point["assurance"]) == ("outside", "provisional", "fail")
    assert "meets 25 min; the limits also hold the time before the change" in point["sentence"]


def test_limits_without_width_judge_nothing():
    """A ward that is empty in almost every month: one patient is neither a change nor the end of one."""
    point = last(kpi(), [0.0] * 9 + [1.0] + [0.0] * 14)
    assert (point["is_judged"], point["chart"], point["upper"]) == (False, "run", None)
    assert "look at a longer period" in point["sentence"]
    assert last(kpi(), [0.0] * 24)["variation"] == "common"


@pytest.mark.parametrize("n", [8, 11])
def test_a_run_chart_has_no_trial_limits_and_says_how_many_points_it_waits_for(n):
    point = last(kpi(chart="run"), CALM[:n])
    assert point["sentence"] == f"Too early to judge: {n} of 12 months."
