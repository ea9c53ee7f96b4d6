"""Forecast one KPI over all its places at once, since places lend each other their seasons.

At publish all places take part; for somebody who may see some of them only those do, so that no number that they may
not see stands behind one that they are shown.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from metrics.forecast import SeriesForecast, family_matrix, forecast_family
from metrics.judging import Value
from metrics.kpi import Kpi
from metrics.question import Access, ForecastPoint
from metrics.stored import SeriesKey, Stored

SCOPES = ("facility", "network", "unit")


def forecast_places(
    kpi: Kpi, family: Sequence[Sequence[Value]], currency: str
) -> tuple[date | None, list[SeriesForecast]]:
    """The last final month of all series of a KPI, and the forecast of each from it; none while no month is final."""
    months, matrix, weights = family_matrix(family)
    if not months:
        return None, []
    return months[-1], forecast_family(kpi, months, matrix, weights=weights, currency=currency)


def seen_forecasts(
    stored: Stored, kpis: Sequence[Kpi], scope_type: str, scope_ids: Sequence[str] | None, access: Access
) -> dict[SeriesKey, tuple[tuple[ForecastPoint, ...], str]]:
    """Monthly forecasts and the line that owns up to their errors, made from what the asker may see."""
    if access.sees_every_row:
        return stored.forecasts([kpi.id for kpi in kpis], scope_type, scope_ids)
    found = {}
    for kpi in kpis:
        family = {
            (scope, scope_id): values
            for scope in SCOPES
            for (_, scope_id), (values, _) in stored.series([kpi.id], "month", scope, None).items()
            if stored.places.sees_whole(access, scope, scope_id)
        }
        _, made = forecast_places(kpi, list(family.values()), stored.places.money("*", access))
        for (scope, scope_id), forecast in zip(family, made, strict=False):
            if scope == scope_type and (scope_ids is None or scope_id in scope_ids):
                points = tuple(ForecastPoint(row[0], *row[2:]) for row in forecast.rows)
                found[kpi.id, scope_id] = (points, forecast.message)
    return found
