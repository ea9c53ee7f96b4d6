"""A table of two dimensions as a drawing: rows, columns, one hue that grows with the number, and the number itself."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import floor, log10
from typing import Any

from dash import html

from data.language import say
from layouts.svg import Svg, drawing, tag, text

STEPS = 7
BREAKS = re.compile(r"[^\s-]+(?:-+|\s+)?|[-\s]+")
LETTER, SMALL_LETTER = 6.9, 5.8  # the width of a letter of the two sizes
DARK_FROM = 5  # from this step on the ground is dark enough for light words


@dataclass(frozen=True)
class Field:
    """One cell as it is drawn: its number and how it is said, where a click leads, whether it is the chosen one.

    Without a number it is empty, or hidden where `is_few`.
    """

    number: float | None
    words: str = ""
    hint: str = ""
    href: str = ""
    is_few: bool = False
    is_chosen: bool = False


@dataclass(frozen=True)
class Head:
    """The name of a row or column, with its sum where that means something."""

    name: str
    short: str = ""
    total: str = ""
    href: str = ""
    is_chosen: bool = False


@dataclass(frozen=True)
class Grid:
    """Everything that is drawn. `fields[i][j]` belongs to `rows[i]` and `columns[j]`; `totals` names the sums."""

    rows: tuple[Head, ...]
    columns: tuple[Head, ...]
    fields: tuple[tuple[Field, ...], ...]
    totals: str = ""

    @property
    def turned(self) -> Grid:
        """Rows as columns: what is wide on a desk is long on a phone."""
        return Grid(self.columns, self.rows, tuple(zip(*self.fields, strict=True)), self.totals)


@dataclass(frozen=True)
class Look:
    """The measures of one drawing in its own units; `label` is the room for the names of rows, `wide` for their sums."""

    width: float
    label: float
    wide: float
    row: float = 30
    css: str = "grid"


@dataclass(frozen=True)
class Shade:
    """Equal steps from `low` on, each `step` wide, so that the darkest of the seven holds the largest number."""

    low: float
    step: float

    def of(self, number: float) -> int:
        return min(max(floor((number - self.low) / self.step + 1e-9), 0), STEPS - 1)

    def ends(self, number: int) -> float:
        return self.low + number * self.step


def shade(grid: Grid) -> Shade | None:
    """Round steps over the numbers of a grid; nothing where there is no number."""
    numbers = [field.number for line in grid.fields for field in line if field.number is not None]
    if not numbers:
        return None
    low, high = min(numbers), max(numbers)
    if low > 0 and low < high / 2:
        low = 0.0
    step = _round((high - low) / STEPS or high / STEPS or 1.0)
    low = floor(low / step) * step
    if low + STEPS * step < high:
        step = _round((high - low) / STEPS * 1.001)
    return Shade(low, step)


def _round(step: float) -> float:
    """The next of 1, 2, 2.5, 5 or 10 times a power of ten."""
    scale = 10.0 ** floor(log10(step))
    return next(m * scale for m in (1, 1.5, 2, 2.5, 3, 4, 5, 7.5, 10) if m * scale >= step * (1 - 1e-9))


def draw(grid: Grid, look: Look) -> str:
    """The grid as SVG: names, cells with their numbers, sums at the right and below."""
    scale = shade(grid)
    has_sums = look.wide > 0 and any(head.total for head in grid.rows)
    side = look.wide if has_sums else 0
    cell = (look.width - look.label - side) / max(len(grid.columns), 1)
    heads = Names(grid.columns, cell - 2, 3)
    names = Names(grid.rows, look.label - 6, 2)
    top, height = 10 + heads.height, max(look.row, names.height + 4)
    parts = []
    for j, head in enumerate(grid.columns):
        x = look.label + cell * (j + 0.5)
        parts.append(
            linked(heads.drawn(head, x, top - heads.height / 2 - 1, "grid-head"), head.href, head.name)
        )
    if has_sums:
        parts.append(text(grid.totals, look.width, top - 8, class_="grid-head grid-sum"))
    for i, (head, line) in enumerate(zip(grid.rows, grid.fields, strict=True)):
        y = top + height * i
        parts.append(linked(names.drawn(head, 0, y + height / 2, "grid-name"), head.href, head.name))
        for j, field in enumerate(line):
            parts.append(_field(field, look.label + cell * j, y, cell, height, scale))
        if has_sums:
            parts.append(text(head.total, look.width, y + height / 2 + 4.5, class_="grid-sum"))
    bottom = top + height * len(grid.rows)
    if any(head.total for head in grid.columns):
        parts.append(
            Names((Head(grid.totals),), look.label - 2, 1).drawn(
                Head(grid.totals), 0, bottom + 15.5, "grid-total"
            )
        )
        for j, head in enumerate(grid.columns):
            parts.append(text(head.total, look.label + cell * (j + 0.5), bottom + 20, class_="grid-head"))
        bottom += 28
    return drawing(look.width, bottom + 4, "".join(parts), class_=look.css)


def _name(css: str, head: Head) -> str:
    return f"{css} grid-chosen" if head.is_chosen else css


class Names:
    """The names of rows or columns in the room they have: small where a word needs it, on `most` lines at most."""

    def __init__(self, heads: Sequence[Head], room: float, most: int) -> None:
        words = [word for head in heads for word in BREAKS.findall(head.short or head.name)]
        self.is_small = any(LETTER * len(word.rstrip()) > room for word in words)
        self.room, self.most = room, most
        self.line = 12.5 if self.is_small else 14.0
        self.height = self.line * max((len(self.lines(head)) for head in heads), default=1)

    def lines(self, head: Head) -> list[str]:
        letter = SMALL_LETTER if self.is_small else LETTER
        found: list[str] = []
        for word in BREAKS.findall(head.short or head.name):
            room_left = self.room - letter * len(f"{found[-1]}{word.rstrip()}") if found else -1
            if found and (len(found) == self.most or room_left >= 0):
                found[-1] += word
            else:
                found.append(word)
        return [_fitting(line.rstrip(), self.room, letter) for line in found]

    def drawn(self, head: Head, x: float, middle: float, css: str) -> str:
        lines = self.lines(head)
        first = middle - self.line * (len(lines) - 1) / 2 + 4.5
        css = _name(f"{css} grid-small" if self.is_small else css, head)
        if len(lines) == 1:
            return text(lines[0], x, first, class_=css)
        return tag(
            "text",
            "".join(
                tag("tspan", _escaped(line), x=f"{x:.1f}", y=f"{first + self.line * i:.1f}")
                for i, line in enumerate(lines)
            ),
            class_=css,
        )


def _fitting(words: str, room: float, letter: float = LETTER) -> str:
    """A name that fits into its room; the whole one stands in the table."""
    most = max(int(room / letter), 4)
    return words if len(words) <= most else f"{words[: most - 1].rstrip()}…"


def _field(field: Field, x: float, y: float, width: float, height: float, scale: Shade | None) -> str:
    box = {
        "x": f"{x + 1:.1f}",
        "y": f"{y + 1:.1f}",
        "width": f"{width - 2:.1f}",
        "height": f"{height - 2:.1f}",
        "rx": 3,
    }
    middle = x + width / 2, y + height / 2 + 4.5
    if field.is_few:
        lines = "".join(
            f"M{x + 3 + width * k / 4:.1f} {y + height - 4:.1f}l{width / 5:.1f} {-(height - 8):.1f}"
            for k in range(4)
        )
        content = tag("rect", class_="grid-few", **box) + tag("path", d=lines, class_="grid-hatch")
    elif field.number is None or scale is None:
        content = tag("rect", class_="grid-none", **box)
    else:
        step = scale.of(field.number)
        ink = "grid-light" if step >= DARK_FROM else "grid-dark"
        content = tag("rect", class_=f"grid-cell grid-{step}", **box)
        content += text(field.words, *middle, class_=f"grid-number {ink}")
    if field.is_chosen:
        content += tag("rect", class_="grid-ring", **box)
    return linked(content, field.href, field.hint)


def linked(content: str, href: str, hint: str) -> str:
    """A part of the drawing that leads somewhere. Keyboards go the way of the table below: the drawing is for pointers."""
    content = tag("title", _escaped(hint)) + content if hint else content
    return tag("a", content, href=href, tabindex="-1", class_="grid-link") if href else tag("g", content)


def _escaped(words: str) -> str:
    return words.replace("&", "&amp;").replace("<", "&lt;")


def legend(grid: Grid, named: Callable[[float], str], unit: str) -> html.Div | None:
    """What the tints mean, with the numbers at which they change, and how a hidden cell looks."""
    scale = shade(grid)
    if scale is None:
        return None
    wide, parts = 38.0, []
    for step in range(STEPS):
        box = {"x": f"{step * wide:.1f}", "y": 1, "width": wide - 2, "height": 12, "rx": 2}
        parts.append(tag("rect", class_=f"grid-cell grid-{step}", **box))
    for step in range(STEPS + 1):
        parts.append(text(named(scale.ends(step)), step * wide, 29, class_="grid-sum ways-left"))
    key = [
        Svg(drawing(STEPS * wide + 38, 34, "".join(parts), is_fixed=True), "", "grid-legend"),
        html.Span(unit),
    ]
    if any(field.is_few for line in grid.fields for field in line):
        few = _field(Field(None, is_few=True), 0, 0, 28, 18, None)
        key += [
            Svg(drawing(28, 18, few, is_fixed=True), "", "grid-legend"),
            html.Span(say("too few to show")),
        ]
    return html.Div(key, className="grid-key")


def pictures(grid: Grid, sentence: str, wide: Look, narrow: Look, is_turned: bool = False) -> html.Div:
    """A grid as one drawing for a desk and one for a phone."""
    small = grid.turned if is_turned else grid
    return either(draw(grid, wide), draw(small, narrow), sentence)


def either(wide: str, narrow: str, sentence: str) -> html.Div:
    """The drawing for a desk and the one for a phone; one of them is seen. Ears hear the sentence, and read the table."""
    return html.Div(
        [Svg(wide, "", "picture grid-wide"), Svg(narrow, "", "grid-narrow")],
        role="group",
        **{"aria-label": sentence},
    )


def table(head: Sequence[Any], rows: Sequence[Sequence[Any]], name: str, words: int = 1) -> html.Div:
    """Numbers behind a drawing, and what a download holds. The first `words` columns are words, the others numbers."""
    css = ["" if i < words else "num" for i in range(len(head))]
    columns = [html.Th(said, scope="col", className=name_) for said, name_ in zip(head, css, strict=True)]
    body = [
        html.Tr(
            [
                html.Th(row[0], scope="row"),
                *(html.Td(cell, className=name_) for cell, name_ in zip(row[1:], css[1:], strict=True)),
            ]
        )
        for row in rows
    ]
    inner = html.Table(
        [
            html.Caption(name, className="grid-caption"),
            html.Thead(html.Tr(columns)),
            html.Tbody(body),
        ],
        className="plain grid-table",
        **{"data-sheet": name},
    )
    return html.Div(inner, className="scroll", tabIndex=0, role="region", **{"aria-label": name})


def behind(*tables: html.Div, words: str = "") -> html.Details:
    """The exact numbers, closed until somebody wants them; `words` = what they are, where a chart has two kinds."""
    return html.Details([html.Summary(words or say("Show the numbers")), *tables], className="grid-numbers")
