"""Finance: what does a case cost, and what moved it?"""

from data.language import mark
from layouts import bridge, ibcs
from layouts.blocks import further, multiples, tiles
from layouts.breakdown import ranking
from layouts.leading import attention, lead
from layouts.page import Page
from layouts.sections import folded
from layouts.variance import variances

MONEY = (
    "operating_margin_pct",
    "budget_variance_pct",
    "labour_cost_ratio_pct",
    "cost_per_case",
    "cost_per_adjusted_discharge",
    "contribution_margin_per_case",
)
VOLUME = ("adjusted_discharges", "adjusted_patient_days", "case_mix_index")
SAFE = ("readmission_30d_pct", "mortality_crude_pct")

page = Page(
    title="Finance and cost",
    path="/finance",
    also=("finance", "money", "cost"),
    order=14,
    group="Performance",
    numbers=("4.",),
    icon="finance",
    lead="What a case costs, how heavy the cases are, and what is left over.",
    has_breakdown=True,
    can_look_back=True,
    blocks=(
        lead(*MONEY, *VOLUME, beside=SAFE),
        attention(*MONEY, *VOLUME, beside=SAFE),
        variances("Spending against budget"),
        *folded(
            "Against budget",
            ibcs.months("Month by month, and ahead"),
            bridge.budget("From budget to actual"),
            note=mark("month by month and ahead, and what moved it"),
        ),
        *folded(
            "Margin and cost",
            tiles("Money", *MONEY),
            bridge.cost("What moved operating cost in a year"),
            ranking("cost_per_case"),
            multiples("cost_per_case"),
            ranking("contribution_margin_per_case", by="service_line"),
            note=mark("what a case costs, what moved it, and which service line pays"),
        ),
        *folded(
            "Volume and case mix",
            tiles("Volume", *VOLUME),
            note=mark("how many patients, how heavy"),
        ),
        *folded(
            "What must not suffer",
            tiles(
                "Balancing indicators",
                *SAFE,
                note=mark("A cheaper case is only good while patients stay as safe."),
            ),
            note=mark("read these beside the cost"),
        ),
        *folded(
            "More on cost",
            further("Further cost indicators", ("4.",), *MONEY, *VOLUME),
            note=mark("every other indicator"),
        ),
    ),
)
