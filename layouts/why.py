"""Why it changed: the part of every group in the change between two periods, from its results and from who was measured."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from dash import html

from data.language import capital, mark, say
from layouts import analysis, tables, wording
from layouts.blocks import heading
from layouts.filters import address, crossing
from layouts.page import View
from layouts.svg import Svg, drawing, tag
from layouts.wording import last_point
from metrics.contribution import REST, Contribution, Part
from metrics.kpi import Direction, Kpi
from metrics.numbers import NOTHING, TOLD_IN_UNIT, is_tiny
from metrics.question import QuestionError
from metrics.why import Why

TITLE = mark("Why it changed")
WIDE, MIDDLE = 150, 11
MOST = 8


@dataclass(frozen=True)
class Bars:
    """The common scale of the bars: what each pulls down or up, in the unit of the KPI, to pixels."""

    low: float
    high: float

    @classmethod
    def of(cls, parts: Sequence[Part]) -> Bars:
        ends = [0.0]
        for part in parts:
            pulls = [part.rate, part.mix] if part.rate is not None else [part.total]
            for is_up in (True, False):
                ends.append(sum(pull for pull in pulls if pull and (pull > 0) == is_up))
        return cls(min(ends), max(ends))

    def x(self, value: float) -> float:
        share = (value - self.low) / (self.high - self.low or 1)
        return 3 + (WIDE - 6) * share


def colour(kpi: Kpi, pull: float) -> str:
    """Whether a part pulls the figure to the good or to the bad side."""
    if kpi.direction not in (Direction.LOWER, Direction.HIGHER) or not pull:
        return "common"
    return "better" if (pull > 0) == (kpi.direction is Direction.HIGHER) else "worse"


def bar(bars: Bars, kpi: Kpi, part: Part) -> str:
    """Filled = the group's own results, hollow = its share of the whole; a tick marks both together."""
    pulls = [(part.rate, "full"), (part.mix, "hollow")] if part.rate is not None else [(part.total, "full")]
    content = tag("path", d=f"M{bars.x(0):.1f} 1V{2 * MIDDLE - 1}", class_="reference")
    reached = {True: 0.0, False: 0.0}
    for pull, look in pulls:
        if not pull:
            continue
        start = reached[pull > 0]
        reached[pull > 0] = start + pull
        left, right = sorted((bars.x(start), bars.x(start + pull)))
        content += tag(
            "rect", x=f"{left:.1f}", y=MIDDLE - 5, width=f"{max(right - left, 0.8):.1f}", height=10,
            class_=f"part part-{look} mark-{colour(kpi, pull)}",
        )  # fmt: skip
    if part.rate and part.mix and (part.rate > 0) != (part.mix > 0):
        x = bars.x(part.total)
        content += tag("path", d=f"M{x:.1f} {MIDDLE - 8}V{MIDDLE + 8}", class_="total")
    return drawing(WIDE, 2 * MIDDLE, content, is_fixed=True, class_="dot")


def together(parts: Sequence[Part]) -> Part:
    """Several parts as one: they add up, their results and shares do not."""
    has_both = all(part.rate is not None for part in parts)
    return Part(
        REST,
        None,
        None,
        sum(part.share_before for part in parts),
        sum(part.share_after for part in parts),
        sum(part.rate or 0.0 for part in parts) if has_both else None,
        sum(part.mix or 0.0 for part in parts) if has_both else None,
        sum(part.total for part in parts),
    )


def why(view: View) -> Any:
    """The contributions to the change of the page's KPI, the largest first."""
    kpi = view.kpi(view.params["kpi_id"])
    if kpi.id in view.dark:
        return []
    if view.filters.asof is not None:
        return analysis.silent(say(TITLE), say(analysis.FROZEN))
    dimensions = analysis.splits(view, kpi)
    if not dimensions:
        return analysis.silent(
            say(TITLE), say("There is nothing here that this figure could be taken apart by.")
        )
    by = analysis.chosen(view, dimensions)
    links = analysis.chooser(view, dimensions, by)
    try:
        found = _asked(view, kpi, by)
    except QuestionError as error:
        return html.Div([*heading(say(TITLE)), links, html.P(analysis.told(str(error)), className="muted")])
    spoken = _spoken(found)
    head = [
        *analysis.titled(view, say(TITLE)),
        links,
        html.P(_periods(view, kpi, found), className="block-note"),
        html.P(found.sentence, className="finding"),
    ]
    if found.contribution is None or not found.contribution.parts:
        return html.Div([*heading(say(TITLE)), *head[-3:], spoken])
    rows = _rows(view, kpi, found)
    return html.Div(
        [*head, rows, _key(found.contribution), spoken], className="why", **{"data-figure": say(TITLE)}
    )


def _asked(view: View, kpi: Kpi, by: str) -> Why:
    """From the period that the page compares with to the one its verdict stands on."""
    asked = replace(analysis.question(view, kpi.id, by), since=None, until=None)
    whole = next((s for s in view.ask(kpi.id).series if not s.group), None)
    now = last_point(view.trim(whole)) if whole else None
    if now is None or now.status != "final":
        return view.engine.why(asked, access=view.access)  # type: ignore[no-any-return]
    before = wording.earlier(now.period, view.grain_of(kpi.id), view.filters.compare)
    known = {p.period for p in whole.points if p.value is not None} if whole else set()
    return view.engine.why(asked, before if before in known else None, now.period, view.access)  # type: ignore[no-any-return]


def _periods(view: View, kpi: Kpi, found: Why) -> str:
    grain = view.grain_of(kpi.id)
    before, after = (wording.period(span[0], grain) for span in (found.before, found.after))
    return say(
        "From {before} to {after}, by {dimension}.",
        before=before,
        after=after,
        dimension=wording.dimension(found.by),
    )


def _spoken(found: Why) -> html.P | None:
    return html.P(" ".join(found.notes), className="block-note") if found.notes else None


def _rows(view: View, kpi: Kpi, found: Why) -> Any:
    whole = found.contribution
    assert whole is not None
    shown, rest = whole.parts, ()
    if whole.is_exact and len(shown) > MOST + 1:
        shown, rest = whole.parts[:MOST], whole.parts[MOST:]
    listed = [*shown, *([together(rest)] if rest else [])]
    bars = Bars.of(listed)
    only = view.filters.only

    # A column has one unit: where a share of the whole says nothing of one part, all are told in their own.
    is_plain = kpi.unit not in ("%", *TOLD_IN_UNIT) and any(
        is_tiny(whole.before + total, whole.before, kpi.unit)
        for total in (whole.change, *(part.total for part in listed))
    )

    def moved(part: float) -> str:
        said = wording.change(kpi, whole.before + part, whole.before, view.currency)
        if said == NOTHING or is_plain:
            return f"{'+' if part > 0 else ''}{wording.number(kpi, part, view.currency)}"
        return said

    def show(value: float | None) -> str:
        return say("too few") if value is None else wording.compact(kpi, value, view.currency)

    def name(part: Part, is_many: bool) -> Any:
        label = analysis.named(view, found.by, part.group, found.labels.get(part.group, part.group))
        label = say("{n} more together", n=len(rest)) if is_many else label
        change = f"{show(part.value_before)} → {show(part.value_after)}"
        under = [] if part.value_after is None and part.value_before is None else [change]
        link = address(view.path, view.filters, **analysis.segment(found.by, part.group, only))
        is_door = part.group != REST and not analysis.is_place_without_name(part.group)
        said = (
            html.A(label, href=link, className="door", **crossing(found.by, part.group)) if is_door else label
        )
        return [
            said,
            *(
                html.Span(f" {words}", className="when", **{"data-head": say("Before → after")})
                for words in under
            ),
        ]

    lines = [
        [
            name(part, bool(rest) and part is listed[-1]),
            moved(part.total),
            Svg(bar(bars, kpi, part), _words(part, moved), "dot-cell"),
        ]
        for part in listed
    ]
    if whole.is_exact:
        total = f"{show(whole.before)} → {show(whole.after)}"
        lines.append(
            [html.B(say("All together")), html.B(moved(whole.change)), html.Span(total, className="sum")]
        )
    head = (
        capital(wording.dimension(found.by)),
        say("Part of the change") if whole.is_exact else say("Change owed to it"),
        say("Results and mix") if whole.is_exact and listed[0].rate is not None else "",
    )
    return tables.plain(head, lines, say(TITLE), numeric=(1,))


def _words(part: Part, moved: Any) -> str:
    """A bar for those who do not see it."""
    if part.rate is None:
        return moved(part.total)
    return say("results {results}, who was measured {mix}", results=moved(part.rate), mix=moved(part.mix))


def _key(whole: Contribution) -> html.P | None:
    if not whole.is_exact or whole.parts[0].rate is None:
        return None
    sample = {
        look: Svg(
            drawing(14, 12, tag("rect", x=1, y=1, width=12, height=10, class_=f"part part-{look} mark-common"), is_fixed=True),
            "",
            "key",
        )
        for look in ("full", "hollow")
    }  # fmt: skip
    return html.P(
        [
            html.Span([sample["full"], say("the group's own results")], className="key-words"),
            html.Span(
                [sample["hollow"], say("who was measured: a group that grew or shrank")],
                className="key-words",
            ),
        ],
        className="chart-note key-line",
    )
