"""Where new limits are worth considering: a proposal in words, from what an answer shows. A person decides."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from data.language import say
from metrics.kpi import Kpi
from metrics.question import Series
from metrics.spc import propose
from metrics.words import Voice, count_of, format_since


@dataclass(frozen=True)
class Rebase:
    """A level that seems to have changed for good. `since` is the first period of the new one.

    `lower` and `upper` are what new limits would be now; `n_outside` of the new points lie beyond the old ones.
    """

    kpi_id: str
    group: str
    since: date
    variation: str
    n_before: int
    n_after: int
    centre_before: float
    centre_after: float
    lower: float
    upper: float
    n_outside: int
    sentence: str


def proposed(kpi: Kpi, series: Series, grain: str, currency: str = "USD") -> Rebase | None:
    """The rebase that a series over its whole history deserves, if any.

    None for a change to the worse: new limits would make it the usual. None for hidden points, which have no level.
    """
    judged = [point for point in series.points if point.is_judged and point.value is not None]
    if not judged or kpi.judged_by:
        return None
    points = [point for point in judged if point.segment_start == judged[-1].segment_start]
    if any(None in (point.centre, point.lower, point.upper) for point in points):
        return None
    found = propose(
        *(
            [getattr(point, line) for point in points]
            for line in ("value", "centre", "lower", "upper", "rule")
        )
    )
    if found is None or points[-1].variation == "concern":
        return None
    since, voice = points[found.first].period, Voice(kpi, grain, currency)
    values = {
        "periods": count_of(found.n_after, grain),
        "since": format_since(since, grain),
        "before": voice.show(found.centre_before),
        "now": voice.show(found.centre_after),
        "n": found.n_outside,
        "limits": voice.limits(found.lower, found.upper),
    }
    if found.side == "high":
        said = say(
            "{periods} since {since} lie above the old mean of {before}: around {now} now, {n} of them beyond the old "
            "limits. New limits from {since} would be {limits}. Approve them only when the cause is known and will last; "
            "the old limits stay in the chart.",
            **values,
        )
    else:
        said = say(
            "{periods} since {since} lie below the old mean of {before}: around {now} now, {n} of them beyond the old "
            "limits. New limits from {since} would be {limits}. Approve them only when the cause is known and will last; "
            "the old limits stay in the chart.",
            **values,
        )
    return Rebase(
        kpi.id, series.group, since, points[-1].variation, found.n_before, found.n_after, found.centre_before,
        found.centre_after, found.lower, found.upper, found.n_outside, said,
    )  # fmt: skip
