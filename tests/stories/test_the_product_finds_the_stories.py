"""Every change planted in the demo is what the product says on its own, at the place and since the month it began."""

from __future__ import annotations

from datetime import date

import pytest

from data.demo import STORIES, Story
from data.demo.clock import add_months
from metrics.effect import GOOD
from metrics.question import Question
from tests.stories.conftest import UNTIL

CLAIMS = ("improvement", "concern", "change")
MOVED = tuple(start for story in STORIES for start in story.moves)
# Registers that a network takes up over the years: they grow by themselves, and the product rightly says so.
GROWING = ("training_", "credential_", "portal_", "policy_", "audit_findings_")


def begun(story: Story) -> date:
    return add_months(UNTIL, story.since - 1)


def series_of(engine, story: Story):
    only = tuple((dimension, (value,)) for dimension, value in story.dims)
    question = Question((story.kpi_id,), "month", story.scope_type, story.scope_id, only=only)
    return engine.answer(question).series[0]


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.key)
def test_the_verdict_tells_the_story(engine, story):
    verdict = series_of(engine, story).verdict
    assert verdict.variation == story.expected, verdict.sentence
    assert verdict.period > begun(story)


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.key)
def test_the_story_is_told_since_the_month_it_began(engine, story):
    """The first month of the story is flagged in its direction, or one of the next two where months are small."""
    points = [p for p in series_of(engine, story).points if p.is_judged and p.period >= begun(story)]
    flagged = [p.period for p in points if p.variation == story.expected]
    assert flagged
    assert flagged[0] <= add_months(begun(story), 2)
    assert len(flagged) >= 0.8 * len(points)


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.key)
def test_nobody_was_told_so_for_certain_in_the_months_before(engine, story):
    points = [p for p in series_of(engine, story).points if p.is_judged and p.period < begun(story)]
    outside = [p.period for p in points if p.variation == story.expected and p.rule == "outside"]
    assert points
    assert len(outside) <= 0.1 * len(points)


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.key)
def test_what_a_story_moves_begins_with_its_own_kpi(story):
    assert story.kpi_id.startswith(story.moves)


def claims_outside_the_stories(engine, scope_type: str, scope_id: str) -> tuple[list[str], int]:
    """(sentences that claim a change, how many KPIs neither a story nor the growth of a register moves)."""
    lit = engine.overview("month", scope_type, scope_id).series
    calm = [s for s in lit if not s.kpi_id.startswith((*MOVED, *GROWING))]
    return [f"{s.kpi_id}: {s.verdict.sentence}" for s in calm if s.verdict.variation in CLAIMS], len(calm)


def test_the_network_is_quiet_where_nothing_was_planted(engine):
    """Limits at three sigma with rules for runs are wrong in a few of a hundred calm series; more would be the data."""
    claims, calm = claims_outside_the_stories(engine, "network", "*")
    assert calm >= 40
    assert len(claims) <= max(3, 0.11 * calm), "\n".join(claims)


@pytest.mark.parametrize("hospital", ["QUIL", "BRAC"])
def test_each_hospital_is_quiet_where_nothing_was_planted(engine, hospital):
    claims, calm = claims_outside_the_stories(engine, "facility", hospital)
    assert calm >= 35
    assert len(claims) <= 0.11 * calm, "\n".join(claims)


def test_the_action_about_triage_has_an_effect_that_began_with_it(engine):
    kept = next(one for one in engine.actions() if one.kpi_id == "ed_arrival_to_provider_median")
    assert kept.effect.state in GOOD
    assert any(one.sentence.startswith("Quillmere") for one in engine.happenings())
