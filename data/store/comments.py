"""Comments: what people say about a number, pinned to the data they saw."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

from data.store.base import Base, now

SCHEMA = (
    """CREATE TABLE IF NOT EXISTS comment (
        comment_id INTEGER PRIMARY KEY, kpi_id TEXT NOT NULL, scope_type TEXT NOT NULL, scope_id TEXT NOT NULL,
        period TEXT, grain TEXT NOT NULL, query TEXT NOT NULL, load_id INTEGER NOT NULL, words TEXT NOT NULL,
        written_ts TEXT NOT NULL, written_by TEXT NOT NULL, withdrawn_ts TEXT)""",
)


class Comments(Base):
    """The comments of a home. A withdrawn one keeps its row, so that its number names nothing else."""

    SCHEMA: ClassVar[tuple[str, ...]] = SCHEMA

    def add_comment(
        self,
        words: str,
        kpi_id: str,
        place: tuple[str, str],
        load_id: int,
        period: date | None = None,
        grain: str = "month",
        query: str = "",
    ) -> None:
        """Remember a comment; `query` is the address's query with the filters under which the number was seen."""
        with self._writing() as con:
            con.execute(
                "INSERT INTO comment (kpi_id, scope_type, scope_id, period, grain, query, load_id, words, written_ts, "
                "written_by) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    kpi_id,
                    *place,
                    period.isoformat() if period else None,
                    grain,
                    query,
                    load_id,
                    words,
                    now(),
                    self.by,
                ),
            )
            self._note(con, "comment added", {"kpi": kpi_id, "scope": ":".join(place), "load": load_id})

    def withdraw_comment(self, comment_id: int) -> bool:
        """Take a comment off the pages; False when there is none."""
        with self._writing() as con:
            gone = con.execute(
                "UPDATE comment SET withdrawn_ts = ? WHERE comment_id = ? AND withdrawn_ts IS NULL",
                (now(), comment_id),
            ).rowcount
            if gone:
                self._note(con, "comment withdrawn", {"comment": comment_id})
            return bool(gone)

    def comments(self, kpi_id: str) -> list[dict[str, Any]]:
        """What was said about a KPI and not withdrawn, newest first."""
        rows = self._read(
            "SELECT * FROM comment WHERE kpi_id = ? AND withdrawn_ts IS NULL ORDER BY comment_id DESC", kpi_id
        )
        return [
            row | {"period": date.fromisoformat(row["period"]) if row["period"] else None} for row in rows
        ]
