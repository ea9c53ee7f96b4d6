"""Deriving and publishing at full size against one scan of the same tables, and control limits by the thousand."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

import duckdb
import numpy as np

from benchmarks.copies import as_of, renamed, settings_of
from benchmarks.measure import Row, alone, limit_row, ratio_row
from data import generations
from data.schema import DERIVED, LOADED, Table

SERIES, POINTS = 10_000, 36
# Dates of a person, or of the row itself, not of what happened.
UNDATED = ("birth_date", "death_date", "source_updated_ts")


def refreshed(home: str) -> tuple[float, float, int]:
    """Derive and publish a generation of today's KPIs from nothing; seconds of both, and how many values."""
    from data.warehouse import build
    from metrics.publish import publish
    from pipelines.derive import derive

    settings = settings_of(Path(home))
    day = as_of(settings)
    with build(settings, "benchmark") as candidate:
        candidate.lock()
        candidate.con.execute("DELETE FROM built_from")
        start = time.perf_counter()
        derive(candidate.con, day)
        derived = time.perf_counter()
        publish(candidate.con, candidate.number, "bench", day, settings.market)
        published = time.perf_counter()
        values = candidate.con.execute("SELECT count(*) FROM kpi_value").fetchall()[0][0]
        candidate.publish({"as_of": str(day), "is_demo": True})
    return derived - start, published - derived, values


def one_more_day(home: str, tables: Sequence[str]) -> float:
    """Seconds to derive and publish when the last day of some loaded tables comes once more, under other keys."""
    from data.warehouse import build
    from metrics.publish import publish
    from pipelines.derive import derive

    settings = settings_of(Path(home))
    day = as_of(settings)
    with build(settings, "benchmark") as candidate:
        candidate.lock()
        for name in tables:
            _repeat_last_day(candidate.con, LOADED[name])
        start = time.perf_counter()
        derive(candidate.con, day)
        publish(candidate.con, candidate.number, "bench", day, settings.market)
        return time.perf_counter() - start


def _repeat_last_day(con: duckdb.DuckDBPyConnection, table: Table) -> None:
    times = [c.name for c in table.columns if c.type in ("DATE", "TIMESTAMPTZ") and c.name not in UNDATED]
    others = ", ".join(f"{column} || '~day' AS {column}" for column in renamed(table))
    if times and others:
        con.execute(
            f'INSERT INTO "{table.name}" SELECT t.* REPLACE ({others}) FROM "{table.name}" t '
            f'WHERE {times[0]} > (SELECT max({times[0]}) - INTERVAL 1 DAY FROM "{table.name}")'
        )


def full_scan(home: str) -> float:
    """The floor of publishing: one hash over all columns of every row, table by table, as the product opens them."""
    settings = settings_of(Path(home))
    number = generations.current(settings.warehouse)
    assert number is not None
    path = generations.file_of(settings.warehouse, number)
    con = duckdb.connect(config={"threads": settings.threads, "memory_limit": settings.memory_limit})
    con.execute("SET enable_progress_bar = false")
    con.execute(f"ATTACH '{path}' AS wh (READ_ONLY)")
    start = time.perf_counter()
    for name in (*sorted(LOADED), *sorted(DERIVED)):
        con.execute(f'SELECT count(*), max(hash(t)) FROM wh.main."{name}" t').fetchall()
    return time.perf_counter() - start


def limits() -> float:
    """Seconds for the limits and signals of ten thousand monthly series of three years."""
    from metrics.segments import Task, draw_segments

    values = np.random.default_rng(1).normal(50, 5, (SERIES, POINTS)).tolist()
    months = [date(2023 + i // 12, i % 12 + 1, 1) for i in range(POINTS)]
    nothing = [None] * POINTS
    start = time.perf_counter()
    draw_segments([Task("xmr", months[0], months, series, nothing, nothing, "generic") for series in values])
    return time.perf_counter() - start


def _better(measured: Callable[..., float], *given: object) -> float:
    """The better of two runs: the first fetches what was just written from the disk, and a neighbour may be busy."""
    return min(alone(measured, *given).result for _ in range(2))


def measure(home: Path, size: str, with_every_feed: bool) -> list[Row]:
    """Publishes a new generation into the home."""
    days = {"complaints": ("complaint",), "emergency visits": ("ed_visit", "encounter")}
    if with_every_feed:
        days["every feed"] = tuple(LOADED)
    ours = alone(refreshed, str(home))
    derived, published, values = ours.result
    scan = _better(full_scan, str(home))
    anew = derived + published
    return [
        Row(f"derive every table, {size}", f"{derived:.2f} s", f"{scan:.2f} s", derived / scan),
        ratio_row(
            f"publish {values:,} values, {size}; floor = every column of every table scanned once",
            published,
            scan,
            "s",
            5.0,
        ),
        *(
            ratio_row(
                f"one more day of {what}, derived and published, {size}; floor = all made anew",
                _better(one_more_day, str(home), tables),
                anew,
                "s",
                0.05,
            )
            for what, tables in days.items()
        ),
        limit_row(f"peak memory of both, {size}", ours.peak_mb, "MB", 4096),
    ]


def spc() -> list[Row]:
    return [
        limit_row(f"limits and signals of {SERIES:,} series of {POINTS} months", 1000 * limits(), "ms", 1000)
    ]
