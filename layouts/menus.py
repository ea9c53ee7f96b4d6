"""What one can take away from where one stands: a small menu at every chart and every table."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any
from urllib.parse import urlencode

from dash import html

from data.language import mark, say
from layouts.filters import address, write
from layouts.form import Form
from layouts.forms import actions, events
from layouts.page import View

STATEMENT = "statement"  # what the address of an indicator says behind its `#` to open what computes it
PICTURES = (("png", mark("Picture, PNG")), ("svg", mark("Picture, SVG")), ("copy", mark("Copy as picture")))


def link(view: View, kpi_id: str, kind: str, by: str = "") -> str:
    """Where the numbers of a KPI, as restricted by this view, can be downloaded; `by` = split like the chart."""
    return address(f"/export/{kpi_id}.{kind}", view.filters, by=by or view.filters.by, only=view.filters.only)


def table_link(view: View, kind: str) -> str:
    """Where the tables of the block that is being drawn can be downloaded as it shows them."""
    query = write(view.filters)
    return f"/export/table.{kind}{query}{'&' if query else '?'}{urlencode({'at': view.block})}"


def menu(
    name: str,
    links: Iterable[tuple[str, str]],
    pictures: bool = False,
    has_link: bool = False,
    quiet: bool = True,
    doors: Iterable[tuple[str, str]] = (),
    about: Mapping[str, str] = MappingProxyType({}),
) -> html.Details:
    """The menu of the chart or table called `name`; `quiet` = three dots instead of the word.

    `doors` lead to forms that are about what is shown; `about` is what its picture has to say of it.
    """
    items = [html.Li(html.A(words, href=href, download="")) for words, href in links]
    if pictures:
        items += [html.Li(html.Button(say(words), **{"data-picture": kind})) for kind, words in PICTURES]
    if has_link:
        items.append(html.Li(html.Button(say("Copy link to this view"), **{"data-copy-link": "1"})))
    items += [html.Li(html.A(words, href=href)) for words, href in doors]
    word: list[Any] = [say("Export")]
    if quiet:
        dots = html.Span("···", **{"aria-hidden": "true"})
        word = [dots, html.Span(say("Export {name}", name=name), className="visually-hidden")]
    css = "menu menu-quiet" if quiet else "menu"
    return html.Details([html.Summary(word), html.Ul(items)], className=css, **about)


def of_kpi(view: View, kpi_id: str, name: str, by: str = "", **look: Any) -> html.Details:
    """The menu of a chart of one indicator: its points with limits and definition, and the picture."""
    words = {"xlsx": say("Excel, with chart and definition"), "csv": "CSV"}
    links = [(words[kind], link(view, kpi_id, kind, by)) for kind in words]
    there = address(f"/kpi/{kpi_id}", view.filters, only=view.filters.only)
    shown = (say("Show the statement"), f"{there}#{STATEMENT}")
    ways = [shown, *doors(view, kpi_id)]
    return menu(name, links, pictures=True, doors=ways, about=defined(view, kpi_id), **look)


def defined(view: View, kpi_id: str) -> dict[str, str]:
    """Which definition the numbers of a KPI go by."""
    return {"data-definition": say("definition {version}", version=view.kpi(kpi_id).version)}


def doors(view: View, kpi_id: str) -> list[tuple[str, str]]:
    """What one can write down about an indicator from any of its charts."""
    forms = ((events.add, say("Add event")), (actions.add, say("Add action")))
    return [(words, form_link(view, form, kpi_id)) for form, words in forms if form.may(view.desk)]


def form_link(view: View, form: Form, kpi_id: str) -> str:
    """The page of a form that is about an indicator at the place of the view, and comes back here."""
    given = {"kpi_id": kpi_id, "place": ":".join(view.filters.scope), "unseen": "kpi_id", "at": view.at}
    return f"/do/{form.name}?{urlencode(given)}"


def of_table(view: View, name: str) -> html.Details:
    """The menu of a table: what it shows, as it shows it."""
    words = {"xlsx": say("Excel, as shown"), "csv": say("CSV, as shown")}
    return menu(name, [(words[kind], table_link(view, kind)) for kind in words])


def of_figure(view: View, name: str) -> html.Details:
    """The menu of a chart that stands on a table: the table as shown, and the picture."""
    words = {"xlsx": say("Excel, as shown"), "csv": say("CSV, as shown")}
    kpi_id = view.params.get("kpi_id", "")
    links = [(words[kind], table_link(view, kind)) for kind in words]
    # On the page of an indicator the charts' own names leave it out.
    about = defined(view, kpi_id) | {"data-indicator": say(view.kpi(kpi_id).title)} if kpi_id else {}
    return menu(name, links, pictures=True, about=about)
