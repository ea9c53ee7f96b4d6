"""Shares of a whole, and one price over another: what each says with, without and beside a split."""

from dataclasses import replace
from datetime import date

import pytest

from metrics.catalogue import KPIS, CatalogueError, prove
from metrics.compile import compile
from metrics.crossing import may_cross
from metrics.kpi import Count, Exposure, Quotient, Ratio, Sum, Whole
from metrics.publish import unfed
from metrics.question import Access, Question, QuestionError
from metrics.values import fill_horizon, fill_values
from tests.metrics.examples import kpi
from tests.world import World, blank

JAN, FEB = date(2026, 1, 1), date(2026, 2, 1)
SHARE = kpi(
    "share",
    Ratio(Sum("charges", "v_payer_month"), Whole(Sum("charges", "v_payer_month")), per=100),
    by=("payer_class",),
)
PRICE = kpi(
    "price",
    Quotient(
        Ratio(
            Sum("cost", "v_shift_cost", "pay_code = 'agency'"),
            Sum("hours", "v_shift_cost", "pay_code = 'agency'"),
        ),
        Ratio(
            Sum("cost", "v_shift_cost", "pay_code <> 'agency'"),
            Sum("hours", "v_shift_cost", "pay_code <> 'agency'"),
        ),
        per=10,
    ),
    by=("staff_group",),
)
ERRORS = kpi(
    "errors",
    Ratio(Count("v_incident", "category = 'medication'"), Exposure("patients", "v_incident_day"), per=1000),
    by=("unit_type", "ncc_merp", "shift_of_day"),
    parts=("ncc_merp", "shift_of_day"),
)
TABLES = {
    "v_payer_month": """
        month_date | facility_id | unit_id | payer_class | charges
        2026-01-01 | A           | A1      | commercial  | 30
        2026-01-01 | B           | B1      | commercial  | 30
        2026-01-01 | A           | A1      | self_pay    | 40
        2026-02-01 | A           | A1      | self_pay    | 70
    """,
    "v_shift_cost": """
        shift_date | facility_id | unit_id | pay_code | hours | cost
        2026-01-03 | A           | A1      | agency   | 2     | 60
        2026-01-04 | A           | A1      | regular  | 10    | 100
        2026-01-04 | B           | B1      | agency   | 1     | 90
        2026-02-04 | A           | A1      | regular  | 10    | 100
        2026-03-04 | A           | A1      | regular  | 0     | 100
        2026-03-04 | A           | A1      | agency   | 1     | 100
    """,
    "v_incident": """
        moment_date | facility_id | unit_id | unit_type | category   | ncc_merp | shift_of_day
        2026-01-03  | A           | A1      | icu       | medication | C        | day
        2026-01-04  | A           | A1      | icu       | medication | C        | night
        2026-01-05  | B           | B1      | med_surg  | medication | E        | night
        2026-01-06  | B           | B1      | med_surg  | fall       | unknown  | day
        2026-02-06  | B           | B1      | med_surg  | medication | E        | day
    """,
    "v_incident_day": """
        bed_date   | facility_id | unit_id | unit_type | patients
        2026-01-03 | A           | A1      | icu       | 100
        2026-01-03 | B           | B1      | med_surg  | 300
        2026-02-03 | B           | B1      | med_surg  | 500
        2026-03-03 | B           | B1      | med_surg  | 500
    """,
}


def ask(asked, *others, **question):
    statement = compile([asked, *others], Question((asked.id,), **question))
    cursor = World(TABLES, needed=()).con.execute(statement.sql, statement.params or None)
    names = [column[0].removeprefix(f"{asked.id}_") for column in cursor.description]
    rows = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    return {(row["period"], row["grp"]): row["value"] for row in rows}


def test_groups_are_shares_of_the_sum_of_all_groups_of_their_period():
    assert ask(SHARE, by="payer_class") == {
        (JAN, "commercial"): 60.0,
        (JAN, "self_pay"): 40.0,
        (FEB, "self_pay"): 100.0,
    }


def test_a_place_is_a_whole_of_its_own():
    assert ask(SHARE, by="facility_id") == {(JAN, "A"): 100.0, (JAN, "B"): 100.0, (FEB, "A"): 100.0}
    within = ask(SHARE, by="payer_class", scope_type="facility", scope_id="A")
    assert within[JAN, "commercial"] == pytest.approx(100 * 30 / 70)


def test_a_price_over_a_price_sums_each_of_the_four_first():
    assert ask(PRICE)[JAN, ""] == pytest.approx(10 * (150 / 3) / (100 / 10))


def test_a_price_of_nothing_and_a_price_over_nothing_are_unknown():
    found = ask(PRICE)
    assert found[FEB, ""] is None
    assert found[date(2026, 3, 1), ""] is None


def test_what_is_stored_of_both_is_what_the_statement_gives():
    con = World(TABLES, needed=()).con
    fill_horizon(con)
    fill_values(con, (SHARE, PRICE), 7, date(2026, 5, 1))
    rows = con.execute(
        "SELECT kpi_id, scope_id, period_start, value FROM kpi_value WHERE period_type = 'month' AND value IS NOT NULL "
        "AND scope_type <> 'unit'"
    ).fetchall()
    found = {row[:3]: row[3] for row in rows}
    for asked in (SHARE, PRICE):
        for by in ("", "facility_id"):
            for (period, group), value in ask(asked, by=by).items():
                assert found.get((asked.id, group or "*", period)) == value


def test_a_price_must_fit_the_tables_like_any_other_side():
    wrong = kpi(
        "wrong", Quotient(Ratio(Sum("colour", "v_shift_cost"), Count("v_shift_cost")), PRICE.value.den), by=()
    )
    with pytest.raises(CatalogueError, match="colour"):
        prove(blank(), [wrong])
    joined = kpi(
        "joined",
        Ratio(Sum("charges", "v_payer_month"), Whole(Sum("charges; SELECT 1", "v_payer_month"))),
        by=(),
    )
    with pytest.raises(CatalogueError, match="belongs in a model"):
        prove(blank(), [joined])


def test_one_of_two_inputs_lights_a_kpi_and_none_names_both():
    either = kpi("either", PRICE.value, needs=("remittance.paid_amount or payment_txn.amount",))
    con = blank()
    (reason,) = unfed(con, [either]).values()
    assert "no feed fills remittance" in reason
    assert ", or no feed fills payment_txn" in reason
    con = World({"payment_txn": "txn_id | amount \n t | 5"}, needed=()).con
    assert unfed(con, [either]) == {}
    misspelt = kpi("misspelt", PRICE.value, needs=("remittance.paid_amount or payment_txn.amont",))
    with pytest.raises(CatalogueError, match="payment_txn"):
        prove(con, [misspelt])


MAR = date(2026, 3, 1)


def parts_of(*asked, **question):
    """What is known; a group without a denominator is none of the KPI."""
    return {key: value for key, value in ask(*asked, **question).items() if value is not None}


def test_what_only_the_numerator_has_is_held_against_the_whole_and_adds_up_to_it():
    """A month without anything in a group is 0 there, and a group that never has anything is none."""
    parts = parts_of(ERRORS, by="ncc_merp")
    assert parts == {
        (JAN, "C"): 5.0, (JAN, "E"): 2.5, (FEB, "C"): 0.0, (FEB, "E"): 2.0, (MAR, "C"): 0.0, (MAR, "E"): 0.0,
    }  # fmt: skip
    for (month, _), value in ask(ERRORS).items():
        assert value == sum(part for (period, _), part in parts.items() if period == month)


def test_a_filter_on_such_a_dimension_leaves_the_whole_as_it_is():
    night = (("shift_of_day", ("night",)),)
    assert parts_of(ERRORS, only=night) == {(JAN, ""): 5.0, (FEB, ""): 0.0, (MAR, ""): 0.0}
    assert parts_of(ERRORS, by="ncc_merp", only=night)[JAN, "C"] == 2.5
    assert parts_of(ERRORS, by="unit_type", only=night) == {
        (JAN, "icu"): 10.0, (JAN, "med_surg"): 1000 / 300, (FEB, "med_surg"): 0.0, (MAR, "med_surg"): 0.0,
    }  # fmt: skip
    assert parts_of(ERRORS, by="ncc_merp", only=(("unit_type", ("icu",)),)) == {(JAN, "C"): 20.0}


def test_of_a_group_that_no_row_knows_nothing_is_said_beside_whatever_else_is_asked():
    """B never had anything at night and is 0 there; a shift that is in no row is none, in every place."""
    nobody = (("shift_of_day", ("noon",)),)
    for by in ("", "unit_id", "ncc_merp"):
        assert parts_of(ERRORS, by=by, only=nobody) == {}
    assert parts_of(ERRORS, only=(("shift_of_day", ("noon", "night")),)) == parts_of(
        ERRORS, only=(("shift_of_day", ("night",)),)
    )
    assert parts_of(ERRORS, only=(("shift_of_day", ("night",)), ("ncc_merp", ("unknown",))))[JAN, ""] == 0.0
    unnumbered = replace(ERRORS, id="unnumbered", parts=("ncc_merp",), by=("unit_type", "ncc_merp"))
    assert parts_of(unnumbered, ERRORS, only=(("ncc_merp", ("C",)),))[JAN, ""] == 5.0


def test_a_group_of_rows_that_somebody_may_not_see_is_as_unknown_to_them_as_one_of_nobody():
    seen = Access(facilities=("B",))
    question = Question((ERRORS.id,), only=(("ncc_merp", ("C",)),))
    statement = compile([ERRORS], question, seen)
    rows = World(TABLES, needed=()).con.execute(statement.sql, statement.params).fetchall()
    assert {row[2:] for row in rows} <= {(None, None, None, 0, 0)}


def test_a_part_is_the_same_whatever_else_is_asked_beside_it():
    falls = replace(
        ERRORS, id="falls", value=replace(ERRORS.value, num=Count("v_incident", "category = 'fall'"))
    )
    assert parts_of(ERRORS, falls, by="ncc_merp") == parts_of(ERRORS, by="ncc_merp")
    assert parts_of(falls, ERRORS, by="ncc_merp") == parts_of(falls, by="ncc_merp")


LEAVERS = """
    visit_date | acuity | disposition | stay_seconds
    2026-01-05 | 1      | lwbs        | 3600
    2026-01-05 | 1      | ama         | 36000
    2026-01-06 | 2      | lwbs        | 36000
    2026-01-06 | 2      | discharged  | 3600
"""


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"parts": ("unit_type",)}, "another of the denominator not"),
        ({"parts": ("weekday",)}, "which `by` does not"),
        ({"value": ERRORS.value.num}, "another of the denominator not"),
        ({"parts": ()}, "v_incident_day does not have"),
    ],
)
def test_what_is_declared_as_a_part_must_be_on_the_numerator_alone(change, told):
    with pytest.raises(CatalogueError, match=told):
        prove(blank(), [replace(ERRORS, **change)])


def test_parts_in_the_table_of_their_whole_disturb_nothing_that_is_asked_beside_them():
    """The other indicator is cut on both sides by what cuts only the numerator of the first."""
    con = World({"v_ed_visit": LEAVERS}, needed=()).con
    early, on_time = KPIS["ed_lbtc_rate"], KPIS["ed_4h_pct"]

    def ask(*kpis, **cut):
        statement = compile(kpis, Question(tuple(kpi.id for kpi in kpis), **cut))
        cursor = con.execute(statement.sql, statement.params or None)
        names = [column[0] for column in cursor.description]
        rows = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
        return {
            kpi.id: {r["grp"]: v for r in rows if (v := r[f"{kpi.id}_value"]) is not None} for kpi in kpis
        }

    for cut in ({"by": "disposition"}, {"by": "acuity", "only": (("disposition", ("lwbs",)),)}):
        both = ask(early, on_time, **cut)
        assert both == ask(on_time, early, **cut)
        assert both == {**ask(early, **cut), **ask(on_time, **cut)}
    assert ask(early, by="disposition")[early.id] == {"ama": 25.0, "lwbs": 50.0}
    assert ask(early, by="acuity", only=(("disposition", ("lwbs",)),))[early.id] == {"1": 50.0, "2": 50.0}


def test_parts_of_a_whole_are_not_crossed_with_anything():
    with pytest.raises(QuestionError):
        may_cross(ERRORS, "unit_type", "ncc_merp")
    may_cross(ERRORS, "unit_type", "facility_id")
