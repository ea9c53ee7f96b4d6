"""A forecast is honest: it refuses what it cannot know, and its bands hold about as often as they say."""

from datetime import date
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from metrics.forecast import forecast_family
from metrics.forecast.smoothing import project, seasonal_index
from metrics.kpi import Count, Direction, Kpi, Quantile, Ratio

PANELS = Path(__file__).resolve().parents[2].parent / "shared" / "data" / "forecast"

SHARE = Ratio(Count("visit", "left"), Count("visit"), 100)


def kpi(unit="%", value=SHARE, bounds=(0, 100)):
    return Kpi(
        id="left",
        number="1.05",
        title="Left without being seen",
        unit=unit,
        direction=Direction.LOWER,
        value=value,
        bounds=bounds,
        by=(),
        means="Who gave up.",
        formula="left / visits",
        why="They still need care.",
        owner="Emergency care lead",
        needs=(),
    )


def months(n):
    return [date(2023 + i // 12, i % 12 + 1, 1) for i in range(n)]


def hospitals(n, length, seed=1, season=5.0, noise=2.0):
    """Shares of sibling units with one common season and noise of their own."""
    rng = np.random.default_rng(seed)
    wave = season * np.sin(np.arange(length) * np.pi / 6)
    return rng.uniform(30, 60, (n, 1)) + wave + rng.normal(0, noise, (n, length))


def forecast(matrix, measure=None, **more):
    matrix = np.atleast_2d(matrix)
    return forecast_family(measure or kpi(), months(matrix.shape[1]), matrix, **more)


@pytest.mark.parametrize(
    ("n", "state", "ahead"),
    [(6, "provisional", 3), (23, "provisional", 3), (24, "full", 12), (36, "full", 12)],
)
def test_how_far_ahead_depends_on_the_history(n, state, ahead):
    found = forecast(hospitals(1, n))[0]
    assert (found.state, len(found.rows), found.n_points) == (state, ahead, n)


def test_a_short_history_is_refused_in_words():
    found = forecast(hospitals(1, 4))[0]
    assert (found.state, found.rows) == ("refused", [])
    assert found.message == "No forecast: 4 months of history, at least 6 are needed."


def test_a_last_year_full_of_gaps_is_refused_in_words():
    values = hospitals(1, 36)
    values[0, [25, 27, 29, 31, 33]] = np.nan
    assert forecast(values)[0].message == "No forecast: 5 of the last 12 months have no value."
    values[0, 33] = 40
    assert forecast(values)[0].state == "full"


def test_months_before_a_unit_opened_are_not_gaps():
    values = hospitals(1, 36)
    values[0, :29] = np.nan
    found = forecast(values)[0]
    assert (found.state, found.n_points) == ("provisional", 7)
    assert found.message.startswith("Provisional: 7 months of history, 3 months ahead only.")


def test_a_refused_sibling_changes_nothing_for_the_others():
    values = hospitals(6, 36)
    refused = np.full((1, 36), np.nan)
    refused[0, -3:] = 50
    assert forecast(np.vstack([values, refused]))[:6] == forecast(values)


def test_a_family_without_any_history_is_refused_whole():
    assert [f.state for f in forecast(np.full((3, 12), np.nan))] == ["refused"] * 3
    assert forecast(np.empty((2, 0)))[0].state == "refused"


def test_the_first_month_forecast_follows_the_last_month_known():
    rows = forecast(hospitals(1, 24))[0].rows
    assert [row[0] for row in rows[:2]] == [date(2025, 1, 1), date(2025, 2, 1)]
    assert [row[1] for row in rows] == list(range(1, 13))


@settings(max_examples=40, deadline=None)
@given(
    st.integers(1, 8),
    st.integers(6, 40),
    st.integers(0, 10_000),
    st.sampled_from(
        [("%", SHARE, (0, 100)), ("visits", Count("visit"), (0, None)), ("currency", SHARE, (None, None))]
    ),
    st.floats(0, 0.3),
)
def test_bands_are_nested_hold_the_point_and_stay_possible(n, length, seed, measure, missing):
    unit, value, bounds = measure
    rng = np.random.default_rng(seed)
    matrix = np.clip(rng.normal(20, 25, (n, length)), 0, 100)
    matrix[rng.random((n, length)) < missing] = np.nan
    for found in forecast(matrix, kpi(unit, value, bounds)):
        assert found.message.endswith(".")
        assert 0 <= found.held80 <= found.checked80
        for _, _, point, lo80, hi80, lo95, hi95 in found.rows:
            assert lo95 <= lo80 <= point <= hi80 <= hi95
            assert np.all(np.isfinite([lo95, hi95]))
            assert bounds[0] is None or lo95 >= bounds[0]
            assert bounds[1] is None or hi95 <= bounds[1]


def test_the_same_history_gives_the_same_forecast():
    values = hospitals(5, 36)
    assert forecast(values) == forecast(values.copy())


@pytest.mark.parametrize(("n", "length"), [(40, 36), (40, 60), (6, 60), (30, 15)])
def test_bands_hold_about_as_often_as_they_say(n, length):
    inside80, inside95 = [], []
    for seed in range(5):
        values = hospitals(n, length + 12, seed)
        for found, future in zip(forecast(values[:, :length]), values[:, length:], strict=True):
            for actual, (_, _, _, lo80, hi80, lo95, hi95) in zip(future, found.rows, strict=False):
                inside80.append(lo80 <= actual <= hi80)
                inside95.append(lo95 <= actual <= hi95)
    assert 0.72 <= np.mean(inside80) <= 0.97
    assert np.mean(inside95) >= 0.88


def test_the_error_line_counts_what_it_missed_and_held():
    found = forecast(hospitals(10, 48))[0]
    assert found.message == (
        f"Typical miss last year: ±{found.typical_error:.1f} points "
        f"(seasonal naive: ±{found.naive_error:.1f} points), "
        f"the 80 % band held {found.held80} of {found.checked80} times."
    )
    assert found.checked80 == 78
    assert found.n_origins == 24


def test_the_back_test_never_sees_what_came_later():
    """A jump in the last month is a miss of every origin, not something the bands had learned from."""
    values = hospitals(8, 48, noise=1.0)
    jumped = values.copy()
    jumped[:, -1] += 40
    before, after = forecast(values), forecast(jumped)
    assert sum(f.held80 for f in before) - sum(f.held80 for f in after) > 8 * 6


def test_a_forecast_that_only_repeats_last_year_says_so():
    rng = np.random.default_rng(3)
    last_year = rng.normal(50, 15, 12)
    repeated = np.tile(last_year, 3) + rng.normal(0, 0.1, 36)
    assert "No better than repeating last year." in forecast(repeated)[0].message
    assert "No better" not in forecast(hospitals(10, 60))[0].message


def test_a_season_learned_by_siblings_helps_a_noisy_one():
    values = hospitals(20, 36, season=8, noise=1.0)
    values[0] += np.random.default_rng(9).normal(0, 8, 36)
    index = seasonal_index(values[None], 0)[0, 0]
    assert np.corrcoef(index, np.sin(np.arange(12) * np.pi / 6))[0, 1] > 0.9


def test_a_series_without_season_gets_hardly_any():
    """The plain monthly means of five such years scatter by 0.9; most of that is recognised as noise."""
    flat = np.random.default_rng(4).normal(50, 2, (200, 1, 60))
    assert np.sqrt(np.mean(seasonal_index(flat, 0) ** 2)) < 0.45


def test_one_typing_error_hardly_moves_the_level():
    values = hospitals(1, 36, season=0)[None]
    wrong = values.copy()
    wrong[0, 0, 30] *= 10
    moved = project(wrong, np.array([35]), 1, 0) - project(values, np.array([35]), 1, 0)
    assert abs(moved[0, 0, 0]) < 3


def test_a_constant_series_stays_and_has_no_band():
    row = forecast(np.full((1, 36), 7.0))[0].rows[0]
    assert row[2:] == (7, 7, 7, 7, 7)


def test_counts_that_reach_zero_are_forecast_at_or_above_it():
    counts = np.random.default_rng(2).poisson(1.2, (3, 36)).astype(float)
    for found in forecast(counts, kpi("patients", Count("visit"), (0, None))):
        assert min(row[5] for row in found.rows) >= 0


def test_money_that_may_be_negative_is_forecast_as_it_is():
    margin = np.random.default_rng(2).normal(-100, 400, (1, 36))
    rows = forecast(margin, kpi("currency", SHARE, (None, None)))[0].rows
    assert min(row[5] for row in rows) < 0


def test_minutes_and_money_are_told_in_their_unit():
    minutes = forecast(hospitals(1, 36), kpi("min", Quantile(0.5, "wait", "visit"), (0, None)))[0]
    money = forecast(1000 * hospitals(1, 36), kpi("currency", SHARE, (None, None)), currency="GBP")[0]
    assert f"±{minutes.typical_error:.0f} min" in minutes.message
    assert f"±£{money.typical_error:,.0f}" in money.message


@pytest.mark.skipif(not PANELS.exists(), reason="the open panels are not beside the checkout")
@pytest.mark.parametrize(
    ("name", "best"),
    [("nhsr_ae_monthly_rate4h", 0.92), ("eng_bed_occ_monthly_rate", 0.90), ("ni_ed_monthly_count", 0.90)],
)
def test_real_hospitals_are_forecast_better_than_by_repeating_last_year(name, best):
    import pyarrow.parquet

    table = pyarrow.parquet.read_table(PANELS / f"{name}.parquet").to_pydict()
    starts, units = sorted(set(table["ds"])), sorted(set(table["unique_id"]))
    panel = np.full((len(units), len(starts)), np.nan)
    for unit, start, y in zip(table["unique_id"], table["ds"], table["y"], strict=True):
        panel[units.index(unit), starts.index(start)] = y
    known, future = panel[:, :-12], panel[:, -12:]
    is_count = name.endswith("count")
    measure = kpi("visits", Count("visit"), (0, None)) if is_count else kpi("%", SHARE, (0, 1))
    dates = [start.date() for start in starts[:-12]]
    ours, naive = [], []
    for found, before, after in zip(forecast_family(measure, dates, known), known, future, strict=True):
        if found.state == "full" and not np.isnan([*before[-24:], *after]).any():
            scale = np.nanmean(np.abs(before[12:] - before[:-12]))
            ours.append(np.mean(np.abs(after - [row[2] for row in found.rows])) / scale)
            naive.append(np.mean(np.abs(after - before[-12:])) / scale)
    assert np.mean(ours) < best * np.mean(naive)


def test_a_place_of_another_size_than_its_siblings_does_not_let_its_band_run_away():
    sizes = np.geomspace(90, 110, 11)
    noise = np.exp(400 * np.log(sizes / 100) ** 2)[:, None]
    values = np.vstack([hospitals(11, 36, noise=0) + noise * hospitals(11, 36, season=0), np.full(36, 50.0)])
    with np.errstate(over="raise"):
        found = forecast(values, kpi("visits", SHARE, (0, None)), weights=[*sizes, 1e9])
    assert [row[2:] for row in found[-1].rows] == [(pytest.approx(50),) * 5] * 12
