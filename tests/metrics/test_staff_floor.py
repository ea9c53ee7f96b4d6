"""Of a handful of colleagues no rate is told: it would be told of each of them."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace

import pytest

from data.schema import DERIVED
from metrics.catalogue import KPIS
from metrics.compile import compile
from metrics.cuts import Cuts
from metrics.disclosure import Rule
from metrics.judging import Value
from metrics.places import Place
from metrics.question import Access, Question
from metrics.telling import Told
from tests.world import World

FLOOR = 10
MONTH = date(2026, 3, 1)
# Licences are a matter of safety and are told at any number (kpis.md 3.12).
OTHERWISE = ("credential",)
STAFF = [
    kpi
    for kpi in KPIS.values()
    if DERIVED[kpi.table].data_class == "staff_records" and not kpi.id.startswith(OTHERWISE)
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


def groups(
    kpi_id: str,
    by: str,
    grain: str = "month",
    only: tuple[tuple[str, tuple[str, ...]], ...] = (),
    **tables: str,
) -> dict[str, Value]:
    con = World(tables, needed=()).con
    statement = compile([KPIS[kpi_id]], Question((kpi_id,), grain, by=by, only=only))
    rows = con.execute(statement.sql, statement.params or None).fetchall()
    return {
        group: Value(period, *(None if n is None else float(n) for n in numbers[:3]), *numbers[3:])
        for period, group, *numbers in rows
    }


def test_there_are_rates_of_staff_to_hide():
    assert len(STAFF) > 15


@pytest.mark.parametrize("kpi", STAFF, ids=lambda kpi: kpi.id)
def test_a_rate_that_rests_on_fewer_than_ten_people_is_not_told_even_to_those_who_work_there(kpi):
    """However much time, money or courses stand behind it."""
    heads = FLOOR - 1
    for weight in (heads, heads * 366):
        assert Rule.of(["internal"]).hides(kpi, Value(MONTH, 1.0, weight, 5.0, heads, heads))


def test_a_small_ward_is_hidden_and_a_large_one_is_not():
    kpi = KPIS["turnover_monthly_pct"]
    found = groups(kpi.id, "unit_id", v_staff_month=WARDS)
    assert Rule().hides(kpi, found["small"]) == "n<20"
    assert Rule().hides(kpi, found["large"]) == ""
    assert found["large"].value == 5.0


GROUPS = """
    facility_id | unit_id | month_date | staff_group | job_role | employment_type | age_band | headcount_start | headcount_end | leavers | leavers_fte
    F           | U       | 2026-03-01 | rn          | nurse    | permanent_ft    | 18-44    | 60              | 60            | 9       | 4.5
    F           | U       | 2026-03-01 | rn          | nurse    | permanent_ft    | 45-64    | 60              | 60            | 10      | 9.5
    F           | U       | 2026-03-01 | rn          | nurse    | permanent_ft    | 65-74    | 60              | 60            | 0       | 0
"""


@pytest.mark.parametrize("kpi_id", ["turnover_monthly_pct", "left_fte"])
def test_few_who_left_a_large_group_are_not_told_though_the_group_is(kpi_id):
    """Nine of sixty who left are nine people; nobody and ten may be told."""
    kpi = KPIS[kpi_id]
    found = groups(kpi.id, "age_band", v_staff_month=GROUPS)
    rule = Rule.of(["internal"], ["age_band"], kpi=kpi)
    assert {group: rule.hides(kpi, value) for group, value in found.items()} == {
        "18-44": "<10",
        "45-64": "",
        "65-74": "",
    }
    assert not any(Rule().hides(kpi, value) for value in found.values())
    assert Rule.of(["cms"]).hides(kpi, found["45-64"]) == "<11"


STAYED = """
    facility_id | unit_id | month_date | staff_group | job_role | employment_type | heads_settled | heads_12m_ago
    F           | U       | 2026-03-01 | rn          | nurse    | permanent_ft    | 55            | 60
"""


def test_the_few_who_did_not_stay_are_not_told_by_those_who_did():
    kpi = KPIS["stability_index_pct"]
    value = groups(kpi.id, "job_role", v_staff_month=STAYED)["nurse"]
    assert Rule.of(["internal"], ["job_role"], kpi=kpi).hides(kpi, value) == "<10"
    assert Rule().hides(kpi, value) == ""


def test_a_reason_of_sickness_is_told_of_ten_people_however_large_the_ward_is():
    kpi = KPIS["sickness_by_reason_pct"]
    found = groups(kpi.id, "absence_reason", v_absence_reason=LOST, v_absence_month=POSTS)
    assert {group: value.n_valid for group, value in found.items()} == {"mind": 9, "back": 10}
    inside = Rule.of(["internal"], ["absence_reason"], kpi=kpi)
    assert inside.hides(kpi, found["mind"]) == "<10"
    assert inside.hides(kpi, found["back"]) == ""
    assert Rule.of(["cms"], ["absence_reason"], kpi=kpi).hides(kpi, found["back"]) == "<11"


@pytest.mark.parametrize("trait", ["age_band", "sex", "ethnicity", "tenure_band", "job_role", "staff_group"])
def test_a_group_of_colleagues_is_hidden_up_to_nine_though_nothing_of_patients_is(trait):
    """For the people behind it, so that its neighbours protect it, and not because the rate would say little."""
    kpi = KPIS["turnover_monthly_pct"]
    assert Rule.of(["internal"], [trait], kpi=kpi).up_to == FLOOR - 1
    assert Rule.of(["internal"], ["unit_id"], kpi=kpi).up_to == 0
    assert Rule.of(["internal"], ["age_band"], kpi=KPIS["ed_lwbs_rate"]).up_to == 0


PAIRS = """
    facility_id | unit_id | month_date | staff_group | job_role | employment_type | course_id | required | in_date | people
    F           | small   | 2026-03-01 | rn          | nurse    | permanent_ft    | fire      | 9        | 8       | 9
    F           | small   | 2026-03-01 | rn          | nurse    | permanent_ft    | hygiene   | 9        | 8       | 0
    F           | small   | 2026-03-01 | rn          | nurse    | permanent_ft    | lifting   | 9        | 8       | 0
    F           | large   | 2026-03-01 | rn          | nurse    | permanent_ft    | fire      | 40       | 30      | 40
    F           | large   | 2026-03-01 | rn          | nurse    | permanent_ft    | hygiene   | 30       | 30      | 0
"""


def test_courses_rest_on_people_and_not_on_pairs_of_a_person_and_a_course():
    """Nine nurses with three courses each are 27 pairs and nine people."""
    kpi = KPIS["training_compliance_pct"]
    found = groups(kpi.id, "unit_id", v_training_month=PAIRS)
    assert {unit: value.n_valid for unit, value in found.items()} == {"small": 9, "large": 40}
    assert (found["small"].den, Rule().hides(kpi, found["small"])) == (27, "n<10")
    assert Rule().hides(kpi, found["large"]) == ""


def test_a_course_rests_on_those_who_need_it():
    kpi = KPIS["training_compliance_pct"]
    found = groups(kpi.id, "course_id", v_training_month=PAIRS)
    assert {course: value.n_valid for course, value in found.items()} == {
        "fire": 49,
        "hygiene": 39,
        "lifting": 9,
    }
    assert Rule.of(["internal"], ["course_id"], kpi=kpi).hides(kpi, found["lifting"]) == "<10"


def test_two_courses_together_rest_on_nobody_twice():
    kpi = KPIS["training_compliance_pct"]
    found = groups(kpi.id, "", only=(("course_id", ("fire", "hygiene")),), v_training_month=PAIRS)
    assert (found[""].den, found[""].n_valid) == (88, 49)


def test_a_quarter_of_a_small_ward_is_no_larger_than_its_months():
    """Seven people in each of three months are seven, not 21, whatever is added up over the months."""
    months = WARDS.splitlines()[1] + "".join(
        f"\n F | U | 2026-0{month}-01 | rn | nurse | permanent_ft | 7 | 7 | 0" for month in (1, 2, 3)
    )
    kpi = KPIS["turnover_monthly_pct"]
    found = groups(kpi.id, "", "quarter", v_staff_month=months)[""]
    assert (found.den, found.n_valid) == (21, 7)
    assert Rule().hides(kpi, found) == "n<20"


@pytest.mark.parametrize(
    ("kpi_id", "counted"), [("turnover_monthly_pct", "quarter"), ("ed_lwbs_rate", "month")]
)
def test_colleagues_are_counted_once_in_the_quarter_of_a_table_by_place(monkeypatch, kpi_id, counted):
    """Patients of three months add up; seven nurses in each of three months are seven."""
    asked = []
    monkeypatch.setattr(Cuts, "_counts", lambda self, kpi, trait, level, grain: asked.append(grain) or {})
    stored, kpi = SimpleNamespace(cuts={"hidden": {}, "tables": {}}), KPIS[kpi_id]
    question = Question((kpi_id,), "quarter", "facility", "F", by="age_band")
    cuts = Cuts(stored, question, Place("facility", "F", "F"), Access(), lambda *_: 9.0)
    assert cuts.gone([Told(kpi, "20-29", "", ())], kpi) == {}
    assert asked == [counted]
