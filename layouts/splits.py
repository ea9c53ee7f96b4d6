"""How an answer is split: by the breakdown of the page, else by the places below the one that is looked at."""

from __future__ import annotations

from typing import Any

from data.language import mark, say
from layouts import wording
from layouts.page import View
from layouts.wording import last_point
from metrics.kpi import Direction
from metrics.question import Series


def default_split(view: View) -> str:
    if view.filters.by:
        return view.filters.by
    return "facility_id" if view.filters.scope[0] == "network" else "unit_id"


def split_series(view: View, kpi_id: str, by: str = "") -> tuple[str, list[Series], Any]:
    """The series of a KPI by the breakdown of the page, worst first for a KPI with a good direction."""
    by = by or default_split(view)
    kpi = view.kpi(kpi_id)
    if by not in kpi.by and by not in ("facility_id", "unit_id"):
        by = kpi.by[0] if kpi.by else "facility_id"
    answer = view.ask(kpi_id, by=by)
    series = [s for s in answer.series if s.group]
    is_up_good = kpi.direction == Direction.HIGHER

    def worst(series_: Series) -> tuple[bool, float]:
        point = last_point(series_)
        value = point.value if point else None
        return value is None, (value or 0) * (1 if is_up_good else -1)

    return by, sorted(series, key=worst), answer


def expected_rows(view: View, by: str = "") -> int:
    """How many groups a breakdown will probably have."""
    by = by or default_split(view)
    kind = by.removesuffix("_id")
    scope_id = view.filters.scope[1]
    if kind not in ("facility", "unit"):
        return 5
    return max(
        1, sum(p.scope_type == kind and scope_id in ("*", p.parent_id, p.scope_id) for p in view.places)
    )


def unseen(hidden: list[Series], split: str) -> str:
    """How many groups stay away from the list, and why."""
    is_small = any((point := last_point(s)) is not None and point.hidden for s in hidden)
    groups = wording.groups(len(hidden), split)
    if is_small:
        one = mark("{groups} rests on too few to be shown.")
        many = mark("{groups} rest on too few to be shown.")
    else:
        one, many = mark("{groups} has no value in this time."), mark("{groups} have no value in this time.")
    return say(one if len(hidden) == 1 else many, groups=groups)
