"""A manager who knows hospitals finds the level of every number where hospitals have it."""

from __future__ import annotations

import statistics

import pytest

from metrics.question import Question

# Ranges in which public benchmarks and hospital associations see most hospitals.
LEVELS = {
    "ed_arrival_to_provider_median": (15, 50),
    "ed_los_discharged_median": (120, 200),
    "ed_los_admitted_median": (240, 420),
    "ed_decision_to_departure_median": (60, 180),
    "ed_lwbs_rate": (1, 5),
    "amb_no_show_rate": (5, 20),
    "alos_days": (4.2, 5.8),
    "occupancy_midnight_pct": (75, 97),
    "occupancy_midnight_licensed_pct": (50, 75),
    "discharge_before_noon_pct": (15, 40),
    "or_turnover_median": (22, 40),
    "or_first_case_on_time_pct": (60, 90),
    "or_block_utilisation_adj_pct": (65, 85),
    "or_room_utilisation_pct": (60, 85),
    "readmission_30d_pct": (8, 15),
    "turnover_12m_pct": (12, 25),
    "vacancy_rate_pct": (4, 12),
    "overtime_pct": (2, 8),
    "agency_hours_pct": (1, 8),
    "case_mix_index": (1.2, 2.0),
    "cost_per_case": (10_000, 18_000),
    "days_in_ar_net": (35, 60),
    "ar_over_90_pct": (10, 30),
    "denial_rate_initial_pct": (7, 18),
    "hcahps_nurses_pct": (70, 85),
    "hcahps_overall_9_10_pct": (60, 80),
    "nps": (30, 75),
}


@pytest.mark.parametrize("kpi_id", LEVELS)
def test_the_usual_month_is_where_hospitals_are(engine, kpi_id):
    points = engine.answer(Question((kpi_id,), "month")).series[0].points
    values = [p.value for p in points if p.value is not None and p.status == "final"]
    low, high = LEVELS[kpi_id]
    assert len(values) >= 24
    assert low <= statistics.median(values) <= high


def test_a_ward_is_seldom_fuller_than_its_beds(engine):
    wards = engine.answer(Question(("days_over_100_pct",), "month", by="unit_id")).series
    assert 0 < statistics.fmean(p.value for s in wards for p in s.points if p.value is not None) < 5
