"""The compiled KPIs of staffing agree with the slow ones on hospitals that nobody thought of."""

from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from data.schema import VOCABULARIES
from metrics.catalogue import FAMILY
from tests.oracle.bench import Bench
from tests.oracle.effort import examples
from tests.oracle.hospital import FACILITIES, UNITS
from tests.oracle.staffing import ORACLE
from tests.oracle.test_flow import hospitals

BENCH = Bench(
    "v_discharge",
    "v_bed_day",
    "v_ledger_month",
    "v_care_day",
    "v_care_hours",
    "v_shift_fill",
    "v_output_month",
    "v_fte_month",
)
METHODS = st.sampled_from(VOCABULARIES["patient_day_method"])
DAYS = st.sampled_from([date(2026, 3, d) for d in (7, 8, 9, 10, 11)] + [date(2026, 11, d) for d in (1, 2)])
MONTHS = [date(2026, 3, 1), date(2026, 11, 1)]
CENTRES = ["c1", "c2", "c3"]


@st.composite
def shifts(draw) -> list[dict]:
    rows = []
    for number in range(draw(st.integers(0, 12))):
        kind = draw(st.sampled_from(["worked", "worked", "scheduled"]))
        rows.append(
            {
                "shift_id": f"T{number}",
                "unit_id": draw(st.sampled_from([u["unit_id"] for u in UNITS])),
                "work_date": draw(DAYS),
                "shift_kind": kind,
                "staff_group": draw(
                    st.sampled_from(["rn", "rn", "lpn", "care_assistant", "physician", "app", "admin"])
                ),
                "shift_of_day": draw(st.sampled_from([None, "day", "night"])),
                "pay_code": draw(
                    st.sampled_from(["regular", "overtime", "agency", "per_diem", "sick", "orientation"])
                ),
                "is_direct_care": draw(st.sampled_from([True, True, False])),
                "is_cancelled": draw(st.sampled_from([False, False, False, True])),
                "hours": draw(st.sampled_from([0, 4, 7.5, 12])) if kind == "worked" else 0,
                "planned_hours": draw(st.sampled_from([None, 0, 8, 12])) if kind == "scheduled" else None,
            }
        )
    return rows


@st.composite
def output(draw) -> dict:
    volumes, plans = {}, {}
    for _ in range(draw(st.integers(0, 8))):
        key = (
            draw(st.sampled_from(CENTRES)),
            draw(st.sampled_from(MONTHS)),
            draw(st.sampled_from(["visits", "tests", "Calendar days"])),
        )
        volumes[key] = dict(zip(("cost_centre_id", "month", "statistic"), key, strict=True)) | {
            "quantity": draw(st.sampled_from([0, 5, 60])),
            "budget_quantity": draw(st.sampled_from([None, 0, 10, 50])),
        }
    for _ in range(draw(st.integers(0, 5))):
        key = (
            draw(st.sampled_from(CENTRES)),
            draw(st.sampled_from(MONTHS)),
            draw(st.sampled_from(["original", "forecast", "standard"])),
        )
        plans[key] = dict(zip(("cost_centre_id", "month", "version"), key, strict=True)) | {
            "facility_id": "A",
            "account_id": "salaries",
            "amount": 0,
            "budget_hours": draw(st.sampled_from([None, 40, 100])),
        }
    entries = {
        (account, month): {
            "facility_id": "A",
            "account_id": account,
            "month": month,
            "amount": draw(st.sampled_from([0, 60, 100])),
        }
        for account in ("gross_ip_revenue", "gross_op_revenue")
        for month in MONTHS
        if draw(st.booleans())
    }
    owners = draw(
        st.sampled_from([{"A1": "c1", "A2": "c2", "AT": "c2", "B1": "c3"}, {"A1": "c1", "B1": "c1"}, {}])
    )
    return {
        "cost_centre": [
            {"cost_centre_id": c, "facility_id": "B" if c == "c3" else "A", "name": c} for c in CENTRES
        ],
        "account": [{"account_id": c, "account_class": c} for c in VOCABULARIES["account_class"]],
        "stat_volume": list(volumes.values()),
        "budget": list(plans.values()),
        "gl_entry": list(entries.values()),
        "owners": owners,
    }


def test_every_kpi_of_staffing_has_a_second_implementation():
    assert set(ORACLE) == {kpi for kpi, family in FAMILY.items() if family == "staffing"}


@settings(max_examples=examples(40), deadline=None)
@given(
    hospitals(), shifts(), output(), METHODS, st.sampled_from(["", "facility_id", "unit_id"]),
    st.sampled_from(["month", "quarter", "year"]),
)  # fmt: skip
def test_two_implementations_agree(hospital, cards, more, method, by, grain):
    owners = more.pop("owners")
    units = [
        unit | {"patient_day_method": method, "cost_centre_id": owners.get(unit["unit_id"])}
        for unit in hospital["unit"]
    ]
    BENCH.compare(
        ORACLE, hospital | more | {"unit": units, "shift": cards, "facility": FACILITIES}, by, grain
    )
