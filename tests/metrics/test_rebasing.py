"""New limits are proposed with evidence, approved by a person, and hold for one series only."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import app
from data import tables
from data.store import RebaseError, Store
from data.warehouse import build
from metrics import spc
from metrics.kpi import Direction, Quantile
from metrics.question import Point, Question, Series, Verdict
from metrics.rebasing import proposed
from metrics.rejudge import rejudge
from tests.metrics.examples import kpi
from tests.metrics.test_verdict import CALM, read
from tests.network import KPI_IDS, KPIS, open_network, publish_network

LEFT = "ed_lwbs_rate"
SINCE = date(2025, 10, 1)
WAIT = kpi("wait", Quantile(0.5, "stay_seconds", "v_ed_visit"), unit="min", title="Wait")


def told(values, measure=WAIT, hidden=(), rebases=()):
    """The series as the engine would tell it."""
    points = []
    for i, row in enumerate(read(measure, [float(v) for v in values], rebases=rebases).points):
        names = ("value", "n", "centre", "lower", "upper", "variation", "is_judged", "segment_start")
        shown = {name: row[name] for name in names} | {"rule": row["rule"] or "", "side": row["side"] or ""}
        if i in hidden:
            shown |= {"value": None, "centre": None, "is_judged": False, "hidden": "<11"}
        points.append(Point(row["period_start"], **shown))
    verdict = Verdict(measure.id, None, None, None, "", "")
    return Series(measure.id, "", "", tuple(points), verdict)


def test_a_lasting_better_level_is_proposed_with_its_evidence():
    values = [*CALM, *[40, 42, 38, 41, 39, 40, 41, 40]]
    found = proposed(WAIT, told(values), "month")
    assert (found.since, found.n_before, found.n_after, found.variation) == (
        date(2025, 9, 1),
        20,
        8,
        "improvement",
    )
    assert (found.centre_before, found.centre_after) == pytest.approx((np.mean(CALM), np.mean(values[20:])))
    assert found.sentence.startswith(
        "8 months since September 2025 lie below the old mean of 50 min: around 40 min now, "
    )
    assert found.sentence.endswith("the old limits stay in the chart.")


def test_new_limits_are_those_that_the_rebase_would_give():
    values = [*CALM, *[40, 42, 38, 41, 39, 40, 41, 40, 42, 38, 41, 39]]
    found = proposed(WAIT, told(values), "month")
    rebased = told(values, rebases=[found.since]).points[-1]
    assert (found.lower, found.upper) == pytest.approx((rebased.lower, rebased.upper))


def test_a_change_to_the_worse_is_never_offered_as_the_new_usual():
    worse = [*CALM, *[60, 62, 58, 61, 59, 60, 61, 60]]
    assert proposed(WAIT, told(worse), "month") is None
    neutral = replace(WAIT, direction=Direction.NEUTRAL)
    assert proposed(neutral, told(worse, neutral), "month").variation == "change"


@pytest.mark.parametrize(
    "values",
    [
        CALM,
        [*CALM, *[40] * 6],
        [*CALM, *[40] * 8, 53],
        [*CALM, *[40] * 8, 50],
    ],
    ids=["calm", "six points", "ended above", "ended on the line"],
)
def test_too_short_or_ended_is_not_lasting(values):
    assert proposed(WAIT, told(values), "month") is None


def test_after_the_rebase_there_is_nothing_left_to_propose():
    values = [*CALM, *[40, 42, 38, 41, 39, 40, 41, 40, 42, 38, 41, 39]]
    assert proposed(WAIT, told(values, rebases=[date(2025, 9, 1)]), "month") is None


def test_hidden_points_are_no_evidence():
    values = [*CALM, *[40, 42, 38, 41, 39, 40, 41]]
    assert proposed(WAIT, told(values), "month") is not None
    assert proposed(WAIT, told(values, hidden=(22,)), "month") is None


def test_a_kpi_that_another_one_judges_is_not_rebased():
    values = [*CALM, *[40] * 8]
    assert proposed(replace(WAIT, judged_by="other"), told(values), "month") is None


@given(st.lists(st.integers(-4, 4), min_size=1, max_size=40))
def test_a_proposal_is_the_run_that_the_last_point_ends(y):
    line = [0.0] * len(y)
    limits = ([-3.0] * len(y), [3.0] * len(y))
    rules = [signal.rule if signal else "" for signal in spc.mdc(y, line, *limits)]
    found = spc.propose(y, line, *limits, rules)
    n = 0
    while n < len(y) and y[-1 - n] * y[-1] > 0:
        n += 1
    tail = rules[len(y) - n :]
    if n < 7 or n == len(y) or not {"shift", "outside"} & set(tail):
        assert found is None
    else:
        assert (found.first, found.n_after, found.side) == (len(y) - n, n, "high" if y[-1] > 0 else "low")
        assert found.n_outside == sum(abs(v) > 3 for v in y[-n:])


def segments(con, grain, scope_id):
    return [
        row[0]
        for row in con.execute(
            "SELECT segment_start FROM spc_limit WHERE kpi_id = $k AND period_type = $g AND scope_id = $s "
            "ORDER BY segment_start",
            {"k": LEFT, "g": grain, "s": scope_id},
        ).fetchall()
    ]


def test_an_approved_rebase_starts_a_segment_of_its_own_series_at_the_next_judging(fresh):
    settings = fresh()
    publish_network(settings, as_of=date(2026, 3, 10))
    store = Store(settings)
    store.approve_rebase(LEFT, "facility", "CITY", SINCE, "second triage desk closed", "somebody")
    with build(settings, "test") as candidate:
        assert tables.replace(candidate.con, "spc_rebase", store.rebases())
        candidate.lock()
        kpis = {kpi_id: KPIS[kpi_id] for kpi_id in KPI_IDS}
        rejudge(candidate.con, candidate.number, settings.market, kpis=kpis)
        assert segments(candidate.con, "month", "CITY") == [date(2024, 1, 1)]
        con = candidate.con
        starts = con.execute(
            "SELECT DISTINCT segment_start FROM kpi_verdict WHERE kpi_id = $k AND period_type = 'month' "
            "AND scope_id = 'CITY' ORDER BY 1",
            {"k": LEFT},
        ).fetchall()
        assert [row[0] for row in starts] == [date(2024, 1, 1), SINCE]
        assert segments(con, "month", "CITY-A") == segments(con, "month", "*") == [date(2024, 1, 1)]
        candidate.publish({"as_of": "2026-03-10"})
    engine = open_network(settings)
    city = {"scope_type": "facility", "scope_id": "CITY"}
    for grain, first in (("month", SINCE), ("week", date(2025, 10, 6)), ("quarter", SINCE)):
        points = engine.answer(Question((LEFT,), grain, **city)).series[0].points
        assert {p.segment_start for p in points if p.period >= first} == {first}
        assert {p.segment_start for p in points if p.period < SINCE} == {points[0].period}
    split = engine.answer(Question((LEFT,), by="facility_id")).series
    assert {one.group for one in split if SINCE in {p.segment_start for p in one.points}} == {"CITY"}
    acuity = engine.answer(Question((LEFT,), by="acuity", **city)).series
    assert not [one for one in acuity if SINCE in {p.segment_start for p in one.points}]


def test_a_rebase_without_a_reason_is_refused(fresh):
    store = Store(fresh())
    with pytest.raises(RebaseError, match="needs a reason"):
        store.approve_rebase(LEFT, "network", "*", SINCE, "  ", "somebody")
    assert store.rebases() == []


def test_an_approval_can_be_taken_back_and_both_leave_a_trace(fresh):
    store = Store(fresh())
    store.approve_rebase(LEFT, "network", "*", SINCE, "new desk", "somebody")
    assert [(row["rebase_date"], row["reason"]) for row in store.rebases()] == [(SINCE, "new desk")]
    assert store.withdraw_rebase(LEFT, "network", "*", SINCE)
    assert not store.withdraw_rebase(LEFT, "network", "*", SINCE)
    assert [row["action"] for row in store.audit()] == ["rebase withdrawn", "rebase approved"]


def run(capsys, settings, *words):
    code = app.main(["rebase", *words, "--home", str(settings.home)])
    out, err = capsys.readouterr()
    return code, out + err


def test_the_command_shows_approves_and_withdraws(fresh, capsys):
    settings = fresh()
    publish_network(settings, as_of=date(2026, 3, 10))
    code, out = run(capsys, settings, LEFT, "--unit", "CITY")
    assert (code, "Nothing speaks for new limits" in out) == (0, True)
    words = (LEFT, "--unit", "CITY", "--from", "2025-10")
    assert "needs a reason" in run(capsys, settings, *words)[1]
    code, out = run(capsys, settings, *words, "--reason", "a desk closed", "--by", "A. Lead")
    assert (code, "gets new limits from 2025-10-01 on" in out) == (0, True)
    assert "a desk closed" in run(capsys, settings, LEFT, "--unit", "CITY")[1]
    told_ = json.loads(run(capsys, settings, LEFT, "--unit", "CITY", "--json")[1])
    assert (told_["proposed"], told_["approved"][0]["approved_by"]) == (None, "A. Lead")
    assert run(capsys, settings, *words, "--withdraw")[0] == 0
    code, out = run(capsys, settings, *words, "--withdraw")
    assert (code, "there is no rebase" in out) == (2, True)


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ((LEFT, "--reason", "why"), "say from which day"),
        (("nonsense",), "there is no KPI"),
        ((LEFT, "--unit", "NOWHERE"), "there is no unit or facility"),
        (("turnover_12m_pct",), "rebase that one"),
    ],
)
def test_what_cannot_be_rebased_is_said(home, capsys, words, sentence):
    code, out = run(capsys, home, *words)
    assert code == 2
    assert sentence in out
