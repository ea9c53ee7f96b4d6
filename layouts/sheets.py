"""Tables of a drawn block as plain rows, so that a download holds what the screen shows and nothing else."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from dash import html
from dash.development.base_component import Component

from data.language import say, separators
from layouts.svg import Svg
from metrics.catalogue import KPIS

# A shown number: minus or plus, a currency sign, digits, and a unit behind: −2.1 pp, $1.23 M, 12.3 %, 1,329.
# Two numbers, as in 9.6 % → 20.8 % or 3 of 12, stay text.
NUMBER = re.compile(
    r"([−+-]?)([^\w\s.,−+-]{0,3}|[A-Z]{2,3}\s?\$?)(\d{1,3}(?:,\d{3})+|\d+)(\.\d+)?"
    r"(?: (.{1,40}))?"
)


@dataclass(frozen=True)
class Shown:
    """A number as it is shown: its value, and the spreadsheet format that shows it so."""

    value: float
    format: str
    text: str


@dataclass
class Sheet:
    name: str
    head: list[str] = field(default_factory=list)
    rows: list[list[str | Shown]] = field(default_factory=list)


def _units() -> set[str]:
    """Units that have a number in them: per 1,000 patient days."""
    return {say(kpi.unit) for kpi in KPIS.values()}


def number(text: str) -> str | Shown:
    """Text as a number with its format where it is one, else as it is."""
    # Read as English writes it, whatever the language of the page.
    plain = text.translate({ord(own): usual for own, usual in zip(separators(), ",.", strict=True)})
    found = NUMBER.fullmatch(plain)
    if not found:
        return text
    sign, currency, whole, part, unit = found.groups()
    if unit and any(c.isdigit() or c in "→–(" for c in unit) and text.partition(" ")[2] not in _units():
        return text
    value = float(whole.replace(",", "") + (part or "")) * (-1 if sign in ("−", "-") else 1)
    digits = f"#,##0.{'0' * (len(part) - 1)}" if part else "#,##0"
    if unit == "M":
        value, digits = value * 1_000_000, f"{digits},,"
    shown = f'"{currency}"{digits}' if currency else digits
    shown += f'" {unit}"' if unit else ""
    return Shown(value, f"+{shown};−{shown};{shown}" if sign == "+" or (sign and unit) else shown, text)


def _children(node: Any) -> Iterator[Any]:
    inside = getattr(node, "children", None) if isinstance(node, Component) else node
    if isinstance(inside, (list, tuple)):
        yield from inside
    elif inside is not None:
        yield inside


def _classes(node: Any) -> list[str]:
    return (getattr(node, "className", None) or "").split() if isinstance(node, Component) else []


def walk(node: Any) -> Iterator[Any]:
    """Every node of a tree, outer before inner."""
    if isinstance(node, (list, tuple)):
        for one in node:
            yield from walk(one)
        return
    yield node
    if isinstance(node, Component) and not isinstance(node, Svg):
        for one in _children(node):
            yield from walk(one)


def said(node: Any) -> str:
    """The words of a cell; a drawing is its name. What stands below in small print is a column of its own."""
    if node is None or "when" in _classes(node) or "unit-hidden" in _classes(node):
        return ""
    if isinstance(node, Svg):
        return node.label or ""
    if isinstance(node, (list, tuple, Component)):
        parts = (said(one) for one in _children(node))
        return " ".join(" ".join(part for part in parts if part).split())
    return str(node)


def _beside(cell: Any) -> list[tuple[str, str]]:
    """The small print of a cell: its heading and its words."""
    return [
        (getattr(node, "data-head", "") or "", " ".join(said(one) for one in _children(node)).strip())
        for node in walk(cell)
        if "when" in _classes(node)
    ]


def _cells(row: Any) -> list[Any]:
    return [cell for cell in _children(row) if isinstance(cell, (html.Th, html.Td))]


def sheets(tree: Any) -> list[Sheet]:
    """The tables of a tree, in their order; those with the same name and columns are one."""
    found: list[Sheet] = []
    for table in (node for node in walk(tree) if isinstance(node, html.Table)):
        name = getattr(table, "data-sheet", None)
        parts = list(_children(table))
        heads = [row for part in parts if isinstance(part, html.Thead) for row in _children(part)]
        rows = [row for part in parts if isinstance(part, html.Tbody) for row in _children(part)]
        if not name or not rows:
            continue
        columns = [said(cell) for cell in _cells(heads[0])] if heads else []
        lines, head = _lines(columns, rows)
        same = next((sheet for sheet in found if sheet.name == name and sheet.head == head), None)
        if same is None:
            same = Sheet(name, head)
            found.append(same)
        same.rows += lines
    return found


def _lines(columns: list[str], rows: list[Any]) -> tuple[list[list[str | Shown]], list[str]]:
    """Rows with the small print of every column beside it."""
    cells = [_cells(row) for row in rows]
    beside = [[_beside(cell) for cell in row] for row in cells]
    extra = [
        max((b[index] for b in beside if index < len(b)), key=len, default=[])
        for index in range(len(columns))
    ]
    head = [
        name
        for column, more in zip(columns, extra, strict=True)
        for name in (column, *(title or say("{column} note", column=column) for title, _ in more))
    ]
    lines = []
    for row, notes in zip(cells, beside, strict=True):
        line: list[str | Shown] = []
        for index, cell in enumerate(row):
            line.append(number(said(cell)))
            words = [text for _, text in notes[index]]
            line += [*words, *[""] * (len(extra[index]) - len(words))] if index < len(extra) else []
        lines.append(line)
    return lines, head


def links(tree: Any, start: str) -> list[str]:
    """What the addresses in a tree go on with after `start`, each once: the indicators that a table speaks of."""
    found = []
    for node in walk(tree):
        href = getattr(node, "href", None) if isinstance(node, html.A) else None
        if href and href.startswith(start):
            found.append(href[len(start) :].partition("?")[0])
    return list(dict.fromkeys(found))
