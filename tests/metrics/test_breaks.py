"""A KPI that began to be measured another way is two series: judged apart, never added up or compared across the day."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from metrics.breaks import crossed_by, since_last
from metrics.catalogue import KPIS
from metrics.judging import Value, judged
from metrics.kpi import Count, Ratio
from metrics.question import Question, QuestionError
from metrics.to_date import Wanted, to_date
from tests.metrics.asked import LEFT, over

BREAK = date(2025, 1, 1)
BROKEN = replace(KPIS[LEFT], breaks=(BREAK,))


def test_questions_that_changed_begin_a_new_series():
    changed = {kpi.id for kpi in KPIS.values() if BREAK in kpi.breaks}
    assert changed == {
        "hcahps_item_top_box_pct", "hcahps_bottom_box_pct", "hcahps_linear_mean", "hcahps_composite_top_box_pct",
    }  # fmt: skip
    assert KPIS["fft_positive_pct"].breaks == (date(2020, 4, 1),)


def test_limits_of_one_side_rest_on_nothing_of_the_other():
    """Nobody has to approve it, and what was before keeps its own limits."""
    kpi = KPIS["hcahps_item_top_box_pct"]
    assert kpi.value == Ratio(Count("v_survey_answer", "is_top_box"), Count("v_survey_answer"), per=100)

    def read(level: int):
        months = [date(2023 + i // 12, i % 12 + 1, 1) for i in range(48)]
        sizes = [700 + i % 5 * 9 if month < BREAK else level + i % 7 * 8 for i, month in enumerate(months)]
        values = [Value(m, float(n), 1000.0, n / 10, 1000, 1000) for m, n in zip(months, sizes, strict=True)]
        return judged(kpi, values, "month", (), "us_hospital", "USD").points

    low, high = read(500), read(620)
    names = ("centre", "lower", "upper", "variation")
    assert [[p[n] for n in names] for p in low[:24]] == [[p[n] for n in names] for p in high[:24]]
    assert {p["segment_start"] for p in low} == {date(2023, 1, 1), BREAK}


def test_a_stretch_across_the_day_is_refused_with_the_reason(home):
    windows = over(BROKEN, by="facility_id", home=home)
    for span in ((date(2024, 7, 1), date(2025, 7, 1)), (date(2024, 12, 1), date(2025, 2, 1))):
        with pytest.raises(QuestionError, match="measured another way before 1 Jan 2025"):
            windows.measure(span)
    assert windows.measure((BREAK, date(2025, 7, 1))).groups
    assert windows.measure((date(2024, 7, 1), BREAK)).groups


def test_a_stretch_is_not_compared_with_one_before_the_day(home):
    broken = replace(BROKEN, breaks=(date(2025, 7, 1),))
    windows = over(broken, by="", home=home)

    def said(stretch: str):
        asked = windows.stored, broken, windows.question, windows.place, windows.access
        return to_date(*asked, Wanted(stretch), "")

    found = said("last_quarter")
    assert found.now.value is not None
    assert (found.then.value, found.change, found.is_chance) == (None, None, None)
    assert found.sentence.endswith("not compared, since it was measured another way before 1 Jul 2025.")
    with pytest.raises(QuestionError, match="another way before 1 Jul 2025"):
        said("last_12_months")


@pytest.mark.parametrize(
    ("month", "against", "crossed"),
    [
        (date(2025, 1, 1), "before", BREAK),
        (date(2025, 2, 1), "before", None),
        (date(2025, 12, 1), "year", BREAK),
        (date(2026, 1, 1), "year", None),
        (date(2024, 12, 1), "year", None),
    ],
)
def test_a_month_is_held_against_another_of_the_same_series_alone(month, against, crossed):
    assert crossed_by(BROKEN, month, "month", against) == crossed


def test_a_forecast_rests_on_the_new_series():
    values = [Value(date(2024 + i // 12, i % 12 + 1, 1), None, None, 1.0, 1, 1) for i in range(24)]
    assert [v.period for v in since_last(BROKEN, values)][:1] == [BREAK]
    assert len(since_last(KPIS[LEFT], values)) == 24


def test_a_change_across_the_day_has_no_reasons(engine, monkeypatch):
    monkeypatch.setitem(engine._kpis, LEFT, BROKEN)
    asked = Question((LEFT,), by="facility_id")
    with pytest.raises(QuestionError, match="another way"):
        engine.why(asked, date(2024, 12, 1), date(2025, 1, 1))
    assert engine.why(asked, date(2025, 1, 1), date(2025, 2, 1)).before
