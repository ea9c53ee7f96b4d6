"""The compiled budget variances agree with the slow ones on hospitals that nobody thought of."""

from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from metrics.catalogue import FAMILY
from tests.oracle.bench import Bench
from tests.oracle.budget import GROSS, INCOME, ORACLE
from tests.oracle.effort import examples

BENCH = Bench("v_budget_month")
FACILITY = {"c1": "A", "c2": "A", "c3": "B"}
MONTHS = st.integers(1, 4).map(lambda month: date(2026, month, 1))
KINDS = {"pay": "salaries", "pills": "drugs", "land": "asset", **{kind: kind for kind in (*GROSS, *INCOME)}}
CENTRES = st.sampled_from(list(FACILITY))
AMOUNTS = st.sampled_from([0, 100, 250.5, 4000, -30])


def placed(rows: dict, names: tuple[str, ...], value: str) -> list[dict]:
    return [
        dict(zip(names, key, strict=True))
        | {"facility_id": FACILITY[key[0]]}
        | (more if isinstance(more, dict) else {value: more})
        for key, more in rows.items()
    ]


@st.composite
def books(draw) -> dict:
    accounts = st.sampled_from([*KINDS, "pay", "pay", "pills", "pills"])
    spent = {
        (draw(CENTRES), draw(accounts), draw(MONTHS)): draw(AMOUNTS) for _ in range(draw(st.integers(0, 12)))
    }
    plans = {
        (
            draw(CENTRES),
            draw(accounts),
            draw(MONTHS),
            draw(st.sampled_from(["original", "original", "revised", "forecast"])),
        ): {
            "amount": draw(AMOUNTS),
            "volume_basis": draw(st.sampled_from([None, None, 0, 50])),
        }
        for _ in range(draw(st.integers(0, 14)))
    }
    volumes = {
        (draw(CENTRES), draw(MONTHS), draw(st.sampled_from(["visits", "tests"]))): {
            "quantity": draw(st.sampled_from([0, 80, 120])),
            "budget_quantity": draw(st.sampled_from([None, 0, 100])),
        }
        for _ in range(draw(st.integers(0, 8)))
    }
    return {
        "account": [
            {
                "account_id": a,
                "account_class": kind,
                "is_variable": a == "pills" or (a == "pay" and draw(st.booleans())),
            }
            for a, kind in KINDS.items()
        ],
        "cost_centre": [
            {"cost_centre_id": c, "facility_id": f, "name": c, "service_line": "heart" if c == "c1" else None}
            for c, f in FACILITY.items()
        ],
        "gl_entry": placed(spent, ("cost_centre_id", "account_id", "month"), "amount"),
        "budget": placed(plans, ("cost_centre_id", "account_id", "month", "version"), ""),
        "stat_volume": [
            dict(zip(("cost_centre_id", "month", "statistic"), key, strict=True)) | more
            for key, more in volumes.items()
        ],
    }


def test_every_kpi_of_the_budget_has_a_second_implementation():
    assert set(ORACLE) == {kpi for kpi, family in FAMILY.items() if family == "budget"}


@settings(max_examples=examples(40), deadline=None)
@given(
    books(),
    st.sampled_from(["", "facility_id", "cost_centre_id", "account_class", "service_line"]),
    st.sampled_from(["month", "quarter", "year"]),
)
def test_two_implementations_agree(hospital, by, grain):
    BENCH.compare(ORACLE, hospital, by, grain)
