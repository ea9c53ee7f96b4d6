"""The compiled margins agree with the slow ones on hospitals that nobody thought of."""

from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from data.schema import VOCABULARIES
from metrics.catalogue import FAMILY
from tests.oracle.bench import Bench
from tests.oracle.effort import examples
from tests.oracle.margin import BY_CLASS, LABOUR, ORACLE

BENCH = Bench(
    "v_discharge",
    "v_bed_day",
    "v_ledger_month",
    "v_ledger_line",
    "v_department_year",
    "v_ledger_class",
    "v_cash_month",
    "v_ledger_year",
    "v_shift_cost",
)
UNITS = {"A1": "A", "A2": "A", "B1": "B"}
CLASSES = [
    "net_patient_revenue", "net_patient_revenue", "other_operating_revenue", "interest", "depreciation", *LABOUR,
    "supplies", "purchased_services", "non_operating", "gross_ip_revenue", "gross_op_revenue", "bad_debt",
]  # fmt: skip


@st.composite
def ledgers(draw) -> list[dict]:
    """Whole years of cost and charges with holes, and single entries of every kind."""
    rows = {}
    for facility in ("A", "B"):
        for month in range(draw(st.sampled_from([0, 0, 12, 14]))):
            for account in ("salaries", draw(st.sampled_from(["gross_ip_revenue", "gross_op_revenue"]))):
                if draw(st.integers(0, 30)):
                    key = facility, account, date(2025 + month // 12, month % 12 + 1, 1)
                    rows[key] = draw(st.sampled_from([40, 70.5, 100]))
    for _ in range(draw(st.integers(0, 16))):
        key = (
            draw(st.sampled_from("AB")),
            draw(st.sampled_from(CLASSES)),
            date(2025, draw(st.integers(1, 4)), 1),
        )
        rows[key] = draw(st.sampled_from([0, 33.33, 90, -28, 600]))
    names = ("facility_id", "account_id", "month")
    return [dict(zip(names, key, strict=True)) | {"amount": amount} for key, amount in rows.items()]


SHIFTS = st.lists(
    st.fixed_dictionaries(
        {
            "unit_id": st.sampled_from(list(UNITS)),
            "work_date": st.dates(date(2025, 1, 20), date(2025, 3, 5)),
            "pay_code": st.sampled_from(["regular", "overtime", "agency", "agency", "per_diem", "sick"]),
            "staff_group": st.just("rn"),
            "shift_kind": st.sampled_from(["worked", "worked", "worked", "scheduled"]),
            "is_cancelled": st.sampled_from([False, False, False, True]),
            "hours": st.sampled_from([0, 7.5, 8, 12]),
            "cost": st.sampled_from([None, 0, 100, 640.5]),
        }
    ),
    max_size=8,
)
HOSPITALS = st.fixed_dictionaries(
    {
        "account": st.just([{"account_id": c, "account_class": c} for c in VOCABULARIES["account_class"]]),
        "unit": st.just([{"unit_id": u, "facility_id": f} for u, f in UNITS.items()]),
        "gl_entry": ledgers(),
        "shift": SHIFTS,
    }
)


def test_every_kpi_of_margin_has_a_second_implementation():
    assert set(ORACLE) == {kpi for kpi, family in FAMILY.items() if family == "margin"}


@settings(max_examples=examples(50), deadline=None)
@given(HOSPITALS, st.sampled_from(["", "facility_id"]), st.sampled_from(["month", "quarter", "year"]))
def test_two_implementations_agree(hospital, by, grain):
    BENCH.compare(ORACLE, hospital, by, grain)


@settings(max_examples=examples(30), deadline=None)
@given(HOSPITALS, st.sampled_from(["month", "quarter", "year"]))
def test_they_agree_on_each_class_of_account(hospital, grain):
    BENCH.compare(BY_CLASS, hospital, "account_class", grain)
