"""Judge and forecast stored values: at every publish, and again when only a target has changed.

Rows made in Python enter the candidate as Arrow tables, since its connection is locked.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

import duckdb
import pyarrow

from data.language import ENGLISH, speaking
from data.schema import TABLES
from metrics.catalogue import KPIS
from metrics.forecast import SeriesForecast
from metrics.history import remembered
from metrics.judging import Given, Rebases, Targets, Value, judged_many
from metrics.kpi import Kpi
from metrics.lending import forecast_places

JUDGED_GRAINS = ("week", "month")
TOGETHER = 1000  # series that are judged as one: more would hold more of them in memory and be no faster
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
    changed: Collection[str] | None = None,
) -> None:
    """Judge the stored values again, after a target or a rebase of the KPIs in `changed` (None = of any) did change.

    Forecasts rest on values alone, so they stay.
    """
    known = KPIS if kpis is None else kpis
    chosen = {kpi_id: kpi for kpi_id, kpi in known.items() if changed is None or kpi_id in changed}
    with speaking(ENGLISH), remembered(con, load_id):
        _fill_verdicts(con, _judged_series(con, chosen), load_id, market, _money(con), progress, chosen)


def judge_all(
    con: duckdb.DuckDBPyConnection,
    load_id: int,
    market: str,
    progress: Progress | None,
    chosen: Mapping[str, Kpi],
) -> None:
    """Verdicts, limits and forecasts of every stored series."""
    series, money = _judged_series(con, chosen), _money(con)
    _fill_verdicts(con, series, load_id, market, money, progress)
    _fill_forecasts(con, [one for one in series if one.grain == "month"], load_id, money, progress)


def _judged_series(con: duckdb.DuckDBPyConnection, chosen: Mapping[str, Kpi]) -> list[Series]:
    """What is judged ahead. Weeks of single units are many and seldom asked for: the engine judges those when asked."""
    return [
        one
        for one in stored_series(con, chosen, JUDGED_GRAINS)
        if one.grain == "month" or one.scope_type != "unit"
    ]


def _money(con: duckdb.DuckDBPyConnection) -> dict[str, str]:
    return currencies(con.execute("SELECT facility_id, currency_code FROM live.facility").fetchall())


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
        "AND list_contains($kpis, kpi_id) ORDER BY kpi_id, period_type, scope_type, scope_id, period_start",
        {"kpis": list(kpis)},
    ).fetchall()
    for (kpi_id, grain, scope_type, scope_id, facility), group in groupby(rows, key=lambda row: row[:5]):
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
    only: Collection[str] | None = None,
) -> None:
    """Verdicts and limits of `series`; those of other KPIs stay when `only` names the ones to replace."""
    targets = Targets(_dicts(con, "SELECT * FROM kpi_target_frozen"))
    rebases = Rebases(_dicts(con, "SELECT * FROM spc_rebase"))
    points: list[dict[str, Any]] = []
    limits: list[dict[str, Any]] = []
    for start in range(0, len(series), TOGETHER):
        chosen = series[start : start + TOGETHER]
        given = [
            Given(
                one.kpi,
                one.values,
                one.grain,
                targets.of(one.kpi.id, one.scope_type, one.scope_id, one.facility_id),
                market,
                money.get(one.facility_id, money["*"]),
                one.scope_type == "unit",
                rebases.of(one.kpi.id, one.scope_type, one.scope_id),
            )
            for one in chosen
        ]
        for one, found in zip(chosen, judged_many(given), strict=True):
            stamp = one.key | {"definition_version": one.kpi.version, "load_id": load_id}
            for point in found.points:
                point.update(stamp)
            points += found.points
            limits += [row | one.key for row in found.limits]
        if progress:
            progress("verdicts", start + len(chosen), len(series))
    replace_rows(con, "kpi_verdict", points, only)
    replace_rows(con, "spc_limit", limits, only)


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
        made_in, found = forecast_places(family[0].kpi, [one.values for one in family], money["*"])
        if made_in:
            for one, forecast in zip(family, found, strict=True):
                points += _forecast_rows(one, forecast, made_in, load_id)
                tests.append(one.key | _test_row(forecast, load_id))
        if progress:
            progress("forecasts", done, len(by_kpi))
    replace_rows(con, "kpi_forecast", points)
    replace_rows(con, "kpi_backtest", tests)


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


def replace_rows(
    con: duckdb.DuckDBPyConnection,
    table: str,
    rows: Sequence[Mapping[str, Any]],
    only: Collection[str] | None = None,
) -> None:
    """Make `rows` the content of a table that the metrics fill, or of its part about the KPIs in `only`."""
    columns = TABLES[table].columns
    if only is None:
        con.execute(f"DELETE FROM {table}")
    else:
        con.execute(f"DELETE FROM {table} WHERE list_contains($kpis, kpi_id)", {"kpis": list(only)})
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
