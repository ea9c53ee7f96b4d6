"""Indicators of one story as one row that opens: the four percentiles of a wait are one thing to a manager."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from dash import html

from data.language import say
from layouts import page
from layouts.page import Page, View
from metrics.kpi import Kpi
from metrics.question import Series

CALM = 6
ELSEWHERE = "elsewhere"


def area_of(kpi: Kpi) -> Page | None:
    """The page where an indicator is at home: the one whose catalogue numbers fit it most closely."""
    fits = [
        (len(number), one)
        for one in page.every_page()
        for number in one.numbers
        if kpi.number.startswith(number)
    ]
    return max(fits, key=lambda fit: fit[0])[1] if fits else None


def stories(view: View, rows: Sequence[Series]) -> list[list[Series]]:
    """Rows of one area together where they are many, else those of one catalogue number; each stands where its first
    one stands, and the order inside stays."""
    by_number = _together(rows, lambda series: view.kpi(series.kpi_id).number)
    if len(by_number) <= CALM:
        return by_number
    return _together(
        rows, lambda series: one.path if (one := area_of(view.kpi(series.kpi_id))) else ELSEWHERE
    )


def _together(rows: Sequence[Series], name: Callable[[Series], str]) -> list[list[Series]]:
    found: dict[str, list[Series]] = {}
    for series in rows:
        found.setdefault(name(series), []).append(series)
    return list(found.values())


def opener(view: View, first: Series, others: Sequence[Series]) -> html.Details | None:
    """What opens the rows that follow in the same part of the table; the style sheet does the rest."""
    if not others:
        return None
    kpis = [view.kpi(series.kpi_id) for series in (first, *others)]
    area = area_of(kpis[0])
    if area is None or len({kpi.number for kpi in kpis}) == 1:
        words = say("{n} more like it", n=len(others))
    else:
        words = say("{n} more in {area}", n=len(others), area=say(area.title))
    return html.Details(html.Summary(words), className="siblings unit-hidden")
