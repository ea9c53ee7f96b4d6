"""Events: what happened at a place on a day, so that charts can show it beside what they count."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, ClassVar

from data.store.base import Base, StoreError, now
from data.store.rows import RowError, day_of, known_kpi, scope_of

SCHEMA = (
    """CREATE TABLE IF NOT EXISTS event (
        event_id INTEGER PRIMARY KEY, scope_type TEXT NOT NULL, scope_id TEXT NOT NULL, kpi_id TEXT,
        event_date TEXT NOT NULL, sentence TEXT NOT NULL, written_ts TEXT NOT NULL)""",
)


EVENT_COLUMNS = ("event_date", "sentence", "scope_type", "scope_id", "kpi_id")
MOST_CHARACTERS = 200


class EventError(StoreError):
    """A row of events that cannot be used; the message names the line and the column."""


class Events(Base):
    """The events of a home."""

    SCHEMA: ClassVar[tuple[str, ...]] = SCHEMA
    ADDED: ClassVar[tuple[tuple[str, str, str], ...]] = (
        ("event", "written_by", "TEXT NOT NULL DEFAULT ''"),
        ("event", "withdrawn_ts", "TEXT"),
    )

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
                "INSERT INTO event (scope_type, scope_id, kpi_id, event_date, sentence, written_ts, written_by) "
                "VALUES (?, ?, ?, ?, ?, ?, ?)",
                (scope_type, scope_id, kpi_id, on.isoformat(), sentence, now(), self.by),
            )
            detail = {"scope": f"{scope_type}:{scope_id}", "date": on.isoformat()}
            self._note(con, "event added", detail | ({"kpi": kpi_id} if kpi_id else {}))

    def import_events(
        self, rows: Iterable[Mapping[str, str | None]], source: str, kpi_ids: Iterable[str] | None = None
    ) -> int:
        """Add the events that are not there yet, all of them or none. Returns how many those were."""
        known = None if kpi_ids is None else set(kpi_ids)
        checked = []
        for number, row in enumerate(rows, start=2):
            try:
                checked.append(_event(row, known))
            except RowError as error:
                raise EventError(f"line {number}, {error}") from None
        there = {tuple(row[column] for column in EVENT_COLUMNS) for row in self.events()}
        new = [row for row in dict.fromkeys(checked) if (date.fromisoformat(row[0]), *row[1:]) not in there]
        with self._writing() as con:
            con.executemany(
                f"INSERT INTO event ({', '.join(EVENT_COLUMNS)}, written_ts, written_by) VALUES (?, ?, ?, ?, ?, ?, ?)",
                [(*row, now(), self.by) for row in new],
            )
            self._note(con, "events imported", {"source": source, "new": len(new)})
        return len(new)

    def withdraw_event(self, event_id: int) -> bool:
        """Take an event off the charts; False when there is none. Its row stays, so that its id names nothing else."""
        with self._writing() as con:
            row = con.execute(
                "SELECT * FROM event WHERE event_id = ? AND withdrawn_ts IS NULL", (event_id,)
            ).fetchone()
            if row is None:
                return False
            con.execute("UPDATE event SET withdrawn_ts = ? WHERE event_id = ?", (now(), event_id))
            scope = f"{row['scope_type']}:{row['scope_id']}"
            self._note(con, "event withdrawn", {"event": event_id, "scope": scope, "date": row["event_date"]})
            return True

    def events(self) -> list[dict[str, Any]]:
        """Every event that was not withdrawn, by day."""
        rows = self._read("SELECT * FROM event WHERE withdrawn_ts IS NULL ORDER BY event_date, event_id")
        return [{**row, "event_date": date.fromisoformat(row["event_date"])} for row in rows]


def _event(row: Mapping[str, str | None], kpi_ids: set[str] | None) -> tuple[Any, ...]:
    """One event in the order of `EVENT_COLUMNS`; raises `RowError` for the first column that cannot be used."""
    given = {key: (value or "").strip() for key, value in row.items() if key}
    for column in ("event_date", "sentence"):
        if not given.get(column):
            raise RowError(column, "is empty")
    if len(given["sentence"]) > MOST_CHARACTERS:
        raise RowError("sentence", f"has more than {MOST_CHARACTERS} characters")
    kpi_id = known_kpi(given["kpi_id"], kpi_ids) if given.get("kpi_id") else None
    return day_of(given, "event_date"), given["sentence"], *scope_of(given), kpi_id
