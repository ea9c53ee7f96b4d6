"""Revenue cycle: is cash leaking?"""

from data.language import mark
from layouts import bridge
from layouts.ageing import ageing, reasons
from layouts.blocks import further, multiples, tiles
from layouts.breakdown import ranking
from layouts.leading import attention, lead
from layouts.page import Page
from layouts.pareto import pareto
from layouts.sections import folded

TILES = (
    "denial_rate_initial_pct",
    "days_in_ar_net",
    "ar_over_90_pct",
    "clean_claim_rate_pct",
    "charge_lag_days_median",
    "net_collection_rate_pct",
    "dnfb_days",
    "denial_writeoff_pct",
    "cost_to_collect_pct",
)

page = Page(
    title="Revenue cycle",
    path="/revenue",
    also=("revenue", "billing"),
    order=15,
    group="Performance",
    numbers=("5.",),
    icon="revenue",
    lead="How long money is outstanding, and how much of it payers refuse at first.",
    has_breakdown=True,
    can_look_back=True,
    blocks=(
        lead(*TILES),
        attention(*TILES),
        ageing("Receivables by payer and age"),
        *folded(
            "Denials",
            bridge.denied("What became of denied money"),
            pareto("denials_count", "denial_category", "Reasons for denials", mark("claims")),
            reasons("Denied claims by reason and payer"),
            ranking("denial_rate_initial_pct", by="payer_class"),
            multiples("denial_rate_initial_pct", by="payer_class"),
            note=mark("what payers refuse, why, and what comes back"),
        ),
        *folded(
            "Receivables",
            tiles("Receivables and denials", *TILES),
            ranking("ar_over_90_pct"),
            ranking("unbilled_amount", "Money held back before submission, by reason", by="hold_reason"),
            note=mark("every indicator, where they are old, and what is held back"),
        ),
        *folded(
            "More on revenue",
            further("Further revenue indicators", ("5.",), *TILES),
            note=mark("every other indicator"),
        ),
    ),
)
