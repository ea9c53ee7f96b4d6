"""The blocks that most pages are made of: tiles, a table of further indicators, and the same chart for every place."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from dash import html

from data.language import mark, say
from layouts import comparing, icons, measured, menus, staleness, tables, wording
from layouts.filters import address
from layouts.page import Block, View
from layouts.spark import reach, small
from layouts.splits import expected_rows, split_series, unseen
from layouts.states import nothing_left, nothing_to_split
from layouts.svg import Svg
from metrics.kpi import Kpi
from metrics.question import Answer, Series

LONG_NOTE = 240


def heading(title: str, note: str = "", menu: Any = None) -> list[Any]:
    """The title of a block, one muted line under it, and the menu of what can be taken away."""
    head = html.H2(title, className="block-title")
    return [
        html.Div([head, menu], className="block-bar") if menu else head,
        html.P(note, className="block-note") if note else None,
    ]


def notes(answer: Any) -> list[Any]:
    """Sentences the engine wants said with an answer; a long list of names is folded behind what it is a list of."""
    return [_note(note) for note in answer.notes]


def likes(answer: Answer) -> list[Any]:
    """Of which places the differences of an answer are, where it was asked like for like."""
    return [_note(one) for one in answer.likes]


def _note(note: str) -> Any:
    head, colon, names = note.partition(": ")
    if len(note) < LONG_NOTE or not colon:
        return html.P(note, className="block-note")
    return html.Details(
        [html.Summary(f"{head}.", **{"data-why": say("Show which")}), html.P(names, className="block-note")],
        className="unlit-list",
    )


def ends(points: Any, grain: str) -> tuple[str, str]:
    if not points:
        return "", ""
    return wording.period(points[0].period, grain, short=True), wording.period(
        points[-1].period, grain, short=True
    )


def _chart(view: View, series: Series, kpi: Kpi, extent: tuple[float, float] | None = None) -> Svg:
    points = view.trim(series).points
    name = f"{series.group_label}: " if series.group else ""
    drawn = small(
        points,
        series.verdict.target,
        extent,
        lambda value: wording.compact(kpi, value, view.currency),
        ends(points, view.grain_of(kpi.id)),
    )
    return Svg(drawn, f"{name}{series.verdict.sentence}", "tile-chart")


def row(view: View, told: Sequence[tuple[Series, str]]) -> list[Any]:
    """Tiles beside each other, each with why it stands here; what several of them have no line for is said once."""
    lone = [series for series, _ in told if _is_lone(view, series)]
    without = lone if len(lone) > 1 else []
    tiles = [tile(view, series, over, has_chart=series not in without) for series, over in told]
    return [html.Div(tiles, className="tiles"), *_no_lines(without)]


def _is_lone(view: View, series: Series) -> bool:
    return sum(point.value is not None for point in view.trim(series).points) == 1


def _no_lines(lone: Sequence[Series]) -> list[html.P]:
    words = say("Where there is one value in this time, no line is drawn: it needs two.")
    return [html.P(words, className="block-note after-table")] if lone else []


def tile(view: View, series: Series, over: str = "", has_chart: bool = True) -> html.Article:
    """One KPI at a glance: value, sentence, small chart; the whole tile is one link. `over` says why it stands here."""
    kpi, verdict = view.kpi(series.kpi_id), series.verdict
    now = wording.last_point(series)
    period = wording.period(now.period, view.grain_of(kpi.id), short=True) if now else ""
    context = " · ".join(part for part in (period, comparing.said(view, series, kpi)) if part)
    return html.Article(
        [
            html.Div(over, className="tile-over") if over else None,
            html.H3(measured.door(view, kpi, now, "door tile-door")),
            html.Div(
                [
                    html.Span(tables.shown_value(series, kpi, view.currency), className="tile-value"),
                    icons.variation(verdict.variation, verdict.side),
                    icons.assurance(verdict.assurance) if verdict.assurance else None,
                ],
                className="tile-line",
            ),
            html.Div([context, staleness.mark(view, kpi)], className="tile-context"),
            measured.rests_on(now),
            _chart(view, series, kpi) if has_chart else None,
            menus.of_kpi(view, kpi.id, say(kpi.title)),
        ],
        className=f"tile tile-{verdict.variation}",
        **{"data-figure": say(kpi.title)},
    )


def unlit(view: View, reasons: dict[str, str]) -> Any:
    """KPIs without a value: their names in a line that opens, and what would light each or who may see it."""
    closed = {k: reason for k, reason in reasons.items() if k in view.denied}
    dark = {k: reason for k, reason in reasons.items() if k in view.dark and k not in closed}
    empty = {k: reason for k, reason in reasons.items() if k not in view.dark and k not in closed}
    lists = [
        _folded(view, sentence, found)
        for sentence, found in (
            (mark("Nothing here: {names}"), empty),
            (mark("No data yet: {names}"), dark),
            (mark("Not permitted: {names}"), closed),
        )
    ]
    return lists if any(lists) else None


def _folded(view: View, sentence: str, reasons: dict[str, str]) -> Any:
    if not reasons:
        return None
    doors = {
        k: html.Dt(html.A(say(view.kpi(k).title), href=address(f"/kpi/{k}", view.filters))) for k in reasons
    }
    listed = [
        html.Div([*(doors[k] for k in reasons if reasons[k] == reason), html.Dd(reason)])
        for reason in dict.fromkeys(reasons.values())
    ]
    names = wording.listed([say(view.kpi(k).title) for k in reasons], 4)
    return html.Details(
        [
            html.Summary(say(sentence, names=names), **{"data-why": say("Why")}),
            html.Dl(listed, className="facts"),
        ],
        className="unlit-list",
    )


def tiles(title: str, *kpis: str, note: str = "") -> Block:
    """A titled row of KPIs, in the given order; those without data come last and say what is missing."""

    def draw(view: View) -> list[Any]:
        known = [k for k in view.market.counted(*kpis) if view.is_listed(k)]
        answer = view.ask(*(k for k in known if k not in view.dark))
        if view.filters.compare == "peers":
            comparing.peers_of(view, answer.question.kpis)
        found = {s.kpi_id: s for s in answer.series if not s.group}
        lit = row(view, [(found[k], "") for k in known if k in found]) if found else []
        reasons = {k: view.dark.get(k) or answer.dark.get(k) or nothing_left(view, k) for k in known}
        waiting = unlit(view, {k: reasons[k] for k in known if k not in found})
        said = [*notes(answer), *likes(answer)]
        return [*heading(say(title), say(note)), *said, *lit, waiting] if known else []

    def height(view: View) -> int:
        return 46 + 277 * -(
            -sum(view.is_listed(k) and k not in view.dark for k in view.market.counted(*kpis)) // 3
        )

    return Block(draw, height, kpis=kpis)


def further(title: str, numbers: tuple[str, ...], *shown: str) -> Block:
    """Every other indicator whose catalogue number starts with one of `numbers`, as a scorecard, worst first."""

    def belongs(view: View, kpi_id: str) -> bool:
        kpi = view.kpi(kpi_id)
        is_mine = kpi_id not in view.market.counted(*shown) and kpi.number.startswith(numbers)
        # A filter makes a share of it.
        is_signal = not kpi.is_always_whole or any(name in kpi.by for name, _ in view.filters.only)
        return is_mine and is_signal and view.is_listed(kpi_id)

    def chosen(view: View) -> list[str]:
        return [kpi.id for kpi in view.kpis if kpi.id not in view.dark and belongs(view, kpi.id)]

    def draw(view: View) -> list[Any]:
        kpis = chosen(view)
        if not kpis:
            waiting = unlit(view, {k: view.dark[k] for k in view.dark if belongs(view, k)})
            return [*heading(say(title)), waiting] if waiting else []
        answer = view.ask(*kpis)
        if view.filters.compare == "peers":
            comparing.peers_of(view, kpis)
        rows = sorted((s for s in answer.series if not s.group), key=tables.rank)
        rest = unlit(view, {k: view.dark[k] for k in view.dark if belongs(view, k)})
        if not rows:
            nothing = html.P(nothing_left(view), className="muted")
            return [*heading(say(title)), *notes(answer), nothing, rest]
        unjudged = [s for s in rows if s.verdict.variation == "none"]
        if not 3 < len(unjudged) < len(rows):
            unjudged = []
        judged = _first_ones(view, say(title), [s for s in rows if s not in unjudged])
        folded = (
            html.Details(
                [
                    html.Summary(say("Show {n} that cannot be judged yet", n=len(unjudged))),
                    tables.scorecard(view, say(title), unjudged, is_headed=False),
                ]
            )
            if unjudged
            else None
        )
        return [
            *heading(say(title), menu=menus.of_table(view, say(title))),
            *notes(answer),
            *likes(answer),
            *judged,
            folded,
            rest,
        ]

    return Block(
        draw, lambda view: 90 + 51 * min(len(chosen(view)), tables.FIRST + 4), css="further", tells=chosen
    )


def _first_ones(view: View, name: str, rows: list[Series]) -> list[Any]:
    """A scorecard, worst first; of a long one the first rows, and the others behind a line that opens them."""
    if len(rows) <= tables.FIRST + 4:
        return [tables.scorecard(view, name, rows)]
    more = say("Show {n} more", n=len(rows) - tables.FIRST)
    rest = tables.scorecard(view, name, rows[tables.FIRST :], is_headed=False)
    return [
        tables.scorecard(view, name, rows[: tables.FIRST]),
        html.Details([html.Summary(more), rest], className="more"),
    ]


def multiples(kpi_id: str, title: str = "", by: str = "", show: int = 9) -> Block:
    """The same chart for every place, on one scale, so that shapes can be compared at a glance."""

    def draw(view: View) -> Any:
        kpi = view.kpi(kpi_id)
        if kpi is None:
            return []
        if kpi_id in view.dark or not view.is_listed(kpi_id):
            return []
        split, every, answer = split_series(view, kpi_id, by)
        seen = [s for s in every if any(p.value is not None for p in view.trim(s).points)]
        series = sorted(seen, key=tables.rank)
        hidden = [s for s in every if s not in series]
        extents = [e for e in (reach(view.trim(s).points, s.verdict.target) for s in series[:show]) if e]
        extent = (min(e[0] for e in extents), max(e[1] for e in extents)) if extents else None
        lone = [s for s in series[:show] if _is_lone(view, s)]
        lone = lone if len(lone) > 1 else []
        cells = [
            html.Div(
                [
                    html.H3(
                        [s.group_label, icons.variation(s.verdict.variation, s.verdict.side)],
                        className="multiple-title",
                    ),
                    tables.shown_value(s, kpi, view.currency) if s in lone else _chart(view, s, kpi, extent),
                ],
                className="multiple",
            )
            for s in series[:show]
        ]
        name = say(title) or say(
            "{indicator} by {dimension}", indicator=say(kpi.title), dimension=wording.dimension(split)
        )
        head = heading(
            name,
            say("One scale for all; each line is judged against its own past."),
            menus.of_kpi(view, kpi_id, name, split),
        )
        if not every:
            cells = [html.P(nothing_to_split(view), className="muted")]
        rest = html.P(unseen(hidden, split), className="block-note after-table") if hidden else None
        shown = html.Div(cells, className="tiles") if cells else None
        return html.Div([*head, *notes(answer), shown, *_no_lines(lone), rest], **{"data-figure": name})

    return Block(
        draw, height=lambda view: 70 + 205 * -(-min(show, expected_rows(view, by)) // 3), title=title
    )
