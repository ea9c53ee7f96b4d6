"""The catalogue: what does each indicator mean, who owns it, and why does it have no data?"""

from __future__ import annotations

from itertools import groupby
from typing import Any

from dash import html

from layouts import wording
from layouts.filters import address
from layouts.page import Block, Page, View
from metrics.kpi import Kpi

FAMILIES = {
    "1": "Access and waits",
    "2": "Flow and turnover",
    "3": "Workforce",
    "4": "Finance and cost",
    "5": "Revenue cycle",
    "6": "Experience",
    "7": "Quality and safety",
}


def _entry(view: View, kpi: Kpi) -> html.Div:
    dark = view.dark.get(kpi.id)
    facts = [wording.names(kpi), f"in {kpi.unit}", f"owner {kpi.owner}", f"version {kpi.version}"]
    return html.Div(
        [
            html.H3(
                [
                    html.Span(kpi.number, className="number"),
                    html.A(kpi.title, href=address(f"/kpi/{kpi.id}", view.filters), className="door"),
                ]
            ),
            html.P(kpi.means),
            html.P(html.Code(kpi.formula), className="formula"),
            html.P(" · ".join(facts), className="block-note"),
            html.P(["No data yet. ", dark], className="unlit") if dark else None,
        ],
        className="entry",
    )


def listing(view: View) -> list[Any]:
    kpis = sorted(view.kpis, key=lambda kpi: kpi.number)
    parts: list[Any] = [
        html.P(
            f"{wording.plural(len(kpis), 'indicator')}, {len(kpis) - len(view.dark)} of them with data.",
            className="muted",
        )
    ]
    for domain, members in groupby(kpis, key=lambda kpi: kpi.number.split(".")[0]):
        entries = [_entry(view, kpi) for kpi in members]
        parts.append(
            html.Section(
                [
                    html.H2(FAMILIES.get(domain, "Other"), className="block-title"),
                    html.Div(entries, className="entries"),
                ]
            )
        )
    return [html.Div(parts, className="catalogue")]


page = Page(
    title="Catalogue",
    path="/catalogue",
    order=31,
    group="Trust",
    icon="catalogue",
    lead="What every indicator counts, in words and as a formula, who answers for it, and what it needs.",
    has_filters=False,
    blocks=(Block(listing, height=1600),),
)
