"""Whether an action helped: worked examples, and the same counted again the slow way."""

from __future__ import annotations

from datetime import date

import pytest

from metrics.effect import aim_said, effect
from metrics.kpi import Direction
from metrics.question import Point, Series, Verdict
from tests.layouts.sample import KPIS

LWBS = KPIS["ed_lwbs_rate"]
START = date(2026, 1, 15)
MARKS = {"i": "improvement", "c": "concern", "x": "change", ".": "common"}


def series(before: str, after: str, values=(4.0, 3.0), segment_after=None, kpi=LWBS) -> Series:
    """One letter a month: i improvement, c concern, x change, . as usual, - not judged, h hidden.

    The months before end with December 2025, those after begin with January 2026, in which the action starts.
    """
    word = before + after
    first = date(2026, 1, 1)
    days = [
        date((first.year * 12 + n) // 12, (first.year * 12 + n) % 12 + 1, 1)
        for n in range(-len(before), len(after))
    ]
    points = []
    for day, letter in zip(days, word, strict=True):
        value = values[day >= first]
        is_hidden, segment = (
            letter == "h",
            segment_after if segment_after and day >= segment_after else days[0],
        )
        points.append(
            Point(
                day, None if is_hidden else value, 100, hidden="<11" if is_hidden else "", is_judged=letter not in "-h",
                variation=MARKS.get(letter, "none"), centre=None if is_hidden else (values[1] if segment != days[0] else 4.0),
                lower=2.0, upper=6.0, segment_start=segment,
            )
        )  # fmt: skip
    return Series(kpi.id, "", "", tuple(points), Verdict(kpi.id, None, None, None, "", ""))


def judged(before, after, **more):
    return effect(LWBS, series(before, after, **more), START, "month")


@pytest.mark.parametrize(
    ("before", "after", "state"),
    [
        ("............", ".", "early"),
        ("............", "..", "none"),
        ("............", "............", "none"),
        ("............", ".............", "unchanged"),
        ("............", "..iiii", "improvement"),
        ("............", ".iiiiiiiiiii", "improvement"),
        ("............", ".iiiiiiiiiiii", "sustained"),
        ("..........ii", "iiii", "before"),
        ("............", ".iiii..", "faded"),
        ("............", "..c", "worse"),
        ("..........cc", "ccc", "none"),
        ("..........cc", "ccccccccccccc", "unchanged"),
        ("..........cc", "cc...", "none"),
        ("..........cc", "cc.......", "back"),
        ("............", "..xxx", "changed"),
        ("", "..iiii", "unknown"),
        ("............", "-----", "early"),
    ],
)
def test_the_pattern_at_the_end_decides_and_only_when_it_began_after_the_start(before, after, state):
    assert judged(before, after).state == state


def test_the_month_of_the_start_belongs_to_neither_side():
    found = judged("....", "...")
    assert (found.n_points, found.before, found.after) == (2, 4.0, 3.0)


def test_the_words_hold_both_means_and_how_many_points_make_them():
    found = judged("............", "..iiii")
    assert found.sentence == (
        "Improvement signal: flagged since March 2026; 8 months more of it and it counts as sustained. "
        "On average 3.0 % in 5 months since, 4.0 % in 12 months before (−1.0 points)."
    )


def test_a_rebase_after_the_start_is_a_new_level():
    better = judged("............", "." * 13, segment_after=date(2026, 2, 1))
    assert (better.state, better.since) == ("new_level", date(2026, 2, 1))
    worse = judged("............", "." * 13, segment_after=date(2026, 2, 1), values=(4.0, 5.0))
    assert worse.state == "worse"


def test_an_indicator_without_good_direction_is_never_called_better():
    kpi = KPIS["occupancy_midnight_pct"]
    assert kpi.direction is Direction.NEUTRAL
    found = effect(kpi, series("............", ".xxx", kpi=kpi), START, "month")
    assert (found.state, "no good direction" in found.sentence) == ("changed", True)


def test_hidden_points_take_no_part():
    found = judged("............", ".hh.")
    assert found.n_points == 1
    assert "in 1 month since" in found.sentence


def test_means_agree_with_adding_up_by_hand():
    total, count = {True: 0.0, False: 0.0}, {True: 0, False: 0}
    word = series("..c..i......", ".i.c.ii")
    for point in word.points:
        month = point.period.year * 12 + point.period.month
        if point.is_judged and month != 2026 * 12 + 1:
            total[month > 2026 * 12] += point.value
            count[month > 2026 * 12] += 1
    found = effect(LWBS, word, START, "month")
    assert (found.before, found.after) == (total[False] / count[False], total[True] / count[True])
    assert found.n_points == count[True] == 6


def test_the_aim_is_held_against_the_last_final_value():
    word = series("....", "...")
    today = date(2026, 4, 1)
    assert aim_said(LWBS, word, 3.0, date(2026, 5, 1), today) == "Aim 3.0 % is met by the last value, 3.0 %."
    assert aim_said(LWBS, word, 2.0, date(2026, 5, 1), today).endswith("3.0 %; 30 days left.")
    assert aim_said(LWBS, word, 2.0, date(2026, 3, 31), today).endswith("it was to be met 1 day ago.")
