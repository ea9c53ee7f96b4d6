"""Ways through the house: from where patients come, to which ward first, from which ward they leave, and whereto."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from dash import html

from data.language import inside, mark, say
from layouts import measured, menus, wording
from layouts.blocks import heading
from layouts.filters import address
from layouts.grids import behind, either, linked, table
from layouts.heat import crossed, over
from layouts.narrow import Row, ranked
from layouts.page import Block, View
from layouts.svg import drawing, tag, text
from metrics.cross import OTHER, Cross, Line

WIDE, HIGH, NODE, GAP = 980.0, 400.0, 10.0, 13.0
TOP = 26.0
MOST = 6
LISTED = 5
LEAST_SHARE = 0.004  # a thinner ribbon is a hair that nobody can follow
MOST_WENT = (
    mark("Most come from {first} to {second} ({n})"),
    mark("most move from {first} to {second} ({n})"),
    mark("most leave from {first} to {second} ({n})"),
)
HEADS = (mark("Came from"), mark("First ward"), mark("Last ward"), mark("Left for"))


@dataclass
class Node:
    """A place on the way: where it stands, how many pass, and how far its ribbons are laid on either side."""

    line: Line
    size: float
    x: float = 0.0
    y: float = 0.0
    high: float = 0.0
    into: float = 0.0
    out: float = 0.0


def stages(view: View) -> tuple[str, str, str, str]:
    """The four dimensions of a way: wards by name in one hospital, by their kind in the network."""
    is_network = view.filters.scope[0] == "network"
    wards = ("first_unit_type", "unit_type") if is_network else ("first_unit_id", "unit_id")
    return ("admission_source", *wards, "disposition")


def ways(title: str, kpi_id: str = "discharges_count") -> Block:
    """Ribbons from admission over the wards to the exit. What is hidden or thin is not drawn as a ribbon."""

    def draw(view: View) -> Any:
        kpi = view.kpi(kpi_id)
        if kpi is None or kpi_id in view.dark:
            return []
        dimensions = stages(view)
        whole = [crossed(view, kpi_id, by, across) for by, across in pairwise(dimensions)]
        if not whole[0].rows:
            nothing = html.P(say("Nobody was discharged here in this time."), className="muted")
            return [*heading(say(title)), nothing]
        kept = [largest(whole[0].rows), *(largest(cross.columns) for cross in whole)]
        parts = [cross.kept(kept[i], kept[i + 1]) for i, cross in enumerate(whole)]
        sentence = said(parts)
        notes = dict.fromkeys(note for cross in whole for note in cross.notes)
        return html.Div(
            [
                *heading(say(title), f"{sentence} {over(whole[0])}.", menus.of_figure(view, say(title))),
                *(html.P(note, className="block-note") for note in notes),
                either(
                    ribbons(view, kpi_id, dimensions, parts),
                    lists(view, kpi_id, dimensions, parts),
                    f"{say(title)}. {sentence}",
                ),
                numbers(parts, say(title)),
            ],
            **{"data-figure": say(title)},
        )

    return Block(draw, height=lambda view: 520, title=title)


def largest(lines: Sequence[Line]) -> set[str]:
    """The groups that most people pass; all others are drawn as one."""
    by_size = sorted(lines, key=lambda line: -(line.total.value or 0))
    return {line.group for line in by_size[:MOST] if not line.total.hidden}


def said(parts: Sequence[Cross]) -> str:
    """The broadest ribbon of every stage, in one sentence."""
    words = []
    for cross, sentence in zip(parts, MOST_WENT, strict=True):
        flows = [
            (cell.value, row.label, column.label)
            for row, line in zip(cross.rows, cross.cells, strict=True)
            for column, cell in zip(cross.columns, line, strict=True)
            if cell.value and row.group != column.group
        ]
        if flows:
            value, first, second = max(flows)
            words.append(
                say(
                    sentence,
                    first=first,
                    second=second,
                    n=wording.count(value),
                )
            )
    return f"{', '.join(words)}." if words else say("Every way is hidden for the few people on it.")


def placed(parts: Sequence[Cross]) -> list[list[Node]]:
    """Every node with its place: sizes on one scale, so that a ribbon is as wide at both of its ends."""
    layers = [parts[0].rows, *(cross.columns for cross in parts)]
    found: list[list[Node]] = []
    for i, lines in enumerate(layers):
        layer = []
        for k, line in enumerate(lines):
            out = sum(cell.value or 0 for cell in parts[i].cells[k]) if i < len(parts) else 0.0
            into = sum(row[k].value or 0 for row in parts[i - 1].cells) if i else 0.0
            layer.append(Node(line, max(line.total.value or 0.0, out, into)))
        found.append([node for node in layer if node.size])
    tallest = max(len(layer) for layer in found)
    widest = max(sum(node.size for node in layer) for layer in found) or 1.0
    scale = (HIGH - GAP * (tallest - 1)) / widest
    for i, layer in enumerate(found):
        y = TOP + 8
        for node in layer:
            node.x = (WIDE - 196) * i / (len(found) - 1)
            node.y, node.high = y, max(node.size * scale, 1.5)
            y += node.high + GAP
    return found


def ribbons(view: View, kpi_id: str, dimensions: Sequence[str], parts: Sequence[Cross]) -> str:
    layers = placed(parts)
    most = max(sum(node.size for node in layer) for layer in layers) or 1.0
    content, names = [], []
    for i, cross in enumerate(parts):
        left = {node.line.group: node for node in layers[i]}
        right = {node.line.group: node for node in layers[i + 1]}
        for row, line in zip(cross.rows, cross.cells, strict=True):
            for column, cell in zip(cross.columns, line, strict=True):
                if not cell.value or row.group not in left or column.group not in right:
                    continue
                start, end = left[row.group], right[column.group]
                high = cell.value * start.high / start.size
                y0, y1 = start.y + start.out, end.y + end.into
                start.out += high
                end.into += high
                if cell.value < most * LEAST_SHARE:
                    continue
                hint = say(
                    "{first} to {second}: {n}",
                    first=row.label,
                    second=column.label,
                    n=wording.count(cell.value),
                )
                pairs = ((dimensions[i], row.group), (dimensions[i + 1], column.group))
                content.append(_ribbon(start.x + NODE, y0, end.x, y1, high, hint, _door(view, kpi_id, pairs)))
    for i, layer in enumerate(layers):
        names.append(text(say(HEADS[i]), layer[0].x if layer else 0, TOP - 8, class_="ways-head"))
        for node in layer:
            names.append(
                tag(
                    "rect",
                    x=f"{node.x:.1f}",
                    y=f"{node.y:.1f}",
                    width=NODE,
                    height=f"{node.high:.1f}",
                    class_="ways-node",
                )
            )
            middle = node.y + node.high / 2
            said = wording.count(node.line.total.value) if node.line.total.value is not None else ""
            names.append(
                text(
                    node.line.label,
                    node.x + NODE + 7,
                    middle + (0 if node.high > 26 else 4),
                    class_="ways-name",
                )
            )
            if node.high > 26:
                names.append(text(said, node.x + NODE + 7, middle + 15, class_="ways-count"))
    bottom = max((layer[-1].y + layer[-1].high for layer in layers if layer), default=HIGH)
    return drawing(WIDE, bottom + 10, "".join(content + names), class_="ways-drawing")


def lists(view: View, kpi_id: str, dimensions: Sequence[str], parts: Sequence[Cross]) -> str:
    """The broadest ways of every stage as bars, for a screen on which ribbons would be threads."""
    groups = []
    for i, cross in enumerate(parts):
        flows = sorted(
            (
                (cell.value, row, column)
                for row, line in zip(cross.rows, cross.cells, strict=True)
                for column, cell in zip(cross.columns, line, strict=True)
                if cell.value
            ),
            key=lambda flow: (-flow[0], flow[1].label, flow[2].label),
        )
        most = flows[0][0] if flows else 1.0
        rows = [
            Row(
                f"{row.label} → {column.label}",
                value / most,
                wording.count(value),
                _door(view, kpi_id, ((dimensions[i], row.group), (dimensions[i + 1], column.group))),
            )
            for value, row, column in flows[:LISTED]
        ]
        groups.append((f"{say(HEADS[i])}, {say(HEADS[i + 1]).lower()}", rows))
    return ranked(groups)


def _door(view: View, kpi_id: str, pairs: Sequence[tuple[str, str]]) -> str:
    """The trend of one way, on the page of the indicator."""
    if any(group == OTHER for _, group in pairs):
        return ""
    place = {name: group for name, group in pairs if name == "unit_id"}
    only = tuple((name, (group,)) for name, group in pairs if name != "unit_id")
    return address(f"/kpi/{kpi_id}", view.filters, only=only, **place)


def _ribbon(x0: float, y0: float, x1: float, y1: float, high: float, hint: str, href: str) -> str:
    bend = (x0 + x1) / 2
    d = (
        f"M{x0:.1f} {y0:.1f}C{bend:.1f} {y0:.1f} {bend:.1f} {y1:.1f} {x1:.1f} {y1:.1f}v{high:.1f}"
        f"C{bend:.1f} {y1 + high:.1f} {bend:.1f} {y0 + high:.1f} {x0:.1f} {y0 + high:.1f}Z"
    )
    return linked(tag("path", d=d, class_="ways-ribbon"), href, hint)


def numbers(parts: Sequence[Cross], title: str) -> html.Details:
    """Every ribbon as a row of a table, broadest first within its stage."""
    rows = []
    for i, cross in enumerate(parts):
        flows = [
            (cell.value or 0.0, row.label, column.label, cell)
            for row, line in zip(cross.rows, cross.cells, strict=True)
            for column, cell in zip(cross.columns, line, strict=True)
            if cell.value or cell.hidden
        ]
        for _, first, second, cell in sorted(flows, key=lambda flow: (-flow[0], flow[1], flow[2])):
            few = measured.too_few(cell.hidden)
            rows.append(
                [
                    f"{say(HEADS[i])}, {inside(say(HEADS[i + 1]))}",
                    first,
                    second,
                    few if cell.hidden else wording.count(cell.value),
                ]
            )
    return behind(table((say("Stage"), say("From"), say("To"), say("Stays")), rows, title, words=3))
