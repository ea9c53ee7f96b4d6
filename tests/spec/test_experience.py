"""What patients say: single questions, themes, means and recommendation."""

from tests.world import text_of

title = "Patient experience"

ITEMS = """
    survey_type | version | item_code | composite_code | scale      | top_box_values
    hcahps      | 2025    | Q1        | nurses         | nsua4      | [Always]
    hcahps      | 2025    | Q2        | nurses         | nsua4      | [Always]
    hcahps      | 2025    | Q3        | nurses         | nsua4      | [Always]
    hcahps      | 2025    | Q4        | doctors        | nsua4      | [Always]
    hcahps      | 2025    | Q22       | discharge      | yn2        | [Yes]
    hcahps      | 2025    | Q24       |                | 0_10       | [9, 10]
    hcahps      | 2025    | Q25       |                | recommend4 | [4]
    hcahps      | 2025    | Q40       |                | def3       | ['Yes, definitely']
    hcahps      | 2025    | age       |                | rating5    | []
    cgcahps     | 3.1     | C1        | access         | nsua4      | [4]
    nps         | 1       | N1        |                | 0_10       | [9, 10]
"""
RESPONSES_W9 = """
    response_id | event_date | version | is_complete | unit_id
    A           | 2026-02-01 | 2025    | true        | Ward-A
    B           | 2026-02-02 | 2025    | true        | Ward-A
    C           | 2026-02-03 | 2025    | true        | Ward-A
    D           | 2026-02-04 | 2025    | true        | Ward-B
    E           | 2026-02-28 | 2025    | true        | Ward-B
    F           | 2026-02-28 | 2025    | false       | Ward-B
"""
ANSWERS_W9 = """
    response_id | item_code | raw_value | is_applicable
    A           | Q1        | Always    | true
    A           | Q2        | Always    | true
    A           | Q3        | Usually   | true
    B           | Q1        | Always    | true
    B           | Q2        | Usually   | true
    B           | Q3        |           | false
    C           | Q1        |           | false
    C           | Q2        | Always    | true
    C           | Q3        | Always    | true
    D           | Q1        | Usually   | true
    D           | Q2        | Sometimes | true
    D           | Q3        | Usually   | true
    E           | Q1        | Always    | true
    E           | Q2        | Always    | true
    E           | Q3        | Always    | true
    F           | Q1        | Always    | true
"""
W9 = {"survey_item": ITEMS, "survey_response": RESPONSES_W9, "survey_answer": ANSWERS_W9}


def test_a_single_question_counts_its_own_answers_of_complete_surveys(kpi_spec):
    """Example W9: survey F answered one question only and is left out of every score."""
    kpi_spec(
        "hcahps_item_top_box_pct",
        by="item_code",
        expected={("2026-02", "Q1"): 75.0, ("2026-02", "Q2"): 60.0, ("2026-02", "Q3"): 50.0},
        expected_n={("2026-02", "Q1"): 4, ("2026-02", "Q2"): 5, ("2026-02", "Q3"): 4},
        **W9,
    )


def test_a_theme_is_the_mean_of_its_questions(kpi_spec):
    """Pooling the 13 answers would give 61.54 %, averaging patients 63.33 %."""
    kpi_spec("hcahps_composite_top_box_pct", expected={"2026-02": (75 + 60 + 50) / 3}, **W9)
    kpi_spec(
        "hcahps_composite_top_box_pct",
        by="composite_code",
        digits=2,
        expected={("2026-02", "nurses"): 61.67},
        **W9,
    )


def test_a_theme_is_unknown_where_one_of_its_questions_has_no_answer(kpi_spec):
    """On ward A nobody answered question 4, the only one of the doctors: no doctors, but nurses."""
    kpi_spec(
        "hcahps_nurses_pct",
        by="unit_id",
        expected={("2026-02", "Ward-A"): None, ("2026-02", "Ward-B"): 50.0},
        survey_item=ITEMS,
        survey_response=RESPONSES_W9,
        survey_answer="""
            response_id | item_code | raw_value
            A           | Q1        | Always
            D           | Q1        | Always
            D           | Q2        | Usually
        """,
    )


def test_doctors_are_a_theme_of_their_own(kpi_spec):
    answers = ANSWERS_W9 + "A | Q4 | Always | true \n B | Q4 | Never | true"
    kpi_spec("hcahps_doctors_pct", expected={"2026-02": 50.0}, **{**W9, "survey_answer": answers})


def test_linear_means_spread_never_to_always_over_a_hundred_points(kpi_spec):
    """Example W9: 91.67, 80.00 and 83.33, and 85.00 together."""
    kpi_spec(
        "hcahps_linear_mean",
        by="item_code",
        digits=2,
        expected={("2026-02", "Q1"): 91.67, ("2026-02", "Q2"): 80.0, ("2026-02", "Q3"): 83.33},
        **W9,
    )
    kpi_spec(
        "hcahps_linear_mean", by="composite_code", digits=6, expected={("2026-02", "nurses"): 85.0}, **W9
    )


def linear(kpi_spec, answers: tuple[tuple[str, str, float | None], ...], items: str = ITEMS) -> None:
    """One answer in each month of 2025, and the score it must have."""
    months = [f"2025-{number:02}" for number in range(1, len(answers) + 1)]
    pairs = list(zip(months, answers, strict=True))
    kpi_spec(
        "hcahps_linear_mean",
        expected={month: score for month, (_, _, score) in pairs},
        digits=6,
        survey_item=items,
        survey_response=text_of(
            [{"response_id": m, "event_date": f"{m}-01", "version": 2025} for m in months]
        ),
        survey_answer=text_of([{"response_id": m, "item_code": a[0], "raw_value": a[1]} for m, a in pairs]),
    )


def test_every_scale_runs_from_the_worst_answer_at_0_to_the_best_at_100(kpi_spec):
    linear(
        kpi_spec, (("Q1", "Never", 0), ("Q1", "sometimes", 100 / 3), ("Q1", "3", 200 / 3), ("Q1", "4", 100))
    )
    linear(kpi_spec, (("Q22", "Yes", 100), ("Q22", "No", 0)))
    linear(kpi_spec, (("Q24", "0", 0), ("Q24", "7", 70)))
    linear(kpi_spec, (("Q25", "1", 0), ("Q25", "Probably yes", 200 / 3)))
    linear(kpi_spec, (("Q40", "Yes, somewhat", 50), ("Q40", "No", 0)))


def test_codes_that_name_the_best_answer_first_are_turned_round(kpi_spec):
    coded = ITEMS.replace("['Yes, definitely']", "[1]").replace("[Yes]", "[1]")
    linear(kpi_spec, (("Q40", "1", 100), ("Q40", "3", 0), ("Q40", "9", None)), coded)
    linear(kpi_spec, (("Q22", "1", 100), ("Q22", "2", 0)), coded)


def test_an_answer_outside_its_scale_has_no_score(kpi_spec):
    linear(kpi_spec, (("Q1", "4", 100), ("Q1", "9", None)))


def test_questions_about_the_patient_are_not_scored(kpi_spec):
    linear(kpi_spec, (("age", "4", None),))


FEBRUARY = {
    "survey_item": ITEMS,
    "survey_response": RESPONSES_W9,
    "survey_answer": """
        response_id | item_code | raw_value
        A           | Q24       | 10
        B           | Q24       | 9
        C           | Q24       | 8
        D           | Q24       | 6
        F           | Q24       | 0
        A           | Q25       | 4
        B           | Q25       | 3
        C           | Q25       | 2
        D           | Q25       | 1
        A           | Q1        | Sometimes
        B           | Q1        | Usually
        A           | Q22       | No
        A           | Q40       | Yes, somewhat
        B           | Q40       | No
    """,
}


def test_the_overall_rating_counts_nines_and_tens(kpi_spec):
    kpi_spec("hcahps_overall_9_10_pct", expected={"2026-02": 50.0}, **FEBRUARY)


def test_recommending_means_definitely(kpi_spec):
    kpi_spec("hcahps_recommend_pct", expected={"2026-02": 25.0}, **FEBRUARY)


def test_the_worst_answers_are_the_lower_half_of_four_no_and_six_or_less(kpi_spec):
    kpi_spec(
        "hcahps_bottom_box_pct",
        by="item_code",
        expected={
            ("2026-02", "Q1"): 50.0,
            ("2026-02", "Q22"): 100.0,
            ("2026-02", "Q24"): 25.0,
            ("2026-02", "Q25"): 50.0,
            ("2026-02", "Q40"): 50.0,
        },
        **FEBRUARY,
    )


def test_a_survey_belongs_to_the_local_day_of_discharge_and_not_to_its_answer(kpi_spec):
    """23:30 in New York on 31 January is already February in UTC; the answer came in March."""
    kpi_spec(
        "hcahps_item_top_box_pct",
        expected={"2026-01": 100.0},
        encounter="encounter_id | discharge_ts \n stay | 2026-01-31 23:30",
        survey_item=ITEMS,
        survey_response="""
            response_id | encounter_id | event_date | response_date | version
            A           | stay         | 2026-02-05 | 2026-03-10    | 2025
        """,
        survey_answer="response_id | item_code | raw_value \n A | Q1 | Always",
    )


def test_clinic_surveys_are_kept_apart_and_placed_by_the_answer_when_the_visit_is_unknown(kpi_spec):
    kpi_spec(
        "cgcahps_top_box_pct",
        expected={"2026-02": 0.0, "2026-03": 100.0},
        survey_item=ITEMS,
        survey_response="""
            response_id | survey_type | version | event_date | response_date | is_complete
            A           | cgcahps     | 3.1     | 2026-02-01 | 2026-03-01    | true
            B           | cgcahps     | 3.1     |            | 2026-03-01    | true
            C           | cgcahps     | 3.1     | 2026-03-01 |               | false
            D           | hcahps      | 2025    | 2026-03-01 |               | true
        """,
        survey_answer="""
            response_id | item_code | raw_value
            A           | C1        | 3
            B           | C1        | 4
            C           | C1        | 1
            D           | Q1        | Never
        """,
    )


def test_a_theme_of_the_clinic_survey_is_the_mean_of_its_questions(kpi_spec):
    """Access: all of 1 and half of 2 answers are best, the mean is 75 and not the 2 of 3; office staff has one question."""
    kpi_spec(
        "cgcahps_composite_top_box_pct",
        by="composite_code",
        expected={("2026-03", "access"): 75, ("2026-03", "office"): 0},
        survey_item="""
            survey_type | version | item_code | composite_code | scale | top_box_values
            cgcahps     | 3.1     | C1        | access         | nsua4 | [4]
            cgcahps     | 3.1     | C2        | access         | nsua4 | [4]
            cgcahps     | 3.1     | C3        | office         | nsua4 | [4]
            cgcahps     | 3.1     | C4        |                | nsua4 | [4]
        """,
        survey_response="""
            response_id | survey_type | version | event_date | is_complete
            A           | cgcahps     | 3.1     | 2026-03-01 | true
            B           | cgcahps     | 3.1     | 2026-03-01 | true
            C           | cgcahps     | 3.1     | 2026-03-01 | false
        """,
        survey_answer="""
            response_id | item_code | raw_value
            A           | C1        | 4
            A           | C2        | 4
            B           | C2        | 3
            B           | C3        | 1
            B           | C4        | 4
            C           | C1        | 1
        """,
    )


def test_net_promoter_score_is_promoters_less_detractors_by_date_of_answer(kpi_spec):
    """Two promoters, one passive, one detractor; eleven is no answer on this scale."""
    kpi_spec(
        "nps",
        expected={"2026-03": 25.0, "2026-04": -100.0},
        expected_coverage={"2026-03": 0.8},
        survey_item=ITEMS,
        survey_response="""
            response_id | survey_type | version | event_date | response_date | is_complete
            A           | nps         | 1       | 2026-02-27 | 2026-03-01    | true
            B           | nps         | 1       | 2026-02-27 | 2026-03-01    | false
            C           | nps         | 1       | 2026-02-27 | 2026-03-01    | true
            D           | nps         | 1       | 2026-03-27 |               | true
            E           | nps         | 1       | 2026-03-27 |               | true
            F           | nps         | 1       | 2026-03-27 | 2026-04-01    | true
            G           | hcahps      | 2025    | 2026-03-27 |               | true
        """,
        survey_answer="""
            response_id | item_code | raw_value
            A           | N1        | 9
            B           | N1        | 10
            C           | N1        | 7
            D           | N1        | 6
            E           | N1        | 11
            F           | N1        | 0
            G           | Q24       | 0
        """,
    )
