"""Drawings that the server makes: inline SVG that takes its colours from the style sheet, with a name for the ear."""

from __future__ import annotations

from html import escape

from dash.development.base_component import Component


class Svg(Component):
    """A drawing written as SVG text. `label` is what a screen reader says; without it the drawing is decoration.

    `role` is "group" for one that holds links, which a picture must not. The browser side is `assets/20-svg.js`; Dash
    has no SVG elements of its own.
    """

    _namespace = "wardboard"
    _type = "Svg"
    _children_props: list[str] = []  # noqa: RUF012 - Dash reads these class attributes
    _base_nodes = ["children"]  # noqa: RUF012

    def __init__(
        self,
        svg: str = "",
        label: str = "",
        className: str = "",
        id: str | dict | None = None,
        role: str = "img",
    ):
        self._prop_names = ["id", "svg", "label", "className", "role"]
        self.available_properties = self._prop_names
        self._valid_wildcard_attributes: list[str] = []
        self.available_wildcard_properties: list[str] = []
        # Not by the constructor of Dash: for its error messages that looks on the disk, at each property, for a package of
        # the name of the namespace, and there is none.
        self.svg, self.label, self.className, self.role = svg, label, className, role
        if id is not None:
            self.id = id


def tag(name: str, content: str = "", **attributes: object) -> str:
    """One SVG element; `class_` and `stroke_width` become `class` and `stroke-width`."""
    written = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{escape(str(value), quote=True)}"'
        for key, value in attributes.items()
        if value is not None
    )
    return f"<{name}{written}>{content}</{name}>"


def text(words: str, x: float, y: float, **attributes: object) -> str:
    return tag("text", escape(words), x=f"{x:.1f}", y=f"{y:.1f}", **attributes)


def drawing(width: float, height: float, content: str, is_fixed: bool = False, **attributes: object) -> str:
    """A drawing of this shape; `is_fixed` also fixes its size on the page."""
    size = {"width": width, "height": height} if is_fixed else {}
    return tag(
        "svg",
        content,
        viewBox=f"0 0 {width:g} {height:g}",
        xmlns="http://www.w3.org/2000/svg",
        focusable="false",
        **size,
        **attributes,
    )
