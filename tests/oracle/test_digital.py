"""The compiled digital and cleaning KPIs agree with the slow ones on patients that nobody thought of."""

from datetime import UTC, date, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from metrics.catalogue import FAMILY
from tests.oracle.bench import Bench
from tests.oracle.digital import CLEANING, DIGITAL, PORTAL, TELEHEALTH
from tests.oracle.effort import examples
from tests.oracle.hospital import AGES, FACILITIES, UNITS, instants
from tests.oracle.test_clinic_waits import bookings

VISITS = Bench("v_appointment")
BENCH = Bench("v_patient_place", "v_portal_month", "v_portal_message", "v_rpm_period")
CLEANS = Bench("v_bed_clean")
BY = st.sampled_from(["", "facility_id", "unit_id"])
GRAIN = st.sampled_from(["month", "quarter", "year"])
NOON = datetime(2025, 1, 1, 12, tzinfo=UTC)
MOMENTS = st.integers(0, 430).map(lambda n: NOON + timedelta(days=n))
PEOPLE = [p | {"death_date": None} for p in AGES] + [
    {"patient_id": "P3", "birth_date": date(1990, 1, 1), "sex": "male", "death_date": date(2025, 9, 30)}
]
PATIENTS = st.sampled_from(["P0", "P1", "P2", "P3"])
CALENDAR = [
    {
        "facility_id": site,
        "date": date(2024, 12, 1) + timedelta(days=n),
        "is_working_day": n % 7 not in (0, 6),
    }
    for site in "AB"
    for n in range(640)
]


@st.composite
def virtual_visits(draw) -> list:
    return [
        row
        | {
            "appointment_id": str(number),
            "modality": draw(st.sampled_from(["in_person", "video", "audio"])),
            "tech_failure": draw(st.sampled_from([None, False, True])),
            "converted_to_in_person": draw(st.sampled_from([None, False, False, True])),
        }
        for number, row in enumerate(draw(st.lists(bookings(), max_size=8)))
    ]


@st.composite
def communities(draw) -> dict:
    """Patients seen over a year and a quarter, their accounts, messages and enrolments."""
    booked = [
        {
            "appointment_id": str(number),
            "patient_id": draw(PATIENTS),
            "facility_id": draw(st.sampled_from("AB")),
            "unit_id": "A1",
            "scheduled_start_ts": moment + timedelta(minutes=number),
            "status": draw(st.sampled_from(["completed", "completed", "no_show"])),
        }
        for number, moment in enumerate(draw(st.lists(MOMENTS, max_size=5)))
    ]
    stays = [
        {
            "encounter_id": "E1",
            "patient_id": draw(PATIENTS),
            "facility_id": draw(st.sampled_from("AB")),
            "status": draw(st.sampled_from(["finished", "cancelled", "planned"])),
            "discharge_ts": draw(st.none() | MOMENTS),
        }
    ]
    accounts = [
        {
            "patient_id": p,
            "activated_ts": draw(st.none() | MOMENTS),
            "last_login_ts": draw(st.none() | MOMENTS),
        }
        for p in draw(st.lists(PATIENTS, unique=True))
    ]
    letters = []
    for number in range(draw(st.integers(0, 4))):
        sent, hours = draw(MOMENTS), draw(st.sampled_from([None, None, -1, 0, 30, 54, 78, 102, 200]))
        letters.append(
            {
                "message_id": f"M{number}",
                "patient_id": draw(PATIENTS),
                "sent_ts": sent,
                "first_reply_ts": None if hours is None else sent + timedelta(hours=hours),
            }
        )
    enrolments, days = [], []
    for number in range(draw(st.integers(0, 2))):
        start, length = date(2025, 3, 1), draw(st.sampled_from([28, 29, 30, 59, 60]))
        enrolments.append(
            {
                "enrolment_id": f"R{number}",
                "patient_id": draw(PATIENTS),
                "programme": draw(st.sampled_from(["heart", "sugar"])),
                "start_date": start,
                "end_date": draw(st.sampled_from([None, start + timedelta(days=length)])),
            }
        )
        read = [draw(st.sampled_from([0, 1, 2, 15, 16, 20])) for _ in range(3)]
        days += [
            {
                "enrolment_id": f"R{number}",
                "date": start + timedelta(days=n - 1),
                "has_reading": n == 0 or (n - 1) % 30 < read[(n - 1) // 30],
            }
            for n in range(0, draw(st.sampled_from([30, 31, 61, 62])))
        ]
    return {
        "appointment": booked, "encounter": stays, "portal_account": accounts, "portal_message": letters,
        "rpm_enrolment": enrolments, "rpm_day": days, "facility": FACILITIES, "unit": UNITS, "patient": PEOPLE,
        "calendar": CALENDAR if letters else [],
    }  # fmt: skip


@st.composite
def cleanings(draw) -> dict:
    cleans, stays = [], []
    limit = st.none() | st.sampled_from([-1, 0, 20, 45, 720, 721])
    for number in range(draw(st.integers(0, 5))):
        dirty, begun, done = draw(instants()), draw(limit), draw(limit)
        cleans.append(
            {
                "clean_id": f"C{number}",
                "unit_id": draw(st.sampled_from(["A1", "A2", "B1"])),
                "bed_id": draw(st.sampled_from([None, "b", "c"])),
                "dirty_ts": dirty,
                "clean_start_ts": None if begun is None else dirty + timedelta(minutes=begun),
                "clean_end_ts": None if done is None else dirty + timedelta(minutes=done),
                "clean_type": draw(st.sampled_from(["routine", "isolation"])),
            }
        )
        if draw(st.booleans()):
            came = dirty - timedelta(minutes=draw(st.sampled_from([0, 60, 120])))
            out = dirty + timedelta(minutes=draw(st.sampled_from([-1, 0, 1])))
            stays.append(
                {
                    "stay_id": f"S{number}", "bed_id": draw(st.sampled_from(["b", "c"])), "in_ts": came,
                    "out_ts": draw(st.sampled_from([out, out, None])),
                }
            )  # fmt: skip
    return {"bed_clean_event": cleans, "encounter_location": stays, "facility": FACILITIES, "unit": UNITS}


def test_every_digital_and_cleaning_kpi_has_a_second_implementation():
    for family, oracle in (
        ("telehealth", TELEHEALTH), ("digital", PORTAL | DIGITAL), ("bed_cleaning", CLEANING),
    ):  # fmt: skip
        assert set(oracle) == {kpi for kpi, found in FAMILY.items() if found == family}


@settings(max_examples=examples(40), deadline=None)
@given(virtual_visits(), BY | st.just("provider_id"), GRAIN)
def test_two_implementations_agree_on_virtual_visits(booked, by, grain):
    clinic = {"appointment": booked, "facility": FACILITIES, "unit": UNITS, "patient": AGES}
    VISITS.compare(TELEHEALTH, clinic, by, grain)


@settings(max_examples=examples(40), deadline=None)
@given(communities(), BY, GRAIN)
def test_two_implementations_agree_on_portals_and_monitoring(community, by, grain):
    BENCH.compare(PORTAL | DIGITAL, community, by, grain)


@settings(max_examples=examples(40), deadline=None)
@given(cleanings(), st.sampled_from(["", "facility_id", "unit_id", "clean_type"]), GRAIN)
def test_two_implementations_agree_on_cleaning(beds, by, grain):
    CLEANS.compare(CLEANING, beds, by, grain)
