"""What an indicator counts, in the words of its definition."""

from __future__ import annotations

from typing import Any

from dash import html

from data.language import say, say_count
from layouts import wording
from layouts.filters import address
from layouts.menus import STATEMENT
from layouts.page import View
from metrics.kpi import Kpi
from metrics.numbers import format_n


def version(kpi: Kpi) -> str:
    """Which version of a definition stands, and when somebody looked at it last and will again."""
    stands = kpi.version
    if kpi.effective:
        stands = say("{version}, holds since {day}", version=kpi.version, day=wording.day(kpi.effective))
    return say(
        "{version}, reviewed {day}, next review {next_day}",
        version=stands,
        day=wording.day(kpi.reviewed),
        next_day=wording.day(kpi.review_due),
    )


def definition(view: View) -> Any:
    """What is counted, by whom it is owned, and what to be careful about."""
    kpi = view.kpi(view.params["kpi_id"])
    pair = view.kpi(kpi.pair) if kpi.pair else None
    stamp = view.stamp if kpi.id in view.dark else view.ask(kpi.id).stamp
    rows = [
        (say("Means"), say(kpi.means)),
        (say("Why it matters"), say(kpi.why)),
        (say("Formula"), html.Code(say(kpi.formula))),
        (say("Caution"), say(kpi.caution)),
        (
            say("Balancing measure"),
            html.A(say(pair.title), href=address(f"/kpi/{pair.id}", view.filters)) if pair else "",
        ),
        (say("Unit and direction"), f"{say(kpi.unit)}, {wording.names(kpi)}"),
        (
            say("Final after"),
            say_count(
                kpi.maturity_days,
                "{n} day; shown from n = {least}, judged from n = {enough}",
                "{n} days; shown from n = {least}, judged from n = {enough}",
                least=format_n(kpi.min_show, kpi.min_of),
                enough=format_n(kpi.min_rag, kpi.min_of),
            ),
        ),
        (say("Owner"), say(kpi.owner)),
        (
            say("Version"),
            version(kpi),
        ),
        (say("Catalogue"), f"{kpi.number} · {kpi.id}"),
        (
            say("Data"),
            say(
                "load {load}, loaded {moment}, data as at {day}",
                load=stamp.load_id,
                moment=wording.instant(stamp.loaded_at),
                day=wording.day(stamp.data_through),
            ),
        ),
    ]
    listed = [html.Div([html.Dt(name), html.Dd(words)]) for name, words in rows if words]
    head = html.H2(say("Definition"), className="block-title")
    return html.Div([head, html.Dl(listed, className="facts"), _statement(view, kpi)])


def _statement(view: View, kpi: Kpi) -> Any:
    """What computes the figures of this view, for who can read it; those of an earlier load had a statement of then."""
    if view.filters.asof:
        return None
    text = view.engine.statement(view.question(kpi.id), view.access)
    return html.Details(
        [html.Summary(say("The statement that computes it (SQL)")), html.Pre(html.Code(text))],
        className="statement",
        **{"data-at": STATEMENT},
    )
