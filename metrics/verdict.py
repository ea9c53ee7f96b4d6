"""One verdict per point: value against limits, rules, target and data quality, in words (kpis.md 5.2, 5.3, 6.4).

Only final points with enough rows and coverage enter limits and rules. Everything else is still listed, unjudged, with
the reason in words.
"""

from __future__ import annotations

import itertools
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from data.language import mark, say
from metrics.goals import Goal, goal_of
from metrics.kpi import Direction, Kpi
from metrics.segment import Line, Segment, draw_segment
from metrics.segments import Task, draw_segments
from metrics.spc import LOCKED_POINTS, PROVISIONAL_POINTS, TRIAL_POINTS, Signal, automatic_chart
from metrics.words import Voice

LOW_COVERAGE, POOR_COVERAGE = 0.90, 0.75
HEADS = {
    "improvement": mark("Improvement"),
    "concern": mark("Concern"),
    "change": mark("Change"),
    "common": mark("No real change"),
}
UNJUDGED = mark("Not judged")
USABLE = ("good", "low_coverage")


@dataclass(frozen=True)
class Judged:
    """Rows for kpi_verdict (one per period, in order) and spc_limit (one per segment), without the series' key."""

    points: list[dict[str, Any]]
    limits: list[dict[str, Any]]


class _Reading(NamedTuple):
    """One period as the warehouse holds it."""

    period: date
    value: float | None
    num: float | None
    n: int | None
    coverage: float | None
    status: str
    quality: str
    goal: Goal | None


class Case(NamedTuple):
    """A series ready to be judged: readings, per segment first and last place, usable places and task, and places to tell."""

    voice: Voice
    readings: list[_Reading]
    latest: int
    parts: list[tuple[int, int, list[int], Task]]
    told: Sequence[int]


def case(
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
    told: Sequence[int] | None = None,
) -> Case:
    """One series in time order. `targets` are rows of kpi_target_frozen; a rebase starts a new segment.

    `told` are the places of the periods to tell, None for all."""
    goals = targets or ()
    readings = [
        _Reading(
            period,
            None if value is None or value != value else float(value),
            num,
            n,
            coverage,
            status,
            _quality(kpi, n, coverage),
            goal_of(kpi, goals, period, grain),
        )
        for period, value, num, n, coverage, status in zip(
            periods, values, nums, ns, coverages, statuses, strict=True
        )
    ]
    finals = [i for i, reading in enumerate(readings) if reading.status == "final"]
    wanted, style = _wanted(kpi, market)
    parts = []
    for first, last in _segments(periods, rebases):
        inside = [i for i in range(first, last) if _is_usable(readings[i])]
        task = Task(
            wanted,
            periods[inside[0] if inside else first],
            [periods[i] for i in inside],
            [readings[i].value for i in inside],  # type: ignore[misc]
            [nums[i] for i in inside],
            [dens[i] for i in inside],
            style,
            kpi.rules_for(market),
        )
        parts.append((first, last, inside, task))
    latest = finals[-1] if finals else len(readings) - 1
    asked = range(len(readings)) if told is None else told
    return Case(Voice(kpi, grain, currency), readings, latest, parts, asked)


def judge(*series: Any, **how: Any) -> Judged:
    """Judge one series, given as for `case`."""
    one = case(*series, **how)
    return _told(one, [draw_segment(*task) for *_, task in one.parts])


def judge_many(cases: Sequence[Case]) -> list[Judged]:
    """The same for many series, those alike drawn together."""
    drawn = iter(draw_segments([task for one in cases for *_, task in one.parts]))
    return [_told(one, [next(drawn) for _ in one.parts]) for one in cases]


def _told(one: Case, segments: Sequence[Segment]) -> Judged:
    judged = Judged([], [])
    for (first, last, inside, _), segment in zip(one.parts, segments, strict=True):
        if segment.limits:
            judged.limits.append(segment.limits)
        place = {i: k for k, i in enumerate(inside)}
        for i in one.told[bisect_left(one.told, first) : bisect_left(one.told, last)]:
            judged.points.append(_point(one.voice, segment, place.get(i), one.readings[i], i == one.latest))
    return judged


def _wanted(kpi: Kpi, market: str) -> tuple[str, str]:
    """The chart as declared and the house style that may change it: none where the KPI speaks for this market."""
    if kpi.judged_by:
        return "line", market
    chart, is_own = kpi.chart_for(market)
    return automatic_chart(kpi.kind) if chart == "auto" else chart, "" if is_own else market


def _is_usable(reading: _Reading) -> bool:
    return reading.value is not None and reading.status == "final" and reading.quality in USABLE


def _quality(kpi: Kpi, n: int | None, coverage: float | None) -> str:
    if coverage is not None and coverage < POOR_COVERAGE:
        return "poor_coverage"
    if n is not None and n < kpi.min_rag:
        return "small_n"
    return "low_coverage" if coverage is not None and coverage < LOW_COVERAGE else "good"


def _segments(periods: Sequence[date], rebases: Sequence[date]) -> list[tuple[int, int]]:
    cuts = sorted({sum(p < start for p in periods) for start in rebases} | {0, len(periods)})
    return list(itertools.pairwise(cuts))


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
        sentence = _judged_words(voice, segment, k, signal, variation, reading, line, outcome)
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
        "head": say(HEADS.get(variation, UNJUDGED)),
        "sentence": sentence,
    }


def _variation(direction: Direction, signal: Signal | None) -> str:
    if signal is None:
        return "common"
    if direction not in (Direction.HIGHER, Direction.LOWER) or signal.side == "both":
        return "change"
    is_good = (signal.side == "high") == (direction is Direction.HIGHER)
    return "improvement" if is_good else "concern"


def _assurance(direction: Direction, goal: Goal | None, line: Line) -> str | None:
    if goal is None or direction not in (Direction.HIGHER, Direction.LOWER):
        return None
    target, (_, lower, upper) = goal[0], line
    if lower is None or upper is None:
        return None
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
    k: int,
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
        begun = segment.flagged_since(signal, k)
        seen = voice.evidence(
            signal,
            segment.n_flagged(signal),
            segment.periods[signal.first],
            segment.periods[begun],
            segment.centre_name,
        )
    if line[1] is None or line[2] is None:
        return voice.around(say(HEADS[variation]), seen, reading.period, reading.value, line[0], cautions)
    ends = (line[1], line[2])
    return voice.judged(say(HEADS[variation]), seen, reading.period, reading.value, ends, cautions)


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
        return voice.excluded(
            period, value, reading.n, reading.coverage, reading.status, reading.quality, reading.num
        )
    if segment.is_never_judged:
        return voice.rolling(period, value)
    if segment.is_rare:
        return voice.rare(period, value)
    if segment.state == "none":
        return voice.early(segment.n_points, TRIAL_POINTS)
    if line[1] is None or line[2] is None:
        # A run chart has no limits to try.
        return voice.early(segment.n_points, PROVISIONAL_POINTS)
    return voice.trial(segment.n_points, period, value, line[1], line[2])
