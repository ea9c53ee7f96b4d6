"""What the engine tells of the months ahead: what was published, nothing of what is hidden."""

from __future__ import annotations

import pytest

from metrics.forecast import family_matrix, forecast_family
from metrics.outlook import NO_FORECAST, SCOPE_TYPES
from metrics.question import Access, Question

LEFT = "ed_lwbs_rate"
CITY, TOWN = ("facility", "CITY"), ("facility", "TOWN")


def test_the_outlook_is_the_published_forecast_with_how_it_did(engine):
    found = engine.outlook((LEFT, "or_turnover_median", "ed_4h_pct"), *CITY)
    assert [one.series.kpi_id for one in found] == [LEFT, "ed_4h_pct"]
    series = engine.answer(Question((LEFT,), "month", *CITY)).series[0]
    assert found[0].series == series
    assert (found[0].state, found[0].message) == ("full", series.forecast_message)
    assert 0 <= found[0].held80 <= found[0].checked80
    assert found[0].reach.kind == "misses"
    assert found[0].reach.target == 2.0


def test_what_is_looked_back_at_was_made_by_the_forecast_that_is_published(engine):
    """The family is put together anew from stored values: it must give the stored forecast again."""
    stored = engine._now()
    family = [
        (kind, place, values)
        for kind in SCOPE_TYPES
        for (_, place), (values, _) in stored.series((LEFT,), "month", kind, None).items()
    ]
    months, matrix, weights = family_matrix([values for *_, values in family])
    row = next(i for i, one in enumerate(family) if one[:2] == CITY)
    again = forecast_family(engine.definition(LEFT), months, matrix, weights=weights)[row]
    told = engine.outlook((LEFT,), *CITY)[0]
    assert [r[2] for r in again.rows] == pytest.approx([f.point for f in told.series.forecast])
    assert [r[3] for r in again.rows] == pytest.approx([f.lo80 for f in told.series.forecast])
    checked = engine.checked(LEFT, *CITY)
    assert [one.month for one in checked] == [p.period for p in told.series.points if p.status == "final"][
        -12:
    ]
    mean_miss = sum(abs(one.actual - one.point) for one in checked) / len(checked)
    assert mean_miss == pytest.approx(told.typical)


def test_a_history_with_small_numbers_tells_nothing_of_its_forecasts(engine):
    """TOWN hides counts below eleven: eight patients leave there every month."""
    found = engine.outlook((LEFT,), *TOWN)[0]
    assert found.state == "hidden"
    assert found.message == "Not shown: the history holds small numbers."
    assert (found.n_points, found.typical, found.naive, found.reach) == (0, None, None, None)
    assert engine.checked(LEFT, *TOWN) == []
    assert (found.held80, found.checked80) == (0, 0)


def test_who_may_see_a_part_gets_no_forecast_of_the_whole(engine):
    found = engine.outlook((LEFT,), access=Access(facilities=("CITY",)))[0]
    assert (found.state, found.message, found.series.forecast) == ("none", NO_FORECAST, ())
    assert engine.checked(LEFT, access=Access(facilities=("CITY",))) == []
