"""What resources become: references resolved, errors and deletions taken away, emergency times put together."""

from __future__ import annotations

import json
from typing import Any

import pytest

from data.settings import Settings
from tests.pipelines.fhir import bundle, encounter, lines, said, visits
from tests.pipelines.site import Site, outcome


def test_references_find_their_resource_however_they_are_written(fhir: Site) -> None:
    ways = [
        {"reference": "Patient/P1"},
        {"reference": "https://fhir.example/r4/Patient/P1"},
        {"reference": "Patient/P1/_history/3"},
        {"reference": "Patient?identifier=https://ids.example|P1"},
        {"reference": "urn:uuid:0c3151bd-1cbf-4d64-b04d-cd9187a4c6e0"},
        {"type": "Patient", "identifier": {"system": "https://ids.example", "value": "P1"}},
    ]
    patient = {"resourceType": "Patient", "id": "P1", "gender": "female", "birthDate": "1980-05"}
    found = bundle(patient, *(encounter(n, subject=way) for n, way in enumerate(ways)))
    found["entry"][0]["fullUrl"] = "urn:uuid:0c3151bd-1cbf-4d64-b04d-cd9187a4c6e0"
    fhir.load(fhir.file("all.json", json.dumps(found)))
    assert fhir.ask("SELECT count(*), count(DISTINCT patient_id) FROM live.encounter SEMI JOIN live.patient USING (patient_id)") == [(6, 1)]  # fmt: skip
    assert fhir.ask(
        "SELECT birth_date::VARCHAR, birth_date_precision, patient_id = 'P1' FROM live.patient"
    ) == [("1980-05-01", "month", False)]


def test_a_resource_without_an_id_is_known_by_the_name_its_bundle_gives(fhir: Site) -> None:
    named = encounter(1)
    del named["id"]
    found = bundle(named)
    found["entry"][0]["fullUrl"] = "urn:uuid:11111111-2222-3333-4444-555555555555"
    assert outcome(visits(fhir.load(fhir.file("all.json", json.dumps(found))))) == (1, 0, 0, 0, 0)


def test_entered_in_error_and_deleted_resources_take_their_rows_away(fhir: Site) -> None:
    fhir.load(
        fhir.file(
            "one.ndjson",
            lines(*(encounter(n, meta={"lastUpdated": "2024-01-06T00:00:00Z"}) for n in range(4))),
        )
    )
    wrong = encounter(1, status="entered-in-error", meta={"lastUpdated": "2024-01-07T00:00:00Z"})
    late = encounter(2, status="cancelled", meta={"lastUpdated": "2024-01-05T00:00:00Z"})
    gone = {"request": {"method": "DELETE", "url": "Encounter/E3"}}
    fhir.load(fhir.file("two.ndjson", lines(wrong, late)))
    assert fhir.ask("SELECT count(*), count(*) FILTER (status = 'finished') FROM live.encounter") == [(3, 3)]
    fhir.load(
        fhir.file("deleted.ndjson", lines({"resourceType": "Bundle", "type": "transaction", "entry": [gone]}))
    )
    assert fhir.ask("SELECT count(*) FROM live.encounter") == [(2,)]


def test_resources_that_nobody_reads_are_counted_and_the_files_of_them_skipped(fhir: Site) -> None:
    shot = {"resourceType": "Immunization", "id": "I1"}
    found = fhir.load(
        fhir.file("all.json", json.dumps(bundle(encounter(1), shot, shot))),
        fhir.file("shots.ndjson", lines(shot)),
    )
    assert [row["reason"] for row in found if row["status"] == "skipped"] == ["No KPI reads these resources."]
    assert fhir.ask("SELECT condition, rows_ignored FROM load_ignored WHERE condition = 'Immunization'") == [
        ("Immunization", 2)
    ]


def test_the_emergency_clock_runs_from_place_to_place_and_triage_belongs_to_its_visit(fhir: Site) -> None:
    def place(unit: str, start: str, end: str) -> dict[str, Any]:
        return {"location": {"reference": f"Location/{unit}"},
                "period": {"start": f"2024-01-05T{start}:00Z", "end": f"2024-01-05T{end}:00Z"}}  # fmt: skip

    def visit(number: int, code: str, start: str, end: str, *places: dict[str, Any]) -> dict[str, Any]:
        spent = {"start": f"2024-01-05T{start}:00Z", "end": f"2024-01-05T{end}:00Z"}
        return encounter(number, type=[{"coding": [{"code": code}]}], period=spent, location=list(places))

    order = {
        "resourceType": "ServiceRequest", "id": "S", "status": "completed", "intent": "order",
        "code": {"coding": [{"code": "19712007"}]}, "subject": {"reference": "Patient/P1"},
        "authoredOn": "2024-01-05T10:30:00Z",
    }  # fmt: skip
    claim = {
        "resourceType": "Claim", "id": "C", "status": "active", "use": "claim",
        "diagnosis": [{"sequence": 1, "type": [{"coding": [{"code": "principal"}]}],
                       "diagnosisReference": {"reference": "Condition/D"}}],
        "item": [{"sequence": 1, "encounter": [{"reference": "Encounter/E1"}]}],
    }  # fmt: skip
    sick = {"resourceType": "Condition", "id": "D", "code": {"coding": [{"system": "http://hl7.org/fhir/sid/icd-10-cm", "code": "F32.2"}]}}  # fmt: skip
    found = bundle(
        visit(1, "4525004", "10:00", "12:00", place("ROOM", "10:45", "12:00"), place("ED", "09:50", "12:10")),
        visit(2, "225390008", "09:30", "09:40", place("ED", "09:30", "09:40")),
        visit(3, "448951000124107", "10:50", "11:50"),
        visit(4, "225390008", "18:00", "18:20"),
        order, claim, sick,
    )  # fmt: skip
    fhir.load(fhir.file("all.json", json.dumps(found)))
    seen = fhir.ask(
        "SELECT strftime(arrival_ts, '%H:%M'), strftime(roomed_ts, '%H:%M'), strftime(departure_ts, '%H:%M'), "
        "strftime(triage_ts, '%H:%M'), strftime(decision_to_transfer_ts, '%H:%M'), had_observation, mental_health_flag "
        "FROM live.ed_visit ORDER BY arrival_ts"
    )
    assert seen == [
        ("09:30", "10:45", "12:10", "09:30", "10:30", True, True),
        ("18:00", None, "18:20", None, None, False, False),
    ]


def test_names_leave_neither_rows_nor_the_kept_copy(fhir: Site, home: Settings) -> None:
    who = {
        "resourceType": "Patient",
        "id": "P1",
        "gender": "male",
        "name": [{"family": "Sample"}],
        "birthDate": "1980-01-01",
    }
    broken = who | {"birthDate": "1980-13-01", "id": "P2"}
    fhir.load(
        fhir.file("Patient.ndjson", lines(who, broken)),
        fhir.file("one.json", json.dumps(bundle(who, encounter(1)))),
    )
    for kept in (*home.landed.iterdir(), *home.refused.iterdir()):
        assert "Sample" not in kept.read_text()
    assert json.loads(next(home.landed.glob("*one.json")).read_text())["entry"][1]["resource"]["id"] == "E1"


@pytest.mark.parametrize(
    ("feeds", "sentence"),
    [
        (
            '[[feed]]\nname = "encounters"\n[feed.columns]\nservice = { from = "type[code" }',
            "a bracket is not closed",
        ),
        (
            '[[feed]]\nname = "encounters"\n[feed.columns]\nservice = { from = "each.type" }',
            "say with `explode`",
        ),
        (
            '[[feed]]\nname = "encounters"\n[feed.columns]\nservice = { from = "first name" }',
            "a point is expected",
        ),
    ],
)
def test_a_path_that_is_none_stops_the_profile(fhir: Site, feeds: str, sentence: str) -> None:
    from pipelines.profile import read_profile
    from pipelines.refusal import ProfileError

    said(fhir, feeds=feeds)
    with pytest.raises(ProfileError, match=sentence):
        read_profile(fhir.profile)
