"""Revenue cycle: is cash leaking?"""

from layouts.blocks import multiples, ranking, tiles
from layouts.page import Page

page = Page(
    title="Revenue cycle",
    path="/revenue",
    order=14,
    group="Performance",
    icon="revenue",
    lead="How long money is outstanding, and how much of it payers refuse at first.",
    has_breakdown=True,
    blocks=(
        tiles("Receivables and denials", "denial_rate_initial_pct", "days_in_ar_net", "ar_over_90_pct"),
        ranking("denial_rate_initial_pct", by="payer_class"),
        multiples("denial_rate_initial_pct", by="payer_class"),
        ranking("ar_over_90_pct"),
    ),
)
