"""Which rows of a table differ from those that the derived tables were last made from.

A candidate begins as a copy of the served generation, which stays attached beside it as `base`. What the stamps of the
last derive say of a table is held against both: only where `base` is what was derived from are its rows believed.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import duckdb

from data import stamps
from data.schema import DERIVED

# Rows are compared in runs of this many (2 to this power), as they lie in the file: what a load added or replaced lies
# in few of them.
RUN = 17
# Where more than this share of a table is new, all that is made from it is made anew.
MOST_CHANGED = 0.2

Run = tuple[int, int]


class Changes:
    """What is in the tables now against the stamps `before`. Each table is read once, when somebody asks."""

    def __init__(self, con: duckdb.DuckDBPyConnection, before: Mapping[str, str]) -> None:
        self._con, self._before = con, before
        self._runs: dict[str, dict[int, Run]] = {}
        self._rows: dict[str, bool] = {}
        self.now: dict[str, str] = {}
        # The first local date of what changed in a derived table, where that is known.
        self.days: dict[str, date] = {}
        named = "SELECT 1 FROM duckdb_databases() WHERE database_name = 'base'"
        self._has_base = bool(con.execute(named).fetchall())

    def stamp(self, table: str) -> str:
        if table not in self.now:
            self._runs[table] = self._read(f'"{table}"', table)
            self.now[table] = stamps.added(self._runs[table].values())
        return self.now[table]

    def is_same(self, table: str) -> bool:
        return self.stamp(table) == self._before.get(table)

    def tell(self, table: str, stamp: str, is_told: bool) -> None:
        """The content of a table that was made just now; `is_told` where `rows` of it has been filled as well."""
        self.now[table] = stamp
        if is_told:
            self._rows[table] = True
            first = self._con.execute(f"SELECT min({DERIVED[table].time}) FROM {changed(table)}").fetchall()[
                0
            ][0]
            if first is not None:
                self.days[table] = first

    def rows(self, table: str) -> str | None:
        """A temporary table with the rows that came and those that went, or None where they are not known or too many."""
        if table not in self._rows:
            self._rows[table] = self._has_base and self._compare(table)
        return changed(table) if self._rows[table] else None

    def _compare(self, table: str) -> bool:
        self.stamp(table)
        if table not in self._runs or table not in self._before:
            return False
        now, was = self._runs[table], self._read(f'base.main."{table}"', table)
        if stamps.added(was.values()) != self._before.get(table):
            return False
        differing = sorted(run for run in {*now, *was} if now.get(run) != was.get(run))
        read, some = stamps.content(table), f"rowid >> {RUN} IN ({', '.join(map(str, differing))})"
        both = [f"FROM {place} WHERE {some}" for place in (f'"{table}"', f'base.main."{table}"')]
        unlike(self._con, changed(table), read, *both)
        found = self._con.execute(f"SELECT count(*) FROM {changed(table)}").fetchall()[0][0]
        return bool(found <= MOST_CHANGED * sum(n for n, _ in now.values()))

    def _read(self, place: str, table: str) -> dict[int, Run]:
        found = self._con.execute(
            f"SELECT rowid >> {RUN}, count(*), sum(hash({stamps.content(table)})) FROM {place} GROUP BY 1"
        ).fetchall()
        return {run: (n, total) for run, n, total in found}

    def forget(self) -> None:
        for table, is_known in self._rows.items():
            if is_known:
                self._con.execute(f"DROP TABLE {changed(table)}")


def changed(table: str) -> str:
    return f"changed_{table}"


def unlike(con: duckdb.DuckDBPyConnection, name: str, columns: str, now: str, was: str) -> None:
    """A temporary table of the rows that stand on one of two sides only, or more often on one of them."""
    con.execute(
        f"CREATE OR REPLACE TEMP TABLE {name} AS WITH odd AS (SELECT h FROM (SELECT hash({columns}) AS h, 1 AS side {now} "
        f"UNION ALL SELECT hash({columns}), -1 {was}) GROUP BY h HAVING sum(side) <> 0) "
        f"SELECT {columns} {now} AND hash({columns}) IN (FROM odd) "
        f"UNION ALL SELECT {columns} {was} AND hash({columns}) IN (FROM odd)"
    )
