"""What came of an action, drawn and in words: its indicator's own control chart with the start marked."""

from __future__ import annotations

from typing import Any

from dash import html

from data.language import inside, mark, say, say_count
from layouts import icons, wording
from layouts.filters import address
from layouts.page import View
from layouts.spark import Scale, bounds, level, path, reach, spot
from layouts.svg import Svg, drawing, tag, text
from metrics.acting import STAGES, Action
from metrics.effect import BAD, GOOD, HEADS
from metrics.kpi import Direction, Kpi

WIDE, HIGH, SHOWN = 860, 250, 30
STEPS = {"plan": mark("Plan"), "do": mark("Do"), "study": mark("Study"), "act": mark("Act")}


def outcome(kpi: Kpi, action: Action) -> html.Span:
    """The verdict on the effect as a mark and two or three words."""
    if action.effect is None:
        return html.Span(say("not begun") if action.started is None else say("no data"), className="faint")
    state = action.effect.state
    kind = "improvement" if state in GOOD else "concern" if state in BAD else "common"
    side = {Direction.LOWER: "low", Direction.HIGHER: "high"}.get(kpi.direction, "")
    if kind == "concern":
        side = {"low": "high", "high": "low"}.get(side, "high")
    return html.Span(
        [icons.variation(kind, side if kind != "common" else "", ""), say(HEADS[state])],
        className=f"said said-{kind}",
    )


def due(action: Action) -> html.Span:
    """When it is due; late says so in words and with a mark."""
    said = say("due {day}", day=wording.day(action.due))
    if not action.days_late:
        return html.Span(said, className="due")
    late = say_count(
        action.days_late, "due {day}, {n} day late", "due {day}, {n} days late", day=wording.day(action.due)
    )
    return html.Span(
        [html.B("! ", **{"aria-hidden": "true"}), late],
        className="due due-late",
    )


def cycle(action: Action) -> html.Span | None:
    """Where in Plan-Do-Study-Act it stands."""
    if action.stage not in ("doing", "checking"):
        return None
    parts: list[Any] = []
    for step in STEPS:
        is_now = step == action.step
        parts.append(html.B(say(STEPS[step])) if is_now else html.Span(say(STEPS[step])))
        parts.append("–")
    return html.Span(
        [
            html.Span(say("Now: {step}", step=inside(say(STEPS[action.step]))), className="visually-hidden"),
            html.Span(parts[:-1], **{"aria-hidden": "true"}),
        ],
        className="cycle",
    )


def card(view: View, action: Action) -> html.Article:
    """One action on the board; its title leads to its page."""
    kpi = view.kpi(action.kpi_id)
    words = f"{action.title} {action.owner} {say(kpi.title)} {action.place} {say(STAGES[action.stage])}"
    words += f" {say('late')}" if action.days_late else ""
    return html.Article(
        [
            html.H4(
                html.A(
                    action.title, href=address(f"/actions/{action.action_id}", view.filters), className="door"
                )
            ),
            html.P([html.Span(say(kpi.title)), f" · {action.place}"], className="card-about"),
            html.P([html.Span(action.owner), " · ", due(action)], className="card-about"),
            cycle(action),
            outcome(kpi, action),
        ],
        className=f"card {'card-late' if action.days_late else ''}".strip(),
        **{"data-words": words.lower()},
    )


def there(view: View, one: Action) -> str:
    """The page of the indicator at the place of an action."""
    place = {} if one.scope_type == "network" else {f"{one.scope_type}_id": one.scope_id}
    return address(f"/kpi/{one.kpi_id}", view.filters, **{"facility_id": "", "unit_id": "", **place})


def money(view: View, action: Action) -> str:
    """The currency of the place of an action."""
    return str(view.engine.currency(action.scope_type, action.scope_id))


def chart(view: View, action: Action, kpi: Kpi) -> Svg | None:
    """The last points of the indicator with limits, the day of the start as a line, and the aim."""
    if action.series is None or action.started is None:
        return None
    points = [p.within(kpi.bounds) for p in action.series.points[-SHOWN:]]
    extent = reach(points, action.aim)
    if extent is None:
        return None
    low, high = extent
    scale = Scale(
        points[0].period, max(points[-1].period, action.started), low, high, 8, WIDE - 96, 26, HIGH - 26
    )
    currency = money(view, action)
    short = lambda value: wording.compact(kpi, value, currency)  # noqa: E731 - two short uses below
    x = scale.x(max(action.started, points[0].period))
    content = bounds(points, scale) + level(points, scale)
    content += tag("path", d=f"M{x:.1f} 18V{HIGH - 26}", class_="start")
    anchor = "end" if x > WIDE / 2 else "start"
    content += text(
        say("begun {day}", day=wording.day(action.started)),
        x,
        12,
        class_="axis axis-start",
        text_anchor=anchor,
    )
    judged = [p for p in points if p.centre is not None][-1:]
    labels = [
        (value, say(name, amount=short(value)), "axis")
        for p in judged
        for name, value in (
            (mark("mean {amount}"), p.centre),
            (mark("upper {amount}"), p.upper),
            (mark("lower {amount}"), p.lower),
        )
        if value is not None and low <= value <= high
    ]
    if action.aim is not None and low <= action.aim <= high:
        content += tag("path", d=f"M8 {scale.y(action.aim):.1f}H{WIDE - 96}", class_="goal")
        labels.insert(0, (action.aim, say("aim {amount}", amount=short(action.aim)), "axis axis-goal"))
    content += tag("path", d=path([p for p in points if p.status == "final"], scale), class_="line")
    content += "".join(
        spot(scale.x(p.period), scale.y(p.value), p.variation, p.side, 3.4, hollow=p.status != "final")
        for p in points
        if p.value is not None
    )
    taken: list[float] = []
    for value, words, css in labels:
        y = scale.y(value) + 4
        if all(abs(y - other) >= 13 for other in taken):
            taken.append(y)
            content += text(words, WIDE - 88, y, class_=css)
    for end, css in ((points[0], "axis"), (points[-1], "axis axis-end")):
        content += text(
            wording.period(end.period, action.grain, short=True), scale.x(end.period), HIGH - 6, class_=css
        )
    said = action.effect.sentence if action.effect else ""
    return Svg(
        drawing(WIDE, HIGH, content, class_="effect"), f"{say(kpi.title)}: {said}", "tile-chart effect-chart"
    )
