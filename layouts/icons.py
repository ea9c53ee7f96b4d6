"""The few icons of the product: what a point did, what the target can expect, and where a page lives."""

from __future__ import annotations

from data.language import mark, say
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
    ("improvement", "high"): mark("Improving, high"),
    ("improvement", "low"): mark("Improving, low"),
    ("concern", "high"): mark("Concern, high"),
    ("concern", "low"): mark("Concern, low"),
    ("change", "high"): mark("Changed, high"),
    ("change", "low"): mark("Changed, low"),
    ("common", ""): mark("No real change"),
    ("none", ""): mark("Not judged"),
}
_ASSURANCE = {
    "pass": (mark("Meets"), '<path d="m6.6 11.3 3 3 5.8-6.4" class="assure-pass"/>', "ring-pass"),
    "hit_or_miss": (mark("May miss"), None, "ring-common"),
    "fail": (mark("Misses"), '<path d="m7.6 7.6 6.8 6.8m0-6.8-6.8 6.8" class="assure-fail"/>', "ring-fail"),
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
    "clinics": "M4.5 4.5h11a1.5 1.5 0 0 1 1.5 1.5v9a1.5 1.5 0 0 1-1.5 1.5h-11A1.5 1.5 0 0 1 3 15V6a1.5 1.5 0 0 1 1.5-1.5ZM3 8.2h14M6.6 2.8v3M13.4 2.8v3M7.6 12.4l1.7 1.6 3.1-3.4",
    "quality": "M10 2.8 16 5v4.6c0 3.6-2.5 6.3-6 7.6-3.5-1.3-6-4-6-7.6V5ZM7.2 9.9l2 2 3.6-3.9",
    "equity": "M10 3v14M6 17h8M3.5 6h13M3.5 6 1.4 11.2a2.6 2.6 0 0 0 4.2 0ZM16.5 6l-2.1 5.2a2.6 2.6 0 0 0 4.2 0Z",
    "govern": "M3.5 7.5 10 3.5l6.5 4M4 16.5h12M5.5 8v6M8.5 8v6M11.5 8v6M14.5 8v6",
    "search": "M9 3.5a5.5 5.5 0 1 1 0 11 5.5 5.5 0 0 1 0-11ZM13 13l3.8 3.8",
    "print": "M6 7V3h8v4M6 14H4.5A1.5 1.5 0 0 1 3 12.5v-4A1.5 1.5 0 0 1 4.5 7h11A1.5 1.5 0 0 1 17 8.5v4a1.5 1.5 0 0 1-1.5 1.5H14M6 11.5h8V17H6Z",
    "finance": "M3.5 16.5h13M5.5 13.5V9M10 13.5v-9M14.5 13.5v-6",
    "revenue": "M5 3h10v14l-2.5-1.6L10 17l-2.5-1.6L5 17ZM8 7h4M8 10.5h4",
    "experience": "M10 16.6S3.2 12.8 3.2 8.1A3.6 3.6 0 0 1 10 6.4a3.6 3.6 0 0 1 6.8 1.7c0 4.7-6.8 8.5-6.8 8.5Z",
    "plan": "M3.5 16.5h13M3.5 12.5 8 9l2.6 2 5.9-6.2M12.8 4.6l3.8-.2.1 3.8",
    "actions": "M4.5 4h11A1.5 1.5 0 0 1 17 5.5v9a1.5 1.5 0 0 1-1.5 1.5h-11A1.5 1.5 0 0 1 3 14.5v-9A1.5 1.5 0 0 1 4.5 4ZM6 8.4l1.3 1.3L9.4 7.4M11.5 8.6H14M6 13l1.3 1.3 2.1-2.3M11.5 13.2H14",
    "data": "M4 5.5c0-1.4 2.7-2.5 6-2.5s6 1.1 6 2.5v9c0 1.4-2.7 2.5-6 2.5s-6-1.1-6-2.5ZM4 5.5C4 6.9 6.7 8 10 8s6-1.1 6-2.5M4 10c0 1.4 2.7 2.5 6 2.5s6-1.1 6-2.5",
    "catalogue": "M4 4.5A1.5 1.5 0 0 1 5.5 3H16v11H5.5A1.5 1.5 0 0 0 4 15.5Zm0 11A1.5 1.5 0 0 0 5.5 17H16v-3M7.5 6.5h5M7.5 9.5h3",
    "help": "M10 3.2a6.8 6.8 0 1 1 0 13.6 6.8 6.8 0 0 1 0-13.6ZM8 8a2 2 0 1 1 2.9 1.8c-.6.3-.9.7-.9 1.4M10 13.6v.1",
    "warning": "M10 3.4 17.4 16.4H2.6ZM10 8.2v3.8M10 14.1v.1",
    "menu": "M3 6h14M3 10h14M3 14h14",
    "close": "m5 5 10 10M15 5 5 15",
    "theme": "M10 3.2a6.8 6.8 0 1 1 0 13.6 6.8 6.8 0 0 1 0-13.6Zm0 0v13.6M10 6.4h4.6M10 9.9h6.6M10 13.3h4.9",
    "filter": "M3 5.5h14M5.5 10h9M8 14.5h4",
}


def variation_words(variation: str, side: str) -> str:
    return say(_VARIATION.get((variation, side)) or _VARIATION.get((variation, ""), variation.capitalize()))


def assurance_words(assurance: str) -> str:
    return say(_ASSURANCE[assurance][0]) if assurance in _ASSURANCE else say("No target")


def variation(kind: str, side: str = "", label: str | None = None) -> Svg:
    """The icon of a verdict; `label=""` when the words stand beside it."""
    shape = _SHAPES.get((kind, side)) or _SHAPES.get((kind, "")) or _SHAPES.get((kind, "high"), "")
    words = variation_words(kind, side) if label is None else label
    return Svg(drawing(22, 22, shape), words, "icon")


def assurance(kind: str, label: str | None = None) -> Svg:
    """Whether the process, left alone, will meet its target."""
    if kind not in _ASSURANCE:
        return Svg(drawing(22, 22, ""), say("No target") if label is None else label, "icon")
    words, glyph, ring = _ASSURANCE[kind]
    content = f'<circle cx="11" cy="11" r="8" class="{ring}"/>{glyph or _QUESTION}'
    return Svg(drawing(22, 22, content), say(words) if label is None else label, "icon")


def line(name: str) -> Svg:
    """A decorative line icon; the words beside it carry the meaning."""
    return Svg(drawing(20, 20, tag("path", d=_LINES[name], class_="stroke")), "", "glyph-icon")
