"""Waits: where do patients wait, and who gives up waiting?"""

from layouts.blocks import multiples, ranking, tiles
from layouts.page import Page

page = Page(
    title="Waits",
    path="/access",
    order=10,
    group="Performance",
    icon="access",
    lead="How long patients wait for care, where they wait longest, and how many give up.",
    has_breakdown=True,
    blocks=(
        tiles(
            "Emergency department",
            "ed_arrival_to_provider_median",
            "ed_lwbs_rate",
            "ed_4h_pct",
            "ed_los_discharged_median",
            "ed_los_admitted_median",
            "ed_decision_to_departure_median",
            "ed_12h_arrival_pct",
            "ed_ecat_gap_pct",
        ),
        multiples("ed_arrival_to_provider_median"),
        ranking("ed_lwbs_rate"),
        tiles("Clinics", "amb_checkin_to_roomed_median", "amb_no_show_rate"),
        ranking("amb_no_show_rate"),
    ),
)
