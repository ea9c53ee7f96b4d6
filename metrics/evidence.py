"""What a rule saw and what limits promise, in words a board member reads without a manual."""

from __future__ import annotations

from collections.abc import Callable

from data.language import begun, mark, say

# By rule, side and centre line; a pattern without a side has "both", one that no line matters to has "".
_SEEN = {
    ("outside", "high", ""): mark("{n} points above the upper limit since {since}"),
    ("outside", "low", ""): mark("{n} points below the lower limit since {since}"),
    ("trend", "high", ""): mark("{n} points rising since {since}"),
    ("trend", "low", ""): mark("{n} points falling since {since}"),
    ("two_in_three", "high", ""): mark("{n} of {span} points close to the upper limit since {since}"),
    ("two_in_three", "low", ""): mark("{n} of {span} points close to the lower limit since {since}"),
    ("four_in_five", "high", "mean"): mark("{n} of {span} points far above the mean since {since}"),
    ("four_in_five", "high", "median"): mark("{n} of {span} points far above the median since {since}"),
    ("four_in_five", "low", "mean"): mark("{n} of {span} points far below the mean since {since}"),
    ("four_in_five", "low", "median"): mark("{n} of {span} points far below the median since {since}"),
    ("shift", "high", "mean"): mark("{n} points above the mean since {since}"),
    ("shift", "high", "median"): mark("{n} points above the median since {since}"),
    ("shift", "low", "mean"): mark("{n} points below the mean since {since}"),
    ("shift", "low", "median"): mark("{n} points below the median since {since}"),
    ("alternating", "both", ""): mark("{n} points up and down in turn since {since}"),
    ("hugging", "both", "mean"): mark("{n} points unusually close to the mean since {since}"),
    ("hugging", "both", "median"): mark("{n} points unusually close to the median since {since}"),
    ("avoiding", "both", "mean"): mark("{n} points on both sides of the mean, none near it, since {since}"),
    ("avoiding", "both", "median"): mark(
        "{n} points on both sides of the median, none near it, since {since}"
    ),
    ("few_crossings", "both", "mean"): mark("the mean crossed too seldom since {since}"),
    ("few_crossings", "both", "median"): mark("the median crossed too seldom since {since}"),
    ("few_runs", "both", "mean"): mark("too few runs around the mean since {since}"),
    ("few_runs", "both", "median"): mark("too few runs around the median since {since}"),
    ("many_runs", "both", "mean"): mark("the mean crossed too often since {since}"),
    ("many_runs", "both", "median"): mark("the median crossed too often since {since}"),
}
_WINDOW = {"two_in_three": 3, "four_in_five": 5}


def evidence(rule: str, side: str, n_points: int, span: int, since: str, line: str = "mean") -> str:
    """The rule that fired: `n_points` of `span` points carry its label, the first of them is `since`."""
    if rule == "outside" and n_points == 1:
        return say("above the upper limit" if side == "high" else "below the lower limit")
    around = next(one for one in ("", line) if (rule, side, one) in _SEEN)
    span = max(span, _WINDOW.get(rule, 0))
    return say(_SEEN[rule, side, around], n=n_points, span=span, since=since)


def assurance(outcome: str | None, target: str) -> str:
    """What the limits promise about the target."""
    if outcome == "pass":
        return say("Will meet {target} unless the process changes.", target=target)
    if outcome == "fail":
        return say("Will not meet {target} unless the process changes.", target=target)
    return say("Will not reliably meet {target}.", target=target) if outcome == "hit_or_miss" else ""


def overtaken(is_met: bool, target: str, period: str, n_points: int, is_before: bool) -> str:
    """In the place of what the limits promise, when the last point lies beyond them and says otherwise."""
    first = begun(
        say("{period} meets {target}" if is_met else "{period} misses {target}", period=period, target=target)
    )
    if n_points == 1:
        return say("{first}; one point does not show whether that will last.", first=first)
    if is_before:
        return say(
            "{first}; the limits are from before the change, a rebase would show whether the new level holds.",
            first=first,
        )
    return say(
        "{first}; the limits also hold the time before the change, a rebase would show whether the new level holds.",
        first=first,
    )


def band(value: float, low: float, high: float, show: Callable[[float], str]) -> str:
    """Where a value lies in a two-sided band, both ends included."""
    ends = {"low": show(low), "high": show(high)}
    if low <= value <= high:
        return say("Inside the band from {low} to {high}.", **ends)
    if value < low:
        return say("Below the band from {low} to {high}.", **ends)
    return say("Above the band from {low} to {high}.", **ends)
