"""Openings: who looked at the records behind a number, and why."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, ClassVar

from data.store.base import Base, now

SCHEMA = (
    """CREATE TABLE IF NOT EXISTS record_opening (
        opening_id INTEGER PRIMARY KEY, kpi_id TEXT NOT NULL, scope_type TEXT NOT NULL, scope_id TEXT NOT NULL,
        grain TEXT NOT NULL, period TEXT NOT NULL, query TEXT NOT NULL, reason TEXT NOT NULL, words TEXT NOT NULL,
        shown INTEGER NOT NULL, total INTEGER NOT NULL, load_id INTEGER NOT NULL, role TEXT NOT NULL,
        written_ts TEXT NOT NULL, written_by TEXT NOT NULL)""",
)
REASONS = {
    "check": "Check a figure against the source",
    "review": "Review of care or safety",
    "improve": "Understand a delay or a loss",
    "audit": "Audit or inspection",
    "quality": "Quality of the data",
}
OPENED = (
    "kpi_id", "scope_type", "scope_id", "grain", "period", "query", "reason", "words", "shown", "total", "load_id",
    "role",
)  # fmt: skip


class Openings(Base):
    """The openings of a home. None can be changed or taken back."""

    SCHEMA: ClassVar[tuple[str, ...]] = SCHEMA

    def note_opening(self, action: str, said: Mapping[str, Any]) -> None:
        """Write down that records, or a visit of one, are about to be shown. `said` holds OPENED; the audit trail keeps
        all but the words."""
        row = {name: said[name] for name in OPENED}
        row["period"] = row["period"].isoformat()
        row |= {"written_ts": now(), "written_by": self.by}
        with self._writing() as con:
            con.execute(
                f"INSERT INTO record_opening ({', '.join(row)}) VALUES ({', '.join('?' * len(row))})",
                tuple(row.values()),
            )
            detail = {
                "kpi": row["kpi_id"], "scope": f"{row['scope_type']}:{row['scope_id']}", "load": row["load_id"],
                **{name: row[name] for name in ("period", "grain", "reason", "shown", "total", "role")},
                **({"filters": row["query"]} if row["query"] else {}),
            }  # fmt: skip
            self._note(con, action, detail)

    def record_openings(self, limit: int = 100) -> list[dict[str, Any]]:
        """Who opened what and why, newest first."""
        rows = self._read("SELECT * FROM record_opening ORDER BY opening_id DESC LIMIT ?", limit)
        return [row | {"period": date.fromisoformat(row["period"])} for row in rows]
