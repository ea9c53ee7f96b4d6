"""The compiled visit, slot and waiting-list KPIs agree with the slow ones on clinics that nobody thought of."""

from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from metrics.catalogue import FAMILY
from tests.oracle.bench import Bench
from tests.oracle.clinic_visits import HOME, SLOTS, VISITS
from tests.oracle.effort import examples
from tests.oracle.hospital import AGES, FACILITIES, UNITS
from tests.oracle.referrals import MEDIAN, STOCK
from tests.oracle.test_clinic_waits import bookings

BENCH = Bench("v_appointment", "v_slot", "v_tnaa")
LISTS = Bench("v_waiting")
NOTICE = st.sampled_from([None, -1, 0, 60, 1439, 1440, 2879, 2880, 43200, 43201])
LONG = st.sampled_from([None, -1, 0, 30, 720, 721])
BY = st.sampled_from(["", "facility_id", "unit_id"])
GRAIN = st.sampled_from(["week", "month", "quarter", "year"])
STARTS = st.dates(date(2025, 1, 20), date(2026, 3, 10))


@st.composite
def clinics(draw) -> dict:
    """Bookings with ends, chains and cancellations; slots before and after them; readings of one clinician."""
    booked = []
    for number, row in enumerate(draw(st.lists(bookings(), min_size=1, max_size=7))):
        start, check_in = row["scheduled_start_ts"], row["check_in_ts"]
        notice, cycle, seen = draw(NOTICE), draw(LONG), draw(st.sampled_from([None, -1, 0, 10, 31, 720]))
        is_batch = draw(st.integers(0, 3)) == 0
        out = None if cycle is None else (check_in or start) + timedelta(minutes=cycle)
        booked.append(
            row
            | {
                "appointment_id": str(number),
                "unit_id": f"{row['facility_id']}1",
                "provider_id": {"A": "PA", "B": "PB"}[row["facility_id"]],
                "new_or_return": draw(st.sampled_from(["new", "new", "return"])),
                "cancel_ts": None if notice is None else start - timedelta(minutes=notice),
                "cancel_by": draw(st.sampled_from([None, "patient", "provider"])),
                "rescheduled_to_appointment_id": draw(st.sampled_from([None, None, "0", "1", "2"])),
                "check_out_ts": out.replace(hour=20, minute=0) if out and is_batch else out,
                "provider_start_ts": start,
                "provider_end_ts": None if seen is None else start + timedelta(minutes=seen),
                "is_overbook": draw(st.booleans()),
                "scheduled_minutes": draw(st.sampled_from([10, 20])),
            }
        )
    if draw(st.integers(0, 3)) == 0:
        # A whole day of one clinic, typed in together.
        booked += [
            booked[0] | {"appointment_id": f"{name}{i}", "rescheduled_to_appointment_id": None}
            for name in "xy"
            for i in range(draw(st.integers(3, 5)))
        ]
    slots = []
    for number in range(draw(st.integers(0, 7))):
        row = draw(st.sampled_from(booked))
        days = draw(st.sampled_from([-1, 0, 0, 1, 2, 3]))
        ahead = draw(st.sampled_from([None, 13 * 1440, 14 * 1440, 14 * 1440 - 1]))
        start = row["scheduled_start_ts"] + timedelta(days=days, minutes=number)
        slots.append(
            {
                "slot_id": f"S{number}",
                "unit_id": row["unit_id"],
                "provider_id": row["provider_id"],
                "slot_start_ts": start,
                "slot_minutes": draw(st.sampled_from([20, 30])),
                "visit_type": "any",
                "is_blocked": draw(st.integers(0, 3)) == 0,
                "blocked_ts": None if ahead is None else start - timedelta(minutes=ahead),
                "is_held_same_day": draw(st.integers(0, 4)) == 0,
                "capacity": draw(st.sampled_from([None, None, 1, 2])),
                "booked_count": draw(st.sampled_from([None, 0, 1])),
                "appointment_id": draw(st.sampled_from([None, row["appointment_id"]])),
            }
        )
    samples = {}
    for _ in range(draw(st.integers(0, 3))):
        day, wait = draw(st.sampled_from([date(2026, 3, 2), date(2026, 3, 9)])), draw(st.integers(-1, 9))
        samples[day] = {
            "provider_id": "PA",
            "visit_type": "any",
            "sample_date": day,
            "third_next_date": draw(st.sampled_from([None, day + timedelta(days=wait)])),
            "provider_absent": draw(st.integers(0, 3)) == 0,
        }
    there = {row["provider_id"] for row in booked}
    return {
        "appointment": booked,
        "template_slot": slots,
        "tnaa_sample": [s for s in samples.values() if s["provider_id"] in there],
        "facility": FACILITIES,
        "unit": UNITS,
        "patient": AGES,
    }


@st.composite
def waiting_lists(draw) -> dict:
    paths = []
    for number in range(draw(st.integers(0, 6))):
        start = draw(STARTS)
        paths.append(
            {
                "pathway_id": f"W{number}",
                "patient_id": draw(st.sampled_from(["P0", "P1", "P2"])),
                "facility_id": draw(st.sampled_from("AB")),
                "specialty": draw(st.sampled_from(["eye", "hip"])),
                "clock_start_date": draw(st.sampled_from([start, start, start, None])),
                "clock_stop_date": draw(
                    st.none()
                    | st.sampled_from([0, 20, 126, 127, 364, 365]).map(
                        lambda n, s=start: s + timedelta(days=n)
                    )
                ),
                "stop_reason": draw(st.sampled_from([None, "treated", "null_void"])),
            }
        )
    return {"referral": paths, "facility": FACILITIES, "unit": UNITS, "patient": AGES}


def test_every_visit_slot_and_list_kpi_has_a_second_implementation():
    for family, oracle in (("clinic_visits", VISITS), ("clinic_slots", SLOTS), ("referrals", STOCK | MEDIAN)):
        assert set(oracle) == {kpi for kpi, found in FAMILY.items() if found == family}
    assert set(HOME) == {"PA", "PB"}


@settings(max_examples=examples(60), deadline=None)
@given(clinics(), BY | st.just("provider_id"), GRAIN)
def test_two_implementations_agree_on_clinics(clinic, by, grain):
    BENCH.compare(VISITS, clinic, by, grain)
    BENCH.compare(SLOTS, clinic, by, grain)


@settings(max_examples=examples(40), deadline=None)
@given(
    waiting_lists(),
    st.sampled_from(["", "facility_id", "unit_id", "specialty", "age_band"]),
    st.sampled_from(["month", "quarter", "year"]),
)
def test_two_implementations_agree_on_who_waits(lists, by, grain):
    LISTS.compare(STOCK, lists, by, grain)
    LISTS.compare(MEDIAN, lists, by, "month")
