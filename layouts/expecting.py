"""What is expected, told for many indicators at once: the volumes that are planned by, and the targets ahead."""

from __future__ import annotations

from typing import Any

from dash import html

from data.language import mark, say, say_count
from layouts import ahead, menus, tables, wording
from layouts.blocks import heading
from layouts.filters import address
from layouts.page import View
from layouts.svg import Svg
from metrics.forecast.reach import KINDS
from metrics.kpi import Kpi
from metrics.outlook import Outlook

VOLUMES = (
    "ed_visits_per_day",
    "discharges_per_day",
    "average_daily_census",
    "occupancy_midnight_pct",
    "peak_census",
    "clinic_visits",
    "operations_done",
    "boarders_0800",
    "long_stay_21d_count",
    "rtt_list_size",
    "adjusted_discharges",
    "adjusted_patient_days",
)
REACHES = {
    "misses": ("×", mark("Will miss")),
    "leaves": ("↘", mark("Will lose it")),
    "mixed": ("~", mark("Some months")),
    "reaches": ("↗", mark("Will reach")),
    "keeps": ("✓", mark("Will keep")),
}


def volumes(view: View) -> list[str]:
    """The indicators of volume that have data, in the order in which a hospital is planned."""
    return [kpi for kpi in VOLUMES if view.kpi(kpi) is not None and kpi not in view.dark]


def chosen(view: View) -> str:
    """The indicator of the address, else the first one of volume, else any that has months."""
    if "kpi_id" in view.params:
        return view.params["kpi_id"]
    known = volumes(view) or [k.id for k in view.kpis if k.id not in view.dark and "month" in k.grains]
    return known[0] if known else ""


def outlook(view: View) -> Outlook | None:
    """What is expected of the chosen indicator."""
    kpi_id = chosen(view)
    if not kpi_id or kpi_id in view.dark:
        return None
    found = view.engine.outlook((kpi_id,), *view.filters.scope, view.access)
    return found[0] if found else None


def where(view: View, kpi_id: str) -> str:
    """The page of the forecast of an indicator."""
    return address(f"/plan/{kpi_id}", view.filters)


def entries(view: View) -> list[dict[str, str]]:
    """The months ahead as search finds them: every indicator that has months of data."""
    return [
        {
            "title": say("Months ahead: {indicator}", indicator=say(kpi.title)),
            "kind": say("Forecast"),
            "group": "ahead",
            "words": f"{say('Forecast')} {kpi.id}",
            "href": where(view, kpi.id),
        }
        for kpi in view.kpis
        if "month" in kpi.grains and kpi.id not in view.dark
    ]


def sentence(view: View, found: Outlook, kpi: Kpi) -> str:
    """The next month in words, and what the forecast says about the target."""
    first = found.series.forecast[0]
    said = say(
        "{indicator}, {place}: {amount} expected in {period}, in 8 of 10 cases {band}.",
        indicator=say(kpi.title),
        place=view.place_name(view.filters.scope[1]),
        amount=wording.amount(kpi, first.point, view.currency),
        period=wording.period(first.target, "month"),
        band=wording.band(kpi, first.lo80, first.hi80, view.currency),
    )
    before = ahead.years_before(found.series, [first.target]).get(first.target)
    if before is not None:
        change = wording.change(kpi, first.point, before, view.currency)
        amount = wording.amount(kpi, before, view.currency)
        said += f" {say('A year before it was {amount} ({change}).', amount=amount, change=change)}"
    return f"{said} {found.reach.sentence}" if found.reach else said


def every(view: View) -> Any:
    """Every indicator of volume ahead; those without a forecast say why."""
    title = say("Volumes ahead")
    found = view.engine.outlook(tuple(volumes(view)), *view.filters.scope, view.access)
    if not found:
        return None
    head = (
        say("Indicator"),
        say("Last month known"),
        say("Next month"),
        "80 %",
        say("Last year and what is expected"),
        say("Typical miss"),
    )
    rows = []
    for one in found:
        kpi, series = view.kpi(one.series.kpi_id), one.series
        name = html.A(say(kpi.title), href=where(view, kpi.id), className="door")
        now = wording.last_point(series)
        when = wording.period(now.period, "month", short=True) if now else ""
        value = [tables.shown_value(series, kpi, view.currency), html.Span(when, className="when")]
        if not series.forecast:
            rows.append([name, value, "–", "–", html.Span(one.message, className="muted wrap"), "–"])
            continue
        first = series.forecast[0]
        rows.append(
            [
                name,
                value,
                [
                    html.Span(wording.compact(kpi, first.point, view.currency), className="strong"),
                    html.Span(wording.period(first.target, "month", short=True), className="when"),
                ],
                wording.cells(kpi, first.lo80, first.hi80, view.currency),
                Svg(ahead.small(series), sentence(view, one, kpi), "dot-cell"),
                f"±{wording.compact(kpi, one.typical, view.currency)}" if one.typical is not None else "–",
            ]
        )
    table = tables.plain(head, rows, title, numeric=(1, 2, 3, 5))
    return [*heading(title, menu=menus.of_table(view, title)), table]


def _targets(view: View) -> list[Outlook]:
    lit = tuple(kpi.id for kpi in view.kpis if kpi.id not in view.dark)
    found = view.engine.outlook(lit, *view.filters.scope, view.access)
    return sorted((one for one in found if one.reach), key=lambda one: KINDS.index(one.reach.kind))


def _counted(kind: str, n: int) -> str:
    """How many meet one outlook, as part of a sentence."""
    if kind == "misses":
        return say_count(n, "{n} will miss it", "{n} will miss it")
    if kind == "leaves":
        return say_count(n, "{n} will lose it", "{n} will lose it")
    if kind == "mixed":
        return say_count(n, "{n} will meet it in some months", "{n} will meet it in some months")
    if kind == "reaches":
        return say_count(n, "{n} will reach it", "{n} will reach it")
    return say_count(n, "{n} will keep it", "{n} will keep it")


def targets(view: View) -> Any:
    """Which targets will be reached if things go on as they do, those that will be missed first."""
    title = say("Targets ahead")
    found = _targets(view)
    if not found:
        return [
            *heading(title),
            html.P(say("No indicator here has both a target and a forecast."), className="muted"),
        ]
    counted = {kind: sum(one.reach.kind == kind for one in found) for kind in KINDS}
    said = ", ".join(_counted(kind, n) for kind, n in counted.items() if n)
    note = say_count(
        len(found),
        "{n} indicator has a target and a forecast. If things go on as they do: {outlook}.",
        "{n} indicators have a target and a forecast. If things go on as they do: {outlook}.",
        outlook=said,
    )
    rows = []
    for one in found:
        kpi, last = view.kpi(one.series.kpi_id), one.series.forecast[-1]
        sign, words = REACHES[one.reach.kind]
        colour = {"misses": "concern", "leaves": "concern", "reaches": "improvement", "keeps": "common"}
        outcome = html.Span(
            [html.Span(sign, className="reach-mark", **{"aria-hidden": "true"}), say(words)],
            className=f"said said-{colour.get(one.reach.kind, 'common')}",
        )
        rows.append(
            [
                html.A(say(kpi.title), href=where(view, kpi.id), className="door"),
                outcome,
                wording.amount(kpi, one.reach.target, view.currency),
                tables.shown_value(one.series, kpi, view.currency),
                [
                    wording.amount(kpi, last.point, view.currency),
                    html.Span(wording.period(last.target, "month", short=True), className="when"),
                ],
                html.Span(one.reach.sentence, className="wrap"),
            ]
        )
    head = (say("Indicator"), say("Outlook"), say("Target"), say("Now"), say("Expected"), say("In words"))
    table = tables.plain(head, rows, title, numeric=(2, 3, 4))
    return [*heading(title, note, menus.of_table(view, title)), table]
