"""What each part of a generation was made from, so that a refresh makes anew only what can have changed.

A stamp is a hash of everything that decides a part: the rows it reads, the declaration, and the code that reads them.
The same stamp promises the same part; a part without one is always made anew.
"""

from __future__ import annotations

import hashlib
import platform
from collections.abc import Iterable, Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from data import generations
from data.schema import LOADED, TABLES

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection as Connection

ROOT = Path(__file__).resolve().parent.parent
CODE = ("data", "pipelines", "metrics")
# What a loader notes about the way of a row. No number depends on it, and it changes where the row does not.
UNREAD = ("batch_id", "source_file", "source_row", "source_updated_ts")


def stamp(*made_from: object) -> str:
    return hashlib.sha256("\n".join(map(repr, made_from)).encode()).hexdigest()


@cache
def code() -> str:
    """The program itself: after an upgrade everything is made anew."""
    import duckdb

    found = hashlib.sha256(f"{duckdb.__version__} {platform.python_version()}".encode())
    for folder in CODE:
        for path in sorted((ROOT / folder).rglob("*")):
            if path.suffix in (".py", ".sql"):
                found.update(path.relative_to(ROOT).as_posix().encode())
                found.update(path.read_bytes())
    return found.hexdigest()


def is_of_another_program(folder: Path) -> bool:
    """Whether what is served was judged before an upgrade, whose words and rules may be others."""
    number = generations.current(folder)
    made_from = None if number is None else generations.read_manifest(folder, number).get("made_from")
    return made_from is not None and made_from.get("program") != code()


def content(table: str) -> str:
    """The columns that are the content of a row, as text."""
    return ", ".join(f'"{name}"' for name in TABLES[table].names if name not in UNREAD or table not in LOADED)


def rows_of(con: Connection, table: str, of: str = "") -> str:
    """The content of a table, whatever the order of its rows; `of` says where else its columns are read from."""
    quoted = f'"{table}"'
    return added(con.execute(f"SELECT count(*), sum(hash({content(table)})) FROM {of or quoted}").fetchall())


def added(runs: Iterable[tuple[int, int | None]]) -> str:
    """The stamp of rows that are in several places, each counted and their hashes summed."""
    listed = list(runs)
    return f"{sum(n for n, _ in listed)}:{sum(total or 0 for _, total in listed)}"


def read(stamp: str) -> tuple[int, int]:
    """Number of rows and sum of their hashes of a stamp of rows."""
    n, _, total = stamp.partition(":")
    return int(n), int(total)


def since(before: str, now: str, day: date) -> str:
    """That the rows of a table before a date are those of an earlier content of it."""
    return f"{before} {now} {day.isoformat()}"


def first_changed(con: Connection) -> dict[str, tuple[str, date]]:
    """Per table whose last change is known: its content before that, and the date before which its rows stayed."""
    rows, found = known(con, "rows"), {}
    for table, said in known(con, "since").items():
        before, now, day = said.split(" ")
        if now == rows.get(table):
            found[table] = before, date.fromisoformat(day)
    return found


def known(con: Connection, kind: str) -> dict[str, str]:
    """The stamps of the parts of a kind, as the last refresh left them."""
    return dict(
        con.execute("SELECT part, stamp FROM built_from WHERE kind = $kind", {"kind": kind}).fetchall()
    )


def keep(con: Connection, kind: str, stamps: Mapping[str, str]) -> None:
    """Remember what the parts of a kind were made from; parts of it that are not named lose their stamps."""
    con.execute("DELETE FROM built_from WHERE kind = $kind", {"kind": kind})
    if stamps:
        con.execute(
            "INSERT INTO built_from SELECT $kind, unnest($parts), unnest($stamps)",
            {"kind": kind, "parts": list(stamps), "stamps": list(stamps.values())},
        )


def same(before: Mapping[str, str], now: Mapping[str, str]) -> set[str]:
    """The parts that need not be made anew."""
    return {part for part, made_from in now.items() if before.get(part) == made_from}


__all__ = [
    "added", "code", "content", "first_changed", "is_of_another_program", "keep", "known", "read", "rows_of", "same",
    "since", "stamp",
]  # fmt: skip
