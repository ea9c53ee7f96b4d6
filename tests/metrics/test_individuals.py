"""Clinicians beside each other: codes that lead nowhere, names where they were loaded, and enough to judge by."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from data.settings import Settings
from metrics.catalogue import KPIS, prove
from metrics.individuals import MOST, coded, told
from metrics.kpi import CatalogueError
from metrics.permits import NotPermitted
from metrics.question import Access, Question, QuestionError
from tests.metrics.town import load, opened, place
from tests.network import SYSTEM
from tests.world import blank

MISSED = "amb_no_show_rate"
YEAR = Question((MISSED,), since=date(2025, 1, 1), until=date(2026, 1, 1))
CHIEF = Access(sees_individuals=True, role="chief")
# By clinician: how many of how many appointments of a year were missed.
PANEL = {"d1": (20, 120), "d2": (18, 110), "d3": (17, 100), "d4": (9, 60), "d5": (60, 120), "d6": (4, 40)}
NOBODY = (5, 60)


def key(name: str) -> str:
    return f"{name}{'0' * 30}"


def book(con) -> None:
    for name, (missed, every) in {**PANEL, "": NOBODY}.items():
        con.execute(
            "INSERT INTO appointment BY NAME SELECT $d || '-' || i AS appointment_id, 'P' || i AS patient_id, 'A' AS "
            "facility_id, 'A-x' AS unit_id, nullif($key, '') AS provider_id, 'visit' AS visit_type, 'return' AS "
            "new_or_return, 'in_person' AS modality, TIMESTAMPTZ '2025-01-06 15:00+00' + INTERVAL (i * 350 // $n) DAY AS "
            "scheduled_start_ts, 20 AS scheduled_minutes, CASE WHEN i < $missed THEN 'no_show' ELSE 'completed' END AS "
            f"status, false AS is_walk_in, false AS is_overbook, {SYSTEM} FROM range($n) AS v(i)",
            {"d": name, "key": key(name) if name else "", "n": every, "missed": missed},
        )


def named(*names: tuple[str, str]):
    def fill(con) -> None:
        for name, called in names:
            con.execute(
                "INSERT INTO provider BY NAME SELECT $key AS provider_id, $called AS provider_name, true AS "
                f"is_independent_practitioner, true AS is_active, {SYSTEM}",
                {"key": key(name), "called": called},
            )

    return fill


def clinic(settings, *more, profile: str = "internal"):
    load(settings, lambda con: place(con, "A", "x", profile), book, *more, kpis=(MISSED,))
    return opened(settings)


@pytest.fixture(scope="module")
def plain(tmp_path_factory):
    home = tmp_path_factory.mktemp("clinic")
    return clinic(Settings(home=home, key_file=Path("/nonexistent/key"), market="us_hospital"))


def test_clinicians_stand_in_a_funnel_under_codes_that_hold_nothing_of_their_key(plain):
    found = plain.individuals(YEAR, CHIEF)
    codes = coded([key(name) for name in PANEL])
    assert found.is_funnel
    assert found.is_of_individuals
    assert {one.group for one in found.members} == {*codes.values()} == {one.label for one in found.members}
    far = [one for one in found.members if one.state == "special"]
    assert [(one.group, one.value, one.side) for one in far] == [(codes[key("d5")], 50.0, "high")]
    assert key("d1") not in repr(found)
    assert all(len(code) == 6 for code in codes.values())


def test_appointments_without_a_clinician_are_nobodys(plain):
    found = plain.individuals(YEAR, CHIEF)
    assert sum(one.n or 0 for one in found.members) == sum(n for _, n in PANEL.values()) - PANEL["d6"][1]


def test_one_person_is_told_of_where_there_is_enough_to_judge_by_or_not_at_all(plain):
    engine, code = plain, coded([key(name) for name in PANEL])[key("d6")]
    few = next(one for one in engine.individuals(YEAR, CHIEF).members if one.group == code)
    assert (few.value, few.n, few.interval, few.hidden) == (None, None, None, "n<50")


def test_a_facility_that_hides_small_numbers_hides_those_of_clinicians(fresh):
    found = clinic(fresh(), profile="cms").individuals(YEAR, CHIEF)
    small = {coded([key(name) for name in PANEL])[key(name)] for name in ("d4", "d6")}
    assert {one.group for one in found.members if one.hidden} >= small
    assert all(one.n % 5 == 0 for one in found.members if one.n is not None)


def test_who_has_a_name_is_told_by_it_and_two_of_one_name_by_their_codes_too(fresh):
    engine = clinic(fresh(), named(("d1", "Ann Early"), ("d2", "Bo Late"), ("d3", "Bo Late")))
    codes = coded([key(name) for name in PANEL])
    found = engine.individuals(YEAR, CHIEF)
    labels = [one.label for one in found.members if one.value is not None]
    both = [f"Bo Late ({codes[key(name)]})" for name in ("d2", "d3")]
    assert labels == sorted(["Ann Early", *both, codes[key("d4")], codes[key("d5")]], key=str.casefold)


def test_nobody_sees_them_unasked_and_the_refusal_says_how(plain):
    engine = plain
    with pytest.raises(NotPermitted, match="its settings do not say `see_individual = true`"):
        engine.individuals(YEAR)
    with pytest.raises(NotPermitted, match="visits, stays and operations"):
        engine.individuals(YEAR, replace(CHIEF, classes=("finance",)))
    engine.individuals(YEAR, CHIEF)
    with pytest.raises(NotPermitted):
        engine.individuals(YEAR, replace(CHIEF, sees_individuals=False))


def test_a_kpi_behind_which_no_clinician_stands_says_so(fresh):
    settings = fresh()
    load(settings, lambda con: place(con, "A", "x", "internal"), book, kpis=("portal_activation_pct",))
    with pytest.raises(QuestionError):
        opened(settings).individuals(Question(("portal_activation_pct",)), CHIEF)


def test_of_many_those_who_stand_out_and_the_largest_are_shown(plain):
    found = plain.individuals(YEAR, CHIEF)
    usual = next(one for one in found.members if one.state == "usual")
    odd = next(one for one in found.members if one.state == "special")
    many = [replace(usual, group=f"k{i}", n=1000 + i) for i in range(MOST + 20)]
    crowd = replace(found, members=(*many, replace(odd, group="odd", n=60)))
    shown = told(crowd, {one.group: one.group for one in crowd.members})
    groups = {one.group for one in shown.members}
    assert len(groups) == MOST
    assert {"odd", f"k{MOST + 19}"} <= groups
    assert "k0" not in groups
    assert (
        shown.notes[-1]
        == f"Shown are {MOST} of {MOST + 21}: who stands out, and who has most behind the figure."
    )


def test_codes_that_are_alike_grow_until_they_differ():
    keys = [f"k{i}" for i in range(70_000)]
    codes = coded(keys)
    assert len({*codes.values()}) == len(keys)
    assert coded(keys[:2]) == {name: codes[name][:6] for name in keys[:2]}


def test_a_column_that_tells_no_clinician_is_no_individual():
    for column in ("service", "room_id", "provider_id"):
        kpi = replace(KPIS["or_turnover_median"], individual=column)
        with pytest.raises(CatalogueError, match=f"`individual` names {column}"):
            prove(blank(), [kpi])
    kpi = replace(KPIS["or_turnover_median"], by=("surgeon_id",))
    with pytest.raises(CatalogueError, match="identifies a person"):
        prove(blank(), [kpi])


def test_the_window_of_the_question_is_kept(plain):
    asked = Question((MISSED,), since=date(2025, 7, 1), until=date(2025, 10, 1))
    found = plain.individuals(asked, CHIEF)
    assert (found.since, found.until) == (asked.since, asked.until)


def test_who_was_rated_by_fewer_than_thirty_patients_is_not_told_however_much_they_answered(fresh):
    """Thirty surveys of two questions for one clinician, twenty-nine of two for the other."""

    def answered(con) -> None:
        con.execute(
            "INSERT INTO survey_item BY NAME SELECT 'cgcahps' AS survey_type, '3.1' AS version, item AS item_code, "
            f"'nsua4' AS scale, ['4'] AS top_box_values, true AS applies_to_all, {SYSTEM} FROM (VALUES ('a'), ('b')) t(item)"
        )
        for name, n in (("d1", 30), ("d2", 29), ("d3", 40)):
            con.execute(
                "INSERT INTO encounter BY NAME SELECT $d || i AS encounter_id, 'p' AS patient_id, 'A' AS facility_id, "
                "'outpatient' AS encounter_class, 'finished' AS status, now() AS start_ts, now() AS admit_ts, "
                f"false AS is_planned_admission, false AS is_newborn, $key AS attending_provider_id, {SYSTEM} FROM range($n) v(i)",
                {"d": name, "n": n, "key": key(name)},
            )
            con.execute(
                "INSERT INTO survey_response BY NAME SELECT 'R' || $d || i AS response_id, $d || i AS encounter_id, 'A' AS "
                "facility_id, 'cgcahps' AS survey_type, '3.1' AS version, DATE '2025-05-06' AS event_date, "
                f"true AS is_complete, {SYSTEM} FROM range($n) v(i)",
                {"d": name, "n": n},
            )
        con.execute(
            "INSERT INTO survey_answer BY NAME SELECT response_id, item AS item_code, '4' AS raw_value, true AS "
            f"is_applicable, {SYSTEM} FROM survey_response, (VALUES ('a'), ('b')) t(item)"
        )

    settings = fresh()
    load(settings, lambda con: place(con, "A", "x", "internal"), answered, kpis=("cgcahps_top_box_pct",))
    found = opened(settings).individuals(replace(YEAR, kpis=("cgcahps_top_box_pct",)), CHIEF)
    codes = coded([key(name) for name in ("d1", "d2", "d3")])
    told_of = {one.group: (one.n, one.hidden) for one in found.members}
    assert told_of == {
        codes[key("d1")]: (60, ""), codes[key("d2")]: (None, "n<30"), codes[key("d3")]: (80, ""),
    }  # fmt: skip
