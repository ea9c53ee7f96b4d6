"""Pages without numbers: the first screen of an empty home, and an address that leads nowhere."""

from __future__ import annotations

import shlex
from pathlib import Path

from dash import html

from data.language import say
from data.settings import Settings
from layouts.filters import address
from layouts.page import View, every_page
from layouts.speech import woven
from metrics.kpi import Kpi


def _way(step: str, title: str, words: str, command: str) -> html.Section:
    return html.Section(
        [
            html.Span(step, className="way-step", **{"aria-hidden": "true"}),
            html.H2(title),
            html.P(words),
            html.Pre(html.Code(command), tabIndex=0, **{"aria-label": say("Command: {what}", what=title)}),
        ],
        className="way",
    )


def command(settings: Settings, *words: str, home: Path | None = None) -> str:
    """A command for this very home, ready to be copied into a shell."""
    return f"wardboard {' '.join(words)} --home {shlex.quote(str(home or settings.home))}"


def newcomer(settings: Settings, kpis: int) -> html.Div:
    """What a home without data shows: three ways to start, each one command for this home."""
    # A demo never mixes with what a site has set up: then it gets a home of its own, beside this one.
    is_taken = (settings.home / "settings.toml").exists() and not settings.is_demo
    demo_home = settings.home.with_name(f"{settings.home.name}-demo") if is_taken else settings.home
    return html.Div(
        [
            html.H1(say("Welcome. Choose how to start."), className="lead-sentence"),
            html.P(
                say(
                    "Wardboard reads the files your systems already export and tells you, for every indicator, "
                    "whether a change is real. Nothing leaves this machine."
                ),
                className="page-lead",
            ),
            html.Div(
                [
                    _way(
                        "1",
                        say("See it working"),
                        say(
                            "A demo network with two hospitals, four clinics and three years of invented patients, in "
                            "about half a minute."
                        ),
                        command(settings, "demo", home=demo_home),
                    ),
                    _way(
                        "2",
                        say("Bring my data"),
                        say(
                            "CSV, Excel or Parquet as your systems write them. Every row is accounted for: loaded, or "
                            "kept aside with a reason. Try a file first with check in place of load."
                        ),
                        command(settings, "load", "FILE…"),
                    ),
                    _way(
                        "3",
                        say("Connect a schedule"),
                        say(
                            "Put files into {inbox} and let Wardboard take what is new at the times you set.",
                            inbox=settings.inbox,
                        ),
                        command(settings, "schedule"),
                    ),
                ],
                className="ways",
            ),
            html.P(
                say(
                    "What you will get: {n} indicators of waits, flow, staff, cost, revenue, experience and "
                    "quality, each with one sentence that says if a change is real and whether its target will "
                    "be met.",
                    n=kpis,
                ),
                className="page-lead",
            ),
            html.P(
                woven(
                    say(
                        "While you wait: {charts} and {icons}. This page opens your numbers by itself when the first "
                        "load is done."
                    ),
                    charts=html.A(say("control charts in five minutes"), href="/help"),
                    icons=html.A(say("what each icon means"), href="/help"),
                ),
                className="muted",
            ),
        ],
        className="welcome",
        **{"data-waits": "1"},
    )


def _still_works(view: View) -> html.Ul:
    pages = [page for page in every_page() if page.group and "<" not in page.path and page.order < 100]
    return html.Ul(
        [html.Li(html.A(say(page.title), href=address(page.path, view.filters))) for page in pages],
        className="still-works",
    )


def missing_page(view: View) -> html.Div:
    return html.Div(
        [
            html.H1(say("There is no page at this address."), className="lead-sentence"),
            html.P(
                say("The link may be old, or a letter went missing. These pages are here:"),
                className="page-lead",
            ),
            _still_works(view),
        ],
        className="welcome",
    )


def missing_kpi(view: View) -> html.Div:
    """An indicator nobody declared, one without a forecast, or an action nobody wrote down; its list has those there are."""
    if kpi := view.kpi(view.params.get("kpi_id", "")):
        return _missing_forecast(view, kpi)
    is_action = "action_id" in view.params
    title = (
        say("There is no action with this number.")
        if is_action
        else say("There is no indicator with this name.")
    )
    where = (
        html.A(say("board"), href="/actions") if is_action else html.A(say("catalogue"), href="/catalogue")
    )
    words = (
        say("The {board} lists every action. Everything else works:")
        if is_action
        else say("The {catalogue} lists every indicator. Everything else works:")
    )
    return html.Div(
        [
            html.H1(title, className="lead-sentence"),
            html.P(
                woven(words, board=where, catalogue=where),
                className="page-lead",
            ),
            _still_works(view),
        ],
        className="welcome",
    )


def _missing_forecast(view: View, kpi: Kpi) -> html.Div:
    """An indicator that has a page and, without months, no forecast."""
    door = html.A(say(kpi.title), href=address(f"/kpi/{kpi.id}", view.filters))
    return html.Div(
        [
            html.H1(
                say("{indicator} has no months, so there is no forecast of it.", indicator=say(kpi.title)),
                className="lead-sentence",
            ),
            html.P(
                woven(say("Its past is here: {indicator}. Everything else works:"), indicator=door),
                className="page-lead",
            ),
            _still_works(view),
        ],
        className="welcome",
    )
