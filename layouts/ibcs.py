"""Money month by month in the notation of management reports: AC solid, PY light behind, PL outlined, FC hatched."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from dash import html

from data.language import mark, say
from layouts import menus, wording
from layouts.blocks import heading, notes, unlit
from layouts.grids import behind, either, linked, table
from layouts.narrow import WIDE as NARROW
from layouts.page import Block, View
from layouts.svg import drawing, tag, text
from metrics.kpi import Kpi
from metrics.question import Series

ACTUAL, PLAN = "operating_expense_amount", "operating_budget_amount"
WIDE, HIGH, TOP, BELOW = 980.0, 190.0, 22.0, 40.0
SHOWN, AHEAD = 12, 6
SHOWN_NARROW, AHEAD_NARROW = 5, 2
LETTER = 6.3
NUMBER = re.compile(r"[\d.,]*\d")


@dataclass(frozen=True)
class Month:
    """One period: what was spent or is expected, what was planned, what was spent a year before."""

    period: date
    actual: float | None = None
    plan: float | None = None
    before: float | None = None
    forecast: float | None = None
    low: float = 0.0
    high: float = 0.0

    @property
    def level(self) -> float | None:
        return self.actual if self.actual is not None else self.forecast


def months(title: str) -> Block:
    """Spending of the place by month beside its budget and the year before, and what the next months will probably cost."""

    def draw(view: View) -> Any:
        if any(view.kpi(kpi) is None for kpi in (ACTUAL, PLAN)):
            return []
        if reasons := {kpi: view.dark[kpi] for kpi in (ACTUAL, PLAN) if kpi in view.dark}:
            return [*heading(say(title)), unlit(view, reasons)]
        answer = view.ask(ACTUAL, PLAN)
        found = {s.kpi_id: s for s in answer.series if not s.group}
        known = timeline(found.get(ACTUAL), found.get(PLAN), view.grain_of(ACTUAL))
        if not any(one.actual is not None for one in known):
            nothing = html.P(say("There is no finished month with a budget here."), className="muted")
            return [*heading(say(title)), nothing]
        kpi, grain = view.kpi(ACTUAL), view.grain_of(ACTUAL)
        sentence, unit = said(view, known, grain), apart(view, kpi, known)
        in_unit = f" {say('Numbers in {unit}.', unit=unit)}" if unit else ""
        money = lambda value: wording.amount(kpi, value, view.currency)  # noqa: E731 - four short uses right below
        lines = [
            [
                wording.period(one.period, grain, short=True),
                *(money(value) for value in (one.actual, one.plan, one.before, one.forecast)),
            ]
            for one in known
        ]
        head = (say("Period"), say("AC"), say("PL"), say("PY"), say("FC"))
        return html.Div(
            [
                *heading(say(title), f"{sentence} {say(NOTE)}{in_unit}", menus.of_figure(view, say(title))),
                *notes(answer)[:1],
                either(
                    columns(view, kpi, grain, known, WIDE, unit),
                    columns(view, kpi, grain, near(known), NARROW, unit),
                    f"{say(title)}. {sentence}",
                ),
                behind(table(head, lines, say(title))),
            ],
            **{"data-figure": say(title)},
        )

    return Block(draw, height=400, title=title)


NOTE = mark(
    "AC actual, solid; PL budget, outlined; PY the year before, light; FC forecast, hatched, with its 80 % band."
)


def timeline(actual: Series | None, plan: Series | None, grain: str) -> list[Month]:
    """The last year that is final, and the months to come."""
    if actual is None:
        return []
    spent = {p.period: p.value for p in actual.points if p.value is not None and p.status == "final"}
    planned = {p.period: p.value for p in plan.points if p.value is not None} if plan else {}

    def month(period: date, **more: Any) -> Month:
        earlier = wording.earlier(period, grain, "ly")
        return Month(period, plan=planned.get(period), before=spent.get(earlier), **more)

    past = [month(period, actual=spent[period]) for period in sorted(spent)[-SHOWN:]]
    coming = actual.forecast[:AHEAD] if grain == "month" else ()
    return past + [month(f.target, forecast=f.point, low=f.lo80, high=f.hi80) for f in coming]


def near(known: Sequence[Month]) -> list[Month]:
    """What has room on a narrow screen: the last months and the next ones."""
    past = [one for one in known if one.actual is not None]
    coming = [one for one in known if one.actual is None]
    return past[-SHOWN_NARROW:] + coming[:AHEAD_NARROW]


def said(view: View, known: Sequence[Month], grain: str) -> str:
    """The last finished month against its budget, and what the next one will probably bring."""
    kpi = view.kpi(ACTUAL)
    last = [one for one in known if one.actual is not None][-1]
    when, actual = wording.period(last.period, grain), wording.amount(kpi, last.actual, view.currency)
    if last.plan is None:
        first = say("{when}: {actual} spent.", when=when, actual=actual)
    else:
        plan = wording.amount(kpi, last.plan, view.currency)
        first = say("{when}: {actual} spent, {plan} planned.", when=when, actual=actual, plan=plan)
    ahead = next((one for one in known if one.forecast is not None), None)
    if ahead is None:
        return first
    low, high = (wording.amount(kpi, end, view.currency) for end in (ahead.low, ahead.high))
    then = say(
        "{when} will probably cost {low} to {high}.",
        when=wording.period(ahead.period, grain),
        low=low,
        high=high,
    )
    return f"{first} {then}"


def apart(view: View, kpi: Kpi, known: Sequence[Month]) -> str:
    """The unit of the amounts over the columns where they are too long to stand side by side with it, else nothing."""
    words = [wording.compact(kpi, one.level or 0.0, view.currency) for one in known]
    units = {NUMBER.sub("", one).strip() for one in words}
    room = min(WIDE / len(known), NARROW / len(near(known)))
    return units.pop() if len(units) == 1 and LETTER * max(map(len, words)) > room else ""


def columns(view: View, kpi: Kpi, grain: str, known: Sequence[Month], width: float, unit: str = "") -> str:
    """One column per month on one scale, from nothing; the forecast behind a thin line. `unit` is said elsewhere."""
    slot = width / len(known)
    most = (
        max(v for one in known for v in (one.level, one.plan, one.before, one.high) if v is not None) or 1.0
    )
    floor, body, parts = TOP + HIGH, min(slot * 0.52, 34.0), [hatch(width)]
    first_ahead = next((i for i, one in enumerate(known) if one.forecast is not None), None)
    for i, one in enumerate(known):
        left = slot * i + (slot - body) / 2
        content = ""
        for value, shift, css in (
            (one.before, -body * 0.3, "bar bar-before"),
            (one.actual, 0.0, "bar bar-actual"),
            (one.forecast, 0.0, "bar-forecast"),
        ):
            if value is not None:
                fill = f"url(#hatch-{width:.0f})" if css == "bar-forecast" else None
                if fill:
                    content += column(left + shift, body, value / most, floor, "bar-ground")
                content += column(left + shift, body, value / most, floor, css, fill)
        if one.plan is not None:
            content += column(left + body * 0.22, body, one.plan / most, floor, "bar-outline")
        level = one.level or 0.0
        top = floor - HIGH * max(level, one.plan or 0.0, one.before or 0.0, one.high) / most
        if one.forecast is not None:
            x, y0, y1 = (
                left + body / 2,
                floor - HIGH * one.high / most,
                floor - HIGH * max(one.low, 0.0) / most,
            )
            content += tag(
                "path",
                d=f"M{x:.1f} {y0:.1f}V{y1:.1f}M{x - 4:.1f} {y0:.1f}h8M{x - 4:.1f} {y1:.1f}h8",
                class_="whisker",
            )
        words = wording.compact(kpi, level, view.currency)
        name = wording.period(one.period, grain, short=True)
        shown = NUMBER.findall(words)[0] if unit else words
        content += text(shown, slot * (i + 0.5), top - 6, class_="grid-head")
        kind = say("FC" if one.forecast is not None else "AC")
        parts.append(linked(content, "", f"{name}, {kind}: {words}"))
        parts.append(text(name.split(" ")[0], slot * (i + 0.5), floor + 17, class_="grid-head"))
        if i == 0 or one.period.month == 1:
            parts.append(text(str(one.period.year), slot * (i + 0.5), floor + 33, class_="grid-head"))
    parts.append(tag("path", d=f"M0 {floor}H{width:.0f}", class_="axis-line"))
    if first_ahead:
        x = slot * first_ahead
        parts.append(tag("path", d=f"M{x:.1f} {TOP - 12}V{floor + 36}", class_="level"))
        parts.append(text(say("FC"), x + 5, floor + 33, class_="grid-total"))
    return drawing(width, floor + BELOW, "".join(parts), class_="ibcs-columns")


def hatch(width: float) -> str:
    """The pattern of what is not certain; one of a hidden drawing could not be seen, so each drawing has its own."""
    lines = tag("path", d="M0 0V5", class_="hatch-line")
    return tag(
        "defs",
        f'<pattern id="hatch-{width:.0f}" width="5" height="5" patternUnits="userSpaceOnUse" '
        f'patternTransform="rotate(45)">{lines}</pattern>',
    )


def column(x: float, width: float, share: float, floor: float, css: str, fill: str | None = None) -> str:
    high = HIGH * max(share, 0.0)
    place = {"x": f"{x:.1f}", "y": f"{floor - high:.1f}", "width": f"{width:.1f}", "height": f"{high:.1f}"}
    return tag("rect", class_=css, fill=fill, **place)
