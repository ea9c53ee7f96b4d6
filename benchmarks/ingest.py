"""Loading against plain DuckDB on the same files."""

from __future__ import annotations

import shutil
import tempfile
from datetime import date
from pathlib import Path
from statistics import median

import duckdb

from benchmarks.measure import Row, alone, limit_row, ratio_row
from data.settings import read_settings
from pipelines.profile import SHIPPED, read_profile
from pipelines.pseudonym import Pseudonyms
from pipelines.readers.unpack import plain_name
from pipelines.sqltext import literal, name


def plain_ingest(inbox: str, identifiers: dict[str, list[str]]) -> int:
    """The floor: DuckDB's own reader, types sniffed, one typed table per file; `identifiers` are hashed, if any."""
    pads, total = Pseudonyms(bytes(32)), 0
    with tempfile.TemporaryDirectory() as folder:
        con = duckdb.connect(
            f"{folder}/plain.duckdb",
            config={"threads": 2, "memory_limit": "2GB"},
        )
        con.execute("SET enable_progress_bar = false")
        for number, path in enumerate(sorted(Path(inbox).iterdir())):
            if path.suffix == ".toml" or not path.is_file():
                continue
            source = f"read_csv({literal(str(path))}, ignore_errors = true)"
            there = (
                {column for column, *_ in con.execute(f"DESCRIBE FROM {source}").fetchall()}
                if identifiers
                else {}
            )
            hashed = [c for c in identifiers.get(path.name, ()) if c in there]
            replaced = ", ".join(
                f"{pads.sql(f'CAST({name(c)} AS VARCHAR)', 'x')} AS {name(c)}" for c in hashed
            )
            con.execute(
                f"CREATE TABLE t{number} AS SELECT * {f'REPLACE ({replaced})' if hashed else ''} FROM {source}",
                pads.parameters({"x"}) if hashed else None,
            )
            total += con.execute(f"SELECT count(*) FROM t{number}").fetchall()[0][0]
        con.execute("CHECKPOINT")
        con.close()
    return total


def identifiers_of(inbox: Path) -> dict[str, list[str]]:
    """The columns of each file that the shipped profiles replace by pseudonyms."""
    found: dict[str, set[str]] = {}
    feeds = [feed for path in sorted(SHIPPED.glob("*.toml")) for feed in read_profile(path).feeds]
    for path in inbox.iterdir():
        for feed in (feed for feed in feeds if feed.takes(plain_name(path.name))):
            columns = {c for key, verb in feed.columns.items() if feed.target[key].keyed for c in verb.source}
            found.setdefault(path.name, set()).update(columns)
    return {file: sorted(columns) for file, columns in found.items()}


def our_ingest(home: str) -> int:
    """Everything between the files and reconciled canonical rows on disk; nothing derived, nothing published."""
    from data.warehouse import build
    from pipelines.load import load

    settings = read_settings(Path(home))
    with build(settings, "benchmark") as candidate:
        files = sorted(path for path in settings.inbox.iterdir() if path.is_file())
        report = load(candidate, settings, files, None, run_id="bench", as_of=date.today())
        candidate.con.execute("CHECKPOINT wh")
        return sum(row["rows_read"] for row in report.files)


def measure_load(home: Path, rounds: int = 3) -> list[Row]:
    """`home` holds a loaded demo; its landed files are loaded again elsewhere, so that it stays as it is.

    Ours and both floors take turns, so that a busy machine hits all of them; the medians are compared.
    """
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
        inbox, identifiers = str(fresh.inbox), identifiers_of(fresh.inbox)
        taken = [
            (
                alone(plain_ingest, inbox, {}),
                alone(our_ingest, str(copy)),
                alone(plain_ingest, inbox, identifiers),
            )
            for _ in range(rounds)
        ]
    floor, ours, keyed = (median(run.seconds for run in runs) for runs in zip(*taken, strict=True))
    rows = f"{taken[0][1].result:,} records"
    return [
        ratio_row(f"load {rows} against DuckDB read_csv (median of {rounds})", ours, floor, "s", 2.0),
        Row(
            "the same against read_csv that hashes the identifiers, too",
            f"{ours:.2f} s",
            f"{keyed:.2f} s",
            ours / keyed,
        ),
        limit_row("peak memory of that load", max(run.peak_mb for _, run, _ in taken), "MB", 2048),
    ]
