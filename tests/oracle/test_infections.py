"""The compiled infection KPIs agree with the slow ones on wards that nobody thought of."""

from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from metrics.catalogue import FAMILY
from tests.oracle.bench import Bench
from tests.oracle.effort import examples
from tests.oracle.hospital import FACILITIES, UNITS, instants
from tests.oracle.infections import ORACLE

BENCH = Bench(
    "v_discharge",
    "v_infection_month",
    "v_infection",
    "v_device_day",
    "v_hand_hygiene",
    "v_bundle_case",
    "v_bundle_step",
)
DAYS = st.dates(date(2026, 1, 28), date(2026, 4, 3))
MONTHS = st.integers(1, 4).map(lambda month: date(2026, month, 1))
PLACES = st.sampled_from([unit["unit_id"] for unit in UNITS])
TYPES = st.sampled_from(["clabsi", "clabsi", "cauti", "ssi"])


def unique(rows: list[dict], *names: str) -> list[dict]:
    return list({tuple(row[name] for name in names): row for row in rows}.values())


@st.composite
def wards(draw) -> dict:
    def some(**columns) -> list[dict]:
        return [{k: draw(v) for k, v in columns.items()} for _ in range(draw(st.integers(0, 8)))]

    stays = [
        {"encounter_id": f"E{n}", "facility_id": "A", "patient_id": "p", "encounter_class": "inpatient", "status": "finished",
         "start_ts": start, "admit_ts": start, "discharge_ts": draw(st.sampled_from([None, start + timedelta(days=1)])),
         "discharge_unit_id": draw(st.sampled_from([None, "A1", "A2"]))}
        for n, start in enumerate(draw(st.lists(instants(), max_size=4)))
    ]  # fmt: skip
    steps = []
    for stay in stays:
        weight = draw(st.sampled_from([None, None, 2.5]))
        bundle = draw(st.sampled_from(["sepsis", "sepsis", "stroke"]))
        for step in range(draw(st.integers(0, 3))):
            due = draw(st.none() | st.just(stay["start_ts"]))
            done = draw(
                st.none() | st.integers(-1, 1).map(lambda m, at=stay["start_ts"]: at + timedelta(minutes=m))
            )
            steps.append({
                "bundle_case_id": f"case of {stay['encounter_id']}", "encounter_id": stay["encounter_id"], "bundle": bundle,
                "element_code": str(step), "due_ts": due, "done_ts": done, "eligible": draw(st.integers(0, 3)) > 0,
                "contraindicated": draw(st.integers(0, 3)) == 0, "sample_weight": weight,
            })  # fmt: skip
    infections = some(unit_id=PLACES, hai_type=TYPES, event_date=DAYS)
    hands = some(
        unit_id=PLACES,
        obs_date=DAYS,
        compliant=st.booleans(),
        method=st.sampled_from(["direct", "direct", "electronic"]),
    )
    predicted = some(
        unit_id=PLACES, hai_type=TYPES, month=MONTHS, predicted=st.sampled_from([0, 0.25, 1.5]),
        baseline_year=st.sampled_from([2015, 2022]),
    )  # fmt: skip
    devices = some(
        unit_id=PLACES, date=DAYS, device=st.sampled_from(["central_line", "central_line", "urinary_catheter"]),
        device_days=st.integers(0, 5), patient_days=st.integers(0, 9),
    )  # fmt: skip
    return {
        "facility": FACILITIES,
        "unit": UNITS,
        "encounter": stays,
        "bundle_case": steps,
        "infection_event": [row | {"event_id": str(n)} for n, row in enumerate(infections)],
        "hand_hygiene_obs": [row | {"obs_id": str(n)} for n, row in enumerate(hands)],
        "infection_prediction": unique(predicted, "unit_id", "hai_type", "month"),
        "device_day": unique(devices, "unit_id", "date", "device"),
    }


def test_every_infection_kpi_has_a_second_implementation():
    assert set(ORACLE) == {kpi for kpi, family in FAMILY.items() if family == "infections"}


@settings(max_examples=examples(50), deadline=None)
@given(
    wards(),
    st.sampled_from(["", "facility_id", "unit_id", "unit_type"]),
    st.sampled_from(["month", "quarter"]),
)
def test_two_implementations_agree(ward, by, grain):
    BENCH.compare(ORACLE, ward, by, grain)
