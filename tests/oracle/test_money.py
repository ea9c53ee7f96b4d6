"""The compiled KPIs of claims, charges, collections and receivables agree with the slow ones."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.schema import VOCABULARIES
from metrics.catalogue import FAMILY
from tests.oracle import charges, claims, collections, denials, receivables
from tests.oracle.bench import Bench
from tests.oracle.effort import examples
from tests.oracle.test_revenue import snapshots

ORACLES = {
    "claims": claims,
    "collections": collections,
    "charges": charges,
    "receivables": receivables,
    "denials": denials,
}
MONEY = {kpi: slow for family in ORACLES.values() for kpi, slow in family.ORACLE.items()}
BY_PAYER = [k for k in MONEY if k.startswith(("payer_mix_pct", "payer_mix_en", "payer_mix_net", "days_in_ar_gross", "ar_over", "clean", "first_pass", "denial_overturn", "denial_days", "denial_rate", "denials_", "denied_", "net_collection_rate_pct"))]  # fmt: skip
BENCH = Bench(
    "v_discharge", "v_bed_day", "v_ledger_month", "v_posting", "v_charge_month", "v_cash_month", "v_writeoff_month", "v_ledger_year",
    "v_collecting", "v_patient_payment", "v_account_month", "v_charge", "v_payer_month", "v_ar_month", "v_ar_payer",
    "v_unbilled_month", "v_ar_from_bill", "v_claim", "v_claim_intake", "v_claim_month", "v_denial", "v_denial_closed",
    "v_denial_appeal",
)  # fmt: skip
PAYERS = {
    "p1": "commercial",
    "p2": "medicaid",
    "p3": "self_pay",
    "p4": "medicare_ffs",
    "p5": "va_tricare",
    "nobody": None,
}
PAYER = st.sampled_from([*PAYERS, None])
FACILITY = st.sampled_from(["A", "B"])
ACCOUNT = st.sampled_from([None, "K1", "K2"])
VISIT = st.sampled_from([None, "E0", "E1", "E2", "gone"])
DAYS = st.dates(date(2026, 1, 1), date(2026, 4, 30))
LATER = st.sampled_from([date(2026, m, d) for m, d in ((1, 31), (3, 15), (7, 31), (8, 1), (9, 30), (10, 1))])
AMOUNTS = st.sampled_from([0, 40, 75.25, 1000, -60])
MAYBE = st.sampled_from([None, False, False, True])


@st.composite
def visits(draw) -> list[dict]:
    return [
        {
            "encounter_id": f"E{n}",
            "facility_id": draw(FACILITY),
            "patient_account_id": draw(ACCOUNT),
            "payer_id": draw(PAYER),
            "encounter_class": "inpatient",
            "status": draw(st.sampled_from(["finished", "finished", "cancelled"])),
            "discharge_ts": draw(
                st.sampled_from([None, "2026-02-01 02:00:00+00:00", "2026-03-05 12:00:00+00:00"])
            ),
        }
        for n in range(3)
    ]


@st.composite
def lines(draw) -> list[dict]:
    return [
        {
            "charge_id": f"L{n}",
            "encounter_id": draw(VISIT),
            "patient_account_id": draw(ACCOUNT),
            "unit_id": draw(st.sampled_from([None, "A1", "B1", "A1"])),
            "service_date": draw(DAYS),
            "post_date": draw(st.none() | DAYS),
            "rev_code": draw(st.sampled_from([None, "0120", "219", "0099", "0220", "0450", "x"])),
            "amount": draw(st.sampled_from([0, 10, 99.5, 300, -20])),
            "payer_id": draw(PAYER),
            "is_late": draw(st.booleans()),
            "is_reversal": draw(st.sampled_from([False, False, True])),
        }
        for n in range(draw(st.integers(0, 8)))
    ]


@st.composite
def sent(draw) -> list[dict]:
    return [
        {
            "claim_id": f"C{n}",
            "original_claim_id": draw(st.sampled_from([None, None, None, "C0"])),
            "encounter_id": draw(VISIT),
            "patient_account_id": draw(ACCOUNT),
            "facility_id": draw(FACILITY),
            "payer_id": draw(PAYER.filter(bool)),
            "billed_amount": draw(st.sampled_from([0, 100, 250.5])),
            "had_manual_edit": draw(MAYBE),
            "edit_failed": draw(MAYBE),
            "scrubber_accept_date": draw(st.none() | DAYS),
            "ack_status": draw(st.sampled_from([None, *VOCABULARIES["ack_status"]])),
            "payer_ack_status": draw(st.sampled_from([None, *VOCABULARIES["payer_ack_status"]])),
            "first_submit_date": draw(st.none() | DAYS),
            "first_adjudication_date": draw(st.none() | DAYS | LATER),
            "first_result": draw(st.sampled_from([None, *VOCABULARIES["first_result"], "denied"])),
            "final_result": draw(st.sampled_from([None, *VOCABULARIES["final_result"], "paid"])),
            "resubmission_count": draw(st.sampled_from([0, 0, 1, 2])),
            "denial_date": draw(st.none() | DAYS),
            "appeal_date": draw(st.none() | DAYS),
            "resolved_date": draw(st.none() | DAYS),
            "overturned": draw(MAYBE),
        }
        for n in range(draw(st.integers(0, 5)))
    ]


CASES = st.lists(
    st.fixed_dictionaries(
        {
            "claim_id": st.sampled_from([None, "C0", "C1", "C2"]),
            "received_date": DAYS,
            "appeal_date": st.none() | DAYS,
            "resolved_date": st.none() | DAYS,
            "denied_amount": st.sampled_from([None, 30, 70]),
            "recovered_amount": st.sampled_from([None, 0, 0, 25]),
        }
    ),
    max_size=4,
)
LINK = {"post_date": DAYS | LATER, "encounter_id": VISIT, "patient_account_id": ACCOUNT}
CLAIM = st.sampled_from([None, "C0", "C1", "C2", "lost"])
TXNS = st.lists(
    st.fixed_dictionaries(
        LINK
        | {
            "claim_id": CLAIM,
            "payer_id": PAYER,
            "txn_type": st.sampled_from(VOCABULARIES["txn_type"]),
            "amount": AMOUNTS,
            "is_point_of_service": MAYBE,
        }
    ),
    max_size=4,
)
REMITS = st.lists(
    st.fixed_dictionaries(
        {
            "post_date": DAYS | LATER,
            "claim_id": CLAIM,
            "payer_id": PAYER,
            "paid_amount": AMOUNTS,
            "contractual_adj": AMOUNTS,
            "denial_writeoff": AMOUNTS,
            "is_posting": st.sampled_from([True, True, False]),
        }
    ),
    max_size=6,
)
PATIENTS = st.lists(
    st.fixed_dictionaries(
        LINK | {"amount": AMOUNTS, "is_point_of_service": st.booleans(), "is_previous_balance": st.booleans()}
    ),
    max_size=5,
)
BALANCES = st.lists(
    st.fixed_dictionaries(
        {
            "facility_id": FACILITY,
            "snapshot_date": st.sampled_from([date(2026, m, d) for m in (1, 2, 3) for d in (15, 28)]),
            "payer_id": PAYER,
            "balance": AMOUNTS,
            "age_from": st.sampled_from(["bill", "bill", "discharge"]),
            "ageing_date": st.sampled_from([None, date(2025, 11, 30), date(2025, 12, 1), date(2025, 10, 1)]),
            "status": st.sampled_from(VOCABULARIES["balance_status"]),
            "hold_reason": st.sampled_from([None, "coding"]),
        }
    ),
    max_size=8,
)


@st.composite
def ledgers(draw) -> list[dict]:
    rows = {}
    kinds = ["net_patient_revenue", "gross_ip_revenue", "gross_op_revenue", "rev_cycle_cost", "bad_debt"]
    for facility in ("A", "B"):
        for month in range(draw(st.sampled_from([0, 3, 6]))):
            for kind in kinds[: draw(st.integers(1, 5))]:
                rows[facility, kind, date(2026, month + 1, 1)] = draw(st.sampled_from([0, 90, 310.55, 600]))
    names = ("facility_id", "account_id", "month")
    return [dict(zip(names, key, strict=True)) | {"amount": amount} for key, amount in rows.items()]


COSTS = st.lists(
    st.fixed_dictionaries(
        {"encounter_id": st.sampled_from(["E0", "E1", "E2"]), "net_revenue": st.sampled_from([None, 50, 120])}
    ),
    max_size=3,
    unique_by=lambda row: row["encounter_id"],
)
HOSPITALS = st.fixed_dictionaries(
    {
        "facility": st.sampled_from(
            [
                [
                    {"facility_id": "A", "time_zone": "America/New_York"},
                    {"facility_id": "B", "time_zone": "Asia/Kolkata"},
                ]
            ]
        ),
        "unit": st.just([{"unit_id": "A1", "facility_id": "A"}, {"unit_id": "B1", "facility_id": "B"}]),
        "payer": st.just([{"payer_id": p, "payer_class": c} for p, c in PAYERS.items() if c]),
        "account": st.just([{"account_id": c, "account_class": c} for c in VOCABULARIES["account_class"]]),
        "encounter": visits(),
        "charge": lines(),
        "claim": sent(),
        "denial_case": CASES,
        "payment_txn": st.one_of(st.just([]), st.just([]), TXNS),
        "remittance": REMITS,
        "payment_patient": PATIENTS,
        "patient_cost": COSTS,
        "account_balance": BALANCES,
        "ar_snapshot": snapshots(),
        "gl_entry": ledgers(),
    }
)


@pytest.mark.parametrize("family", ORACLES)
def test_every_kpi_has_a_second_implementation(family):
    assert set(ORACLES[family].ORACLE) == {kpi for kpi, name in FAMILY.items() if name == family}


@settings(max_examples=examples(30), deadline=None)
@given(HOSPITALS, st.sampled_from(["", "facility_id"]), st.sampled_from(["month", "quarter", "year"]))
def test_two_implementations_agree(hospital, by, grain):
    BENCH.compare(MONEY, hospital, by, grain)


@settings(max_examples=examples(12), deadline=None)
@given(HOSPITALS, st.sampled_from(["month", "quarter"]))
def test_two_implementations_agree_by_payer_class(hospital, grain):
    BENCH.compare({kpi: MONEY[kpi] for kpi in BY_PAYER}, hospital, "payer_class", grain)


TWO_YEARS = [date(2024 + n // 12, n % 12 + 1, 1) for n in range(16)]


@settings(max_examples=examples(12), deadline=None)
@given(
    st.lists(st.sampled_from([30, 40.5, 70]), min_size=48, max_size=48),
    st.sets(st.integers(0, 47), max_size=2),
    st.sampled_from(["month", "quarter"]),
)
def test_two_implementations_agree_over_years(amounts, holes, grain):
    kinds = ("cost", "remit", "charge")
    rows = {(kinds[n % 3], TWO_YEARS[n // 3]): amounts[n] for n in range(48) if n not in holes}

    def of(kind: str) -> list[tuple[date, float]]:
        return [(month, amount) for (name, month), amount in rows.items() if name == kind]

    empty = {name: [] for name in ("encounter", "claim", "payment_txn", "payment_patient", "denial_case", "account_balance", "ar_snapshot", "patient_cost")}  # fmt: skip
    tables = empty | {
        "facility": [{"facility_id": "A", "time_zone": "America/New_York"}],
        "unit": [{"unit_id": "A1", "facility_id": "A"}],
        "payer": [],
        "account": [{"account_id": "rev_cycle_cost", "account_class": "rev_cycle_cost"}],
        "gl_entry": [
            {"facility_id": "A", "account_id": "rev_cycle_cost", "month": m, "amount": a} for m, a in of("cost")
        ],
        "remittance": [
            {"post_date": m, "claim_id": None, "payer_id": None, "paid_amount": a, "contractual_adj": 5, "denial_writeoff": 0, "is_posting": True}
            for m, a in of("remit")
        ],
        "charge": [
            {
                "charge_id": f"k{m}", "unit_id": "A1", "encounter_id": None, "patient_account_id": None, "payer_id": None,
                "service_date": m, "post_date": m, "amount": a, "rev_code": None, "is_late": False, "is_reversal": False,
            }
            for m, a in of("charge")
        ],
    }  # fmt: skip
    years = ("cost_to_collect_12m_pct", "net_collection_rate_cash_pct", "cost_to_collect_pct")
    BENCH.compare({kpi: MONEY[kpi] for kpi in years}, tables, "", grain)
