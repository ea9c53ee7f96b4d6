"""The menu of saved views: where people go often, and a name for where one is now."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import urlsplit

from dash import html

from data.language import say
from layouts import rounds
from layouts.filters import read, write
from layouts.form import draw
from layouts.forms import views
from layouts.page import View, find


def known(view: View) -> list[dict[str, str]]:
    """The saved views whose page there still is."""
    rows = view.store.views() if view.store else []
    return [row for row in rows if find(urlsplit(row["address"]).path) is not None]


def entries(view: View) -> list[dict[str, str]]:
    """Saved views as search finds them."""
    return [
        {
            "title": row["name"],
            "kind": say("Saved view"),
            "words": words(row["address"]),
            "href": row["address"],
        }
        for row in known(view)
    ]


def here(view: View) -> str:
    """The address of a view as it would be saved."""
    return view.path + write(view.filters)


def words(address: str) -> str:
    """What an address shows, in a few words for the search palette."""
    parts = urlsplit(address)
    found = find(parts.path)
    filters, _ = read(parts.query)
    return " ".join(
        part for part in (say(found[0].title) if found else "", say(filters.grain), *filters.scope) if part
    )


def wall(name: str) -> html.A:
    """The view as it turns on a wall; a new window, because there is no way back from it."""
    words = say("On a wall")
    return html.A(
        words,
        href=f"/tv/{rounds.name_of(name)}",
        className="on-wall",
        target="_blank",
        **{"aria-label": say("{name} on a wall", name=name)},
    )


def _kept(view: View) -> html.P | None:
    """The link that goes on showing the figures of now, whatever is loaded later, or why there can be none."""
    if view.stamp is None or view.page is None:
        return None
    if view.page.only_now:
        return html.P(say(view.page.only_now), className="muted block-text")
    if not view.page.can_look_back:
        return None
    load = view.filters.asof or view.stamp.load_id
    held = html.A(
        say("Keep the figures of load {load}", load=load),
        href=view.path + write(replace(view.filters, asof=load)),
        title=say("A link that goes on showing these figures, whatever is loaded later."),
        className="way-on",
        **({"aria-current": "page"} if view.filters.asof else {}),
    )
    return html.P(held, className="block-text")


def menu(view: View) -> html.Details | None:
    """Saved views as links, each with the button that deletes it, and the form that saves this one."""
    rows = known(view)
    form = draw(views.save, view.desk, view.at, written={"address": here(view)})
    if not rows and form is None and _kept(view) is None:
        return None
    items = [
        html.Li(
            [
                html.A(
                    row["name"],
                    href=row["address"],
                    title=say("Saved by {name}", name=row["written_by"]),
                    **({"aria-current": "page"} if row["address"] == here(view) else {}),
                ),
                wall(row["name"]),
                draw(
                    views.delete,
                    view.desk,
                    view.at,
                    written={"name": row["name"]},
                    css="form-line",
                    about=row["name"],
                ),
            ]
        )
        for row in rows
    ]
    listed = (
        html.Ul(items, className="saved-list")
        if items
        else html.P(say("No view is saved yet."), className="muted")
    )
    inside = html.Div(
        [
            _kept(view),
            listed,
            html.P(say("Save this view"), className="saved-title") if form is not None else None,
            form,
        ],
        className="saved",
    )
    return html.Details([html.Summary(say("Views")), inside], className="menu saved-views")
