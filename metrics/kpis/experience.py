"""What patients say about their care."""

from datetime import date

from metrics.kpi import Count, Direction, Kpi, MeanRatio, Ratio, Sum

HCAHPS = "survey_type = 'hcahps' AND is_complete"
MONTHLY = ("month", "quarter", "year")
PATIENTS = ("mode", "service_line", "age_band", "sex", "language", "ethnicity")
UNADJUSTED = (
    "Not adjusted for patient mix, so it will differ from published scores. Only complete surveys count."
)

NEW_QUESTIONS = (date(2025, 1, 1),)  # other questions and themes, but for those about nurses and doctors

COMMON = {
    "unit": "%",
    "direction": Direction.HIGHER,
    "owner": "Patient experience lead",
    "needs": ("survey_answer.raw_value", "survey_response.is_complete", "survey_item.top_box_values"),
    "grains": MONTHLY,
    "maturity_days": 90,
    "bounds": (0, 100),
}


def share(column: str) -> Ratio:
    """Share of the answers that are of one kind."""
    return Ratio(Count("v_survey_answer", column), Count("v_survey_answer"), per=100)


hcahps_item_top_box_pct = Kpi(
    id="hcahps_item_top_box_pct",
    breaks=NEW_QUESTIONS,
    number="6.01",
    title="Best possible answers (HCAHPS questions)",
    value=share("is_top_box"),
    by=("item_code", "composite_code", "version", *PATIENTS),
    eligible=f"{HCAHPS} AND is_answered",
    means="Share of answers that are the best possible; split by question to read one of them.",
    formula="Answers Always, Yes, Yes definitely, 9-10 or Definitely yes, divided by all answers given to questions "
    "that apply.",
    why="The best answer is the one patients give when nothing went wrong.",
    caution=f"{UNADJUSTED} Placed by discharge, not by the date of the answer.",
    chart="p_prime",
    pair="hcahps_bottom_box_pct",
    **COMMON,
)

hcahps_bottom_box_pct = Kpi(
    id="hcahps_bottom_box_pct",
    breaks=NEW_QUESTIONS,
    number="6.01",
    title="Worst answers (HCAHPS questions)",
    value=share("is_bottom_box"),
    by=("item_code", "composite_code", "version", *PATIENTS),
    eligible=f"{HCAHPS} AND is_answered",
    means="Share of answers that are among the worst possible.",
    formula="Answers Never, Sometimes, No, 0-6, Probably no or Definitely no, divided by all answers given.",
    why="An average can hide the patients who were let down.",
    caution=UNADJUSTED,
    chart="p_prime",
    pair="hcahps_item_top_box_pct",
    apart_from=("hcahps_item_top_box_pct",),
    **{**COMMON, "direction": Direction.LOWER},
)

hcahps_overall_9_10_pct = Kpi(
    id="hcahps_overall_9_10_pct",
    number="6.01",
    title="Hospital rated 9 or 10",
    value=share("is_top_box"),
    by=("version", *PATIENTS),
    eligible=f"{HCAHPS} AND is_answered AND scale = '0_10'",
    means="Share of inpatients who rate the hospital 9 or 10 out of 10.",
    formula="Ratings of 9 or 10 divided by all ratings.",
    why="One answer that sums up the whole stay.",
    caution=UNADJUSTED,
    chart="p_prime",
    pair="hcahps_bottom_box_pct",
    **COMMON,
)

hcahps_recommend_pct = Kpi(
    id="hcahps_recommend_pct",
    number="6.01",
    title="Would definitely recommend",
    value=share("is_top_box"),
    by=("version", *PATIENTS),
    eligible=f"{HCAHPS} AND is_answered AND scale = 'recommend4'",
    means="Share of inpatients who would definitely recommend the hospital.",
    formula="Answers Definitely yes divided by all answers to the question whether one would recommend the hospital.",
    why="People recommend what they would choose again.",
    caution=UNADJUSTED,
    chart="p_prime",
    pair="hcahps_bottom_box_pct",
    **COMMON,
)


def theme(kpi_id: str, title: str, means: str, where: str, by: tuple[str, ...], **fields) -> Kpi:
    """Mean of the questions of a theme, each with its own share; unknown while one of them has no answer."""
    return Kpi(
        id=kpi_id,
        number="6.02",
        title=title,
        value=MeanRatio(
            Count("v_survey_answer", "is_top_box"),
            Count("v_survey_answer", "is_answered"),
            over="item_code",
            per=100,
        ),
        by=by,
        eligible=f"{HCAHPS} AND {where}",
        means=means,
        formula="Share of best answers of each question, then the mean over the questions.",
        why="A theme is what a ward can work on; a single question moves too much by chance.",
        pair="hcahps_bottom_box_pct",
        **{"caution": UNADJUSTED} | COMMON | fields,
    )


hcahps_composite_top_box_pct = theme(
    "hcahps_composite_top_box_pct",
    "HCAHPS themes",
    "Mean score of the questions that belong to a theme; split by theme to read one of them.",
    "composite_code <> 'unknown'",
    ("composite_code", "version", *PATIENTS),
    caution=f"{UNADJUSTED} Themes changed on 1 January 2025: do not compare across that date.",
    breaks=NEW_QUESTIONS,
)
hcahps_nurses_pct = theme(
    "hcahps_nurses_pct",
    "Nurses communicated well",
    "How often nurses were polite, listened and explained, in the eyes of inpatients.",
    "composite_code = 'nurses'",
    ("version", *PATIENTS),
)
hcahps_doctors_pct = theme(
    "hcahps_doctors_pct",
    "Doctors communicated well",
    "How often doctors were polite, listened and explained, in the eyes of inpatients.",
    "composite_code = 'doctors'",
    ("version", *PATIENTS),
)

hcahps_linear_mean = Kpi(
    id="hcahps_linear_mean",
    breaks=NEW_QUESTIONS,
    number="6.03",
    title="Mean HCAHPS score (0-100)",
    value=MeanRatio(
        Sum("linear_score", "v_survey_answer"),
        Count("v_survey_answer", "linear_score IS NOT NULL"),
        over="item_code",
    ),
    by=("composite_code", "version", *PATIENTS),
    eligible=HCAHPS,
    means="Average answer on a scale from 0 to 100; more sensitive than the share of best answers.",
    formula="Each answer as 0 to 100 from worst to best, the mean per question, then the mean over the questions.",
    why="Shows a slide from Usually to Sometimes that the best-answer share cannot see.",
    caution=f"{UNADJUSTED} It is not the CMS star score.",
    min_show=30,
    min_rag=100,
    pair="hcahps_bottom_box_pct",
    **{**COMMON, "unit": "score"},
)

cgcahps_top_box_pct = Kpi(
    id="cgcahps_top_box_pct",
    number="6.04",
    title="Best possible answers (clinics)",
    value=share("is_top_box"),
    by=("item_code", "composite_code", "version", *PATIENTS),
    individual="provider_id",
    individual_min=("response_id", 30),
    eligible="survey_type = 'cgcahps' AND is_complete AND is_answered",
    means="Share of best possible answers about clinic visits.",
    formula="Best possible answers divided by all answers given to CG-CAHPS questions that apply.",
    why="Most patients only ever meet a clinic.",
    caution="Versions 3.0 and 3.1 are not one trend. Only complete surveys count.",
    chart="p_prime",
    min_show=30,
    min_rag=50,
    pair="amb_no_show_rate",
    **COMMON,
)

cgcahps_composite_top_box_pct = Kpi(
    id="cgcahps_composite_top_box_pct",
    number="6.04",
    title="Themes of the clinic survey",
    value=MeanRatio(
        Count("v_survey_answer", "is_top_box"),
        Count("v_survey_answer", "is_answered"),
        over="item_code",
        per=100,
    ),
    by=("composite_code", "version", *PATIENTS),
    eligible="survey_type = 'cgcahps' AND is_complete AND composite_code <> 'unknown'",
    means="Mean score of the CG-CAHPS questions that belong to a theme; split by theme to read one of them.",
    formula="Share of best answers of each question, then the mean over the questions.",
    why="A theme is what a clinic can work on; a single question moves too much by chance.",
    caution="Versions 3.0 and 3.1 are not one trend. Only complete surveys count.",
    min_show=30,
    min_rag=50,
    pair="cgcahps_top_box_pct",
    **COMMON,
)

nps = Kpi(
    id="nps",
    number="6.05",
    title="Net promoter score",
    unit="points",
    direction=Direction.HIGHER,
    value=Ratio(
        Sum("CASE WHEN score_0_10 >= 9 THEN 1 WHEN score_0_10 <= 6 THEN -1 ELSE 0 END", "v_survey_answer"),
        Count("v_survey_answer"),
        per=100,
    ),
    by=PATIENTS,
    eligible="survey_type = 'nps' AND scale = '0_10' AND is_answered",
    valid="score_0_10 IS NOT NULL",
    means="Patients who would recommend us warmly, less those who would not.",
    formula="Share of answers 9-10 minus share of answers 0-6, in points.",
    why="A quick signal between the large surveys.",
    caution="Placed by the date of the answer. Do not compare survey modes in one trend.",
    owner="Patient experience lead",
    needs=("survey_answer.raw_value", "survey_response.survey_type", "survey_item.scale"),
    pair="hcahps_overall_9_10_pct",
    grains=("week", "month", "quarter", "year"),
    min_show=30,
    min_rag=100,
    bounds=(-100, 100),
)
