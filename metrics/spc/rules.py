"""Rule sets: which points of one segment are a signal, and of what kind (kpis.md 5.2 and 5.4).

Every set sees the points as zones: 0 on the centre line, 1 to 3 between the sigma lines, 4 beyond the limits, with the
sign of the side. One set per chart, never a union: each further test is a further false alarm.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
from typing import NamedTuple

from metrics.spc.runs import run_tests, runs_limits, sign, stretches

BEYOND = 4
CLOSE, WIDE = 1e-6, 1e-4
WORDS = {1: "high", -1: "low", 0: "both"}


class Signal(NamedTuple):
    """The rule that flags a point, its side (high, low or both), and the first and last point of the pattern."""

    rule: str
    side: str
    first: int
    last: int


Found = list[Signal | None]


def signals(
    ruleset: str,
    y: Sequence[float],
    centre: Sequence[float],
    lower: Sequence[float],
    upper: Sequence[float],
) -> Found:
    """What a rule set flags on one segment. Missing points (NaN) are passed over as if their neighbours met."""
    lists = [_plain(line) for line in (y, centre, lower, upper)]
    there = [i for i, value in enumerate(lists[0]) if value == value]
    if len(there) == len(lists[0]):
        return RULESETS[ruleset](lists[0], zones(*lists))
    kept = [[line[i] for i in there] for line in lists]
    found: Found = [None] * len(lists[0])
    for i, signal in zip(there, RULESETS[ruleset](kept[0], zones(*kept)), strict=True):
        if signal:
            found[i] = signal._replace(first=there[signal.first], last=there[signal.last])
    return found


def mdc(
    y: Sequence[float],
    centre: Sequence[float],
    lower: Sequence[float],
    upper: Sequence[float],
    shift_n: int = 7,
    trend_n: int = 7,
) -> Found:
    """The Making Data Count rules with the lengths of a shift and of a trend as they are wanted."""
    y, centre, lower, upper = map(_plain, (y, centre, lower, upper))
    return making_data_count(y, zones(y, centre, lower, upper), shift_n, trend_n)


def zones(
    y: Sequence[float], centre: Sequence[float], lower: Sequence[float], upper: Sequence[float]
) -> list[int]:
    """The signed zone of every point. A value that differs from a line by rounding error only is on the line."""
    found = []
    for value, middle, low, high in zip(y, centre, lower, upper, strict=True):
        is_above = value > middle
        half = high - middle if is_above else middle - low
        if half > WIDE * abs(middle):
            thirds = 3 * (value - middle) / half if is_above else 3 * (middle - value) / half
            if CLOSE < thirds % 1 < 1 - CLOSE:
                # Far from every line, as nearly all points are.
                zone = int(thirds) + 1 if thirds < 3 else BEYOND
                found.append(zone if is_above else -zone)
                continue
        found.append(zone_of(value, middle, low, high))
    return found


def zone_of(value: float, middle: float, low: float, high: float) -> int:
    """The signed zone of one point that may lie on a line, or between lines that nearly meet."""
    side = sign(value, middle)
    edge = high if side > 0 else low
    if side == 0 or edge != edge:
        return side
    zone = 1
    for third in (1 / 3, 2 / 3, 1.0):
        if sign(value, middle + (edge - middle) * third) != side:
            break
        zone += 1
    return side * zone


class May(NamedTuple):
    """Which of the Making Data Count rules can find something; whoever knows spares the search."""

    shift: bool = True
    close: bool = True
    trend: bool = True
    outside: bool = True


EVERY = May()


def making_data_count(
    y: Sequence[float], zone: Sequence[int], shift_n: int = 7, trend_n: int = 7, may: May = EVERY
) -> Found:
    """The default set; the first rule that fits a point names it: outside, trend, two in three, shift."""
    side = [(z > 0) - (z < 0) for z in zone]
    found: Found = [None] * len(y)
    if may.shift:
        _flag_runs(found, "shift", side, shift_n)
    if may.close and zone.count(3) + zone.count(-3) > 1:
        _flag_close(found, side, [s if z in (3, -3) else 0 for s, z in zip(side, zone, strict=True)])
    if may.trend:
        _flag_trends(found, _steps(y), trend_n)
    if may.outside and (BEYOND in zone or -BEYOND in zone):
        _flag_runs(found, "outside", _beyond(zone, BEYOND), 1)
    return found


def western_electric(y: Sequence[float], zone: Sequence[int]) -> Found:
    """The four zone tests; where two fit a point, the rarer one names it."""
    found: Found = [None] * len(y)
    _flag_runs(found, "shift", [_side(z) for z in zone], 8)
    _flag_most(found, "four_in_five", _beyond(zone, 2), 4, 5)
    _flag_most(found, "two_in_three", _beyond(zone, 3), 2, 3)
    _flag_runs(found, "outside", _beyond(zone, BEYOND), 1)
    return found


def nelson(y: Sequence[float], zone: Sequence[int]) -> Found:
    """The eight tests of Nelson; where several fit a point, the one of the lowest number names it."""
    found: Found = [None] * len(y)
    steps = _steps(y)
    _flag_mixture(found, zone)
    _flag_runs(found, "hugging", [int(abs(z) <= 1) for z in zone], 15, is_sided=False)
    _flag_most(found, "four_in_five", _beyond(zone, 2), 4, 5)
    _flag_most(found, "two_in_three", _beyond(zone, 3), 2, 3)
    # A step that turns continues the zigzag: multiplied by an alternating sign, its stretch has one sign.
    turned = [step if i % 2 else -step for i, step in enumerate(steps)]
    _flag_trends(found, turned, 14, "alternating")
    _flag_trends(found, steps, 6)
    _flag_runs(found, "shift", [_side(z) for z in zone], 9)
    _flag_runs(found, "outside", _beyond(zone, BEYOND), 1)
    return found


def anhoej_rules(y: Sequence[float], zone: Sequence[int]) -> Found:
    """Beyond the limits, too long a run, or too few crossings: the last is a mark of the whole series."""
    side = [_side(z) for z in zone]
    runs = run_tests(side)
    found: Found = [None] * len(y)
    if runs.crossings < runs.crossings_min:
        found = [Signal("few_crossings", "both", 0, len(y) - 1)] * len(y)
    _flag_useful(found, side, runs.longest_limit + 1)
    _flag_runs(found, "outside", _beyond(zone, BEYOND), 1)
    return found


def run_ihi(y: Sequence[float], zone: Sequence[int]) -> Found:
    """Run chart rules: shift, trend, too few or too many runs. The astronomical point is left to people's eyes."""
    side = [_side(z) for z in zone]
    found: Found = [None] * len(y)
    useful = [s for s in side if s]
    usual = runs_limits(len(useful))
    n_runs = len(stretches(useful))
    if usual and not usual[0] <= n_runs <= usual[1]:
        rule = "few_runs" if n_runs < usual[0] else "many_runs"
        found = [Signal(rule, "both", 0, len(y) - 1)] * len(y)
    # Like values neither make nor break a trend: only the first of them counts.
    changes = [i for i in range(len(y)) if i == 0 or sign(y[i], y[i - 1])]
    inner: Found = [None] * len(changes)
    _flag_trends(inner, _steps([y[i] for i in changes]), 5)
    _flag_useful(found, side, 6)
    for i, signal in zip(changes, inner, strict=True):
        if signal:
            found[i] = signal._replace(first=changes[signal.first], last=changes[signal.last])
    return found


RULESETS: dict[str, Callable[[Sequence[float], Sequence[int]], Found]] = {
    "mdc": making_data_count,
    "western_electric": western_electric,
    "nelson": nelson,
    "anhoej": anhoej_rules,
    "run_ihi": run_ihi,
}


def _plain(line: Sequence[float]) -> list[float]:
    return line.tolist() if hasattr(line, "tolist") else list(line)


def _side(zone: int) -> int:
    return (zone > 0) - (zone < 0)


def _beyond(zone: Sequence[int], least: int) -> list[int]:
    """The side of every point that lies in a zone at least this far out, 0 for the others."""
    return [(z >= least) - (z <= -least) for z in zone]


def _steps(y: Sequence[float]) -> list[int]:
    # `sign` written out: this runs for every point of every series.
    return [
        0 if abs(after - before) <= 1e-12 * (abs(after) + abs(before)) else 1 if after > before else -1
        for before, after in itertools.pairwise(y)
    ]


def _flag_runs(found: Found, rule: str, signs: Sequence[int], least: int, is_sided: bool = True) -> None:
    for first, last, side in stretches(signs):
        if last - first + 1 >= least:
            signal = Signal(rule, WORDS[side if is_sided else 0], first, last)
            found[first : last + 1] = [signal] * (last - first + 1)


def _flag_useful(found: Found, side: Sequence[int], least: int) -> None:
    """Shifts in which points on the line are passed over: they neither make nor break the run."""
    useful = [i for i, s in enumerate(side) if s]
    for first, last, which in stretches([side[i] for i in useful]):
        if last - first + 1 >= least:
            signal = Signal("shift", WORDS[which], useful[first], useful[last])
            for i in useful[first : last + 1]:
                found[i] = signal


def _flag_trends(found: Found, steps: Sequence[int], least: int, rule: str = "trend") -> None:
    # In time order, so that a turning point takes the later of its two trends.
    for first, last, side in stretches(steps):
        if last - first + 2 >= least:
            signal = Signal(rule, WORDS[side if rule == "trend" else 0], first, last + 1)
            found[first : last + 2] = [signal] * (last - first + 2)


def _flag_close(found: Found, side: Sequence[int], near: Sequence[int]) -> None:
    flagged: set[int] = set()
    for a, b in itertools.pairwise([k for k, which in enumerate(near) if which]):
        # Two close points need a third on their side: the one between them, or a neighbour of the pair.
        thirds = {1: (a - 1, b + 1), 2: (a + 1,)}.get(b - a, ())
        if side[a] == side[b] and any(0 <= k < len(side) and side[k] == side[a] for k in thirds):
            flagged |= {a, b}
    _flag_blocks(found, "two_in_three", sorted(flagged), side, 3)


def _flag_most(found: Found, rule: str, far: Sequence[int], least: int, window: int) -> None:
    """`least` of `window` neighbours far out on one side; the odd one may lie anywhere and is not flagged."""
    if len(far) < window:
        return
    for side in (1, -1):
        places = [i for i, which in enumerate(far) if which == side]
        flagged: set[int] = set()
        for k in range(len(places) - least + 1):
            if places[k + least - 1] - places[k] < window:
                flagged |= set(places[k : k + least])
        _flag_blocks(found, rule, sorted(flagged), far, window)


def _flag_blocks(found: Found, rule: str, hits: Sequence[int], side: Sequence[int], window: int) -> None:
    """Flagged points that one window may hold belong to one pattern."""
    start = 0
    for i in range(1, len(hits) + 1):
        if i == len(hits) or hits[i] - hits[i - 1] >= window or side[hits[i]] != side[hits[i - 1]]:
            block = hits[start:i]
            signal = Signal(rule, WORDS[side[block[0]]], block[0], block[-1])
            for k in block:
                found[k] = signal
            start = i


def _flag_mixture(found: Found, zone: Sequence[int]) -> None:
    """Eight neighbours that all avoid the middle, on both sides of it."""
    for first, last, _ in stretches([int(abs(z) >= 2) for z in zone]):
        flagged: set[int] = set()
        for start in range(first, last - 6):
            window = zone[start : start + 8]
            if min(window) < 0 < max(window):
                flagged |= set(range(start, start + 8))
        for a, b, _ in stretches([int(i in flagged) for i in range(len(zone))]):
            found[a : b + 1] = [Signal("avoiding", "both", a, b)] * (b - a + 1)
