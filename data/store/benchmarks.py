"""Benchmarks: what others reach, with where it was read and how sure that is. Context for a value, never its judge."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from data.store.base import Base, StoreError
from data.store.rows import RowError, known_kpi, number_of

SCHEMA = (
    """CREATE TABLE IF NOT EXISTS benchmark (
        kpi_id TEXT NOT NULL, source TEXT NOT NULL, year INTEGER NOT NULL, value REAL NOT NULL,
        p25 REAL, p75 REAL, confidence TEXT NOT NULL, note TEXT NOT NULL,
        PRIMARY KEY (kpi_id, source, year))""",
)
BENCHMARK_COLUMNS = ("kpi_id", "source", "year", "value", "p25", "p75", "confidence", "note")
CONFIDENCES = ("verified", "high", "medium", "low")


class BenchmarkError(StoreError):
    """A row of benchmarks that cannot be used; the message names the line and the column."""


class Benchmarks(Base):
    """The benchmarks of a home. None is shipped: those worth having are licensed or belong to a year."""

    SCHEMA: ClassVar[tuple[str, ...]] = SCHEMA

    def benchmarks(self, kpi_id: str = "") -> list[dict[str, Any]]:
        """Every benchmark, or those of one KPI, newest year first."""
        return self._read(
            f"SELECT {', '.join(BENCHMARK_COLUMNS)} FROM benchmark WHERE ? IN ('', kpi_id) "
            "ORDER BY kpi_id, year DESC, source",
            kpi_id,
        )

    def import_benchmarks(
        self, rows: Iterable[Mapping[str, str | None]], source: str, kpi_ids: Iterable[str] | None = None
    ) -> int:
        """Add or replace benchmarks by KPI, source and year, all of them or none. Returns how many are new or different."""
        known = None if kpi_ids is None else set(kpi_ids)
        checked = []
        for number, row in enumerate(rows, start=2):
            try:
                checked.append(_benchmark(row, known))
            except RowError as error:
                raise BenchmarkError(f"line {number}, {error}") from None
        before = {tuple(row.values()) for row in self.benchmarks()}
        changed = [row for row in checked if row not in before]
        with self._writing() as con:
            self._put(con, changed)
            self._note(con, "benchmarks imported", {"source": source, "changed": len(changed)})
        return len(changed)

    def set_benchmark(self, row: Mapping[str, str | None]) -> None:
        """Add one benchmark or replace the one of its KPI, source and year. Raises `RowError`."""
        made = _benchmark(row, None)
        with self._writing() as con:
            self._put(con, [made])
            detail = dict(zip(BENCHMARK_COLUMNS[:4], made, strict=False))
            self._note(con, "benchmark set", detail)

    def withdraw_benchmark(self, kpi_id: str, source: str, year: int) -> bool:
        """Take a benchmark away; False when there is none."""
        with self._writing() as con:
            gone = con.execute(
                "DELETE FROM benchmark WHERE kpi_id = ? AND source = ? AND year = ?", (kpi_id, source, year)
            ).rowcount
            if gone:
                self._note(con, "benchmark withdrawn", {"kpi_id": kpi_id, "source": source, "year": year})
            return bool(gone)

    @staticmethod
    def _put(con: Any, rows: list[tuple[Any, ...]]) -> None:
        marks = ", ".join("?" * len(BENCHMARK_COLUMNS))
        con.executemany(
            f"INSERT OR REPLACE INTO benchmark ({', '.join(BENCHMARK_COLUMNS)}) VALUES ({marks})", rows
        )


def _benchmark(row: Mapping[str, str | None], kpi_ids: set[str] | None) -> tuple[Any, ...]:
    """One benchmark as it is stored; raises `RowError` for the first column that cannot be used."""
    given = {key: (value or "").strip() for key, value in row.items() if key}
    for column in ("kpi_id", "source", "year", "value"):
        if not given.get(column):
            raise RowError(column, "is empty")
    year = given["year"]
    if not (year.isdigit() and 1990 <= int(year) <= 2100):
        raise RowError("year", "must be a year, e.g. 2024")
    confidence = given.get("confidence") or "medium"
    if confidence not in CONFIDENCES:
        raise RowError("confidence", f"must be {', '.join(CONFIDENCES[:-1])} or {CONFIDENCES[-1]}")
    value, low, high = (number_of(given, column) for column in ("value", "p25", "p75"))
    if low is not None and high is not None and low > high:
        raise RowError("p75", "lies below p25")
    kpi_id = known_kpi(given["kpi_id"], kpi_ids)
    return (kpi_id, given["source"], int(year), value, low, high, confidence, given.get("note", ""))
