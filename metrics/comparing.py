"""Places or groups beside each other: every figure with its interval, and a funnel where there are enough of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np

from data.language import mark, say
from metrics.certainty import certainty
from metrics.funnel import Funnel, bands, funnel
from metrics.intervals import Interval
from metrics.judging import rests_on, shown_n
from metrics.kpi import Kpi, Ratio
from metrics.window import Grouped, Window, Windows

FUNNELS = ("proportion", "rate")
DRAWN = 60
WORDS = {
    ("usual", ""): mark("Within what chance allows for its size."),
    ("look", "high"): mark("Worth a look: above the 95 % limit for its size."),
    ("look", "low"): mark("Worth a look: below the 95 % limit for its size."),
    ("special", "high"): mark("Differs by more than chance: above the 99.8 % limit for its size."),
    ("special", "low"): mark("Differs by more than chance: below the 99.8 % limit for its size."),
    ("", ""): mark("Not compared: it rests on fewer than {least}."),
    ("none", ""): "",
}
ROUNDED = mark("Counts are rounded to the nearest 5.")


@dataclass(frozen=True)
class Member:
    """One group as it may be shown. `limits` are low and high of 95 %, then of 99.8 %; `state` is usual, look, special,
    "none" without a funnel, or "" where it is too small to be compared. A hidden one has no number at all."""

    group: str
    label: str
    value: float | None
    n: int | None
    num: float | None
    den: float | None
    interval: Interval | None
    limits: tuple[float, float, float, float] | None
    state: str
    side: str
    sentence: str
    hidden: str = ""


@dataclass(frozen=True)
class Edge:
    """The funnel at one size, to draw it with: plain limits, and those that hold the spread all units share."""

    size: float
    low95: float
    high95: float
    low998: float
    high998: float


@dataclass(frozen=True)
class Comparison:
    """One KPI by one dimension over [since, until). Members in the order of their names: a rank would be chance.

    `centre` is the figure of all of them together, `middle` what a funnel stands around: that of those shown, or 1 where
    events are held against as many as expected. `edges` draw the limits of chance alone, `wide_edges` the ones that also
    hold the spread between the units; `is_adjusted` says that those decide.
    """

    kpi_id: str
    by: str
    since: date
    until: date
    centre: float | None
    members: tuple[Member, ...]
    is_funnel: bool = False
    is_adjusted: bool = False
    phi: float | None = None
    edges: tuple[Edge, ...] = ()
    wide_edges: tuple[Edge, ...] = ()
    notes: tuple[str, ...] = ()
    load_id: int = 0
    middle: float | None = None
    on_numbers: tuple[str, ...] = ()  # those of the notes that say how the numbers are shown, funnel or not
    is_of_individuals: bool = False  # no page is about one of the members


def compare(windows: Windows, window: Window) -> Comparison:
    """Every group of a window with its interval and, from five comparable ones on, its place in a funnel."""
    kpi, by = window.kpi, windows.question.by
    shown = [one for one in window.groups if not one.hidden and one.value.value is not None]
    sure = certainty(windows, window)
    big = [one for one in shown if (rests_on(kpi, one.value, one.is_unit) or 0) >= kpi.min_rag]
    # Parts of one whole are no units of their own: none of them has a size to be held against.
    made, per = (None, 1.0) if by in kpi.parts else _funnel(kpi, big, shown)
    place = {one.group: i for i, one in enumerate(big)}
    on_numbers = _on_numbers(window)
    return Comparison(
        kpi.id,
        by,
        *window.span,
        None if window.total.hidden else window.total.value.value,
        tuple(
            _member(kpi, one, sure.get(one.group), made, place.get(one.group), per) for one in window.groups
        ),
        made is not None,
        bool(made and made.is_adjusted),
        made.phi if made else None,
        _edges(made, big, per, 0.0) if made else (),
        _edges(made, big, per, made.tau) if made and made.is_adjusted else (),
        (*_on_funnel(window, big, made), *on_numbers),
        windows.stored.generation.number,
        made.centre * per if made else None,
        on_numbers,
    )


def _funnel(kpi: Kpi, big: list[Grouped], shown: list[Grouped]) -> tuple[Funnel | None, float]:
    """The comparable groups around the ratio of the sums of all that are shown, or around as many as expected."""
    value = kpi.value
    if kpi.kind not in FUNNELS or not isinstance(value, Ratio):
        return None, 1.0
    pairs = [(one.value.num, one.value.den) for one in (*big, *shown)]
    if not big or any(x is None or not n for x, n in pairs):
        return None, value.per
    x, n = (np.array(side, float) for side in zip(*pairs, strict=True))
    if kpi.is_index:
        return funnel("ratio", x[: len(big)], n[: len(big)]), value.per
    every = slice(len(big), None)
    centre = float(x[every].sum() / n[every].sum())
    return funnel(kpi.kind, x[: len(big)], n[: len(big)], centre), value.per


def _member(
    kpi: Kpi, one: Grouped, sure: Interval | None, made: Funnel | None, k: int | None, per: float
) -> Member:
    if one.hidden or one.value.value is None:
        why = one.hidden
        return Member(one.group, one.label, None, None, None, None, None, None, "none", "", "", why)
    limits, state, side = None, "none", ""
    if made and k is None:
        state = ""
    elif made:
        lines = made.adjusted if made.is_adjusted else made.plain
        limits = tuple(
            float(line[k]) * per for line in (lines.low95, lines.high95, lines.low998, lines.high998)
        )
        state, side = made.state[k], made.side[k]
    value = one.value
    return Member(
        one.group,
        one.label,
        value.value,
        shown_n(kpi, value, one.is_unit),
        value.num,
        value.den,
        sure,
        limits,  # type: ignore[arg-type]
        state,
        side,
        say(WORDS[state, side], least=f"{kpi.min_rag:g}"),
    )


def _edges(made: Funnel, big: list[Grouped], per: float, tau: float) -> tuple[Edge, ...]:
    sizes = [one.value.den or 0.0 for one in big]
    grid = np.geomspace(min(sizes) * 0.8, max(sizes) * 1.2, DRAWN)
    method = "exact" if made.kind != "proportion" and not tau else ""
    found = bands(made.kind, grid, made.centre, method, tau**2)
    lines = (found.low95, found.high95, found.low998, found.high998)
    return tuple(Edge(float(size), *(float(line[i]) * per for line in lines)) for i, size in enumerate(grid))


def _on_funnel(window: Window, big: list[Grouped], made: Funnel | None) -> tuple[str, ...]:
    if window.kpi.kind not in FUNNELS:
        return (say("A funnel needs counts: compare the intervals."),)
    if made is None:
        return (say("Too few groups for a funnel ({n} of 5): compare the intervals.", n=len(big)),)
    told = [say("The limits stand around 1: as many as expected.")] if window.kpi.is_index else []
    if made.is_adjusted:
        told.append(
            say(
                "The groups differ more than chance explains, so the limits are widened by the spread that all share."
            )
        )
    return tuple(told)


def _on_numbers(window: Window) -> tuple[str, ...]:
    n_hidden = sum(one.is_secret for one in window.groups)
    hidden = (say("{n} hidden for the few people behind them.", n=n_hidden),) if n_hidden else ()
    return (*hidden, say(ROUNDED)) if window.is_rounded else hidden
