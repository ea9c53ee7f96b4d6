"""Gaps of several indicators beside each other: difference and ratio to the reference, and whether chance explains them."""

from __future__ import annotations

from math import log
from typing import Any

from dash import html

from data.language import say, say_count
from layouts import analysis, icons, menus, tables, wording
from layouts.blocks import heading
from layouts.equity import gap_words, strata
from layouts.filters import address
from layouts.frozen import NotKept
from layouts.leading import NAMED
from layouts.page import Block, View
from layouts.scales import Axis
from layouts.spark import spot
from layouts.speech import named, woven
from layouts.states import bare, has_value
from layouts.svg import Svg, drawing, tag
from metrics.gaps import Gaps
from metrics.kpi import Kpi
from metrics.question import QuestionError
from metrics.spc import PROVISIONAL_POINTS

WIDE = 190
USUAL = "sex"
FARTHEST = 4.0  # times: what lies beyond is drawn at the end


def traits(view: View) -> list[str]:
    """Every trait by which an indicator of the page can be compared."""
    found = [name for kpi in view.kpis if kpi.id not in view.dark for name in strata(kpi)]
    return list(dict.fromkeys(found))


def trait(view: View) -> str:
    """The trait in force: that of the address, else the usual one."""
    known = traits(view)
    if view.filters.by in known:
        return view.filters.by
    return USUAL if USUAL in known or not known else known[0]


def choice(view: View) -> Any:
    """Which trait the page compares by, and how to read it."""
    known = traits(view)
    by = trait(view)
    words = say(
        "Each line holds the group that is worst off against the group it is measured by, over the "
        "last twelve finished months. Read difference and ratio together: they can disagree."
    )
    early = say("Whether a gap grows or shrinks is told from {n} finished quarters on.", n=PROVISIONAL_POINTS)
    return html.Div([analysis.chooser(view, known, by), html.P(f"{words} {early}", className="block-note")])


def differs(*kpis: str) -> Block:
    """One sentence over these indicators: of which the groups differ by more than chance."""

    def draw(view: View) -> Any:
        by = trait(view)
        known = [
            kpi for k in kpis if (kpi := view.kpi(k)) is not None and k not in view.dark and by in strata(kpi)
        ]
        found = [
            (kpi, gap.found) for kpi in known if (gap := _asked(view, kpi, by)) is not None and gap.found
        ]
        if (
            known
            and view.filters.only
            and not found
            and not has_value(view, view.ask(*(k.id for k in known)).series)
        ):
            return bare(view, [kpi.id for kpi in known])
        if not found:
            return []
        by_words, n = wording.dimension(by), len(found)
        beyond = [kpi for kpi, gap in found if gap.is_beyond_chance]
        if not beyond:
            words = say(
                "By {dimension}, none of {n} indicators differs by more than chance.", dimension=by_words, n=n
            )
            return html.P(words, className="lead-sentence lead-small")
        sentence = say_count(
            len(beyond),
            "By {dimension}, {n} of {all} indicators differs by more than chance: {indicators}.",
            "By {dimension}, {n} of {all} indicators differ by more than chance: {indicators}.",
            dimension=by_words,
            all=n,
            indicators="{indicators}",
        )
        links: list[Any] = [
            html.A(
                say(kpi.title),
                href=address(f"/kpi/{kpi.id}", view.filters, by=by),
                className="lead-link lead-worse",
            )
            for kpi in beyond[:NAMED]
        ]
        if (more := len(beyond) - NAMED) > 0:
            links.append(say("{n} more", n=more))
        return html.P(woven(sentence, indicators=named(links)), className="lead-sentence lead-small")

    return Block(draw, height=72, css="page-said")


def gaps(title: str, *kpis: str) -> Block:
    """One line per indicator: who is worst off, by how much, and is that more than chance?"""

    def draw(view: View) -> Any:
        by = trait(view)
        lines, silent = [], []
        for kpi_id in kpis:
            kpi = view.kpi(kpi_id)
            if kpi is None or kpi_id in view.dark:
                continue
            found = _asked(view, kpi, by) if by in strata(kpi) else None
            if found is None or found.found is None:
                silent.append(say(kpi.title))
            else:
                is_judged = any(point.is_judged for point in found.trend)
                lines.append((_line(view, kpi, found), is_judged))
        rest = (
            say(
                "By {dimension} there is no comparison of: {names}.",
                dimension=wording.dimension(by),
                names=", ".join(silent),
            )
            if silent
            else ""
        )
        if not lines:
            return analysis.silent(say(title), rest) if rest else []
        head = [
            say("Indicator"),
            say("Worst off against"),
            say("Gap"),
            say("Ratio"),
            say("Ratio with 95 % interval"),
            say("Chance"),
            say("Over time"),
        ]
        if not any(is_judged for _, is_judged in lines):
            head = head[:-1]
        table = tables.plain(head, [line[: len(head)] for line, _ in lines], say(title), numeric=(2, 3))
        below = html.P(rest, className="block-note after-table") if rest else None
        bar = heading(say(title), menu=menus.of_figure(view, say(title)))
        return html.Div([*bar, table, below], className="gaps", **{"data-figure": say(title)})

    return Block(draw, height=lambda view: 80 + 52 * sum(k not in view.dark for k in kpis), title=title)


def _asked(view: View, kpi: Kpi, by: str) -> Gaps | None:
    try:
        return view.engine.equity(analysis.question(view, kpi.id, by), view.access)  # type: ignore[no-any-return]
    except NotKept:
        raise
    except QuestionError:
        return None


def _line(view: View, kpi: Kpi, found: Gaps) -> list[Any]:
    assert found.found is not None
    one = found.found
    worst = next(row for row in one.strata if row.group == one.worst)
    held = next(row for row in one.strata if row.is_reference)
    names = [found.labels.get(group, group) for group in (one.worst, one.reference)]
    door = html.A(say(kpi.title), href=address(f"/kpi/{kpi.id}", view.filters, by=found.by), className="door")
    ratio = "" if one.ratio is None else wording.decimal(one.ratio.value, 2)
    chance = say("more than chance") if one.is_beyond_chance else say("within chance")
    look = "concern" if one.is_beyond_chance else "common"
    sure = Svg(_ratio(one.ratio, look), _said(one.ratio), "dot-cell") if one.ratio else ""
    return [
        door,
        say("{worst} against {reference}", worst=names[0], reference=names[1]),
        gap_words(kpi, worst, held, view.currency),
        ratio,
        sure,
        html.Span(chance, className="said said-concern" if one.is_beyond_chance else "said"),
        _trend(found),
    ]


def _said(ratio: Any) -> str:
    return say(
        "{value} times, {low} to {high}",
        value=wording.decimal(ratio.value, 2),
        low=wording.decimal(ratio.low, 2),
        high=wording.decimal(ratio.high, 2),
    )


def _ratio(ratio: Any, look: str) -> str:
    """On a scale of times, where half and double lie equally far from the line of the same."""
    across = Axis(-log(FARTHEST), log(FARTHEST), 6, WIDE - 6)
    low, value, high = (across.at(log(max(end, 1e-6))) for end in (ratio.low, ratio.value, ratio.high))
    content = tag("path", d=f"M2 12H{WIDE - 2}", class_="track") + tag(
        "path", d=f"M{across.at(0):.1f} 1V23", class_="reference"
    )
    content += tag("path", d=f"M{low:.1f} 12H{high:.1f}M{low:.1f} 8V16M{high:.1f} 8V16", class_="whisker")
    return drawing(WIDE, 24, content + spot(value, 12, look, "high", 4), is_fixed=True, class_="dot")


def _trend(found: Gaps) -> Any:
    """Whether the gap moved, from the last quarter that was judged."""
    judged = [point for point in found.trend if point.is_judged]
    if not judged:
        return html.Span(say("too early to judge"), className="faint")
    last = judged[-1]
    side = "high" if last.centre is not None and last.gap > last.centre else "low"
    words = icons.variation_words(last.variation, side)
    return html.Span(
        [icons.variation(last.variation, side, ""), words], className=f"said said-{last.variation}"
    )
