"""The few icons of the product: what a point did, what the target can expect, and where a page lives."""

from __future__ import annotations

from layouts.svg import Svg, drawing, tag

# One drawing per kind of variation; the shape tells what the colour tells.
_SHAPES = {
    ("improvement", "high"): '<path d="M11 4 18 17H4Z" class="fill-better"/>',
    ("improvement", "low"): '<path d="M11 18 4 5h14Z" class="fill-better"/>',
    ("concern", "high"): '<path d="M11 2.5 19.5 11 11 19.5 2.5 11Z" class="fill-worse"/>'
    '<path d="M11 14.6V7.6M8.2 10.2 11 7.4l2.8 2.8" class="glyph"/>',
    ("concern", "low"): '<path d="M11 2.5 19.5 11 11 19.5 2.5 11Z" class="fill-worse"/>'
    '<path d="M11 7.4v7M8.2 11.8 11 14.6l2.8-2.8" class="glyph"/>',
    ("change", "high"): '<path d="M4.5 4.5h13v13h-13Z" class="fill-change"/>'
    '<path d="M11 14.6V7.6M8.2 10.2 11 7.4l2.8 2.8" class="glyph"/>',
    ("change", "low"): '<path d="M4.5 4.5h13v13h-13Z" class="fill-change"/>'
    '<path d="M11 7.4v7M8.2 11.8 11 14.6l2.8-2.8" class="glyph"/>',
    ("common", ""): '<circle cx="11" cy="11" r="7.5" class="ring-common"/>'
    '<path d="M6.8 11.6c1.1-2.4 2.4-2.4 3.6-.3s2.6 2.1 4.8-.9" class="wave"/>',
    ("none", ""): '<path d="M7 11h8" class="ring-common"/>',
}
_VARIATION = {
    ("improvement", "high"): "Improving, high",
    ("improvement", "low"): "Improving, low",
    ("concern", "high"): "Concern, high",
    ("concern", "low"): "Concern, low",
    ("change", "high"): "Changed, high",
    ("change", "low"): "Changed, low",
    ("common", ""): "No real change",
    ("none", ""): "Not judged",
}
_ASSURANCE = {
    "pass": ("Meets", '<path d="m6.6 11.3 3 3 5.8-6.4" class="assure-pass"/>', "ring-pass"),
    "hit_or_miss": ("May miss", None, "ring-common"),
    "fail": ("Misses", '<path d="m7.6 7.6 6.8 6.8m0-6.8-6.8 6.8" class="assure-fail"/>', "ring-fail"),
}
_QUESTION = (
    '<path d="M8.8 9.2a2.2 2.2 0 1 1 3.2 2c-.7.4-1 .8-1 1.6" class="wave"/>'
    '<circle cx="11" cy="15" r=".9" class="fill-common"/>'
)
_LINES = {
    "home": "M3 9.2 10 3.5l7 5.7V16a1 1 0 0 1-1 1h-4v-4.5H8V17H4a1 1 0 0 1-1-1Z",
    "access": "M10 3.2a6.8 6.8 0 1 1 0 13.6 6.8 6.8 0 0 1 0-13.6Zm0 3v4l2.7 1.6",
    "flow": "M2.8 15.5v-11M2.8 12.5h14.4v3M17.2 12.5v-2a2 2 0 0 0-2-2H8.6v4M5.7 9.9h.1",
    "workforce": "M7.5 9.2a2.6 2.6 0 1 0 0-5.2 2.6 2.6 0 0 0 0 5.2ZM2.8 16a4.7 4.7 0 0 1 9.4 0M13 4.3a2.6 2.6 0 0 1 0 4.6M14.4 11.8A4.7 4.7 0 0 1 17.2 16",
    "finance": "M3.5 16.5h13M5.5 13.5V9M10 13.5v-9M14.5 13.5v-6",
    "revenue": "M5 3h10v14l-2.5-1.6L10 17l-2.5-1.6L5 17ZM8 7h4M8 10.5h4",
    "experience": "M10 16.6S3.2 12.8 3.2 8.1A3.6 3.6 0 0 1 10 6.4a3.6 3.6 0 0 1 6.8 1.7c0 4.7-6.8 8.5-6.8 8.5Z",
    "data": "M4 5.5c0-1.4 2.7-2.5 6-2.5s6 1.1 6 2.5v9c0 1.4-2.7 2.5-6 2.5s-6-1.1-6-2.5ZM4 5.5C4 6.9 6.7 8 10 8s6-1.1 6-2.5M4 10c0 1.4 2.7 2.5 6 2.5s6-1.1 6-2.5",
    "catalogue": "M4 4.5A1.5 1.5 0 0 1 5.5 3H16v11H5.5A1.5 1.5 0 0 0 4 15.5Zm0 11A1.5 1.5 0 0 0 5.5 17H16v-3M7.5 6.5h5M7.5 9.5h3",
    "help": "M10 3.2a6.8 6.8 0 1 1 0 13.6 6.8 6.8 0 0 1 0-13.6ZM8 8a2 2 0 1 1 2.9 1.8c-.6.3-.9.7-.9 1.4M10 13.6v.1",
    "menu": "M3 6h14M3 10h14M3 14h14",
    "close": "m5 5 10 10M15 5 5 15",
    "theme": "M10 3.2a6.8 6.8 0 1 1 0 13.6 6.8 6.8 0 0 1 0-13.6Zm0 0v13.6M10 6.4h4.6M10 9.9h6.6M10 13.3h4.9",
    "filter": "M3 5.5h14M5.5 10h9M8 14.5h4",
}


def variation_words(variation: str, side: str) -> str:
    return _VARIATION.get((variation, side)) or _VARIATION.get((variation, ""), variation.capitalize())


def assurance_words(assurance: str) -> str:
    return _ASSURANCE[assurance][0] if assurance in _ASSURANCE else "No target"


def variation(kind: str, side: str = "", label: str | None = None) -> Svg:
    """The icon of a verdict; `label=""` when the words stand beside it."""
    shape = _SHAPES.get((kind, side)) or _SHAPES.get((kind, "")) or _SHAPES.get((kind, "high"), "")
    words = variation_words(kind, side) if label is None else label
    return Svg(drawing(22, 22, shape), words, "icon")


def assurance(kind: str, label: str | None = None) -> Svg:
    """Whether the process, left alone, will meet its target."""
    if kind not in _ASSURANCE:
        return Svg(drawing(22, 22, ""), "No target" if label is None else label, "icon")
    words, glyph, ring = _ASSURANCE[kind]
    content = f'<circle cx="11" cy="11" r="8" class="{ring}"/>{glyph or _QUESTION}'
    return Svg(drawing(22, 22, content), words if label is None else label, "icon")


def line(name: str) -> Svg:
    """A decorative line icon; the words beside it carry the meaning."""
    return Svg(drawing(20, 20, tag("path", d=_LINES[name], class_="stroke")), "", "glyph-icon")
