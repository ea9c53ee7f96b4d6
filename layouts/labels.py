"""Words around a chart: the room that its end labels need, and a long unit said once."""

from __future__ import annotations

from typing import Any

from layouts import wording
from layouts.scales import ticks
from layouts.theme import var
from metrics.kpi import Kpi

LETTER = 6.6  # of the labels, which are 12 px high


def room(labels: list[tuple[float, str, str]]) -> dict[str, float]:
    """The margin in which the longest label at the right end is whole."""
    longest = max((len(words) for _, words, _ in labels), default=0)
    return {"r": min(max(16 + LETTER * longest, 60), 190)}


def money(kpi: Kpi, low: float, high: float, currency: str) -> tuple[dict[str, Any], dict[str, float]]:
    """An axis of money as sentences write it, in every language, and the margin in which its longest amount is whole."""
    values = ticks(low, high, 5)
    words = [wording.amount(kpi, value, currency) for value in values]
    return {"tickvals": values, "ticktext": words}, {"l": 14 + LETTER * max(map(len, words))}


def forecast(words: str, cut: str = "") -> list[dict[str, Any]]:
    """The name of a fan above its end, so that a narrow window shows it whole; below it, that the fan is `cut`."""
    end = {
        "xref": "paper", "x": 1, "xanchor": "right", "yref": "paper", "y": 1, "showarrow": False, "align": "right",
    }  # fmt: skip
    named = {**end, "yanchor": "bottom", "text": words, "font": {"size": 12, "color": var("ink-3")}}
    inside = {**end, "yanchor": "top", "text": cut, "font": {"size": 12, "color": var("ink-2")}}
    return [named, inside] if cut else [named]


def unit(unit: str) -> dict[str, Any]:
    """A long unit, said once above the axis and not at every label."""
    return {
        "xref": "paper", "x": 0, "xanchor": "left", "xshift": -40, "yref": "paper", "y": 1, "yanchor": "bottom",
        "text": unit, "showarrow": False, "font": {"size": 12, "color": var("ink-3")},
    }  # fmt: skip
