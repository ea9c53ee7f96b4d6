"""The compiled list KPIs agree with the slow ones on lists that nobody thought of."""

from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from metrics.catalogue import FAMILY
from tests.oracle.bench import Bench
from tests.oracle.effort import examples
from tests.oracle.test_theatre import lists
from tests.oracle.theatre_lists import ORACLE

BENCH = Bench("v_or_case")
GROUPS = st.sampled_from([None, "patient", "hospital_non_clinical", "hospital_non_clinical"])


@st.composite
def lost_lists(draw) -> dict:
    """Lists of the theatre tests with bookings, cancellations before and on the day, and new dates up to a month on."""
    theatre = draw(lists())
    cases = theatre["procedure_case"]
    for case in list(cases):
        planned, out = case["sched_start_ts"], case["patient_out_ts"]
        booked, ready = (
            draw(st.sampled_from([None, 0, 1, 2])),
            draw(st.sampled_from([None, -1, 0, 20, 1440, 1441])),
        )
        case["booked_ts"] = None if booked is None or planned is None else planned - timedelta(days=booked)
        case["room_ready_ts"] = None if ready is None or out is None else out + timedelta(minutes=ready)
        case["status"] = draw(st.sampled_from(["done", "cancelled", "cancelled", "scheduled"]))
        if case["status"] == "cancelled" and planned and draw(st.integers(0, 4)):
            early = draw(st.sampled_from([-1, 0, 0, 0, 1]))
            case["cancel_ts"] = planned - timedelta(days=early)
            case["cancel_reason_group"] = draw(GROUPS)
            days, minute = draw(st.sampled_from([1, 2, 27, 28, 29, 40])), draw(st.sampled_from([0, 0, 1]))
            again = case["case_id"] + "b"
            case["rebooked_case_id"] = draw(st.sampled_from([again, again, None]))
            start = planned + timedelta(days=days, minutes=minute)
            cases.append(
                case
                | {
                    "case_id": again,
                    "sched_start_ts": start,
                    "patient_in_ts": start,
                    "patient_out_ts": start + timedelta(minutes=60),
                    "status": draw(st.sampled_from(["done", "done", "scheduled"])),
                    "cancel_ts": None,
                    "rebooked_case_id": None,
                }
            )
    for case in cases:
        for name in ("cancel_ts", "cancel_reason_group", "rebooked_case_id"):
            case.setdefault(name, None)
    # Two blocks of one service never share the time of a room.
    seen: set = set()
    theatre["or_block"] = [
        b
        for b in theatre["or_block"]
        if (key := (b["room_id"], b["owner_service"])) not in seen and not seen.add(key)
    ]
    return theatre


def test_every_list_kpi_has_a_second_implementation():
    assert set(ORACLE) == {kpi for kpi, family in FAMILY.items() if family == "theatre_lists"}


@settings(max_examples=examples(60), deadline=None)
@given(
    lost_lists(),
    st.sampled_from(["", "facility_id", "unit_id", "surgeon_id"]),
    st.sampled_from(["day", "week", "month", "quarter", "year"]),
)
def test_two_implementations_agree(theatre, by, grain):
    BENCH.compare(ORACLE, theatre, by, grain)
