"""What an earlier load hid, and the few cases that a later one added, are told by no view of before."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from metrics.question import Question
from tests.metrics.town import LEFT, load, opened, place, steady, visits

JANUARY = date(2025, 1, 1)
UNITS = {"TOWN-A": (15, 60), "TOWN-B": (14, 80), "TOWN-C": (16, 90), "TOWN-D": (60, 400)}


def shown(engine, **more):
    """The counts that an answer shows, by group and month."""
    answer = engine.answer(Question((LEFT,), **more))
    return {
        (series.group, point.period): (point.num, point.den)
        for series in answer.series
        for point in series.points
        if not point.hidden
    }


@pytest.fixture(scope="module")
def grown(home, tmp_path_factory):
    """Four of unit A left unseen in January, which hides B and C too; a second load brings more of all three."""
    settings = replace(home, home=tmp_path_factory.mktemp("town") / "home")
    few = {**UNITS, "TOWN-A": (4, 60)}
    load(
        settings,
        lambda con: place(con, "TOWN", "ABCD"),
        steady(few, JANUARY, 1),
        steady(UNITS, date(2025, 2, 1), 11),
    )

    def late(con):
        for unit, counts in {"TOWN-A": (30, 60), "TOWN-B": (12, 25), "TOWN-C": (12, 25)}.items():
            visits(con, unit, JANUARY, counts, "late")

    load(settings, late)
    return opened(settings)


@pytest.mark.parametrize("grain", ["month", "week", "quarter"])
def test_the_report_of_what_changed_tells_no_more_than_the_answers_of_its_loads(grown, grain):
    report = {(one.place, one.period): one for one in grown.restated(grain)}
    assert report
    for by in ("unit_id", "facility_id"):
        for asof, side in ((1, "old"), (2, "new")):
            for series in grown.answer(Question((LEFT,), grain, by=by, asof=asof)).series:
                for point in series.points:
                    if one := report.get((series.group_label, point.period)):
                        assert getattr(one, side) in (None, point.value)
                        assert one.hidden or not point.hidden


def test_neighbours_that_keep_a_small_count_are_hidden_in_the_report_too(grown):
    hidden = {one.place for one in grown.restated() if one.hidden}
    assert hidden >= {"A", "B", "C"}


def test_few_late_cases_are_not_told_by_the_load_before(home, tmp_path):
    """Three late visits, two of them unseen: the unit, its hospital and the network show March once, not twice."""
    settings = replace(home, home=tmp_path / "home")
    march = date(2025, 3, 1)
    units = {"TOWN-A": (25, 200), "TOWN-B": (30, 220)}
    load(settings, lambda con: place(con, "TOWN", "AB"), steady(units, JANUARY, 12))
    load(settings, lambda con: visits(con, "TOWN-A", march, (2, 3), "late"))
    engine = opened(settings)
    for scope in (("network", "*"), ("facility", "TOWN"), ("unit", "TOWN-A")):
        question = {"scope_type": scope[0], "scope_id": scope[1]}
        now, then = shown(engine, **question), shown(engine, **question, asof=1)
        assert len(now) == 12
        assert now.keys() - then.keys() == {("", march)}
        assert all(now[key] == then[key] for key in then)
        assert shown(engine, **question, grain="quarter").keys() - shown(
            engine, **question, grain="quarter", asof=1
        ).keys() == {("", JANUARY)}
    other = {"scope_type": "unit", "scope_id": "TOWN-B"}
    assert shown(engine, **other) == shown(engine, **other, asof=1)


def test_many_late_cases_leave_the_load_before_as_it_was_published(home, tmp_path):
    settings = replace(home, home=tmp_path / "home")
    march = date(2025, 3, 1)
    units = {"TOWN-A": (25, 200), "TOWN-B": (30, 220)}
    load(settings, lambda con: place(con, "TOWN", "AB"), steady(units, JANUARY, 12))
    before = shown(opened(settings), by="unit_id")
    load(settings, lambda con: visits(con, "TOWN-A", march, (20, 60), "late"))
    assert shown(opened(settings), by="unit_id", asof=1) == before
    assert shown(opened(settings), by="unit_id")["TOWN-A", march] == (45, 260)


@pytest.mark.parametrize("unit", list(UNITS))
def test_a_unit_hides_the_same_under_the_name_of_its_facility(grown, unit):
    where = {"scope_type": "unit", "scope_id": unit, "until": date(2025, 6, 1)}
    alone, split = (shown(grown, by=by, **where) for by in ("", "facility_id"))
    assert {month: counts for (_, month), counts in alone.items()} == {
        month: counts for (_, month), counts in split.items()
    }
