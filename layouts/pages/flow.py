"""Flow and turnover: where is the bed day lost, and where the theatre minute?"""

from data.language import mark
from layouts.bars import bullets
from layouts.beds import last_midnight
from layouts.blocks import further, multiples, tiles
from layouts.breakdown import ranking
from layouts.heat import discharges
from layouts.leading import attention, lead
from layouts.occupancy import occupancy
from layouts.page import Page
from layouts.pareto import pareto
from layouts.sections import folded
from layouts.stays import lengths
from layouts.theatre import theatre_day
from layouts.ways import ways

BEDS = (
    "occupancy_midnight_pct",
    "average_daily_census",
    "alos_days",
    "los_index_oe",
    "delayed_discharge_day_pct",
    "long_stay_21d_count",
    "bed_turnover_rate",
    "bed_turnover_interval_days",
    "discharge_before_noon_pct",
)
THEATRES = (
    "or_turnover_median",
    "or_first_case_on_time_pct",
    "or_room_utilisation_pct",
    "or_block_utilisation_pct",
    "or_day_of_surgery_cancel_pct",
)
BALANCE = ("readmission_30d_pct", "ed_boarding_over_4h_pct", "falls_per_1000_patient_days")

page = Page(
    title="Flow and turnover",
    path="/flow",
    also=("flow", "beds", "bed flow"),
    order=12,
    group="Performance",
    numbers=("2.",),
    icon="flow",
    lead="How full the beds are, how long patients stay, and how fast beds and theatres turn over.",
    has_breakdown=True,
    can_look_back=True,
    blocks=(
        lead(*BEDS, *THEATRES, beside=BALANCE),
        attention(*BEDS, *THEATRES, beside=BALANCE),
        occupancy("Beds taken and beds open"),
        *folded(
            "Beds",
            tiles("Bed indicators", *BEDS),
            ranking("occupancy_midnight_pct", by="unit_id"),
            last_midnight("Beds at the last midnight"),
            note=mark("every bed indicator, and which ward is fullest"),
        ),
        *folded(
            "Stays and discharges",
            lengths("How long patients stay"),
            pareto(
                "avoidable_day_pct",
                "drg_code",
                "Where stays run beyond what is expected",
                mark("days beyond"),
            ),
            pareto(
                "delayed_bed_days", "reason_code", "Why patients who could leave still wait", mark("bed days")
            ),
            multiples("alos_days"),
            discharges,
            ways("From the door through the wards and out"),
            note=mark("how long, at which hour, by which way"),
        ),
        *folded(
            "Theatres",
            tiles("Theatre indicators", *THEATRES),
            theatre_day("A day in the operating rooms"),
            bullets("or_room_utilisation_pct", "room_id", "Theatre use by room"),
            ranking("or_turnover_median", "Turnover time by room", by="room_id"),
            pareto(
                "or_day_of_surgery_cancel_pct",
                "cancel_reason_group",
                "Why operations are cancelled on the day",
                mark("cancelled"),
            ),
            note=mark("a day room by room, use, turnover, cancellations"),
        ),
        *folded(
            "What must not suffer",
            tiles(
                "Balancing indicators",
                *BALANCE,
                note=mark(
                    "Shorter stays and fuller beds are only good while patients do not come back, wait in corridors or fall."
                ),
            ),
            note=mark("read these beside the stays"),
        ),
        *folded(
            "More on flow and theatres",
            further("Further indicators of flow and theatres", ("2.",), *BEDS, *THEATRES, *BALANCE),
            note=mark("every other indicator"),
        ),
    ),
)
