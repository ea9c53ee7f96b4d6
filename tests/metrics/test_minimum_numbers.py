"""From how much on a value is shown and judged, where a denominator counts something finer than the design does."""

from __future__ import annotations

from datetime import date

import pytest

from metrics.catalogue import KPIS
from metrics.disclosure import Rule
from metrics.judging import Value, judged, rests_on

MARCH = date(2026, 3, 1)
HOUR, BED_DAY = 3_600, 86_400


def month(kpi_id: str, den: float, rows: int = 1, days: int = 31) -> tuple[str, bool]:
    """Why a month is hidden, and whether there is enough to judge it."""
    kpi, value = KPIS[kpi_id], Value(MARCH, den / 2, den, 50.0, rows, rows, "final", days, days)
    (point,) = judged(kpi, [value], "month", (), "generic", "USD").points
    return Rule.of(["internal"], [], False).hides(kpi, value), point["quality"] == "good"


@pytest.mark.parametrize("kpi_id", ["or_block_utilisation_pct", "or_room_utilisation_uncapped_pct"])
def test_theatre_time_is_shown_from_a_session_and_judged_from_four(kpi_id):
    assert month(kpi_id, 1 * HOUR) == ("n<480", False)
    assert month(kpi_id, 8 * HOUR) == ("", False)
    assert month(kpi_id, 32 * HOUR) == ("", True)


def test_bed_time_is_counted_in_bed_days():
    assert month("occupancy_hours_pct", 19 * BED_DAY) == ("n<20", False)
    assert month("occupancy_hours_pct", 20 * BED_DAY) == ("", False)
    assert month("occupancy_hours_pct", 100 * BED_DAY) == ("", True)


def test_staff_per_bed_needs_ten_beds_through_however_long_a_period():
    assert month("fte_per_occupied_bed", 10 * 31) == ("", True)
    assert month("fte_per_occupied_bed", 9.9 * 31) == ("n<10", False)
    assert month("fte_per_occupied_bed", 3.3 * 91, days=91) == ("n<10", False)


def test_a_ward_of_nine_beds_has_a_turnover_and_one_of_ten_is_judged():
    assert month("bed_turnover_rate", 4.9)[0] == "n<5"
    assert month("bed_turnover_rate", 9.0) == ("", False)
    assert month("bed_turnover_rate", 10.0) == ("", True)


@pytest.mark.parametrize(
    ("kpi_id", "few", "enough"),
    [
        ("adjusted_discharges", 29, 30),
        ("adjusted_patient_days", 29, 30),
        ("cmi_adjusted_discharges", 29, 30),
        ("pos_collection_pct", 99, 100),
        ("payer_mix_medicare_pct", 99, 100),
    ],
)
def test_money_and_volumes_rest_on_the_discharges_visits_or_payments_behind_them(kpi_id, few, enough):
    assert month(kpi_id, 5_000.0, few) == ("", False)
    assert month(kpi_id, 5_000.0, enough) == ("", True)


def test_a_sentence_says_what_the_minimum_counts():
    value = Value(MARCH, 1_800, 3_600, 50.0, 1, 1, "final", 31, 31)
    (point,) = judged(KPIS["or_block_utilisation_pct"], [value], "month", (), "generic", "USD").points
    assert point["sentence"] == "Not judged: March 2026 rests on 60 min, at least 1,920 min are needed."
    few = Value(MARCH, 100.0, 309.5, 0.32, 1, 1, "final", 31, 31)
    (point,) = judged(KPIS["fte_per_occupied_bed"], [few], "month", (), "generic", "USD").points
    assert point["sentence"] == "Not judged: March 2026 rests on 9.9 beds, at least 10 beds are needed."


def test_half_a_minute_too_little_is_too_little():
    assert rests_on(KPIS["or_room_utilisation_pct"], Value(MARCH, 1, 28_770, 1.0, 1, 1)) == 479.5
