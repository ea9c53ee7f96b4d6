"""Loading, deriving and publishing, each against plain DuckDB on the same files or tables."""

from __future__ import annotations

import shutil
import tempfile
from datetime import date
from pathlib import Path

import duckdb

from benchmarks.measure import Row, alone, limit_row, ratio_row
from data.schema import DERIVED, LOADED
from data.settings import read_settings


def plain_ingest(inbox: str) -> int:
    """The floor: DuckDB's own reader, types sniffed, one typed table per file."""
    total = 0
    with tempfile.TemporaryDirectory() as folder:
        con = duckdb.connect(
            f"{folder}/plain.duckdb",
            config={"threads": 2, "memory_limit": "2GB"},
        )
        con.execute("SET enable_progress_bar = false")
        for number, path in enumerate(sorted(Path(inbox).iterdir())):
            if path.suffix == ".toml" or not path.is_file():
                continue
            con.execute(
                f"CREATE TABLE t{number} AS SELECT * FROM read_csv(?, ignore_errors = true)", [str(path)]
            )
            total += con.execute(f"SELECT count(*) FROM t{number}").fetchall()[0][0]
        con.execute("CHECKPOINT")
        con.close()
    return total


def our_ingest(home: str) -> int:
    """Everything between the files and reconciled canonical rows; nothing derived, nothing published."""
    from data.warehouse import build
    from pipelines.load import load

    settings = read_settings(Path(home))
    with build(settings, "benchmark") as candidate:
        files = sorted(path for path in settings.inbox.iterdir() if path.is_file())
        report = load(candidate, settings, files, None, run_id="bench", as_of=date.today())
        return sum(row["rows_read"] for row in report.files)


def full_scan(warehouse: str, tables: list[str]) -> int:
    """The floor for publishing: read every column of every table that KPIs read, once."""
    con = duckdb.connect(config={"threads": 2, "memory_limit": "2GB"})
    con.execute("SET enable_progress_bar = false")
    con.execute(f"ATTACH '{warehouse}' AS wh (READ_ONLY)")
    total = 0
    for name in tables:
        total += con.execute(
            f'SELECT count(*) + coalesce(max(hash(t) % 2), 0) FROM wh.main."{name}" t'
        ).fetchall()[0][0]
    return total


def our_publish(home: str) -> int:
    """Every KPI computed, judged and forecast from the tables that a published generation holds."""
    from data.warehouse import Warehouse, build
    from metrics.publish import publish

    settings = read_settings(Path(home))
    generation = Warehouse(settings).generation()
    assert generation is not None
    as_of = date.fromisoformat(str(generation.manifest["as_of"])[:10])
    with build(settings, "benchmark") as candidate:
        candidate.lock()
        publish(candidate.con, candidate.number, "bench", as_of, settings.market)
        return candidate.con.execute("SELECT count(*) FROM kpi_value").fetchall()[0][0]


def our_derive(home: str) -> int:
    from data.warehouse import build
    from pipelines.derive import derive

    with build(read_settings(Path(home)), "benchmark") as candidate:
        candidate.lock()
        derive(candidate.con)
        return 0


def measure(home: Path) -> list[Row]:
    """`home` holds a loaded demo; its landed files are loaded again elsewhere, so that it stays as it is."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "home"
        settings = read_settings(home)
        fresh = read_settings(copy)
        fresh.inbox.mkdir(parents=True)
        if (home / "settings.toml").exists():
            shutil.copy(home / "settings.toml", copy / "settings.toml")
        for path in settings.landed.iterdir():
            if path.is_file():
                # Landed files carry their hash before the name they came with.
                shutil.copy2(path, fresh.inbox / path.name.split("-", 1)[1])
        floor = alone(plain_ingest, str(fresh.inbox))
        ours = alone(our_ingest, str(copy))
    current = settings.warehouse / (settings.warehouse / "CURRENT").read_text().strip()
    scan = alone(full_scan, str(current), sorted(DERIVED) + sorted(LOADED))
    derived = alone(our_derive, str(home))
    published = alone(our_publish, str(home))
    rows = f"{ours.result:,} records"
    return [
        ratio_row(f"load {rows} against DuckDB read_csv", ours.seconds, floor.seconds, "s", 2.0),
        limit_row("peak memory of that load", ours.peak_mb, "MB", 2048),
        Row("derive every table", f"{derived.seconds:.2f} s"),
        ratio_row(
            f"publish {published.result:,} values against one full scan",
            published.seconds,
            scan.seconds,
            "s",
            5.0,
        ),
        Row("peak memory of that publish", f"{published.peak_mb:.0f} MB"),
    ]
