"""One visit of a list tells its steps in order and nothing of who it is, to who may see them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from metrics import visit
from metrics.catalogue import KPIS
from metrics.permits import NotPermitted
from metrics.question import Access, Question, QuestionError
from tests.metrics.asked import OF_VISITS
from tests.world import World

LIST = Question(("ed_lwbs_rate",), scope_type="facility", scope_id="CITY", since=date(2026, 1, 1))
STAY = {
    "ed_visit": """
        encounter_id | inpatient_encounter_id | facility_id | unit_id | arrival_ts       | triage_ts        | departure_ts
        E            | I                      | F           | ED      | 2026-01-05 09:00 | 2026-01-05 09:10 | 2026-01-05 13:00
        OTHER        |                        | F           | ED      | 2026-01-05 09:01 |                  | 2026-01-05 10:00
    """,
    "encounter": """
        encounter_id | facility_id | unit_id | encounter_class | admit_ts         | discharge_ts
        E            | F           | ED      | ed              | 2026-01-05 09:00 | 2026-01-05 13:00
        I            | F           | W       | inpatient       | 2026-01-05 12:30 | 2026-01-07 10:00
        OTHER        | F           | ED      | ed              | 2026-01-05 09:01 | 2026-01-05 10:00
    """,
    "encounter_location": """
        stay_id | encounter_id | unit_id | in_ts            | out_ts
        s1      | I            | W       | 2026-01-05 13:00 | 2026-01-06 08:00
        s2      | I            | W       | 2026-01-06 08:00 | 2026-01-06 12:00
        s3      | I            | X       | 2026-01-06 12:00 | 2026-01-07 10:00
    """,
    "procedure_case": """
        case_id | encounter_id | facility_id | unit_id | room_id | patient_in_ts    | patient_out_ts
        c       | I            | F           | OR      | R       | 2026-01-06 08:30 | 2026-01-06 10:00
    """,
    "patient_order": """
        order_id | patient_id | encounter_id | order_type        | ordered_ts
        o        | p          | E            | decision_to_admit | 2026-01-05 11:00
    """,
}  # fmt: skip


def rows_of(domain: str, key: str):
    con = World(STAY, needed=()).con
    found = con.execute(visit.statement(domain), {"key": key})
    names = [column[0] for column in found.description]
    return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


@pytest.mark.parametrize(
    ("domain", "key"), [("encounter", "E"), ("encounter", "I"), ("stay", "s3"), ("case", "c")]
)
def test_a_visit_is_whole_from_the_door_to_the_way_home_whichever_record_leads_to_it(domain, key):
    told = [(visit._words(row), row["unit_id"]) for row in visit._moves(rows_of(domain, key))]
    assert told == [
        ("Arrived in the emergency department", "ED"), ("Triage", "ED"), ("Ordered: Decision to admit", None),
        ("Admitted", None), ("Left the emergency department", "ED"), ("Came to the unit", "W"),
        ("Into the operating room", "OR"), ("Out of the operating room", "OR"), ("Came to the unit", "X"),
        ("Discharged", None),
    ]  # fmt: skip


def test_its_clock_is_that_of_the_facility():
    first = rows_of("encounter", "E")[0]
    assert str(first["local_ts"]) == "2026-01-05 09:00:00"


def test_the_steps_of_a_listed_record_begin_at_nought_and_name_no_key(engine):
    found = engine.records(LIST)
    shown = engine.visit(found, found.rows[0].label)
    assert shown.steps[0].words == "Arrived in the emergency department"
    assert [step.at_seconds for step in shown.steps] == sorted(step.at_seconds for step in shown.steps)
    assert shown.steps[0].at_seconds == 0
    assert shown.day == found.rows[0].day
    key = found.keys[shown.mark]
    assert key not in repr(shown)
    assert key not in repr(found)


def test_only_what_a_list_shows_can_be_opened(engine):
    found = engine.records(LIST)
    for name in ("", "AAAAAA", next(iter(found.keys.values()))):
        with pytest.raises(QuestionError, match="No visit can be shown"):
            engine.visit(found, name)


def test_a_list_that_tells_no_days_leads_to_no_visit(engine):
    found = engine.records(replace(LIST, scope_id="TOWN", kpis=("ed_visits_count",)))
    assert found.is_coarse
    assert not found.keys


def test_a_role_sees_the_steps_of_its_units_and_none_without_the_right(engine):
    found = engine.records(LIST)
    name = next(row.label for row in found.rows if row.place == "ED A")
    whole, ward = engine.visit(found, name), engine.visit(found, name, Access(units=("CITY-A",), role="ward"))
    assert ward.n_unseen == len(whole.steps) - len(ward.steps)
    assert {step.place for step in ward.steps} == {"ED A, city"}
    with pytest.raises(QuestionError, match="No step of this visit"):
        engine.visit(found, name, Access(units=("CITY-B",), role="other"))
    with pytest.raises(NotPermitted, match="visits, stays and operations"):
        engine.visit(found, name, Access(classes=("revenue",), role="books"))


def test_visits_stand_behind_visits_stays_operations_and_claims():
    for kpi_id in OF_VISITS:
        assert visit.can_show(KPIS[kpi_id], Access()), kpi_id
    assert not visit.can_show(KPIS["rtt_within_18w_pct"], Access())
    assert not visit.can_show(KPIS["ed_lwbs_rate"], Access(classes=("revenue",)))


def test_every_instant_is_a_column_of_its_table():
    for source in visit.SOURCES:
        assert {name for name, _ in source.stamps} <= set(visit.LOADED[source.table].names), source.table
