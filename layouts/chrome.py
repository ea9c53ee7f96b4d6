"""What surrounds every page: the rail, the filters, and the strip that says how old the numbers are."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import dash_bootstrap_components as dbc
from dash import html

from layouts import icons, wording
from layouts.filters import COMPARES, GRAIN_WORDS, PERIODS, Filters, address, write
from layouts.page import PAGES, Page, View

GROUPS = ("", "Performance", "Trust")
INDENT = "\u2003"
NOTHING = "-"  # a select shows no label for an empty value


def rail(path: str, filters: Filters, site_name: str) -> list[Any]:
    """Every page, grouped; the links keep the place and the period one looks at."""
    parts: list[Any] = [
        html.A(
            [html.Span("W", className="brand-mark", **{"aria-hidden": "true"}), html.Span(site_name)],
            href=address("/", filters),
            className="brand",
        )
    ]
    for group in GROUPS:
        links = [page for page in PAGES if page.group == group and "<" not in page.path and page.order < 100]
        items = [
            html.Li(
                html.A(
                    [icons.line(page.icon), html.Span(page.title)],
                    href=address(page.path, filters),
                    className="rail-link",
                    **({"aria-current": "page"} if page.path == path else {}),
                )
            )
            for page in links
        ]
        if group:
            parts.append(html.H2(group, className="rail-group"))
        parts.append(html.Ul(items))
    return parts


def _select(name: str, label: str, options: list[dict[str, str]], value: str, css: str = "") -> html.Div:
    # The id keys the control to its place in the bar; the browser turns its values into an address.
    return html.Div(
        [
            html.Label(label, htmlFor=f"filter-{name}", className="visually-hidden"),
            dbc.Select(id=f"filter-{name}", options=options, value=value, className="quiet"),
        ],
        className=f"filter {css}".strip(),
    )


def place_options(view: View) -> list[dict[str, str]]:
    """The organisation as an indented list: network, then each facility with its units."""
    places = view.places
    options = [{"label": "Whole network", "value": NOTHING}]
    for facility in (p for p in places if p.scope_type == "facility"):
        options.append({"label": INDENT + facility.name, "value": f"facility_id={facility.scope_id}"})
        options += [
            {"label": INDENT * 2 + unit.name, "value": f"unit_id={unit.scope_id}"}
            for unit in places
            if unit.scope_type == "unit" and unit.parent_id == facility.scope_id
        ]
    return options


def breakdown_options(view: View) -> list[dict[str, str]]:
    """The ways in which the KPI of this page can be split."""
    dimensions = ["facility_id", "unit_id"]
    if kpi_id := view.params.get("kpi_id"):
        dimensions = list(dict.fromkeys(view.kpi(kpi_id).by))
    if view.filters.scope[0] != "network":
        dimensions = [d for d in dimensions if d != "facility_id"]
    usual = "By facility" if view.filters.scope[0] == "network" else "By unit"
    return [{"label": usual, "value": NOTHING}] + [
        {"label": f"By {wording.dimension(d)}", "value": d}
        for d in dimensions
        if f"By {wording.dimension(d)}" != usual
    ]


def filter_bar(view: View, page: Page) -> list[Any]:
    """One quiet row of selects. Every change goes into the address; the address is the state."""
    filters = view.filters
    scope = NOTHING if filters.scope[0] == "network" else f"{filters.scope[0]}_id={filters.scope[1]}"
    periods = [{"label": words, "value": key} for key, (words, _) in PERIODS.items()]
    period = "custom" if filters.since or filters.until else filters.shown_period
    periods.append({"label": "Between two dates", "value": "custom"})
    parts: list[Any] = [
        _select("scope", "Organisation", place_options(view), scope, "filter-wide"),
        _select("period", "Period", periods, period),
        _select("grain", "Grain", [{"label": w, "value": g} for g, w in GRAIN_WORDS.items()], filters.grain),
        _select(
            "compare",
            "Compare with",
            [{"label": w, "value": c} for c, w in COMPARES.items()],
            filters.compare,
        ),
        html.Div(
            _select("by", "Breakdown", breakdown_options(view), filters.by or NOTHING).children,
            className="filter" if page.has_breakdown else "filter d-none",
        ),
    ]
    dates = [
        html.Div(
            [
                html.Label(words, htmlFor=f"filter-{name}", className="visually-hidden"),
                dbc.Input(
                    id=f"filter-{name}",
                    type="date",
                    value=value.isoformat() if (value := getattr(filters, name)) else "",
                    className="quiet",
                    debounce=True,
                ),
            ],
            className="filter" if period == "custom" else "filter d-none",
            id=f"filter-{name}-box",
        )
        for name, words in (("since", "From"), ("until", "Until, not included"))
    ]
    chips = [
        html.A(
            [f"{wording.dimension(name)}: {', '.join(values)}", html.Span("×", **{"aria-hidden": "true"})],
            href=view.path + write(replace(filters, only=tuple(o for o in filters.only if o[0] != name))),
            className="chip",
            **{"aria-label": f"Remove the filter {wording.dimension(name)}"},
        )
        for name, values in filters.only
    ]
    is_changed = write(replace(filters, cell="", family="")) != ""
    reset = html.A("Reset", href=view.path, className="quiet-link") if is_changed else None
    return [*parts, *dates, *chips, reset]


def strip(view: View, notes: tuple[str, ...]) -> list[Any]:
    """How old the numbers are and which load they come from; on demo data it says so on every page."""
    stamp = view.stamp
    said: list[Any] = []
    if stamp:
        said = [
            html.Span(["Data as at ", html.B(wording.day(stamp.data_through))]),
            html.Span(f"loaded {wording.instant(stamp.loaded_at)}"),
            html.A(f"load {stamp.load_id}", href=address("/data", view.filters)),
        ]
        if stamp.is_demo:
            said.append(html.Span("demo data, invented patients", className="demo"))
    return [
        html.Div(said, className="strip-line"),
        *(html.Div(note, className="note", role="status") for note in notes),
    ]
