"""What a value is held against: last year, the period before, the target, a benchmark, or the places like it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from statistics import median
from typing import Any

from dash import html

from data.language import mark, say, say_count
from layouts import wording
from layouts.filters import Filters
from layouts.page import View
from metrics import dates
from metrics.breaks import crossed_by
from metrics.kpi import Kpi
from metrics.pace import Days, paced
from metrics.question import Question, QuestionError, Series
from metrics.spans import period

WORDS = {
    "ly": mark("on last year"),
    "prev": mark("on the period before"),
    "weekday": mark("on the same weekday a week before"),
    "target": mark("from target"),
}
PERIODS = ("ly", "prev", "weekday")
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
    if broken(view, series, kpi):
        return None, ""
    if series.alike:
        return series.alike.then, say(WORDS[compare])
    then_day = _then(view, kpi, now.period)
    then = next((p for p in series.points if p.period == then_day), None)
    return (then.value if then else None), say(WORDS[compare])


def benchmark_of(view: View, kpi_id: str) -> Mapping[str, Any] | None:
    """The newest benchmark of a KPI, if somebody wrote one down."""
    if "benchmarks" not in view.kept:
        rows = view.store.benchmarks() if view.store else []
        view.kept["benchmarks"] = {row["kpi_id"]: row for row in reversed(rows)}
    found: Mapping[str, Any] | None = view.kept["benchmarks"].get(kpi_id)
    return found


def difference(view: View, series: Series, kpi: Kpi) -> tuple[str, str]:
    """How far the last final value is from its reference, and by which days where totals of unequal times are compared.

    Nothing where there is no reference.
    """
    now = wording.last_point(series)
    value, _ = reference(view, series, kpi)
    if now is None or now.value is None or value is None:
        return "", ""
    compare, by = view.filters.compared, ""
    moved = (series.alike.value if is_alike(view, series) else now.value, value)
    if compare in PERIODS and kpi.is_total:
        days = (_days(view, series, kpi, day) for day in (now.period, _then(view, kpi, now.period)))
        *moved, by = paced(kpi, *moved, *days)
    return wording.change(kpi, *moved, view.currency), say(by) if by else ""


def is_alike(view: View, series: Series) -> bool:
    """Whether the comparison in force leaves places out, so that its numbers are not those shown elsewhere."""
    return series.alike is not None and view.filters.compared in PERIODS


def alike(view: View, series: Series) -> str:
    """The mark of a difference that leaves places out, or why there is none."""
    if series.alike is None or not is_alike(view, series):
        return ""
    if series.alike.value is not None:
        return say("like-for-like")
    return (
        say("like-for-like: too few") if series.alike.hidden else say("like-for-like: no place in both times")
    )


def broken(view: View, series: Series, kpi: Kpi) -> str:
    """Why a value is held against no earlier one: what was before was measured another way."""
    now = wording.last_point(series)
    against = wording.AGAINST.get(view.filters.compared, "")
    day = crossed_by(kpi, now.period, view.grain_of(kpi.id), against) if now and against else None
    return say("measured another way since {time}", time=dates.month_or_day(day)) if day else ""


def _then(view: View, kpi: Kpi, day: date) -> date | None:
    return wording.earlier(day, view.grain_of(kpi.id), view.filters.compared)


def _days(view: View, series: Series, kpi: Kpi, day: date | None) -> Days:
    """The days of a period, of one that is not complete those that are there; 0 for none."""
    point = next((p for p in series.points if p.period == day), None)
    if point is None or day is None:
        return Days(0)
    span = period(day, view.grain_of(kpi.id))
    days = (span[1] - span[0]).days
    if point.status == "partial" and point.days_covered:
        days = min(days, point.days_covered)
    if not kpi.is_planned:
        return Days(days)
    shown = (span[0], span[0] + timedelta(days=days))
    return Days(days, view.engine.working_days(*view.filters.scope, shown, view.access))


def said(view: View, series: Series, kpi: Kpi) -> str:
    """The difference with its words, as a tile says it: −2.1 pp on last year; +0.9 % on the period before, per working day."""
    delta, by = difference(view, series, kpi)
    words = f"{delta} {reference(view, series, kpi)[1]}" if delta else ""
    return ", ".join(part for part in (words, by, _small(view, series, kpi)) if part)


def cell(view: View, series: Series, kpi: Kpi) -> list[Any]:
    """The difference for a table, and in small print by which days and of which places, or why there is none."""
    delta, by = difference(view, series, kpi)
    small = ", ".join(part for part in (by, _small(view, series, kpi)) if part)
    return [delta, html.Span(small, className="when")] if small else [delta]


def _small(view: View, series: Series, kpi: Kpi) -> str:
    return alike(view, series) or broken(view, series, kpi)
