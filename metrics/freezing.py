"""What people write that decides verdicts: frozen into each generation, and whether it has moved on since."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import duckdb

from data import tables
from data.schema import PRODUCT

TABLES = ("kpi_target_frozen", "spc_rebase")
Rows = Sequence[Mapping[str, Any]]


def freeze(con: duckdb.DuckDBPyConnection, written: Iterable[Rows]) -> set[str]:
    """Freeze targets and rebases into a candidate that is not locked yet. Gives the KPIs whose own have changed."""
    changed: set[str] = set()
    for table, rows in zip(TABLES, written, strict=True):
        names = PRODUCT[table].names
        before = con.execute(f"SELECT {', '.join(names)} FROM {table}").fetchall()
        differing = {*before} ^ _set(rows, table)
        if differing:
            tables.replace(con, table, rows)
        changed |= {row[names.index("kpi_id")] for row in differing}
    return changed


def is_due(frozen: Iterable[Rows], written: Iterable[Rows]) -> bool:
    """Whether targets or rebases as frozen differ from those written now, in anything that is frozen of them."""
    return any(
        _set(before, table) != _set(now, table)
        for before, now, table in zip(frozen, written, TABLES, strict=True)
    )


def _set(rows: Rows, table: str) -> set[tuple[Any, ...]]:
    return {tuple(row.get(name) for name in PRODUCT[table].names) for row in rows}
