"""Whether the target is in reach, and how the forecasts of the last year did: worked examples."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from metrics.forecast import forecast_family
from metrics.forecast.backtest import Checked, checked_months
from metrics.forecast.reach import reach
from metrics.question import ForecastPoint, Series, Verdict
from tests.layouts.sample import KPIS
from tests.metrics.test_forecast import hospitals, kpi, months

LWBS = KPIS["ed_lwbs_rate"]


def ahead(middle, spread=0.2, target=3.0, now=4.0, one=LWBS) -> Series:
    """A series whose forecast has this middle in the months from January 2027 on."""
    points = tuple(
        ForecastPoint(date(2027, i + 1, 1), m, m - spread, m + spread, m - 2 * spread, m + 2 * spread)
        for i, m in enumerate(middle)
    )
    said = Verdict(one.id, date(2026, 12, 1), now, 400, "", "", target=target)
    return Series(one.id, "", "", (), said, points)


@pytest.mark.parametrize(
    ("middle", "now", "kind", "sentence"),
    [
        (
            [3.5, 3.2, 2.9, 2.7],
            4,
            "reaches",
            "Expected to reach its target of 3.0 % in March 2027. At the bad end of the 80 % band it does from April 2027 on.",
        ),
        (
            [2, 2, 2, 2],
            4,
            "reaches",
            "Expected to reach its target of 3.0 % in January 2027. Even the bad end of the 80 % band does.",
        ),
        (
            [2.5, 2.5, 2.9, 2.9],
            2,
            "keeps",
            "Expected to keep its target of 3.0 % until April 2027. At the bad end of the 80 % band it misses it in 2 of "
            "4 months.",
        ),
        (
            [4, 4, 4, 4],
            4,
            "misses",
            "Not expected to reach its target of 3.0 % by April 2027. Even the good end of the 80 % band does not reach it.",
        ),
        (
            [2.9, 3.1, 3.3, 3.5],
            2,
            "leaves",
            "Expected to miss its target of 3.0 % from February 2027 on. The good end of the 80 % band meets it in 2 of "
            "4 months.",
        ),
        ([2.9, 3.5, 2.9, 3.5], 2, "mixed", "Expected to meet its target of 3.0 % in 2 of the next 4 months."),
    ],
)
def test_the_middle_decides_and_the_band_says_how_sure_that_is(middle, now, kind, sentence):
    found = reach(LWBS, ahead(middle, now=now))
    assert (found.kind, found.sentence) == (kind, sentence)


def test_where_more_is_better_the_bad_end_is_the_lower_one():
    found = reach(KPIS["ed_4h_pct"], ahead([96, 96.5], spread=2, target=95, now=90, one=KPIS["ed_4h_pct"]))
    assert found.kind == "reaches"
    assert "misses it in 2 of 2 months" in found.sentence


def test_without_target_direction_or_forecast_nothing_is_said():
    assert reach(LWBS, ahead([2, 2], target=None)) is None
    assert reach(LWBS, ahead([])) is None
    census = KPIS["occupancy_midnight_pct"]
    assert reach(census, ahead([80, 80], target=85, one=census)) is None


def test_each_month_looked_back_at_was_forecast_from_the_months_before_it_only():
    """The slow way: forget everything from that month on, forecast anew, and take the first month."""
    matrix, row = hospitals(6, 40), 2
    found = checked_months(kpi(), months(40), matrix, row)
    assert [one.month for one in found] == months(40)[-12:]
    for one in found[::4]:
        known = months(40).index(one.month)
        slow = forecast_family(kpi(), months(known), matrix[:, :known])[row].rows[0]
        assert one.point == pytest.approx(slow[2])
        assert one.actual == matrix[row, known]


def test_a_band_holds_what_lies_in_it():
    one = Checked(date(2026, 1, 1), 10, 8, 12, 12)
    assert one.is_held
    assert not replace(one, actual=12.1).is_held
    assert Checked(date(2026, 1, 1), 5, 5, 5, 5 + 1e-12).is_held


def test_the_months_looked_back_at_are_among_those_that_the_line_counts():
    """Over twelve months one month ahead, a count can only be a part of the count over all months ahead."""
    matrix = hospitals(4, 48)
    whole = forecast_family(kpi(), months(48), matrix)[1]
    found = checked_months(kpi(), months(48), matrix, 1)
    assert sum(one.is_held for one in found) <= whole.held80
    assert np.mean([abs(one.actual - one.point) for one in found]) == pytest.approx(whole.typical_error)


def test_a_refused_series_is_not_looked_back_at():
    matrix = hospitals(2, 30)
    matrix[1, :26] = np.nan
    assert checked_months(kpi(), months(30), matrix, 1) == []
