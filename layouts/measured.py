"""What a number rests on: how many, and how much of what should have been measured was. Told quietly, and to the ear."""

from __future__ import annotations

from dash import html

from data.language import grouped, localized, say
from layouts import wording
from layouts.page import View
from metrics.kpi import Kpi
from metrics.question import Point

LOW_COVERAGE = 0.95


def said(point: Point | None) -> str:
    """What a value rests on: how many, and how much of what should have been measured was."""
    if point is None or point.hidden or point.value is None:
        return ""
    parts = [f"n = {grouped(point.n)}"] if point.n is not None else []
    if point.coverage is not None:
        # Rounded down: what is not whole must not be called so.
        parts.append(say("{share} measured", share=f"{localized(str(int(point.coverage * 100 + 1e-9)))} %"))
    return " · ".join(parts)


def is_poorly(point: Point | None) -> bool:
    """Whether so much could not be measured that a number must not stand without saying so."""
    return point is not None and not point.hidden and (point.coverage or 1) < LOW_COVERAGE


def too_few(why: str) -> html.Span:
    """What stands in the place of a number that is hidden because it is small; never blank, never nought."""
    return html.Span(say("too few"), className="hidden-cell", title=why)


def counted(point: Point | None) -> html.Span | str:
    """A count in the cell of a table."""
    if point is not None and point.hidden:
        return too_few(point.hidden)
    return wording.count(point.value if point else None)


def door(view: View, kpi: Kpi, now: Point | None, css: str) -> html.A:
    """The name of an indicator as the way to its page; who hears it also hears what the number rests on."""
    behind = said(now)
    heard = {"aria-label": f"{say(kpi.title)}, {behind}"} if behind else {}
    return html.A(say(kpi.title), href=view.door(kpi.id), className=css, **heard)


def rests_on(now: Point | None) -> html.Span | None:
    """The same in small print: seen by who points at it, and always where much could not be measured."""
    words = said(now)
    css = "rests-on is-low" if is_poorly(now) else "rests-on"
    return html.Span(words, className=css, **{"aria-hidden": "true"}) if words else None
