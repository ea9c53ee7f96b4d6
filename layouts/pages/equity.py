"""Equity: is care the same for everybody, and could we know?"""

from layouts.blocks import tiles
from layouts.gaps import choice, differs, gaps
from layouts.page import Block, Page

WAITS = (
    "ed_los_discharged_median",
    "ed_lwbs_rate",
    "ed_4h_pct",
    "amb_no_show_rate",
    "amb_no_show_nhs_dna_rate",
    "amb_booking_lead_days_median",
    "rtt_within_18w_pct",
)
STAYS = ("alos_days", "discharge_before_noon_pct", "ed_boarding_over_4h_pct", "night_moves_pct")
RESULTS = (
    "readmission_30d_pct",
    "mortality_crude_pct",
    "hcahps_recommend_pct",
    "cgcahps_top_box_pct",
    "denial_rate_initial_pct",
)

page = Page(
    title="Equity",
    path="/equity",
    order=18,
    group="Performance",
    numbers=("10.",),
    icon="equity",
    only_now=(
        "Gaps between groups are worked out from records, and of an earlier data load only the published figures are "
        "kept. The page of each indicator can be kept."
    ),
    lead="Whether waits, stays and results are the same for every group of patients.",
    blocks=(
        differs(*WAITS, *STAYS, *RESULTS),
        Block(choice, height=76),
        gaps("Waits", *WAITS),
        gaps("Stays", *STAYS),
        gaps("Results", *RESULTS),
        tiles("Could we know?", "demographic_completeness_pct", "demographic_recorded_pct"),
    ),
)
