"""Flow and turnover: where is the bed day lost, and where the theatre minute?"""

from layouts.blocks import multiples, ranking, tiles
from layouts.page import Page

page = Page(
    title="Flow and turnover",
    path="/flow",
    order=11,
    group="Performance",
    icon="flow",
    lead="How full the beds are, how long patients stay, and how fast beds and theatres turn over.",
    has_breakdown=True,
    blocks=(
        tiles(
            "Beds",
            "occupancy_midnight_pct",
            "average_daily_census",
            "alos_days",
            "bed_turnover_rate",
            "bed_turnover_interval_days",
            "discharge_before_noon_pct",
        ),
        ranking("occupancy_midnight_pct", by="unit_id"),
        multiples("alos_days"),
        tiles(
            "Theatres",
            "or_turnover_median",
            "or_first_case_on_time_pct",
            "or_block_utilisation_pct",
            "or_room_utilisation_pct",
        ),
        tiles("Return to hospital", "readmission_30d_pct"),
        ranking("readmission_30d_pct"),
    ),
)
