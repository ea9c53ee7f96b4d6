"""Home: what needs me? One sentence, the matrix by exception, and every KPI with the worst first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from dash import html

from data.language import inside, mark, say, say_count
from layouts import comparing, menus, tables, wording
from layouts.blocks import likes, notes, tiles
from layouts.filters import address, write
from layouts.gaps import gaps
from layouts.page import Block, Page, View
from layouts.sections import folded
from layouts.sites import sites
from layouts.speech import woven
from layouts.states import bare, unlit_page
from metrics.question import Series

ROWS = (("improvement", mark("Better")), ("common", mark("Same")), ("concern", mark("Worse")))
COLUMNS = (
    ("pass", mark("Meets")),
    ("hit_or_miss", mark("May miss")),
    ("fail", mark("Misses")),
    ("", mark("No target")),
)
MATRIX_WORDS = {
    "improvement": mark("improved"),
    "common": mark("no real change"),
    "concern": mark("worse"),
    "change": mark("changed"),
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
        return html.Div(
            [html.P(_over(view, [], []), className="overline"), unlit_page(view) or bare(view, ())]
        )
    if not judged:
        first = say("There are too few points to tell change from chance yet.")
    elif not moved:
        first = say("Nothing changed for a reason: all {n} indicators vary as they always do.", n=len(judged))
    else:
        first = _moved(moved, len(worse), len(better))
    sentence: list[Any] = [html.Span(first)]
    if worse:
        kpi = view.kpi(worst_id := worse[0].kpi_id)
        door = html.A(
            title if (title := say(kpi.title))[:2].isupper() else inside(title),
            href=address(f"/kpi/{worst_id}", view.filters),
            className="lead-link",
        )
        sentence += [" ", *woven(say("Look first at {indicator}."), indicator=door)]
    missing = sum(s.verdict.variation == "common" and s.verdict.assurance == "fail" for s in judged)
    if missing:
        words = say_count(
            missing,
            "{n} more will keep missing its target unless the process changes.",
            "{n} more will keep missing their target unless the process changes.",
        )
        sentence.append(f" {words}")
    return html.Div(
        [
            html.P(_over(view, answer.series, judged), className="overline"),
            html.H2(sentence, className="lead-sentence"),
        ]
    )


def _over(view: View, series: Sequence[Series], judged: Sequence[Series]) -> str:
    """Of what the sentence speaks: the place, the period, and how many indicators could be asked."""
    place = view.place_name(view.filters.scope[1])
    facts = [say("{n} indicators reported", n=len(series))]
    if dark := without_data(view):
        facts.append(say("{n} without data", n=len(dark)))
    if view.denied:
        facts.append(say("{n} not permitted", n=len(view.denied)))
    latest = [s.verdict.period for s in judged if s.verdict.period]
    when = (
        say("{period}, last complete period", period=wording.period(max(latest), view.filters.grain))
        if latest
        else ""
    )
    return " · ".join(part for part in (place, when, *facts) if part)


def _moved(moved: int, worse: int, better: int) -> str:
    """How many changed, and which way."""
    parts = [say("{n} for the worse", n=worse)] if worse else []
    parts += [say("{n} for the better", n=better)] if better else []
    if not parts:
        return say_count(moved, "{n} indicator changed for a reason.", "{n} indicators changed for a reason.")
    ways = parts[0] if len(parts) == 1 else say("{first} and {last}", first=parts[0], last=parts[1])
    return say_count(
        moved,
        "{n} indicator changed for a reason: {ways}.",
        "{n} indicators changed for a reason: {ways}.",
        ways=ways,
    )


def without_data(view: View) -> list[str]:
    """The indicators of this market that wait for data."""
    return [kpi_id for kpi_id in view.dark if kpi_id not in view.denied and view.is_listed(kpi_id)]


def in_cell(series: Series, cell: str) -> bool:
    variation, _, assurance = cell.partition(".")
    return series.verdict.variation == variation and series.verdict.assurance == assurance


def matrix(view: View) -> html.Div:
    """Variation against assurance; a cell is a link that restricts the list beside it."""
    series = view.overview().series
    head = html.Tr(
        [html.Td(html.Span(say("Change"), className="visually-hidden"))]
        + [
            html.Th(say(words), scope="col", className="no-target" if not key else "")
            for key, words in COLUMNS
        ]
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
            said = f"{found}: {inside(say(words))}, {inside(say(promise))}"
            pressed = {"aria-current": "true"} if is_open else {}
            cells.append(
                html.Td(html.A(str(found), href=href, className=css, **{"aria-label": said, **pressed}))
            )
        rows.append(html.Tr([html.Th(say(words), scope="row"), *cells]))
    unjudged = sum(s.verdict.variation == "none" for s in series)
    changed = sum(s.verdict.variation == "change" for s in series)
    also = []
    if changed:
        also.append(say("{n} more changed without a good direction.", n=changed))
    if unjudged:
        also.append(say("{n} cannot be judged yet.", n=unjudged))
    return html.Div(
        [
            html.H2(say("Change × target"), className="block-title"),
            html.Table(
                [
                    html.Caption(
                        say("Number of indicators by change and by what the target can expect"),
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
                    say(
                        "Rows: is the change real? Columns: will the process meet its target if nothing is done?"
                    ),
                    " ",
                    html.A(say("How to read this"), href="/help"),
                ],
                className="block-note",
            ),
        ],
        className="change-and-target",
    )


def listing(view: View) -> html.Div:
    """Every KPI under the heading that says what it needs."""
    answer = view.overview(is_compared=True)
    series = answer.series
    cell = view.filters.cell
    chosen = [s for s in series if in_cell(s, cell)] if cell else list(series)
    title = html.H2(say("Indicators, worst first"), className="visually-hidden")
    parts: list[Any] = [html.Div([title, menus.of_table(view, say("Indicators"))], className="list-menu")]
    if view.filters.compare == "peers":
        comparing.peers_of(view, [s.kpi_id for s in series])
    if cell:
        variation, _, assurance = cell.partition(".")
        change, promise = say(MATRIX_WORDS.get(variation, variation)), say(dict(COLUMNS).get(assurance, ""))
        shown = say("Only: {change}, {promise}", change=change, promise=inside(promise))
        everything = "/" + write(replace(view.filters, cell=""))
        parts.append(
            html.P([html.Span(shown), " ", html.A(say("Show all"), href=everything)], className="block-note")
        )
    if not chosen:
        parts.append(html.P(say("No indicator is in this cell."), className="muted"))
        return html.Div(parts)
    parts += tables.exceptions(view, tables.grouped(chosen))
    parts += [*notes(answer), *likes(answer)]
    if (dark := without_data(view)) and not cell:
        parts.append(
            html.P(
                woven(
                    say_count(
                        len(dark),
                        "{n} indicator without data: {door}",
                        "{n} indicators without data: {door}",
                        door="{door}",
                    ),
                    door=html.A(say("what would light them"), href=address("/catalogue", view.filters)),
                ),
                className="block-note",
            )
        )
    return html.Div(parts)


# The twenty of kpis.md 7.1 with their twins of other markets: a market lists those that it uses.
EXECUTIVE = (
    "ed_los_discharged_median", "ed_4h_pct", "ed_lwbs_rate", "ed_boarding_over_4h_pct", "ed_12h_arrival_pct",
    "amb_tnaa_days", "rtt_within_18w_pct", "amb_no_show_rate", "amb_no_show_nhs_dna_rate", "occupancy_midnight_pct",
    "los_index_oe", "delayed_discharge_day_pct", "or_room_utilisation_pct", "readmission_30d_pct", "mortality_oe",
    "harm_incidents_per_1000", "falls_injury_per_1000", "hai_sir", "hcahps_recommend_pct", "fft_positive_pct",
    "complaint_on_time_pct", "turnover_12m_pct", "agency_hours_pct", "operating_margin_pct", "days_in_ar_net",
)  # fmt: skip
EQUAL = (
    "ed_los_discharged_median",
    "ed_lwbs_rate",
    "amb_no_show_rate",
    "amb_no_show_nhs_dna_rate",
    "readmission_30d_pct",
    "hcahps_recommend_pct",
)

page = Page(
    title="Home",
    path="/",
    also=("scorecard", "overview"),
    order=1,
    icon="home",
    css="home",
    has_narrowing=False,
    can_look_back=True,
    blocks=(
        Block(lead, height=112, css="home-lead"),
        Block(matrix, height=300, css="home-matrix"),
        Block(listing, height=lambda view: 460 if view.filters.cell else 900, css="home-list"),
        *folded(
            "For the executive",
            tiles("Twenty indicators", *EXECUTIVE),
            note=mark("twenty indicators that stand for all"),
        ),
        *folded(
            "Site by site",
            sites("Twenty indicators by site", *EXECUTIVE),
            note=mark("every facility beside the others"),
        ),
        *folded(
            "The same for everybody?",
            gaps("Gaps between groups of patients", *EQUAL),
            note=mark("gaps between groups of patients"),
        ),
    ),
)
