"""What became of a figure can be told: by which definition it was computed, since which data load, and what changed."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import date

import pytest

from data.warehouse import build
from metrics.catalogue import KPIS
from metrics.publish import publish
from metrics.question import Access, Question, QuestionError
from tests.network import open_network

LEFT = "ed_lwbs_rate"
AS_OF = date(2026, 3, 10)
SEEN = KPIS[LEFT]
STRICTER = replace(
    SEEN, version="2", formula="left before a doctor, divided by arrivals", eligible="acuity = 1"
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
    assert "acuity = 1" in newest.statement
    assert "acuity = 1" not in first.statement


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
