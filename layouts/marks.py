"""What happened, on the time axis of a chart: a numbered line for each, and the sentences below."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from dash import html

from data.language import say
from layouts import wording
from layouts.theme import var


@dataclass(frozen=True)
class Mark:
    """Something that happened on a day, in a sentence; `href` leads to what changed with it."""

    on: date
    sentence: str
    href: str = ""


def inside(marks: Sequence[Mark], first: date, last: date) -> list[Mark]:
    """Those that a chart from `first` to `last` can show, in time order."""
    return sorted((mark for mark in marks if first <= mark.on <= last), key=lambda mark: mark.on)


def onto(figure: dict[str, Any], marks: Sequence[Mark]) -> dict[str, Any]:
    """The same figure with a dotted line and a number for each mark."""
    layout = figure["layout"]
    shapes = [
        {
            "type": "line", "yref": "paper", "y0": 0, "y1": 1, "x0": mark.on.isoformat(), "x1": mark.on.isoformat(),
            "line": {"color": var("ink-3"), "width": 1.25, "dash": "dot"},
        }
        for mark in marks
    ]  # fmt: skip
    numbers = [
        {
            "x": mark.on.isoformat(), "xanchor": "center", "yref": "paper", "y": 0, "yanchor": "bottom", "text": str(k),
            "showarrow": False, "font": {"size": 12, "color": var("ink")}, "bgcolor": var("paper"),
            "bordercolor": var("ink-3"), "borderpad": 2, "hovertext": mark.sentence,
        }
        for k, mark in enumerate(marks, start=1)
    ]  # fmt: skip
    more = {
        "shapes": [*layout.get("shapes", ()), *shapes],
        "annotations": [*layout.get("annotations", ()), *numbers],
    }
    return {**figure, "layout": {**layout, **more}}


def listed(marks: Sequence[Mark]) -> html.Ol | None:
    """The sentences behind the numbers."""
    items = [html.Li([html.B(wording.day(mark.on)), f" {mark.sentence}", *_door(mark)]) for mark in marks]
    return html.Ol(items, className="marks") if items else None


def _door(mark: Mark) -> list[Any]:
    return [" ", html.A(say("What changed"), href=mark.href)] if mark.href else []
