"""KPIs of every shape over small tables, so that tests of the machinery do not depend on the catalogue."""

from __future__ import annotations

from typing import Any

from metrics.kpi import Count, Days, Direction, Kpi, Level, MeanRatio, PerDay, Quantile, Ratio, Sum


def kpi(id: str, value: Any, **more: Any) -> Kpi:
    return Kpi(
        **{
            "id": id,
            "number": "0.01",
            "title": id.replace("_", " ").capitalize(),
            "unit": "%",
            "direction": Direction.LOWER,
            "value": value,
            "by": ("acuity",),
            "means": "means",
            "formula": "formula",
            "why": "why",
            "owner": "owner",
            "needs": ("ed_visit.arrival_ts",),
            **more,
        }
    )


LEFT = kpi(
    "left",
    Ratio(Count("v_ed_visit", "disposition = 'lwbs'"), Count("v_ed_visit"), per=100),
    chart="p_prime",
    min_show=1,
)
STAY = kpi(
    "stay",
    Quantile(0.5, "stay_seconds", "v_ed_visit", per=1 / 60),
    valid="stay_seconds BETWEEN 0 AND 2592000",
    eligible="disposition = 'discharged'",
    unit="min",
    min_show=1,
)
CENSUS = kpi("census", Ratio(Sum("patients", "v_bed_day"), Days()), by=(), unit="patients", min_show=0)
TURNS = kpi(
    "turns",
    Ratio(Count("v_unit_exit", "kind = 'discharge'"), PerDay(Sum("staffed_beds", "v_bed_day"))),
    by=(),
    unit_value=Ratio(Count("v_unit_exit"), PerDay(Sum("staffed_beds", "v_bed_day"))),
    unit="per bed",
    min_show=0,
)
VACANT = kpi(
    "vacant",
    Ratio(Level("vacant_fte", "v_position_month"), Level("budgeted_fte", "v_position_month"), per=100),
    by=("job_role",),
    grains=("month", "quarter", "year"),
    is_person_count=False,
    min_show=0,
)
NURSES = kpi(
    "nurses",
    MeanRatio(Count("v_survey_answer", "is_top_box"), Count("v_survey_answer"), over="item_code", per=100),
    eligible="composite_code = 'nurses'",
    valid="is_complete",
    by=("age_band",),
    direction=Direction.HIGHER,
    min_show=1,
)
EXAMPLES = {each.id: each for each in (LEFT, STAY, CENSUS, TURNS, VACANT, NURSES)}
