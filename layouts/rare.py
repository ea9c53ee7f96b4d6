"""Rare harm: a dot for every event, the days between them on a chart made for that, and how long ago the last one was."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from dash import html

from data.language import mark, say, say_count
from layouts import analysis, icons, menus, tables, wording
from layouts.blocks import heading
from layouts.filters import address
from layouts.frozen import NotKept
from layouts.page import Block, View
from layouts.scales import Axis
from layouts.spark import Scale, spot
from layouts.svg import Svg, drawing, tag, text
from metrics.kpi import Kpi
from metrics.question import QuestionError
from metrics.rare import Gap, Rare, is_rare_harm

TITLE = mark("Days between events")
# What the events of a harm are counted against instead of days.
CHANCES = (mark("patient days"), mark("catheter days"), mark("line days"))
WIDE, HIGH = 460, 250
LEFT, RIGHT, STRIP, TOP, BOTTOM = 44, 80, 26, 52, 26
ROW = 300
FEWEST = 3
MOST = 60


def ask(view: View, kpi_id: str, by_chances: bool = False) -> Rare:
    asked = replace(analysis.question(view, kpi_id, ""), since=None, until=None)
    return view.engine.events(asked, by_chances, view.access)  # type: ignore[no-any-return]


def rare(view: View) -> Any:
    """The events that the page's KPI counts, where they are few enough to be looked at one by one."""
    kpi = view.kpi(view.params["kpi_id"])
    if kpi.id in view.dark or not is_rare_harm(kpi) or view.filters.asof is not None:
        return []
    try:
        found = ask(view, kpi.id)
    except QuestionError as error:
        return analysis.silent(say(TITLE), analysis.told(str(error)))
    if not found.n_events:
        return analysis.silent(say(TITLE), say("Not one event so far."))
    if not found.is_sparse:
        words = say(
            "{n} events are too many to be looked at one by one: the chart above judges their rate.",
            n=wording.count(found.n_events),
        )
        return analysis.silent(say(TITLE), words)
    gaps = found.gaps[-MOST:]
    through = (view.stamp.data_through if view.stamp else None) or found.events[-1]
    parts = [*analysis.titled(view, say(TITLE)), html.P(_since(view, found), className="block-note")]
    parts.append(html.P(found.sentence, className="finding"))
    drawn = chart(gaps, found.events, through) if len(gaps) >= FEWEST else timeline(found.events, through)
    parts.append(Svg(drawn, found.sentence, "picture"))
    parts.append(_exposed(view, kpi))
    if gaps:
        rows = [
            [wording.day(gap.on), wording.count(gap.size) if gap.size >= 1 else say("same day")]
            for gap in reversed(gaps)
        ]
        table = tables.plain((say("Event"), say("Days since the one before")), rows, say(TITLE), numeric=(1,))
        parts.append(html.Details([html.Summary(say("Show the events")), table]))
    return html.Div(parts, className="rare", **{"data-figure": say(TITLE)})


def _since(view: View, found: Rare) -> str:
    if found.days_since is None:
        return say_count(found.n_events, "{n} event in all.", "{n} events in all.")
    events = say_count(found.n_events, "{n} event in all", "{n} events in all")
    last = say_count(
        found.days_since,
        "the last one {n} day before the data end",
        "the last one {n} days before the data end",
    )
    return f"{events}, {last}."


def _exposed(view: View, kpi: Kpi) -> html.P | None:
    """The same judged in what the events are measured against, where that is counted by day."""
    try:
        found = ask(view, kpi.id, by_chances=True)
    except QuestionError:
        return None
    if not found.gaps or not found.gaps[-1].is_judged:
        return None
    unit = kpi.unit.removeprefix("per ").lstrip("0123456789, ")
    words = say(
        "Counted in {unit} instead of days (g chart): {sentence}", unit=say(unit), sentence=found.sentence
    )
    return html.P(words, className="block-note")


def timeline(events: Sequence[date], through: date) -> str:
    """A dot for every event: all that can be drawn of two or three."""
    across = Scale(events[0], max(through, events[-1]), 0, 1, LEFT, WIDE - RIGHT, 0, 1)
    return drawing(WIDE, STRIP + 34, _dots(across, events) + _ends(across, STRIP + 28), class_="plot")


def _dots(across: Scale, events: Sequence[date]) -> str:
    content = text(say("one dot for every event"), LEFT, 12, class_="axis")
    content += tag("path", d=f"M{LEFT} {STRIP}H{WIDE - RIGHT}", class_="base")
    return content + "".join(
        tag("circle", cx=f"{across.x(day):.1f}", cy=STRIP, r=3.4, class_="mark full mark-common seen")
        for day in events
        if day >= across.x0
    )


def _ends(across: Scale, y: float) -> str:
    first, last = (wording.period(day, "month", short=True) for day in (across.x0, across.x1))
    return text(first, LEFT, y, class_="axis") + text(last, WIDE - RIGHT, y, class_="axis axis-end")


def chart(gaps: Sequence[Gap], events: Sequence[date], through: date) -> str:
    """Above a dot for every event, below the days since the one before, with the limits of a t chart."""
    before = [day for day in events if day < gaps[0].on]
    across = Scale(
        before[-1] if before else gaps[0].on, max(through, gaps[-1].on), 0, 1, LEFT, WIDE - RIGHT, 0, 1
    )
    shown = [gap.size for gap in gaps]
    ceiling = max([*shown, *(gap.upper for gap in gaps[-1:] if gap.upper and gap.upper < 2.2 * max(shown))])
    up = Axis(0, ceiling * 1.06 or 1.0, HIGH - BOTTOM, TOP)
    content = _dots(across, events)
    for value in up.ticks(3):
        content += tag("path", d=f"M{LEFT} {up.at(value):.1f}H{WIDE - RIGHT}", class_="track")
        content += text(wording.count(value), LEFT - 8, up.at(value) + 4, class_="axis axis-end")
    content += _limits(gaps, across, up)
    points = [
        f"{'M' if k == 0 else 'L'}{across.x(gap.on):.1f} {up.at(gap.size):.1f}" for k, gap in enumerate(gaps)
    ]
    content += tag("path", d="".join(points), class_="line")
    content += "".join(spot(across.x(gap.on), up.at(gap.size), gap.variation, gap.side, 3.2) for gap in gaps)
    return drawing(WIDE, HIGH, content + _ends(across, HIGH - 6), class_="plot")


def _limits(gaps: Sequence[Gap], across: Scale, up: Axis) -> str:
    """Centre and limits as lines, each named at its end."""
    content, taken = "", []
    for name, css, words in (
        ("centre", "level", mark("usual")),
        ("upper", "edge edge-95", mark("upper")),
        ("lower", "edge edge-95", mark("lower")),
    ):
        lines = [(gap.on, getattr(gap, name)) for gap in gaps]
        seen = [(on, value) for on, value in lines if value is not None and up.low < value <= up.high]
        if len(seen) < 2:
            continue
        steps = [
            f"{'M' if k == 0 else 'L'}{across.x(on):.1f} {up.at(value):.1f}"
            for k, (on, value) in enumerate(seen)
        ]
        content += tag("path", d="".join(steps), class_=css)
        y = up.at(seen[-1][1]) + 4
        if all(abs(y - other) > 13 for other in taken):
            taken.append(y)
            content += text(f"{words} {wording.count(seen[-1][1])}", WIDE - RIGHT + 6, y, class_="axis")
    return content


def strip(days: Sequence[date], since: date, through: date) -> str:
    """One row of the list of harm: a dot for every event between two dates."""
    across = Scale(since, through, 0, 1, 8, ROW - 8, 0, 1)
    content = tag("path", d=f"M2 12H{ROW - 2}", class_="track")
    content += "".join(
        tag("circle", cx=f"{across.x(day):.1f}", cy=12, r=3.4, class_="mark full mark-common seen")
        for day in days
        if day >= since
    )
    return drawing(ROW, 24, content, is_fixed=True, class_="dot")


def since_the_last(title: str, *kpis: str) -> Block:
    """How long ago each kind of rare harm last happened, with a dot for every event of two years."""

    def draw(view: View) -> Any:
        rows, refused = [], {}
        through = view.stamp.data_through if view.stamp else None
        for kpi_id in kpis:
            kpi = view.kpi(kpi_id)
            if kpi is None or kpi_id in view.dark or through is None:
                continue
            try:
                found = ask(view, kpi_id)
            except NotKept:
                raise
            except QuestionError as error:
                refused[say(kpi.title)] = analysis.told(str(error))
                continue
            if found.is_sparse:
                rows.append(_row(view, kpi, found, through))
        if not rows:
            words = " ".join(dict.fromkeys(refused.values()))
            return analysis.silent(say(title), words) if words else []
        head = (
            say("Harm"),
            say("Days since the last"),
            say("The last two years, a dot for every event"),
            say("Events"),
            say("Pattern"),
        )
        note = say("The longer between two events, the better. Open one for its chart.")
        parts = [
            *heading(say(title), note, menus.of_figure(view, say(title))),
            tables.plain(head, rows, say(title), numeric=(1, 3)),
        ]
        if refused:
            parts.append(
                html.P(
                    say("Not told here: {names}.", names=", ".join(refused)),
                    className="block-note after-table",
                )
            )
        return html.Div(parts, className="since", **{"data-figure": say(title)})

    return Block(draw, height=lambda view: 90 + 44 * sum(k not in view.dark for k in kpis), title=title)


def _row(view: View, kpi: Kpi, found: Rare, through: date) -> list[Any]:
    since = through.replace(year=through.year - 2, day=min(through.day, 28))
    inside = [day for day in found.events if day >= since]
    drawn = Svg(
        strip(inside, since, through),
        say_count(len(inside), "{n} event in two years", "{n} events in two years"),
        "dot-cell",
    )
    latest = found.gaps[-1] if found.gaps else None
    is_judged = latest is not None and latest.is_judged
    pattern: Any = html.Span(say("too early to judge"), className="faint")
    if is_judged:
        words = icons.variation_words(latest.variation, latest.side)
        icon = icons.variation(latest.variation, latest.side, "")
        pattern = html.Span([icon, words], className=f"said said-{latest.variation}")
    days = say("none yet") if found.days_since is None else wording.count(found.days_since)
    door = html.A(say(kpi.title), href=address(f"/kpi/{kpi.id}", view.filters), className="door")
    return [door, days, drawn, wording.count(len(inside)), pattern]
