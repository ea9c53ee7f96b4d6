"""The shortcuts of the product, in one table: the sheet on `?` and the help page read it."""

from __future__ import annotations

from typing import Any

from dash import html

from data.language import mark, say
from layouts import page

# After `g`: the letter of a page. A page that is not there has no letter.
GO = {
    "h": "/", "e": "/access", "c": "/clinics", "f": "/flow", "w": "/workforce", "m": "/finance", "b": "/revenue",
    "x": "/experience", "q": "/quality", "p": "/plan", "a": "/actions", "o": "/govern", "k": "/catalogue", "d": "/data",
}  # fmt: skip
KEYS = (
    (mark("/ or Ctrl K"), mark("search, or ask a question")),
    ("f", mark("to the filters")),
    ("r", mark("reset the filters")),
    (mark("[ and ]"), mark("earlier and later period")),
    ("c", mark("next comparison")),
    ("t", mark("from a chart to its table, and back")),
    ("s", mark("copy the link to this view")),
    ("n", mark("add an event, at the point of the chart that was read last")),
    ("x", mark("to why it changed")),
    ("← →", mark("on a chart: the point before, the next point, read aloud")),
    (mark("Home, End"), mark("on a chart: the first and the last point")),
    (mark("Enter"), mark("on a point of a chart: what one can do there")),
    (mark("Shift and click"), mark("on the name of a group: adds it to the filter of the page")),
    (mark("Ctrl and click"), mark("on the name of a group: leaves it out")),
    ("?", mark("these keys")),
    (mark("Esc"), mark("close what is open")),
)


def pages() -> list[tuple[str, str, str]]:
    """Letter, address and title of every page that has a letter."""
    titles = {one.path: say(one.title) for one in page.every_page()}
    return [(letter, path, titles[path]) for letter, path in GO.items() if path in titles]


def table() -> list[Any]:
    """Every key with what it does."""
    listed = [html.Div([html.Dt(html.Kbd(say(key))), html.Dd(say(words))]) for key, words in KEYS]
    listed += [
        html.Div(
            [
                html.Dt([html.Kbd("g"), " ", html.Kbd(letter)]),
                html.Dd(title, **{"data-go": letter, "data-href": path}),
            ]
        )
        for letter, path, title in pages()
    ]
    return [html.Dl(listed, className="keys")]


def switch() -> html.P:
    """Single keys can get in the way of speech input and screen readers (WCAG 2.1.4): they can be switched off."""
    button = html.Button(
        say("Single-key shortcuts"),
        className="switch",
        role="switch",
        **{"aria-checked": "true", "data-keys-switch": "1", "data-on": say("on"), "data-off": say("off")},
    )
    return html.P(
        [button, html.Span(say("Ctrl K works always."), className="block-note")], className="switch-line"
    )


def sheet() -> Any:
    """The sheet that `?` opens, part of every page; `assets/55-keys.js` opens it and reads the letters from it."""
    close = html.Button(say("Close"), className="strong-button", **{"data-close": "1"})
    head = html.Div([html.H2(say("Keys"), className="block-title"), close], className="block-bar")
    return html.Dialog([head, *table(), switch()], className="sheet", **{"aria-label": say("Keys")})
