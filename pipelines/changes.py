"""Which rows of a table differ from those that the derived tables were last made from.

A candidate begins as a copy of the served generation, which stays attached beside it as `base`. A table whose rows lie
in the same blocks of the file as when it was last derived from is not read at all. What the stamps of the last derive
say of any other is held against both files: only where `base` is what was derived from are its rows believed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import NamedTuple

import duckdb

from data import stamps
from data.schema import DERIVED, LOADED

# Rows are compared in runs of this many (2 to this power), as they lie in the file: what a load added or replaced lies
# in few of them.
RUN = 17
# Where more than this share of a table is new, all that is made from it is made anew.
MOST_CHANGED = 0.2

Run = tuple[int, int]


class Look(NamedTuple):
    """A run of rows from outside: how many, of which loads, in which blocks, and whether all of it is in the file."""

    n: int
    batches: int
    blocks: tuple[int, ...]
    is_written: bool


class Changes:
    """What is in the tables now against the stamps `before`."""

    def __init__(self, con: duckdb.DuckDBPyConnection, before: Mapping[str, str]) -> None:
        self._con, self._before = con, before
        self._places = stamps.known(con, "place")
        self._untouched: set[str] = set()
        self._differing: dict[str, list[int]] = {}
        self._made: dict[str, dict[int, Run]] = {}
        self._rows: dict[str, bool] = {}
        self._found: dict[str, bool] = {}
        self.now: dict[str, str] = {}
        # The first local date of what changed in a derived table, where that is known.
        self.days: dict[str, date] = {}
        named = "SELECT 1 FROM duckdb_databases() WHERE database_name = 'base'"
        self._has_base = bool(con.execute(named).fetchall())

    def stamp(self, table: str) -> str:
        if table not in self.now:
            # In a candidate nothing but a derive writes into a derived table, and it tells what it wrote.
            if table in DERIVED and table in self._before and self._has_base:
                self.now[table] = self._before[table]
            else:
                self.now[table] = self._told(table) or stamps.rows_of(self._con, table)
        return self.now[table]

    def is_same(self, table: str) -> bool:
        return self.stamp(table) == self._before.get(table)

    def read(self, table: str) -> None:
        """Find out what is in a derived table that was made just now."""
        self._made[table] = self._runs(f'"{table}"', table)
        self.now[table] = stamps.added(self._made[table].values())

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
            self._rows[table] = self._compare(table)
        return changed(table) if self._rows[table] else None

    def has(self, table: str, condition: str) -> bool:
        """Whether a condition is true of any row that came or went; asked once, as several models ask the same."""
        asked = f"SELECT 1 FROM {changed(table)} WHERE {condition} LIMIT 1"
        if "v_" in condition or asked not in self._found:
            self._found[asked] = bool(self._con.execute(asked).fetchall())
        return self._found[asked]

    def _told(self, table: str) -> str:
        """The stamp of a loaded table from that of before and from the runs of rows that differ; empty if not known."""
        before, was = self._before.get(table), self._places.get(table)
        if before is None or was is None:
            return ""
        now = looks(self._con, table)
        if was == _summed(now):
            self._untouched.add(table)
            return before
        base = looks(self._con, table, "base.main.") if self._has_base else None
        if base is None or was != _summed(base):
            return ""
        self._differing[table] = _unlike(now, base)
        came, gone = (stamps.read(stamps.rows_of(self._con, table, side)) for side in self._sides(table))
        return stamps.added([stamps.read(before), came, (-gone[0], -gone[1])])

    def _compare(self, table: str) -> bool:
        now = stamps.read(self.stamp(table))[0]
        if table in self._made and self._has_base and table in self._before:
            base = self._runs(f'base.main."{table}"', table)
            if stamps.added(base.values()) == self._before[table]:
                self._differing[table] = _unlike(self._made[table], base)
        if table not in self._differing:
            return False
        unlike(self._con, changed(table), stamps.content(table), *self._sides(table))
        found = self._con.execute(f"SELECT count(*) FROM {changed(table)}").fetchall()[0][0]
        return bool(found <= MOST_CHANGED * now)

    def _sides(self, table: str) -> list[str]:
        """The rows of the runs that differ, here and in the generation before."""
        within = _within(self._differing[table])
        return [f"{side} WHERE {within}" for side in (f'"{table}"', f'base.main."{table}"')]

    def _runs(self, side: str, table: str) -> dict[int, Run]:
        found = self._con.execute(
            f"SELECT rowid >> {RUN}, count(*), sum(hash({stamps.content(table)})) FROM {side} GROUP BY 1"
        ).fetchall()
        return {run: (n, total) for run, n, total in found}

    def places(self) -> dict[str, str]:
        """The stamp of how each loaded table looks, once all that has been written is in the file."""
        self._con.execute("CHECKPOINT")
        found = {table: where for table, where in self._places.items() if table in self._untouched}
        for table in sorted({*self.now} & {*LOADED} - {*found}):
            runs = looks(self._con, table)
            if all(look.is_written for look in runs.values()):
                found[table] = _summed(runs)
        return found

    def forget(self) -> None:
        for table, is_known in self._rows.items():
            if is_known:
                self._con.execute(f"DROP TABLE {changed(table)}")


def looks(con: duckdb.DuckDBPyConnection, table: str, database: str = "") -> dict[int, Look]:
    """How each run of rows of a loaded table looks.

    A block that is written again gets another number, unless a second writing in the same candidate gives it the old
    one back; what can be written twice carries another batch then.
    """
    rows = con.execute(
        f'SELECT rowid >> {RUN}, count(*), sum(hash(batch_id)) FROM {database}"{table}" GROUP BY 1'
    ).fetchall()
    segment = (
        "column_path, segment_id, start, count, block_id, block_offset, additional_block_ids, has_updates"
    )
    groups = con.execute(
        f"SELECT sum(count) FILTER (column_path = '[0]'), sum(hash({segment})), bool_and(persistent) "
        f"FROM pragma_storage_info('{database}{table}') GROUP BY row_group_id ORDER BY row_group_id"
    ).fetchall()
    blocks: dict[int, list[tuple[int, bool]]] = {}
    start = 0
    for n, hashed, is_written in groups:
        for run in range(start >> RUN, (start + n - 1 >> RUN) + 1):
            blocks.setdefault(run, []).append((hashed, is_written))
        start += n
    return {
        run: Look(n, batches, tuple(h for h, _ in blocks[run]), all(w for _, w in blocks[run]))
        for run, n, batches in rows
    }


def _unlike(now: Mapping[int, object], before: Mapping[int, object]) -> list[int]:
    return sorted(run for run in {*now, *before} if now.get(run) != before.get(run))


def _summed(looks: Mapping[int, Look]) -> str:
    return stamps.stamp(sorted(looks.items()))


def _within(runs: Sequence[int]) -> str:
    """A condition on rows of some runs, as ranges: by those a scan passes over the rest of a file."""
    firsts = [run for run in runs if run - 1 not in runs]
    lasts = [run for run in runs if run + 1 not in runs]
    ranges = (
        f"rowid BETWEEN {a << RUN} AND {(b + 1 << RUN) - 1}" for a, b in zip(firsts, lasts, strict=True)
    )
    return f"({' OR '.join(ranges) or 'FALSE'})"


def changed(table: str) -> str:
    return f"changed_{table}"


def unlike(con: duckdb.DuckDBPyConnection, name: str, columns: str, now: str, was: str) -> None:
    """A temporary table of the rows that stand on one of two sides only, or more often on one of them."""
    con.execute(
        f"CREATE OR REPLACE TEMP TABLE {name} AS WITH odd AS (SELECT h FROM (SELECT hash({columns}) AS h, 1 AS side "
        f"FROM {now} UNION ALL SELECT hash({columns}), -1 FROM {was}) GROUP BY h HAVING sum(side) <> 0) "
        f"SELECT {columns} FROM {now} AND hash({columns}) IN (FROM odd) "
        f"UNION ALL SELECT {columns} FROM {was} AND hash({columns}) IN (FROM odd)"
    )
