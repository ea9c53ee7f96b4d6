"""Experience: what do patients say?"""

from data.language import mark
from layouts.bars import questions
from layouts.blocks import further, multiples, tiles
from layouts.breakdown import ranking
from layouts.leading import attention, lead
from layouts.page import Page
from layouts.pareto import pareto
from layouts.sections import folded
from layouts.voices import themes

SURVEYS = (
    "hcahps_item_top_box_pct",
    "hcahps_composite_top_box_pct",
    "hcahps_linear_mean",
    "cgcahps_top_box_pct",
    "nps",
    "survey_response_rate_pct",
)
COMPLAINTS = (
    "complaints_per_1000_patient_days",
    "complaint_on_time_pct",
    "complaint_resolution_days_median",
)

page = Page(
    title="Experience",
    path="/experience",
    also=("patient experience", "surveys"),
    order=16,
    group="Performance",
    numbers=("6.",),
    icon="experience",
    lead="What patients say about their care, and where they say it differently.",
    has_breakdown=True,
    can_look_back=True,
    blocks=(
        lead(*SURVEYS, *COMPLAINTS),
        attention(*SURVEYS, *COMPLAINTS),
        questions("hcahps_item_top_box_pct", "item_code", "Question by question"),
        themes(),
        *folded(
            "Surveys",
            tiles("Survey indicators", *SURVEYS),
            ranking("hcahps_item_top_box_pct", by="unit_id"),
            multiples("hcahps_item_top_box_pct"),
            note=mark("every indicator, and where it differs"),
        ),
        *folded(
            "Comments and complaints",
            pareto("comment_negative_pct", "topic", "What negative comments are about", mark("comments")),
            pareto(
                "complaints_per_1000_patient_days",
                "subject",
                "What complaints about wards are about",
                mark("complaints"),
            ),
            pareto(
                "complaints_per_1000_visits",
                "subject",
                "What complaints about clinics are about",
                mark("complaints"),
            ),
            tiles("Complaints", *COMPLAINTS),
            note=mark("what they are about, and how fast they are answered"),
        ),
        *folded(
            "More on experience",
            further("Further indicators of experience", ("6.",), *SURVEYS, *COMPLAINTS),
            note=mark("every other indicator"),
        ),
    ),
)
