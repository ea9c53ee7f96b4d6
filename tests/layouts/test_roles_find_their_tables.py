"""What a role must see beside the verdicts: beds at midnight, sites beside each other, licences running out."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from layouts.page import find
from metrics.catalogue import KPIS
from metrics.question import Answer, Point, Series, Verdict
from tests.layouts.conftest import Site
from tests.layouts.sample import KPIS as SAMPLES
from tests.layouts.sample import STAMP

DAY = date(2026, 10, 31)


def index_of(path: str, title: str) -> str:
    return f"{path}#{next(i for i, one in enumerate(find(path)[0].blocks) if one.title == title)}"


def answering(site: Site, told: dict[str, dict[str, Point]], labels: dict[str, str]):
    """The sample engine with these points by indicator and group, and what it was asked."""
    asked = []
    site.engine.kpis = lambda: SAMPLES | {kpi_id: KPIS[kpi_id] for kpi_id in told}

    def answer(question, access=None):
        asked.append(question)
        found = [
            Series(
                kpi_id,
                group,
                labels[group],
                (point,),
                Verdict(kpi_id, point.period, point.value, point.n, "", ""),
            )
            for kpi_id in question.kpis
            for group, point in told.get(kpi_id, {}).items()
        ]
        return Answer(question, tuple(found), STAMP)

    site.engine.answer = answer
    return asked


def test_the_beds_of_the_last_midnight_begin_with_the_unit_that_has_none_free(site):
    points = {
        "average_daily_census": {"H1-4W": Point(DAY, 12, 12), "H1-ED": Point(DAY, 8, 8), "H2-ED": Point(DAY, None, None, hidden="<5")},
        "staffed_beds_mean": {"H1-4W": Point(DAY, 14, 14), "H1-ED": Point(DAY, 8, 8), "H2-ED": Point(DAY, 6, 6)},
        "long_stay_7d_count": {"H1-4W": Point(DAY, 3, 3)},
    }  # fmt: skip
    asked = answering(site, points, {"H1-4W": "4 West medical", "H1-ED": "Emergency", "H2-ED": "Hidden ward"})
    drawn = site.block(index_of("/flow", "Beds at the last midnight"))
    assert "31 Oct 2026, 23:59: 1 of 3 units had no staffed bed free." in drawn
    assert drawn.index("Emergency") < drawn.index("4 West medical") < drawn.index("Hidden ward")
    assert "too few" in drawn
    assert (asked[0].grain, asked[0].by) == ("day", "unit_id")


@pytest.mark.parametrize("known", [{}, {"average_daily_census": {}, "staffed_beds_mean": {}}])
def test_without_a_midnight_nothing_is_made_up(site, known):
    answering(site, known, {})
    drawn = site.block(index_of("/flow", "Beds at the last midnight"))
    assert "staffed bed free" not in drawn
    assert ("No midnight of the last" in drawn) == bool(known)


def test_sites_stand_beside_each_other_and_each_cell_is_a_door(site):
    drawn = site.block(index_of("/", "Twenty indicators by site"))
    for words in ("Riverside General", "Hillcrest Hospital", "/kpi/ed_lwbs_rate?facility_id=H1", "own past"):
        assert words in drawn
    one = site.block(index_of("/", "Twenty indicators by site"), "?facility_id=H1")
    assert "where the whole network is shown" in one
    assert "Hillcrest" not in one


def test_licences_are_counted_by_kind_and_by_when_they_run_out(site):
    day = date(2026, 10, 1)
    points = {
        "credential_lapsed_count": {"bls": Point(day, 0, 90), "board_cert": Point(day, 2, 40)},
        "credential_expiring_30d": {
            "bls": Point(day, 7, 90),
            "board_cert": Point(day, None, None, hidden="<5"),
        },
    }
    answering(site, points, {"bls": "Basic life support", "board_cert": "Board certificate"})
    drawn = site.block(index_of("/workforce", "Licences running out"))
    for words in (
        "At the end of October 2026",
        "Basic life support",
        "too few",
        "only=credential_type%3Abls",
    ):
        assert words in drawn
    assert "Within 60 days" not in drawn


def test_an_empty_answer_draws_no_empty_table(site):
    site.engine.answer = lambda question, access=None: replace(Answer(question, (), STAMP))
    for path, title in (("/", "Twenty indicators by site"), ("/workforce", "Licences running out")):
        assert "table" not in site.block(index_of(path, title))
