"""Where it is worst: one row per place or group on a common scale, each judged against its own past."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from dash import html

from data.language import capital, say
from layouts import icons, menus, tables, wording
from layouts.blocks import heading, notes
from layouts.filters import address, crossing
from layouts.page import Block, View
from layouts.spark import reach, spot
from layouts.splits import expected_rows, split_series, unseen
from layouts.states import nothing_to_split
from layouts.svg import Svg, drawing, tag, text
from layouts.wording import last_point
from metrics.question import Series

WIDE = 360


@dataclass(frozen=True)
class Plot:
    """The common scale of a dot plot: values to pixels, with room for a mark at both ends."""

    low: float
    high: float

    def x(self, value: float) -> float:
        share = (min(max(value, self.low), self.high) - self.low) / (self.high - self.low or 1)
        return 8 + (WIDE - 16) * share


def dot(plot: Plot, one: Series, reference: float | None) -> str:
    """One row of a dot plot: the value, its own limits behind it, and the whole as a line."""
    point = last_point(one)
    content = tag("path", d=f"M2 13H{WIDE - 2}", class_="track")
    if point and point.lower is not None and point.upper is not None:
        content += tag("path", d=f"M{plot.x(point.lower):.1f} 13H{plot.x(point.upper):.1f}", class_="range")
    if reference is not None:
        content += tag("path", d=f"M{plot.x(reference):.1f} 1V25", class_="reference")
    if point and point.value is not None:
        content += spot(plot.x(point.value), 13, one.verdict.variation, one.verdict.side, 4.4)
    return drawing(WIDE, 26, content, is_fixed=True, class_="dot")


def dot_head(plot: Plot, reference: float, words: str) -> str:
    """The name of the reference line, right above it."""
    x = plot.x(reference)
    anchor = "start" if x < 70 else ("end" if x > WIDE - 70 else "middle")
    return drawing(
        WIDE, 16, text(words, x, 12, class_="axis", text_anchor=anchor), is_fixed=True, class_="dot"
    )


def ranking(kpi_id: str, title: str = "", by: str = "", show: int = 14, twin: str = "") -> Block:
    """Where it is worst: one row per place or group, on a common scale, each judged against its own past.

    `twin` is the form of the indicator for markets that do not list it.
    """

    def draw(view: View) -> Any:
        chosen = twin if twin and not view.is_listed(kpi_id) else kpi_id
        return breakdown(view, chosen, by, say(title), show)

    return Block(draw, height=lambda view: 96 + 43 * min(show, expected_rows(view, by)), title=title)


def narrower(view: View, split: str, group: str) -> dict[str, Any]:
    """What changes in the address when one goes into a group."""
    if split in ("facility_id", "unit_id"):
        return {"facility_id": "", "unit_id": "", split: group}
    return {"only": (*(o for o in view.filters.only if o[0] != split), (split, (group,)))}


def breakdown(view: View, kpi_id: str, by: str, title: str, show: int) -> Any:
    kpi = view.kpi(kpi_id)
    if kpi is None:
        return []
    if kpi_id in view.dark:
        return []
    split, found, answer = split_series(view, kpi_id, by)
    series = [view.trim(s) for s in found]
    whole = next(iter(s for s in view.ask(kpi_id).series if not s.group), None)
    title = title or say(
        "{indicator} by {dimension}", indicator=say(kpi.title), dimension=wording.dimension(split)
    )
    if not series:
        nothing = html.P(nothing_to_split(view), className="muted")
        return [*heading(title), *notes(answer), nothing]
    hidden = [s for s in series if (point := last_point(s)) is None or point.value is None]
    series = [s for s in series if s not in hidden]
    reference = last_point(whole) if whole else None
    seen = [p for p in (last_point(s) for s in series[:show]) if p]
    plot = Plot(*(reach([*seen, *([reference] if reference else [])]) or (0.0, 1.0)))
    overall = reference.value if reference else None

    def line(one: Series) -> list[Any]:
        point = last_point(one)
        link = address(f"/kpi/{kpi_id}", view.filters, **narrower(view, split, one.group))
        words = icons.variation_words(one.verdict.variation, one.verdict.side)
        return [
            html.A(one.group_label, href=link, className="door", **crossing(split, one.group)),
            tables.shown_value(one, kpi, view.currency),
            Svg(dot(plot, one, overall), f"{one.group_label}: {one.verdict.sentence}", "dot-cell"),
            html.Span(
                [icons.variation(one.verdict.variation, one.verdict.side, ""), words],
                className=f"said said-{one.verdict.variation}",
            ),
            wording.count(point.n if point else None),
        ]

    said = (
        say("{amount} overall", amount=wording.amount(kpi, overall, view.currency))
        if overall is not None
        else ""
    )
    scale = Svg(dot_head(plot, overall, said), said) if overall is not None else ""
    head = (capital(wording.dimension(split)), say("Value"), scale, say("Change"), "n")
    first = tables.plain(head, [line(one) for one in series[:show]], title, numeric=(1, 4), is_drawn=True)
    parts = [*heading(title, menu=menus.of_kpi(view, kpi_id, title, split)), *notes(answer), first]
    if not series:
        parts = heading(title)
    if rest := series[show:]:
        words = (
            say("Show {n} more, all better than these", n=len(rest))
            if kpi.direction in ("lower", "higher")
            else say("Show {n} more", n=len(rest))
        )
        more = tables.plain(
            head,
            [line(one) for one in rest],
            say("{title}, continued", title=title),
            numeric=(1, 4),
            is_drawn=True,
        )
        parts.append(html.Details([html.Summary(words), more]))
    if hidden:
        parts.append(html.P(unseen(hidden, split), className="block-note after-table"))
    return html.Div(parts, className="ranking", **{"data-figure": title})
