"""What people promise, say and save comes back as it was written, and every change is audited."""

from __future__ import annotations

from datetime import date

import pytest

from data.settings import Settings
from data.store import Baseline, Store, StoreError

SAID = {
    "title": "Second triage nurse from 18 to 23 h", "kpi_id": "ed_lwbs_rate", "scope_type": "unit", "scope_id": "H1-ED",
    "grain": "month", "aim": 3.0, "aim_by": date(2027, 4, 30), "cause": "One nurse for 90 arrivals.", "idea": None,
    "owner": "ED matron", "due": date(2026, 12, 15), "started": None,
}  # fmt: skip
BASELINE = Baseline(7, date(2026, 9, 1), 4.8, 2.4, 1.9, 4.6)


@pytest.fixture
def store(tmp_path) -> Store:
    return Store(Settings(home=tmp_path)).signed("anna")


def test_an_action_comes_back_with_where_its_indicator_stood(store):
    number = store.add_action(SAID, BASELINE)
    row = store.actions()[0]
    assert {name: row[name] for name in SAID} == SAID | {"idea": ""}
    assert (row["action_id"], row["stage"], row["step"], row["written_by"]) == (
        number,
        "todo",
        "plan",
        "anna",
    )
    assert (row["baseline_period"], row["baseline_value"], row["load_id"]) == (date(2026, 9, 1), 4.8, 7)
    assert (row["baseline_mean"], row["baseline_lower"], row["baseline_upper"]) == (2.4, 1.9, 4.6)


def test_an_action_that_has_begun_is_being_done(store):
    store.add_action(SAID | {"started": date(2026, 11, 2)}, BASELINE)
    assert (store.actions()[0]["stage"], store.actions()[0]["step"]) == ("doing", "do")


def test_those_that_are_due_first_come_first(store):
    for day in (20, 3, 11):
        store.add_action(SAID | {"due": date(2026, 12, day)}, BASELINE)
    assert [row["due"].day for row in store.actions()] == [3, 11, 20]


def test_a_change_remembers_what_was_there_before_and_by_whom(store):
    number = store.add_action(SAID, BASELINE)
    assert store.signed("ben").change_action(
        number, {"stage": "doing", "started": date(2026, 11, 2)}, "Nurse found."
    )
    row, change = store.actions()[0], store.action_changes(number)[0]
    assert (row["stage"], row["started"]) == ("doing", date(2026, 11, 2))
    assert change["changed"] == {"stage": ["todo", "doing"], "started": [None, "2026-11-02"]}
    assert (change["written_by"], change["note"]) == ("ben", "Nurse found.")


def test_what_is_not_different_is_not_a_change(store):
    number = store.add_action(SAID, BASELINE)
    before = store.version()
    assert not store.change_action(number, {"owner": "ED matron", "due": date(2026, 12, 15)})
    assert (store.version(), store.action_changes(number)) == (before, [])
    assert store.change_action(number, {}, "Asked again.")


@pytest.mark.parametrize(
    "changes", [{"stage": "lost"}, {"step": "rest"}, {"kpi_id": "nps"}, {"baseline_value": 1.0}]
)
def test_only_what_may_change_changes(store, changes):
    number = store.add_action(SAID, BASELINE)
    with pytest.raises(StoreError):
        store.change_action(number, changes)
    with pytest.raises(StoreError):
        store.change_action(number + 1, {"stage": "done"})


def test_a_comment_is_pinned_to_the_data_it_saw_until_it_is_withdrawn(store):
    store.add_comment(
        "Flu week.", "ed_lwbs_rate", ("unit", "H1-ED"), 7, date(2026, 9, 1), "month", "?unit_id=H1-ED"
    )
    row = store.comments("ed_lwbs_rate")[0]
    assert (row["words"], row["load_id"], row["period"], row["query"], row["written_by"]) == (
        "Flu week.", 7, date(2026, 9, 1), "?unit_id=H1-ED", "anna",
    )  # fmt: skip
    assert store.comments("nps") == []
    assert store.withdraw_comment(row["comment_id"])
    assert not store.withdraw_comment(row["comment_id"])
    assert store.comments("ed_lwbs_rate") == []


def test_a_view_has_one_name_and_can_be_deleted(store):
    store.save_view("ED nights", "/access?unit_id=H1-ED")
    with pytest.raises(StoreError, match="delete it first"):
        store.save_view("ed nights", "/flow")
    assert [(row["name"], row["address"]) for row in store.views()] == [
        ("ED nights", "/access?unit_id=H1-ED")
    ]
    assert store.delete_view("ED nights")
    assert not store.delete_view("ED nights")


def test_everything_is_audited_without_a_word_of_it(store):
    number = store.add_action(SAID, BASELINE)
    store.change_action(number, {"cause": "Somebody left."}, "Jane Doe was there.")
    store.add_comment("Jane Doe waited.", "nps", ("network", "*"), 7)
    store.save_view("Jane", "/")
    trail = store.audit()
    assert [row["action"] for row in trail] == [
        "view saved",
        "comment added",
        "action changed",
        "action added",
    ]
    assert not [row for row in trail if "Jane" in row["detail"] or "Somebody" in row["detail"]]
