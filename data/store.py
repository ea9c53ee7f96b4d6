"""What people write and what the machinery remembers: targets, events, the run log, slot leases, the audit trail.

A small SQLite file in the home, owner-only. It never holds a patient.
"""

from __future__ import annotations

import json
import math
import os
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing, contextmanager
from datetime import UTC, date, datetime, timedelta
from typing import Any

from data.settings import Settings

SCHEMA = (
    """CREATE TABLE IF NOT EXISTS target (
        kpi_id TEXT NOT NULL, scope_type TEXT NOT NULL, scope_id TEXT NOT NULL, valid_from TEXT NOT NULL,
        valid_to TEXT, target REAL NOT NULL, upper_target REAL, source TEXT NOT NULL,
        PRIMARY KEY (kpi_id, scope_type, scope_id, valid_from))""",
    """CREATE TABLE IF NOT EXISTS event (
        event_id INTEGER PRIMARY KEY, scope_type TEXT NOT NULL, scope_id TEXT NOT NULL, kpi_id TEXT,
        event_date TEXT NOT NULL, sentence TEXT NOT NULL, written_ts TEXT NOT NULL)""",
    """CREATE TABLE IF NOT EXISTS run (
        run_id TEXT PRIMARY KEY, trigger TEXT NOT NULL, state TEXT NOT NULL, started_ts TEXT NOT NULL,
        ended_ts TEXT, load_id INTEGER, message TEXT NOT NULL)""",
    """CREATE TABLE IF NOT EXISTS lease (
        job TEXT NOT NULL, slot TEXT NOT NULL, owner TEXT NOT NULL, state TEXT NOT NULL, taken_ts TEXT NOT NULL,
        expires_ts TEXT NOT NULL, PRIMARY KEY (job, slot))""",
    """CREATE TABLE IF NOT EXISTS audit (
        audit_id INTEGER PRIMARY KEY, at_ts TEXT NOT NULL, action TEXT NOT NULL, detail TEXT NOT NULL)""",
)
TARGET_COLUMNS = (
    "kpi_id", "scope_type", "scope_id", "valid_from", "valid_to", "target", "upper_target", "source",
)  # fmt: skip
RUN_STATES = ("running", "published", "nothing_new", "failed", "interrupted")


class TargetError(Exception):
    """A row of targets that cannot be used; the message names the row and the column."""


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


class Store:
    """One home's store. Every call is a transaction of its own, safe from several processes."""

    def __init__(self, settings: Settings) -> None:
        self.path = settings.store_path
        settings.make_home()
        if not self.path.exists():
            os.close(os.open(self.path, os.O_CREAT | os.O_RDWR, 0o600))
        with closing(self._connect()) as con:
            con.execute("PRAGMA journal_mode = WAL")
            for statement in SCHEMA:
                con.execute(statement)

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

    def targets(self) -> list[dict[str, Any]]:
        """Every target with dates as dates, in key order."""
        rows = self._read("SELECT * FROM target ORDER BY kpi_id, scope_type, scope_id, valid_from")
        for row in rows:
            for column in ("valid_from", "valid_to"):
                row[column] = date.fromisoformat(row[column]) if row[column] else None
        return rows

    def import_targets(
        self, rows: Iterable[Mapping[str, str | None]], source: str, kpi_ids: Iterable[str] | None = None
    ) -> int:
        """Add or replace targets by key, all of them or none. Returns how many were new or different."""
        known = None if kpi_ids is None else set(kpi_ids)
        checked = [_target(row, number, source, known) for number, row in enumerate(rows, start=2)]
        marks = ", ".join("?" * len(TARGET_COLUMNS))
        before = {
            tuple(row.values()) for row in self._read(f"SELECT {', '.join(TARGET_COLUMNS)} FROM target")
        }
        changed = [row for row in checked if row not in before]
        with self._writing() as con:
            con.executemany(
                f"INSERT OR REPLACE INTO target ({', '.join(TARGET_COLUMNS)}) VALUES ({marks})", changed
            )
            self._note(con, "targets imported", {"source": source, "changed": len(changed)})
        return len(changed)

    def add_event(
        self,
        on: date,
        sentence: str,
        scope_type: str = "network",
        scope_id: str = "*",
        kpi_id: str | None = None,
    ) -> None:
        """Remember something that happened (a new triage desk, a strike), so that charts can show it."""
        with self._writing() as con:
            con.execute(
                "INSERT INTO event (scope_type, scope_id, kpi_id, event_date, sentence, written_ts) "
                "VALUES (?, ?, ?, ?, ?, ?)",
                (scope_type, scope_id, kpi_id, on.isoformat(), sentence, _now()),
            )
            self._note(con, "event added", {"scope": f"{scope_type}:{scope_id}", "date": on.isoformat()})

    def events(self) -> list[dict[str, Any]]:
        rows = self._read("SELECT * FROM event ORDER BY event_date, event_id")
        return [{**row, "event_date": date.fromisoformat(row["event_date"])} for row in rows]

    def audit(self, limit: int = 100) -> list[dict[str, Any]]:
        """Who changed what, newest first."""
        return self._read("SELECT * FROM audit ORDER BY audit_id DESC LIMIT ?", limit)

    @staticmethod
    def _note(con: sqlite3.Connection, action: str, detail: Mapping[str, Any]) -> None:
        con.execute(
            "INSERT INTO audit (at_ts, action, detail) VALUES (?, ?, ?)",
            (_now(), action, json.dumps(detail, sort_keys=True)),
        )

    def log_run(
        self, run_id: str, state: str, trigger: str = "command", load_id: int | None = None, message: str = ""
    ) -> None:
        """Write where a refresh stands. Call it with `running` under the refresh lock, then with how it ended.

        Starting one closes what a dead process left open: under the lock nobody else can be running.
        """
        if state not in RUN_STATES:
            raise ValueError(f"a run is {', '.join(RUN_STATES)}, not {state!r}")
        with self._writing() as con:
            if state == "running":
                con.execute(
                    "UPDATE run SET state = 'interrupted', message = 'stopped before it ended; nothing was lost' "
                    "WHERE state = 'running' AND run_id <> ?",
                    (run_id,),
                )
            con.execute(
                "INSERT INTO run (run_id, trigger, state, started_ts, message) VALUES (?, ?, ?, ?, '') "
                "ON CONFLICT DO NOTHING",
                (run_id, trigger, state, _now()),
            )
            ended = None if state == "running" else _now()
            con.execute(
                "UPDATE run SET state = ?, ended_ts = ?, load_id = ?, message = ? WHERE run_id = ?",
                (state, ended, load_id, message, run_id),
            )

    def runs(self, limit: int = 50) -> list[dict[str, Any]]:
        """The refreshes, newest first."""
        return self._read("SELECT * FROM run ORDER BY started_ts DESC, rowid DESC LIMIT ?", limit)

    def take_slot(self, job: str, slot: str, owner: str, seconds: float, now: datetime) -> bool:
        """Win the right to run a slot, once among all processes; a lease that its owner let expire can be won anew."""
        with self._writing() as con:
            return bool(
                con.execute(
                    "INSERT INTO lease VALUES (?, ?, ?, 'taken', ?, ?) ON CONFLICT (job, slot) DO UPDATE "
                    "SET owner = excluded.owner, taken_ts = excluded.taken_ts, expires_ts = excluded.expires_ts "
                    "WHERE lease.state = 'taken' AND lease.expires_ts < excluded.taken_ts",
                    (job, slot, owner, now.isoformat(), (now + timedelta(seconds=seconds)).isoformat()),
                ).rowcount
            )

    def renew_slot(self, job: str, slot: str, owner: str, seconds: float, now: datetime) -> bool:
        """Keep a lease while the work goes on; False when it was lost to another process."""
        with self._writing() as con:
            return bool(
                con.execute(
                    "UPDATE lease SET expires_ts = ? WHERE job = ? AND slot = ? AND owner = ? AND state = 'taken'",
                    ((now + timedelta(seconds=seconds)).isoformat(), job, slot, owner),
                ).rowcount
            )

    def end_slot(self, job: str, slot: str, owner: str, state: str) -> None:
        """Close a slot for good."""
        with self._writing() as con:
            con.execute(
                "UPDATE lease SET state = ? WHERE job = ? AND slot = ? AND owner = ?",
                (state, job, slot, owner),
            )

    def slots(self, job: str) -> list[dict[str, Any]]:
        """The slots of a job that somebody took, newest first."""
        return self._read("SELECT * FROM lease WHERE job = ? ORDER BY slot DESC", job)


def _target(
    row: Mapping[str, str | None], number: int, source: str, kpi_ids: set[str] | None
) -> tuple[Any, ...]:
    """One target as it is stored; `number` is its line in the file."""
    given = {key: (value or "").strip() for key, value in row.items() if key}

    def refuse(column: str, sentence: str) -> TargetError:
        return TargetError(f"line {number}, column {column}: {sentence}")

    for column in ("kpi_id", "valid_from", "target"):
        if not given.get(column):
            raise refuse(column, "is empty")
    if kpi_ids is not None and given["kpi_id"] not in kpi_ids:
        raise refuse("kpi_id", "there is no such KPI; `wardboard list` shows the ids")
    scope_type = given.get("scope_type") or "network"
    scope_id = given.get("scope_id") or ("*" if scope_type == "network" else "")
    if scope_type not in ("network", "facility", "unit"):
        raise refuse("scope_type", "must be network, facility or unit")
    if not scope_id or (scope_type == "network") != (scope_id == "*"):
        raise refuse("scope_id", "must be a facility or unit id, or * for the network")
    days: dict[str, str | None] = {}
    for column in ("valid_from", "valid_to"):
        try:
            days[column] = date.fromisoformat(given[column]).isoformat() if given.get(column) else None
        except ValueError:
            raise refuse(column, "must be a date written as 2026-01-31") from None
    if days["valid_to"] and str(days["valid_to"]) < str(days["valid_from"]):
        raise refuse("valid_to", "lies before valid_from")
    figures: dict[str, float | None] = {}
    for column in ("target", "upper_target"):
        try:
            figures[column] = float(given[column]) if given.get(column) else None
        except ValueError:
            raise refuse(column, "must be a number with a point, e.g. 92.5") from None
        if figures[column] is not None and not math.isfinite(figures[column] or 0):
            raise refuse(column, "must be a finite number")
    return (
        given["kpi_id"], scope_type, scope_id, days["valid_from"], days["valid_to"], figures["target"],
        figures["upper_target"], given.get("source") or source,
    )  # fmt: skip
