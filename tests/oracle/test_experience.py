"""The compiled survey KPIs agree with the slow ones on answers that nobody thought of."""

from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from metrics.catalogue import FAMILY
from tests.oracle.bench import Bench
from tests.oracle.effort import examples
from tests.oracle.experience import ORACLE

BENCH = Bench("v_survey_answer")
FACILITIES = {"A": "America/New_York", "B": "Asia/Kolkata"}
ITEMS = [
    ("hcahps", "2025", "Q1", "nurses", "nsua4", ["Always"]),
    ("hcahps", "2025", "Q2", "nurses", "nsua4", ["4"]),
    ("hcahps", "2025", "Q4", "doctors", "nsua4", ["Always", "4"]),
    ("hcahps", "2025", "Q22", "discharge", "yn2", ["1"]),
    ("hcahps", "2025", "Q24", None, "0_10", ["9", "10"]),
    ("hcahps", "2025", "Q25", None, "recommend4", ["4", "Definitely yes"]),
    ("hcahps", "2025", "Q40", None, "def3", ["1"]),
    ("hcahps", "2025", "education", None, "nsua4", []),
    ("hcahps", "2019", "Q1", "nurses", "nsua4", ["4"]),
    ("cgcahps", "3.1", "Q1", "access", "nsua4", ["4"]),
    ("nps", "1", "Q24", None, "0_10", ["9", "10"]),
]
NAMES = ("survey_type", "version", "item_code", "composite_code", "scale", "top_box_values")
ANSWERS = [
    "Always",
    " usually",
    "Never",
    "1",
    "2",
    "3",
    "4",
    "0",
    "6",
    "9",
    "10",
    "11",
    "Definitely yes",
    "Yes",
    "?",
]
DAYS = st.dates(date(2026, 1, 25), date(2026, 4, 5))
INSTANTS = st.tuples(st.integers(1, 3), st.sampled_from([1, 2, 28]), st.sampled_from([1, 12, 20])).map(
    lambda t: f"2026-{t[0]:02}-{t[1]:02} {t[2]:02}:30+00:00"
)


@st.composite
def surveys(draw) -> dict[str, list[dict]]:
    tables: dict[str, list[dict]] = {
        "facility": [{"facility_id": f, "time_zone": zone} for f, zone in FACILITIES.items()],
        "unit": [{"unit_id": "ward", "facility_id": "A"}],
        "survey_item": [dict(zip(NAMES, item, strict=True)) for item in ITEMS],
        "encounter": [],
        "survey_response": [],
        "survey_answer": [],
    }
    for number in range(draw(st.integers(0, 7))):
        kind, version = draw(
            st.sampled_from([("hcahps", "2025")] * 4 + [("hcahps", "2019"), ("cgcahps", "3.1"), ("nps", "1")])
        )
        facility = draw(st.sampled_from(list(FACILITIES)))
        stay = f"E{number}" if draw(st.booleans()) else None
        if stay:
            tables["encounter"].append(
                {
                    "encounter_id": stay,
                    "facility_id": facility,
                    "discharge_ts": draw(st.none() | INSTANTS),
                    "attending_provider_id": draw(st.sampled_from([None, "d", "e"])),
                }
            )
        tables["survey_response"].append(
            {
                "response_id": f"R{number}",
                "encounter_id": stay,
                "facility_id": facility,
                "unit_id": "ward" if facility == "A" else "?:B",
                "survey_type": kind,
                "version": version,
                "event_date": draw(st.none() | DAYS | DAYS),
                "response_date": draw(st.none() | DAYS),
                "is_complete": draw(st.sampled_from([True, True, True, False])),
            }
        )
        codes = sorted({item[2] for item in ITEMS if item[:2] == (kind, version)})
        for code in draw(st.lists(st.sampled_from(codes), unique=True)):
            tables["survey_answer"].append(
                {
                    "response_id": f"R{number}",
                    "item_code": code,
                    "raw_value": draw(st.sampled_from([None, *ANSWERS])),
                    "is_applicable": draw(st.sampled_from([True, True, True, False])),
                }
            )
    return tables


def test_every_experience_kpi_has_a_second_implementation():
    assert set(ORACLE) == {kpi for kpi, family in FAMILY.items() if family == "experience"}


@settings(max_examples=examples(150), deadline=None)
@given(
    surveys(),
    st.sampled_from(["", "facility_id", "unit_id", "item_code", "composite_code", "provider_id"]),
    st.sampled_from(["week", "month", "quarter"]),
)
def test_two_implementations_agree(answers, by, grain):
    kpis = ORACLE
    if by in ("item_code", "composite_code"):
        kpis = {k: slow for k, slow in ORACLE.items() if k != "nps"}
    BENCH.compare(kpis, answers, by, grain)
