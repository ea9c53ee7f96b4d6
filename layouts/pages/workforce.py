"""Workforce: who leaves, how many posts stand empty, and who fills the hours?"""

from data.language import mark
from layouts import bridge
from layouts.bars import bullets
from layouts.blocks import further, multiples, tiles
from layouts.breakdown import ranking
from layouts.expiring import expiring
from layouts.fill import shifts
from layouts.hiring import hiring
from layouts.leading import attention, lead
from layouts.page import Page
from layouts.panels import panels
from layouts.pareto import pareto
from layouts.sections import folded

TILES = (
    "turnover_12m_pct",
    "vacancy_rate_pct",
    "sickness_absence_pct",
    "agency_hours_pct",
    "overtime_pct",
    "nursing_hppd",
    "training_compliance_pct",
    "credential_valid_pct",
    "time_to_fill_days_median",
)

page = Page(
    title="Workforce",
    path="/workforce",
    also=("hr", "people", "staffing"),
    order=13,
    group="Performance",
    numbers=("3.",),
    icon="workforce",
    lead="How many people leave, how many posts nobody holds, and with whose hours the gaps are filled.",
    has_breakdown=True,
    can_look_back=True,
    blocks=(
        lead(*TILES),
        attention(*TILES),
        shifts("Filled shifts by ward"),
        *folded(
            "Hours of care",
            panels("Nursing hours beside falls", "nursing_hppd", "falls_per_1000_patient_days"),
            note=mark("nursing hours beside falls"),
        ),
        *folded(
            "Posts and people",
            tiles("Staff", *TILES),
            bridge.staff("From staff to funded posts"),
            ranking("turnover_12m_pct", by="unit_id"),
            hiring("From an approved post to the first day"),
            pareto("left_fte", "tenure_band", "Who leaves, by years of service", mark("FTE")),
            multiples("vacancy_rate_pct"),
            note=mark("who leaves, how many posts stand empty"),
        ),
        *folded(
            "Training and licences",
            bullets("training_compliance_pct", "course_id", "Mandatory training by course"),
            expiring("Licences running out"),
            note=mark("by course, and which licences run out"),
        ),
        *folded(
            "More on staff",
            further("Further staff indicators", ("3.",), *TILES),
            note=mark("every other indicator"),
        ),
    ),
)
