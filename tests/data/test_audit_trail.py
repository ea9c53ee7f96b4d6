"""Nobody changes, adds or takes away an entry of the audit trail unseen."""

import sqlite3
from contextlib import closing
from datetime import date

import pytest

from data import doctor
from data.store import Store

DOINGS = {
    "changed": "UPDATE audit SET detail = '{}' WHERE audit_id = 3",
    "renamed": "UPDATE audit SET written_by = 'somebody else' WHERE audit_id = 3",
    "taken out": "DELETE FROM audit WHERE audit_id = 3",
    "swapped": "UPDATE audit SET at_ts = (SELECT max(at_ts) FROM audit) || 'Z' WHERE audit_id = 3",
    "hashed anew without a key to what follows": "UPDATE audit SET action = 'x', chain = hex(randomblob(32)) WHERE audit_id = 3",
}


@pytest.fixture
def store(home):
    store = Store(home)
    for day in range(1, 7):
        store.add_event(date(2026, 3, day), "New triage desk", "unit", "ED")
    return store


def write(store, statement, *values):
    with closing(sqlite3.connect(store.path)) as con:
        con.execute(statement, values)
        con.commit()


def found(home):
    return next(row for row in doctor.examine(home) if row["check"] == "audit trail")


def test_a_trail_that_nobody_touched_is_whole(home, store):
    assert store.audit_break() is None
    assert found(home)["found"] == "6 entries, unbroken"


@pytest.mark.parametrize("how", DOINGS)
def test_an_entry_that_was_meddled_with_is_named(home, store, how):
    write(store, DOINGS[how])
    assert store.audit_break() == 3
    assert found(home)["state"] == "fail"
    assert found(home)["found"].startswith("entry 3 was changed")


def test_an_entry_that_was_slipped_in_is_found(store):
    write(store, "INSERT INTO audit VALUES (7, '2026-03-09', 'target set', '{}', 'me', '')")
    assert store.audit_break() == 7


def test_the_newest_entries_cannot_go_once_a_data_load_noted_them(store):
    noted = store.audit_head()
    write(store, "DELETE FROM audit WHERE audit_id > 4")
    assert store.audit_break() is None
    assert store.audit_break([noted]) == 5


def test_entries_from_before_there_were_hashes_are_taken_as_they_are(home, store):
    write(store, "UPDATE audit SET chain = '' WHERE audit_id < 7")
    store.add_event(date(2026, 3, 8), "New triage desk", "unit", "ED")
    assert store.audit_break() is None
    write(store, "UPDATE audit SET detail = '{}' WHERE audit_id = 7")
    assert store.audit_break() == 7
