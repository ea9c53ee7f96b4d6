"""Gaps between groups, who may see them, and what windows must not tell."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

import numpy as np
import pytest

import app
from data.warehouse import Warehouse
from metrics.catalogue import KPIS
from metrics.places import Place
from metrics.question import Access, QuestionError
from metrics.stored import Stored
from metrics.why import why
from metrics.window import Windows
from tests.metrics.asked import CITY, LEFT, TOWN, ask, left, over


@pytest.mark.parametrize("method", ["compare", "why", "equity"])
def test_a_question_without_a_dimension_is_told_which_there_are(engine, method):
    with pytest.raises(QuestionError, match="acuity"):
        getattr(engine, method)(ask())
    with pytest.raises(QuestionError, match="Did you mean acuity"):
        getattr(engine, method)(ask(by="acuty"))
    with pytest.raises(QuestionError, match="is dark"):
        getattr(engine, method)(ask("or_turnover_median", by="facility_id"))


def test_the_gap_between_groups_has_a_ratio_an_interval_and_a_sentence(engine):
    found = engine.equity(ask(by="acuity", **CITY))
    counts = {a: (left("CITY", where=lambda m, i, a=a: i % 3 == a), 12 * 60) for a in (0, 1, 2)}
    worst, best = 100 * counts[0][0] / 720, min(100 * x / n for x, n in counts.values())
    assert found.found.worst == "1"
    assert found.found.gap.value == pytest.approx(worst - best)
    assert found.found.ratio.value == pytest.approx(worst / best)
    assert found.found.is_beyond_chance
    assert found.sentence.endswith("more than chance explains.")


def test_the_trend_of_the_gap_is_that_of_the_quarters_that_may_be_shown(engine):
    found = engine.equity(ask(by="acuity", **CITY))
    quarters = engine.answer(ask(by="acuity", grain="quarter", **CITY)).series
    points = {(one.group, point.period): point.value for one in quarters for point in one.points}
    for row in found.trend:
        gap = points[found.found.worst, row.period] - points[found.found.reference, row.period]
        assert row.gap == pytest.approx(gap)
    assert found.trend
    assert found.trend_sentence


def test_a_group_too_small_for_a_verdict_is_left_out_of_the_gap_and_named(engine):
    found = engine.equity(ask(by="acuity", since=date(2025, 5, 1), until=date(2025, 6, 1), **TOWN))
    assert found.found is None
    assert set(found.left_out) == {"1", "2", "3"}
    assert found.sentence.startswith("No gap can be shown")


def test_only_the_facilities_of_the_access_are_compared(engine):
    access = Access(facilities=("CITY",))
    assert [one.group for one in engine.compare(ask(by="facility_id"), access).members] == ["CITY"]
    with pytest.raises(QuestionError, match="that you may see"):
        engine.why(ask(by="acuity", **TOWN), access=access)


@pytest.mark.parametrize("by", ["acuity", "unit_id"])
@pytest.mark.parametrize("n_months", [2, 3, 5, 12])
def test_the_months_that_are_shown_do_not_tell_a_hidden_one_through_the_window(engine, by, n_months):
    """Window less shown months = the hidden ones: never a small count, and rounded where anything is small."""
    question = ask(by=by, **TOWN)
    months = {one.group: one.points for one in engine.answer(question).series}
    for first in range(1, 14):
        since = date(2024 + (first - 1) // 12, (first - 1) % 12 + 1, 1)
        last = first + n_months - 1
        until = date(2024 + last // 12, last % 12 + 1, 1)
        for one in engine.compare(replace(question, since=since, until=until)).members:
            if one.hidden:
                assert (one.value, one.num, one.den, one.n, one.interval) == (None,) * 5
                continue
            assert (one.num % 5, one.den % 5) == (0, 0)
            inside = [p for p in months[one.group] if since <= p.period < until]
            hidden = [p for p in inside if p.hidden.startswith("<")]
            if hidden:
                assert len(hidden) > 1
                told = one.num - sum(p.num for p in inside if not p.hidden)
                assert not 0 < told <= 5


def test_an_answer_is_kept(engine):
    question = ask(by="acuity")
    assert engine.compare(question) is engine.compare(question)
    assert engine.why(question) is engine.why(question)
    assert engine.equity(question) is not engine.equity(replace(question, by="facility_id"))


def test_figures_are_plain_numbers(engine):
    one = engine.compare(ask(by="unit_id")).members[0]
    assert all(type(number) is float for number in (*one.limits, one.value, one.interval.low))
    assert not isinstance(one.value, np.floating)


def test_a_group_that_is_a_number_is_named_with_its_dimension(engine):
    assert [one.label for one in engine.compare(ask(by="acuity")).members] == [
        "Triage 1",
        "Triage 2",
        "Triage 3",
    ]
    assert "Triage 1 against" in engine.equity(ask(by="acuity", **CITY)).sentence
    assert "The largest part is Triage 1" in engine.why(ask(by="acuity", **CITY)).sentence


def test_a_figure_that_is_more_than_its_groups_is_not_taken_apart(home):
    """Visits without an acuity belong to the whole and, here, to no group."""
    windows = over(KPIS[LEFT], "acuity", home)
    spans = ((date(2025, 2, 1), date(2025, 3, 1)), (date(2026, 2, 1), date(2026, 3, 1)))
    assert why(windows, *spans, "month").contribution is not None
    whole = windows.period

    def without_the_first(first, grain):
        found = whole(first, grain)
        return replace(found, groups=found.groups[1:], is_rounded=False)

    windows.period = without_the_first
    found = why(windows, *spans, "month")
    assert found.contribution is None
    assert "do not add up to the whole" in found.notes[0]
    assert found.sentence == "This change cannot be taken apart so."


def test_the_command_explains_a_change_by_a_dimension(home, capsys):
    at = ("--home", str(home.home))
    assert app.main(["explain", LEFT, "--unit", "CITY", "--by", "acuity", *at]) == 0
    out = capsys.readouterr().out
    assert "The largest part is Triage 1" in out
    assert "part of change" in out
    assert app.main(["explain", LEFT, "--by", "facility", "--period", "2025-10", "--json", *at]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["before"][0], told["after"][0]) == ("2024-10-01", "2025-10-01")
    assert sum(part["total"] for part in told["contribution"]["parts"]) == pytest.approx(
        told["contribution"]["after"] - told["contribution"]["before"], abs=1e-9
    )
    assert app.main(["explain", LEFT, "--by", "acuty", *at]) == 2
    assert "it can by facility, unit, acuity" in capsys.readouterr().err


def test_a_change_whose_figure_is_hidden_is_not_taken_apart(home):
    """Parts that add up to a hidden figure would tell it."""
    windows = over(KPIS[LEFT], "acuity", home)
    spans = ((date(2025, 2, 1), date(2025, 3, 1)), (date(2026, 2, 1), date(2026, 3, 1)))
    whole = windows.period

    def with_a_hidden_total(first, grain):
        found = whole(first, grain)
        return replace(found, total=replace(found.total, hidden="<11"))

    windows.period = with_a_hidden_total
    found = why(windows, *spans, "month")
    assert found.contribution is None
    assert found.sentence.startswith("There is no change to take apart")


def test_a_group_on_too_few_has_a_part_and_no_figure_of_its_own(home):
    stored = Stored(Warehouse(home).generation(), KPIS)
    windows = Windows(
        stored, KPIS[LEFT], ask(by="acuity", **CITY), Place(*CITY.values(), "city", "*"), Access()
    )
    spans = ((date(2025, 2, 1), date(2025, 3, 1)), (date(2026, 2, 1), date(2026, 3, 1)))
    whole = windows.period

    def with_one_on_too_few(first, grain):
        found = whole(first, grain)
        return replace(found, groups=(replace(found.groups[0], hidden="n<20"), *found.groups[1:]))

    full = why(windows, *spans, "month").contribution
    windows.period = with_one_on_too_few
    found = why(windows, *spans, "month").contribution
    group = whole(spans[0][0], "month").groups[0].group
    parts = {part.group: part for part in found.parts}
    assert (parts[group].value_before, parts[group].value_after) == (None, None)
    assert [part.total for part in found.parts] == [part.total for part in full.parts]
