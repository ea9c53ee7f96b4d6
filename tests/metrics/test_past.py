"""What became of a figure can be told: by which definition it was computed, since which data load, and what changed."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import date

import pytest

from data.warehouse import build
from metrics.catalogue import KPIS, prove
from metrics.kpi import CatalogueError
from metrics.publish import publish
from metrics.question import Access, Question, QuestionError
from tests.network import open_network
from tests.world import blank

LEFT = "ed_lwbs_rate"
AS_OF = date(2026, 3, 10)
SEEN = KPIS[LEFT]
STRICTER = replace(
    SEEN,
    version="2",
    effective=date(2025, 11, 15),
    formula="left before a doctor, divided by arrivals",
    eligible="acuity = 1",
)


@pytest.fixture(scope="module")
def changed(home, tmp_path_factory):
    """The small network, published again by another definition, and once more by the same."""
    settings = replace(home, home=tmp_path_factory.mktemp("changed") / "home")
    shutil.copytree(home.home, settings.home)
    for _ in range(2):
        with build(settings, "test") as candidate:
            candidate.lock()
            publish(candidate.con, candidate.number, "run", AS_OF, settings.market, kpis={LEFT: STRICTER})
            candidate.publish({"as_of": AS_OF.isoformat(), "is_demo": False})
    return open_network(settings)


def test_every_version_that_a_load_was_computed_by_is_told_with_what_it_said(changed):
    newest, first = changed.past(Question((LEFT,))).versions
    assert changed.versions(LEFT) == (newest, first)
    assert (newest.version, newest.since_load, newest.formula) == ("2", 2, STRICTER.formula)
    assert (first.version, first.since_load, first.formula) == ("1", None, SEEN.formula)
    assert (newest.effective, first.effective) == (date(2025, 11, 15), None)
    assert "acuity = 1" in newest.statement
    assert "acuity = 1" not in first.statement


def test_a_day_that_is_declared_anew_holds_without_a_new_version(changed):
    """The owner corrects since when version 2 is in force: nothing is computed differently, and no load brought it."""
    settings = changed._settings
    moved = replace(STRICTER, effective=date(2026, 1, 1))
    with build(settings, "test") as candidate:
        candidate.lock()
        publish(candidate.con, candidate.number, "run", AS_OF, settings.market, kpis={LEFT: moved})
        found = candidate.con.execute(
            "SELECT definition_version, since_load, effective_date FROM kpi_definition WHERE kpi_id = $kpi ORDER BY 1",
            {"kpi": LEFT},
        ).fetchall()
    assert found == [("1", 1, None), ("2", 2, date(2026, 1, 1))]


def test_a_generation_from_before_days_were_kept_still_tells_its_versions(changed, tmp_path):
    settings = replace(changed._settings, home=tmp_path / "home")
    shutil.copytree(changed._settings.home, settings.home)
    with build(settings, "test") as candidate:
        candidate.con.execute("ALTER TABLE kpi_definition DROP COLUMN effective_date")
        candidate.publish({"as_of": AS_OF.isoformat(), "is_demo": False})
    told = open_network(settings).versions(LEFT)
    assert [(one.version, one.effective) for one in told] == [("2", None), ("1", None)]
    assert told[0].formula == STRICTER.formula


def test_a_later_version_must_say_since_when_it_holds_and_the_first_must_not():
    for wrong in (replace(STRICTER, effective=None), replace(SEEN, effective=date(2026, 1, 1))):
        with pytest.raises(CatalogueError, match="since which day it holds"):
            prove(blank(), [wrong])
    prove(blank(), [STRICTER, SEEN])


def test_one_load_and_one_version_have_no_past(engine):
    found = engine.past(Question((LEFT,)))
    assert [one.version for one in found.versions] == [SEEN.version]
    assert found.restated == ()


def test_the_restated_values_are_those_of_the_place_that_is_looked_at(changed):
    told = changed.past(Question((LEFT,), scope_type="facility", scope_id="CITY"))
    assert told.restated
    assert {one.place for one in told.restated} == {"city"}
    assert {one.reason for one in told.restated} == {"definition 1 became 2"}
    months = [one.period for one in told.restated]
    assert len(months) == len(set(months))


def test_somebody_who_may_not_see_a_place_learns_nothing_of_its_past(changed):
    with pytest.raises(QuestionError, match="that you may see"):
        changed.past(Question((LEFT,), scope_type="facility", scope_id="TOWN"), Access(facilities=("CITY",)))
    assert changed.past(Question((LEFT,)), Access(facilities=("CITY",))).restated == ()
