"""Finance: what does a case cost, and what moved it?"""

from layouts.blocks import multiples, ranking, tiles
from layouts.page import Page

page = Page(
    title="Finance and cost",
    path="/finance",
    order=13,
    group="Performance",
    icon="finance",
    lead="What a case costs, how heavy the cases are, and what is left over.",
    has_breakdown=True,
    blocks=(
        tiles("Cost", "cost_per_case", "cost_per_adjusted_discharge", "contribution_margin_per_case"),
        ranking("cost_per_case"),
        tiles("Volume and case mix", "adjusted_discharges", "adjusted_patient_days", "case_mix_index"),
        multiples("cost_per_case"),
    ),
)
