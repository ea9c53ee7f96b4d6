"""What was planted in the demo, as data: where, when, which KPI, how large, and what a chart should say about it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Story:
    """A lasting change from month `since` on, counted back from the last month of the data (0 = that month).

    `moves` are the beginnings of the ids of KPIs that the change moves, at its place and above it.
    """

    key: str
    title: str
    kpi_id: str
    scope_type: str
    scope_id: str
    since: int
    expected: str
    size: str
    effect: float
    moves: tuple[str, ...]
    dims: tuple[tuple[str, str], ...] = ()


STORIES = (
    Story(
        "triage", "Quillmere's emergency department puts a provider at triage",
        "ed_arrival_to_provider_median", "unit", "QUIL-ED", -7, "improvement",
        "door to provider about 38 to 24 minutes; fewer people leave unseen", 0.62,
        (
            "ed_arrival_", "ed_los_", "ed_lbtc", "ed_lwbs", "ed_4h", "ed_12h", "ed_ecat",
            "ed_triage_to_provider",
        ),
    ),
    Story(
        "agency", "Brackenwell 3 East covers a gap with agency nurses",
        "agency_hours_pct", "unit", "BRAC-3E", -4, "concern",
        "agency share of worked hours about 4 to 19 %", 0.15,
        ("agency_",),
    ),
    Story(
        "denials", "Veldrane changes its authorisation rules",
        "denial_rate_initial_pct", "network", "*", -5, "concern",
        "Veldrane's initial denials about 11 to 32 %, the network's about 10 to 13 %", 0.21,
        (
            "denial_", "days_in_ar", "ar_over_90", "first_pass_resolution", "net_collection", "clean_claim",
            "cash_collection", "cost_to_collect", "denials_", "denied_", "ar_billed",
        ),
        (("payer_id", "VELD"),),
    ),
    Story(
        "nurses", "Patients of Quillmere 4 West rate nurse communication lower",
        "hcahps_nurses_pct", "unit", "QUIL-4W", -11, "concern",
        "nurse communication top box about 80 to 57 %", -0.23,
        ("hcahps_", "comment_"),
    ),
    Story(
        "turnover", "Brackenwell's theatres send for the next patient earlier",
        "or_turnover_median", "facility", "BRAC", -6, "improvement",
        "room turnover about 32 to 25 minutes", 0.78,
        ("or_turnover",),
    ),
    Story(
        "noshow", "Saltfen Bone and Joint stops its reminder calls",
        "amb_no_show_rate", "unit", "SALT-ORT", -5, "concern",
        "no-shows about 11 to 19 %", 0.085,
        ("amb_no_show",),
    ),
    Story(
        "returns", "Heart patients of Quillmere 5 North come back more often",
        "readmission_30d_pct", "unit", "QUIL-5N", -10, "concern",
        "30-day readmissions about 16 to 32 %", 2.15,
        ("readmission_",),
    ),
    Story(
        "leavers", "Nurses leave Quillmere's ICU",
        "turnover_monthly_pct", "unit", "QUIL-ICU", -10, "concern",
        "monthly turnover about 1.4 to 5 %",
        0.068,
        ("turnover_", "rn_turnover_", "vacancy_", "first_year_", "leave_90d", "stability_index"),
    ),
)  # fmt: skip
BY_KEY = {story.key: story for story in STORIES}


def is_on(key: str, month: int, months: int) -> bool:
    """Whether a story has begun in month `month` of `months` (0 = first month of the data)."""
    return month - (months - 1) >= BY_KEY[key].since


def effect(key: str, month: int, months: int, otherwise: float) -> float:
    """Size of a story's effect in a month, or `otherwise` before it begins."""
    return BY_KEY[key].effect if is_on(key, month, months) else otherwise
