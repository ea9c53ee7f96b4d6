"""Targets are imported all or none; the run log closes what died; a slot has one winner."""

from datetime import UTC, date, datetime, timedelta

import pytest

from data.store import Store, TargetError

ROW = {"kpi_id": "alos_days", "scope_type": "", "scope_id": "", "valid_from": "2026-01-01", "target": "4.8"}
NOW = datetime(2026, 11, 24, 5, 0, tzinfo=UTC)


def test_a_target_without_a_scope_is_the_networks(home):
    store = Store(home)
    assert store.import_targets([ROW], "board.csv") == 1
    assert store.targets() == [
        {
            "kpi_id": "alos_days", "scope_type": "network", "scope_id": "*", "valid_from": date(2026, 1, 1),
            "valid_to": None, "target": 4.8, "to_target": None, "upper_target": None, "source": "board.csv",
        }
    ]  # fmt: skip


def test_importing_the_same_file_twice_changes_nothing(home):
    store = Store(home)
    store.import_targets([ROW], "board.csv")
    assert store.import_targets([ROW], "board.csv") == 0
    assert store.import_targets([{**ROW, "target": "5"}], "board.csv") == 1
    assert [row["target"] for row in store.targets()] == [5.0]


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"target": "four"}, "line 3, column target: must be a number"),
        ({"target": "nan"}, "line 3, column target: must be a finite number"),
        ({"target": ""}, "line 3, column target: is empty"),
        ({"valid_from": "1.1.2026"}, "line 3, column valid_from: must be a date"),
        ({"valid_to": "2025-12-31"}, "line 3, column valid_to: lies before"),
        ({"scope_type": "ward"}, "line 3, column scope_type"),
        ({"scope_type": "unit"}, "line 3, column scope_id"),
        ({"kpi_id": "alos"}, "line 3, column kpi_id: there is no such KPI"),
    ],
)
def test_one_bad_line_is_named_and_nothing_is_imported(home, change, sentence):
    store = Store(home)
    with pytest.raises(TargetError, match=sentence):
        store.import_targets([ROW, {**ROW, **change}], "board.csv", ["alos_days"])
    assert store.targets() == []


def test_an_import_and_an_event_leave_a_trace(home):
    store = Store(home)
    store.import_targets([ROW], "board.csv")
    store.add_event(date(2026, 3, 1), "New triage desk", "unit", "ED")
    assert [row["action"] for row in store.audit()] == ["event added", "targets imported"]
    assert store.events()[0]["event_date"] == date(2026, 3, 1)


def test_the_file_is_readable_by_its_owner_only(home):
    assert Store(home).path.stat().st_mode & 0o077 == 0


def test_a_run_that_died_is_closed_by_the_next(home):
    store = Store(home)
    store.log_run("a", "running")
    store.log_run("b", "running", "schedule")
    store.log_run("b", "published", "schedule", 7, "Published as data 7.")
    found = {run["run_id"]: run for run in store.runs()}
    assert found["a"]["state"] == "interrupted"
    assert (found["b"]["state"], found["b"]["load_id"], found["b"]["trigger"]) == ("published", 7, "schedule")
    assert found["b"]["ended_ts"]


def test_a_slot_is_won_once_and_won_anew_when_its_owner_let_it_expire(home):
    store = Store(home)
    assert store.take_slot("nightly", "2026-11-24T05:00", "one", 60, NOW)
    assert not store.take_slot("nightly", "2026-11-24T05:00", "two", 60, NOW)
    assert store.renew_slot("nightly", "2026-11-24T05:00", "one", 60, NOW + timedelta(seconds=50))
    assert not store.take_slot("nightly", "2026-11-24T05:00", "two", 60, NOW + timedelta(seconds=100))
    assert store.take_slot("nightly", "2026-11-24T05:00", "two", 60, NOW + timedelta(seconds=120))
    assert not store.renew_slot("nightly", "2026-11-24T05:00", "one", 60, NOW + timedelta(seconds=121))
    store.end_slot("nightly", "2026-11-24T05:00", "two", "done")
    assert not store.take_slot("nightly", "2026-11-24T05:00", "three", 60, NOW + timedelta(days=1))
