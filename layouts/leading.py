"""What a page leads with: a sentence of what needs attention, worst first, and the tiles of it with what balances it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from dash import html

from data.language import say
from layouts import tables
from layouts.blocks import notes, row
from layouts.page import Block, View
from layouts.speech import named, woven
from layouts.states import bare, has_value, is_bare, nothing_left, unlit_page
from metrics.question import Series

NAMED = 3
SHOWN = 3


def lead(*kpis: str, beside: Sequence[str] = ()) -> Block:
    """One sentence over these indicators, each name a door; then what worsened of those that must not pay for them."""

    def draw(view: View) -> Any:
        if not _known(view, *kpis, *beside):
            return unlit_page(view) or []
        found = _asked(view, *kpis, *beside)
        if not has_value(view, found) and is_bare(view):
            return bare(view, _known(view, *kpis, *beside))
        series = [s for s in found if s.kpi_id not in view.market.counted(*beside)] or found
        judged = [s for s in series if s.verdict.variation != "none"]
        worse = _sorted(judged, lambda s: s.verdict.variation == "concern")
        missing = _sorted(judged, _misses)
        better = _sorted(judged, lambda s: s.verdict.variation == "improvement")
        changed = _sorted(judged, lambda s: s.verdict.variation == "change")
        sentence: list[Any] = []
        if worse:
            sentence += [*woven(say("{indicators} got worse."), indicators=_named(view, worse, "worse")), " "]
        if missing:
            words = (
                say("{indicators} keeps missing its target.")
                if len(missing) == 1
                else say("{indicators} keep missing their targets.")
            )
            sentence += [*woven(words, indicators=_named(view, missing, "worse")), " "]
        if better:
            words = say("{indicators} got better.") if worse else say("{indicators} improved.")
            sentence += [*woven(words, indicators=_named(view, better, "better")), " "]
        if changed:
            sentence += woven(say("{indicators} changed."), indicators=_named(view, changed, "change"))
        if not sentence:
            sentence = [_quiet(view, series, judged)]
        paid = [s for s in found if s not in series and s.verdict.variation == "concern"]
        if paid:
            names = _named(view, sorted(paid, key=tables.rank), "worse")
            sentence += [" ", *woven(say("Beside it, {indicators} got worse."), indicators=names)]
        return html.P(sentence, className="lead-sentence lead-small")

    return Block(draw, height=72, css="page-said")


def _known(view: View, *kpis: str) -> list[str]:
    return [kpi for kpi in view.market.counted(*kpis) if view.is_listed(kpi) and kpi not in view.dark]


def _asked(view: View, *kpis: str) -> list[Series]:
    known = _known(view, *kpis)
    return [s for s in view.ask(*known).series if not s.group] if known else []


def _sorted(series: list[Series], fits: Any) -> list[Series]:
    return sorted((s for s in series if fits(s)), key=tables.rank)


def _quiet(view: View, series: list[Series], judged: list[Series]) -> str:
    if all(s.verdict.period is None for s in series):
        return nothing_left(view)
    if not judged:
        return say("There are too few points to tell change from chance on this page yet.")
    if len(judged) == 1:
        return say("The main indicator here did not change for a reason.")
    return say(
        "None of the {n} main indicators changed for a reason: they vary as they always do.", n=len(judged)
    )


def _named(view: View, series: list[Series], colour: str) -> list[Any]:
    """The first few as links, and how many more there are."""
    links: list[Any] = [_link(view, s.kpi_id, colour) for s in series[:NAMED]]
    if more := len(series) - NAMED:
        links += [say("{n} more", n=more)] if more > 0 else []
    return named(links)


def _link(view: View, kpi_id: str, colour: str) -> html.A:
    return html.A(say(view.kpi(kpi_id).title), href=view.door(kpi_id), className=f"lead-link lead-{colour}")


def attention(*kpis: str, beside: Sequence[str] = ()) -> Block:
    """Three tiles: what needs somebody most, beside it what must not pay for it, and what else is worth a look."""

    def draw(view: View) -> Any:
        known = _known(view, *kpis, *beside)
        if not known:
            return []
        answer = view.ask(*known)
        series = [s for s in answer.series if not s.group]
        if all(s.verdict.period is None for s in series):
            return notes(answer)
        urgent = _sorted(series, lambda s: s.verdict.variation == "concern" or _misses(s))
        better = _sorted(series, lambda s: s.verdict.variation == "improvement")
        usual = _sorted(series, lambda s: s not in urgent and s not in better)
        told = [(s, say("Needs attention")) for s in urgent]
        told += [(s, say("Got better")) for s in better] + [(s, _kind(s)) for s in usual]
        # A page leads with what it is about: another page's indicator only stands beside it.
        first = next((one for one in told if one[0].kpi_id not in view.market.counted(*beside)), told[0])
        rest = [one for one in told if one is not first]
        pair = pair_of(view, first[0])
        balance = [(pair, say("Read beside it"))] if pair else []
        rest = [one for one in rest if pair is None or one[0].kpi_id != pair.kpi_id]
        shown = [first, *balance, *rest][:SHOWN]
        heading = html.H2(say("First to look at"), className="visually-hidden")
        return [heading, *row(view, shown), *notes(answer)]

    return Block(draw, height=300, css="attention")


def _kind(series: Series) -> str:
    """Why a tile stands among the first that nobody has to look at."""
    variation = series.verdict.variation
    if variation == "none":
        return say("Not judged yet")
    return say("Changed") if variation == "change" else say("As usual")


def _misses(series: Series) -> bool:
    return series.verdict.variation == "common" and series.verdict.assurance == "fail"


def pair_of(view: View, series: Series) -> Series | None:
    """The balancing measure of an indicator, where it has a value."""
    pair = view.kpi(view.kpi(series.kpi_id).pair)
    if pair is None or pair.id in view.dark:
        return None
    # Asked together: what cannot be filtered alone is an error, beside another it is only missing.
    found = view.ask(series.kpi_id, pair.id).of(pair.id)
    return next((s for s in found if not s.group), None)
