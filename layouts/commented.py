"""What people said about one indicator, each comment pinned to the data it was said of."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from dash import html

from data.language import say
from layouts import blocks, wording
from layouts.filters import read, write
from layouts.form import draw, opening
from layouts.forms import comments
from layouts.page import View
from layouts.wording import last_point

SHOWN = 6


def comments_of(view: View) -> Any:
    """The comments about the page's indicator at the place that is shown, newest first, and the form for another."""
    kpi = view.kpi(view.params["kpi_id"])
    if kpi.id in view.denied:
        return None
    place = view.filters.scope
    found = [
        row
        for row in (view.store.comments(kpi.id) if view.store else [])
        if (row["scope_type"], row["scope_id"]) == place
    ]
    form = opening(comments.add, view.desk, view.at, written=_given(view, kpi.id), hide=("kpi_id", "place"))
    if not found and form is None:
        return None
    lead = say("Each comment keeps the data load, the period and the filters that its writer saw.")
    more = html.Details(
        [html.Summary(say("Show {n} earlier", n=len(found) - SHOWN)), _list(view, found[SHOWN:])]
    )
    return [
        *blocks.heading(say("Comments"), lead),
        _list(view, found[:SHOWN]) if found else html.P(say("No comment yet."), className="muted"),
        more if len(found) > SHOWN else None,
        form,
    ]


def _given(view: View, kpi_id: str) -> dict[str, str]:
    """What a comment is pinned to: the place, the last period with a verdict, and the filters of the address."""
    given = {"place": ":".join(view.filters.scope), "kpi_id": kpi_id, "query": write(view.filters)}
    if kpi_id not in view.dark:
        series = next((one for one in view.ask(kpi_id).series if not one.group), None)
        now = last_point(series) if series else None
        given["period"] = now.period.isoformat() if now else ""
    return given


def _list(view: View, rows: list[dict[str, Any]]) -> html.Ul:
    return html.Ul([_line(view, row) for row in rows], className="happened commented")


def _line(view: View, row: dict[str, Any]) -> html.Li:
    filters, _ = read(row["query"])
    about = [say("by {name}", name=row["written_by"]), wording.instant(row["written_ts"])]
    about += [wording.condition(name, values) for name, values in filters.only]
    is_old = view.stamp is not None and row["load_id"] != view.stamp.load_id
    pinned = (
        say("as at data load {then}, now load {now}", then=row["load_id"], now=view.stamp.load_id)
        if is_old
        else say("as at data load {then}", then=row["load_id"])
    )
    query = write(replace(filters, asof=row["load_id"] if is_old else None))
    there = html.A(pinned, href=f"/kpi/{row['kpi_id']}{query}", className="pinned")
    withdraw = draw(
        comments.withdraw,
        view.desk,
        view.at,
        written={"comment_id": str(row["comment_id"]), "kpi_id": row["kpi_id"]},
        hide=("kpi_id",),
        css="form-line",
        about=row["words"][:60],
    )
    period = wording.period(row["period"], row["grain"], short=True) if row["period"] else ""
    words = html.Span(
        [html.Span(row["words"]), html.Span([" · ".join(about), " · ", there], className="when")]
    )
    return html.Li([html.B(period), words, withdraw])
