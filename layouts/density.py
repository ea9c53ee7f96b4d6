"""How close the rows of tables stand: comfortable for a board and for fingers, compact for who reads many of them."""

from __future__ import annotations

from dash import html

from data.language import say


def switch() -> html.Div:
    """The switch in the rail; `assets/33-density.js` remembers it, and narrow windows have comfortable rows always."""
    button = html.Button(
        say("Compact rows"),
        className="switch",
        role="switch",
        **{"aria-checked": "false", "data-density-switch": "1", "data-on": say("on"), "data-off": say("off")},
    )
    return html.Div(button, className="density-choice")
