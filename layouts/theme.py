"""Every colour and every figure default of the product, in one place: the style sheet and the charts read this."""

from __future__ import annotations

from typing import Any

from data.language import separators

LIGHT = {
    "paper": "#FFFFFF",
    "wash": "#F7F6F3",
    "rule": "#E8E6E0",
    "rule-strong": "#CFCCC3",
    "ink": "#1C2127",
    "ink-2": "#4A525C",
    "ink-3": "#616A75",
    "accent": "#1D5C5C",
    "accent-wash": "#E9F1F0",
    "common": "#767676",
    "better": "#0072B2",
    "worse": "#D55E00",
    "worse-text": "#B84C00",
    "change": "#490092",
    "target": "#B3123C",
    "mean": "#212529",
    "limit": "#767676",
    "band": "#F4F3EF",
    "band-strong": "#E9E7E1",
    "better-wash": "#E9F2F8",
    "worse-wash": "#FCF1E8",
    "skeleton": "#F1F0EC",
}
DARK = {
    "paper": "#121826",
    "wash": "#0E1320",
    "rule": "#232D3F",
    "rule-strong": "#3A465C",
    "ink": "#E8ECF1",
    "ink-2": "#B9C3D0",
    "ink-3": "#9AA4B2",
    "accent": "#7CCFC4",
    "accent-wash": "#182A35",
    "common": "#9AA4B2",
    "better": "#38B6FF",
    "worse": "#FF8A3D",
    "worse-text": "#FF8A3D",
    "change": "#B48CF2",
    "target": "#F2C14E",
    "mean": "#E8ECF1",
    "limit": "#9AA4B2",
    "band": "#182133",
    "band-strong": "#212C41",
    "better-wash": "#14283B",
    "worse-wash": "#2C2320",
    "skeleton": "#1A2335",
}
# High contrast: every text at least 7:1, every line that carries meaning at least 4.5:1, on pure white.
CONTRAST = LIGHT | {
    "wash": "#FFFFFF",
    "rule": "#8A8A8A",
    "rule-strong": "#3D3D3D",
    "ink": "#000000",
    "ink-2": "#1A1A1A",
    "ink-3": "#333333",
    "accent": "#00403F",
    "accent-wash": "#FFFFFF",
    "common": "#4A4A4A",
    "better": "#004C86",
    "worse": "#8F2E00",
    "worse-text": "#8F2E00",
    "change": "#3A0075",
    "target": "#8A0030",
    "mean": "#000000",
    "limit": "#333333",
    "band": "#EDEDED",
    "band-strong": "#D4D4D4",
    "better-wash": "#FFFFFF",
    "worse-wash": "#FFFFFF",
}
MDC = {"common": "#A6A6A6", "better": "#00B0F0", "worse": "#E46C0A", "limit": "#A6A6A6", "target": "#DE1B1B"}

# Where the system chooses the colours: lines and words are its words, grounds its ground; what a signal means stays
# in its shape and in the two colours that are seen on black and on white.
FORCED = {
    "paper": "Canvas", "wash": "Canvas", "skeleton": "Canvas",
    "accent-wash": "Canvas", "better-wash": "Canvas", "worse-wash": "Canvas",
    "ink": "CanvasText", "ink-2": "CanvasText", "ink-3": "CanvasText", "rule-strong": "CanvasText",
    "common": "CanvasText", "mean": "CanvasText", "limit": "CanvasText", "target": "CanvasText",
    "change": "CanvasText", "better": "#0082CC", "worse": "#D55E00", "worse-text": "CanvasText", "accent": "LinkText",
    "band": "color-mix(in srgb, CanvasText 14%, Canvas)", "band-strong": "color-mix(in srgb, CanvasText 28%, Canvas)",
    "rule": "color-mix(in srgb, CanvasText 45%, Canvas)",
}  # fmt: skip

FONT = '"Inter Variable", system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", sans-serif'

# What a variation looks like, in every drawing: colour and shape together, because colour alone excludes people.
SIGNAL_COLOUR = {"improvement": "better", "concern": "worse", "change": "change", "common": "common"}


def var(token: str) -> str:
    """A colour by name, as both a style sheet and a figure write it; the browser turns it into a colour."""
    return f"var(--{token})"


def palette(name: str = "light", spc_palette: str = "default") -> dict[str, str]:
    """The colours of one theme; `mdc` gives the exact Making Data Count colours in the light theme."""
    if name in ("dark", "contrast"):
        return DARK if name == "dark" else CONTRAST
    return LIGHT | MDC if spc_palette == "mdc" else LIGHT


def paint(figure: Any, colours: dict[str, str]) -> Any:
    """The same figure with every `var(--name)` replaced: for renderers that know no style sheet."""
    if isinstance(figure, dict):
        return {key: paint(value, colours) for key, value in figure.items()}
    if isinstance(figure, (list, tuple)):
        return [paint(value, colours) for value in figure]
    if isinstance(figure, str) and figure.startswith("var(--"):
        return colours[figure[6:-1]]
    return figure


def style_sheet(spc_palette: str = "default") -> str:
    """The custom properties of every theme; the style sheets use nothing but these."""

    def block(selector: str, colours: dict[str, str], scheme: str) -> str:
        names = "".join(f"--{name}:{value};" for name, value in colours.items())
        return f"{selector}{{color-scheme:{scheme};--font:{FONT};{names}}}"

    asked_for = f"@media (prefers-contrast: more){{{block(':root', CONTRAST, 'light')}}}"
    forced = "".join(f"--{name}:{value} !important;" for name, value in FORCED.items())
    forced = f":root{{color-scheme:light dark;{forced}}}"
    dark = block(':root[data-bs-theme="dark"]', DARK, "dark")
    return "".join(
        (
            block(":root", palette("light", spc_palette), "light"),
            asked_for,
            # On screen alone: paper is white.
            f"@media screen{{{dark}}}",
            block(":root[data-contrast]", CONTRAST, "light"),
            f"@media (forced-colors: active){{{forced}}}",
        )
    )


def layout(height: int, **more: Any) -> dict[str, Any]:
    """What every figure starts from: no frame, hairlines, labels in muted ink, room for direct labels at the right."""
    axis = {
        "showgrid": False,
        "zeroline": False,
        "linecolor": var("rule-strong"),
        "tickcolor": var("rule-strong"),
        "tickfont": {"size": 12, "color": var("ink-3")},
        "fixedrange": True,
        "automargin": False,
    }
    base = {
        "height": height,
        "autosize": True,
        "separators": "".join(reversed(separators())),
        "margin": {"l": 44, "r": 108, "t": 26, "b": 34, "pad": 4},
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "font": {"family": FONT, "size": 12, "color": var("ink-2")},
        "showlegend": False,
        "dragmode": False,
        "hovermode": "x",
        "hoverlabel": {
            "bgcolor": var("paper"),
            "bordercolor": var("rule-strong"),
            "font": {"family": FONT, "size": 13, "color": var("ink")},
            "align": "left",
        },
        "xaxis": {**axis, "showline": True, "ticks": "outside", "ticklen": 4, "type": "date"},
        "yaxis": {**axis, "showline": False, "ticks": "", "showgrid": True, "gridcolor": var("rule")},
    }
    for key, value in more.items():
        base[key] = {**base[key], **value} if isinstance(base.get(key), dict) else value
    return base
