"""Home: what needs me? One sentence, the matrix by exception, and every KPI with the worst first."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from dash import html

from layouts import tables, wording
from layouts.filters import address, write
from layouts.page import Block, Page, View
from metrics.question import Series

ROWS = (("improvement", "Better"), ("common", "Same"), ("concern", "Worse"))
COLUMNS = (("pass", "Meets"), ("hit_or_miss", "May miss"), ("fail", "Misses"), ("", "No target"))
MATRIX_WORDS = {
    "improvement": "improved",
    "common": "no real change",
    "concern": "worse",
    "change": "changed",
}


def lead(view: View) -> Any:
    """The sentence of the day: how many changed for a reason, and which one needs attention most."""
    answer = view.overview()
    judged = [s for s in answer.series if s.verdict.variation != "none"]
    worse = sorted((s for s in judged if s.verdict.variation == "concern"), key=tables.rank)
    better = [s for s in judged if s.verdict.variation == "improvement"]
    other = [s for s in judged if s.verdict.variation == "change"]
    moved = len(worse) + len(better) + len(other)
    if not answer.series:
        first = "No indicator has data for this place and grain yet."
    elif not judged:
        first = "There are too few points to tell change from chance yet."
    elif not moved:
        first = f"Nothing changed for a reason: all {len(judged)} indicators vary as they always do."
    else:
        parts = [f"{len(worse)} for the worse"] if worse else []
        parts += [f"{len(better)} for the better"] if better else []
        first = (
            f"{wording.plural(moved, 'indicator')} changed for a reason: {' and '.join(parts)}."
            if parts
            else f"{wording.plural(moved, 'indicator')} changed for a reason."
        )
    sentence: list[Any] = [html.Span(first)]
    if worse:
        kpi = view.kpi(worst_id := worse[0].kpi_id)
        sentence += [
            " Look first at ",
            html.A(
                kpi.title.lower() if not kpi.title[:2].isupper() else kpi.title,
                href=address(f"/kpi/{worst_id}", view.filters),
                className="lead-link",
            ),
            ".",
        ]
    missing = sum(s.verdict.variation == "common" and s.verdict.assurance == "fail" for s in judged)
    if missing:
        will = "will keep missing its target" if missing == 1 else "will keep missing their target"
        sentence.append(f" {missing} more {will} unless the process changes.")
    place = view.place_name(view.filters.scope[1])
    facts = [f"{len(answer.series)} indicators reported"]
    if view.dark:
        facts.append(f"{len(view.dark)} without data")
    latest = [s.verdict.period for s in judged if s.verdict.period]
    when = f"{wording.period(max(latest), view.filters.grain)}, last complete period" if latest else ""
    over = " · ".join(part for part in (place, when, *facts) if part)
    return html.Div(
        [
            html.P(over, className="overline"),
            html.H2(sentence, className="lead-sentence"),
            *(html.P(note, className="block-note") for note in answer.notes),
        ]
    )


def in_cell(series: Series, cell: str) -> bool:
    variation, _, assurance = cell.partition(".")
    return series.verdict.variation == variation and series.verdict.assurance == assurance


def matrix(view: View) -> html.Div:
    """Variation against assurance; a cell is a link that restricts the list beside it."""
    series = view.overview().series
    head = html.Tr(
        [html.Td(html.Span("Change", className="visually-hidden"))]
        + [html.Th(words, scope="col", className="no-target" if not key else "") for key, words in COLUMNS]
    )
    rows = []
    for variation, words in ROWS:
        cells = []
        for assurance, promise in COLUMNS:
            cell = f"{variation}.{assurance}"
            found = sum(in_cell(s, cell) for s in series)
            is_open = view.filters.cell == cell
            css = f"cell cell-{variation} cell-{assurance or 'none'}{' cell-open' if is_open else ''}"
            if not found:
                cells.append(html.Td(html.Span("0", className=f"{css} cell-empty")))
                continue
            href = "/" + write(replace(view.filters, cell="" if is_open else cell))
            said = f"{found}: {words.lower()}, {promise.lower()}"
            pressed = {"aria-current": "true"} if is_open else {}
            cells.append(
                html.Td(html.A(str(found), href=href, className=css, **{"aria-label": said, **pressed}))
            )
        rows.append(html.Tr([html.Th(words, scope="row"), *cells]))
    unjudged = sum(s.verdict.variation == "none" for s in series)
    changed = sum(s.verdict.variation == "change" for s in series)
    also = []
    if changed:
        also.append(f"{changed} more changed without a good direction.")
    if unjudged:
        also.append(f"{unjudged} cannot be judged yet.")
    return html.Div(
        [
            html.H2("Change × target", className="block-title"),
            html.Table(
                [
                    html.Caption(
                        "Number of indicators by change and by what the target can expect",
                        className="visually-hidden",
                    ),
                    html.Thead(head),
                    html.Tbody(rows),
                ],
                className="matrix",
            ),
            html.P(" ".join(also), className="block-note") if also else None,
            html.P(
                [
                    "Rows: is the change real? Columns: will the process meet its target if nothing is done? ",
                    html.A("How to read this", href="/help"),
                ],
                className="block-note",
            ),
        ]
    )


def listing(view: View) -> html.Div:
    """Every KPI under the heading that says what it needs."""
    series = view.overview().series
    cell = view.filters.cell
    chosen = [s for s in series if in_cell(s, cell)] if cell else list(series)
    parts: list[Any] = [html.H2("Indicators, worst first", className="visually-hidden")]
    if cell:
        variation, _, assurance = cell.partition(".")
        words = dict(COLUMNS).get(assurance, "")
        shown = f"Only: {MATRIX_WORDS.get(variation, variation)}, {words.lower()}"
        everything = "/" + write(replace(view.filters, cell=""))
        parts.append(
            html.P([html.Span(shown), " ", html.A("Show all", href=everything)], className="block-note")
        )
    if not chosen:
        parts.append(html.P("No indicator is in this cell.", className="muted"))
        return html.Div(parts)
    parts += tables.exceptions(view, tables.grouped(chosen))
    if view.dark and not cell:
        parts.append(
            html.P(
                [
                    f"{wording.plural(len(view.dark), 'indicator')} without data: ",
                    html.A("what would light them", href=address("/catalogue", view.filters)),
                ],
                className="block-note",
            )
        )
    return html.Div(parts)


page = Page(
    title="Home",
    path="/",
    order=1,
    icon="home",
    css="home",
    blocks=(
        Block(lead, height=112, css="home-lead"),
        Block(matrix, height=300, css="home-matrix"),
        Block(listing, height=lambda view: 460 if view.filters.cell else 1400, css="home-list"),
    ),
)
