"""Figures, spans and dates in a language that is written from right to left: each is kept whole and read as it is written.

Without it a browser turns “9.6 → 20.8 %” around, piece by piece. Everything that a page shows passes here on its way
out, so no text has to think of it.
"""

from __future__ import annotations

import re
from html import escape, unescape
from typing import Any

from dash import dcc
from dash.development.base_component import Component

from data.language import direction
from layouts.svg import Svg

FIRST, LAST = "\u2066", "\u2069"  # left-to-right isolate, and its end
_NUMBER = r"[−+±<>≤≥-]?[$€£]?\d(?:[\d.,:]*\d)?"
_UNIT = r"(?:[ \u00a0]?(?:%|‰)|[ \u00a0](?:pp|min|h|d|s|M|k|bn)\b)?"
_JOINED = r"[ \u00a0]?(?:→|–|/|×|-)[ \u00a0]?"
_LAPSE = r"\d+[ \u00a0][dh] \d+[ \u00a0](?:h|min)\b"
_MONTH = r"[A-Z][a-z]{2,8}"
RUN = re.compile(
    rf"(?:\d{{1,2}} )?{_MONTH} \d{{4}}\b|\d{{4}}-\d\d-\d\d|{_LAPSE}|{_NUMBER}{_UNIT}(?:{_JOINED}{_NUMBER}{_UNIT})*"
)
_IN_TAGS = re.compile(r">([^<>]*\d[^<>]*)<")
_FIELDS = re.compile(r"(<textarea.*?</textarea>)", re.DOTALL)
_OUTSIDE_TAGS = re.compile(r"<[^>]*>|[^<]+")
OF_FIGURES = ("text", "hovertemplate", "ticktext")


def isolated(text: str) -> str:
    """The text with every figure, span and date kept together; as it is where that is not needed."""
    if direction() == "ltr" or not any(map(str.isdigit, text)):
        return text
    return RUN.sub(lambda found: f"{FIRST}{found[0]}{LAST}", text.replace(FIRST, "").replace(LAST, ""))


def isolated_drawing(svg: str) -> str:
    """A drawing whose words are kept so."""
    if direction() == "ltr":
        return svg
    # As words, not as they are escaped: the digits of `&#x27;` are no figure.
    return _IN_TAGS.sub(lambda found: f">{escape(isolated(unescape(found[1])), quote=False)}<", svg)


def isolated_html(text: str) -> str:
    """HTML text whose words are kept so; what somebody wrote into a field stays as it was written."""
    if direction() == "ltr":
        return text
    parts = _FIELDS.split(text)
    return "".join(part if part.startswith("<textarea") else isolated_drawing(part) for part in parts)


def isolated_figure(figure: Any, name: str = "") -> Any:
    """A chart whose labels and hints are kept so; what is a number or a place of an axis stays as it is."""
    if isinstance(figure, dict):
        return {key: isolated_figure(value, key) for key, value in figure.items()}
    if isinstance(figure, (list, tuple)):
        return [isolated_figure(value, name) for value in figure]
    if isinstance(figure, str) and name in OF_FIGURES:
        return _OUTSIDE_TAGS.sub(lambda part: part[0] if part[0][0] == "<" else isolated(part[0]), figure)
    return figure


def isolate(node: Any) -> Any:
    """A drawn tree in which every text is kept so."""
    if direction() == "ltr":
        return node
    if isinstance(node, str):
        return isolated(node)
    if isinstance(node, (list, tuple)):
        return [isolate(one) for one in node]
    if isinstance(node, Svg):
        node.svg = isolated_drawing(node.svg)
    elif isinstance(node, Component) and getattr(node, "markup", ""):
        node.markup = isolated_html(node.markup)  # type: ignore[attr-defined]
    elif isinstance(node, dcc.Store):
        node.data = isolated_figure(node.data)
    elif isinstance(node, Component) and getattr(node, "children", None) is not None:
        node.children = isolate(node.children)
    return node
