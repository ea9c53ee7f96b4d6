"""Tables with a drawing in every row, all on one scale: the ground on which bars, bridges and intervals stand."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from dash import html

from layouts import icons, tables
from layouts.blocks import heading
from layouts.svg import Svg, drawing, tag, text
from layouts.theme import SIGNAL_COLOUR
from metrics.question import Verdict

WIDE, TALL = 340, 26
MIDDLE = TALL / 2


@dataclass(frozen=True)
class Axis:
    """The scale that the rows of one table share: values to pixels, with room for a mark at both ends."""

    low: float
    high: float

    def x(self, value: float) -> float:
        share = (min(max(value, self.low), self.high) - self.low) / (self.high - self.low or 1)
        return 8 + (WIDE - 16) * share


def axis(values: Iterable[float | None], has_zero: bool = True) -> Axis:
    """A scale that holds all of these values, and zero where lengths are compared."""
    known = [value for value in values if value is not None] + ([0.0] if has_zero else [])
    low, high = min(known, default=0.0), max(known, default=1.0)
    margin = (high - low) * 0.04 or abs(high) * 0.1 or 1.0
    return Axis(low if low == 0 else low - margin, high if high == 0 else high + margin)


def bar(scale: Axis, start: float, end: float, css: str, height: float = 12) -> str:
    """A bar from one value to another; a length too small to see stays a hairline."""
    left, right = sorted((scale.x(start), scale.x(end)))
    return tag(
        "rect",
        x=f"{left:.1f}",
        y=f"{MIDDLE - height / 2:.1f}",
        width=f"{max(right - left, 1.5):.1f}",
        height=f"{height:g}",
        rx=1.5,
        class_=css,
    )


def whisker(scale: Axis, start: float, end: float, css: str = "whisker", cap: float = 4) -> str:
    """A thin line with a cap at its end: how far the slow ones, or chance, reach."""
    x0, x1 = scale.x(start), scale.x(end)
    return tag("path", d=f"M{x0:.1f} {MIDDLE}H{x1:.1f}M{x1:.1f} {MIDDLE - cap}v{2 * cap}", class_=css)


def between(scale: Axis, low: float, high: float, css: str = "whisker", cap: float = 4) -> str:
    """An interval: a thin line with a cap at both ends."""
    return whisker(scale, low, high, css, cap) + tag(
        "path", d=f"M{scale.x(low):.1f} {MIDDLE - cap}v{2 * cap}", class_=css
    )


def upright(scale: Axis, value: float, css: str, reach: float = 12) -> str:
    """A line across the row at one value: a reference, a target, the period before."""
    return tag("path", d=f"M{scale.x(value):.1f} {MIDDLE - reach}v{2 * reach}", class_=css)


def cell(content: str, said: str) -> Svg:
    """The drawing of one row and what it says to the ear."""
    return Svg(drawing(WIDE, TALL, content, is_fixed=True, class_="dot"), said, "dot-cell")


def over(scale: Axis, value: float, words: str) -> Svg:
    """The name of a line that all rows share, right above it, as the heading of their column."""
    x = scale.x(value)
    anchor = "start" if x < 90 else ("end" if x > WIDE - 90 else "middle")
    drawn = drawing(
        WIDE, 16, text(words, x, 12, class_="axis", text_anchor=anchor), is_fixed=True, class_="dot"
    )
    return Svg(drawn, words)


def signal(verdict: Verdict) -> html.Span:
    """What a verdict says, as icon and words."""
    words = icons.variation_words(verdict.variation, verdict.side)
    icon = icons.variation(verdict.variation, verdict.side, "")
    return html.Span([icon, words], className=f"said said-{verdict.variation}")


def icon(verdict: Verdict) -> Svg:
    """The icon of a verdict where there is no room for its words."""
    return icons.variation(verdict.variation, verdict.side)


def colour(verdict: Verdict) -> str:
    """The name of the colour that a verdict gives to what it is about."""
    return SIGNAL_COLOUR.get(verdict.variation, "common")


def picture(
    title: str,
    head: Sequence[Any],
    lines: Sequence[Sequence[Any]],
    numeric: Sequence[int],
    menu: Any,
    note: str = "",
    after: Sequence[Any] = (),
    css: str = "",
) -> html.Div:
    """The whole: heading with menu, one muted line, the rows, and what must be said below them."""
    table = tables.plain(head, lines, title, numeric, is_drawn=True)
    return html.Div(
        [*heading(title, note, menu), table, *after],
        className=f"ranking rows-drawn {css}".strip(),
        **{"data-figure": title},
    )
