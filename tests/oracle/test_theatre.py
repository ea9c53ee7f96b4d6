"""The compiled theatre KPIs agree with the slow ones on lists that nobody thought of."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from metrics.catalogue import FAMILY, KPIS
from tests.oracle.bench import Bench
from tests.oracle.effort import examples
from tests.oracle.hospital import FACILITIES, UNITS, ZONES
from tests.oracle.theatre import ORACLE

BENCH = Bench("v_or_turnover", "v_or_first_case", "v_or_session", "v_or_block")
# The Friday and the Monday around the change of the clock in New York, and the Sunday itself.
DAYS = [date(2026, 3, 6), date(2026, 3, 8), date(2026, 3, 9)]
ROOMS = {"R1": "A", "R2": "A", "S1": "B"}
HOLIDAYS = [{"facility_id": "A", "date": date(2026, 3, 9), "is_working_day": False}]
CLOCK = st.integers(0, 56).map(lambda n: 420 + 15 * n)


def at(room: str, day: date, minute: int) -> datetime:
    """An instant so many minutes after the midnight of a room."""
    return datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(ZONES[ROOMS[room]])).astimezone(
        ZoneInfo("UTC")
    ) + timedelta(minutes=minute)


@st.composite
def lists(draw) -> dict:
    """Cases that overlap, touch, run into the night, lack stamps; blocks that meet, overlap, close, are given back."""
    cases, blocks = [], []
    for room in draw(st.lists(st.sampled_from(list(ROOMS)), min_size=1, max_size=2, unique=True)):
        day = draw(st.sampled_from(DAYS))
        clock = draw(CLOCK)
        for _ in range(draw(st.integers(1, 4))):
            planned, length = draw(st.none() | CLOCK), draw(st.sampled_from([-5, 30, 60, 95, 1440, 1441]))
            into, out = at(room, day, clock), at(room, day, clock + length)
            cases.append(
                {
                    "case_id": f"C{len(cases)}",
                    "facility_id": ROOMS[room],
                    "unit_id": draw(st.sampled_from([None, "AT"])) if ROOMS[room] == "A" else None,
                    "room_id": room,
                    "service": draw(st.sampled_from([None, "eye", "hip"])),
                    "surgeon_id": draw(st.sampled_from(["x", "y", "y", None])),
                    "case_class": draw(
                        st.sampled_from(["elective", "elective", "elective", "urgent", "add_on"])
                    ),
                    "status": draw(st.sampled_from(["done"] * 5 + ["cancelled"])),
                    "is_first_case": draw(st.integers(0, 4)) == 0,
                    "sched_start_ts": None
                    if planned is None
                    else at(
                        room, day, draw(st.sampled_from([clock, clock - 5, clock - 6, clock - 15, planned]))
                    ),
                    "patient_in_ts": draw(st.sampled_from([into] * 7 + [None])),
                    "patient_out_ts": draw(st.sampled_from([out] * 7 + [None])),
                }
            )
            clock += max(length, 0) + draw(st.sampled_from([-10, 0, 20, 30, 31, 90, 91, 240]))
        for _ in range(draw(st.integers(0, 3))):
            begin = draw(CLOCK)
            kind = draw(st.sampled_from(["allocated", "allocated", "open", "closure"]))
            released = draw(st.sampled_from([None, None, 2 * 1440, 3 * 1440, 4 * 1440]))
            blocks.append(
                {
                    "block_id": f"B{len(blocks)}",
                    "room_id": room,
                    "block_date": day,
                    "block_kind": kind,
                    "owner_service": draw(st.sampled_from([None, "eye", "hip"])),
                    "owner_surgeon_id": draw(st.sampled_from([None, "x"])),
                    "block_start_ts": at(room, day, begin),
                    "block_end_ts": at(room, day, begin + draw(st.sampled_from([-30, 30, 240, 480, 900]))),
                    "released_ts": None if released is None else at(room, day, 600 - released),
                    "is_time_known": draw(st.sampled_from([None, True, True, False])),
                }
            )
    for case in cases:
        case["unit_id"] = next(c["unit_id"] for c in cases if c["room_id"] == case["room_id"])
    return {
        "procedure_case": cases,
        "or_block": blocks,
        "facility": FACILITIES,
        "unit": UNITS,
        "calendar": HOLIDAYS,
    }


def test_every_theatre_kpi_has_a_second_implementation():
    assert set(ORACLE) == {kpi for kpi, family in FAMILY.items() if family == "theatre"}


# Asked beside other KPIs a count says 0 wherever one of them has rows; alone, where its own table has.
IDLE = {"or_gap_excluded_n": ORACLE["or_gap_excluded_n"]}
OTHERS = {kpi_id: oracle for kpi_id, oracle in ORACLE.items() if kpi_id not in IDLE}
OF_SURGEONS = {kpi_id: oracle for kpi_id, oracle in ORACLE.items() if KPIS[kpi_id].individual}
BY = st.sampled_from(["", "facility_id", "unit_id"])
GRAIN = st.sampled_from(["day", "week", "month", "quarter", "year"])


@settings(max_examples=examples(100), deadline=None)
@given(lists(), BY, GRAIN)
def test_two_implementations_agree(theatre, by, grain):
    BENCH.compare(OTHERS, theatre, by, grain)


@settings(max_examples=examples(40), deadline=None)
@given(lists(), GRAIN)
def test_two_implementations_agree_on_each_surgeon(theatre, grain):
    BENCH.compare(OF_SURGEONS, theatre, "surgeon_id", grain)


@settings(max_examples=examples(40), deadline=None)
@given(lists(), BY, GRAIN)
def test_two_implementations_count_the_same_idle_gaps(theatre, by, grain):
    BENCH.compare(IDLE, theatre, by, grain)
