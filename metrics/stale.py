"""Which stored verdicts no longer follow from what is stored: those a publish judges again, and no others.

A period that is not final enters no limits. So where only such periods changed, after all that are final, those alone
are told anew; where a final one did, the whole series is.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

import duckdb

from data import stamps
from data.schema import PRODUCT
from metrics.history import KEY, was
from metrics.kpi import Kpi

SERIES = ("kpi_id", "period_type", "scope_type", "scope_id")
# Weeks of single units are many and seldom asked for, single days are never judged: the engine judges those when asked.
JUDGED = "period_type <> 'day' AND (period_type <> 'week' OR scope_type <> 'unit') AND dims = '{}'"


def made_from(
    con: duckdb.DuckDBPyConnection,
    kpis: Mapping[str, Kpi],
    market: str,
    targets: Sequence[Mapping[str, Any]],
    rebases: Sequence[Mapping[str, Any]],
    money: Mapping[str, str],
) -> dict[str, str]:
    """The stamp of each KPI's verdicts: all that decides them besides its values."""
    units = con.execute("SELECT unit_id, any_value(facility_id) FROM unit GROUP BY 1").fetchall()
    shared = stamps.stamp(stamps.code(), market, sorted(money.items()), sorted(units))
    own: dict[str, list[str]] = {kpi_id: [] for kpi_id in kpis}
    for rows in (targets, rebases):
        for row in rows:
            if row["kpi_id"] in own:
                own[row["kpi_id"]].append(repr(row))
    return {kpi_id: stamps.stamp(shared, kpi, sorted(own[kpi_id])) for kpi_id, kpi in kpis.items()}


def find(con: duckdb.DuckDBPyConnection, kpis: Collection[str], kept: Collection[str]) -> None:
    """Fill `stale`, the series to judge, and `told`, the periods to tell of those that are not judged whole.

    `kpis` are judged; those in `kept` only where their values differ from those before (`metrics.history`).
    """
    compared = [c.name for c in PRODUCT["kpi_value"].columns if c.name not in (*KEY, "load_id", "coverage")]
    old, new = (", ".join(f"{of}.{name}" for name in compared) for of in ("w", "n"))
    key, series = ", ".join(KEY), ", ".join(SERIES)
    con.execute(
        f"CREATE OR REPLACE TEMP TABLE told AS SELECT {key}, n.load_id IS NULL AS is_gone, "
        "n.load_id IS NULL OR n.status = 'final' OR coalesce(w.status, '') = 'final' AS is_deep "
        f"FROM (FROM kpi_value WHERE {JUDGED}) n FULL JOIN (FROM {was('kpi_value')} WHERE {JUDGED}) w USING ({key}) "
        f"WHERE list_contains($kept, kpi_id) AND ({old}) IS DISTINCT FROM ({new})",
        {"kept": list(kept)},
    )
    con.execute(
        f"CREATE OR REPLACE TEMP TABLE stale AS WITH last AS (SELECT {series}, max(period_start) AS last_final "
        f"FROM kpi_value WHERE {JUDGED} AND status = 'final' GROUP BY ALL) "
        f"SELECT {series}, bool_or(is_deep OR last_final IS NULL OR period_start <= last_final) AS is_whole "
        f"FROM told LEFT JOIN last USING ({series}) GROUP BY ALL UNION ALL "
        f"SELECT DISTINCT {series}, TRUE FROM kpi_value WHERE {JUDGED} AND list_contains($again, kpi_id)",
        {"again": sorted(set(kpis) - set(kept))},
    )


def ahead(con: duckdb.DuckDBPyConnection) -> list[str]:
    """The KPIs whose forecasts no longer follow from their final months."""
    found = con.execute("SELECT DISTINCT kpi_id FROM stale WHERE is_whole AND period_type = 'month'")
    return [kpi_id for (kpi_id,) in found.fetchall()]
