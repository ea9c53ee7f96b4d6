"""The timeline of actions and the choice of whose: begun, due, ended, late, and nothing left."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from data.settings import Settings
from data.store import Baseline
from layouts.promises import span
from tests.layouts.conftest import Site, block_of
from tests.layouts.sample import SampleEngine

CHOICE, TIMELINE, BOARD, LIST = (
    block_of("/actions", name) for name in ("choice", "timeline", "board", "listing")
)


def written(
    site: Site, title: str, owner: str, due: date, started: date | None = None, kpi: str = "ed_lwbs_rate"
) -> int:
    said = {
        "title": title, "kpi_id": kpi, "scope_type": "network", "scope_id": "*", "grain": "month", "owner": owner,
        "due": due, "started": started,
    }  # fmt: skip
    return site.store.add_action(said, Baseline(7))


@pytest.fixture
def acting(tmp_path: Path) -> Site:
    """As of 1 November 2026: one late, one in time, one done."""
    site = Site(SampleEngine(), Settings(home=tmp_path, as_of=date(2026, 11, 1)))
    written(site, "Second nurse", "ED matron", date(2026, 10, 20), date(2026, 8, 1))
    written(site, "Lounge at nine", "Flow lead", date(2027, 1, 31), kpi="discharge_before_noon_pct")
    done = written(site, "Sepsis bundle", "ED matron", date(2026, 12, 1), date(2026, 9, 1))
    site.store.change_action(done, {"stage": "done"})
    return site


def test_every_action_is_told_with_its_beginning_its_due_day_and_its_end(acting):
    shown = acting.block(TIMELINE)
    assert "Second nurse: begun 1 Aug 2026, Doing, due 20 Oct 2026, 12 days late" in shown
    assert "Lounge at nine: To do, due 31 Jan 2027" in shown
    assert "Sepsis bundle: begun 1 Sep 2026, Done, due 1 Dec 2026, ended" in shown
    assert "3 actions; 1 late, the longest by 12 days; the next is due 31 Jan 2027." in shown


def test_what_is_late_is_hatched_and_what_is_done_has_a_mark(acting):
    late, done = acting.block(TIMELINE, "?stage=late"), acting.block(TIMELINE, "?stage=done")
    assert "promise-hatch" in late
    assert "promise-mark" not in late
    assert "promise-mark" in done


@pytest.mark.parametrize(
    ("search", "left"),
    [
        ("?owner=ED matron", {"Second nurse", "Sepsis bundle"}),
        ("?stage=open", {"Second nurse", "Lounge at nine"}),
        ("?stage=late", {"Second nurse"}),
        ("?stage=done&owner=ED matron", {"Sepsis bundle"}),
        ("?about=discharge_before_noon_pct", {"Lounge at nine"}),
    ],
)
def test_owner_state_and_indicator_are_chosen_in_the_address_of_every_part(acting, search, left):
    every = {"Second nurse", "Lounge at nine", "Sepsis bundle"}
    for block in (TIMELINE, BOARD, LIST):
        shown = acting.block(block, search)
        assert {title for title in every if title in shown} == left, block


def test_a_choice_that_leaves_nothing_says_so_and_leads_back(acting):
    shown = acting.block(CHOICE, "?owner=Nobody")
    assert "No action is left under this choice." in shown
    assert "Show all" in shown
    for block in (TIMELINE, BOARD, LIST):
        assert "Second nurse" not in acting.block(block, "?owner=Nobody")


def test_an_action_that_was_noted_upon_later_still_ended_when_it_was_done(acting):
    row = acting.store.actions()[1]
    assert row["stage"] == "done"
    acting.store.change_action(row["action_id"], {"title": "Sepsis bundle, kept"}, "Fine.")
    again = next(one for one in acting.store.actions() if one["action_id"] == row["action_id"])
    assert again["stage_ts"] == row["stage_ts"]


def test_the_months_of_the_drawing_hold_everything_and_today(acting):
    found = acting.engine.actions()
    first, last = span(found, date(2028, 3, 5))
    assert (first, last) == (date(2026, 8, 1), date(2028, 4, 1))
