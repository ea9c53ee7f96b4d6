"""The rule sets read slowly: each test of the texts, window by window."""

from itertools import pairwise

from metrics import spc


def windows(y, i, length):
    """Every window of this length that holds point i."""
    return [range(s, s + length) for s in range(max(0, i - length + 1), min(i, len(y) - length) + 1)]


def runs(y, i, length):
    """The side on which a window of this length around point i lies."""
    for window in windows(y, i, length):
        for sign, side in ((1, "high"), (-1, "low")):
            if all(sign * y[k] > 0 for k in window):
                return side
    return None


def trends(y, i, length):
    """The later of the trends that a point belongs to."""
    for window in reversed(windows(y, i, length)):
        steps = [y[b] - y[a] for a, b in pairwise(window)]
        if min(steps) > 0:
            return "high"
        if max(steps) < 0:
            return "low"
    return None


def far(y, i, sigma, least, length):
    for window in windows(y, i, length):
        for sign, side in ((1, "high"), (-1, "low")):
            if sign * y[i] > sigma and sum(sign * y[k] > sigma for k in window) >= least:
                return side
    return None


def alternates(y, i):
    for window in windows(y, i, 14):
        steps = [y[b] - y[a] for a, b in pairwise(window)]
        if all(a * b < 0 for a, b in pairwise(steps)):
            return "both"
    return None


def hugs(y, i):
    return "both" if any(all(abs(y[k]) <= 1 for k in w) for w in windows(y, i, 15)) else None


def avoids(y, i):
    for window in windows(y, i, 8):
        values = [y[k] for k in window]
        if min(map(abs, values)) > 1 and min(values) < 0 < max(values):
            return "both"
    return None


def outside(y, i):
    return ("high" if y[i] > 0 else "low") if abs(y[i]) > 3 else None


def first(*tests):
    """The first test that says something, as (rule, side)."""
    return next(((rule, side) for rule, side in tests if side), None)


def slow_western_electric(y, i):
    return first(
        ("outside", outside(y, i)),
        ("two_in_three", far(y, i, 2, 2, 3)),
        ("four_in_five", far(y, i, 1, 4, 5)),
        ("shift", runs(y, i, 8)),
    )


def slow_nelson(y, i):
    return first(
        ("outside", outside(y, i)),
        ("shift", runs(y, i, 9)),
        ("trend", trends(y, i, 6)),
        ("alternating", alternates(y, i)),
        ("two_in_three", far(y, i, 2, 2, 3)),
        ("four_in_five", far(y, i, 1, 4, 5)),
        ("hugging", hugs(y, i)),
        ("avoiding", avoids(y, i)),
    )


def useful_runs(y, i, least):
    """The side of a run in which points on the line are passed over."""
    if y[i] == 0:
        return None
    useful = [k for k in range(len(y)) if y[k]]
    place, side = useful.index(i), y[i] > 0
    length = 1
    for step in (1, -1):
        k = place + step
        while 0 <= k < len(useful) and (y[useful[k]] > 0) == side:
            length, k = length + 1, k + step
    return ("high" if side else "low") if length >= least else None


def slow_run_ihi(y):
    kept = [k for k in range(len(y)) if k == 0 or y[k] != y[k - 1]]
    thinned = [y[k] for k in kept]
    whole = None
    sides = [v > 0 for v in y if v]
    if len(sides) >= 10:
        low, high = spc.runs_limits(len(sides))
        n_runs = 1 + sum(a != b for a, b in pairwise(sides))
        whole = "few_runs" if n_runs < low else "many_runs" if n_runs > high else None
    return [
        first(
            ("trend", trends(thinned, kept.index(i), 5) if i in kept else None),
            ("shift", useful_runs(y, i, 6)),
            (whole, "both" if whole else None),
        )
        for i in range(len(y))
    ]


def slow_anhoej(y):
    runs_ = spc.anhoej(y, 0)
    crosses_too_little = runs_.crossings < runs_.crossings_min
    return [
        first(
            ("outside", outside(y, i)),
            ("shift", useful_runs(y, i, runs_.longest_limit + 1)),
            ("few_crossings", "both" if crosses_too_little else None),
        )
        for i in range(len(y))
    ]
