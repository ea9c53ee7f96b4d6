"""Two KPIs over the same people tell a small group by their difference: which they are, and that they do not."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import product
from pathlib import Path

import pytest

from data.settings import Settings
from metrics.catalogue import KPIS
from metrics.engine import Engine
from metrics.question import Question, QuestionError
from metrics.to_date import Wanted
from tests.metrics.kindred import apart, nested
from tests.metrics.town import LEFT, load, months, opened, place, visits


def test_of_two_numerators_of_which_one_is_a_part_of_the_other_one_kpi_yields():
    declared = [(kpi.id, other) for kpi in KPIS.values() for other in kpi.yields_to]
    assert sorted(map(sorted, declared)) == sorted(map(sorted, nested()))


# Who came, of those who came or did not: the two are each other's rest. What one hides for the sake of its neighbours
# the other may show.
TWINS = {("amb_no_show_nhs_dna_rate", "clinic_visits")}


def test_of_two_numerators_that_leave_some_of_their_denominator_one_kpi_stands_apart_from_the_other():
    """Within four hours, over twelve, and so those between. No two others add up to what a third one counts."""
    declared = [(*sorted((kpi.id, other)), True) for kpi in KPIS.values() for other in kpi.apart_from]
    assert sorted(declared + [(*pair, False) for pair in TWINS]) == sorted(apart())


EARLY = "ed_lbtc_rate"
FIRST, LAST = date(2025, 1, 1), date(2025, 12, 1)
# How many of 300 visits of a unit in December left against advice, beside 30 who left unseen.
AGAINST = {"A": 3, "B": 14, "C": 15, "D": 40}


def fill(con) -> None:
    place(con, "TOWN", "".join(AGAINST))
    for month in months(FIRST, 12):
        for unit, few in AGAINST.items():
            visits(con, f"TOWN-{unit}", month, (30, 300))
            con.execute(
                "UPDATE ed_visit SET disposition = 'ama' WHERE encounter_id IN (SELECT encounter_id FROM ed_visit WHERE "
                "unit_id = $u AND disposition = 'discharged' AND date_trunc('month', arrival_ts) = $m ORDER BY 1 LIMIT $n)",
                {"u": f"TOWN-{unit}", "m": month, "n": few if month == LAST else 20},
            )


@pytest.fixture(scope="module")
def town(tmp_path_factory) -> Engine:
    settings = Settings(
        home=tmp_path_factory.mktemp("town"), key_file=Path("/nonexistent/key"), market="us_hospital"
    )
    load(settings, fill, kpis=(EARLY, LEFT))
    return opened(settings)


def hidden(answer, kpi_id: str, period: date) -> set[str]:
    return {
        one.group
        for one in answer.series
        for p in one.points
        if p.period == period and p.hidden and one.kpi_id == kpi_id
    }


def test_few_people_are_not_told_by_two_kpis_of_which_one_counts_them_and_the_other_does_not(town):
    """Three who left against advice: all who left early, less those who left unseen."""
    for kpis in ((LEFT, EARLY), (EARLY,)):
        one = town.answer(Question(kpis, "month", "unit", "TOWN-A"))
        assert hidden(one, EARLY, LAST) == {""}
        assert not hidden(one, LEFT, LAST)
        assert not hidden(one, EARLY, date(2025, 5, 1))
    # Two more go with it, or the total less the others would tell.
    units = town.answer(Question((LEFT, EARLY), "month", by="unit_id"))
    assert "TOWN-A" in hidden(units, EARLY, LAST)
    assert len(hidden(units, EARLY, LAST)) == 3
    assert not hidden(units, LEFT, LAST)


@pytest.mark.parametrize("only", [(), (("acuity", ("1",)),), (("weekday", tuple("1234567")),)])
def test_no_filter_tells_them_either(town, only):
    answer = town.answer(Question((EARLY,), "month", "unit", "TOWN-A", only=only))
    assert hidden(answer, EARLY, LAST) == {""}


def test_windows_and_tables_tell_them_no_more_than_months_do(town):
    asked = Question((EARLY,), "month", "unit", "TOWN-A")
    assert town.to_date(asked, Wanted("last_month")).now.hidden == "<11"
    assert town.to_date(asked, Wanted("last_12_months")).now.hidden == "<11"
    year = Question((EARLY,), by="unit_id", since=LAST, until=date(2026, 1, 1))
    shown = {one.group for one in town.compare(year).members if not one.hidden}
    assert shown
    assert not shown & hidden(town.answer(Question((EARLY,), "month", by="unit_id")), EARLY, LAST)
    with pytest.raises(QuestionError, match="small numbers"):
        town.cross(replace(year, since=FIRST), "acuity")


def test_few_late_cases_are_not_told_by_the_differences_of_two_loads(tmp_path):
    """Twenty late visits left unseen and three against advice: either KPI moved by many, their difference by three."""
    settings = Settings(home=tmp_path, key_file=Path("/nonexistent/key"), market="us_hospital")
    march = date(2025, 3, 1)

    def begin(con) -> None:
        place(con, "TOWN", "AB")
        for unit, month in product(("TOWN-A", "TOWN-B"), months(FIRST, 12)):
            visits(con, unit, month, (30, 300))
        con.execute(
            "UPDATE ed_visit SET disposition = 'ama' WHERE hash(encounter_id) % 5 = 0 AND disposition <> 'lwbs'"
        )

    def late(con) -> None:
        visits(con, "TOWN-A", march, (23, 60), "late")
        con.execute(
            "UPDATE ed_visit SET disposition = 'ama' WHERE encounter_id IN (SELECT encounter_id FROM ed_visit WHERE "
            "contains(encounter_id, 'late') AND disposition = 'lwbs' ORDER BY 1 LIMIT 3)"
        )

    load(settings, begin, kpis=(EARLY, LEFT))
    load(settings, late, kpis=(EARLY, LEFT))
    engine = opened(settings)
    for scope in (("network", "*"), ("facility", "TOWN"), ("unit", "TOWN-A")):
        now, then = (engine.answer(Question((LEFT, EARLY), "month", *scope, asof=asof)) for asof in (None, 1))
        assert not hidden(now, EARLY, march)
        assert hidden(then, EARLY, march)
        assert not hidden(then, LEFT, march)
        assert not hidden(then, EARLY, FIRST)


QUICK, LONG = "ed_4h_pct", "ed_12h_arrival_pct"


def test_few_whom_neither_of_two_kpis_counts_are_not_told_by_what_both_leave(tmp_path):
    """Of 300 visits 200 within four hours and 96 over twelve: four between, and nobody says so."""
    settings = Settings(home=tmp_path, key_file=Path("/nonexistent/key"), market="us_hospital")

    def stays(con) -> None:
        place(con, "TOWN", "ABCD")
        for unit, month in product(("TOWN-A", "TOWN-B", "TOWN-C", "TOWN-D"), months(FIRST, 12)):
            visits(con, unit, month, (20, 300))
        con.execute(
            "UPDATE ed_visit SET departure_ts = arrival_ts + to_hours(CASE WHEN nr <= 200 THEN 2 WHEN nr <= few THEN 6 "
            "ELSE 13 END) FROM (SELECT encounter_id AS id, row_number() OVER (PARTITION BY unit_id, date_trunc('month', "
            "arrival_ts) ORDER BY encounter_id) AS nr, CASE WHEN unit_id = 'TOWN-A' AND arrival_ts >= DATE '2025-12-01' "
            "THEN 204 ELSE 250 END AS few FROM ed_visit) WHERE id = encounter_id"
        )

    load(settings, stays, kpis=(QUICK, LONG))
    engine = opened(settings)
    one = engine.answer(Question((QUICK, LONG), "month", "unit", "TOWN-A"))
    assert hidden(one, LONG, LAST) == {""}
    assert not hidden(one, QUICK, LAST)
    assert not hidden(one, LONG, date(2025, 5, 1))
