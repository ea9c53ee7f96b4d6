"""Build the derived tables that KPIs read, each from its own SQL file, in the order in which they need each other."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from datetime import date
from functools import cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import duckdb

from data import stamps
from data.schema import DERIVED, LOADED, LOADER
from pipelines.changes import Changes
from pipelines.renew import matters, renew

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
    """Build the derived tables (all of them unless named) from the loaded ones.

    A model that must know which day it is reads `$as_of`, never the clock: the same rows and date give the same tables.
    So a table stays as it is while neither the rows that it reads, nor its model, nor the program have changed; and
    where its model says which of its rows follow from which, only those are made anew (`pipelines.renew`). Rows lie in
    time order as far as they were made together, and nothing may depend on it.
    """
    chosen = [name for name in order() if tables is None or name in tables]
    before, content = stamps.known(con, "table"), stamps.known(con, "rows")
    made_by = {name: _made_by(name, as_of) for name in chosen}
    kept, changes = stamps.same(before, made_by), Changes(con, content)
    for done, name in enumerate(chosen, start=1):
        given = {"as_of": as_of} if _is_dated(name) else {}
        if name not in kept or name not in content or not _keep(con, name, changes, content[name], given):
            _build(con, name, as_of)
            changes.read(name)
        for table in reads(name):
            changes.stamp(table)
        if progress:
            progress(name, done, len(chosen))
    since = {name: stamps.since(content[name], changes.now[name], day) for name, day in changes.days.items()}
    changes.forget()
    stamps.keep(con, "since", since)
    stamps.keep(con, "table", made_by)
    stamps.keep(con, "rows", changes.now)
    stamps.keep(con, "place", changes.places())


def _keep(
    con: duckdb.DuckDBPyConnection, name: str, changes: Changes, before: str, given: Mapping[str, object]
) -> bool:
    """Keep a table, or the rows of it that can be kept; False where it must be built."""
    text = model(name)
    if not (sources := [source for source in sorted(reads(name)) if matters(con, text, source, changes)]):
        changes.tell(name, before, is_told=False)
        return True
    return renew(con, name, text, sources, changes, before, given)


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


def _made_by(name: str, as_of: date) -> str:
    """The stamp of how a derived table is made, whatever it is made from."""
    return stamps.stamp(stamps.code(), model(name), DERIVED[name].ddl, as_of if _is_dated(name) else None)
