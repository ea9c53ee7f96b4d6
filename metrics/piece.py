"""The stored values of some KPIs, judged and forecast: all that takes no database, so that any process can do it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

import pyarrow

from data.language import ENGLISH, speaking
from data.schema import TABLES
from metrics.breaks import since_last
from metrics.forecast import SeriesForecast
from metrics.judging import Given, Rebases, Targets, Value, judged_many
from metrics.kpi import Kpi
from metrics.lending import forecast_places

VERDICTS = ("kpi_verdict", "spc_limit")
FORECASTS = ("kpi_forecast", "kpi_backtest")
SERIES_COLUMNS, MARKS = 5, 2  # before and after the fields of a `Value`
TOGETHER = 1000  # series that are judged as one: more would hold more of them in memory and be no faster
ARROW = {
    "VARCHAR": pyarrow.string(),
    "DATE": pyarrow.date32(),
    "DOUBLE": pyarrow.float64(),
    "BIGINT": pyarrow.int64(),
    "INTEGER": pyarrow.int32(),
    "BOOLEAN": pyarrow.bool_(),
}


@dataclass(frozen=True)
class Piece:
    """Every series of some KPIs, and by what they are judged.

    `rows` has kpi_id, period_type, scope_type, scope_id and facility_id, then the fields of a `Value`, then whether the
    series is judged as a whole and whether this period is told; the rows of a series lie together, in time order.
    `ahead` names the KPIs whose forecasts are wanted: all their months are here.
    """

    rows: pyarrow.Table
    kpis: Mapping[str, Kpi]
    targets: Sequence[Mapping[str, Any]]
    rebases: Sequence[Mapping[str, Any]]
    money: Mapping[str, str]
    market: str
    load_id: int
    ahead: Collection[str]


@dataclass(frozen=True)
class Series:
    """The stored values of one KPI at one grain and place, and the places of those periods that are to be told."""

    kpi: Kpi
    grain: str
    scope_type: str
    scope_id: str
    facility_id: str
    values: list[Value]
    is_whole: bool
    told: list[int]

    @property
    def key(self) -> dict[str, str]:
        return {
            "kpi_id": self.kpi.id,
            "period_type": self.grain,
            "scope_type": self.scope_type,
            "scope_id": self.scope_id,
            "dims": "{}",
        }


def judge_piece(piece: Piece) -> dict[str, pyarrow.Table]:
    """The rows of the tables in VERDICTS, and of those in FORECASTS where they are wanted; what is said is English."""
    series = list(_series(piece))
    with speaking(ENGLISH):
        found = _verdicts(piece, [one for one in series if one.told])
        if piece.ahead:
            months = [one for one in series if one.grain == "month" and one.kpi.id in piece.ahead]
            found |= _forecasts(piece, months)
    return {table: arrow(table, rows) for table, rows in found.items()}


def arrow(table: str, rows: Sequence[Mapping[str, Any]]) -> pyarrow.Table:
    """Rows of a table that the metrics fill, as Arrow."""
    columns = TABLES[table].columns
    return pyarrow.table(
        {c.name: pyarrow.array([row[c.name] for row in rows], type=ARROW[c.type]) for c in columns}
    )


def _series(piece: Piece) -> Iterator[Series]:
    rows = zip(*(column.to_pylist() for column in piece.rows.columns), strict=True)
    for (kpi_id, *where), group in groupby(rows, key=lambda row: row[:SERIES_COLUMNS]):
        grain, scope_type, scope_id, facility = where
        found = list(group)
        values = [Value(*row[SERIES_COLUMNS:-MARKS]) for row in found]
        told = [i for i, row in enumerate(found) if row[-1]]
        yield Series(
            piece.kpis[kpi_id], grain, scope_type, scope_id, facility, values, found[0][-MARKS], told
        )


def _verdicts(piece: Piece, series: Sequence[Series]) -> dict[str, list[dict[str, Any]]]:
    targets, rebases = Targets(piece.targets), Rebases(piece.rebases)
    points: list[dict[str, Any]] = []
    limits: list[dict[str, Any]] = []
    for start in range(0, len(series), TOGETHER):
        chosen = series[start : start + TOGETHER]
        given = [
            Given(
                one.kpi,
                one.values,
                one.grain,
                targets.of(one.kpi, one.scope_type, one.scope_id, one.facility_id),
                piece.market,
                piece.money.get(one.facility_id, piece.money["*"]),
                one.scope_type == "unit",
                rebases.of(one.kpi.id, one.scope_type, one.scope_id),
                None if one.is_whole else one.told,
            )
            for one in chosen
        ]
        for one, found in zip(chosen, judged_many(given), strict=True):
            stamp = one.key | {"definition_version": one.kpi.version, "load_id": piece.load_id}
            for point in found.points:
                point.update(stamp)
            points += found.points
            if one.is_whole:
                limits += [row | one.key for row in found.limits]
    return dict(zip(VERDICTS, (points, limits), strict=True))


def _forecasts(piece: Piece, series: Sequence[Series]) -> dict[str, list[dict[str, Any]]]:
    """Each KPI over all its places at once, since places lend each other their seasons."""
    points: list[dict[str, Any]] = []
    tests: list[dict[str, Any]] = []
    for _, group in groupby(series, key=lambda one: one.kpi.id):
        family = list(group)
        made_in, found = forecast_places(
            family[0].kpi, [since_last(one.kpi, one.values) for one in family], piece.money["*"]
        )
        if made_in:
            for one, forecast in zip(family, found, strict=True):
                points += _forecast_rows(one, forecast, made_in, piece.load_id)
                tests.append(one.key | _test_row(forecast, piece.load_id))
    return dict(zip(FORECASTS, (points, tests), strict=True))


def _forecast_rows(
    one: Series, forecast: SeriesForecast, made_in: date, load_id: int
) -> Iterator[dict[str, Any]]:
    """The key's period is the last final month: what the forecast was made from."""
    names = ("target_start", "horizon", "point", "lo80", "hi80", "lo95", "hi95")
    for row in forecast.rows:
        more = {"period_start": made_in, "model": forecast.model, "load_id": load_id}
        yield one.key | dict(zip(names, row, strict=True)) | more


def _test_row(forecast: SeriesForecast, load_id: int) -> dict[str, Any]:
    names = (
        "state",
        "message",
        "n_points",
        "n_origins",
        "typical_error",
        "naive_error",
        "held80",
        "checked80",
    )
    return {name: getattr(forecast, name) for name in names} | {"load_id": load_id}
