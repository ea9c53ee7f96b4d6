"""Events too rare to count by month: the time or the chances between them, on a t or a g chart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from data.language import mark, say
from metrics.judging import Value
from metrics.kpi import Count, Direction, Exposure, Kpi, Ratio, Sum
from metrics.question import QuestionError
from metrics.spc import TRIAL_POINTS, between
from metrics.spc.limits import SAME_TIME
from metrics.verdict import judge

SPARSE_DAYS = 3  # on average this many days apart, events are few enough to be looked at one by one
BETWEEN = {"days": mark("Days between events: {title}"), "chances": mark("Chances between events: {title}")}
TURNED = {Direction.LOWER: Direction.HIGHER, Direction.HIGHER: Direction.LOWER}


@dataclass(frozen=True)
class Gap:
    """The way from one event to the next, ending on `on`: days, or chances to happen, with the limits there."""

    on: date
    size: float
    centre: float | None
    lower: float | None
    upper: float | None
    rule: str
    side: str
    variation: str
    is_judged: bool


@dataclass(frozen=True)
class Rare:
    """Gaps between the events of one KPI. `days_since` counts from the last event to the last day of the data.

    More between events is better where fewer events are. `measure` says what a gap is measured in; `events` are the
    days of all of them, in order.
    """

    kpi_id: str
    chart: str
    measure: str
    gaps: tuple[Gap, ...]
    n_events: int
    days_since: int | None
    sentence: str
    events: tuple[date, ...] = ()

    @property
    def is_sparse(self) -> bool:
        """Whether single events can be looked at: they lie days apart."""
        if self.n_events < 2:
            return True
        return (self.events[-1] - self.events[0]).days / (self.n_events - 1) >= SPARSE_DAYS


def is_rare_harm(kpi: Kpi) -> bool:
    """Whether a KPI counts harm, each a row of its own, against what patients are exposed to."""
    value = kpi.value
    return (
        kpi.number.startswith("7.")
        and kpi.direction is Direction.LOWER
        and isinstance(value, Ratio)
        and isinstance(value.num, Count)
        and isinstance(value.den, Exposure)
        and value.num.table != value.den.table
        and is_dated(value.den.table)
    )


def is_dated(table: str) -> bool:
    """Whether the rows of a derived table have days; those of a month table have one day a month."""
    return not table.endswith("_month")


def rare(
    kpi: Kpi, days: Sequence[Value], through: date | None, market: str, by_chances: bool = False
) -> Rare:
    """Gaps between the events that daily values count; `by_chances` measures them in the denominator instead of days.

    Raises `QuestionError` for a KPI that counts no events or, with `by_chances`, has no chances to count.
    """
    value = kpi.value
    counted = value.num if isinstance(value, Ratio) else value
    if not isinstance(counted, Count):
        raise QuestionError(say("{title} counts no events.", title=say(kpi.title)))
    has_chances = (
        isinstance(value, Ratio)
        and isinstance(value.den, Count | Sum | Exposure)
        and is_dated(value.den.table)
    )
    if by_chances and not has_chances:
        raise QuestionError(say("{title} counts no chances for its events.", title=say(kpi.title)))
    found = between(
        [day.period for day in days],
        [int(day.num or 0) for day in days],
        [day.den or 0.0 for day in days] if by_chances else None,
    )
    events = [day.period for day in days for _ in range(int(day.num or 0))]
    # Two events on one day are half a day apart, which a root can be taken of.
    sizes = found.opportunities if by_chances else [max(float(gap), SAME_TIME) for gap in found.days]
    chart, measure = ("g", mark("chances")) if by_chances else ("t", "days")
    judged = judge(
        _between(kpi, chart, measure, market), found.dates, sizes, *_nothing(len(sizes)), ["final"] * len(sizes),
        grain="day", market=market,
    )  # fmt: skip
    gaps = tuple(
        Gap(
            row["period_start"],
            row["value"],
            row["centre"],
            row["lower"],
            row["upper"],
            row["rule"] or "",
            row["side"] or "",
            row["variation"],
            row["is_judged"],
        )
        for row in judged.points
    )
    since = (through - events[-1]).days if through and events else None
    return Rare(kpi.id, chart, measure, gaps, len(events), since, _said(judged.points), tuple(events))


def _said(points: Sequence[dict[str, Any]]) -> str:
    if not points:
        return say("Fewer than two events: there is no gap to judge.")
    if points[-1]["point_state"] == "none":
        return say(
            "Too early to judge: {n} of {needed} gaps between events.", n=len(points), needed=TRIAL_POINTS
        )
    return str(points[-1]["sentence"])


def _between(kpi: Kpi, chart: str, measure: str, market: str) -> Kpi:
    """The KPI as the gaps of its events: the other way round, and charted as such whatever the house style."""
    return replace(
        kpi, title=say(BETWEEN[measure], title=say(kpi.title)), unit=measure, chart=chart,
        chart_in=((market, chart),), judged_by="", target_band=None,
        direction=TURNED.get(kpi.direction, kpi.direction), bounds=(0, None), decimals=0,
    )  # fmt: skip


def _nothing(n: int) -> tuple[list[Any], ...]:
    """Neither sides nor sizes nor coverage: every gap counts as much as another."""
    return [None] * n, [None] * n, [None] * n, [None] * n
