"""Bridges: from one amount to another in steps that add up, each step the door to the indicator that it comes from."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from dash import html

from data.language import say
from layouts import menus, rows, wording
from layouts.blocks import heading, unlit
from layouts.filters import address
from layouts.page import Block, View
from layouts.svg import tag
from metrics import charted
from metrics.bridges import Bridge, Step
from metrics.question import QuestionError

# Below this share of the whole the parts would be hairlines on a scale from zero: the scale is cut, and says so.
LEAST_VISIBLE = 0.2


def bridge(
    title: str,
    ask: Callable[[View], Bridge],
    needs: tuple[str, ...],
    lines: int = 7,
) -> Block:
    """One bridge of the engine; `needs` are the KPIs without which it cannot be told."""

    def draw(view: View) -> Any:
        if any(view.kpi(kpi) is None for kpi in needs):
            return []
        if reasons := {kpi: view.dark[kpi] for kpi in needs if kpi in view.dark}:
            return [*heading(say(title)), unlit(view, reasons)]
        try:
            found = ask(view)
        except QuestionError as reason:
            return [*heading(say(title)), html.P(str(reason), className="muted")]
        after = [html.P(note, className="block-note after-table") for note in found.notes]
        return drawn(view, say(title), found, after)

    return Block(draw, height=110 + 43 * lines, title=title)


def budget(title: str) -> Block:
    """Budget, volume, spending by kind of cost, actual."""
    needs = (*charted.BUDGET, charted.SPENDING)
    return bridge(title, lambda view: view.engine.budget_bridge(view.question(), view.access), needs, lines=9)


def cost(title: str) -> Block:
    """Operating cost against the year before: volume, case mix, rate."""
    return bridge(
        title, lambda view: view.engine.cost_bridge(view.question(), view.access), charted.COST, lines=5
    )


def denied(title: str) -> Block:
    """Denied, appealed, recovered, lost, open."""
    return bridge(
        title, lambda view: view.engine.denied_bridge(view.question(), view.access), charted.DENIED, lines=5
    )


def staff(title: str) -> Block:
    """Staff a year before, left, gained, now, funded posts."""
    return bridge(
        title, lambda view: view.engine.staff_bridge(view.question(), view.access), charted.STAFF, lines=6
    )


def drawn(view: View, title: str, found: Bridge, after: list[Any]) -> html.Div:
    """The steps as rows on one scale."""
    levels = _levels(found.steps)
    wholes = [step.amount for step in found.steps if step.whole]
    low, high = min(end for pair in levels for end in pair), max(end for pair in levels for end in pair)
    parts = [abs(step.amount) for step in found.steps if not step.whole and not step.aside]
    is_cut = bool(parts) and min(wholes) > 0 and max(parts) < LEAST_VISIBLE * max(wholes)
    if is_cut:
        reached = [
            end for step, pair in zip(found.steps, levels, strict=True) for end in pair if not step.whole
        ]
        reached += wholes
        spread = max(reached) - min(reached) or max(wholes) * 0.1
        scale = rows.Axis(min(reached) - spread * 0.5, max(reached) + spread * 0.05)
    else:
        scale = rows.axis((low, high))
    lines = [
        _line(view, found, step, pair, scale, is_cut, following)
        for step, pair, following in zip(found.steps, levels, [*levels[1:], None], strict=True)
    ]
    stretch = _stretch(found)
    note = f"{found.sentence} {stretch}"
    if is_cut:
        note += f" {say('The scale does not begin at zero: the cut bars are longer than drawn.')}"
    head = (say("Step"), say("Amount"), say("From start to end"), say("Of the start"))
    return rows.picture(title, head, lines, (1, 3), menus.of_figure(view, title), note, after, "bridge")


def _stretch(found: Bridge) -> str:
    return f"{wording.span(found.since, found.until - timedelta(days=1))}."


def _levels(steps: tuple[Step, ...]) -> list[tuple[float, float]]:
    """Where each bar begins and ends."""
    levels, reached = [], 0.0
    for step in steps:
        if step.whole:
            reached = step.amount
            levels.append((0.0, reached))
        elif step.aside:
            levels.append((0.0, step.amount))
        else:
            levels.append((reached, reached + step.amount))
            reached += step.amount
    return levels


def _look(step: Step, is_last: bool) -> str:
    if step.aside:
        return "bar bar-aside"
    if step.whole:
        return "bar bar-actual" if is_last else "bar bar-plan"
    return {None: "bar bar-common", True: "bar bar-better", False: "bar bar-worse"}[step.is_good]


def _line(
    view: View,
    found: Bridge,
    step: Step,
    ends: tuple[float, float],
    scale: rows.Axis,
    is_cut: bool,
    following: tuple[float, float] | None,
) -> list[Any]:
    is_part = not step.whole and not step.aside
    start = scale.low if is_cut and not is_part else ends[0]
    content = rows.bar(scale, start, ends[1], _look(step, step is found.steps[-1]), 7 if step.aside else 13)
    if is_cut and not is_part:
        content += _break(scale)
    if following is not None and not step.aside:
        content += tag("path", d=f"M{scale.x(ends[1]):.1f} {rows.MIDDLE + 6.5}V{rows.TALL}", class_="joint")
    if is_part:
        content += tag("path", d=f"M{scale.x(ends[0]):.1f} 0V{rows.MIDDLE - 6.5}", class_="joint")
    amount = wording.quantity(step.amount, found.unit, view.currency, is_part)
    signed = wording.quantity(found.share_pct(step), "%", is_signed=is_part)
    kpi = view.kpi(step.kpi_id)
    name = (
        html.A(step.label, href=address(f"/kpi/{kpi.id}", view.filters), className="door")
        if kpi
        else step.label
    )
    tone = {None: "", True: say("better"), False: say("worse")}[step.is_good] if is_part else ""
    said = f"{step.label}: {amount}" + (f", {tone}" if tone else "")
    return [name, amount, rows.cell(content, said), signed]


def _break(scale: rows.Axis) -> str:
    """The sign that a bar is cut: two slanted gaps."""
    x, top, bottom = scale.x(scale.low) + 10, rows.MIDDLE - 8, rows.MIDDLE + 8
    return tag("path", d=f"M{x:.1f} {bottom}l6 {top - bottom}m5 0l-6 {bottom - top}", class_="cut")
