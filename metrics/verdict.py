"""One verdict per point: value against limits, rules, target and data quality, in words (kpis.md 5.2, 5.3, 6.4).

Only final points with enough rows and coverage enter limits and rules. Everything else is still listed, unjudged, with
the reason in words.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from metrics.kpi import Direction, Kpi
from metrics.segment import Line, Segment, draw_segment
from metrics.spc import LOCKED_POINTS, TRIAL_POINTS, Signal
from metrics.words import Voice

LOW_COVERAGE, POOR_COVERAGE = 0.90, 0.75
HEADS = {"improvement": "Improvement", "concern": "Concern", "change": "Change", "common": "No real change"}

Goal = tuple[float, float]


@dataclass(frozen=True)
class Judged:
    """Rows for kpi_verdict (one per period, in order) and spc_limit (one per segment), without the series' key."""

    points: list[dict[str, Any]]
    limits: list[dict[str, Any]]


class _Reading(NamedTuple):
    """One period as the warehouse holds it."""

    period: date
    value: float | None
    n: int | None
    coverage: float | None
    status: str
    quality: str
    goal: Goal | None


def judge(
    kpi: Kpi,
    periods: Sequence[date],
    values: Sequence[float | None],
    nums: Sequence[float | None],
    dens: Sequence[float | None],
    ns: Sequence[int | None],
    coverages: Sequence[float | None],
    statuses: Sequence[str],
    *,
    grain: str,
    targets: Sequence[Mapping[str, Any]] | None = None,
    market: str = "generic",
    rebases: Sequence[date] = (),
    currency: str = "USD",
) -> Judged:
    """Judge one series in time order. `targets` are rows of kpi_target_frozen; a rebase starts a new segment."""
    goals = sorted(targets or (), key=lambda row: row["valid_from"])
    readings = [
        _Reading(
            period,
            None if value is None or value != value else float(value),
            n,
            coverage,
            status,
            _quality(kpi, n, coverage),
            _goal(kpi, goals, period),
        )
        for period, value, n, coverage, status in zip(periods, values, ns, coverages, statuses, strict=True)
    ]
    finals = [i for i, reading in enumerate(readings) if reading.status == "final"]
    latest = finals[-1] if finals else len(readings) - 1
    wanted = "line" if kpi.judged_by else kpi.chart
    voice = Voice(kpi, grain, currency)
    judged = Judged([], [])
    for first, last in _segments(periods, rebases):
        inside = [i for i in range(first, last) if _is_usable(readings[i])]
        segment = draw_segment(
            wanted,
            periods[inside[0] if inside else first],
            [periods[i] for i in inside],
            [readings[i].value for i in inside],
            [nums[i] for i in inside],
            [dens[i] for i in inside],
            market,
        )
        if segment.limits:
            judged.limits.append(segment.limits)
        place = {i: k for k, i in enumerate(inside)}
        for i in range(first, last):
            judged.points.append(_point(voice, segment, place.get(i), readings[i], i == latest))
    return judged


def _is_usable(reading: _Reading) -> bool:
    return (
        reading.value is not None
        and reading.status == "final"
        and reading.quality in ("good", "low_coverage")
    )


def _quality(kpi: Kpi, n: int | None, coverage: float | None) -> str:
    if coverage is not None and coverage < POOR_COVERAGE:
        return "poor_coverage"
    if n is not None and n < kpi.min_rag:
        return "small_n"
    return "low_coverage" if coverage is not None and coverage < LOW_COVERAGE else "good"


def _segments(periods: Sequence[date], rebases: Sequence[date]) -> list[tuple[int, int]]:
    cuts = sorted({sum(p < start for p in periods) for start in rebases} | {0, len(periods)})
    return list(itertools.pairwise(cuts))


def _goal(kpi: Kpi, goals: Sequence[Mapping[str, Any]], period: date) -> Goal | None:
    """The target in force, as a band; both ends are equal for a one-sided target."""
    for row in reversed(goals):
        if row["valid_from"] <= period and (row.get("valid_to") is None or period <= row["valid_to"]):
            low, upper = float(row["target"]), row.get("upper_target")
            return (low, low if upper is None else float(upper))
    return kpi.target_band if kpi.direction is Direction.TARGET else None


def _point(
    voice: Voice, segment: Segment, k: int | None, reading: _Reading, is_latest: bool
) -> dict[str, Any]:
    """One row of kpi_verdict. `k` is the place among the points that made the limits, None for the others."""
    direction, goal = voice.kpi.direction, reading.goal
    is_judged = k is not None and segment.is_judged
    line = segment.level if k is None or not segment.lines else segment.lines[k]
    signal = segment.signals[k] if is_judged else None
    variation = _variation(direction, signal) if is_judged else "none"
    outcome = _assurance(direction, goal, line) if is_judged else None
    if is_judged:
        sentence = _judged_words(voice, segment, signal, variation, reading, line, outcome)
    else:
        sentence = _unjudged_words(voice, segment, k, reading, line)
    return {
        "period_start": reading.period,
        "is_latest": is_latest,
        "value": reading.value,
        "n": reading.n,
        "status": reading.status,
        "chart": segment.chart,
        "point_state": segment.state,
        "centre": line[0],
        "lower": line[1],
        "upper": line[2],
        "segment_start": segment.start,
        "n_points": segment.n_points,
        "rule": signal.rule if signal else None,
        "side": signal.side if signal else None,
        "since": segment.periods[signal.first] if signal else None,
        "variation": variation,
        "assurance": outcome,
        "target": goal[0] if goal else None,
        "target_met": None if k is None else _is_met(direction, goal, reading.value),
        "quality": reading.quality,
        "is_judged": is_judged,
        "head": HEADS.get(variation, "Not judged"),
        "sentence": sentence,
    }


def _variation(direction: Direction, signal: Signal | None) -> str:
    if signal is None:
        return "common"
    if direction not in (Direction.HIGHER, Direction.LOWER):
        return "change"
    is_good = (signal.side == "high") == (direction is Direction.HIGHER)
    return "improvement" if is_good else "concern"


def _assurance(direction: Direction, goal: Goal | None, line: Line) -> str | None:
    if goal is None or direction not in (Direction.HIGHER, Direction.LOWER):
        return None
    target, (_, lower, upper) = goal[0], line
    if lower <= target <= upper:
        return "hit_or_miss"
    return "pass" if (target < lower) == (direction is Direction.HIGHER) else "fail"


def _is_met(direction: Direction, goal: Goal | None, value: float | None) -> bool | None:
    if goal is None or value is None or direction is Direction.NEUTRAL:
        return None
    if direction is Direction.TARGET:
        return goal[0] <= value <= goal[1]
    return value >= goal[0] if direction is Direction.HIGHER else value <= goal[0]


def _judged_words(
    voice: Voice,
    segment: Segment,
    signal: Signal | None,
    variation: str,
    reading: _Reading,
    line: Line,
    outcome: str | None,
) -> str:
    cautions = []
    if voice.kpi.direction is Direction.TARGET and reading.goal:
        cautions.append(voice.band(reading.value, reading.goal))
    elif outcome:
        cautions.append(_promise(voice, segment, signal, reading, outcome))
    if reading.quality == "low_coverage":
        cautions.append(voice.coverage(reading.coverage))
    if segment.state == "provisional":
        cautions.append(voice.provisional(segment.n_points))
    seen = None
    if signal:
        seen = voice.evidence(signal, segment.n_flagged(signal), segment.periods[signal.first])
    usual = voice.limits(line[1], line[2])
    return voice.judged(HEADS[variation], seen, reading.period, reading.value, usual, cautions)


def _promise(voice: Voice, segment: Segment, signal: Signal | None, reading: _Reading, outcome: str) -> str:
    """What the limits say about the target, unless a change has overtaken them: then what the last point says."""
    is_met = bool(_is_met(voice.kpi.direction, reading.goal, reading.value))
    is_outside = signal is not None and signal.rule == "outside"
    if is_outside and is_met != (outcome == "pass"):
        is_before = segment.state == "locked" and signal.first >= LOCKED_POINTS
        return voice.overtaken(is_met, reading.goal[0], reading.period, signal, is_before)
    return voice.assurance(outcome, reading.goal[0])


def _unjudged_words(voice: Voice, segment: Segment, k: int | None, reading: _Reading, line: Line) -> str:
    period, value = reading.period, reading.value
    if k is None:
        return voice.excluded(period, value, reading.n, reading.coverage, reading.status, reading.quality)
    if voice.kpi.judged_by or voice.kpi.chart == "line":
        return voice.rolling(period, value)
    if segment.is_rare:
        return voice.rare(period, value)
    if segment.state == "none":
        return voice.early(segment.n_points, TRIAL_POINTS)
    return voice.trial(segment.n_points, period, value, line[1], line[2])
