"""Of a handful of colleagues no rate is told: it would be told of each of them."""

from __future__ import annotations

from datetime import date

import pytest

from data.schema import DERIVED
from metrics.catalogue import KPIS
from metrics.compile import compile
from metrics.disclosure import Rule
from metrics.judging import Value
from metrics.question import Question
from tests.world import World

FLOOR = 10
MONTH = date(2026, 3, 1)
# Licences are a matter of safety and are told at any number (kpis.md 3.12); courses rest on pairs of person and course;
# the share of long spells rests on lost time, of which ten people lose as much as one.
OTHERWISE = {"credential", "training_compliance_pct", "long_term_share_pct"}
STAFF = [
    kpi
    for kpi in KPIS.values()
    if DERIVED[kpi.table].data_class == "staff_records" and not kpi.id.startswith(tuple(OTHERWISE))
]
WARDS = """
    facility_id | unit_id | month_date | staff_group | job_role | employment_type | headcount_start | headcount_end | leavers
    F           | small   | 2026-03-01 | rn          | nurse    | permanent_ft    | 9               | 9             | 1
    F           | large   | 2026-03-01 | rn          | nurse    | permanent_ft    | 40              | 40            | 2
"""
LOST = """
    facility_id | unit_id | month_date | staff_group | job_role | employment_type | absence_reason | sick_fte_days | people
    F           | large   | 2026-03-01 | rn          | nurse    | permanent_ft    | mind           | 40            | 9
    F           | large   | 2026-03-01 | rn          | nurse    | permanent_ft    | back           | 40            | 10
"""
POSTS = """
    facility_id | unit_id | month_date | staff_group | job_role | employment_type | fte_days | sick_fte_days | heads
    F           | large   | 2026-03-01 | rn          | nurse    | permanent_ft    | 1240     | 80            | 40
"""


def groups(kpi_id: str, by: str, **tables: str) -> dict[str, Value]:
    con = World(tables, needed=()).con
    statement = compile([KPIS[kpi_id]], Question((kpi_id,), by=by))
    rows = con.execute(statement.sql, statement.params or None).fetchall()
    return {
        group: Value(period, *(None if n is None else float(n) for n in numbers[:3]), *numbers[3:])
        for period, group, *numbers in rows
    }


def test_there_are_rates_of_staff_to_hide():
    assert len(STAFF) > 15


@pytest.mark.parametrize("kpi", STAFF, ids=lambda kpi: kpi.id)
def test_a_rate_that_rests_on_fewer_than_ten_people_is_not_told_even_to_those_who_work_there(kpi):
    heads = FLOOR - 1
    den = getattr(getattr(kpi.value, "den", None), "expression", "")
    weight = heads * 31 if "fte_days" in den else heads
    assert Rule.of(["internal"], [], False).hides(kpi, Value(MONTH, 1.0, weight, 5.0, heads, heads))


def test_a_small_ward_is_hidden_and_a_large_one_is_not():
    kpi = KPIS["turnover_monthly_pct"]
    found = groups(kpi.id, "unit_id", v_staff_month=WARDS)
    assert Rule().hides(kpi, found["small"]) == "n<20"
    assert Rule().hides(kpi, found["large"]) == ""
    assert found["large"].value == 5.0


def test_a_reason_of_sickness_is_told_of_ten_people_however_large_the_ward_is():
    kpi = KPIS["sickness_by_reason_pct"]
    found = groups(kpi.id, "absence_reason", v_absence_reason=LOST, v_absence_month=POSTS)
    assert {group: value.n_valid for group, value in found.items()} == {"mind": 9, "back": 10}
    inside = Rule.of(["internal"], ["absence_reason"], False)
    assert inside.hides(kpi, found["mind"]) == "<10"
    assert inside.hides(kpi, found["back"]) == ""
    assert Rule.of(["cms"], ["absence_reason"], False).hides(kpi, found["back"]) == "<11"
