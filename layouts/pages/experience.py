"""Experience: what do patients say?"""

from layouts.blocks import multiples, ranking, tiles
from layouts.page import Page

page = Page(
    title="Experience",
    path="/experience",
    order=15,
    group="Performance",
    icon="experience",
    lead="What patients say about their care, and where they say it differently.",
    has_breakdown=True,
    blocks=(
        tiles(
            "Surveys",
            "hcahps_item_top_box_pct",
            "hcahps_composite_top_box_pct",
            "hcahps_linear_mean",
            "cgcahps_top_box_pct",
            "nps",
        ),
        ranking("hcahps_item_top_box_pct", by="unit_id"),
        multiples("hcahps_item_top_box_pct"),
    ),
)
