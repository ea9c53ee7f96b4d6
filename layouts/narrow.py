"""Drawings for a narrow screen: what is wide on a desk becomes a list of bars that is read from top to bottom."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from layouts.grids import linked
from layouts.svg import drawing, tag, text

WIDE = 344.0
HEAD, ROW, BAR = 34.0, 38.0, 9.0
LETTER = 6.9


@dataclass(frozen=True)
class Row:
    """One bar: its name, its length as a share of the longest, its number in words, where it leads."""

    name: str
    share: float
    words: str
    href: str = ""


def ranked(groups: Sequence[tuple[str, Sequence[Row]]]) -> str:
    """Groups under their headings, every row a name and a number over its bar, all bars on one scale."""
    y, parts = 0.0, []
    for head, rows in groups:
        if head:
            parts.append(text(head, 0, y + 20, class_="narrow-head"))
            y += HEAD
        for row in rows:
            room = WIDE - LETTER * len(row.words) - 12
            content = text(fitting(row.name, room), 0, y + 14, class_="narrow-name")
            content += text(row.words, WIDE, y + 14, class_="narrow-number")
            content += box(0, y + 20, WIDE, BAR, "narrow-track")
            content += box(0, y + 20, max(WIDE * row.share, 1.5), BAR, "narrow-bar")
            parts.append(linked(content, row.href, f"{row.name}: {row.words}"))
            y += ROW
    return drawing(WIDE, y, "".join(parts), class_="narrow")


def fitting(words: str, room: float) -> str:
    """A name that fits into its room; the whole one stands in the table."""
    most = max(int(room / LETTER), 4)
    return words if len(words) <= most else f"{words[: most - 1].rstrip()}…"


def box(x: float, y: float, width: float, height: float, css: str) -> str:
    return tag(
        "rect",
        x=f"{x:.1f}",
        y=f"{y:.1f}",
        width=f"{max(width, 0.5):.1f}",
        height=f"{height:g}",
        rx=2,
        class_=css,
    )
