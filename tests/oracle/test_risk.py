"""The compiled risk KPIs agree with the slow ones on registers that nobody thought of."""

from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from metrics.catalogue import FAMILY
from tests.oracle.bench import Bench
from tests.oracle.effort import examples
from tests.oracle.hospital import FACILITIES, UNITS, instants
from tests.oracle.risk import ORACLE

BENCH = Bench("v_month_end", "v_finding_month", "v_policy_month", "v_action", "v_action_month", "v_incident")
EDGES = [date(2026, 1, 31), date(2026, 2, 27), date(2026, 2, 28), date(2026, 3, 1), date(2026, 3, 30), date(2026, 3, 31),
         date(2026, 4, 30), date(2026, 5, 29), date(2026, 5, 30)]  # fmt: skip
DAYS = st.sampled_from(EDGES) | st.dates(date(2026, 1, 5), date(2026, 5, 31))
HOMES = st.sampled_from([None, "A", "B"])


def some(draw, name: str, most: int, **columns) -> list[dict]:
    rows = [{k: draw(v) for k, v in columns.items()} for _ in range(draw(st.integers(0, most)))]
    return [row | {name: str(n)} for n, row in enumerate(rows)]


@st.composite
def registers(draw) -> dict:
    findings = some(
        draw, "finding_id", 5, facility_id=HOMES, raised_date=DAYS, due_date=DAYS, original_due_date=st.none() | DAYS,
        closed_date=st.none() | DAYS, risk_rating=st.just("high"), audit=st.just("a"),
    )  # fmt: skip
    policies = some(
        draw, "policy_id", 5, facility_id=HOMES, approved_date=st.none() | DAYS, next_review_date=st.none() | DAYS,
        retired_date=st.none() | DAYS,
    )  # fmt: skip
    actions = some(
        draw, "action_id", 5, facility_id=HOMES, source=st.sampled_from(["audit", "project"]), created_date=DAYS,
        original_due_date=DAYS, current_due_date=DAYS, completed_date=st.none() | DAYS, cancelled_date=st.none() | DAYS,
    )  # fmt: skip
    incidents = some(
        draw, "incident_id", 5, facility_id=st.sampled_from("AB"), event_ts=instants(), source_id=st.sampled_from(["s", "t"]),
        is_serious=st.booleans(), investigation_due_date=st.none() | st.dates(date(2026, 3, 1), date(2026, 3, 14)),
        investigation_closed_date=st.none() | st.dates(date(2026, 3, 1), date(2026, 3, 14)),
        status=st.sampled_from(["closed", "closed", "duplicate"]),
    )  # fmt: skip
    for row in incidents:
        row |= {
            "reported_ts": row["event_ts"] + timedelta(hours=5),
            "unit_id": f"{row['facility_id']}1",
            "encounter_id": None,
        }
    return {
        "facility": FACILITIES, "unit": UNITS, "audit_finding": findings, "policy_document": policies, "action_plan": actions,
        "incident": [row for row in incidents if row["event_ts"].month < 6],
        "encounter": [
            {"encounter_id": "e", "facility_id": "A", "patient_id": "p", "start_ts": "2026-01-01 12:00-05:00"}
        ],
    }  # fmt: skip


def test_every_risk_kpi_has_a_second_implementation():
    assert set(ORACLE) == {kpi for kpi, family in FAMILY.items() if family == "risk"}


@settings(max_examples=examples(60), deadline=None)
@given(registers(), st.sampled_from(["", "facility_id"]), st.sampled_from(["month", "quarter"]))
def test_two_implementations_agree(register, by, grain):
    slow = (
        ORACLE if grain == "month" else {k: v for k, v in ORACLE.items() if k != "audit_finding_age_median"}
    )
    BENCH.compare(slow, register, by, grain)
