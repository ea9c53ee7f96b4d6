"""The ways in which a metrics layer usually lies, each tried on the compiled statement."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

import pytest

from metrics.catalogue import KPIS, CatalogueError, prove
from metrics.compile import compile
from metrics.question import Question
from tests.metrics.examples import CENSUS, LEFT, NURSES, STAY, TURNS, VACANT, kpi
from tests.world import World, blank

from metrics.kpi import Count, Ratio, Sum  # isort: skip

JAN, FEB = date(2026, 1, 1), date(2026, 2, 1)


def run(tables, *kpis, **question):
    asked = Question(tuple(k.id for k in kpis), **question)
    statement = compile(kpis, asked)
    cursor = World(tables, needed=()).con.execute(statement.sql, statement.params or None)
    names = [column[0] for column in cursor.description]
    return {(row[0], row[1]): dict(zip(names, row, strict=True)) for row in cursor.fetchall()}


def test_two_rows_on_one_side_do_not_multiply_the_other():
    rows = run(
        {
            "v_unit_exit": "exit_date | kind \n 2026-01-05 | discharge \n 2026-01-06 | discharge \n 2026-01-07 | discharge",
            "v_bed_day": "bed_date | staffed_beds | patients \n 2026-01-01 | 4 | 1 \n 2026-01-02 | 6 | 1",
        },
        TURNS,
    )
    assert rows[JAN, ""]["turns_num"] == 3
    assert rows[JAN, ""]["turns_den"] == 5.0
    assert rows[JAN, ""]["turns_value"] == 3 / 5


def test_two_kpis_of_two_tables_meet_only_after_they_are_summed():
    tables = {
        "v_ed_visit": "visit_date | disposition \n 2026-01-01 | lwbs \n 2026-01-01 | discharged",
        "v_bed_day": "bed_date | patients \n 2026-01-01 | 7 \n 2026-01-02 | 9",
    }
    both, alone = run(tables, LEFT, CENSUS), run(tables, LEFT)
    assert both[JAN, ""]["left_value"] == alone[JAN, ""]["left_value"] == 50.0
    assert both[JAN, ""]["census_value"] == 8.0


def test_a_count_of_nothing_is_zero_and_a_sum_of_nothing_is_unknown():
    share = kpi("share", Ratio(Count("v_claim", "first_result = 'denied'"), Count("v_claim"), per=100), by=())
    billed = kpi(
        "billed", Ratio(Sum("billed_amount", "v_claim", "first_result = 'denied'"), Count("v_claim")), by=()
    )
    rows = run(
        {"v_claim": "adjudication_date | first_result | billed_amount \n 2026-01-02 | paid | 9"},
        share,
        billed,
    )
    assert rows[JAN, ""]["share_value"] == 0.0
    assert rows[JAN, ""]["billed_value"] is None


def test_a_side_whose_table_has_no_row_leaves_the_ratio_unknown_unless_it_counts():
    exits_only = run({"v_unit_exit": "exit_date | kind \n 2026-01-05 | discharge"}, TURNS)
    assert exits_only[JAN, ""]["turns_value"] is None
    beds_only = run({"v_bed_day": "bed_date | staffed_beds \n 2026-01-01 | 4"}, TURNS)
    assert beds_only[JAN, ""]["turns_value"] == 0.0


def test_a_ratio_over_zero_is_unknown_never_zero_and_never_infinite():
    rows = run({"v_position_month": "month_date | vacant_fte | budgeted_fte \n 2026-01-01 | 1 | 0"}, VACANT)
    assert rows[JAN, ""]["vacant_value"] is None


def test_a_period_without_rows_has_no_value_instead_of_a_made_up_one():
    rows = run({"v_ed_visit": "visit_date | disposition \n 2026-01-03 | lwbs \n 2026-03-03 | lwbs"}, LEFT)
    assert sorted(key[0] for key in rows) == [JAN, date(2026, 3, 1)]


def test_an_unknown_group_is_a_group_and_the_groups_add_up_to_the_whole():
    visits = "visit_date | disposition | acuity \n 2026-01-03 | lwbs | 1 \n 2026-01-04 | lwbs | unknown \n 2026-01-04 | died | 2"
    split, whole = run({"v_ed_visit": visits}, LEFT, by="acuity"), run({"v_ed_visit": visits}, LEFT)
    assert {key[1] for key in split} == {"1", "2", "unknown"}
    assert sum(row["left_num"] for row in split.values()) == whole[JAN, ""]["left_num"]


def test_no_dimension_of_a_derived_table_can_be_null():
    from data.schema import DERIVED

    loose = [
        f"{table.name}.{name}"
        for table in DERIVED.values()
        for name in {"facility_id", "unit_id", table.time, *(d for k in KPIS.values() for d in k.by)}
        if name in table and not table[name].required
    ]
    assert not loose


def test_a_filter_is_or_inside_and_and_across():
    visits = """
        visit_date | disposition | acuity | sex
        2026-01-03 | lwbs | 1 | female
        2026-01-03 | lwbs | 2 | female
        2026-01-03 | lwbs | 2 | male
        2026-01-03 | lwbs | 3 | female
    """
    only = (("acuity", ("1", "2")), ("sex", ("female",)))
    assert run({"v_ed_visit": visits}, LEFT, only=only)[JAN, ""]["left_den"] == 2
    assert run({"v_ed_visit": visits}, LEFT, only=(("acuity", ()),)) == {}


def test_a_hostile_value_is_a_value():
    visits = "visit_date | acuity \n 2026-01-03 | 1"
    assert run({"v_ed_visit": visits}, LEFT, only=(("acuity", ("1' OR '1'='1",)),)) == {}


def test_a_stock_is_read_on_one_last_date_for_all_places():
    posts = """
        month_date | facility_id | unit_id | vacant_fte | budgeted_fte
        2026-01-01 | A | A1 | 1 | 10
        2026-02-01 | A | A1 | 3 | 10
        2026-01-01 | B | B1 | 5 | 10
    """
    quarter = run({"v_position_month": posts}, VACANT, grain="quarter")
    split = run({"v_position_month": posts}, VACANT, grain="quarter", by="facility_id")
    assert quarter[JAN, ""]["vacant_value"] == 30.0
    assert split[JAN, "A"]["vacant_value"] == 30.0
    assert split[JAN, "B"]["vacant_value"] is None


def test_days_are_those_of_the_data_not_of_the_calendar_and_the_same_for_every_place():
    beds = """
        bed_date | facility_id | unit_id | patients
        2026-01-30 | A | A1 | 4
        2026-01-31 | A | A1 | 6
        2026-02-01 | A | A1 | 8
        2026-01-31 | B | B1 | 2
    """
    whole = run({"v_bed_day": beds}, CENSUS)
    split = run({"v_bed_day": beds}, CENSUS, by="facility_id")
    assert whole[JAN, ""]["census_value"] == (4 + 6 + 2) / 2
    assert whole[FEB, ""]["census_value"] == 8.0
    assert split[JAN, "A"]["census_value"] + split[JAN, "B"]["census_value"] == whole[JAN, ""]["census_value"]


def test_weeks_begin_on_monday_also_across_the_new_year():
    visits = "visit_date \n 2025-12-28 \n 2025-12-29 \n 2026-01-04 \n 2026-01-05"
    rows = run({"v_ed_visit": visits}, LEFT, grain="week")
    assert {key[0]: row["left_den"] for key, row in rows.items()} == {
        date(2025, 12, 22): 1,
        date(2025, 12, 29): 2,
        date(2026, 1, 5): 1,
    }


def test_the_window_is_half_open():
    visits = "visit_date \n 2025-12-31 \n 2026-01-01 \n 2026-01-31 \n 2026-02-01"
    rows = run({"v_ed_visit": visits}, LEFT, since=JAN, until=FEB)
    assert {key[0]: row["left_den"] for key, row in rows.items()} == {JAN: 2}


def test_invalid_rows_leave_the_value_and_stay_in_the_coverage():
    visits = """
        visit_date | disposition | stay_seconds
        2026-01-03 | discharged | 600
        2026-01-03 | discharged | -60
        2026-01-03 | discharged |
        2026-01-03 | admitted | 9000
    """
    row = run({"v_ed_visit": visits}, STAY)[JAN, ""]
    assert (row["stay_value"], row["stay_n_valid"], row["stay_n_eligible"]) == (10.0, 1, 3)


def test_the_median_of_the_whole_is_not_made_from_medians_of_its_parts():
    seconds = [60, 120, 180, 6000, 6060]
    rows = "\n".join(f"2026-01-0{i + 1} | discharged | {s}" for i, s in enumerate(seconds))
    visits = f"visit_date | disposition | stay_seconds\n{rows}"
    assert run({"v_ed_visit": visits}, STAY)[JAN, ""]["stay_value"] == 3.0


def test_a_theme_weighs_its_questions_equally_and_needs_an_answer_to_each():
    answers = """
        event_date | item_code | composite_code | is_top_box | is_complete
        2026-01-03 | q1 | nurses | true | true
        2026-01-03 | q2 | nurses | true | true
        2026-01-04 | q2 | nurses | false | true
        2026-01-04 | q2 | nurses | false | true
        2026-01-05 | q2 | nurses | false | false
    """
    row = run({"v_survey_answer": answers}, NURSES)[JAN, ""]
    assert row["nurses_value"] == pytest.approx(100 * (1 + 1 / 3) / 2, abs=1e-9)
    assert (row["nurses_den"], row["nurses_n_valid"], row["nurses_n_eligible"]) == (1, 4, 5)


def test_a_unit_is_asked_its_own_formula():
    tables = {
        "v_unit_exit": "exit_date | kind | unit_id \n 2026-01-01 | discharge | U \n 2026-01-01 | transfer | U",
        "v_bed_day": "bed_date | staffed_beds | unit_id \n 2026-01-01 | 4 | U",
    }
    assert run(tables, TURNS)[JAN, ""]["turns_num"] == 1
    assert run(tables, TURNS, by="unit_id")[JAN, "U"]["turns_num"] == 2
    assert run(tables, TURNS, scope_type="unit", scope_id="U")[JAN, ""]["turns_num"] == 2


def test_the_text_of_a_question_is_the_same_every_time():
    kpis = list(KPIS.values())
    asked = Question(tuple(KPIS))
    first, *others = (compile(kpis, asked).sql for _ in range(3))
    assert all(a == b for a, b in pairwise([first, *others]))


def test_every_kpi_of_the_catalogue_fits_the_schema():
    prove(blank())


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"value": Ratio(Count("v_ed_visit", "dispositon = 'lwbs'"), Count("v_ed_visit"))}, "disposition"),
        ({"value": Count("ed_visit")}, "only derived tables"),
        ({"value": Count("v_ed_visit", "acuity IN (SELECT 1)")}, "belongs in a model"),
        ({"value": Count("v_ed_visit"), "by": ("encounter_id",)}, "identifies a person"),
        ({"value": Count("v_ed_visit"), "by": ("room_id",)}, "does not have"),
        ({"value": Count("v_ed_visit"), "needs": ("ed_visit.colour",)}, "not a column of a loaded table"),
        ({"value": Count("v_ed_visit"), "judged_by": "nobody"}, "there is no KPI nobody"),
        ({"value": Count("v_ed_visit"), "chart": "pie"}, "chart 'pie'"),
        ({"value": Sum("stay_seconds / 3600", "v_ed_visit")}, "no exact sum"),
        ({"value": Count("v_ed_visit"), "why": " "}, "`why` is empty"),
    ],
)
def test_a_declaration_that_does_not_fit_cannot_start(fields, words):
    with pytest.raises(CatalogueError, match=words):
        prove(blank(), [kpi("faulty", **fields)])
