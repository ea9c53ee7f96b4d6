"""Parquet files: every column as text, so that a profile types them like any other."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import duckdb
import pyarrow.parquet
from pyarrow import ArrowException

from pipelines.framing import Kind, Tally
from pipelines.readers.delimited import Framed
from pipelines.refusal import FileRefused
from pipelines.sqltext import literal, name


def header_of(path: Path) -> tuple[str, ...]:
    try:
        return tuple(pyarrow.parquet.read_schema(path).names)
    except (ArrowException, OSError):
        raise FileRefused("This is not a whole Parquet file.") from None


def land(con: duckdb.DuckDBPyConnection, table: str, path: Path, columns: Iterable[str]) -> Framed:
    """Every record as text into `table` (as SQL names it), in file order; the record number stands for the line."""
    header = header_of(path)
    wanted = [column for column in header if column in set(columns)] or list(header[:1])
    chosen = ", ".join(f"CAST({name(column)} AS VARCHAR) AS {name(column)}" for column in wanted)
    try:
        con.execute(
            f"CREATE OR REPLACE TABLE {table} AS SELECT {chosen} FROM read_parquet({literal(str(path))})"
        )
    except duckdb.Error:
        raise FileRefused("The Parquet file cannot be read to its end.") from None
    count = int(con.execute(f"SELECT count(*) FROM {table}").fetchall()[0][0])
    tally = Tally(size=path.stat().st_size, counts={Kind.RECORD: count})
    return Framed(header, path, tally, shifts=[(0, 1)])


__all__ = ["header_of", "land"]
