"""The compiled revenue KPIs agree with the slow ones on hospitals that nobody thought of."""

from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from data.schema import VOCABULARIES
from metrics.catalogue import FAMILY
from tests.oracle.bench import Bench
from tests.oracle.effort import examples
from tests.oracle.revenue import ORACLE

BENCH = Bench("v_ledger_month", "v_ar_month", "v_ar_bucket", "v_claim")
FACILITIES = ["A", "B"]
PAYERS = {"p1": "commercial", "p2": "medicaid", "p3": "commercial", "nobody": None}
MONTHS = st.integers(1, 6).map(lambda month: date(2026, month, 1))
REVENUE = ["net_patient_revenue"] * 4 + [
    "gross_ip_revenue",
    "gross_op_revenue",
    "contractual_allowance",
    "bad_debt",
]


@st.composite
def ledgers(draw) -> list[dict]:
    rows = {}
    for facility in FACILITIES:
        kinds = draw(st.sampled_from([REVENUE, REVENUE[3:], REVENUE[4:]]))
        for _ in range(draw(st.integers(0, 14))):
            key = facility, draw(st.sampled_from(kinds)), draw(MONTHS)
            rows[key] = dict(zip(("facility_id", "account_id", "month"), key, strict=True)) | {
                "amount": draw(st.sampled_from([0, 90, 310.55, -28, 600]))
            }
    return list(rows.values())


@st.composite
def snapshots(draw) -> list[dict]:
    """Month ends and other days, with credit balances; some months are missing."""
    rows = {}
    for _ in range(draw(st.integers(0, 12))):
        key = (
            draw(st.sampled_from(FACILITIES)),
            date(2026, draw(st.integers(1, 6)), draw(st.sampled_from([15, 28, 28, 28]))),
            draw(st.sampled_from(list(PAYERS))),
            draw(st.sampled_from(VOCABULARIES["age_bucket"])),
        )
        gross, credit = draw(st.sampled_from([0, 40, 75.25, 1000])), draw(st.sampled_from([0, 0, -60, -2000]))
        names = ("facility_id", "snapshot_date", "payer_id", "age_bucket")
        rows[key] = dict(zip(names, key, strict=True)) | {
            "gross_balance": gross,
            "credit_balance": credit,
            "net_balance": gross + credit,
        }
    return list(rows.values())


@st.composite
def claims(draw) -> list[dict]:
    return [
        {
            "claim_id": f"C{number}",
            "original_claim_id": draw(st.sampled_from([None, None, None, "C0"])),
            "facility_id": draw(st.sampled_from(FACILITIES)),
            "payer_id": draw(st.sampled_from(list(PAYERS))),
            "first_adjudication_date": draw(st.none() | st.dates(date(2026, 1, 1), date(2026, 4, 5))),
            "first_result": draw(st.sampled_from([None, *VOCABULARIES["first_result"], "denied", "paid"])),
            "billed_amount": draw(st.sampled_from([0, 100, 250.5, 9000])),
        }
        for number in range(draw(st.integers(0, 9)))
    ]


HOSPITALS = st.fixed_dictionaries(
    {
        "account": st.just([{"account_id": c, "account_class": c} for c in VOCABULARIES["account_class"]]),
        "payer": st.just([{"payer_id": p, "payer_class": c} for p, c in PAYERS.items() if c]),
        "gl_entry": ledgers(),
        "ar_snapshot": snapshots(),
        "claim": claims(),
    }
)


def some(*kpi_ids: str) -> dict:
    return {kpi_id: ORACLE[kpi_id] for kpi_id in kpi_ids}


def test_every_revenue_kpi_has_a_second_implementation():
    assert set(ORACLE) == {kpi for kpi, family in FAMILY.items() if family == "revenue"}


@settings(max_examples=examples(100), deadline=None)
@given(HOSPITALS, st.sampled_from(["", "facility_id"]), st.sampled_from(["month", "quarter", "year"]))
def test_two_implementations_agree(hospital, by, grain):
    BENCH.compare(ORACLE, hospital, by, grain)


@settings(max_examples=examples(50), deadline=None)
@given(HOSPITALS, st.sampled_from(["week", "month", "quarter"]))
def test_two_implementations_agree_by_payer_class(hospital, grain):
    kpis = some(
        "denial_rate_initial_pct", "denial_rate_initial_dollars_pct", "ar_over_90_pct", "ar_billed_balance"
    )
    BENCH.compare(kpis, hospital, "payer_class", grain)
