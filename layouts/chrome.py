"""What surrounds every page: the rail, the filters, and the strip that says how old the numbers are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import dash_bootstrap_components as dbc
from dash import html

from data.language import mark, say, say_count
from layouts import density, icons, narrowing, saved, speech, wording
from layouts.exports import chosen_time
from layouts.filters import COMPARES, GRAIN_WORDS, LIKES, PERIODS, Filters, address, write
from layouts.markup import inert
from layouts.page import Page, View, every_page
from layouts.staleness import Notice
from metrics.question import QuestionError

GROUPS = ("", mark("Performance"), mark("Plan"), mark("Govern"), mark("Trust"))
INDENT = "\u2003"
NOTICE_ICONS = {"failed": "warning", "stale": "access", "late": "access"}
NOTHING = "-"  # a select shows no label for an empty value
SEVERAL = "several"


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
        links = [
            page for page in every_page() if page.group == group and "<" not in page.path and page.order < 100
        ]
        items = [
            html.Li(
                html.A(
                    [icons.line(page.icon), html.Span(say(page.title))],
                    href=address(page.path, filters),
                    className="rail-link",
                    **({"aria-current": "page"} if page.path == path else {}),
                )
            )
            for page in links
        ]
        if group:
            parts.append(html.H2(say(group), className="rail-group"))
        parts.append(html.Ul(items))
    return [*parts, speech.choice(), density.switch()]


def _select(name: str, label: str, options: list[dict[str, str]], value: str, css: str = "") -> html.Div:
    # The id keys the control to its place in the bar; the browser turns its values into an address.
    return html.Div(
        [
            html.Label(label, htmlFor=f"filter-{name}", className="filter-label"),
            dbc.Select(id=f"filter-{name}", options=options, value=value, className="quiet"),
        ],
        className=f"filter {css}".strip(),
    )


def place_options(view: View) -> list[dict[str, str]]:
    """The organisation as an indented list: network, then each facility with its units."""
    places = view.places
    whole = next((p.name for p in places if p.scope_type == "network"), say("Whole network"))
    options = [{"label": say("My units") if view.access.units is not None else whole, "value": NOTHING}]
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
        dimensions = list(dict.fromkeys([*dimensions, *view.kpi(kpi_id).by]))
    if view.filters.scope[0] != "network":
        dimensions = [d for d in dimensions if d != "facility_id"]
    usual = say("By facility") if view.filters.scope[0] == "network" else say("By unit")
    return [{"label": usual, "value": NOTHING}] + [
        {"label": say("By {dimension}", dimension=wording.dimension(d)), "value": d}
        for d in dimensions
        if f"By {wording.dimension(d)}" != usual
    ]


def comparisons(filters: Filters) -> list[dict[str, str]]:
    """What values can be held against; another time also of the places alone that were open in both."""
    options = []
    for key, words in COMPARES.items():
        # Only days have a weekday.
        if key != "weekday" or filters.grain == "day":
            options.append({"label": say(words), "value": key})
            options += [{"label": say(LIKES[key]), "value": f"{key} like"}] if key in LIKES else []
    return options


def steps(view: View) -> html.Div:
    """To the same length of time before and after what is shown; the keys [ and ] follow these links."""
    through = view.stamp.data_through if view.stamp else None
    links = [
        html.A(
            html.Span(sign, **{"aria-hidden": "true"}),
            href=view.path + write(moved),
            className=f"step step-{name}",
            title=say(words),
            **{"aria-label": say(words)},
        )
        for name, words, sign, by in (
            ("earlier", mark("Earlier period"), "‹", -1),
            ("later", mark("Later period"), "›", 1),
        )
        if (moved := view.filters.shifted(by, through))
    ]
    return html.Div(links, className="steps-of-time")


def is_narrowed(view: View) -> bool:
    """Whether a filter of the bar is set."""
    return write(replace(view.filters, cell="", family="")) != ""


def filter_bar(view: View, page: Page) -> list[Any]:
    """One quiet row of selects. Every change goes into the address; the address is the state."""
    filters = view.filters
    scope = NOTHING if filters.scope[0] == "network" else f"{filters.scope[0]}_id={filters.scope[1]}"
    places = place_options(view)
    joined = narrowing.units_chosen(view)
    if joined or narrowing.UNITS in narrowing.dimensions(view, page):
        # Chosen, it opens the window of units; they are a filter of the address.
        words = say_count(len(joined), "{n} unit", "{n} units") if joined else say("Several units …")
        places.append({"label": words, "value": SEVERAL})
    scope = SEVERAL if joined else scope
    periods = [{"label": say(words), "value": key} for key, (words, _) in PERIODS.items()]
    period = "custom" if filters.is_between_dates else filters.shown_period
    periods.append({"label": say("Between two dates"), "value": "custom"})
    parts: list[Any] = [
        _select("scope", say("Organisation"), places, scope, "filter-wide"),
        _select("period", say("Period"), periods, period),
        steps(view),
        _select(
            "grain",
            say("Grain"),
            [{"label": say(w), "value": g} for g, w in GRAIN_WORDS.items()],
            filters.grain,
        ),
        _select(
            "compare",
            say("Compare with"),
            comparisons(filters),
            f"{filters.compared} like" if filters.alike else filters.compared,
        ),
        html.Div(
            _select("by", say("Breakdown"), breakdown_options(view), filters.by or NOTHING).children,
            className="filter" if page.has_breakdown else "filter d-none",
        ),
    ]
    dates = [
        html.Div(
            [
                html.Label(words, htmlFor=f"filter-{name}", className="filter-label"),
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
        for name, words in (("since", say("From")), ("until", say("Until, not included")))
    ]
    chips = [inert(chip) for chip in narrowing.chips(view, page)]
    added = inert(narrowing.adder(view, page))
    reset = html.A(say("Reset"), href=view.path, className="quiet-link reset") if is_narrowed(view) else None
    done = html.Button(say("Close"), id="filters-done", className="button filters-done")
    return [
        *parts,
        html.Div(dates, className="filter-dates"),
        added,
        *chips,
        reset,
        inert(saved.menu(view)),
        done,
    ]


def strip(view: View, notes: tuple[Any, ...], notices: Sequence[Notice] = ()) -> list[Any]:
    """How old the numbers are and which load they come from; on demo data it says so on every page."""
    stamp, warning = view.stamp, view.engine.warning()
    if warning:
        notes = (
            say("{warning}. Tell whoever runs Wardboard.", warning=f"{warning[:1].upper()}{warning[1:]}"),
            *notes,
        )
    said: list[Any] = []
    if stamp:
        said = [
            html.Span(speech.woven(say("Data as at {day}"), day=html.B(wording.day(stamp.data_through)))),
            html.Span(say("loaded {moment}", moment=wording.instant(stamp.loaded_at))),
            html.A(say("load {load}", load=stamp.load_id), href=address("/data", view.filters)),
        ]
        if stamp.is_demo:
            said.append(html.Span(say("demo data, invented patients"), className="demo"))
    if stamp:
        shown = [
            view.place_name(view.filters.scope[1]),
            chosen_time(view.filters),
            say(GRAIN_WORDS[view.filters.grain]),
        ]
        shown += [wording.condition(name, values) for name, values in view.filters.only]
        said.insert(0, html.Span(" · ".join(shown), className="print-only"))
        if is_narrowed(view):
            # On a narrow screen the filters are folded away: what they are set to stays in sight, with the way out.
            reset = html.A(say("Reset"), href=view.path, className="reset-narrow")
            said.insert(1, html.Span([" · ".join(shown), " ", reset], className="narrow-only"))
    return [
        html.Div(said, className="strip-line"),
        frozen(view),
        alike(view, view.page),
        *(
            html.Div(
                [
                    icons.line(NOTICE_ICONS[notice.kind]),
                    html.Span([notice.words, " ", html.A(say("Data and loads"), href="/data")]),
                ],
                className=f"note notice notice-{notice.kind}",
                role="status",
            )
            for notice in notices
        ),
        *(html.Div(note, className="note", role="status") for note in notes),
    ]


def frozen(view: View) -> html.Div | None:
    """The banner of a page that shows an earlier data load, with the way back."""
    load = view.filters.asof
    if load is None:
        return None
    published = wording.instant(view.engine.published().get(load, ""))
    back = html.A(say("Back to today's figures"), href=view.path + write(replace(view.filters, asof=None)))
    words = say(
        "You are looking at figures as published on {published}, load {load}. What came later is not in them.",
        published=published,
        load=load,
    )
    return html.Div([words, " ", back], className="note note-frozen", role="status")


def alike(view: View, page: Page | None) -> html.Div | None:
    """The banner of a page whose comparisons leave places out: which, why, and the way back."""
    if not view.filters.alike or page is None or not page.has_filters:
        return None
    kpis = narrowing.shown_kpis(view, page) or [kpi.id for kpi in narrowing.own_kpis(view, page)]
    try:
        left = view.engine.left_out(view.question(*kpis), view.access) if kpis else None
    except QuestionError:
        left = None  # the page says why it has no figure
    if left is None:
        return None
    back = html.A(say("Compare all places"), href=view.path + write(replace(view.filters, like="")))
    what = say("Comparisons are like-for-like: of the places that were open in both times.")
    named = "; ".join(one.words for one in left)
    who = say("Left out: {places}.", places=named) if left else say("Every place was open in both times.")
    return html.Div([what, " ", who, " ", back], className="note note-frozen", role="status")
