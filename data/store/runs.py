"""What the machinery remembers: the run log of refreshes, and which process has which slot of a schedule."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, ClassVar

from data.store.base import Base, now

SCHEMA = (
    """CREATE TABLE IF NOT EXISTS run (
        run_id TEXT PRIMARY KEY, trigger TEXT NOT NULL, state TEXT NOT NULL, started_ts TEXT NOT NULL,
        ended_ts TEXT, load_id INTEGER, message TEXT NOT NULL)""",
    """CREATE TABLE IF NOT EXISTS lease (
        job TEXT NOT NULL, slot TEXT NOT NULL, owner TEXT NOT NULL, state TEXT NOT NULL, taken_ts TEXT NOT NULL,
        expires_ts TEXT NOT NULL, PRIMARY KEY (job, slot))""",
)
RUN_STATES = ("running", "published", "nothing_new", "failed", "interrupted")


class Runs(Base):
    """The run log and the slots of a home."""

    SCHEMA: ClassVar[tuple[str, ...]] = SCHEMA

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
                (run_id, trigger, state, now()),
            )
            ended = None if state == "running" else now()
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
