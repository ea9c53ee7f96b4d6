"""The compiled stay and bed KPIs agree with the slow ones on hospitals that nobody thought of."""

from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from metrics.catalogue import FAMILY
from tests.oracle import beds, stays
from tests.oracle.bench import Bench
from tests.oracle.effort import examples
from tests.oracle.test_flow import hospitals

STAYS = Bench("v_discharge", "v_move")
BEDS = Bench("v_bed_day", "v_census_hour", "v_alc_day", "v_long_stay_day")
BY = st.sampled_from(["", "facility_id", "unit_id"])
GRAIN = st.sampled_from(["week", "month", "quarter", "year"])
PROMPTNESS = st.sampled_from([None, -1, 0, 90, 1440, 1441, 4000])


@st.composite
def delayed_hospitals(draw) -> dict:
    """Hospitals of the bed tests, with intensive care that steps down, expectations, orders, delays and episodes."""
    hospital = draw(hospitals())
    before = draw(st.sampled_from([0, 0, 6, 7, 13, 14, 20, 21]))
    for number, stay in enumerate(hospital["encounter"]):
        order, ready = draw(PROMPTNESS), draw(PROMPTNESS)
        out = stay["discharge_ts"]
        stay["admit_ts"] -= timedelta(days=before)
        stay["discharge_order_ts"] = out - timedelta(minutes=order) if out and order is not None else None
        stay["discharge_ready_ts"] = out - timedelta(minutes=ready) if out and ready is not None else None
        stay["drg_gmlos"] = draw(st.sampled_from([None, 0, 1.5, 4]))
        stay["episode_id"] = draw(st.sampled_from([None, None, "one", "two"]))
        hospital.setdefault("expected_value", []).append(
            {
                "encounter_id": f"E{number}",
                "model": draw(st.sampled_from(["los", "los", "mortality"])),
                "expected": draw(st.sampled_from([0, 0.5, 2.25, 4])),
            }
        )
    for place in hospital["encounter_location"]:
        place["is_derived"] = draw(st.sampled_from([False, False, True]))
    hospital.setdefault("expected_value", [])
    hospital["alc_period"] = []
    for _ in range(draw(st.integers(0, 4)) if hospital["encounter"] else 0):
        stay = draw(st.sampled_from(hospital["encounter"]))
        begin = stay["start_ts"] + timedelta(minutes=draw(st.integers(0, 96)) * 30)
        end = begin + timedelta(minutes=draw(st.integers(-1, 96)) * 30)
        hospital["alc_period"].append(
            {
                "alc_id": f"D{len(hospital['alc_period'])}",
                "encounter_id": stay["encounter_id"],
                "start_ts": begin,
                "end_ts": draw(st.sampled_from([end, end, None])),
                "reason_code": draw(st.sampled_from(["home care", "nursing home"])),
            }
        )
    kinds = st.sampled_from(["icu", "med_surg", "rehab"])
    hospital["unit"] = [
        u | {"unit_type": draw(kinds)} if u["unit_id"] == "A1" else u for u in hospital["unit"]
    ]
    return hospital


def test_every_stay_and_bed_kpi_has_a_second_implementation():
    assert set(stays.ORACLE) == {kpi for kpi, family in FAMILY.items() if family == "stays"}
    assert set(beds.ORACLE) == {kpi for kpi, family in FAMILY.items() if family == "beds"}


@settings(max_examples=examples(40), deadline=None)
@given(delayed_hospitals(), BY, GRAIN)
def test_two_implementations_agree_on_stays(hospital, by, grain):
    STAYS.compare(stays.ORACLE, hospital, by, grain)


@settings(max_examples=examples(40), deadline=None)
@given(delayed_hospitals(), BY, GRAIN)
def test_two_implementations_agree_on_beds(hospital, by, grain):
    BEDS.compare(beds.ORACLE, hospital, by, grain)
    BEDS.compare({"delayed_bed_days": beds.ORACLE["delayed_bed_days"]}, hospital, "reason_code", grain)
