"""Targets, events and benchmarks: checked by the same rules on a screen and in a table, and audited with a name."""

import sqlite3
from datetime import date

import pytest

from data.store import RowError, Store, StoreError

TARGET = {
    "kpi_id": "alos_days",
    "valid_from": "2026-01-01",
    "valid_to": "2026-12-31",
    "target": "5",
    "source": "Board",
}
EVENT = {"event_date": "2026-03-01", "sentence": "New triage desk"}
BENCHMARK = {"kpi_id": "alos_days", "source": "CMS", "year": "2024", "value": "4.5", "confidence": "medium"}


@pytest.mark.parametrize(
    ("change", "column"),
    [
        ({"to_target": "4", "valid_to": ""}, "valid_to"),
        ({"to_target": "4", "upper_target": "6"}, "to_target"),
        ({"upper_target": "4"}, "upper_target"),
        ({"to_target": "soon"}, "to_target"),
    ],
)
def test_a_trajectory_needs_an_end_and_a_band_has_none(home, change, column):
    with pytest.raises(RowError) as refused:
        Store(home).set_target(TARGET | change)
    assert refused.value.column == column
    assert Store(home).targets() == []


def test_a_target_is_changed_moved_and_withdrawn_and_each_step_is_audited_with_a_name(home):
    store = Store(home).signed("a.lead")
    store.set_target(TARGET | {"to_target": "4"})
    store.set_target(TARGET | {"valid_from": "2026-02-01"}, replaces=date(2026, 1, 1))
    assert [(row["valid_from"], row["to_target"]) for row in store.targets()] == [(date(2026, 2, 1), None)]
    assert store.withdraw_target("alos_days", "network", "*", date(2026, 2, 1))
    assert not store.withdraw_target("alos_days", "network", "*", date(2026, 2, 1))
    trail = [(row["action"], row["written_by"]) for row in store.audit()]
    assert trail == [(action, "a.lead") for action in ("target withdrawn", "target set", "target set")]
    assert store.version() == 3


def test_events_come_from_a_table_once_all_or_none(home):
    store = Store(home)
    rows = [EVENT, {**EVENT, "kpi_id": "alos_days", "scope_type": "unit", "scope_id": "ED"}]
    assert store.import_events(rows, "events.csv", ["alos_days"]) == 2
    assert store.import_events([*rows, EVENT], "events.csv", ["alos_days"]) == 0
    with pytest.raises(StoreError, match="line 3, column event_date"):
        store.import_events([EVENT | {"sentence": "Strike"}, EVENT | {"event_date": "March"}], "events.csv")
    assert [row["sentence"] for row in store.events()] == ["New triage desk"] * 2


def test_a_withdrawn_event_keeps_its_number_to_itself(home):
    store = Store(home)
    store.add_event(date(2026, 3, 1), "New triage desk")
    number = store.events()[0]["event_id"]
    assert store.withdraw_event(number)
    assert not store.withdraw_event(number)
    store.add_event(date(2026, 3, 2), "Strike")
    assert store.events()[0]["event_id"] != number


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"year": "24"}, "line 2, column year"),
        ({"value": ""}, "line 2, column value: is empty"),
        ({"confidence": "sure"}, "must be verified, high, medium or low"),
        ({"p25": "5", "p75": "4"}, "column p75: lies below p25"),
        ({"kpi_id": "alos"}, "there is no such KPI"),
    ],
)
def test_a_bad_benchmark_is_named(home, change, sentence):
    with pytest.raises(StoreError, match=sentence):
        Store(home).import_benchmarks([BENCHMARK | change], "b.csv", ["alos_days"])


def test_a_benchmark_is_known_by_source_and_year(home):
    store = Store(home)
    assert store.import_benchmarks([BENCHMARK], "b.csv") == 1
    store.set_benchmark(BENCHMARK | {"value": "4.4"})
    store.set_benchmark(BENCHMARK | {"year": "2023"})
    assert [(row["year"], row["value"]) for row in store.benchmarks("alos_days")] == [
        (2024, 4.4),
        (2023, 4.5),
    ]
    assert store.withdraw_benchmark("alos_days", "CMS", 2023)
    assert not store.withdraw_benchmark("alos_days", "CMS", 2023)
    assert store.benchmarks("other") == []


def test_a_store_of_an_older_version_gets_its_new_columns(home):
    home.make_home()
    with sqlite3.connect(home.store_path) as con:
        con.execute(
            "CREATE TABLE target (kpi_id TEXT, scope_type TEXT, scope_id TEXT, valid_from TEXT, valid_to TEXT, "
            "target REAL, upper_target REAL, source TEXT, PRIMARY KEY (kpi_id, scope_type, scope_id, valid_from))"
        )
        con.execute(
            "INSERT INTO target VALUES ('alos_days', 'network', '*', '2026-01-01', NULL, 5, NULL, 'Board')"
        )
        con.execute("CREATE TABLE audit (audit_id INTEGER PRIMARY KEY, at_ts TEXT, action TEXT, detail TEXT)")
        con.execute("INSERT INTO audit VALUES (1, '2026-01-01', 'targets imported', '{}')")
    con.close()
    store = Store(home)
    assert store.targets()[0]["to_target"] is None
    assert store.audit()[0]["written_by"] == ""
    assert Store(home).version() == 1


def test_all_processes_of_a_home_share_a_secret_that_others_cannot_read(home):
    assert Store(home).secret("forms") == Store(home).secret("forms") != Store(home).secret("other")
    assert Store(home).path.stat().st_mode & 0o077 == 0
