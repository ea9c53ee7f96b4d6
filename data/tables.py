"""The tables inside a warehouse file: made to fit the contract of this version, counted, filled with our own rows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from data.schema import DERIVED, HISTORY, LIVE_DDL, LOADED, PRODUCT, TABLES, Table

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection as Connection


# The comment of a column that an upgrade has added, until a publish has filled it.
ADDED = "added by an upgrade"
# What a history is kept of must outlast an upgrade: the next publish compares with it.
REMEMBERED = {name.removesuffix("_history") for name in HISTORY}


def _columns(con: Connection) -> dict[str, tuple[str, ...]]:
    rows = con.execute(
        "SELECT table_name, list(column_name ORDER BY column_index) FROM duckdb_columns() "
        "WHERE database_name = 'wh' AND schema_name = 'main' GROUP BY 1"
    ).fetchall()
    return {table: tuple(names) for table, names in rows}


def bring_up_to_date(con: Connection) -> None:
    """Give the file every table and column of the contract, so that an upgrade needs no command of its own.

    What a refresh rebuilds anyway is made anew; what it compares with before it rebuilds keeps its rows.
    """
    # One transaction: a commit for each of a hundred statements would wait for the disk a hundred times.
    con.execute("BEGIN")
    con.execute("CREATE SCHEMA IF NOT EXISTS wh.live")
    there = _columns(con)
    changed = {name for name, table in TABLES.items() if set(there.get(name, ())) != set(table.names)}
    for name in sorted(changed):
        if name in there:
            _change(con, TABLES[name], set(there[name]))
        else:
            con.execute(TABLES[name].ddl)
    # A view keeps the columns it was made with, so a table that changed needs its view anew.
    for name, statement in zip(LOADED, LIVE_DDL, strict=True):
        if name in changed:
            con.execute(statement)
    con.execute("COMMIT")


def _change(con: Connection, table: Table, there: set[str]) -> None:
    if table.name in DERIVED or (table.name in PRODUCT and table.name not in REMEMBERED):
        con.execute(f'DROP TABLE "{table.name}"')
        con.execute(table.ddl)
        return
    for column in table.columns:
        if column.name not in there:
            con.execute(f'ALTER TABLE "{table.name}" ADD COLUMN "{column.name}" {column.type}')
            if table.name in REMEMBERED:
                con.execute(f'COMMENT ON COLUMN "{table.name}"."{column.name}" IS \'{ADDED}\'')
    if table.name in REMEMBERED:
        for name in there - set(table.names):
            con.execute(f'ALTER TABLE "{table.name}" DROP COLUMN "{name}"')


def row_counts(con: Connection) -> dict[str, int]:
    each = (f"SELECT '{name}', count(*) FROM \"{name}\"" for name in sorted(TABLES))
    return dict(con.execute(" UNION ALL ".join(each)).fetchall())


def append(con: Connection, table: str, rows: Iterable[Mapping[str, Any]]) -> None:
    """Add rows given by column name; a column that a row lacks stays null."""
    names = TABLES[table].names
    listed = ", ".join(f'"{name}"' for name in names)
    marks = ", ".join("?" * len(names))
    for row in rows:
        con.execute(f'INSERT INTO "{table}" ({listed}) VALUES ({marks})', [row.get(name) for name in names])


def replace(con: Connection, table: str, rows: Iterable[Mapping[str, Any]]) -> bool:
    """Make `rows` the content of a table; True when that is a change."""
    names = TABLES[table].names
    listed = ", ".join(f'"{name}"' for name in names)
    before = con.execute(f'SELECT {listed} FROM "{table}"').fetchall()
    wanted = [tuple(row.get(name) for name in names) for row in rows]
    if sorted(before, key=repr) == sorted(wanted, key=repr):
        return False
    con.execute(f'DELETE FROM "{table}"')
    append(con, table, [dict(zip(names, row, strict=True)) for row in wanted])
    return True


def refused(con: Connection, batch_id: str) -> list[dict[str, Any]]:
    """How many records one load refused, by file, feed and rule."""
    found = con.execute(
        "SELECT file, feed, column_name, rule_code, reason, count(*) FROM quarantine WHERE batch_id = ? "
        "GROUP BY ALL ORDER BY 6 DESC, 1, 2, 3, 4",
        [batch_id],
    ).fetchall()
    return [
        dict(zip(("file", "feed", "column", "rule", "reason", "rows"), row, strict=True)) for row in found
    ]
