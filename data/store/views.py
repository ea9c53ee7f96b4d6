"""Saved views: addresses with a name, for everybody who works here."""

from __future__ import annotations

from typing import Any, ClassVar

from data.store.base import Base, StoreError, now

SCHEMA = (
    """CREATE TABLE IF NOT EXISTS saved_view (
        name TEXT PRIMARY KEY COLLATE NOCASE, address TEXT NOT NULL, written_ts TEXT NOT NULL, written_by TEXT NOT NULL)""",
)
MOST_VIEWS = 200


class Views(Base):
    """The saved views of a home."""

    SCHEMA: ClassVar[tuple[str, ...]] = SCHEMA

    def save_view(self, name: str, address: str) -> None:
        """Give an address a name. Raises `StoreError` for a name that another address has."""
        with self._writing() as con:
            rows = con.execute("SELECT name, address FROM saved_view").fetchall()
            if any(row["name"].lower() == name.lower() for row in rows):
                raise StoreError("There is a view of this name: delete it first, or choose another name.")
            if len(rows) >= MOST_VIEWS:
                raise StoreError(f"There are {MOST_VIEWS} views already: delete one first.")
            con.execute("INSERT INTO saved_view VALUES (?, ?, ?, ?)", (name, address, now(), self.by))
            self._note(con, "view saved", {"address": address})

    def delete_view(self, name: str) -> bool:
        """Forget a view; False when there is none of this name."""
        with self._writing() as con:
            gone = con.execute("DELETE FROM saved_view WHERE name = ?", (name,)).rowcount
            if gone:
                self._note(con, "view deleted", {})
            return bool(gone)

    def views(self) -> list[dict[str, Any]]:
        """Every saved view by name."""
        return self._read("SELECT * FROM saved_view ORDER BY name COLLATE NOCASE")
