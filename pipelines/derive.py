"""Build the derived tables that KPIs read, each from its own SQL file, in the order in which they need each other."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from datetime import date
from functools import cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import duckdb

from data import stamps
from data.schema import DERIVED, LOADED, LOADER

MODELS = Path(__file__).parent / "models"
_READS = re.compile(r"^--\s*reads:\s*(.+)$", re.MULTILINE)


class ModelError(Exception):
    """A model file that does not fit the schema; the message names the file."""


@cache
def order() -> tuple[str, ...]:
    """The derived tables that have a model, every table after those it reads."""
    files = {path.stem: path for path in sorted(MODELS.glob("*.sql"))}
    if strangers := sorted(set(files) - set(DERIVED)):
        raise ModelError(f"pipelines/models/{strangers[0]}.sql: the schema has no derived table of that name")
    sorter = TopologicalSorter({name: sorted(reads(name) & set(files)) for name in files})
    try:
        return tuple(sorter.static_order())
    except CycleError as error:
        raise ModelError(f"models read each other in a circle: {' -> '.join(error.args[1])}") from None


@cache
def model(table: str) -> str:
    """The SELECT of a derived table."""
    return (MODELS / f"{table}.sql").read_text("utf-8").strip().rstrip(";")


@cache
def reads(table: str) -> frozenset[str]:
    """The loaded and derived tables, and those of the loader's own records, that a model says it reads."""
    found = _READS.search(model(table))
    if not found:
        raise ModelError(f"pipelines/models/{table}.sql: the header lacks a line `-- reads: table, table`")
    names = frozenset(name.strip().removeprefix("live.") for name in found.group(1).split(","))
    if unknown := sorted(names - {*LOADED, *LOADER, *DERIVED}):
        raise ModelError(f"pipelines/models/{table}.sql reads {unknown[0]}, which the schema does not have")
    return names


def derive(
    con: duckdb.DuckDBPyConnection,
    as_of: date,
    tables: Collection[str] | None = None,
    progress: Callable[[str, int, int], None] | None = None,
) -> None:
    """Build the derived tables (all of them unless named) from the loaded ones. Rows are stored in time order.

    A model that must know which day it is reads `$as_of`, never the clock: the same rows and date give the same tables.
    So a table stays as it is while neither the rows that it reads, nor its model, nor the program have changed.
    """
    chosen = [name for name in order() if tables is None or name in tables]
    before, content = stamps.known(con, "table"), stamps.known(con, "rows")
    made_from: dict[str, str] = {}
    rows: dict[str, str] = {}
    for done, name in enumerate(chosen, start=1):
        made_from[name] = _made_from(con, name, as_of, rows)
        if stamps.same(before, {name: made_from[name]}):
            rows[name] = content[name]
        else:
            _build(con, name, as_of)
            rows[name] = stamps.rows_of(con, name)
        if progress:
            progress(name, done, len(chosen))
    stamps.keep(con, "table", made_from)
    stamps.keep(con, "rows", {name: rows[name] for name in chosen})


def _build(con: duckdb.DuckDBPyConnection, name: str, as_of: date) -> None:
    try:
        con.execute(f'DELETE FROM "{name}"')
        con.execute(
            f'INSERT INTO "{name}" BY NAME SELECT * FROM (\n{model(name)}\n) ORDER BY {DERIVED[name].time}',
            {"as_of": as_of} if _is_dated(name) else None,
        )
    except duckdb.OutOfMemoryException as error:
        error.add_note(name)
        raise


def _is_dated(name: str) -> bool:
    return "$as_of" in model(name)


def _made_from(con: duckdb.DuckDBPyConnection, name: str, as_of: date, rows: dict[str, str]) -> str:
    """The stamp of a derived table: its model and the rows that this reads. `rows` gains those not seen before."""
    for source in reads(name) - set(rows):
        rows[source] = stamps.rows_of(con, source)
    read = [(source, rows[source]) for source in sorted(reads(name))]
    day = as_of if _is_dated(name) else None
    return stamps.stamp(stamps.code(), model(name), DERIVED[name].ddl, day, read)
