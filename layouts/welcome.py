"""Pages without numbers: the first screen of an empty home, and an address that leads nowhere."""

from __future__ import annotations

from dash import html

from data.settings import Settings
from layouts.filters import address
from layouts.page import PAGES, View


def _way(step: str, title: str, words: str, command: str) -> html.Section:
    return html.Section(
        [
            html.Span(step, className="way-step", **{"aria-hidden": "true"}),
            html.H2(title),
            html.P(words),
            html.Pre(html.Code(command), tabIndex=0, **{"aria-label": f"Command: {title}"}),
        ],
        className="way",
    )


def newcomer(settings: Settings) -> html.Div:
    """What a home without data shows: three ways to start, each one command."""
    return html.Div(
        [
            html.H1("Welcome. Choose how to start.", className="lead-sentence"),
            html.P(
                "Wardboard reads the files your systems already export and tells you, for every indicator, whether "
                "a change is real. Nothing leaves this machine.",
                className="page-lead",
            ),
            html.Div(
                [
                    _way(
                        "1",
                        "See it working",
                        "A demo network with two hospitals, four clinics and three years of invented patients.",
                        "wardboard demo",
                    ),
                    _way(
                        "2",
                        "Bring my data",
                        "CSV, Excel or Parquet as your systems write them. Every row is accounted for: loaded, or kept "
                        "aside with a reason.",
                        "wardboard load FILE…",
                    ),
                    _way(
                        "3",
                        "Connect a schedule",
                        f"Put files into {settings.inbox} and let Wardboard take what is new at the times you set.",
                        "wardboard schedule",
                    ),
                ],
                className="ways",
            ),
            html.P(
                [
                    "While you wait: ",
                    html.A("what each icon means, and SPC in five minutes", href="/help"),
                    ". This page fills itself when the first load is done; reload it then.",
                ],
                className="muted",
            ),
        ],
        className="welcome",
    )


def _still_works(view: View) -> html.Ul:
    pages = [page for page in PAGES if page.group and "<" not in page.path and page.order < 100]
    return html.Ul(
        [html.Li(html.A(page.title, href=address(page.path, view.filters))) for page in pages],
        className="still-works",
    )


def missing_page(view: View) -> html.Div:
    return html.Div(
        [
            html.H1("There is no page at this address.", className="lead-sentence"),
            html.P(
                "The link may be old, or a letter went missing. These pages are here:", className="page-lead"
            ),
            _still_works(view),
        ],
        className="welcome",
    )


def missing_kpi(view: View) -> html.Div:
    """An indicator nobody declared; the catalogue lists those there are."""
    return html.Div(
        [
            html.H1("There is no indicator with this name.", className="lead-sentence"),
            html.P(
                [
                    "The ",
                    html.A("catalogue", href="/catalogue"),
                    " lists every indicator. Everything else works:",
                ],
                className="page-lead",
            ),
            _still_works(view),
        ],
        className="welcome",
    )
