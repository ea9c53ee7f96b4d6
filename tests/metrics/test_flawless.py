"""A process without a single defect: no level can be computed, and what is known of it is said."""

from __future__ import annotations

from datetime import date

import pytest

from metrics.catalogue import KPIS
from metrics.certainty import counted
from metrics.judging import Value, judged

MARCH = date(2026, 3, 1)


def told(kpi_id: str, defects: float | None, opportunities: float) -> str:
    value = Value(MARCH, defects, opportunities, None, 1, 1, "final", 31, 31)
    (point,) = judged(KPIS[kpi_id], [value], "month", (), "generic", "USD").points
    assert point["value"] is None
    return point["sentence"]


@pytest.mark.parametrize(
    ("kpi_id", "top", "least"),
    [("sigma_level", "6.00 sigma", "4.30 sigma"), ("sigma_long", "4.50 sigma", "2.80 sigma")],
)
def test_no_defect_is_beyond_six_sigma_and_the_interval_says_what_is_sure(kpi_id, top, least):
    """Wilson's upper bound of 0 in 1,500 is 1.96² / (1,500 + 1.96²) = 0.25544 %, 2.80 sigma from the middle."""
    assert told(kpi_id, 0, 1500) == (
        f"Not judged: March 2026 is above {top} (0 of 1,500); sure is at least {least}, "
        "at most 2,554 defects per million."
    )


def test_nothing_but_defects_or_too_few_opportunities_say_nothing_of_the_kind():
    assert told("sigma_level", 1500, 1500) == "Not judged: March 2026 has no value."
    assert told("sigma_level", 0, 199) == "Not judged: March 2026 has no value."


def test_no_defect_per_million_has_an_upper_bound_of_its_own():
    low, high = counted(KPIS["dpmo"], 0, 1500)[1:3]
    assert (low, round(high)) == (0, 2554)
    assert counted(KPIS["dpmo"], 1501, 1500) is None
    assert counted(KPIS["energy_kwh_per_bed_day"], 800, 1500) is None
