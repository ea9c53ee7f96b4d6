"""The compiled bed and stay KPIs agree with the slow ones on hospitals that nobody thought of."""

from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from metrics.catalogue import FAMILY
from tests.oracle.bench import Bench
from tests.oracle.effort import examples
from tests.oracle.flow import ORACLE
from tests.oracle.hospital import FACILITIES, UNITS, instants, later

BENCH = Bench("v_discharge", "v_unit_exit", "v_bed_day")
LIVES = st.sampled_from(
    [
        (date(1900, 1, 1), None),
        (date(2026, 3, 8), None),
        (date(2020, 1, 1), date(2026, 3, 9)),
        (date(2026, 3, 9), date(2026, 3, 9)),
    ]
)
BEDS = st.sampled_from([None, 0, 1, 2, 5])


@st.composite
def hospitals(draw) -> dict:
    """Stays that end on a census instant, on midnight, before they begin, or not yet; moves, theatre trips, babies."""
    encounters, stays = [], []
    for number in range(draw(st.integers(0, 5))):
        facility = draw(st.sampled_from("AAB"))
        admitted = draw(instants(step=30)) - timedelta(seconds=draw(st.sampled_from([0, 0, 1])))
        clock, places = admitted, [u["unit_id"] for u in UNITS if u["facility_id"] == facility]
        for place in draw(st.lists(st.sampled_from(places), max_size=4)):
            out = draw(later(clock, 2880, -60))
            stays.append(
                {
                    "stay_id": f"S{len(stays)}",
                    "encounter_id": f"E{number}",
                    "unit_id": place,
                    "in_ts": clock,
                    "out_ts": draw(st.sampled_from([out, out, out, None])),
                    "patient_class": draw(
                        st.sampled_from(["inpatient", "inpatient", "boarder", "observation"])
                    ),
                }
            )
            clock = max(clock, out)
        discharged = clock + timedelta(minutes=draw(st.sampled_from([0, 0, 30, 600, -3000, 366 * 1440])))
        encounters.append(
            {
                "encounter_id": f"E{number}",
                "patient_id": draw(st.sampled_from([f"P{number}", "P0"])),
                "episode_id": draw(st.sampled_from([None, "one", "two"])),
                "facility_id": facility,
                "encounter_class": draw(
                    st.sampled_from(["inpatient", "inpatient", "inpatient", "observation"])
                ),
                "status": draw(st.sampled_from(["finished"] * 6 + ["active", "planned", "cancelled"])),
                "start_ts": admitted,
                "admit_ts": admitted,
                "discharge_ts": draw(st.sampled_from([discharged, discharged, None])),
                "discharge_unit_id": draw(st.sampled_from([None, *places])),
                "discharge_disposition": draw(st.sampled_from([None, "home", "died"])),
                "leave_days": draw(st.sampled_from([None, None, 1, 3])),
                "is_newborn": draw(st.integers(0, 5)) == 0,
            }
        )
    lives = {unit["unit_id"]: draw(LIVES) for unit in UNITS}
    units = [
        unit | {"valid_from": lives[unit["unit_id"]][0], "valid_to": lives[unit["unit_id"]][1]}
        for unit in UNITS
    ]
    capacity = {}
    for _ in range(draw(st.integers(0, 5))):
        day = draw(st.sampled_from([date(2026, 3, 1), date(2026, 10, 25)])) + timedelta(
            days=draw(st.integers(0, 12))
        )
        key = draw(st.sampled_from(["A1", "A2", "B1"])), day
        capacity[key] = {
            "unit_id": key[0], "census_date": day, "staffed_beds": draw(BEDS) or 0, "licensed_beds": draw(BEDS),
        }  # fmt: skip
    return {
        "encounter": encounters,
        "encounter_location": stays,
        "bed_capacity": list(capacity.values()),
        "unit": units,
        "facility": FACILITIES,
    }


def test_every_flow_kpi_has_a_second_implementation():
    assert set(ORACLE) == {kpi for kpi, family in FAMILY.items() if family == "flow"}


@settings(max_examples=examples(100), deadline=None)
@given(
    hospitals(),
    st.sampled_from(["", "facility_id", "unit_id"]),
    st.sampled_from(["week", "month", "quarter", "year"]),
)
def test_two_implementations_agree(hospital, by, grain):
    BENCH.compare(ORACLE, hospital, by, grain)
