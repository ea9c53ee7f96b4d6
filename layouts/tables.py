"""Answers in, tables out: semantic HTML, so that a screen reader, a phone and a printer all can read them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from dash import html

from data.language import mark, say, say_count
from layouts import comparing, icons, measured, wording
from layouts.filters import COMPARE_SHORT
from layouts.page import View
from layouts.spark import spark
from layouts.stories import opener, stories
from layouts.svg import Svg
from layouts.wording import SHORT_UNITS, last_point
from metrics.kpi import Kpi
from metrics.question import Series

# Worst first (kpis.md 5.2); within one group the order of the catalogue stays.
_ORDER = {
    ("concern", "fail"): 0, ("concern", "hit_or_miss"): 1, ("concern", "pass"): 2, ("concern", ""): 3,
    ("common", "fail"): 4, ("improvement", "fail"): 5, ("change", ""): 6, ("improvement", "hit_or_miss"): 7,
    ("improvement", "pass"): 8, ("improvement", ""): 9, ("common", "hit_or_miss"): 10, ("common", "pass"): 11,
    ("common", ""): 12,
}  # fmt: skip
GROUPS = (
    (mark("Needs attention"), lambda v: v.variation == "concern"),
    (mark("Keeps missing its target"), lambda v: v.variation == "common" and v.assurance == "fail"),
    (mark("Improved"), lambda v: v.variation == "improvement"),
    (mark("Changed, with no good direction"), lambda v: v.variation == "change"),
    (mark("No real change"), lambda v: v.variation == "common"),
    (mark("Not judged yet"), lambda v: True),
)


def rank(series: Series) -> int:
    """Place of a series in a list that starts with the worst."""
    verdict = series.verdict
    return _ORDER.get((verdict.variation, verdict.assurance), _ORDER.get((verdict.variation, ""), 20))


def shown_value(series: Series, kpi: Kpi, currency: str) -> Any:
    """The value of the last final period; a suppressed one says so and never looks like zero."""
    now = last_point(series)
    hidden = now.hidden if now else series.verdict.hidden
    if hidden:
        return measured.too_few(hidden)
    value = now.value if now else None
    if kpi.unit in SHORT_UNITS or value is None:
        return wording.amount(kpi, value, currency)
    return html.Span([wording.number(kpi, value, currency), html.Span(f" {say(kpi.unit)}", className="unit")])


def grouped(series: Iterable[Series]) -> list[tuple[str, list[Series]]]:
    """Series under the heading that says what they need, worst heading first; empty headings are left out."""
    left = sorted(series, key=rank)
    found: list[tuple[str, list[Series]]] = []
    for heading, belongs in GROUPS:
        mine = [s for s in left if belongs(s.verdict)]
        left = [s for s in left if not belongs(s.verdict)]
        if mine:
            found.append((heading, mine))
    return found


QUIET = (mark("No real change"), mark("Not judged yet"))
FIRST = 12
LONG = 30


def exceptions(view: View, groups: Sequence[tuple[str, list[Series]]]) -> list[Any]:
    """The scorecard: a table per heading, each row a door. A long heading shows its first rows; what needs nobody is
    folded."""
    parts: list[Any] = []
    for index, (heading, rows) in enumerate(groups):
        title = html.H3(
            [say(heading), html.Span(str(len(rows)), className="group-count")],
            className="group-title",
            **{"data-show": say("Show"), "data-hide": say("Hide")},
        )
        if heading in QUIET and index and (len(rows) > LONG or heading == QUIET[1]):
            table = scorecard(view, say(heading), rows, is_headed=False)
            parts.append(html.Details([html.Summary(title), table], className="fold"))
            continue
        told = stories(view, rows)
        is_long = len(told) > FIRST + 4
        shown = told[:FIRST] if is_long else told
        parts += [title, _card(view, say(heading), shown, index == 0)]
        if is_long:
            rest = _card(view, say(heading), told[FIRST:], is_headed=False)
            more = sum(map(len, told[FIRST:]))
            parts.append(html.Details([html.Summary(say("Show {n} more", n=more)), rest], className="more"))
    return parts


def scorecard(view: View, name: str, rows: Sequence[Series], is_headed: bool = True) -> html.Table:
    """One row per indicator: value, difference, variation, assurance, trend."""
    return _card(view, name, [[series] for series in rows], is_headed)


def _card(view: View, name: str, told: Sequence[Sequence[Series]], is_headed: bool) -> html.Table:
    """One part per story: its first indicator, and those of the same kind, which the row opens."""
    names = (
        say("Indicator"),
        say("Now"),
        say(COMPARE_SHORT[view.filters.compared]),
        say("Change"),
        say("Target"),
        say("Trend with limits"),
    )
    css = ("", "num", "num wide", "", "", "wide")
    head = [html.Th(words, scope="col", className=name) for words, name in zip(names, css, strict=True)]
    return html.Table(
        [
            html.Caption(name, className="visually-hidden"),
            html.Colgroup([html.Col() for _ in names]),
            html.Thead(html.Tr(head), className="" if is_headed else "visually-hidden"),
            *(
                html.Tbody([_row(view, story[0], story[1:]), *(_row(view, other) for other in story[1:])])
                for story in told
            ),
        ],
        className="kpis",
        **{"data-sheet": say("Indicators")},
    )


def _row(view: View, series: Series, others: Sequence[Series] = ()) -> html.Tr:
    kpi, verdict, currency = view.kpi(series.kpi_id), series.verdict, view.currency
    trimmed = view.trim(series)
    words = icons.variation_words(verdict.variation, verdict.side)
    promise = icons.assurance_words(verdict.assurance) if verdict.assurance else ""
    now = last_point(series)
    note = wording.period(now.period, view.grain_of(kpi.id), short=True) if now else ""
    return html.Tr(
        [
            html.Th(
                [
                    measured.door(view, kpi, now, "door"),
                    html.Span(say(kpi.owner), className="when", **{"data-head": say("Owner")}),
                    opener(view, series, others),
                    _promised(view, kpi),
                    measured.rests_on(now) if measured.is_poorly(now) else None,
                ],
                scope="row",
            ),
            html.Td([shown_value(series, kpi, currency), html.Span(note, className="when", **{"data-head": say("Period")})], className="num now"),
            html.Td(comparing.cell(view, series, kpi), className="num wide delta"),
            html.Td(html.Span([icons.variation(verdict.variation, verdict.side, ""), words], className=f"said said-{verdict.variation}")),
            html.Td(
                html.Span([icons.assurance(verdict.assurance, ""), promise], className="said said-assure")
                if promise
                else html.Span(say("no target"), className="faint")
            ),
            html.Td(Svg(spark(trimmed.points, verdict.target), verdict.sentence, "spark-cell"), className="wide"),
        ]
    )  # fmt: skip


def _promised(view: View, kpi: Kpi) -> html.Span | None:
    """How many actions about an indicator are open, in the small print of its row."""
    if "promised" not in view.kept:
        view.kept["promised"] = view.engine.open_actions(view.access)
    n = view.kept["promised"].get(kpi.id, 0)
    said = say_count(n, "{n} open action", "{n} open actions")
    return html.Span(said, className="when promised", **{"data-head": say("Actions")}) if n else None


def _labelled(cells: Sequence[Any], head: Sequence[Any]) -> html.Tr:
    """A row whose cells know the name of their column: on a phone it is a card that says them."""
    for cell, name in zip(cells[1:], head[1:], strict=True):
        if isinstance(name, str) and name:
            setattr(cell, "data-label", name)
    return html.Tr(list(cells))


FOLD = 16
CARDS = 4


def _pile(n: int) -> list[html.Details]:
    """What opens the rest of a pile of cards on a phone; it stands behind the table whose rows it shows."""
    if n <= CARDS + 2:
        return []
    closed = html.Span(say("Show {n} more", n=n - CARDS), className="while-closed")
    return [
        html.Details(
            html.Summary([closed, html.Span(say("Hide"), className="while-open")]), className="cards-more"
        )
    ]


def plain(
    head: Sequence[str],
    rows: Iterable[Sequence[Any]],
    name: str,
    numeric: Sequence[int] = (),
    is_drawn: bool = False,
) -> html.Div:
    """Any other table: words left, numbers right, folded when long; a wide one is a list of cards on a phone, unless
    its rows hold drawings and have a shape of their own."""
    css = ["num" if index in numeric else "" for index in range(len(head))]
    columns = [html.Th(words, scope="col", className=name_) for words, name_ in zip(head, css, strict=True)]
    body = [
        _labelled(
            [
                html.Th(row[0], scope="row"),
                *(html.Td(cell, className=name_) for cell, name_ in zip(row[1:], css[1:], strict=True)),
            ],
            head,
        )
        for row in rows
    ]

    is_pile = len(head) > 3 and not is_drawn
    look = "plain cards" if is_pile else "plain"

    def table(part: list[html.Tr], said: str) -> html.Div:
        inner = html.Table(
            [html.Thead(html.Tr(columns)), html.Tbody(part)], className=look, **{"data-sheet": name}
        )
        return html.Div(inner, className="scroll", tabIndex=0, role="region", **{"aria-label": said})

    is_long = len(body) > FOLD + 4
    pile = _pile(FOLD if is_long else len(body)) if is_pile else []
    if not is_long:
        return html.Div([table(body, name), *pile]) if pile else table(body, name)
    more = html.Details(
        [
            html.Summary(say("Show {n} more", n=len(body) - FOLD)),
            table(body[FOLD:], say("{name}, continued", name=name)),
        ]
    )
    return html.Div([table(body[:FOLD], name), *pile, more])
