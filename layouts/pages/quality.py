"""Quality and safety: is care safe?"""

from data.language import mark
from layouts.blocks import further, multiples, tiles
from layouts.breakdown import ranking
from layouts.leading import attention, lead
from layouts.page import Page
from layouts.pareto import pareto
from layouts.rare import since_the_last
from layouts.sections import folded

HARM = (
    "falls_per_1000_patient_days",
    "falls_injury_per_1000",
    "hapi_per_1000_discharges",
    "clabsi_per_1000_line_days",
    "cauti_per_1000_catheter_days",
    "hai_sir",
    "medication_errors_per_1000_patient_days",
    "sepsis_bundle_pct",
    "hand_hygiene_pct",
)
RARE = (
    "falls_major_per_1000",
    "med_harm_per_1000",
    "clabsi_per_1000_line_days",
    "cauti_per_1000_catheter_days",
    "hapi_per_1000_patient_days",
)
OUTCOMES = ("readmission_30d_pct", "mortality_crude_pct", "mortality_oe")
REPORTS = ("incidents_per_1000_patient_days", "no_harm_share_pct", "harm_incidents_per_1000")

page = Page(
    title="Quality and safety",
    path="/quality",
    also=("quality", "safety"),
    order=17,
    group="Performance",
    numbers=("7.", "9."),
    icon="quality",
    lead="Who comes back, who is harmed, and whether harm is reported while it is still small.",
    has_breakdown=True,
    can_look_back=True,
    blocks=(
        lead(*OUTCOMES, *HARM, *REPORTS),
        attention(*OUTCOMES, *HARM, *REPORTS),
        since_the_last("How long since the last", *RARE),
        *folded(
            "Harm and its prevention",
            tiles("Harm", *HARM),
            multiples("falls_per_1000_patient_days"),
            ranking("sepsis_step_pct", "Sepsis care, step by step", by="step"),
            note=mark("falls, infections, pressure injuries, medication"),
        ),
        *folded(
            "Outcomes",
            tiles("Outcome indicators", *OUTCOMES),
            ranking("readmission_30d_pct"),
            note=mark("who comes back, who dies"),
        ),
        *folded(
            "Incidents",
            tiles(
                "Reported incidents",
                *REPORTS,
                note=mark(
                    "Many reports with little harm are a good sign: people report before it gets worse."
                ),
            ),
            pareto("harm_incidents_per_1000", "category", "Incidents with harm by kind", mark("incidents")),
            note=mark("whether harm is reported while it is still small"),
        ),
        *folded(
            "More on quality",
            further("Further indicators of quality", ("7.",), *OUTCOMES, *HARM, *REPORTS),
            note=mark("every other indicator"),
        ),
    ),
)
