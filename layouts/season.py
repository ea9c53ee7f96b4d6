"""The second view of an indicator: what is left of its series without the usual season, or without its weekdays."""

from __future__ import annotations

from typing import Any

from dash import html

from data.language import mark, say
from layouts import figures, menus, periods, wording
from layouts.blocks import heading
from layouts.page import View
from metrics.dates import month_name, weekday_name
from metrics.kpi import Kpi
from metrics.question import QuestionError
from metrics.seasonal import Season
from metrics.unseasoned import LEAST, decimal

HEIGHT = 300
TITLES = {"month": mark("Without its season"), "day": mark("Without its weekdays")}
LEAD = mark(
    "A second view, without what returns every year or week. The verdict stays that of the first chart."
)


def has_season(kpi: Kpi) -> bool:
    """Whether an indicator may have a season of its own: it has months or days, and is judged by itself."""
    return not kpi.judged_by and bool(LEAST.keys() & set(kpi.grains))


def season(view: View) -> Any:
    """The series without its season on a chart of its own, or one line that says why there is none."""
    kpi = view.kpi(view.params["kpi_id"])
    grain = view.grain_of(kpi.id)
    if kpi.id in view.dark or view.filters.asof is not None or grain not in LEAST:
        return None
    title = say(TITLES[grain])
    try:
        found = view.engine.unseasoned(view.filters.question((kpi.id,)), view.access)
    except QuestionError:
        return None
    if found.series is None:
        return [*heading(title), html.P(found.sentence, className="muted")]
    trimmed = view.trim(found.series)
    figure = figures.spc(trimmed, kpi, grain, view.currency, HEIGHT)
    return html.Div(
        [
            *heading(
                title, say(LEAD), menus.menu(title, (), pictures=True, about=menus.defined(view, kpi.id))
            ),
            html.P(found.sentence, className="finding"),
            figures.graph(figure, f"season-{kpi.id}", found.sentence, HEIGHT),
            html.P(_effects(view, kpi, grain, found.season), className="chart-note"),
            html.Details([html.Summary(say("Numbers")), periods.numbers(view, found.series, kpi)]),
        ],
        **{"data-figure": title},
    )


def _effects(view: View, kpi: Kpi, grain: str, found: Season) -> str:
    """How strong the season is, and where it lifts and lowers most."""
    name = month_name if grain == "month" else weekday_name
    top, bottom = (choose(found.effects, key=found.effects.__getitem__) for choose in (max, min))
    usual = found.left[-1]

    def change(place: int) -> str:
        return wording.change(kpi, usual + found.effects[place], usual, view.currency)

    return say(
        "Strength of the season {strength} of 1; highest in {high} ({up}), lowest in {low} ({down}).",
        strength=decimal(found.strength),
        high=name(top),
        up=change(top),
        low=name(bottom),
        down=change(bottom),
    )
