"""The compiled readmission KPIs agree with the slow ones on chains of stays that nobody thought of."""

from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from metrics.catalogue import FAMILY
from tests.oracle.bench import Bench
from tests.oracle.effort import examples
from tests.oracle.hospital import AGES, FACILITIES, SPRING, UNITS
from tests.oracle.readmission import ORACLE

BENCH = Bench("v_readmission")
PEOPLE = [*AGES, {"patient_id": "P1b", "birth_date": None, "sex": "unknown", "merged_into_patient_id": "P1a"},
          {"patient_id": "P1a", "birth_date": None, "sex": "unknown", "merged_into_patient_id": "P1"}]  # fmt: skip
CONDITIONS = [None, "I501", "I509", "J18", "J189", "J12", "J11", "J19", "J441", "J40", "J45", "J41", "I214", "I21A1",
              "I110", "I119", "I130", "I131", "I132"]  # fmt: skip
OPERATIONS = [
    "021009W",
    "0213093",
    "021409W",
    "0SR90J9",
    "0SRB0J9",
    "0SRC0J9",
    "0SRD0J9",
    "0SRA0J9",
    "02RF0JZ",
]
GAPS = st.one_of(
    st.integers(-400, 4000),
    st.sampled_from([day * 1440 + m for day in (0, 1, 2, 7, 8, 30, 31, 90, 91) for m in (-30, 0, 30)]),
)


@st.composite
def chains(draw) -> dict:
    """Each stay begins some time after the one before, so that returns, transfers and merges are common."""
    encounters = []
    for patient in draw(st.lists(st.sampled_from([["P0"], ["P1", "P1a", "P1b"], ["P2"]]), max_size=2)):
        clock = SPRING + timedelta(minutes=draw(st.integers(0, 4 * 96)) * 15)
        for _ in range(draw(st.integers(1, 5))):
            admitted = clock + timedelta(minutes=draw(GAPS))
            discharged = (
                draw(st.none() | st.integers(0, 3 * 1440))
                if draw(st.integers(0, 9)) == 0
                else draw(st.integers(0, 3 * 1440))
            )
            clock = admitted + timedelta(minutes=discharged or 0)
            encounters.append(
                {
                    "encounter_id": f"E{len(encounters)}",
                    "patient_id": draw(st.sampled_from(patient)),
                    "facility_id": draw(st.sampled_from("AAB")),
                    "encounter_class": draw(st.sampled_from(["inpatient"] * 6 + ["observation"])),
                    "status": draw(st.sampled_from(["finished"] * 8 + ["planned", "cancelled"])),
                    "start_ts": admitted,
                    "admit_ts": admitted,
                    "discharge_ts": None if discharged is None else clock,
                    "discharge_unit_id": draw(st.sampled_from([None, "A1"])),
                    "discharge_disposition": draw(
                        st.sampled_from([None, "home", "home", "home", "died", "ama", "acute_transfer"])
                    ),
                    "principal_dx": draw(st.sampled_from(CONDITIONS)),
                    "dx_group": draw(st.sampled_from([None, "other", "other", "psychiatric"])),
                    "is_planned_admission": draw(st.integers(0, 3)) == 0,
                    "is_newborn": draw(st.integers(0, 9)) == 0,
                }
            )
    watched = SPRING + timedelta(days=draw(st.sampled_from([7, 14, 37, 44, 100, 200])))
    encounters.append(
        {
            "encounter_id": "watched", "patient_id": "P9", "facility_id": "A", "encounter_class": "outpatient",
            "status": "finished", "start_ts": watched, "admit_ts": watched, "discharge_ts": None,
        }
    )  # fmt: skip
    operations = [
        {"encounter_id": e["encounter_id"], "procedure_id": f"{e['encounter_id']}-{n}", "procedure_code": code,
         "code_system": draw(st.sampled_from(["icd10pcs", "icd10pcs", "local"]))}
        for e in encounters
        for n, code in enumerate(draw(st.sampled_from([[], [], draw(st.lists(st.sampled_from(OPERATIONS), max_size=2))])))
    ]  # fmt: skip
    expected = [
        {
            "encounter_id": e["encounter_id"],
            "model": model,
            "expected": draw(st.sampled_from([0, 0.125, 0.5])),
        }
        for e in encounters
        for model in draw(
            st.sampled_from([[], ["mortality"], ["readmission_30d"], ["readmission_30d", "mortality"]])
        )
    ]
    return {
        "encounter": encounters,
        "procedure": operations,
        "expected_value": expected,
        "patient": PEOPLE,
        "facility": FACILITIES,
        "unit": UNITS,
    }


def test_every_readmission_kpi_has_a_second_implementation():
    assert set(ORACLE) == {kpi for kpi, family in FAMILY.items() if family == "readmission"}


@settings(max_examples=examples(100), deadline=None)
@given(
    chains(),
    st.sampled_from(["", "facility_id", "unit_id", "age_band"]),
    st.sampled_from(["month", "quarter", "year"]),
)
def test_two_implementations_agree(hospital, by, grain):
    BENCH.compare(ORACLE, hospital, by, grain)
