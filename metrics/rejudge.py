"""Judge and forecast stored values: at every publish, and again when only a target has changed.

Rows made in Python enter the candidate as Arrow tables, since its connection is locked.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

import duckdb
import numpy as np
import pyarrow

from data.schema import PRODUCT
from metrics.catalogue import KPIS
from metrics.forecast import SeriesForecast, forecast_family
from metrics.judging import Targets, Value, judged
from metrics.kpi import Kpi

JUDGED_GRAINS = ("week", "month")
ARROW = {
    "VARCHAR": pyarrow.string(),
    "DATE": pyarrow.date32(),
    "DOUBLE": pyarrow.float64(),
    "BIGINT": pyarrow.int64(),
    "INTEGER": pyarrow.int32(),
    "BOOLEAN": pyarrow.bool_(),
}

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True)
class Series:
    """The stored values of one KPI at one grain and place."""

    kpi: Kpi
    grain: str
    scope_type: str
    scope_id: str
    facility_id: str
    values: list[Value]

    @property
    def key(self) -> dict[str, str]:
        return {
            "kpi_id": self.kpi.id,
            "period_type": self.grain,
            "scope_type": self.scope_type,
            "scope_id": self.scope_id,
            "dims": "{}",
        }


def rejudge(
    con: duckdb.DuckDBPyConnection,
    load_id: int,
    market: str,
    progress: Progress | None = None,
    kpis: Mapping[str, Kpi] | None = None,
) -> None:
    """Judge and forecast the stored values again: after new values, or after a target changed."""
    chosen = KPIS if kpis is None else kpis
    # Weeks of single units are many and seldom asked for: the engine judges those when somebody does.
    series = [
        one
        for one in stored_series(con, chosen, JUDGED_GRAINS)
        if one.grain == "month" or one.scope_type != "unit"
    ]
    money = currencies(con.execute("SELECT facility_id, currency_code FROM live.facility").fetchall())
    _fill_verdicts(con, series, load_id, market, money, progress)
    _fill_forecasts(con, [one for one in series if one.grain == "month"], load_id, money, progress)


def stored_series(
    con: duckdb.DuckDBPyConnection, kpis: Mapping[str, Kpi], grains: Sequence[str]
) -> Iterator[Series]:
    """The unsplit series of `kpi_value`, each in time order."""
    marks = ", ".join(f"'{grain}'" for grain in grains)
    rows = con.execute(
        "SELECT kpi_id, period_type, scope_type, scope_id, "
        "CASE scope_type WHEN 'facility' THEN scope_id WHEN 'unit' THEN coalesce(u.facility_id, '*') ELSE '*' END, "
        "period_start, CAST(num AS DOUBLE), CAST(den AS DOUBLE), value, n_eligible, n_valid, status, days_covered, "
        "days_in_period FROM kpi_value LEFT JOIN (SELECT unit_id, any_value(facility_id) AS facility_id FROM unit "
        f"GROUP BY unit_id) u ON u.unit_id = scope_id WHERE period_type IN ({marks}) AND dims = '{{}}' "
        "ORDER BY kpi_id, period_type, scope_type, scope_id, period_start"
    ).fetchall()
    for (kpi_id, grain, scope_type, scope_id, facility), group in groupby(rows, key=lambda row: row[:5]):
        if kpi_id in kpis:
            values = [Value(*row[5:]) for row in group]
            yield Series(kpis[kpi_id], grain, scope_type, scope_id, facility, values)


def currencies(rows: Sequence[tuple[str, str]]) -> dict[str, str]:
    """Currency by facility_id; `*` has the one they share, else none that can be named."""
    found = dict(rows)
    shared = set(found.values())
    return {**found, "*": shared.pop() if len(shared) == 1 else "USD" if not shared else ""}


def _fill_verdicts(
    con: duckdb.DuckDBPyConnection,
    series: Sequence[Series],
    load_id: int,
    market: str,
    money: Mapping[str, str],
    progress: Progress | None,
) -> None:
    targets = Targets(_dicts(con, "SELECT * FROM kpi_target_frozen"))
    points: list[dict[str, Any]] = []
    limits: list[dict[str, Any]] = []
    for done, one in enumerate(series, start=1):
        found = judged(
            one.kpi,
            one.values,
            one.grain,
            targets.of(one.kpi.id, one.scope_type, one.scope_id, one.facility_id),
            market,
            money.get(one.facility_id, money["*"]),
            one.scope_type == "unit",
        )
        stamp = one.key | {"definition_version": one.kpi.version, "load_id": load_id}
        points += [point | stamp for point in found.points]
        limits += [row | one.key for row in found.limits]
        if progress and (done % 100 == 0 or done == len(series)):
            progress("verdicts", done, len(series))
    replace_rows(con, "kpi_verdict", points)
    replace_rows(con, "spc_limit", limits)


def _fill_forecasts(
    con: duckdb.DuckDBPyConnection,
    series: Sequence[Series],
    load_id: int,
    money: Mapping[str, str],
    progress: Progress | None,
) -> None:
    """Each KPI over all its places at once, since places lend each other their seasons."""
    points: list[dict[str, Any]] = []
    tests: list[dict[str, Any]] = []
    by_kpi = [(kpi_id, list(group)) for kpi_id, group in groupby(series, key=lambda one: one.kpi.id)]
    for done, (_, family) in enumerate(by_kpi, start=1):
        months = _months(v.period for one in family for v in one.values if v.status == "final")
        if months:
            column = {month: i for i, month in enumerate(months)}
            matrix = np.full((len(family), len(months)), np.nan)
            for row, one in enumerate(family):
                for v in one.values:
                    if v.status == "final" and v.value is not None:
                        matrix[row, column[v.period]] = v.value
            weights = [float(np.mean([v.n_valid for v in one.values])) for one in family]
            found = forecast_family(family[0].kpi, months, matrix, weights=weights, currency=money["*"])
            for one, forecast in zip(family, found, strict=True):
                points += _forecast_rows(one, forecast, months[-1], load_id)
                tests.append(one.key | _test_row(forecast, load_id))
        if progress:
            progress("forecasts", done, len(by_kpi))
    replace_rows(con, "kpi_forecast", points)
    replace_rows(con, "kpi_backtest", tests)


def _months(periods: Iterable[date]) -> list[date]:
    """Every month from the first to the last of `periods`."""
    found = sorted(set(periods))
    if not found:
        return []
    first, last = (day.year * 12 + day.month - 1 for day in (found[0], found[-1]))
    return [date(month // 12, month % 12 + 1, 1) for month in range(first, last + 1)]


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


def replace_rows(con: duckdb.DuckDBPyConnection, table: str, rows: Sequence[Mapping[str, Any]]) -> None:
    """Make `rows` the content of a product table."""
    columns = PRODUCT[table].columns
    con.execute(f"DELETE FROM {table}")
    if not rows:
        return
    made = pyarrow.table(
        {c.name: pyarrow.array([row[c.name] for row in rows], type=ARROW[c.type]) for c in columns}
    )
    con.register("made", made)
    con.execute(f"INSERT INTO {table} BY NAME SELECT * FROM made")
    con.unregister("made")


def _dicts(con: duckdb.DuckDBPyConnection, sql: str) -> list[dict[str, Any]]:
    cursor = con.execute(sql)
    names = [column[0] for column in cursor.description or []]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
