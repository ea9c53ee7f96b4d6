"""The one door to DuckDB: read the served generation, build the next one beside it, publish it with one rename.

Nothing else may call `duckdb.connect`. No connection that runs a query for a page, a KPI or a profile can read or
write a file: it is locked first.
"""

from __future__ import annotations

import logging
import os
import shutil
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb
import pyarrow

from data import generations
from data.generations import Damaged, RefreshBusy
from data.macros import MACROS
from data.settings import Settings
from data.tables import bring_up_to_date, row_counts

log = logging.getLogger(__name__)

STORAGE_VERSION = "v1.4.0"  # DuckDB 1.5 can read it: the way back if 2.x disappoints

# Their messages quote statements and columns, never a value of a row.
_SPEAKABLE = (duckdb.BinderException, duckdb.CatalogException, duckdb.ParserException)


class WarehouseError(Exception):
    """The warehouse could not do what it was asked; the message never holds a value of a row."""


def scrub(error: BaseException) -> str:
    """What may be said about an error: its kind, and its message only where that cannot quote data."""
    if isinstance(error, (*_SPEAKABLE, Damaged)):
        return f"{type(error).__name__}: {error}"
    if isinstance(error, OSError) and error.strerror:
        return error.strerror
    return f"{type(error).__name__} (details withheld: they may quote a row)"


def _spill(settings: Settings) -> Path:
    """A folder of its own for every instance: two that share one would write into each other's spill files."""
    return settings.spill / f"{os.getpid()}-{os.urandom(4).hex()}"


def _open(settings: Settings) -> duckdb.DuckDBPyConnection:
    con = duckdb.connect(
        config={
            "autoinstall_known_extensions": "false",
            "autoload_known_extensions": "false",
            "memory_limit": settings.memory_limit,
            "threads": str(settings.threads),
            "temp_directory": str(_spill(settings)),
        }
    )
    con.execute("SET GLOBAL TimeZone = 'UTC'")
    con.execute("SET enable_progress_bar = false")  # it would write into the output of a command
    for macro in MACROS:
        con.execute(f"CREATE MACRO {macro}")
    return con


def _attach(con: duckdb.DuckDBPyConnection, path: Path | str, name: str, options: str) -> None:
    con.execute(f'ATTACH {_quoted(path)} AS "{name}" ({options})')


def _quoted(text: Path | str) -> str:
    return "'" + str(text).replace("'", "''") + "'"


def _enter(con: duckdb.DuckDBPyConnection) -> None:
    """Look names up in the warehouse first, then among the macros. A cursor does not inherit this."""
    con.execute("SET search_path = 'wh.main,memory.main'")


def _lock(con: duckdb.DuckDBPyConnection) -> None:
    con.execute("SET enable_external_access = false")
    con.execute("SET lock_configuration = true")


class Generation:
    """One published generation, open for reading; whoever holds it keeps seeing it, whatever is published since."""

    def __init__(self, settings: Settings, number: int) -> None:
        self.number = number
        self.path = generations.file_of(settings.warehouse, number)
        self.manifest: dict[str, Any] = generations.check(settings.warehouse, number)
        self._con = _open(settings)
        _attach(self._con, self.path, "wh", "READ_ONLY")
        _lock(self._con)

    @contextmanager
    def _cursor(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """A cursor per call: threads that share a connection receive each other's rows."""
        cursor = self._con.cursor()
        try:
            _enter(cursor)
            yield cursor
        except duckdb.Error as error:
            raise WarehouseError(scrub(error)) from None
        finally:
            cursor.close()

    def arrow(self, sql: str, params: Mapping[str, Any] | None = None) -> pyarrow.Table:
        with self._cursor() as cursor:
            return cursor.sql(sql, params=dict(params) if params else None).to_arrow_table()

    def rows(self, sql: str, params: Mapping[str, Any] | None = None) -> list[tuple[Any, ...]]:
        """Rows as plain values. Instants are refused: ask for a local date or time, or for Arrow."""
        return self._fetch(sql, params)[1]

    def dicts(self, sql: str, params: Mapping[str, Any] | None = None) -> list[dict[str, Any]]:
        names, rows = self._fetch(sql, params)
        return [dict(zip(names, row, strict=True)) for row in rows]

    def _fetch(self, sql: str, params: Mapping[str, Any] | None) -> tuple[list[str], list[tuple[Any, ...]]]:
        with self._cursor() as cursor:
            cursor.execute(sql, dict(params) if params else None)
            columns = cursor.description or []
            if instants := [c[0] for c in columns if str(c[1]) == "TIMESTAMP WITH TIME ZONE"]:
                raise WarehouseError(
                    f"{', '.join(instants)}: an instant leaves the warehouse as a local time or through arrow()"
                )
            return [c[0] for c in columns], cursor.fetchall()


class Warehouse:
    """The reading side: always the newest generation that is whole."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._lock = threading.Lock()
        self._open: Generation | None = None
        self._pointer: int | None = None
        self.warning = ""

    def generation(self) -> Generation | None:
        """The generation to use for one request, or None while nothing is published.

        Opens a newly published one before letting go of the old; while one thread opens it, the others stay on the
        old one. The old instance closes when the last request that holds it ends.
        """
        pointer = generations.current(self._settings.warehouse)
        if pointer == self._pointer:
            return self._open
        if self._lock.acquire(blocking=self._open is None):
            try:
                if pointer != self._pointer:
                    self._open, self._pointer = self._newest_whole(pointer), pointer
            finally:
                self._lock.release()
        return self._open

    def _newest_whole(self, pointer: int | None) -> Generation | None:
        """The pointed-to generation, or the newest older one when that is damaged."""
        folder, self.warning = self._settings.warehouse, ""
        candidates = (
            [pointer, *(n for n in reversed(generations.numbers(folder)) if n < pointer)] if pointer else []
        )
        for number in candidates:
            try:
                return Generation(self._settings, number)
            except (Damaged, duckdb.Error) as error:
                self.warning = f"generation {pointer} is damaged; an older one is shown"
                log.error("generation %d cannot be served: %s", number, scrub(error))
        if candidates:
            self.warning = "no generation in the warehouse is whole; restore a backup or load the files again"
        return None


class Candidate:
    """The generation being built: a private file, `con` looks names up in it, nobody else sees it."""

    def __init__(
        self,
        settings: Settings,
        path: Path,
        number: int,
        trigger: str,
        base: Mapping[str, Any],
        base_file: Path | None,
    ) -> None:
        self.number, self.path, self.trigger = number, path, trigger
        self.base = base  # manifest of the generation it started as; empty for the first one
        self._settings, self._is_locked = settings, False
        self.con = _open(settings)
        # No log of writes: whatever dies halfway is thrown away whole, and `publish` makes a checkpoint.
        _attach(self.con, path, "wh", f"STORAGE_VERSION '{STORAGE_VERSION}', RECOVERY_MODE 'no_wal_writes'")
        self.con.execute("SET GLOBAL checkpoint_threshold = '1TB'")  # `publish` makes the only one
        if base_file:
            # What a refresh changed is what differs from there (`pipelines.changes`).
            _attach(self.con, base_file, "base", "READ_ONLY")
        _enter(self.con)
        bring_up_to_date(self.con)

    @contextmanager
    def cursor(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """A second way in for another thread, with transactions and temporary tables of its own."""
        cursor = self.con.cursor()
        try:
            _enter(cursor)
            yield cursor
        finally:
            cursor.close()

    @contextmanager
    def landing(self, in_memory: bool) -> Iterator[Path]:
        """An empty database `raw` for raw text and a private folder, both as long as the block. Before `lock()`.

        They hold patient data: nothing of them is ever published.
        """
        folder = _spill(self._settings)
        folder.mkdir(mode=0o700)
        try:
            where = ":memory:" if in_memory else str(folder / "landing.duckdb")
            _attach(self.con, where, "raw", "RECOVERY_MODE 'no_wal_writes'")
            yield folder
            self.con.execute("DETACH raw")
        finally:
            shutil.rmtree(folder, ignore_errors=True)

    def lock(self) -> None:
        """From here on no statement can reach a file, whoever wrote it. Cannot be undone."""
        if not self._is_locked:
            _lock(self.con)
        self._is_locked = True

    def publish(self, manifest_extra: Mapping[str, Any] | None = None) -> int:
        """Close, prove and publish the file; returns its generation number."""
        counts = row_counts(self.con)
        self.con.execute("CHECKPOINT wh")
        self.con.close()
        self._prove(counts)
        manifest = {
            **(manifest_extra or {}),
            "rows": counts,
            "engine": duckdb.__version__,
            "storage": STORAGE_VERSION,
            "trigger": self.trigger,
            "published": datetime.now(UTC).isoformat(timespec="seconds"),
        }
        generations.publish(self._settings.warehouse, self.path, self.number, manifest)
        log.info("published generation %d", self.number)
        return self.number

    def _prove(self, counts: dict[str, int]) -> None:
        """Reopen the file as a reader would and find in it what was written."""
        con = _open(self._settings)
        try:
            _attach(con, self.path, "wh", "READ_ONLY")
            _enter(con)
            if row_counts(con) != counts:
                raise WarehouseError(
                    "the new generation does not read back as it was written; it is not published"
                )
        finally:
            con.close()


@contextmanager
def build(settings: Settings, trigger: str) -> Iterator[Candidate]:
    """Build the next generation from a copy of the served one. Leaving without `publish` discards it.

    Raises `RefreshBusy` while another process builds.
    """
    settings.make_home()
    folder = settings.warehouse
    with generations.refresh_lock(folder):
        generations.sweep(folder, settings.keep_generations)
        generations.sweep_spill(settings.spill)
        number = (generations.current(folder) or 0) + 1
        path = folder / f"build-{number}.duckdb"
        candidate, base, base_file = None, {}, None
        try:
            if (whole := generations.newest_whole(folder)) is not None:
                base_file = generations.file_of(folder, whole)
                generations.copy(base_file, path)
                base = generations.read_manifest(folder, whole)
            candidate = Candidate(settings, path, number, trigger, base, base_file)
            yield candidate
        finally:
            if candidate:
                candidate.con.close()
            for leftover in (path, path.with_name(path.name + ".wal")):
                leftover.unlink(missing_ok=True)
            generations.sweep(folder, settings.keep_generations)


__all__ = [
    "MACROS", "Candidate", "Damaged", "Generation", "RefreshBusy", "Warehouse", "WarehouseError",
    "build", "scrub",
]  # fmt: skip
