"""What the demo network wants to reach: some goals are met, some now and then, some never."""

from __future__ import annotations

from datetime import date

from data.demo.clock import Clock
from data.demo.places import NETWORK_NAME

SOURCE = "Demo board goals"
# kpi, scope type, scope, target, upper edge of a band
GOALS = (
    ("ed_arrival_to_provider_median", "network", "*", 30, None),
    ("ed_arrival_to_provider_median", "unit", "QUIL-ED", 30, None),
    ("ed_los_discharged_median", "network", "*", 160, None),
    ("ed_los_admitted_median", "network", "*", 300, None),
    ("ed_decision_to_departure_median", "network", "*", 90, None),
    ("ed_lwbs_rate", "network", "*", 2, None),
    ("ed_4h_pct", "network", "*", 78, None),
    ("amb_no_show_rate", "network", "*", 10, None),
    ("amb_checkin_to_roomed_median", "network", "*", 20, None),
    ("alos_days", "network", "*", 4.8, None),
    ("occupancy_midnight_pct", "network", "*", 85, 92),
    ("discharge_before_noon_pct", "network", "*", 30, None),
    ("or_turnover_median", "network", "*", 28, None),
    ("or_first_case_on_time_pct", "network", "*", 85, None),
    ("or_block_utilisation_pct", "network", "*", 75, 85),
    ("turnover_12m_pct", "network", "*", 18, None),
    ("turnover_monthly_pct", "network", "*", 1.5, None),
    ("vacancy_rate_pct", "network", "*", 8, None),
    ("agency_hours_pct", "network", "*", 5, None),
    ("cost_per_case", "network", "*", 13500, None),
    ("days_in_ar_net", "network", "*", 48, None),
    ("ar_over_90_pct", "network", "*", 25, None),
    ("denial_rate_initial_pct", "network", "*", 10, None),
    ("hcahps_nurses_pct", "network", "*", 80, None),
    ("hcahps_overall_9_10_pct", "network", "*", 72, None),
    ("cgcahps_top_box_pct", "network", "*", 78, None),
    ("nps", "network", "*", 50, None),
    ("readmission_30d_pct", "network", "*", 12, None),
)
COLUMNS = ("kpi_id", "scope_type", "scope_id", "valid_from", "valid_to", "target", "upper_target", "source")


def targets(until: date) -> list[dict[str, str]]:
    """The goals as rows of targets.csv, valid from the first day of the data, without an end."""
    since = Clock(until).start(0).isoformat()
    return [
        dict(
            zip(
                COLUMNS,
                (kpi, kind, place, since, "", f"{goal:g}", "" if top is None else f"{top:g}", SOURCE),
                strict=True,
            )
        )
        for kpi, kind, place, goal, top in GOALS
    ]


SETTINGS = f"""# The demo home. Everything in it is invented.
site_name = "{NETWORK_NAME}"
market = "us_hospital"
suppression = "internal"
is_demo = true
# The clinicians are invented, too: whoever looks may compare them.
see_individual = true

# `wardboard schedule` refreshes every night at 02:15 of the wall clock in `zone` (UTC when there is none).
[[schedule]]
name = "nightly"
cron = "15 2 * * *"
zone = "America/New_York"
"""
