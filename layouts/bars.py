"""Groups as bars with what chance allows around them, the year before as a tick and the target as a line."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from dash import html

from data.language import capital, say
from layouts import menus, rows, wording
from layouts.blocks import heading, notes, unlit
from layouts.breakdown import narrower
from layouts.filters import address, crossing
from layouts.page import Block, View
from layouts.wording import last_point
from metrics.breaks import held_against
from metrics.comparing import Comparison
from metrics.kpi import Direction, Kpi
from metrics.question import QuestionError, Series


@dataclass(frozen=True)
class Bar:
    """One group: its value, what chance allows around it, and the value a year before."""

    group: str
    label: str
    value: float
    n: int | None
    low: float | None = None
    high: float | None = None
    before: float | None = None


def questions(kpi_id: str, by: str, title: str) -> Block:
    """Twelve months of every group with its interval, against the twelve months before."""

    def draw(view: View) -> Any:
        kpi = view.kpi(kpi_id)
        if kpi is None or by not in kpi.by:
            return []
        if kpi_id in view.dark:
            return [*heading(say(title)), unlit(view, {kpi_id: view.dark[kpi_id]})]
        asked = replace(view.question(kpi_id, by=by), since=None)
        try:
            found = view.engine.compare(asked, view.access)
        except QuestionError as reason:
            return [*heading(say(title)), html.P(str(reason), className="muted")]
        earlier, why_not = _earlier(view, asked, found)
        bars = [
            Bar(
                one.group,
                one.label,
                one.value,
                one.n,
                one.interval.low if one.interval else None,
                one.interval.high if one.interval else None,
                earlier.get(one.group),
            )
            for one in found.members
            if one.value is not None
        ]
        last = wording.day(found.until - timedelta(days=1))
        note = say(
            "{since} to {until}: the thin line is what chance allows (95 %).",
            since=wording.day(found.since),
            until=last,
        )
        if earlier:
            note += f" {say('The tick is the twelve months before.')}"
        elif why_not:
            note += f" {say('The twelve months before are not shown: {reason}', reason=why_not)}"
        hidden = sum(one.value is None for one in found.members)
        series = {s.group: s for s in view.ask(kpi_id, by=by).series}
        return _drawn(view, kpi, by, say(title), note, bars, series, hidden)

    return Block(draw, height=560, title=title)


def bullets(kpi_id: str, by: str, title: str) -> Block:
    """The last final value of every group against the target, with the year before as a tick."""

    def draw(view: View) -> Any:
        kpi = view.kpi(kpi_id)
        if kpi is None or by not in (*kpi.by, "facility_id", "unit_id"):
            return []
        if kpi_id in view.dark:
            return [*heading(say(title)), unlit(view, {kpi_id: view.dark[kpi_id]})]
        answer = view.ask(kpi_id, by=by)
        series = {s.group: s for s in answer.series if s.group}
        bars, hidden = [], 0
        for one in series.values():
            point = last_point(one)
            if point is None or point.value is None:
                hidden += 1
                continue
            ago = held_against(kpi, point.period, view.grain_of(kpi_id), "year")
            before = next((p.value for p in one.points if p.period == ago), None)
            bars.append(Bar(one.group, one.group_label, point.value, point.n, before=before))
        note = say("The last final period of each; the tick is the year before.")
        drawn = _drawn(view, kpi, by, say(title), note, bars, series, hidden)
        return [drawn, *notes(answer)]

    return Block(draw, height=440, title=title)


def _earlier(view: View, asked: Any, found: Comparison) -> tuple[dict[str, float], str]:
    """The same groups over the twelve months before, or why they are not known."""
    try:
        before = view.engine.compare(replace(asked, until=found.since), view.access)
    except QuestionError as reason:
        return {}, str(reason)
    return {one.group: one.value for one in before.members if one.value is not None}, ""


def _target(view: View, kpi: Kpi) -> float | None:
    """The target of the place, for its groups; an amount of which each is to have less has none for them."""
    if kpi.is_amount:
        return None
    whole = next((s for s in view.ask(kpi.id).series if not s.group), None)
    return whole.verdict.target if whole else None


def _drawn(
    view: View,
    kpi: Kpi,
    by: str,
    title: str,
    note: str,
    bars: list[Bar],
    series: dict[str, Series],
    hidden: int,
) -> Any:
    if not bars:
        return [*heading(title), html.P(say("Every group rests on too few to be shown."), className="muted")]
    bars = sorted(bars, key=lambda bar: bar.value if kpi.direction == Direction.HIGHER else -bar.value)
    target = _target(view, kpi)
    reach = [v for bar in bars for v in (bar.value, bar.low, bar.high, bar.before)]
    scale = rows.Axis(0.0, 100.0) if kpi.bounds == (0, 100) else rows.axis([*reach, target])
    lines = [_line(view, kpi, by, bar, series.get(bar.group), scale, target) for bar in bars]
    line: Any = say("Share") if scale.high == 100 else say("Size")
    if target is not None:
        line = rows.over(
            scale, target, say("target {amount}", amount=wording.amount(kpi, target, view.currency))
        )
    noun = wording.dimension(by)
    head = [capital(noun), say("Value"), line, say("Change"), say("Year before"), "n"]
    if all(bar.before is None for bar in bars):
        for row in (head, *lines):
            del row[4]
    after = []
    if hidden:
        groups = wording.groups(hidden, by)
        words = say("{groups} not shown: too few answers.", groups=groups)
        after.append(html.P(words, className="block-note after-table"))
    return rows.picture(
        title, head, lines, (1, *range(4, len(head))), menus.of_figure(view, title), note, after, "bars"
    )


def _line(
    view: View, kpi: Kpi, by: str, bar: Bar, series: Series | None, scale: rows.Axis, target: float | None
) -> list[Any]:
    content = rows.bar(scale, scale.low, bar.value, "bar bar-soft", 12)
    if bar.low is not None and bar.high is not None:
        content += rows.between(scale, bar.low, bar.high)
    if bar.before is not None:
        content += rows.upright(scale, bar.before, "tick", 9)
    if target is not None:
        content += rows.upright(scale, target, "goal", 13)
    amount = wording.amount(kpi, bar.value, view.currency)
    before = wording.amount(kpi, bar.before, view.currency) if bar.before is not None else "–"
    span = ""
    if bar.low is not None and bar.high is not None:
        span = say(
            "95 % interval {low} to {high}",
            low=wording.number(kpi, bar.low),
            high=wording.number(kpi, bar.high),
        )
    said = f"{bar.label}: {amount}{f', {span}' if span else ''}"
    if bar.before is not None:
        said += f"; {say('year before {before}', before=before)}"
    link = address(f"/kpi/{kpi.id}", view.filters, **narrower(view, by, bar.group))
    return [
        html.A(bar.label, href=link, className="door", **crossing(by, bar.group)),
        html.Span(amount, title=span) if span else amount,
        rows.cell(content, said),
        rows.signal(series.verdict) if series else "",
        before,
        wording.count(bar.n),
    ]
