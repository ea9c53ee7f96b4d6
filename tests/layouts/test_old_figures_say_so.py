"""A failed refresh, an overdue load and a feed that lags behind are said on every page, with what still works."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace

import pytest

from data.settings import Settings
from layouts import staleness
from layouts.filters import Filters
from layouts.page import View
from tests.layouts.sample import STAMP, SampleEngine

NOW = datetime(2026, 11, 10, 8, tzinfo=UTC)


class Log:
    """A store with one refresh in its log."""

    def __init__(self, state: str = "published"):
        self.state = state

    def runs(self, limit: int) -> list[dict]:
        return [{"run_id": "r", "state": self.state, "started_ts": "2026-11-09T05:00:00+00:00"}]


def view_of(tmp_path, loaded: str = "2026-11-09T05:12:00+00:00", is_demo: bool = False, **loads) -> View:
    engine = SampleEngine()
    engine.stamp = lambda: replace(STAMP, is_demo=is_demo, loaded_at=loaded)
    given = {**vars(engine.loads()), **loads}
    engine.loads = lambda access=None: SimpleNamespace(**given)
    settings = Settings(home=tmp_path, schedules=({"name": "nightly"},))
    return View(engine, settings, Filters())


def said(view: View, store=None) -> str:
    return " ".join(n.words for n in staleness.notices(view, staleness.Watch(store, lambda: NOW)))


def test_fresh_figures_say_nothing(tmp_path):
    assert said(view_of(tmp_path), Log()) == ""


@pytest.mark.parametrize(("state", "words"), [("failed", "failed"), ("interrupted", "was interrupted")])
def test_a_refresh_that_failed_names_the_load_that_is_still_shown(tmp_path, state, words):
    sentence = said(view_of(tmp_path), Log(state))
    assert f"The refresh of 9 Nov 2026 05:00 UTC {words}" in sentence
    assert "load 7" in sentence


def test_a_load_twice_as_old_as_usual_is_stale_and_demo_data_never_are(tmp_path):
    assert "is 9 days old" in said(view_of(tmp_path, "2026-11-01T05:12:00+00:00"))
    assert said(view_of(tmp_path, "2026-11-01T05:12:00+00:00", is_demo=True)) == ""


def test_the_cadence_is_the_usual_gap_between_loads():
    def runs(*days: int) -> list[dict]:
        return [{"started_ts": f"2026-10-{day:02}T05:00:00Z"} for day in days]

    assert staleness.cadence(runs(1, 8, 15, 23), True) == timedelta(days=7)
    assert staleness.cadence(runs(1, 8), True) == timedelta(days=1)
    assert staleness.cadence(runs(1), False) == timedelta(days=30)
    assert staleness.cadence([{"started_ts": "soon"}], False) == timedelta(days=30)


def test_a_feed_that_lags_behind_is_named_and_its_tiles_carry_a_clock(tmp_path):
    row = {"facility_id": "*", "first_date": date(2024, 1, 1), "row_count": 9000, "usual_gap_days": 1}
    view = view_of(
        tmp_path,
        freshness=(
            row | {"table_name": "v_adt", "last_date": date(2026, 10, 31)},
            row | {"table_name": "v_ed_visit", "last_date": date(2026, 10, 12)},
        ),
    )
    assert "Behind the other data: ed visit (19 days)." in said(view)
    assert "data to 12 Oct 2026" in str(staleness.mark(view, view.kpi("ed_lwbs_rate")))


def test_rare_events_that_did_not_happen_lately_are_not_late(tmp_path):
    row = {"facility_id": "*", "first_date": date(2024, 1, 1), "usual_gap_days": 1}
    view = view_of(
        tmp_path,
        freshness=(
            row | {"table_name": "v_adt", "last_date": date(2026, 10, 31), "row_count": 9000},
            row | {"table_name": "v_infection", "last_date": date(2026, 8, 12), "row_count": 20},
        ),
    )
    assert said(view) == ""


def test_files_that_the_last_load_refused_are_named(tmp_path):
    row = {"batch_id": "b", "file": "claims.csv", "status": "rejected", "reason": "no header"}
    view = view_of(tmp_path, files=(row, row | {"batch_id": "a", "file": "old.csv"}))
    assert said(view) == "1 file of the last load was refused: claims.csv."


def test_a_remembered_answer_is_asked_anew_when_a_refresh_has_ended():
    log = Log()
    watch = staleness.Watch(log, lambda: NOW)
    before = watch.moment()
    assert watch.moment() == before
    later = staleness.Watch(Log("failed"), lambda: NOW)
    assert later.moment() != before


def test_a_store_that_cannot_be_read_does_not_take_the_numbers_with_it(tmp_path):
    class Broken:
        def runs(self, limit: int) -> list[dict]:
            raise OSError("disk")

    assert said(view_of(tmp_path), Broken()) == ""


def test_the_strip_of_every_page_carries_the_notice(site, monkeypatch):
    monkeypatch.setattr(
        "layouts.shell.notices", lambda view, watch: [staleness.Notice("failed", "The refresh failed.")]
    )
    response = site.callback(
        "..rail.children...filters.children...strip.children..",
        [{"id": n, "property": "children"} for n in ("rail", "filters", "strip")],
        [{"id": "url", "property": n, "value": v} for n, v in (("pathname", "/flow"), ("search", ""))],
        [],
    )
    assert "The refresh failed." in response.get_data(as_text=True)


def test_data_of_a_newer_program_are_served_with_what_to_do(site):
    given = {**vars(site.engine.loads()), "unknown": ("v_of_tomorrow",)}
    site.engine.loads = lambda access=None: SimpleNamespace(**given)
    told = site.around("/flow")
    assert "A newer version of Wardboard made these data" in told
    assert "of tomorrow. Update Wardboard, or restore a backup from before." in told
