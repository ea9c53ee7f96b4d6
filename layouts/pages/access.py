"""Emergency waits: where do patients wait, and who gives up waiting?"""

from data.language import mark
from layouts.blocks import further, multiples, tiles
from layouts.breakdown import ranking
from layouts.heat import arrivals
from layouts.leading import attention, lead
from layouts.page import Page
from layouts.sections import folded
from layouts.stages import Stage, stages

TILES = (
    "ed_arrival_to_provider_median",
    "ed_lwbs_rate",
    "ed_4h_pct",
    "ed_los_discharged_median",
    "ed_los_admitted_median",
    "ed_decision_to_departure_median",
    "ed_12h_arrival_pct",
    "ed_ecat_gap_pct",
    "ed_boarding_over_4h_pct",
)
NUMBERS = (*(f"1.0{n}" for n in range(1, 9)), "2.10", "7.13")

STAGES = (
    Stage("ed_arrival_to_triage_median", "ed_arrival_to_triage_p90"),
    Stage("ed_triage_to_provider_median", "ed_triage_to_provider_p90", after="ed_arrival_to_triage_median"),
    Stage(
        "ed_provider_to_departure_median",
        "ed_provider_to_departure_p90",
        after="ed_triage_to_provider_median",
    ),
    Stage(
        "ed_provider_to_decision_median", "ed_provider_to_decision_p90", after="ed_triage_to_provider_median"
    ),
    Stage(
        "ed_decision_to_departure_median",
        "ed_decision_to_departure_p90",
        after="ed_provider_to_decision_median",
    ),
)

page = Page(
    title="Emergency waits",
    path="/access",
    also=("emergency", "emergency department waits", "ed", "a&e"),
    order=10,
    group="Performance",
    numbers=NUMBERS,
    icon="access",
    lead="How long patients wait for care, where they wait longest, and how many give up.",
    has_breakdown=True,
    can_look_back=True,
    blocks=(
        lead(*TILES),
        attention(*TILES),
        stages("Where the time goes", *STAGES),
        *folded(
            "Waits",
            tiles("From the door to a bed or home", *TILES),
            note=mark("from the door to a bed or home"),
        ),
        *folded(
            "Arrivals",
            arrivals,
            note=mark("at which hour of which weekday"),
        ),
        *folded(
            "By place",
            ranking("ed_lwbs_rate"),
            multiples("ed_arrival_to_provider_median"),
            note=mark("who gives up waiting, and where the wait is longest"),
        ),
        *folded(
            "More on emergency waits",
            further("Further emergency indicators", NUMBERS, *TILES),
            note=mark("every other indicator"),
        ),
    ),
)
