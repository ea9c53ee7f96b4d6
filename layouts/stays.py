"""How long patients stay, all of them: a column per length of stay, with the middle and the slowest tenth marked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

from dash import html

from data.language import mark, say
from layouts import measured, menus, wording
from layouts.blocks import heading
from layouts.grids import behind, either, linked, table
from layouts.narrow import LETTER, box
from layouts.narrow import WIDE as NARROW
from layouts.page import Block, View
from layouts.svg import drawing, tag, text
from metrics.comparing import Comparison, Member
from metrics.question import QuestionError

WIDE, HIGH, TOP, BELOW = 980.0, 190.0, 44.0, 40.0
BETWEEN = 20.0
MARKS = (("los_median_days", mark("half leave by day")), ("los_p90_days", mark("nine in ten by day")))


def bounds_of(band: str) -> tuple[float, float]:
    """The first and the last day of a band: 15-20, 31+, or a single day."""
    first, _, last = band.partition("-")
    low = float(first.rstrip("+"))
    return low, float(last) if last else low


def over_window(view: View, kpi_id: str, by: str) -> Comparison:
    """The groups of a KPI over the period of the page when one was chosen, else over 12 months."""
    filters, through = view.filters, view.stamp.data_through if view.stamp else None
    chosen = bool(filters.period or filters.since or filters.until)
    since, until = filters.window(through) if chosen else (None, None)
    question = replace(filters.question((kpi_id,), by), grain="month", since=since, until=until)
    return view.engine.compare(question, view.access)


def lengths(title: str, kpi_id: str = "discharges_count", by: str = "los_band") -> Block:
    """The distribution of stays; a band with too few people is hatched and has no height."""

    def draw(view: View) -> Any:
        kpi = view.kpi(kpi_id)
        if kpi is None or kpi_id in view.dark:
            return []
        found = over_window(view, kpi_id, by)
        members = sorted(
            (one for one in found.members if one.group[:1].isdigit()), key=lambda one: bounds_of(one.group)
        )
        if not members:
            return [
                *heading(say(title)),
                html.P(say("Nobody was discharged here in this time."), className="muted"),
            ]
        marks = marked(view)
        sentence = said(members, marks)
        span = wording.span(found.since, found.until - timedelta(days=1))
        rows = [[day_words(one.group), few(one)] for one in members]
        rows += [[day_words(one.group), few(one)] for one in found.members if one.group == "unknown"]
        return html.Div(
            [
                *heading(say(title), f"{sentence} {span}.", menus.of_figure(view, say(title))),
                *(html.P(note, className="block-note") for note in found.on_numbers),
                either(columns(members, marks), bars(members, marks), f"{say(title)}. {sentence}"),
                behind(table((say("Length of stay"), say("Discharges")), rows, say(title))),
            ],
            **{"data-figure": say(title)},
        )

    return Block(draw, height=lambda view: 360, title=title)


def marked(view: View) -> list[tuple[float, str]]:
    """The middle and the slowest tenth of the same stays, where they may be shown."""
    found = []
    for kpi_id, words in MARKS:
        if view.kpi(kpi_id) is None or kpi_id in view.dark:
            continue
        try:
            value = over_window(view, kpi_id, "sex").centre
        except QuestionError:
            continue
        if value is not None:
            found.append((value, say(words)))
    return found


def few(one: Member) -> Any:
    if one.hidden:
        return measured.too_few(one.hidden)
    return wording.count(one.value)


def day_words(band: str) -> str:
    if band == "unknown":
        return say("Unknown")
    return say("1 day") if band == "1" else say("{band} days", band=band.replace("-", "–"))


def said(members: Sequence[Member], marks: Sequence[tuple[float, str]]) -> str:
    shown = [one for one in members if one.value is not None]
    words = [f"{name} {value:g}" for value, name in marks]
    if shown:
        most = max(shown, key=lambda one: one.value or 0)
        words.append(say("most stay {days} ({n})", days=day_words(most.group), n=wording.count(most.value)))
    line = "; ".join(words)
    return f"{line[:1].upper()}{line[1:]}."


def columns(members: Sequence[Member], marks: Sequence[tuple[float, str]]) -> str:
    """Columns of the bands with their counts, and a line down at each mark."""
    wide = WIDE / len(members)
    tallest = max((one.value or 0 for one in members), default=0) or 1
    floor, parts = TOP + HIGH, []
    for i, one in enumerate(members):
        x, name = i * wide, day_words(one.group)
        if one.hidden:
            box = {"x": f"{x + 3:.1f}", "y": f"{floor - 14:.1f}", "width": f"{wide - 6:.1f}", "height": 14}
            content = tag("rect", class_="grid-few", **box)
            content += tag(
                "path",
                d=f"M{x + 6:.1f} {floor - 3:.1f}l9 -9M{x + wide / 2:.1f} {floor - 3:.1f}l9 -9",
                class_="grid-hatch",
            )
            parts.append(linked(content, "", say("{name}: too few to show", name=name)))
        else:
            high = HIGH * (one.value or 0) / tallest
            content = tag(
                "rect",
                x=f"{x + 3:.1f}",
                y=f"{floor - high:.1f}",
                width=f"{wide - 6:.1f}",
                height=f"{high:.1f}",
                rx=2,
                class_="lengths-bar",
            )
            content += text(wording.count(one.value), x + wide / 2, floor - high - 6, class_="grid-head")
            parts.append(linked(content, "", f"{name}: {wording.count(one.value)}"))
        parts.append(text(one.group.replace("-", "–"), x + wide / 2, floor + 18, class_="grid-head"))
    parts.append(tag("path", d=f"M0 {floor}H{WIDE}", class_="track"))
    parts.append(text(say("days"), 0, floor + 36, class_="axis"))
    for row, (value, words) in enumerate(marks):
        at = place(members, value)
        tall = HIGH * (members[min(int(at), len(members) - 1)].value or 0) / tallest
        x, y = at * wide, 12 + 16 * row
        parts.append(tag("path", d=f"M{x:.1f} {y + 4}V{floor - tall - 20:.1f}", class_="lengths-mark"))
        anchor = "end" if x > WIDE * 0.7 else "start"
        side = -6 if anchor == "end" else 6
        parts.append(text(f"{words} {value:g}", x + side, y + 6, class_="lengths-words", text_anchor=anchor))
    return drawing(WIDE, floor + BELOW, "".join(parts), class_="lengths-drawing")


def bars(members: Sequence[Member], marks: Sequence[tuple[float, str]]) -> str:
    """The same turned over for a narrow screen: a bar per band, and below the band of a mark a line of its own."""
    tall, left = 25.0, 86.0
    most = max((one.value or 0 for one in members), default=0) or 1
    room, y, parts = NARROW - left - 48, 0.0, []
    for i, one in enumerate(members):
        name = day_words(one.group)
        content = text(name, 0, y + 17, class_="grid-name")
        if one.hidden:
            content += box(left, y + 5, 40, tall - 9, "grid-few")
            content += text(say("too few"), left + 48, y + 17, class_="grid-total")
        else:
            long = room * (one.value or 0) / most
            content += box(left, y + 5, long, tall - 9, "narrow-bar")
            content += text(wording.count(one.value), left + long + 6, y + 17, class_="grid-total")
        parts.append(content)
        y += tall
        for value, words in marks:
            if band(members, value) != i:
                continue
            said = f"{words} {value:g}"
            parts.append(
                tag("path", d=f"M0 {y + 9:.1f}H{NARROW - LETTER * len(said) - 8:.0f}", class_="lengths-mark")
            )
            parts.append(text(said, NARROW, y + 13.5, class_="lengths-words", text_anchor="end"))
            y += BETWEEN
    return drawing(NARROW, y + 4, "".join(parts), class_="narrow")


def band(members: Sequence[Member], value: float) -> int:
    """The band that holds a number of days, else the last."""
    held = (i for i, one in enumerate(members) if value <= bounds_of(one.group)[1] + 0.5)
    return next(held, len(members) - 1)


def place(members: Sequence[Member], value: float) -> float:
    """Where a number of days stands on the axis of bands, in columns: a whole day in the middle of its day."""
    i = band(members, value)
    low, high = bounds_of(members[i].group)
    if value > high + 0.5:
        return i + 0.5
    return i + min(max((value - low + 0.5) / (high - low + 1), 0.0), 1.0)
