"""The compiled volumes agree with counting one by one, on the same invented hospitals as the waits and stays."""

from hypothesis import given, settings
from hypothesis import strategies as st

from metrics.catalogue import FAMILY
from tests.oracle.bench import Bench
from tests.oracle.effort import examples
from tests.oracle.test_clinic_visits import clinics
from tests.oracle.test_ed_waits import departments
from tests.oracle.test_flow import hospitals
from tests.oracle.test_theatre_lists import lost_lists
from tests.oracle.volumes import ORACLES

PLACE = st.sampled_from(["", "facility_id", "unit_id"])
GRAIN = st.sampled_from(["day", "week", "month", "quarter", "year"])
DEPARTMENTS, HOSPITALS, BEDS = Bench("v_ed_visit"), Bench("v_discharge"), Bench("v_patient_day")
CLINICS, THEATRES = Bench("v_appointment"), Bench("v_or_case")
SOME = settings(max_examples=examples(30), deadline=None)


def test_every_volume_has_a_second_implementation():
    named = {kpi for oracle in ORACLES.values() for kpi in oracle}
    assert named == {kpi for kpi, family in FAMILY.items() if family == "volumes"}


@SOME
@given(departments(), PLACE, GRAIN)
def test_two_implementations_agree_on_departments(department, by, grain):
    DEPARTMENTS.compare(ORACLES["departments"], department, by, grain)


@SOME
@given(hospitals(), PLACE, GRAIN)
def test_two_implementations_agree_on_hospitals(hospital, by, grain):
    HOSPITALS.compare(ORACLES["hospitals"], hospital, by, grain)


@SOME
@given(hospitals(), PLACE, GRAIN)
def test_two_implementations_agree_on_beds(hospital, by, grain):
    BEDS.compare(ORACLES["beds"], hospital, by, grain)


@SOME
@given(clinics(), PLACE, GRAIN)
def test_two_implementations_agree_on_clinics(clinic, by, grain):
    CLINICS.compare(ORACLES["clinics"], clinic, by, grain)


@SOME
@given(lost_lists(), PLACE, GRAIN)
def test_two_implementations_agree_on_theatres(theatre, by, grain):
    THEATRES.compare(ORACLES["theatres"], theatre, by, grain)
