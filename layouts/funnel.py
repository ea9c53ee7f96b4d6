"""Places or groups beside each other: a funnel where the engine gives limits, else every figure with its interval.

Never a rank: among units that do the same, somebody is always last by chance.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from dash import html

from data.language import capital, mark, say, say_count
from layouts import analysis, measured, tables, wording
from layouts.caterpillar import caterpillar, door, has_door, linked
from layouts.page import View
from layouts.scales import Axis
from layouts.spark import spot
from layouts.svg import Svg, drawing, tag, text
from metrics.comparing import Comparison, Edge, Member
from metrics.kpi import Direction, Kpi
from metrics.question import QuestionError

WIDE, HIGH = 460, 300
LEFT, RIGHT, TOP, BOTTOM = 58, 18, 26, 44
FEWEST = 5
NAMED = 5
LETTER = 7.6
HIT = 11
DAY = timedelta(days=1)
STATES = {
    "usual": mark("Within limits"),
    "look": mark("Worth a look"),
    "special": mark("Beyond chance"),
    "": mark("Not compared"),
    "none": "",
}
TITLE = mark("Compared with each other")


def title_of(by: str) -> str:
    return say("Compared by {dimension}", dimension=wording.dimension(by))


def compare(view: View) -> Any:
    """The groups of the breakdown in force over the window of the page, or its last twelve months."""
    kpi = view.kpi(view.params["kpi_id"])
    if kpi.id in view.dark:
        return []
    if view.filters.asof is not None:
        return []
    candidates = _candidates(view, kpi)
    if not candidates:
        return analysis.silent(say(TITLE), say("There is only one place here: nothing to compare it with."))
    try:
        found = next(one for by in candidates if (one := _asked(view, kpi, by)))
    except StopIteration:
        return analysis.silent(
            title_of(candidates[0]), say("There is nothing to compare: fewer than two groups have a figure.")
        )
    except QuestionError as error:
        return analysis.silent(say(TITLE), analysis.told(str(error)))
    return drawn(view, kpi, found, analysis.titled(view, title_of(found.by)))


def drawn(view: View, kpi: Kpi, found: Comparison, heading: list[Any], *more: Any) -> Any:
    """A comparison below its heading, and what else is to be said of it."""
    title = title_of(found.by)
    window = f"{wording.span(found.since, found.until - DAY)}."
    if kpi.unit not in wording.SHORT_UNITS:
        window += f" {say('In {unit}.', unit=say(kpi.unit))}"
    notes = [*(html.P(note, className="block-note") for note in found.notes), *more]
    values = _values(view, kpi, found)
    if found.is_funnel:
        picture = Svg(funnel(view, kpi, found), _said(view, kpi, found), "picture", role="group")
        body = [html.P(_said(view, kpi, found), className="finding"), picture, *notes, _folded(values)]
    else:
        window += f" {say('By name: a rank among them would be chance.')}"
        body = [caterpillar(view, kpi, found), *notes]
    return html.Div(
        [*heading, html.P(window, className="block-note"), *body],
        className="compared",
        **{"data-figure": title},
    )


def _candidates(view: View, kpi: Kpi) -> list[str]:
    """The breakdown of the address; else facilities where they are enough for a funnel, else units, else the first."""
    dimensions = [name for name in analysis.splits(view, kpi) if name not in kpi.parts]
    if not dimensions or view.filters.by in dimensions:
        return dimensions and [view.filters.by]
    facilities = sum(place.scope_type == "facility" for place in view.places)
    usual = ["facility_id", "unit_id"] if facilities >= FEWEST else ["unit_id", "facility_id"]
    return list(dict.fromkeys([*(by for by in usual if by in dimensions), analysis.chosen(view, dimensions)]))


def _asked(view: View, kpi: Kpi, by: str) -> Comparison | None:
    """A comparison of at least two groups; a table that names no units has only unknown ones."""
    found: Comparison = view.engine.compare(analysis.question(view, kpi.id, by), view.access)
    named = [o for o in found.members if o.value is not None and not analysis.is_place_without_name(o.group)]
    return found if len(named) > 1 else None


def _said(view: View, kpi: Kpi, found: Comparison) -> str:
    """What the funnel shows, in one sentence."""
    compared = [one for one in found.members if one.state in ("usual", "look", "special")]
    groups = wording.groups(len(compared), found.by)
    beyond = [one for one in compared if one.state == "special"]
    look = sum(one.state == "look" for one in compared)
    if not beyond:
        alike = mark("{indicator}, {groups}: none differs by more than chance.")
        odd = mark("{indicator}, {groups}: none differs by more than chance; {n} worth a look.")
        return say(odd if look else alike, indicator=say(kpi.title), groups=groups, n=look)
    names = [f"{analysis.named(view, found.by, one.group, one.label)} ({side_words(one)})" for one in beyond]
    return say_count(
        len(beyond),
        "{indicator}, {groups}: {n} differs by more than chance, {names}.",
        "{indicator}, {groups}: {n} differ by more than chance, {names}.",
        indicator=say(kpi.title),
        groups=groups,
        names=wording.listed(names),
    )


def side_words(one: Member) -> str:
    return say("above") if one.side == "high" else say("below")


def funnel(view: View, kpi: Kpi, found: Comparison) -> str:
    """Size to the right, value up; the limits narrow with size, and every dot is a door."""
    points = [one for one in found.members if one.value is not None and one.den]
    edges = found.wide_edges or found.edges
    across = Axis(0, max([*(one.den or 0 for one in points), edges[-1].size]), LEFT, WIDE - RIGHT)
    up = _up(kpi, points, edges)
    content = _frame(view, kpi, found, across, up)
    if found.wide_edges:
        content += _lines(found.edges, across, up, "edge edge-plain")
    content += _lines(edges, across, up, "edge")
    if found.middle is not None:
        y = up.at(found.middle)
        content += tag("path", d=f"M{LEFT} {y:.1f}H{WIDE - RIGHT}", class_="reference")
    content += "".join(_dot(view, kpi, found, one, across, up) for one in points)
    standing_out = [one for one in points if one.state in ("special", "look")]
    content += _names(
        standing_out, points, across, up, lambda o: analysis.named(view, found.by, o.group, o.label)
    )
    return drawing(WIDE, HIGH, content, class_="plot")


def _up(kpi: Kpi, points: list[Member], edges: tuple[Edge, ...]) -> Axis:
    """Room for every dot and for the limits of all but the smallest sizes, inside what is possible."""
    usual = edges[len(edges) // 4 :]
    values = [one.value or 0.0 for one in points]
    low, high = min([*values, *(e.low998 for e in usual)]), max([*values, *(e.high998 for e in usual)])
    margin = (high - low) * 0.08 or 1.0
    least, most = kpi.bounds
    low = low - margin if least is None else max(low - margin, least)
    high = high + margin if most is None else min(high + margin, most)
    # A dot at the least that is possible stands above the line of the axis, not on it.
    return Axis(low - (high - low) * 0.05, high, HIGH - BOTTOM, TOP)


def _frame(view: View, kpi: Kpi, found: Comparison, across: Axis, up: Axis) -> str:
    content = tag("path", d=f"M{LEFT} {HIGH - BOTTOM}H{WIDE - RIGHT}", class_="base")
    least = kpi.bounds[0]
    for value in (v for v in up.ticks(4) if least is None or v >= least):
        y = up.at(value)
        content += tag("path", d=f"M{LEFT} {y:.1f}H{WIDE - RIGHT}", class_="track")
        content += text(wording.tick(kpi, value, view.currency), LEFT - 8, y + 4, class_="axis axis-end")
    for value in across.ticks(4):
        content += text(wording.count(value), across.at(value), HIGH - BOTTOM + 18, class_="axis axis-middle")
    content += text(say("how many are behind the figure"), WIDE - RIGHT, HIGH - 6, class_="axis axis-end")
    words = say("95 % and 99.8 % limits")
    if found.wide_edges:
        words = say("95 % and 99.8 % limits, widened; dotted: chance alone")
    return content + text(words, 8, 14, class_="axis")


def _lines(edges: tuple[Edge, ...], across: Axis, up: Axis, css: str) -> str:
    drawn = ""
    for name, look in (("low95", "95"), ("high95", "95"), ("low998", "998"), ("high998", "998")):
        steps, pen = [], "M"
        for edge in edges:
            value = getattr(edge, name)
            if not up.low <= value <= up.high:
                pen = "M"
                continue
            steps.append(f"{pen}{across.at(edge.size):.1f} {up.at(value):.1f}")
            pen = "L"
        if steps:
            drawn += tag("path", d="".join(steps), class_=f"{css} edge-{look}")
    return drawn


def variation_of(kpi: Kpi, one: Member) -> str:
    """What a member outside its limits is called: better, worse, or only different."""
    if one.state not in ("look", "special"):
        return "common"
    if kpi.direction not in (Direction.LOWER, Direction.HIGHER):
        return "change"
    return "improvement" if (one.side == "high") == (kpi.direction is Direction.HIGHER) else "concern"


def _dot(view: View, kpi: Kpi, found: Comparison, one: Member, across: Axis, up: Axis) -> str:
    x, y = across.at(one.den or 0), up.at(one.value or 0)
    is_far = one.state == "special"
    shape = spot(x, y, variation_of(kpi, one), one.side, 5 if is_far else 4, hollow=one.state in ("look", ""))
    said = f"{analysis.named(view, found.by, one.group, one.label)}: {wording.amount(kpi, one.value, view.currency)}, n = {wording.count(one.n)}. {one.sentence}"
    inner = (
        tag("title", _escaped(said))
        + tag("circle", cx=f"{x:.1f}", cy=f"{y:.1f}", r=HIT, class_="hit")
        + shape
    )
    if not has_door(found, one):
        return tag("g", inner)
    # The dots that say nothing are no stop on the way of the Tab key: the table below leads to them.
    stop = {} if one.state in ("look", "special") else {"tabindex": -1}
    return tag("a", inner, href=door(view, found.by, one), aria_label=said, **stop)


def _escaped(words: str) -> str:
    return words.replace("&", "&amp;").replace("<", "&lt;")


def _names(
    named: list[Member], points: list[Member], across: Axis, up: Axis, label: Callable[[Member], str]
) -> str:
    """Names beside the dots that stand out, the farthest first, where they cover neither a dot nor each other."""
    dots = [(across.at(one.den or 0), up.at(one.value or 0)) for one in points]
    taken: list[tuple[float, float, float, float]] = []
    drawn = ""
    for one in sorted(named, key=lambda one: one.state != "special")[:NAMED]:
        x, y = across.at(one.den or 0), up.at(one.value or 0)
        words = label(one)
        wide = LETTER * len(words)
        for left, base, anchor, at in (
            (x + 10, y + 4, "start", x + 10),
            (x - 10 - wide, y + 4, "end", x - 10),
            (x - wide / 2, y - 10, "middle", x),
            (x - wide / 2, y + 20, "middle", x),
        ):
            box = left, base - 13, left + wide, base + 3
            is_inside = box[0] > 0 and box[2] < WIDE and box[1] > 16
            if (
                is_inside
                and not any(_covers(box, (*dot, *dot)) for dot in dots)
                and not any(_covers(box, o) for o in taken)
            ):
                taken.append(box)
                drawn += text(words, at, base, class_="axis name", text_anchor=anchor)
                break
    return drawn


def _covers(box: tuple[float, ...], other: tuple[float, ...]) -> bool:
    return box[0] < other[2] and other[0] < box[2] and box[1] < other[3] and other[1] < box[3]


def _values(view: View, kpi: Kpi, found: Comparison) -> Any:
    """Everything that the funnel shows, as a table in the order of names."""

    def line(one: Member) -> list[Any]:
        if one.value is None:
            return [
                linked(view, found, one),
                measured.too_few(one.hidden),
                "",
                "",
                "",
            ]
        interval = ""
        if one.interval:
            interval = say(
                "{low} to {high}",
                low=wording.number(kpi, one.interval.low, view.currency),
                high=wording.number(kpi, one.interval.high, view.currency),
            )
        return [
            linked(view, found, one),
            wording.compact(kpi, one.value, view.currency),
            interval,
            wording.count(one.n),
            say(STATES[one.state]) + (f", {side_words(one)}" if one.side else ""),
        ]

    head = (
        capital(wording.dimension(found.by)),
        say("Value"),
        say("95 % interval"),
        "n",
        say("In the funnel"),
    )
    return tables.plain(head, [line(one) for one in found.members], title_of(found.by), numeric=(1, 2, 3))


def _folded(table: Any) -> html.Details:
    return html.Details([html.Summary(say("Show the values")), table])
