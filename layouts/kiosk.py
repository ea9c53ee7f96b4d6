"""The pages on a wall: `/tv/<names>` turns over large tiles by itself. Read-only, no menus, nothing of a single visit.

A name is that of a page or of a saved view, which is shown at the place and time it was saved with.

A plain document of its own, without the application around it: it takes new figures by fetching itself again.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable
from html import escape
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from dash import html
from dash.development.base_component import Component
from flask import Flask, Response, request

from data.language import say
from data.settings import Settings
from layouts import comparing, icons, speech, staleness, tables, wording
from layouts.bidi import isolate
from layouts.failing import report
from layouts.markup import to_html
from layouts.page import View
from layouts.pages.home import lead
from layouts.rounds import Turn, kpis_of, named, with_tiles
from layouts.spark import small
from layouts.svg import Svg
from layouts.viewing import view_of
from metrics.kpi import Kpi
from metrics.markets import outside
from metrics.question import Access, Series

ASSETS = Path(__file__).parent / "assets"
ON_A_SLIDE = 6
SECONDS = 20

DOCUMENT = """<!DOCTYPE html>
<html {speech} data-bs-theme="light">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>{title}</title>
<link rel="icon" href="/assets/icon.svg" type="image/svg+xml">
<link rel="preload" href="/assets/fonts/inter-latin.woff2" as="font" type="font/woff2" crossorigin>
<script src="/assets/05-theme.js?v={version}"></script>
<script src="/assets/06-words.js?v={version}"></script>
<link rel="stylesheet" href="/theme.css?v={version}">
<link rel="stylesheet" href="/assets/40-frame.css?v={version}">
<link rel="stylesheet" href="/assets/50-content.css?v={version}">
<link rel="stylesheet" href="/assets/tv.css?v={version}">
</head>
<body class="tv">
{body}
<script src="/assets/tv.js?v={version}"></script>
</body>
</html>"""


def tile(view: View, series: Series, kpi: Kpi, is_alone: bool = False) -> html.Article:
    """One indicator, readable across a room: value, what it did, and its line with limits; alone also its sentence."""
    verdict, now = series.verdict, wording.last_point(series)
    period = wording.period(now.period, view.grain_of(kpi.id), short=True) if now else ""
    context = " · ".join(part for part in (period, comparing.said(view, series, kpi)) if part)
    words = icons.variation_words(verdict.variation, verdict.side)
    promise = icons.assurance_words(verdict.assurance) if verdict.assurance else ""
    drawn = small(
        view.trim(series).points,
        verdict.target,
        None,
        lambda value: wording.compact(kpi, value, view.currency),
        _ends(view, series) if is_alone else ("", ""),
        *((900, 440) if is_alone else ()),
    )
    return html.Article(
        [
            html.H3(say(kpi.title)),
            html.Div(tables.shown_value(series, kpi, view.currency), className="tv-value"),
            html.Div(
                [
                    html.Span(
                        [icons.variation(verdict.variation, verdict.side, ""), words],
                        className=f"said said-{verdict.variation}",
                    ),
                    html.Span([icons.assurance(verdict.assurance, ""), promise], className="said")
                    if promise
                    else None,
                ],
                className="tv-said",
            ),
            html.Div(context, className="tile-context"),
            html.P(verdict.sentence, className="tv-sentence") if is_alone else None,
            Svg(drawn, verdict.sentence, "tile-chart"),
        ],
        className=f"tile tile-{verdict.variation}",
    )


def _ends(view: View, series: Series) -> tuple[str, str]:
    """The first and the last period of a line, which stand below it."""
    periods = [point.period for point in view.trim(series).points if point.value is not None]
    grain = view.grain_of(series.kpi_id)
    first, last = (
        (wording.period(p, grain, short=True) for p in (periods[0], periods[-1])) if periods else ("", "")
    )
    return first, last


def unlinked(node: Any) -> Any:
    """The same tree without links: a wall has nobody to follow them."""
    if isinstance(node, (list, tuple)):
        return [unlinked(one) for one in node]
    if not isinstance(node, Component):
        return node
    inner = unlinked(getattr(node, "children", None))
    if isinstance(node, html.A):
        return html.Span(inner, className=getattr(node, "className", ""))
    node.children = inner
    return node


def slide(title: str, parts: list[Any]) -> html.Section:
    return html.Section(
        [html.H2(title, className="tv-title"), *parts], className="slide", **{"aria-label": title}
    )


def slides(view: View, turns: list[Turn]) -> list[html.Section]:
    """Every page in one or more slides of at most six tiles. A page that fails is left out of the round, and said."""
    found = []
    for turn in turns:
        try:
            found += _slides(view, turn)
        except Exception as error:
            number = report(error, f"/tv {turn.page.path}")
            words = say("This part could not be drawn. Number {number}.", number=number)
            found.append(slide(turn.name or say(turn.page.title), [html.P(words, className="tv-nothing")]))
    return found


def _slides(view: View, turn: Turn) -> list[html.Section]:
    page, title = turn.page, say(turn.page.title)
    if turn.query is not None:
        view, _ = view_of(view.engine, view.settings, turn.path, turn.query, view.access)
        title = f"{turn.name} · {view.place_name(view.filters.scope[1])}"
    if page.path == "/":
        series = [s for s in view.overview(is_compared=True).series if s.verdict.variation != "none"]
        first = sorted(series, key=tables.rank)[:ON_A_SLIDE]
        shown = [tile(view, s, view.kpi(s.kpi_id)) for s in first]
        heading = title if turn.name else say("What needs attention")
        return [slide(heading, [unlinked(lead(view)), html.Div(shown, className="tv-tiles")])]
    told = (view.params["kpi_id"],) if "kpi_id" in view.params else kpis_of(page, view)
    lit = [kpi_id for kpi_id in told if view.kpi(kpi_id) is not None and kpi_id not in view.dark]
    found = {s.kpi_id: s for s in view.ask(*lit).series if not s.group} if lit else {}
    shown = [tile(view, found[kpi_id], view.kpi(kpi_id)) for kpi_id in lit if kpi_id in found]
    if not shown:
        return [
            slide(
                title, [html.P(say("No indicator of this page has data here yet."), className="tv-nothing")]
            )
        ]
    if len(shown) == 1:
        (kpi_id,) = [kpi_id for kpi_id in lit if kpi_id in found]
        alone = tile(view, found[kpi_id], view.kpi(kpi_id), is_alone=True)
        return [slide(title, [html.Div(alone, className="tv-tiles tv-alone")])]
    groups = [shown[at : at + ON_A_SLIDE] for at in range(0, len(shown), ON_A_SLIDE)]
    return [slide(title, [html.Div(group, className="tv-tiles")]) for group in groups]


def body(view: View, turns: list[Turn], notes: tuple[str, ...], seconds: int) -> str:
    """The document's content: the slides, the line that says how old they are, and what turns grey when they are too old."""
    stamp = view.stamp
    limit = staleness.stale_from(view)
    said = [html.Span(say("No data have been loaded yet."))]
    if stamp:
        said = [
            html.Span(speech.woven(say("Data as at {day}"), day=html.B(wording.day(stamp.data_through)))),
            html.Span(say("loaded {moment}", moment=wording.instant(stamp.loaded_at))),
            html.Span(say("load {load}", load=stamp.load_id)),
        ]
        said += [html.Span(say("demo data, invented patients"), className="demo")] if stamp.is_demo else []
    said += [html.Span(note, className="tv-note") for note in notes]
    round_ = slides(view, turns) if stamp else []
    place = view.place_name(view.filters.scope[1]) if stamp else ""
    drawn = isolate(
        [
            html.Header(
                [
                    html.Span(
                        [
                            html.Span("W", className="brand-mark", **{"aria-hidden": "true"}),
                            view.settings.site_name,
                        ],
                        className="tv-brand",
                    ),
                    html.H1(place, className="tv-place"),
                    html.Span("", className="tv-clock", **{"aria-hidden": "true"}),
                ],
                className="tv-top",
            ),
            html.Main(
                round_,
                className="slides",
                **{"data-seconds": str(seconds), "data-stale-from": limit.isoformat() if limit else ""},
            ),
            html.P("", className="tv-veil", role="status", hidden=True),
            html.Footer(
                [
                    html.Div(said, className="tv-stamp"),
                    html.Button(say("Pause"), className="tv-pause"),
                    html.Span("", className="tv-count"),
                ],
                className="tv-foot",
            ),
        ]
    )
    return to_html(drawn)


def is_allowed(settings: Settings, token: str) -> bool:
    """On this machine alone everybody may look; elsewhere the address must carry the token of the settings."""
    if settings.is_loopback:
        return True
    return bool(settings.tv_token) and hmac.compare_digest(token.encode(), settings.tv_token.encode())


def register(
    server: Flask, engine: Any, settings: Settings, access: Callable[[], Access], store: Any = None
) -> None:
    names = ("05-theme.js", "06-words.js", "40-frame.css", "50-content.css", "tv.css", "tv.js")
    version = hashlib.sha256(b"".join((ASSETS / name).read_bytes() for name in names)).hexdigest()[:10]

    def document(title: str, content: str, status: int) -> Response:
        text = DOCUMENT.format(speech=speech.tag(), title=escape(title), body=content, version=version)
        return Response(text, status, mimetype="text/html", headers={"Cache-Control": "no-store"})

    @server.get("/tv/<names>")
    def tv(names: str) -> Response:
        if not is_allowed(settings, request.args.get("token", "")):
            words = html.P(
                say("This address needs its token. Whoever runs Wardboard can give it to you."),
                className="tv-nothing",
            )
            return document(say("Not allowed"), to_html(html.Main(words)), 403)
        turns = named(names, store.views() if store else ())
        if turns is None:
            known = ", ".join(sorted(page.path.strip("/") or "home" for page in with_tiles()))
            words = say(
                "There is no page {names} to show here. There are: {known}; several with commas between "
                "them, or all.",
                names=f"{names!r}",
                known=known,
            )
            return document(say("Not found"), to_html(html.Main(html.P(words, className="tv-nothing"))), 404)
        asked = request.args.items(multi=True)
        query = urlencode([(key, value) for key, value in asked if key not in ("token", "seconds")])
        view, notes = view_of(engine, settings, "/", query, outside(access(), settings.market))
        seconds = request.args.get("seconds", SECONDS, type=int) or SECONDS
        return document(settings.site_name, body(view, turns, notes, min(max(seconds, 5), 600)), 200)
