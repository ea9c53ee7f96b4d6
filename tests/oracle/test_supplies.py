"""The compiled KPIs of supplies agree with the slow ones on hospitals that nobody thought of."""

from hypothesis import given, settings
from hypothesis import strategies as st

from metrics.catalogue import FAMILY
from tests.oracle.bench import Bench
from tests.oracle.effort import examples
from tests.oracle.supplies import ORACLE
from tests.oracle.test_cost import FACILITIES, INSTANTS, stays

BENCH = Bench("v_discharge", "v_case_cost", "v_case_supply")
VISITS = st.sampled_from([f"E{n}" for n in range(4)])
AMOUNTS = st.sampled_from([None, -5, 0, 33.33, 250, 700, 90000])
ENDS = st.sampled_from(["2026-03-02 08:00+00:00", "2026-03-02 09:30+00:00", "2026-03-02 12:00+00:00", "2026-03-03 08:00+00:00", "2026-03-03 08:01+00:00"])  # fmt: skip


@st.composite
def cases(draw) -> list[dict]:
    return [
        {
            "case_id": f"C{number}",
            "encounter_id": draw(VISITS),
            "facility_id": draw(st.sampled_from(["A", "B"])),
            "unit_id": draw(st.sampled_from([None, "theatre"])),
            "surgeon_id": draw(st.sampled_from([None, "x", "y"])),
            "room_id": "R",
            "status": draw(st.sampled_from(["done", "done", "done", "cancelled"])),
            "sched_start_ts": draw(st.none() | INSTANTS),
            "patient_in_ts": draw(
                st.sampled_from([None, "2026-03-02 08:00+00:00", "2026-03-02 08:00+00:00"])
            ),
            "patient_out_ts": draw(st.none() | ENDS | ENDS),
        }
        for number in range(draw(st.integers(0, 6)))
    ]


@st.composite
def costings(draw) -> list[dict]:
    return [
        {
            "encounter_id": f"E{number}",
            "total_cost": draw(AMOUNTS.filter(lambda amount: amount is not None)),
            "variable_cost": 1,
            "supply_cost": draw(AMOUNTS),
            "implant_cost": draw(AMOUNTS),
            "is_final": draw(st.sampled_from([True, True, True, False])),
        }
        for number in range(9)
    ]


def test_every_kpi_of_supplies_has_a_second_implementation():
    assert set(ORACLE) == {kpi for kpi, family in FAMILY.items() if family == "supplies"}


@settings(max_examples=examples(40), deadline=None)
@given(
    stays(), cases(), costings(), st.lists(st.sampled_from(["1", "2"]), min_size=9, max_size=9),
    st.sampled_from(["", "facility_id", "unit_id", "surgeon_id"]), st.sampled_from(["month", "quarter", "year"]),
)  # fmt: skip
def test_two_implementations_agree(visits, operations, costs, drgs, by, grain):
    tables = {
        "facility": [{"facility_id": f, "time_zone": zone} for f, zone in FACILITIES.items()],
        "encounter": [visit | {"drg_code": drg} for visit, drg in zip(visits, drgs, strict=False)],
        "procedure_case": operations,
        "patient_cost": costs,
    }
    BENCH.compare(ORACLE, tables, by, grain)
