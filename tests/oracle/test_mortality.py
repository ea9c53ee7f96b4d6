"""The compiled mortality KPIs agree with the slow ones on lives that nobody thought of."""

from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from metrics.catalogue import FAMILY
from tests.oracle.bench import Bench
from tests.oracle.effort import examples
from tests.oracle.hospital import FACILITIES, SPRING, UNITS, later
from tests.oracle.mortality import ORACLE

BENCH = Bench("v_discharge", "v_mortality")


@st.composite
def lives(draw) -> dict:
    deaths = st.none() | st.integers(-3, 70).map(lambda n: SPRING.date() + timedelta(days=n))
    people = [
        {"patient_id": "p1", "birth_date": date(1940, 5, 5), "sex": "male", "death_date": draw(deaths)},
        {"patient_id": "p1a", "birth_date": None, "sex": "unknown", "death_date": draw(deaths), "merged_into_patient_id": "p1"},
        {"patient_id": "p2", "birth_date": date(2020, 5, 5), "sex": "female", "death_date": draw(deaths)},
    ]  # fmt: skip
    stays = []
    for n in range(draw(st.integers(0, 6))):
        admitted = SPRING + timedelta(minutes=draw(st.integers(0, 3000)) * 20)
        gone = draw(later(admitted, 3 * 1440))
        if draw(st.booleans()):
            gone = admitted + timedelta(days=draw(st.sampled_from([29, 30, 31])))
        stays.append({
            "encounter_id": f"E{n}", "facility_id": draw(st.sampled_from("AB")),
            "patient_id": draw(st.sampled_from(["p1", "p1a", "p2", "stranger"])), "encounter_class": "inpatient",
            "status": "finished", "start_ts": admitted, "admit_ts": admitted, "discharge_ts": draw(st.sampled_from([gone, gone, None])),
            "discharge_disposition": draw(st.sampled_from([None, "home", "home", "died"])),
            "discharge_unit_id": draw(st.sampled_from([None, "A1"])), "is_newborn": draw(st.integers(0, 7)) == 0,
        })  # fmt: skip
    if draw(st.booleans()):
        end = SPRING + timedelta(days=draw(st.sampled_from([30, 31, 60, 90])))
        stays.append(stays[0] | {"encounter_id": "watched", "discharge_ts": end, "admit_ts": end} if stays else {
            "encounter_id": "watched", "facility_id": "A", "patient_id": "p2", "encounter_class": "inpatient", "status": "finished",
            "start_ts": end, "admit_ts": end, "discharge_ts": end, "discharge_disposition": "home", "discharge_unit_id": None,
            "is_newborn": False,
        })  # fmt: skip
    expected = [
        {
            "encounter_id": s["encounter_id"],
            "model": model,
            "expected": draw(st.sampled_from([0, 0.125, 0.5])),
        }
        for s in stays
        for model in draw(st.sampled_from([[], ["los"], ["mortality"], ["los", "mortality"]]))
    ]
    return {
        "facility": FACILITIES,
        "unit": UNITS,
        "patient": people,
        "encounter": stays,
        "expected_value": expected,
    }


def test_every_mortality_kpi_has_a_second_implementation():
    assert set(ORACLE) == {kpi for kpi, family in FAMILY.items() if family == "mortality"}


@settings(max_examples=examples(50), deadline=None)
@given(
    lives(),
    st.sampled_from(["", "facility_id", "unit_id", "age_band"]),
    st.sampled_from(["month", "quarter"]),
)
def test_two_implementations_agree(hospital, by, grain):
    BENCH.compare(ORACLE, hospital, by, grain)
