"""A target in force: the newest that has begun, a trajectory by equal monthly steps, and what is promised ahead."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrics.catalogue import KPIS
from metrics.goals import goal_of, goals_ahead, in_force, kept_goal, step_of
from metrics.judging import Targets
from metrics.kpi import Count, Direction, Kpi, Ratio
from metrics.verdict import judge

KPI = Kpi(
    id="left", number="1.1", title="Left unseen", unit="%", direction=Direction.LOWER,
    value=Ratio(Count("v_ed_visit", "is_lwbs"), Count("v_ed_visit"), per=100), by=(), means="m", formula="f", why="w",
    owner="o", needs=(),
)  # fmt: skip


def row(start, target, end=None, to=None, upper=None, place=("network", "*")):
    where = dict(zip(("kpi_id", "scope_type", "scope_id"), (KPI.id, *place), strict=True))
    return where | {
        "valid_from": start, "valid_to": end, "target": target, "to_target": to, "upper_target": upper
    }  # fmt: skip


FALLING = row(date(2026, 1, 1), 6.0, date(2026, 12, 31), 4.9)


def test_a_trajectory_moves_in_equal_monthly_steps_from_its_first_to_its_last_month():
    """Twelve months, eleven steps of 0.1: the worked example."""
    steps = [round(step_of(FALLING, date(2026, month, 1)), 6) for month in range(1, 13)]
    assert steps == [6.0, 5.9, 5.8, 5.7, 5.6, 5.5, 5.4, 5.3, 5.2, 5.1, 5.0, 4.9]


@given(
    st.dates(date(2020, 1, 1), date(2026, 12, 31)), st.integers(0, 900), st.floats(-50, 50), st.floats(-50, 50),
    st.integers(0, 900),
)  # fmt: skip
def test_a_step_is_what_walking_month_by_month_gives(start, days, low, high, after):
    end = start + timedelta(days=days)
    day = min(start + timedelta(days=after), end)
    months, at = [], date(start.year, start.month, 1)
    while at <= end:
        months.append(at)
        at = (at + timedelta(days=32)).replace(day=1)
    here = months.index(day.replace(day=1))
    walked = high if len(months) == 1 else low + (high - low) * here / (len(months) - 1)
    assert step_of(row(start, low, end, high), day) == pytest.approx(walked, abs=1e-9)


def test_weeks_have_the_step_of_their_month_and_quarters_what_is_promised_by_their_end():
    assert step_of(FALLING, date(2026, 3, 30), "week") == pytest.approx(5.8)
    assert step_of(FALLING, date(2026, 10, 1), "quarter") == pytest.approx(4.9)
    assert step_of(FALLING, date(2026, 1, 1), "year") == pytest.approx(4.9)


def test_the_target_that_began_last_holds_whatever_the_order_of_rows():
    rows = [
        row(date(2026, 7, 1), 3.0),
        row(date(2026, 1, 1), 5.0),
        row(date(2026, 3, 1), 4.0, date(2026, 3, 31)),
    ]
    assert [goal_of(KPI, rows, date(2026, m, 1)) for m in (3, 4, 8)] == [(4.0, 4.0), (5.0, 5.0), (3.0, 3.0)]
    assert in_force(rows, date(2025, 12, 31)) is None


def test_a_quarter_or_year_goes_by_the_target_of_its_last_month_that_has_one():
    """One that began in February holds for the year; one that ended in November still does."""
    begun, ended = row(date(2026, 2, 1), 2.0), row(date(2026, 1, 1), 5.0, date(2026, 11, 30))
    january = date(2026, 1, 1)
    goals = [goal_of(KPI, [begun], january, grain) for grain in ("week", "month", "quarter", "year")]
    assert goals == [None, None, (2.0, 2.0), (2.0, 2.0)]
    assert goal_of(KPI, [ended], january, "year") == (5.0, 5.0)
    assert goal_of(KPI, [row(date(2026, 1, 1), 5.0), begun], january, "quarter") == (2.0, 2.0)
    rising = row(date(2026, 2, 1), 1.0, date(2026, 12, 31), 3.0)
    assert goal_of(KPI, [rising], january, "year") == (3.0, 3.0)
    own = row(date(2026, 1, 1), 9.0, date(2026, 2, 28), place=("unit", "U"))
    assert goal_of(KPI, [own, row(date(2026, 1, 1), 4.0)], january, "quarter") == (4.0, 4.0)
    assert goal_of(KPI, [row(date(2026, 4, 1), 4.0)], january, "quarter") is None


def total(**more):
    return replace(KPI, unit="patients", value=Count("v_ed_visit"), **more)


def test_a_quarter_or_year_of_a_total_is_held_against_its_months_together_and_a_week_against_nothing():
    """6.0, 5.9, 5.8 a month are 17.7 in the quarter; the year is the sum of all twelve steps."""
    steps = [6.0 - 0.1 * month for month in range(12)]
    goals = [goal_of(total(), [FALLING], date(2026, 1, 1), grain) for grain in ("month", "quarter", "year")]
    assert [low for low, _ in goals] == pytest.approx([6.0, sum(steps[:3]), sum(steps)])
    assert [goal_of(total(), [FALLING], date(2026, 1, 5), grain) for grain in ("day", "week")] == [None, None]
    band = row(date(2026, 1, 1), 40.0, upper=50.0)
    assert goal_of(total(direction=Direction.TARGET), [band], date(2026, 4, 1), "quarter") == (120.0, 150.0)


def test_a_year_of_a_total_has_no_target_unless_every_month_has_one_and_follows_one_that_moves():
    begun = row(date(2026, 2, 1), 40.0)
    assert goal_of(total(), [begun], date(2026, 1, 1), "year") is None
    assert goal_of(total(), [begun, row(date(2026, 7, 1), 30.0)], date(2026, 4, 1), "quarter") == (
        120.0,
        120.0,
    )
    moved = [row(date(2026, 1, 1), 40.0), row(date(2026, 7, 1), 30.0)]
    assert goal_of(total(), moved, date(2026, 1, 1), "year") == (420.0, 420.0)


@pytest.mark.parametrize(
    ("kpi_id", "is_amount", "is_total"),
    [
        ("ed_12h_dta_count", True, True), ("ed_boarding_hours", True, True), ("rtt_list_size", True, False),
        ("average_daily_census", True, False), ("peak_census", True, False), ("bed_turnover_rate", False, True),
        ("ed_lwbs_rate", False, False), ("alos_days", False, False), ("ed_los_discharged_median", False, False),
        ("falls_per_1000_patient_days", False, False),
    ],
)  # fmt: skip
def test_amounts_shrink_with_their_place_and_totals_with_their_time(kpi_id, is_amount, is_total):
    kpi = KPIS[kpi_id]
    assert (kpi.is_amount, kpi.is_total) == (is_amount, is_total)


def test_a_target_that_has_ended_or_not_begun_leaves_the_one_of_the_place_above_in_force():
    """The unit promised 5.0 for 2024 and 3.0 from 2026 on; in 2025 it has the 2.0 of the network like every other."""
    ward = ("unit", "W")
    rows = Targets(
        [
            row(date(2020, 1, 1), 2.0), row(date(2024, 1, 1), 5.0, date(2024, 12, 31), place=ward),
            row(date(2026, 1, 1), 3.0, place=ward), row(date(2020, 1, 1), 1.0, place=("facility", "OTHER")),
        ]
    ).of(KPI, *ward, "F")  # fmt: skip
    found = [goal_of(KPI, rows, date(year, 3, 1)) for year in (2023, 2024, 2025, 2026)]
    assert found == [(2.0, 2.0), (5.0, 5.0), (2.0, 2.0), (3.0, 3.0)]


def test_each_period_is_held_against_the_step_of_that_period():
    months = [date(2026, month, 1) for month in range(1, 13)]
    values = [5.5] * 12
    found = judge(
        KPI, months, values, [55] * 12, [1000] * 12, [1000] * 12, [1.0] * 12, ["final"] * 12, grain="month",
        targets=[FALLING],
    ).points  # fmt: skip
    assert [point["target_met"] for point in found] == [True] * 6 + [False] * 6
    assert found[-1]["target"] == pytest.approx(4.9)


def test_what_is_promised_ahead_ends_with_the_trajectory_or_the_forecast():
    ahead = goals_ahead(KPI, [FALLING], date(2026, 9, 1), [date(2026, 10, 1)])
    assert [month for month, _ in ahead] == [date(2026, 10, 1), date(2026, 11, 1), date(2026, 12, 1)]
    assert goals_ahead(KPI, [row(date(2026, 1, 1), 4.0)], date(2026, 9, 1), [date(2026, 10, 1)]) == (
        (date(2026, 10, 1), 4.0),
    )
    assert (
        len(goals_ahead(KPI, [row(date(2026, 1, 1), 6.0, date(2040, 1, 1), 4.0)], date(2026, 9, 1), [])) == 24
    )


@pytest.mark.parametrize("kpi_id", ["ed_lwbs_rate", "ed_visits_count"])
@pytest.mark.parametrize(
    ("grain", "start", "after"),
    [
        ("week", date(2026, 4, 6), date(2026, 4, 13)),
        ("month", date(2026, 4, 1), date(2026, 5, 1)),
        ("quarter", date(2026, 4, 1), date(2026, 7, 1)),
        ("year", date(2026, 1, 1), date(2027, 1, 1)),
    ],
)
def test_the_target_of_a_stored_verdict_holds_for_its_period_alone(kpi_id, grain, start, after):
    kpi = KPIS[kpi_id]
    kept = [kept_goal(kpi, {"period_start": start, "target": 12.0}, grain)]
    assert goal_of(kpi, kept, start, grain) == (None if kpi.is_total and grain == "week" else (12.0, 12.0))
    assert goal_of(kpi, kept, after, grain) is None
