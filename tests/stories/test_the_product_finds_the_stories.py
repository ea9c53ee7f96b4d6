"""Every change planted in the demo is what the product says on its own, at the place and since the month it began."""

from __future__ import annotations

import statistics
from datetime import date

import pytest

from data.demo import STORIES, Story
from data.demo.clock import add_months
from metrics.question import Question
from tests.stories.conftest import UNTIL

# Its ward discharges about as many patients a month as a readmission rate needs at least, so most months stay unjudged.
TOO_SMALL_TO_JUDGE = {"returns"}
JUDGED = [story for story in STORIES if story.key not in TOO_SMALL_TO_JUDGE]
CLAIMS = ("improvement", "concern", "change")
# What a story moves besides its own KPI: the flow of the emergency department, billing, surveys, theatres, staff.
TOUCHED = (
    "ed_",
    "denial_",
    "hcahps_",
    "or_",
    "turnover_",
    "rn_turnover_",
    "agency_",
    "vacancy_",
    "amb_no_show",
    "readmission_",
)


def begun(story: Story) -> date:
    return add_months(UNTIL, story.since - 1)


def series_of(engine, story: Story):
    only = tuple((dimension, (value,)) for dimension, value in story.dims)
    question = Question((story.kpi_id,), "month", story.scope_type, story.scope_id, only=only)
    return engine.answer(question).series[0]


@pytest.mark.parametrize("story", JUDGED, ids=lambda story: story.key)
def test_the_verdict_tells_the_story(engine, story):
    verdict = series_of(engine, story).verdict
    assert verdict.variation == story.expected, verdict.sentence
    assert verdict.period > begun(story)


@pytest.mark.parametrize("story", JUDGED, ids=lambda story: story.key)
def test_the_story_is_told_since_the_month_it_began(engine, story):
    """The first month of the story is flagged in its direction, or one of the next two where months are small."""
    points = [p for p in series_of(engine, story).points if p.is_judged and p.period >= begun(story)]
    flagged = [p.period for p in points if p.variation == story.expected]
    assert flagged
    assert flagged[0] <= add_months(begun(story), 2)
    assert len(flagged) >= 0.8 * len(points)


@pytest.mark.parametrize("story", JUDGED, ids=lambda story: story.key)
def test_nobody_was_told_so_for_certain_in_the_months_before(engine, story):
    points = [p for p in series_of(engine, story).points if p.is_judged and p.period < begun(story)]
    outside = [p.period for p in points if p.variation == story.expected and p.rule == "outside"]
    assert len(outside) <= 0.1 * len(points)


def test_a_ward_too_small_for_its_rate_shows_the_rise_and_does_not_judge_it(engine):
    story = next(story for story in STORIES if story.key == "returns")
    series = series_of(engine, story)
    values = [(p.period, p.value) for p in series.points if p.value is not None]
    before = statistics.fmean(value for period, value in values if period < begun(story))
    after = statistics.fmean(value for period, value in values if period >= begun(story))
    assert after > 1.5 * before
    assert series.verdict.sentence.startswith(("Trial limits", "Not judged"))


def test_the_network_is_quiet_where_nothing_was_planted(engine):
    untouched = [s for s in engine.overview().series if not s.kpi_id.startswith(TOUCHED)]
    claims = [s for s in untouched if s.verdict.variation in CLAIMS]
    assert len(untouched) >= 20
    print(f"{len(claims)} of {len(untouched)} network verdicts outside the stories claim a change:")
    for series in claims:
        print(f"  {series.kpi_id}: {series.verdict.sentence}")
    assert len(claims) <= 0.4 * len(untouched)
