"""What only a numerator is split by: the change by its parts, the comparison of them, and what of them stays hidden."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from metrics.comparing import compare
from metrics.kpi import Count, Exposure, Ratio
from metrics.why import why
from tests.metrics.asked import SPAN, over
from tests.metrics.examples import kpi

LEFT = kpi(
    "left_of_visits",
    Ratio(Count("v_ed_visit", "disposition = 'lwbs'"), Exposure("1", "v_ed_person"), per=100),
    parts=("acuity",),
    unit="",
    min_show=0,
    min_rag=0,
)
BEFORE, AFTER = (date(2025, 9, 1), date(2025, 10, 1)), (date(2025, 10, 1), date(2025, 11, 1))


def test_the_change_of_each_part_adds_up_to_the_change_of_the_whole(home):
    windows = over(replace(LEFT, is_person_count=False), "acuity", home)
    found = why(windows, BEFORE, AFTER, "month").contribution
    assert {part.group for part in found.parts} == {"1", "2", "3"}
    assert found.change > 5
    assert sum(part.total for part in found.parts) == pytest.approx(found.change)
    assert windows.measure(BEFORE).total.value.value == pytest.approx(found.before)
    assert windows.measure(AFTER).total.value.value == pytest.approx(found.after)


def test_parts_have_no_funnel_because_none_has_a_size_of_its_own(home):
    windows = over(
        replace(LEFT, is_person_count=False, by=("acuity", "weekday"), parts=("acuity", "weekday")),
        "weekday",
        home,
    )
    found = compare(windows, windows.measure(SPAN))
    assert len(found.members) == 7
    assert not found.is_funnel


def test_a_part_of_few_people_is_hidden_however_large_the_whole_is(home):
    """TOWN counts 8 of 80 a month, 2 or 3 of each acuity, and hides up to 10; over a year each part has 32."""
    windows = over(LEFT, "acuity", home, only=(("facility_id", ("TOWN",)),))
    month, year = windows.period(BEFORE[0], "month"), windows.measure(SPAN)
    assert [one.value.n_valid for one in month.groups] == [80] * 3
    assert [one.is_secret for one in month.groups] == [True] * 3
    assert [one.is_secret for one in year.groups] == [False] * 3
