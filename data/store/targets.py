"""Targets by KPI, place and period: what a value ought to be, and from when to when."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, ClassVar

from data.store.base import Base, StoreError
from data.store.rows import RowError, day_of, known_kpi, number_of, scope_of

SCHEMA = (
    """CREATE TABLE IF NOT EXISTS target (
        kpi_id TEXT NOT NULL, scope_type TEXT NOT NULL, scope_id TEXT NOT NULL, valid_from TEXT NOT NULL,
        valid_to TEXT, target REAL NOT NULL, upper_target REAL, source TEXT NOT NULL,
        PRIMARY KEY (kpi_id, scope_type, scope_id, valid_from))""",
)
TARGET_COLUMNS = (
    "kpi_id", "scope_type", "scope_id", "valid_from", "valid_to", "target", "to_target", "upper_target", "source",
)  # fmt: skip


class TargetError(StoreError):
    """A row of targets that cannot be used; the message names the row and the column."""


class Targets(Base):
    """The targets of a home.

    `target` holds from `valid_from` to `valid_to`. With `to_target` it is where a trajectory begins, which moves in
    equal steps by month and reaches `to_target` in the month of `valid_to`.
    """

    SCHEMA: ClassVar[tuple[str, ...]] = SCHEMA
    ADDED: ClassVar[tuple[tuple[str, str, str], ...]] = (("target", "to_target", "REAL"),)

    def targets(self) -> list[dict[str, Any]]:
        """Every target with dates as dates, in key order."""
        rows = self._read(
            f"SELECT {', '.join(TARGET_COLUMNS)} FROM target ORDER BY kpi_id, scope_type, scope_id, valid_from"
        )
        for row in rows:
            for column in ("valid_from", "valid_to"):
                row[column] = date.fromisoformat(row[column]) if row[column] else None
        return rows

    def import_targets(
        self, rows: Iterable[Mapping[str, str | None]], source: str, kpi_ids: Iterable[str] | None = None
    ) -> int:
        """Add or replace targets by key, all of them or none. Returns how many were new or different."""
        known = None if kpi_ids is None else set(kpi_ids)
        checked = []
        for number, row in enumerate(rows, start=2):
            try:
                checked.append(_target(row, source, known))
            except RowError as error:
                raise TargetError(f"line {number}, {error}") from None
        before = {
            tuple(row.values()) for row in self._read(f"SELECT {', '.join(TARGET_COLUMNS)} FROM target")
        }
        changed = [row for row in checked if row not in before]
        marks = ", ".join("?" * len(TARGET_COLUMNS))
        with self._writing() as con:
            con.executemany(
                f"INSERT OR REPLACE INTO target ({', '.join(TARGET_COLUMNS)}) VALUES ({marks})", changed
            )
            self._note(con, "targets imported", {"source": source, "changed": len(changed)})
        return len(changed)

    def set_target(self, row: Mapping[str, str | None], replaces: date | None = None) -> None:
        """Add one target or replace the one with its key, and the one that began at `replaces`.

        Raises `RowError`, which names the column that cannot be used.
        """
        made = dict(zip(TARGET_COLUMNS, _target(row, "", None), strict=True))
        scope = f"{made['scope_type']}:{made['scope_id']}"
        named = [made[column] for column in ("kpi_id", "scope_type", "scope_id")]
        with self._writing() as con:
            if replaces:
                con.execute(
                    "DELETE FROM target WHERE kpi_id = ? AND scope_type = ? AND scope_id = ? AND valid_from = ?",
                    (*named, replaces.isoformat()),
                )
            con.execute(
                f"INSERT OR REPLACE INTO target ({', '.join(TARGET_COLUMNS)}) "
                f"VALUES ({', '.join('?' * len(TARGET_COLUMNS))})",
                tuple(made.values()),
            )
            figures = ("valid_from", "valid_to", "target", "to_target", "upper_target")
            detail = {column: made[column] for column in figures if made[column] is not None}
            self._note(con, "target set", {"kpi": made["kpi_id"], "scope": scope, **detail})

    def withdraw_target(self, kpi_id: str, scope_type: str, scope_id: str, valid_from: date) -> bool:
        """Take a target away; False when there is none."""
        with self._writing() as con:
            gone = con.execute(
                "DELETE FROM target WHERE kpi_id = ? AND scope_type = ? AND scope_id = ? AND valid_from = ? "
                "RETURNING target",
                (kpi_id, scope_type, scope_id, valid_from.isoformat()),
            ).fetchone()
            if gone is None:
                return False
            detail = {
                "kpi": kpi_id,
                "scope": f"{scope_type}:{scope_id}",
                "valid_from": valid_from.isoformat(),
            }
            self._note(con, "target withdrawn", {**detail, "target": gone["target"]})
            return True


def _target(row: Mapping[str, str | None], source: str, kpi_ids: set[str] | None) -> tuple[Any, ...]:
    """One target as it is stored; raises `RowError` for the first column that cannot be used."""
    given = {key: (value or "").strip() for key, value in row.items() if key}
    for column in ("kpi_id", "valid_from", "target"):
        if not given.get(column):
            raise RowError(column, "is empty")
    kpi_id = known_kpi(given["kpi_id"], kpi_ids)
    scope = scope_of(given)
    start, end = (day_of(given, column) for column in ("valid_from", "valid_to"))
    if start and end and end < start:
        raise RowError("valid_to", "lies before valid_from")
    target, to, upper = (number_of(given, column) for column in ("target", "to_target", "upper_target"))
    if to is not None and not end:
        raise RowError("valid_to", "a trajectory needs the day on which it is to be reached")
    if to is not None and upper is not None:
        raise RowError("to_target", "a band has no trajectory; write a band for each period instead")
    if upper is not None and target is not None and upper < target:
        raise RowError("upper_target", "lies below the target, which is the lower end of the band")
    return (kpi_id, *scope, start, end, target, to, upper, given.get("source") or source)
