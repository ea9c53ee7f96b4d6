"""Fill a candidate with what its pages will say: registry, horizons, values, verdicts, limits and forecasts."""

from __future__ import annotations

import logging
from collections.abc import Collection, Mapping
from datetime import date

import duckdb

from data import stamps
from data.language import ENGLISH, speaking
from metrics.catalogue import FAMILY, KPIS, SITE, prove
from metrics.dark import lacks_column, lacks_table, nothing_counts
from metrics.history import remembered
from metrics.kpi import Kpi
from metrics.past import keep_definitions, statement_of
from metrics.rejudge import Progress, judge_all, rejudge, replace_rows
from metrics.values import fill_horizon, fill_values

log = logging.getLogger(__name__)


def publish(
    con: duckdb.DuckDBPyConnection,
    load_id: int,
    run_id: str,
    as_of: date,
    market: str,
    progress: Progress | None = None,
    kpis: Mapping[str, Kpi] | None = None,
) -> None:
    """Compute, judge and forecast every KPI that the loaded data can feed; what is written is English."""
    with speaking(ENGLISH):
        _publish(con, load_id, run_id, as_of, market, progress, KPIS if kpis is None else kpis)


def _publish(
    con: duckdb.DuckDBPyConnection,
    load_id: int,
    run_id: str,
    as_of: date,
    market: str,
    progress: Progress | None,
    chosen: Mapping[str, Kpi],
) -> None:
    proven = {"all": stamps.stamp(stamps.code(), sorted(chosen.items()))}
    if not stamps.same(stamps.known(con, "proof"), proven):
        prove(con, chosen.values())
        stamps.keep(con, "proof", proven)
    fill_horizon(con)
    dark = unfed(con, chosen.values())
    lit = [kpi for kpi in chosen.values() if kpi.id not in dark]
    with remembered(con, load_id):
        fill_values(con, lit, load_id, as_of, progress)
        dark |= unmeasured(con, lit)
        _fill_registry(con, chosen.values(), dark)
        keep_definitions(con, chosen.values(), load_id)
        judge_all(con, load_id, market, progress, chosen)
    log.info("published values run=%s kpis=%d dark=%d", run_id, len(chosen), len(dark))


def unfed(con: duckdb.DuckDBPyConnection, kpis: Collection[Kpi]) -> dict[str, str]:
    """KPIs that lack an input, and which column or feed would light them."""
    wanted = {name for kpi in kpis for name in kpi.needs}
    lacks = {name: _lacks_all(con, name) for name in wanted}
    dark: dict[str, str] = {}
    for kpi in kpis:
        if missing := sorted({lacks[name] for name in kpi.needs} - {""}):
            dark[kpi.id] = "; ".join(missing)
    return dark


def _lacks_all(con: duckdb.DuckDBPyConnection, names: str) -> str:
    """Why none of `names`, written `a.b or c.d`, can be used; empty when one of them can."""
    found = [_lacks(con, name) for name in names.split(" or ")]
    return "" if "" in found else ", or ".join(found)


def _lacks(con: duckdb.DuckDBPyConnection, name: str) -> str:
    """Why a loaded column cannot be used, in words; empty when it holds something."""
    table, _, column = name.partition(".")
    if con.execute(f'SELECT 1 FROM live."{table}" WHERE "{column}" IS NOT NULL LIMIT 1').fetchone():
        return ""
    if con.execute(f'SELECT 1 FROM live."{table}" LIMIT 1').fetchone():
        return lacks_column(name)
    return lacks_table(table)


def unmeasured(con: duckdb.DuckDBPyConnection, kpis: Collection[Kpi]) -> dict[str, str]:
    """KPIs whose inputs are there, yet no row of theirs can be measured."""
    found = con.execute("SELECT DISTINCT kpi_id FROM kpi_value WHERE value IS NOT NULL").fetchall()
    measured = {row[0] for row in found}
    return {kpi.id: nothing_counts(kpi) for kpi in kpis if kpi.id not in measured}


def _fill_registry(con: duckdb.DuckDBPyConnection, kpis: Collection[Kpi], dark: Mapping[str, str]) -> None:
    rows = [
        {
            "kpi_id": kpi.id,
            "number": kpi.number,
            "title": kpi.title,
            "family": FAMILY.get(kpi.id, SITE),
            "unit": kpi.unit,
            "direction": kpi.direction.value,
            "agg": kpi.agg,
            "definition_version": kpi.version,
            "is_lit": kpi.id not in dark,
            "dark_reason": dark.get(kpi.id),
            "statement": statement_of(kpi),
        }
        for kpi in kpis
    ]
    replace_rows(con, "kpi_registry", rows)


__all__ = ["publish", "rejudge", "unfed", "unmeasured"]
