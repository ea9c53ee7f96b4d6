"""A drawn block as one piece of HTML text.

Dash keeps every component of a page subscribed to its store: a table of a thousand cells makes the browser work on a
thousand subscriptions at every change. What does not react needs no component, so blocks leave here as text; all text
and every attribute is escaped.
"""

from __future__ import annotations

from html import escape
from typing import Any

from dash import html
from dash.development.base_component import Component

from layouts.bidi import isolate
from layouts.svg import Svg

_NAMES = {
    "className": "class",
    "htmlFor": "for",
    "tabIndex": "tabindex",
    "colSpan": "colspan",
    "rowSpan": "rowspan",
}
_VOID = {"br", "hr", "img"}


class Markup(Component):
    """HTML text in the page; the browser side is `assets/20-svg.js`."""

    _namespace = "wardboard"
    _type = "Markup"
    _children_props: list[str] = []  # noqa: RUF012 - Dash reads these class attributes
    _base_nodes = ["children"]  # noqa: RUF012

    def __init__(self, markup: str = ""):
        self._prop_names = ["markup"]
        self.available_properties = self._prop_names
        self._valid_wildcard_attributes: list[str] = []
        self.available_wildcard_properties: list[str] = []
        super().__init__(markup=markup)


def is_inert(node: Any) -> bool:
    """Whether a tree consists of plain HTML and drawings only, without anything that Dash has to keep alive."""
    if node is None or isinstance(node, (str, int, float)):
        return True
    if isinstance(node, (list, tuple)):
        return all(is_inert(one) for one in node)
    if isinstance(node, (Svg, Markup)):
        return True
    if not isinstance(node, Component) or node._namespace != html.Div._namespace or hasattr(node, "id"):
        return False
    return is_inert(getattr(node, "children", None))


def to_html(node: Any) -> str:
    """The HTML text of an inert tree."""
    if node is None:
        return ""
    if isinstance(node, (list, tuple)):
        return "".join(to_html(one) for one in node)
    if not isinstance(node, Component):
        return escape(str(node), quote=False)
    if isinstance(node, Markup):
        return node.markup
    if isinstance(node, Svg):
        said = (
            f' role="{node.role}" aria-label="{escape(node.label)}"' if node.label else ' aria-hidden="true"'
        )
        return f'<span class="{escape(node.className)}"{said}>{node.svg}</span>'
    name = node._type.lower()
    return f"<{name}{_attributes(node)}>" + (
        "" if name in _VOID else f"{to_html(getattr(node, 'children', None))}</{name}>"
    )


def _attributes(node: Component) -> str:
    written = []
    for key, value in node.to_plotly_json()["props"].items():
        if key == "children" or value is None or value is False:
            continue
        if key == "style":
            value = ";".join(f"{k}:{v}px" if isinstance(v, int) else f"{k}:{v}" for k, v in value.items())
        name = _NAMES.get(key, key)
        written.append(f" {name}" if value is True else f' {name}="{escape(str(value))}"')
    return "".join(written)


def inert(node: Any) -> Any:
    """The tree as text where that is possible, else the tree."""
    node = isolate(node)
    return Markup(to_html(node)) if is_inert(node) else node
