"""Is it the same for everybody: every group beside the reference, with gap, ratio and how the gap moves."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from dash import html

from data.language import capital, mark, say
from layouts import analysis, tables, wording
from layouts.blocks import heading
from layouts.caterpillar import whisker
from layouts.filters import address, crossing
from layouts.page import View
from layouts.scales import Axis
from layouts.svg import Svg
from metrics.catalogue import DISPARITIES
from metrics.equity import Stratum
from metrics.gaps import Gaps
from metrics.intervals import Interval
from metrics.kpi import Direction, Kpi
from metrics.question import QuestionError

TITLE = mark("Is it the same for everybody?")
ROW = 128
MOST_TRIED = 4
DAY = timedelta(days=1)


def strata(kpi: Kpi) -> list[str]:
    """The traits of people by which a KPI with a good direction can be compared."""
    if kpi.direction not in (Direction.LOWER, Direction.HIGHER):
        return []
    return list(DISPARITIES["equity_gap"].fits(kpi))


def equity(view: View) -> Any:
    """The gap between the groups of a trait over the window of the page, or its last twelve months."""
    kpi = view.kpi(view.params["kpi_id"])
    dimensions = strata(kpi)
    if kpi.id in view.dark or not dimensions or view.filters.asof is not None:
        return []
    try:
        found = _first_that_tells(view, kpi, dimensions)
    except QuestionError as error:
        return analysis.silent(say(TITLE), analysis.told(str(error)))
    links = analysis.chooser(view, dimensions, found.by)
    window = say(
        "{since} to {until}, with 95 % intervals.",
        since=wording.day(found.since),
        until=wording.day(found.until - DAY),
    )
    if kpi.unit not in wording.SHORT_UNITS:
        window += f" {say('In {unit}.', unit=say(kpi.unit))}"
    said = [
        html.P(found.sentence, className="finding"),
        html.P(found.aged_sentence, className="block-note") if found.aged_sentence else None,
        html.P(say("Over time: {sentence}", sentence=found.trend_sentence), className="block-note")
        if found.trend_sentence
        else None,
    ]
    missing = _left_out(found)
    if found.found is None:
        return html.Div([*heading(say(TITLE)), links, *said, missing])
    return html.Div(
        [
            *analysis.titled(view, say(TITLE)),
            links,
            html.P(window, className="block-note"),
            *said,
            _groups(view, kpi, found),
            missing,
        ],
        className="equity",
        **{"data-figure": say(TITLE)},
    )


def _first_that_tells(view: View, kpi: Kpi, dimensions: list[str]) -> Gaps:
    """The gap by the breakdown of the address, else by the first trait whose groups are large enough."""
    wanted = [view.filters.by] if view.filters.by in dimensions else dimensions[:MOST_TRIED]
    found: Gaps | None = None
    for by in wanted:
        found = view.engine.equity(analysis.question(view, kpi.id, by), view.access)
        if found.found is not None:
            break
    assert found is not None
    return found


def _groups(view: View, kpi: Kpi, found: Gaps) -> Any:
    assert found.found is not None
    rows = found.found.strata
    across = axis_of([row.interval for row in rows])
    held = next(row for row in rows if row.is_reference)

    def line(row: Stratum) -> list[Any]:
        label = found.labels.get(row.group, row.group)
        link = address(view.path, view.filters, **analysis.segment(found.by, row.group, view.filters.only))
        name: list[Any] = [html.A(label, href=link, className="door", **crossing(found.by, row.group))]
        if row.is_reference:
            name.append(html.Span(f" {say('held against')}", className="when", **{"data-head": say("Role")}))
        low, high = (wording.amount(kpi, end, view.currency) for end in (row.interval.low, row.interval.high))
        look = "concern" if row.group == found.found.worst and found.found.is_beyond_chance else "common"
        drawn = whisker(across, row.interval.value, row.interval, held.interval.value, look)
        return [
            name,
            wording.compact(kpi, row.interval.value, view.currency),
            Svg(drawn, say("{low} to {high}", low=low, high=high), "dot-cell"),
            "" if row.is_reference else gap_words(kpi, row, held, view.currency),
            "" if row.is_reference or row.ratio is None else wording.decimal(row.ratio.value, 2),
        ]

    head = (
        capital(wording.dimension(found.by)),
        say("Value"),
        say("95 % interval"),
        say("Gap"),
        say("Ratio"),
    )
    return tables.plain(head, [line(row) for row in rows], say(TITLE), numeric=(1, 3, 4))


def axis_of(intervals: list[Interval]) -> Axis:
    ends = [end for one in intervals for end in (one.low, one.high)]
    margin = (max(ends) - min(ends)) * 0.04 or 1.0
    return Axis(min(ends) - margin, max(ends) + margin, 6, ROW - 6)


def gap_words(kpi: Kpi, row: Stratum, held: Stratum, currency: str) -> str:
    base = held.interval.value
    return wording.change(kpi, base + row.gap.value, base, currency)


def _left_out(found: Gaps) -> html.P | None:
    """Groups that are not in it, by the reason."""
    if not found.left_out:
        return None
    by_reason: dict[str, list[str]] = {}
    for group, code in found.left_out.items():
        by_reason.setdefault(analysis.reason(code), []).append(found.labels.get(group, group))
    said = "; ".join(f"{', '.join(names)}: {why}" for why, names in by_reason.items())
    return html.P(say("Not compared: {said}.", said=said), className="block-note after-table")
