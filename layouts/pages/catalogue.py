"""The catalogue: what does each indicator mean, who owns it, how is it counted, and why does it have no data?"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from itertools import groupby
from typing import Any

from dash import html

from data.language import mark, say, say_count
from layouts import aims, menus, wording
from layouts.defined import version
from layouts.filters import address
from layouts.forms import targets
from layouts.markup import Markup
from layouts.page import Block, Page, Section, View
from layouts.sections import stacked, written
from metrics.examples import Example, Expected, Table, examples
from metrics.kpi import Kpi
from metrics.numbers import format_n

FAMILIES = {
    "1": mark("Access and waits"),
    "2": mark("Flow and turnover"),
    "3": mark("Workforce"),
    "4": mark("Finance and cost"),
    "5": mark("Revenue cycle"),
    "6": mark("Experience"),
    "7": mark("Quality and safety"),
    "8": mark("Clinics and digital care"),
    "9": mark("Governance and improvement"),
    "10": mark("Equity and sustainability"),
}

ROWS = 14


def place_in(kpi: Kpi) -> tuple[int, ...]:
    """2.10 stands after 2.9, and family 10 after family 9."""
    return tuple(int(part) for part in kpi.number.split(".") if part.isdigit())


def result(kpi: Kpi, one: Expected, grain: str) -> str:
    """What the example gives, as a sentence says it."""
    where = f", {wording.dimension(one.group)}" if one.group else ""
    value = say("no value") if one.value is None else wording.amount(kpi, one.value)
    return f"{one.period}{where}: {value}"


def _rows(name: str, table: Table) -> str:
    """A table of an example as text at once: hundreds of them make many cells."""
    head = "".join(f'<th scope="col">{escape(wording.dimension(column))}</th>' for column in table.columns)
    body = "".join(
        "<tr>" + "".join(f"<td>{escape(cell) or '–'}</td>" for cell in row) + "</tr>"
        for row in table.rows[:ROWS]
    )
    return (
        f'<table class="rows"><caption>{escape(name)}</caption>'
        f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
    )


def worked(kpi: Kpi, example: Example) -> list[Any]:
    """The rows, and what the indicator gives for them."""
    parts: list[Any] = [html.H4(say("Worked example")), html.P(say(example.says), className="block-note")]
    for table in example.tables:
        name = table.name.removeprefix("v_").replace("_", " ")
        inner = Markup(_rows(name, table))
        label = f"{say(kpi.title)}: {name}"
        parts.append(html.Div(inner, className="scroll", tabIndex=0, role="region", **{"aria-label": label}))
        if len(table.rows) > ROWS:
            rest = len(table.rows) - ROWS
            parts.append(
                html.P(
                    say_count(rest, "and {n} more row of this kind", "and {n} more rows of this kind"),
                    className="block-note",
                )
            )
    gives = [html.Li(result(kpi, one, example.grain)) for one in example.expected]
    return [*parts, html.P(say("gives"), className="block-note"), html.Ul(gives, className="gives")]


def _facts(kpi: Kpi, pair: Kpi | None, view: View) -> html.Dl:
    said = [
        (say("Formula"), say(kpi.formula)),
        (say("Why"), say(kpi.why)),
        (say("Caution"), say(kpi.caution)),
        (
            say("Balanced by"),
            html.A(say(pair.title), href=address(f"/kpi/{pair.id}", view.filters)) if pair else "",
        ),
        (say("Target"), aims.in_words(view, kpi)),
        (say("Needs"), ", ".join(kpi.needs)),
        (say("Split by"), ", ".join(wording.dimension(name) for name in kpi.by)),
        (
            say("Shown and judged"),
            say_count(
                kpi.maturity_days,
                "from n = {least} and n = {enough}, {n} day after the period",
                "from n = {least} and n = {enough}, {n} days after the period",
                least=format_n(kpi.min_show, kpi.min_of),
                enough=format_n(kpi.min_rag, kpi.min_of),
            ),
        ),
        (
            say("Version"),
            version(kpi),
        ),
        (say("Id"), kpi.id),
    ]
    return html.Dl([html.Div([html.Dt(name), html.Dd(words)]) for name, words in said if words])


def _entry(view: View, kpi: Kpi, family: str) -> html.Details:
    """One line that opens: the definition and its worked example. An address names it by the id of the indicator."""
    denied, dark = view.denied.get(kpi.id), view.engine.dark().get(kpi.id)
    is_used = view.is_listed(kpi.id)
    state = (
        say("Not permitted")
        if denied
        else say("Not used in this market")
        if not is_used
        else say("No data yet")
        if dark
        else ""
    )
    pair = view.kpi(kpi.pair) if kpi.pair else None
    example = examples().get(kpi.id)
    line = html.Summary(
        [
            html.Span(kpi.number, className="number"),
            html.Span(
                [html.B(say(kpi.title)), html.Span(say(kpi.means), className="means")], className="name"
            ),
            html.Span(f"{say(kpi.unit or 'number')}, {wording.names(kpi)}", className="facts-line"),
            html.Span(state or say(kpi.owner), className="faint owner"),
        ]
    )
    opened = html.Div(
        [
            html.P(denied, className="unlit") if denied else None,
            None
            if is_used
            else html.P(
                say(
                    "Not used in this market ({market}): no page lists it. It can still be asked.",
                    market=say(view.market.title),
                ),
                className="unlit",
            ),
            html.P(say("No data yet. {reason}", reason=dark), className="unlit")
            if dark and not denied
            else None,
            html.P(_doors(view, kpi), className="entry-doors"),
            _facts(kpi, pair, view),
            html.Div(worked(kpi, example), className="worked") if example else None,
        ],
        className="opened",
    )
    words = (kpi.number, say(kpi.title), kpi.id, say(kpi.means), say(kpi.owner), family, state)
    found_by = " ".join((*words, "dark" if dark else "")).lower()
    return html.Details([line, opened], className="entry", **{"data-at": kpi.id, "data-words": found_by})


def _doors(view: View, kpi: Kpi) -> list[Any]:
    """To its page, and to what may be written about it: targets, benchmarks, events and actions."""
    links = [(say("Open its page"), address(f"/kpi/{kpi.id}", view.filters))]
    if kpi.id not in view.denied:
        forms = ((targets.set_target, say("Set target")), (targets.set_benchmark, say("Add benchmark")))
        links += [
            (words, menus.form_link(view, form, kpi.id)) for form, words in forms if form.may(view.desk)
        ]
        links += menus.doors(view, kpi.id)
    return [html.A(words, href=href) for words, href in links]


def listing(view: View) -> list[Any]:
    kpis = sorted(view.kpis, key=place_in)
    find = html.Div(
        **{
            "data-finder": ".catalogue .entry",
            "data-label": say("Find an indicator"),
            "data-hint": say("Find: wait, denial, nurse, 2.05 …"),
        }
    )
    count = html.Span(_counted(view, kpis), className="muted finder-count", role="status")
    families = []
    for domain, members in groupby(kpis, key=lambda kpi: kpi.number.split(".")[0]):
        section, family = Section(FAMILIES.get(domain, "Other")), list(members)
        entries = [_entry(view, kpi, say(section.title)) for kpi in family]
        families.append(written(section, view.path, entries, _counted(view, family)))
    finder = html.Div([find, count], className="finder")
    return [html.Div([finder, stacked(families)], className="catalogue")]


def _counted(view: View, kpis: Sequence[Kpi]) -> str:
    dark = view.engine.dark()
    lit = sum(kpi.id not in dark for kpi in kpis)
    if lit == len(kpis):
        return say_count(lit, "{n} indicator", "{n} indicators")
    return say_count(
        len(kpis),
        "{n} indicator, {lit} of them with data",
        "{n} indicators, {lit} of them with data",
        lit=lit,
    )


page = Page(
    title="Catalogue",
    path="/catalogue",
    order=31,
    group="Trust",
    icon="catalogue",
    lead="What every indicator counts, in words, as a formula and on a few rows; who answers for it, and what it needs.",
    has_filters=False,
    blocks=(Block(listing, height=860),),
)
