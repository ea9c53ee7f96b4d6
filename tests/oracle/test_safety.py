"""The compiled safety KPIs agree with the slow ones on reports that nobody thought of."""

from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from data.schema import VOCABULARIES
from metrics.catalogue import FAMILY, KPIS
from tests.oracle.bench import Bench
from tests.oracle.effort import examples
from tests.oracle.hospital import AGES, FACILITIES, SPRING, UNITS, instants, later
from tests.oracle.safety import ORACLE

BENCH = Bench(
    "v_discharge", "v_incident", "v_incident_day", "v_serious_event", "v_harm_stay", "v_pressure_survey"
)
KINDS = ["fall", "fall", "medication", "medication", "pressure_injury", "pressure_injury", "other"]
CODES = ["L89152", "L89150", "L89151", "L89156", "L89159", "L97120", "L89"]
CARE = [
    unit["unit_id"]
    for unit in UNITS
    if unit.get("is_inpatient_bedded", True) and unit["unit_type"] != "nursery"
]


def maybe(word: str) -> st.SearchStrategy:
    return st.none() | st.sampled_from(VOCABULARIES[word])


@st.composite
def hospitals(draw) -> dict:
    encounters, places = [], []
    for n in range(draw(st.integers(0, 4))):
        facility = draw(st.sampled_from("AB"))
        start = draw(instants())
        admitted = draw(later(start, 600))
        gone = draw(st.none() | later(admitted, 6000, -60))
        if draw(st.integers(0, 5)) == 0:
            gone = admitted + timedelta(days=draw(st.sampled_from([119, 120, 121])))
        encounters.append({
            "encounter_id": f"E{n}", "facility_id": facility, "patient_id": draw(st.sampled_from(["P0", "P1", "P2"])),
            "encounter_class": "inpatient", "status": "finished", "start_ts": start, "admit_ts": admitted, "discharge_ts": gone,
            "discharge_unit_id": draw(st.sampled_from([None, f"{facility}1"])), "is_newborn": draw(st.integers(0, 7)) == 0,
        })  # fmt: skip
        middle = draw(later(admitted, 3000))
        places += [
            {"stay_id": f"S{n}a", "encounter_id": f"E{n}", "unit_id": f"{facility}1", "in_ts": admitted, "out_ts": middle},
            {"stay_id": f"S{n}b", "encounter_id": f"E{n}", "unit_id": f"{facility}1", "in_ts": middle, "out_ts": gone if gone and gone > middle else None},
        ]  # fmt: skip
    incidents = []
    for n in range(draw(st.integers(0, 9))):
        owner = draw(st.none() | st.sampled_from(encounters)) if encounters else None
        facility = owner["facility_id"] if owner else draw(st.sampled_from("AB"))
        steps = st.sampled_from([0, 1, 1440, 1441, 4320, 4321, 600]).map(lambda m: timedelta(minutes=m))
        happened = owner["admit_ts"] + draw(steps) if owner else draw(instants(40, 360))
        units = [u["unit_id"] for u in UNITS if u["facility_id"] == facility] + [f"?:{facility}"] * 2
        incidents.append({
            "incident_id": f"I{n}", "facility_id": facility, "unit_id": draw(st.sampled_from(units)),
            "encounter_id": owner["encounter_id"] if owner else None, "event_ts": happened,
            "reported_ts": happened + timedelta(minutes=draw(st.sampled_from([-1, 0, 10, 1440, 1441, 9000]))),
            "source_id": draw(st.sampled_from(["s", "t"])), "category": draw(st.sampled_from(KINDS)),
            "harm_level": draw(st.sampled_from(VOCABULARIES["harm_level"])), "injury_level": draw(maybe("injury_level")),
            "ncc_merp": draw(maybe("ncc_merp")), "medication_stage": draw(maybe("medication_stage")), "hapi_stage": draw(maybe("hapi_stage")),
            "present_on_admission": draw(st.sampled_from([None, False, False, True])),
            "is_event_time_known": draw(st.integers(0, 4)) > 0, "is_patient_related": draw(st.integers(0, 4)) > 0,
            "reached_patient": draw(st.booleans()), "is_serious": draw(st.booleans()),
            "status": draw(st.sampled_from(["approved"] * 6 + ["rejected", "duplicate", "holding"])),
        })  # fmt: skip
    first = SPRING.date()
    beds = [
        {"facility_id": unit[0], "unit_id": unit, "bed_date": first + timedelta(days=day), "patients": draw(st.integers(0, 9)),
         "unit_type": next(u["unit_type"] for u in UNITS if u["unit_id"] == unit)}
        for unit in CARE
        for day in draw(st.sets(st.integers(-2, 45), max_size=6))
    ]  # fmt: skip
    codes = [
        {"encounter_id": e["encounter_id"], "seq": seq, "dx_code": draw(st.sampled_from(CODES)), "poa": draw(maybe("poa")),
         "code_system": draw(st.sampled_from(["icd10", "icd10", "local"]))}
        for e in encounters
        for seq in range(draw(st.integers(0, 2)))
    ]  # fmt: skip
    rounds = [
        {"survey_date": date(2026, draw(st.integers(1, 3)), 15), "unit_id": draw(st.sampled_from(CARE)), "encounter_id": f"X{n}",
         "has_hapi_stage2plus": draw(st.booleans())}
        for n in range(draw(st.integers(0, 4)))
    ]  # fmt: skip
    return {
        "facility": FACILITIES, "unit": UNITS, "patient": AGES, "encounter": encounters, "encounter_location": places,
        "incident": incidents, "v_bed_day": beds, "encounter_diagnosis": codes, "pressure_survey": rounds,
    }  # fmt: skip


def test_every_safety_kpi_has_a_second_implementation():
    assert set(ORACLE) == {kpi for kpi, family in FAMILY.items() if family == "safety"}


@settings(max_examples=examples(30), deadline=None)
@given(
    hospitals(),
    st.sampled_from(
        ["shift_of_day", "injury_level", "category", "harm_level", "ncc_merp", "medication_stage"]
    ),
    st.sampled_from(["month", "quarter"]),
)
def test_they_agree_on_what_only_a_report_tells(hospital, by, grain):
    BENCH.compare({kpi: slow for kpi, slow in ORACLE.items() if by in KPIS[kpi].parts}, hospital, by, grain)


@settings(max_examples=examples(50), deadline=None)
@given(hospitals(), st.sampled_from(["", "facility_id", "unit_id"]), st.sampled_from(["month", "quarter"]))
def test_two_implementations_agree(hospital, by, grain):
    BENCH.compare(ORACLE, hospital, by, grain)
