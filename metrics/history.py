"""Keep what a publish replaces, so that any earlier generation's numbers can be shown again and compared."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import duckdb

from data.schema import HISTORY, PRODUCT
from data.tables import ADDED

KEY = ("kpi_id", "period_type", "period_start", "scope_type", "scope_id", "dims")
KEPT = ("kpi_value", "kpi_verdict")
NOISE = 1e-9  # of a value: what another processor or another way of adding up may move
FILL = {"VARCHAR": "''", "BOOLEAN": "false", "BIGINT": "0", "INTEGER": "0"}


@contextmanager
def remembered(con: duckdb.DuckDBPyConnection, load_id: int) -> Iterator[None]:
    """Around the statements that replace values and verdicts: what they changed is added to the history.

    Single days are not kept: they are shown, never judged. The first generation of a home has nothing to remember.
    """
    for table in KEPT:
        con.execute(f"CREATE OR REPLACE TEMP TABLE {was(table)} AS FROM {table} WHERE period_type <> 'day'")
    yield
    for table in KEPT:
        _keep(con, table, load_id)
        con.execute(f"DROP TABLE {was(table)}")


def was(table: str) -> str:
    """The rows of a table before they were replaced, inside `remembered`; without those of single days."""
    return f"was_{table}"


def _keep(con: duckdb.DuckDBPyConnection, table: str, load_id: int) -> None:
    added = _added(con, table)
    compared = [c.name for c in PRODUCT[table].columns if c.name not in (*KEY, "load_id", *added)]
    old = ", ".join(f"w.{name}" for name in compared)
    new = ", ".join(f"n.{name}" for name in compared)
    nothing = ", ".join(
        f"{FILL[column.type]} AS {column.name}"
        for column in PRODUCT[table].columns
        if column.required and column.name not in KEY
    )
    # The rows of any other KPI are those of before.
    found = con.execute(
        "SELECT kpi_id FROM kpi_value WHERE load_id = $load UNION SELECT kpi_id FROM kpi_verdict WHERE load_id = $load "
        f"UNION (SELECT kpi_id FROM {was(table)} EXCEPT SELECT kpi_id FROM {table})",
        {"load": load_id},
    ).fetchall()
    given = {"load": load_id, "touched": [kpi_id for (kpi_id,) in found]}
    touched = "kpi_id IN (SELECT unnest(CAST($touched AS VARCHAR[])))"
    con.execute(
        f"INSERT INTO {table}_history BY NAME "
        f"SELECT w.*, $load AS until_load, false AS is_absent FROM (FROM {was(table)} WHERE {touched}) w "
        f"LEFT JOIN (FROM {table} WHERE {touched}) n USING ({', '.join(KEY)}) "
        f"WHERE n.load_id IS NULL OR ({old}) IS DISTINCT FROM ({new})",
        given,
    )
    con.execute(
        f"INSERT INTO {table}_history BY NAME "
        f"SELECT {', '.join(f'n.{name}' for name in KEY)}, {nothing}, $load AS until_load, true AS is_absent "
        f"FROM (FROM {table} WHERE {touched}) n ANTI JOIN {was(table)} w USING ({', '.join(KEY)}) "
        f"WHERE n.period_type <> 'day' AND EXISTS (FROM {was(table)})",
        given,
    )


def _added(con: duckdb.DuckDBPyConnection, table: str) -> list[str]:
    """Columns that an upgrade added and nothing has filled before: to fill them restates nothing."""
    found = con.execute(
        "SELECT column_name FROM duckdb_columns() WHERE database_name = current_database() AND table_name = $table "
        "AND comment = $added",
        {"table": table, "added": ADDED},
    ).fetchall()
    for (name,) in found:
        con.execute(f'COMMENT ON COLUMN {table}."{name}" IS NULL')
    return [name for (name,) in found]


def as_of(table: str, load_id: int | None) -> str:
    """The rows of `table` as generation `load_id` showed them, as text for FROM; None = as they are now."""
    if load_id is None:
        return table
    key = ", ".join(KEY)
    names = ", ".join(PRODUCT[table].names)
    earlier = f"(FROM {HISTORY[f'{table}_history'].name} WHERE until_load > {int(load_id)})"
    return (
        f"(SELECT {names} FROM {table} ANTI JOIN {earlier} USING ({key}) WHERE period_type <> 'day' UNION ALL "
        f"SELECT {names} FROM (FROM {earlier} QUALIFY row_number() OVER (PARTITION BY {key} ORDER BY until_load) = 1) "
        "WHERE NOT is_absent)"
    )


def versions(
    con_rows: Callable[..., list[dict[str, Any]]], kpis: list[str], grain: str, scope_type: str, load_id: int
) -> list[dict[str, Any]]:
    """The counts of `kpis` where any of them changed after generation `load_id`: as it showed them, then as each later did.

    A value that was not there yet, or is no longer, has none. Rows of one value follow each other, oldest first.
    """
    key = ("kpi_id", "scope_id", "period_start")
    kept = "period_type = $grain AND scope_type = $scope AND dims = '{}' AND list_contains($kpis, kpi_id)"
    counts = "CAST(num AS DOUBLE) AS num, CAST(den AS DOUBLE) AS den, n_eligible, n_valid"
    names = ", ".join(key)
    return con_rows(
        f"WITH later AS (FROM kpi_value_history WHERE until_load > $load AND {kept}) "
        f"SELECT {names}, {counts}, until_load FROM later UNION ALL BY NAME "
        f"SELECT {names}, {counts}, NULL AS until_load FROM (SELECT DISTINCT scope_id, period_start, unnest($kpis) AS kpi_id "
        "FROM later) "
        f"LEFT JOIN (FROM kpi_value WHERE {kept}) USING ({names}) ORDER BY {names}, until_load NULLS LAST",
        {"kpis": kpis, "grain": grain, "scope": scope_type, "load": load_id},
    )


def restated(
    con_rows: Callable[..., list[dict[str, Any]]],
    grain: str,
    limit: int | None,
    kpi_id: str = "",
    scope: tuple[str, str] | None = None,
) -> list[dict[str, Any]]:
    """Final values that a later generation changed, newest change first: both values with all their counts.

    `until_load` is the generation that replaced the old value, `new_until_load` the one that replaced the new one too.
    `con_rows` runs a statement with parameters and gives rows as dicts. `kpi_id` and `scope` narrow it to one KPI and
    one place.
    """
    params: dict[str, Any] = {"grain": grain}
    only = "period_type = $grain"
    if kpi_id:
        only, params["kpi"] = f"{only} AND kpi_id = $kpi", kpi_id
    if scope:
        only += " AND scope_type = $scope_type AND scope_id = $scope_id"
        params |= {"scope_type": scope[0], "scope_id": scope[1]}
    key = ", ".join(KEY)
    numbers = ("value", "num", "den", "n_eligible", "n_valid", "definition_version")
    columns = ", ".join((key, *numbers, "status", "is_absent", "until_load"))
    later = ", ".join(f"lead({name}) OVER later AS new_{name}" for name in (*numbers, "until_load"))
    return con_rows(
        f"WITH every AS (SELECT {columns} FROM kpi_value_history WHERE {only} UNION ALL BY NAME "
        f"SELECT {key}, {', '.join(numbers)}, status, false AS is_absent, NULL AS until_load FROM kpi_value "
        f"SEMI JOIN kpi_value_history USING ({key}) WHERE {only}), "
        f"pairs AS (SELECT *, {later} FROM every WINDOW later AS (PARTITION BY {key} ORDER BY until_load NULLS LAST)) "
        "SELECT * EXCLUDE (num, den, new_num, new_den), CAST(num AS DOUBLE) AS num, CAST(den AS DOUBLE) AS den, "
        "CAST(new_num AS DOUBLE) AS new_num, CAST(new_den AS DOUBLE) AS new_den FROM pairs "
        "WHERE until_load IS NOT NULL AND status = 'final' AND NOT is_absent AND value IS DISTINCT FROM new_value "
        f"AND coalesce(abs(value - new_value) > {NOISE} * abs(value), TRUE) "
        f"ORDER BY until_load DESC, period_start DESC, kpi_id, scope_type, scope_id"
        + ("" if limit is None else f" LIMIT {int(limit)}"),
        params,
    )
