"""The compiled emergency KPIs agree with the slow ones on departments that nobody thought of."""

from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from metrics.catalogue import FAMILY, KPIS
from tests.oracle.bench import Bench
from tests.oracle.ed_stages import ORACLE as STAGES
from tests.oracle.ed_waits import ORACLE
from tests.oracle.effort import examples
from tests.oracle.hospital import AGES, FACILITIES, UNITS, instants, later

BENCH = Bench("v_ed_visit")
# Whole limits come up as often as anything else: 60, 240, 480 and 720 minutes, a day, 30 days.
MINUTES = st.one_of(
    st.integers(-5, 900), st.sampled_from([0, 60, 61, 240, 241, 480, 481, 720, 721, 1440, 43200, 43201])
)
DISPOSITIONS = [
    "admitted",
    "discharged",
    "lwbs",
    "ama",
    "left_before_complete",
    "in_progress",
    "dead_on_arrival",
]


@st.composite
def departments(draw) -> dict:
    visits, encounters = [], []
    for number in range(draw(st.integers(0, 6))):
        arrival, facility = draw(instants()), draw(st.sampled_from("AB"))

        def stamp(arrival=arrival):
            minutes = draw(st.none() | MINUTES)
            return None if minutes is None else arrival + timedelta(minutes=minutes)

        visits.append(
            {
                "encounter_id": f"E{number}",
                "facility_id": facility,
                "unit_id": draw(st.sampled_from([f"{facility}1", f"?:{facility}"])),
                "arrival_ts": arrival,
                "departure_ts": stamp(),
                "triage_ts": stamp(),
                "provider_seen_ts": stamp(),
                "roomed_ts": stamp(),
                "decision_to_admit_ts": stamp(),
                "decision_to_transfer_ts": stamp(),
                "mental_health_flag": draw(st.booleans()),
                "disposition": draw(st.sampled_from(DISPOSITIONS)),
                "had_observation": draw(st.booleans()),
                "is_scheduled_return": draw(st.integers(0, 9)) == 0,
                "inpatient_encounter_id": draw(st.sampled_from([None, "S0"])),
            }
        )
        if draw(st.integers(0, 4)):
            status = draw(st.sampled_from(["finished", "finished", "finished", "cancelled"]))
            patient = draw(st.sampled_from(["P0", "P1", "P2", "P3"]))
            encounters.append(
                {
                    "encounter_id": f"E{number}",
                    "patient_id": patient,
                    "facility_id": facility,
                    "status": status,
                }
            )
    admitted = draw(instants())
    encounters.append(
        {
            "encounter_id": "S0",
            "patient_id": "P0",
            "facility_id": "A",
            "admit_ts": admitted,
            "discharge_ts": draw(st.none() | later(admitted, 122 * 1440, 119 * 1440)),
        }
    )
    return {
        "ed_visit": visits,
        "encounter": encounters,
        "facility": FACILITIES,
        "unit": UNITS,
        "patient": AGES,
    }


def test_every_emergency_kpi_has_a_second_implementation():
    families = ("ed_waits", "ed_stages")
    assert set(ORACLE | STAGES) == {kpi for kpi, family in FAMILY.items() if family in families}


@settings(max_examples=examples(100), deadline=None)
@given(
    departments(),
    st.sampled_from(
        ["", "facility_id", "unit_id", "arrival_hour_band", "weekday", "age_band", "disposition"]
    ),
    st.sampled_from(["day", "week", "month", "quarter", "year"]),
)
def test_two_implementations_agree(department, by, grain):
    # What cuts the numerator alone has a meaning of its own: tests/spec/test_parts_of_a_whole.py.
    BENCH.compare(
        {kpi: slow for kpi, slow in (ORACLE | STAGES).items() if by not in KPIS[kpi].parts},
        department,
        by,
        grain,
    )
