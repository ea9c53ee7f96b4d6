"""The application: one layout, the address as its state, and one data callback that serves every block of every page."""

from __future__ import annotations

import hashlib
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

from dash import MATCH, ClientsideFunction, Dash, Input, Output, State, dcc, html, no_update
from flask import g

from data.language import say
from data.settings import Settings
from layouts import chrome, doing, gate, icons, keys, speech, theme, tour, welcome
from layouts.bidi import isolate
from layouts.filters import Filters
from layouts.markup import inert
from layouts.page import Page, View, every_page, fill, find
from layouts.sections import empty_blocks
from layouts.staleness import Watch, notices
from layouts.viewing import view_of

ASSETS = Path(__file__).parent / "assets"
LOADED_WHEN_NEEDED = r"((plotly-cartesian\.min|05-theme|tv)\.js|tv\.css)"
FILTERS = ("scope", "period", "grain", "compare", "by", "since", "until")

INDEX = """<!DOCTYPE html>
<html SPEECH data-bs-theme="light">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>{%title%}</title>
<link rel="preload" href="/assets/fonts/inter-latin.woff2" as="font" type="font/woff2" crossorigin>
<link rel="icon" href="/assets/icon.svg" type="image/svg+xml">
<script src="/assets/05-theme.js?v=THEME_VERSION"></script>
<link rel="stylesheet" href="/theme.css?v=STYLE_VERSION">
{%css%}
</head>
<body>
{%app_entry%}
<footer>{%config%}{%scripts%}{%renderer%}</footer>
</body>
</html>"""

# What is seen before the scripts have run: the same frame, empty, so that nothing jumps when they have.
WAITING = """<div id="react-entry-point"><div class="shell waiting"><div class="rail"><div class="brand">
<span class="brand-mark">W</span><span>SITE</span></div></div><div class="stage"><div class="top"></div>
<div class="strip"></div><div class="main"><div class="bone bone-title"></div><div class="bone"></div>
<div class="bone"></div><div class="bone"></div></div></div></div></div>"""


class Application(Dash):
    """Dash, with our waiting frame as the first thing painted."""

    def interpolate_index(self, **parts: str) -> str:
        name = re.sub(r"[<>&\"{}%]", "", self.title)
        page = super().interpolate_index(**{**parts, "app_entry": WAITING.replace("SITE", name)})
        return page.replace("<html SPEECH", f"<html {speech.tag()}", 1)


def create(engine: Any, settings: Settings, store: Any, judging: Any = None) -> Dash:
    """The Dash application of a site. `engine` answers questions; `store` keeps what people write; `judging` judges anew."""
    app = Application(
        "wardboard",
        title=settings.site_name,
        update_title="",
        assets_folder=str(ASSETS),
        assets_ignore=LOADED_WHEN_NEEDED,
        suppress_callback_exceptions=True,
        use_pages=False,
        serve_locally=True,
        index_string=_index(settings),
        add_log_handler=False,
    )
    # Asked for anew by every page load, in the language of whoever loads it.
    app.layout = lambda: frame(settings)
    every_page()  # found before the first visitor comes, who would wait for it
    watch = Watch(store)
    connect(app, engine, settings, store, judging, watch)
    gate.guard(app, engine, settings, store, judging, watch)
    return app


def _index(settings: Settings) -> str:
    style = hashlib.sha256(theme.style_sheet(settings.palette).encode()).hexdigest()[:10]
    script = hashlib.sha256((ASSETS / "05-theme.js").read_bytes()).hexdigest()[:10]
    return INDEX.replace("STYLE_VERSION", style).replace("THEME_VERSION", script)


def frame(settings: Settings) -> html.Div:
    """Rail, bar, strip and main: the same on every page; only their content changes with the address."""
    first = inert(chrome.rail("/", Filters(), settings.site_name))
    return html.Div(
        [
            dcc.Location(id="url", refresh="callback-nav"),
            dcc.Store(id="title"),
            dcc.Store(id="theme"),
            html.A(say("Skip to content"), href="#main", className="skip"),
            html.Div(
                [
                    html.Nav(first, id="rail", className="rail", **{"aria-label": say("Pages")}),
                    html.Div(
                        [
                            html.Header(
                                [
                                    html.Button(
                                        [
                                            icons.line("menu"),
                                            html.Span(say("Menu"), className="visually-hidden"),
                                        ],
                                        id="menu-button",
                                        className="icon-button menu-button",
                                        **{"aria-expanded": "false", "aria-controls": "rail"},
                                    ),
                                    html.Div(
                                        id="filters",
                                        className="filters",
                                        role="group",
                                        **{"aria-label": say("Filters")},
                                    ),
                                    html.Button(
                                        [icons.line("filter"), html.Span(say("Filters"))],
                                        id="filter-button",
                                        className="filter-button",
                                        **{"aria-expanded": "false", "aria-controls": "filters"},
                                    ),
                                    _tool("search", say("Search"), say("Search: / or Ctrl K")),
                                    _tool("print", say("Print"), say("Print this page")),
                                    _tool("theme", say("Dark or light"), say("Light, dark or high contrast")),
                                ],
                                className="top",
                            ),
                            html.Section(
                                id="strip", className="strip", **{"aria-label": say("State of the data")}
                            ),
                            html.Main(
                                html.Div(className="bone bone-title"),
                                id="main",
                                className="main",
                                tabIndex=-1,
                            ),
                        ],
                        className="stage",
                    ),
                    html.Div(id="scrim", className="scrim"),
                ],
                className="shell",
            ),
            inert(tour.steps()),
            inert(keys.sheet()),
        ]
    )


def _tool(name: str, words: str, hint: str) -> html.Button:
    return html.Button(
        [icons.line(name), html.Span(words, className="visually-hidden")],
        id=f"{name}-button",
        className=f"icon-button {name}-tool",
        title=hint,
    )


def body(page: Page, view: View) -> list[Any]:
    """The page: its title, its lead, and its blocks still empty. Home carries its sentence as its title."""
    title = page.title_of(view) if page.title_of else say(page.title)
    head = [html.H1(title, className="page-title" if page.lead or page.title_of else "visually-hidden")]
    if page.lead:
        head.append(html.P(say(page.lead), className="page-lead"))
    return [
        isolate(html.Div(head, className="page-head")),
        html.Div(empty_blocks(page, view), className=f"blocks {page.css}"),
    ]


def connect(app: Dash, engine: Any, settings: Settings, store: Any, judging: Any, watch: Watch) -> None:
    """The callbacks of the whole product: three on the server, the others in the browser."""

    @app.callback(
        Output("rail", "children"), Output("filters", "children"), Output("strip", "children"),
        Input("url", "pathname"), Input("url", "search"),
    )  # fmt: skip
    def around(path: str, search: str) -> tuple[Any, Any, Any]:
        view, notes = view_of(engine, settings, path or "/", search or "", gate.access(), store)
        notes = (*doing.notice(view.desk), *doing.due(view, judging), *notes)
        found = find(view.path)
        rail = inert(chrome.rail(view.path, view.filters, settings.site_name))
        if view.stamp is None or found is None:
            return rail, [], inert(chrome.strip(view, (), notices(view, watch)))
        page, params = found
        view = replace(view, params=params)
        bar = chrome.filter_bar(view, page) if page.has_filters and page.is_known(view) else []
        return rail, bar, inert(chrome.strip(view, notes, notices(view, watch)))

    @app.callback(
        Output("main", "children"), Output("title", "data"), Input("url", "pathname"), State("url", "search")
    )
    def open_page(path: str, search: str) -> tuple[Any, str]:
        view, _ = view_of(engine, settings, path or "/", search or "", gate.access(), store)
        found = find(view.path)
        if found is None:
            return welcome.missing_page(view), f"{say('Not found')} · {settings.site_name}"
        page, params = found
        view = replace(view, params=params)
        if page.needs_data and view.stamp is None:
            return welcome.newcomer(settings, len(view.kpis)), settings.site_name
        if not page.is_known(view):
            return welcome.missing_kpi(view), f"{say('Not found')} · {settings.site_name}"
        title = page.title_of(view) if page.title_of else say(page.title)
        return body(page, view), f"{title} · {settings.site_name}"

    @app.callback(Output({"block": MATCH}, "children"), Input("url", "search"), State({"block": MATCH}, "id"))
    def show_block(search: str, block: dict[str, str]) -> Any:
        path = block["block"].rpartition("#")[0]
        view, _ = view_of(engine, settings, path, search or "", gate.access(), store)
        drawn, is_whole = fill(block["block"], view)
        found = find(path)
        g.has_failed = not is_whole or (found is not None and not found[0].is_kept)
        return no_update if drawn is None else inert(drawn)

    in_browser = ClientsideFunction
    app.clientside_callback(
        in_browser("wardboard", "toAddress"),
        Output("url", "search"),
        *(Input(f"filter-{name}", "value") for name in FILTERS),
        prevent_initial_call=True,
    )
    app.clientside_callback(
        in_browser("wardboard", "setTitle"), Output("title", "modified_timestamp"), Input("title", "data")
    )
    app.clientside_callback(
        in_browser("wardboard", "unfold"),
        Output({"section": MATCH, "part": "body"}, "children"),
        Input({"section": MATCH, "part": "opened"}, "data"),
        State({"section": MATCH, "part": "waiting"}, "data"),
        prevent_initial_call=True,
    )
    app.clientside_callback(
        in_browser("wardboard", "paint"),
        Output({"figure": MATCH, "part": "drawing"}, "figure"),
        Input({"figure": MATCH, "part": "data"}, "data"),
        Input("theme", "data"),
    )
