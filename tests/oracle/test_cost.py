"""The compiled cost KPIs agree with the slow ones on hospitals that nobody thought of.

Bed days are given: the census has an oracle of its own in the family of patient flow.
"""

from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from data.schema import VOCABULARIES
from metrics.catalogue import FAMILY
from tests.oracle.bench import Bench
from tests.oracle.cost import BY_CLASS, ORACLE
from tests.oracle.effort import examples

BENCH = Bench("v_discharge", "v_ledger_month", "v_ledger_class", "v_case_cost")
FACILITIES = {"A": "America/New_York", "B": "Asia/Kolkata", "clinic": "America/New_York"}
AMOUNTS = st.sampled_from([-100, 0, 33.33, 250, 600, 1000])
MONTHS = st.integers(1, 5).map(lambda month: date(2026, month, 1))
CLASSES = [*VOCABULARIES["account_class"], *["gross_ip_revenue"] * 8, *["gross_op_revenue", "salaries"] * 4]
INSTANTS = st.tuples(
    st.integers(1, 5), st.sampled_from([1, 2, 15, 28]), st.sampled_from([1, 4, 12, 20, 23])
).map(lambda t: f"2026-{t[0]:02}-{t[1]:02} {t[2]:02}:30+00:00")


@st.composite
def ledgers(draw) -> list[dict]:
    rows = {}
    for _ in range(draw(st.integers(0, 14))):
        row = {
            "facility_id": draw(st.sampled_from(list(FACILITIES))),
            "cost_centre_id": draw(st.sampled_from(["c1", "c2"])),
            "account_id": draw(st.sampled_from(CLASSES)),
            "month": draw(MONTHS),
            "amount": draw(AMOUNTS),
        }
        rows[row["facility_id"], row["cost_centre_id"], row["account_id"], row["month"]] = row
    return list(rows.values())


@st.composite
def stays(draw) -> list[dict]:
    return [
        {
            "encounter_id": f"E{number}",
            "facility_id": draw(st.sampled_from(["A", "B"])),
            "encounter_class": draw(st.sampled_from(["inpatient"] * 5 + ["ed"])),
            "status": draw(st.sampled_from(["finished"] * 5 + ["cancelled"])),
            "admit_ts": "2026-01-01 00:00:00+00:00",
            "discharge_ts": draw(st.none() | INSTANTS | INSTANTS),
            "discharge_unit_id": draw(st.sampled_from(["ward", "theatre"])),
            "service_line": draw(st.sampled_from(["medicine", "surgery"])),
            "drg_weight": draw(st.sampled_from([None, 0, 0.5, 1.25, 3.1])),
            "is_newborn": draw(st.sampled_from([False, False, False, True])),
        }
        for number in range(draw(st.integers(0, 8)))
    ]


@st.composite
def costings(draw) -> list[dict]:
    return [
        {
            "encounter_id": f"E{number}",
            "total_cost": draw(AMOUNTS),
            "variable_cost": draw(AMOUNTS),
            "net_revenue": draw(st.none() | AMOUNTS),
            "is_final": draw(st.sampled_from([True, True, False])),
        }
        for number in range(9)
        if draw(st.booleans() | st.just(True))
    ]


@st.composite
def bed_days(draw) -> list[dict]:
    return [
        {
            "facility_id": draw(st.sampled_from(["A", "B"])),
            "unit_id": f"U{number}",
            "unit_type": "med_surg",
            "bed_date": draw(st.dates(date(2026, 1, 1), date(2026, 5, 31))),
            "patients": draw(st.integers(0, 9)),
        }
        for number in range(draw(st.integers(0, 5)))
    ]


HOSPITALS = st.fixed_dictionaries(
    {
        "facility": st.just([{"facility_id": f, "time_zone": zone} for f, zone in FACILITIES.items()]),
        "account": st.just([{"account_id": c, "account_class": c} for c in VOCABULARIES["account_class"]]),
        "gl_entry": ledgers(),
        "encounter": stays(),
        "patient_cost": costings(),
        "v_bed_day": bed_days(),
    }
)


def test_every_cost_kpi_has_a_second_implementation():
    assert set(ORACLE) == {kpi for kpi, family in FAMILY.items() if family == "cost"}


@settings(max_examples=examples(100), deadline=None)
@given(
    HOSPITALS, st.sampled_from(["", "facility_id", "unit_id"]), st.sampled_from(["month", "quarter", "year"])
)
def test_two_implementations_agree(hospital, by, grain):
    BENCH.compare(ORACLE, hospital, by, grain)


@settings(max_examples=examples(30), deadline=None)
@given(HOSPITALS, st.sampled_from(["month", "quarter", "year"]))
def test_they_agree_on_each_class_of_account(hospital, grain):
    BENCH.compare(BY_CLASS, hospital, "account_class", grain)
