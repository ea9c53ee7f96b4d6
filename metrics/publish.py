"""Fill a candidate with what its pages will say: registry, horizons, values, verdicts, limits and forecasts."""

from __future__ import annotations

import logging
from collections.abc import Collection, Mapping
from datetime import date

import duckdb

from data.schema import LOADED
from metrics.catalogue import FAMILY, KPIS, prove
from metrics.compile import compile
from metrics.kpi import Kpi
from metrics.question import Question
from metrics.rejudge import Progress, rejudge, replace_rows
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
    """Compute, judge and forecast every KPI that the loaded data can feed."""
    chosen = KPIS if kpis is None else kpis
    prove(con, chosen.values())
    fill_horizon(con)
    dark = unfed(con, chosen.values())
    lit = [kpi for kpi in chosen.values() if kpi.id not in dark]
    fill_values(con, lit, load_id, as_of, progress)
    dark |= unmeasured(con, lit)
    _fill_registry(con, chosen.values(), dark)
    rejudge(con, load_id, market, progress, chosen)
    log.info("published values run=%s kpis=%d dark=%d", run_id, len(chosen), len(dark))


def unfed(con: duckdb.DuckDBPyConnection, kpis: Collection[Kpi]) -> dict[str, str]:
    """KPIs that lack an input, and which column or feed would light them."""
    wanted = {name for kpi in kpis for name in kpi.needs}
    lacks = {name: _lacks(con, name) for name in wanted}
    dark: dict[str, str] = {}
    for kpi in kpis:
        if missing := sorted({lacks[name] for name in kpi.needs} - {""}):
            dark[kpi.id] = "; ".join(missing)
    return dark


def _lacks(con: duckdb.DuckDBPyConnection, name: str) -> str:
    """Why a loaded column cannot be used, in words; empty when it holds something."""
    table, _, column = name.partition(".")
    if con.execute(f'SELECT 1 FROM live."{table}" WHERE "{column}" IS NOT NULL LIMIT 1').fetchone():
        return ""
    if con.execute(f'SELECT 1 FROM live."{table}" LIMIT 1').fetchone():
        return f"no feed fills {name} ({LOADED[table][column].meaning})"
    return f"no feed fills {table} ({LOADED[table].grain})"


def unmeasured(con: duckdb.DuckDBPyConnection, kpis: Collection[Kpi]) -> dict[str, str]:
    """KPIs whose inputs are there, yet no row of theirs can be measured."""
    found = con.execute("SELECT DISTINCT kpi_id FROM kpi_value WHERE value IS NOT NULL").fetchall()
    measured = {row[0] for row in found}
    return {kpi.id: _nothing_of(kpi) for kpi in kpis if kpi.id not in measured}


def _nothing_of(kpi: Kpi) -> str:
    condition = "" if kpi.eligible == "TRUE" else f" (needs {kpi.eligible})"
    return f"no row of {kpi.table} can be measured yet{condition}"


def _fill_registry(con: duckdb.DuckDBPyConnection, kpis: Collection[Kpi], dark: Mapping[str, str]) -> None:
    rows = [
        {
            "kpi_id": kpi.id,
            "number": kpi.number,
            "title": kpi.title,
            "family": FAMILY.get(kpi.id, "other"),
            "unit": kpi.unit,
            "direction": kpi.direction.value,
            "agg": kpi.agg,
            "definition_version": kpi.version,
            "is_lit": kpi.id not in dark,
            "dark_reason": dark.get(kpi.id),
            "statement": compile(
                [kpi], Question((kpi.id,), "month" if "month" in kpi.grains else kpi.grains[0])
            ).sql,
        }
        for kpi in kpis
    ]
    replace_rows(con, "kpi_registry", rows)


__all__ = ["publish", "rejudge", "unfed", "unmeasured"]
