"""The compiled equity KPIs agree with the slow ones on patients whom nobody thought of."""

from datetime import datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from metrics.catalogue import FAMILY
from tests.oracle.bench import Bench
from tests.oracle.effort import examples
from tests.oracle.equity import ORACLE
from tests.oracle.hospital import FACILITIES, UNITS

BENCH = Bench("v_month_end", "v_demographic_month")
START = datetime.fromisoformat("2024-01-01T02:00:00+00:00")
WORDS = st.sampled_from(
    [
        None,
        None,
        "a",
        " Declined ",
        "Refused",
        "Unknown",
        "not stated",
        "Not recorded",
        "asked but unknown",
        " ",
    ]
)


@st.composite
def patients(draw) -> dict:
    people = [
        {"patient_id": f"p{n}", "sex": draw(st.sampled_from(["unknown", "female"])), "ethnicity": draw(WORDS), "race": draw(WORDS),
         "preferred_language": draw(WORDS), "deprivation_quintile": draw(st.sampled_from([None, 1, 5])),
         "merged_into_patient_id": "p0" if n == 3 else None}
        for n in range(4)
    ]  # fmt: skip
    visits = [
        {"encounter_id": str(n), "patient_id": draw(st.sampled_from(["p0", "p1", "p2", "p3", "stranger"])),
         "facility_id": draw(st.sampled_from("AB")), "start_ts": START + timedelta(hours=6 * draw(st.integers(0, 3400))),
         "status": draw(st.sampled_from(["finished"] * 5 + ["planned", "cancelled"]))}
        for n in range(draw(st.integers(0, 7)))
    ]  # fmt: skip
    return {"facility": FACILITIES, "unit": UNITS, "patient": people, "encounter": visits}


def test_every_equity_kpi_has_a_second_implementation():
    assert set(ORACLE) == {kpi for kpi, family in FAMILY.items() if family == "equity"}


@settings(max_examples=examples(60), deadline=None)
@given(patients(), st.sampled_from(["", "facility_id", "field"]))
def test_two_implementations_agree(hospital, by):
    BENCH.compare(ORACLE, hospital, by, "month")
