"""What a value is held against: last year, the period before, the target, a benchmark, or the places like it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from statistics import median
from typing import Any

from data.language import mark, say, say_count
from layouts import wording
from layouts.filters import Filters
from layouts.page import View
from metrics.kpi import Kpi
from metrics.question import Question, QuestionError, Series

WORDS = {
    "ly": mark("on last year"),
    "prev": mark("on the period before"),
    "weekday": mark("on the same weekday a week before"),
    "target": mark("from target"),
}
NO_PEERS = mark(
    "Peers are the other facilities or units of the same kind: choose a place to be compared with them."
)


@dataclass(frozen=True)
class Peers:
    """The median of the places like this one, period by period, and how many they are."""

    count: int
    medians: dict[date, float]


NOBODY = Peers(0, {})


def note(filters: Filters) -> str:
    """Why a comparison shows nothing, where it cannot."""
    return say(NO_PEERS) if filters.compare == "peers" and filters.scope[0] == "network" else ""


def peers_of(view: View, kpis: Sequence[str]) -> dict[str, Peers]:
    """The peers of the place of a view for these KPIs, asked once; ask for many together before asking for one."""
    known: dict[str, Peers] = view.kept.setdefault("peers", {})
    if missing := [kpi_id for kpi_id in kpis if kpi_id not in known]:
        known.update({kpi_id: NOBODY for kpi_id in missing} | _peers(view, missing))
    return known


def _peers(view: View, kpis: Sequence[str]) -> dict[str, Peers]:
    """Sister facilities, or units of the same kind. Hidden values take no part."""
    scope_type, scope_id = view.filters.scope
    if scope_type == "network":
        return {}
    place = next((p for p in view.places if (p.scope_type, p.scope_id) == (scope_type, scope_id)), None)
    alike = {
        p.scope_id
        for p in view.places
        if place
        and p.scope_type == scope_type
        and p.scope_id != scope_id
        and (scope_type == "facility" or p.unit_type == place.unit_type)
    }
    asked = replace(view.filters, facility_id="", unit_id="")
    through = view.stamp.data_through if view.stamp else None
    question: Question = asked.question(kpis, f"{scope_type}_id", through)
    try:
        answer = view.engine.answer(question, view.access)
    except QuestionError:
        return {}
    found = {}
    for kpi_id in kpis:
        others = [s for s in answer.of(kpi_id) if s.group in alike]
        periods: dict[date, list[float]] = {}
        for series in others:
            for point in series.points:
                if point.value is not None:
                    periods.setdefault(point.period, []).append(point.value)
        found[kpi_id] = Peers(len(others), {day: median(values) for day, values in periods.items()})
    return found


def reference(view: View, series: Series, kpi: Kpi) -> tuple[float | None, str]:
    """The value that the last final one is held against, and how that is said."""
    compare = view.filters.compared
    now = wording.last_point(series)
    if now is None or compare == "none":
        return None, ""
    if compare == "target":
        return series.verdict.target, say(WORDS[compare])
    if compare == "benchmark":
        row = benchmark_of(view, kpi.id)
        is_enough = series.verdict.quality != "small_n"
        return (
            (row["value"], say("from {source} {year}", source=row["source"], year=row["year"]))
            if row and is_enough
            else (None, "")
        )
    if compare == "peers":
        known = peers_of(view, (kpi.id,))[kpi.id]
        return known.medians.get(now.period), say_count(
            known.count, "from the median of {n} peer", "from the median of {n} peers"
        )
    then_day = wording.earlier(now.period, view.grain_of(kpi.id), compare)
    then = next((p for p in series.points if p.period == then_day), None)
    return (then.value if then else None), say(WORDS[compare])


def benchmark_of(view: View, kpi_id: str) -> Mapping[str, Any] | None:
    """The newest benchmark of a KPI, if somebody wrote one down."""
    if "benchmarks" not in view.kept:
        rows = view.store.benchmarks() if view.store else []
        view.kept["benchmarks"] = {row["kpi_id"]: row for row in reversed(rows)}
    found: Mapping[str, Any] | None = view.kept["benchmarks"].get(kpi_id)
    return found


def difference(view: View, series: Series, kpi: Kpi) -> str:
    """How far the last final value is from its reference; nothing where there is none."""
    now = wording.last_point(series)
    value, _ = reference(view, series, kpi)
    return wording.change(kpi, now.value if now else None, value, view.currency)


def said(view: View, series: Series, kpi: Kpi) -> str:
    """The difference with its words, as a tile says it: −2.1 pp on last year."""
    delta = difference(view, series, kpi)
    return f"{delta} {reference(view, series, kpi)[1]}" if delta else ""
