"""What the people of the demo wrote down fits its stories, its places and its calendar."""

from __future__ import annotations

import re
from datetime import date

import pytest

from data.demo.diary import KNOWN, PROMISES, events, last_month, said
from data.demo.stories import BY_KEY
from metrics.catalogue import KPIS

ROLES = {kpi.owner for kpi in KPIS.values()}


@pytest.mark.parametrize("until", [date(2026, 11, 24), date(2026, 1, 31), date(2028, 2, 29)])
def test_every_row_is_about_a_story_and_dated_from_the_last_whole_month(until):
    assert last_month(until) < until.replace(day=1)
    assert {row["kpi_id"] for row in events(until)} == {BY_KEY[key].kpi_id for key in KNOWN}
    for promise in PROMISES:
        row = said(promise, until)
        assert row["kpi_id"] in KPIS
        assert row["owner"] in ROLES, row["owner"]
        assert row["started"] is None or row["started"] <= last_month(until)
        assert row["started"] is None or row["started"] < row["due"]


def test_nobody_is_named():
    for promise in PROMISES:
        words = " ".join((promise.title, promise.cause, promise.idea, *(note for *_, note in promise.steps)))
        assert not re.search(r"\b(?:Dr|Mr|Mrs|Ms)\b|\d{5,}", words)


def test_one_is_late_one_is_kept_and_some_have_begun():
    until = date(2026, 11, 24)
    rows = {promise.story: said(promise, until) for promise in PROMISES}
    assert rows["noshow"]["due"] < until
    assert [p.story for p in PROMISES if p.steps and p.steps[-1][0] == "done"] == ["triage"]
    assert sum(row["started"] is not None for row in rows.values()) >= 3
