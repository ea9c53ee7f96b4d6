"""Approved rebases: from which day a series has new limits, why, and who said so."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

from data.store.base import Base, StoreError, now

SCHEMA = (
    """CREATE TABLE IF NOT EXISTS rebase (
        kpi_id TEXT NOT NULL, scope_type TEXT NOT NULL, scope_id TEXT NOT NULL, rebase_date TEXT NOT NULL,
        reason TEXT NOT NULL, approved_by TEXT NOT NULL, written_ts TEXT NOT NULL,
        PRIMARY KEY (kpi_id, scope_type, scope_id, rebase_date))""",
)


class RebaseError(StoreError):
    """A rebase that cannot be approved; the message says what it lacks."""


class Rebases(Base):
    """The rebases of a home."""

    SCHEMA: ClassVar[tuple[str, ...]] = SCHEMA

    def approve_rebase(
        self, kpi_id: str, scope_type: str, scope_id: str, on: date, reason: str, approved_by: str
    ) -> None:
        """Remember that somebody wants new limits for one series from `on` on, and why; the next refresh judges so."""
        if not reason.strip():
            raise RebaseError("a rebase needs a reason: what changed, and why it will last")
        with self._writing() as con:
            con.execute(
                "INSERT OR REPLACE INTO rebase VALUES (?, ?, ?, ?, ?, ?, ?)",
                (kpi_id, scope_type, scope_id, on.isoformat(), reason.strip(), approved_by, now()),
            )
            scope = f"{scope_type}:{scope_id}"
            self._note(con, "rebase approved", {"kpi": kpi_id, "scope": scope, "date": on.isoformat()})

    def withdraw_rebase(self, kpi_id: str, scope_type: str, scope_id: str, on: date) -> bool:
        """Take an approval back; False when there is none."""
        with self._writing() as con:
            scope = (kpi_id, scope_type, scope_id, on.isoformat())
            gone = con.execute(
                "DELETE FROM rebase WHERE kpi_id = ? AND scope_type = ? AND scope_id = ? AND rebase_date = ?",
                scope,
            ).rowcount
            if gone:
                detail = {"kpi": kpi_id, "scope": f"{scope_type}:{scope_id}", "date": on.isoformat()}
                self._note(con, "rebase withdrawn", detail)
            return bool(gone)

    def rebases(self) -> list[dict[str, Any]]:
        """Every approved rebase, by series and date."""
        rows = self._read("SELECT * FROM rebase ORDER BY kpi_id, scope_type, scope_id, rebase_date")
        return [{**row, "rebase_date": date.fromisoformat(row["rebase_date"])} for row in rows]
