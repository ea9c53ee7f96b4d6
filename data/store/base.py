"""The store's file, its transactions and its audit trail: what every part of the store stands on."""

from __future__ import annotations

import hashlib
import json
import os
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing, contextmanager
from copy import copy
from datetime import UTC, datetime
from getpass import getuser
from secrets import token_hex
from typing import Any, ClassVar, Self

from data.settings import Settings

SCHEMA = (
    """CREATE TABLE IF NOT EXISTS audit (
        audit_id INTEGER PRIMARY KEY, at_ts TEXT NOT NULL, action TEXT NOT NULL, detail TEXT NOT NULL)""",
    """CREATE TABLE IF NOT EXISTS secret (name TEXT PRIMARY KEY, value TEXT NOT NULL)""",
)


class StoreError(Exception):
    """Something that the store does not take; the message is a sentence for whoever wrote it."""


def now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


def login() -> str:
    """Who works on this machine, as the operating system calls them."""
    try:
        return getuser()
    except (KeyError, OSError):
        return "unknown"


def _link(before: str, *row: Any) -> str:
    """The hash of an audit row and of the one before it."""
    return hashlib.sha256(json.dumps([before, *row]).encode()).hexdigest()


class Base:
    """One home's store. Every call is a transaction of its own, safe from several processes.

    Each part of the store is a mixin that declares its tables; `ADDED` are columns that came after the first version,
    so that a home of an older version needs no command of its own.
    """

    SCHEMA: ClassVar[tuple[str, ...]] = SCHEMA
    ADDED: ClassVar[tuple[tuple[str, str, str], ...]] = (
        ("audit", "written_by", "TEXT NOT NULL DEFAULT ''"),
        ("audit", "chain", "TEXT NOT NULL DEFAULT ''"),
    )

    def __init__(self, settings: Settings) -> None:
        self.path = settings.store_path
        self.by = login()
        settings.make_home()
        if not self.path.exists():
            os.close(os.open(self.path, os.O_CREAT | os.O_RDWR, 0o600))
        parts = [part for part in reversed(type(self).__mro__) if issubclass(part, Base)]
        with closing(self._connect()) as con:
            con.execute("PRAGMA journal_mode = WAL")
            for part in parts:
                for statement in vars(part).get("SCHEMA", ()):
                    con.execute(statement)
                for table, column, kind in vars(part).get("ADDED", ()):
                    self._add_column(con, table, column, kind)

    @staticmethod
    def _add_column(con: sqlite3.Connection, table: str, column: str, kind: str) -> None:
        def is_there() -> bool:
            return any(row["name"] == column for row in con.execute(f"PRAGMA table_info({table})"))

        if is_there():
            return
        try:
            con.execute(f"ALTER TABLE {table} ADD COLUMN {column} {kind}")
        except sqlite3.OperationalError:
            if not is_there():  # else another process was first
                raise

    def signed(self, by: str) -> Self:
        """The same store for somebody: what is written through it bears this name."""
        other = copy(self)
        other.by = by
        return other

    def _connect(self) -> sqlite3.Connection:
        con = sqlite3.connect(self.path, timeout=30, isolation_level=None)
        con.row_factory = sqlite3.Row
        return con

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        with closing(self._connect()) as con:
            con.execute("BEGIN IMMEDIATE")
            try:
                yield con
                con.execute("COMMIT")
            except BaseException:
                con.execute("ROLLBACK")
                raise

    def _read(self, sql: str, *params: Any) -> list[dict[str, Any]]:
        with closing(self._connect()) as con:
            return [dict(row) for row in con.execute(sql, params).fetchall()]

    def _note(self, con: sqlite3.Connection, action: str, detail: Mapping[str, Any]) -> None:
        """One row of the audit trail. Call it in the transaction of the change, with ids and dates, never with free text.

        It carries the hash of itself and the row before, so that a row that is changed, added or taken out later shows.
        """
        last = con.execute("SELECT audit_id, chain FROM audit ORDER BY audit_id DESC LIMIT 1").fetchone()
        number, before = (last["audit_id"] + 1, last["chain"]) if last else (1, "")
        row = (number, now(), action, json.dumps(detail, sort_keys=True), self.by)
        con.execute(
            "INSERT INTO audit (audit_id, at_ts, action, detail, written_by, chain) VALUES (?, ?, ?, ?, ?, ?)",
            (*row, _link(before, *row)),
        )

    def audit(self, limit: int = 100) -> list[dict[str, Any]]:
        """Who changed what, newest first."""
        return self._read("SELECT * FROM audit ORDER BY audit_id DESC LIMIT ?", limit)

    def audit_head(self) -> tuple[int, str]:
        """The number and the hash of the newest entry; every data load notes them in its manifest."""
        newest = self.audit(1)
        return (newest[0]["audit_id"], newest[0]["chain"]) if newest else (0, "")

    def audit_break(self, noted: Iterable[tuple[int, str]] = ()) -> int | None:
        """The first entry that is not what was written, or is missing; None when the trail is whole.

        `noted` are earlier heads, kept elsewhere: without them nobody sees that the newest entries were taken away.
        Entries of versions that wrote no hashes stand at the beginning and are taken as they are.
        """
        expected, before = dict(noted), ""
        number = 0
        for row in self._read("SELECT * FROM audit ORDER BY audit_id"):
            number += 1
            if row["audit_id"] != number:
                return number
            own = _link(
                before, *(row[name] for name in ("audit_id", "at_ts", "action", "detail", "written_by"))
            )
            is_older = not row["chain"] and not before
            if (not is_older and row["chain"] != own) or row["chain"] != expected.get(number, row["chain"]):
                return number
            before = row["chain"]
        return number + 1 if max(expected, default=0) > number else None

    def version(self) -> int:
        """A number that grows with everything people write, since all of it is audited."""
        return int(self._read("SELECT coalesce(max(audit_id), 0) AS newest FROM audit")[0]["newest"])

    def secret(self, name: str) -> bytes:
        """Random bytes that all processes of this home share, made when first asked for."""
        if known := self._read("SELECT value FROM secret WHERE name = ?", name):
            return bytes.fromhex(known[0]["value"])
        with self._writing() as con:
            con.execute("INSERT INTO secret VALUES (?, ?) ON CONFLICT DO NOTHING", (name, token_hex(32)))
            return bytes.fromhex(
                con.execute("SELECT value FROM secret WHERE name = ?", (name,)).fetchone()["value"]
            )
