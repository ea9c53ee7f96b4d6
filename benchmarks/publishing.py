"""Deriving and publishing at full size against one scan of the same tables, and control limits by the thousand."""

from __future__ import annotations

import time
from datetime import date
from pathlib import Path

import duckdb
import numpy as np

from benchmarks.copies import as_of, settings_of
from benchmarks.measure import Row, alone, limit_row, ratio_row
from data import generations
from data.schema import DERIVED, LOADED

SERIES, POINTS = 10_000, 36


def refreshed(home: str) -> tuple[float, float, int]:
    """Derive and publish a generation of today's KPIs; seconds of both, and how many values."""
    from data.warehouse import build
    from metrics.publish import publish
    from pipelines.derive import derive

    settings = settings_of(Path(home))
    day = as_of(settings)
    with build(settings, "benchmark") as candidate:
        candidate.lock()
        start = time.perf_counter()
        derive(candidate.con, day)
        derived = time.perf_counter()
        publish(candidate.con, candidate.number, "bench", day, settings.market)
        published = time.perf_counter()
        values = candidate.con.execute("SELECT count(*) FROM kpi_value").fetchall()[0][0]
        candidate.publish({"as_of": str(day), "is_demo": True})
    return derived - start, published - derived, values


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


def measure(home: Path, size: str) -> list[Row]:
    """Publishes a new generation into the home."""
    ours = alone(refreshed, str(home))
    derived, published, values = ours.result
    # Two scans: the first one also fetches the file from the disk, which the refresh had just written.
    scan = min(alone(full_scan, str(home)).result for _ in range(2))
    return [
        Row(f"derive every table, {size}", f"{derived:.2f} s", f"{scan:.2f} s", derived / scan),
        ratio_row(
            f"publish {values:,} values, {size}; floor = every column of every table scanned once",
            published,
            scan,
            "s",
            5.0,
        ),
        limit_row(f"peak memory of both, {size}", ours.peak_mb, "MB", 4096),
    ]


def spc() -> list[Row]:
    return [
        limit_row(f"limits and signals of {SERIES:,} series of {POINTS} months", 1000 * limits(), "ms", 1000)
    ]
