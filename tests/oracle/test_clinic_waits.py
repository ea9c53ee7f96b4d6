"""The compiled clinic KPIs agree with the slow ones on clinics that nobody thought of."""

from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from data.schema import VOCABULARIES
from metrics.catalogue import FAMILY
from tests.oracle.bench import Bench
from tests.oracle.clinic_waits import ORACLE
from tests.oracle.effort import examples
from tests.oracle.hospital import AGES, FACILITIES, UNITS, instants

BENCH = Bench("v_appointment")
EARLY = st.sampled_from([None, 0, 5, -10, 60, 61])
WAIT = st.one_of(st.none(), st.integers(-2, 90), st.sampled_from([240, 241]))
LEAD = st.sampled_from([None, -1, 0, 1, 2, 7, 8, 28, 29])


@st.composite
def bookings(draw) -> dict:
    start, facility = draw(instants()), draw(st.sampled_from("AB"))
    early, wait, asked, booked = draw(EARLY), draw(WAIT), draw(LEAD), draw(LEAD)
    check_in = None if early is None else start - timedelta(minutes=early)
    return {
        "facility_id": facility,
        "unit_id": draw(st.sampled_from([f"{facility}1", f"?:{facility}"])),
        "patient_id": draw(st.sampled_from(["P0", "P1", "P2", "P3"])),
        "provider_id": draw(st.sampled_from(["d", "e", None])),
        "scheduled_start_ts": start,
        "requested_ts": None if asked is None else start - timedelta(days=asked, minutes=1),
        "booked_ts": None if booked is None else start - timedelta(days=booked),
        "check_in_ts": check_in,
        "roomed_ts": None if wait is None else (check_in or start) + timedelta(minutes=wait),
        "status": draw(
            st.one_of(
                st.sampled_from(["completed", "no_show"]), st.sampled_from(VOCABULARIES["appointment_status"])
            )
        ),
        "modality": draw(st.sampled_from(["in_person", "in_person", "video"])),
    }


def test_every_clinic_kpi_has_a_second_implementation():
    assert set(ORACLE) == {kpi for kpi, family in FAMILY.items() if family == "clinic_waits"}


@settings(max_examples=examples(100), deadline=None)
@given(
    st.lists(bookings(), max_size=8),
    st.sampled_from(
        ["", "facility_id", "unit_id", "lead_band", "hour_band", "age_band", "status", "provider_id"]
    ),
    st.sampled_from(["day", "week", "month", "quarter", "year"]),
)
def test_two_implementations_agree(booked, by, grain):
    rows = [{"appointment_id": str(number)} | row for number, row in enumerate(booked)]
    clinic = {"appointment": rows, "facility": FACILITIES, "unit": UNITS, "patient": AGES}
    BENCH.compare(ORACLE, clinic, by, grain)
