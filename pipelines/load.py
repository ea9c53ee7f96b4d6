"""Load files into a candidate: land, type, check, merge, reconcile. A file is loaded whole or not at all."""

from __future__ import annotations

import logging
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import duckdb

from data.schema import LOADED
from data.settings import Settings
from data.warehouse import Candidate, Scratch, scratch, scrub
from pipelines import masters
from pipelines.checks import HAPPENED
from pipelines.intake import Delivery, choose, extracted_at, take
from pipelines.keyed import Keyring
from pipelines.ledger import Ledger, events_of
from pipelines.merge import OUTCOMES, merge
from pipelines.profile import profiles, read_profile
from pipelines.pseudonym import Pseudonyms, read_key
from pipelines.readers import delimited, parquet, unpack, workbook
from pipelines.readers.delimited import Framed
from pipelines.reconcile import findings, gate, reconcile
from pipelines.refusal import FileRefused
from pipelines.source import Feed, Profile
from pipelines.sqltext import name
from pipelines.stage import compile_feed, references, run, wanted

log = logging.getLogger(__name__)

ORDER = {table: number for number, table in enumerate(LOADED)}
Progress = Callable[[int, int, str], None]


@dataclass
class LoadReport:
    """What a load did: one row per file and feed, as in `load_log`."""

    batch_id: str
    files: list[dict[str, Any]] = field(default_factory=list)

    @property
    def loaded(self) -> list[dict[str, Any]]:
        return [row for row in self.files if row["status"] == "loaded"]

    @property
    def rejected(self) -> list[dict[str, Any]]:
        return [row for row in self.files if row["status"] == "rejected"]


@dataclass
class Job:
    """One file that landed and waits to be typed."""

    delivery: Delivery
    profile: Profile
    feeds: list[Feed]
    raw: str
    framed: Framed
    refs: dict[str, dict[str, set[str]]]
    started: datetime
    extracted: str

    @property
    def rank(self) -> tuple[int, str, str]:
        return min(ORDER[feed.target.name] for feed in self.feeds), self.extracted, self.delivery.name


def load(
    candidate: Candidate,
    settings: Settings,
    paths: Sequence[Path],
    profile: Path | None,
    run_id: str,
    as_of: date,
    progress: Progress | None = None,
) -> LoadReport:
    """Load files into the candidate and lock it. Bad files are told in the report; they stop nothing else."""
    offered = [read_profile(profile)] if profile else profiles(settings)
    pads = Pseudonyms(read_key(settings.key_file))
    ledger = Ledger(candidate.con, run_id, uuid.uuid4().hex[:12], settings.refused)
    tell = progress or (lambda done, total, what: None)
    texts: list[Path] = []
    try:
        with scratch(settings) as landing:
            landing.con.execute("SET force_compression = 'uncompressed'")  # read once, then thrown away
            jobs = []
            for number, path in enumerate(paths):
                tell(number, 2 * len(paths), f"reading {path.name}")
                job = _land(landing, settings, path, offered, ledger, f"raw_{number}")
                jobs += [job] if job else []
            texts = [job.framed.text for job in jobs if job.framed.text != job.delivery.copy]
            landing.close()
            candidate.attach(landing.path, "raw")
            candidate.lock()
            used = list({job.profile.path: job.profile for job in jobs}.values())
            masters.prepare(candidate.con, settings, used, ledger.batch_id)
            keyring = Keyring(candidate.con, pads, [feed for job in jobs for feed in job.feeds])
            for number, job in enumerate(sorted(jobs, key=lambda job: job.rank)):
                tell(len(paths) + number, 2 * len(paths), f"loading {job.delivery.name}")
                _load_file(candidate.con, settings, job, ledger, keyring, as_of)
            if jobs:
                _finish(candidate.con, used, ledger, as_of)
            candidate.con.execute("DETACH raw")
    finally:
        for text in texts:
            text.unlink(missing_ok=True)
    ledger.write()
    return LoadReport(ledger.batch_id, ledger.files)


def _land(
    landing: Scratch, settings: Settings, path: Path, offered: list[Profile], ledger: Ledger, raw: str
) -> Job | None:
    """One file into the landing database, or a line in the ledger that says why not."""
    started, delivery, profile = datetime.now(UTC), Delivery(path.name, "", 0, path), None
    try:
        if reason := next((r for p in offered if (r := p.leaves_out(unpack.plain_name(path.name)))), ""):
            ledger.log(delivery, None, started, status="skipped", reason=reason)
            return None
        delivery = take(path, settings)
        profile, feeds, header = choose(delivery, offered)
        if ledger.is_known(delivery.sha256, profile.fingerprint):
            reason = "The same bytes were loaded before under the same profile."
            ledger.log(delivery, profile, started, status="duplicate", reason=reason)
            return None
        refs = {feed.name: references(landing.con, feed) for feed in feeds}
        columns = {column for feed in feeds for column in wanted(feed, refs[feed.name], header, profile)}
        framed = _read(landing.con, raw, delivery, feeds[0], columns, settings.spill)
        if not framed.tally.records:
            raise FileRefused("The file holds no records; what was loaded before stays.")
        return Job(
            delivery, profile, feeds, raw, framed, refs, started, extracted_at(feeds[0], delivery.name)
        )
    except FileRefused as refusal:
        reason = str(refusal)
    except (duckdb.Error, OSError) as error:
        reason = f"The file could not be read: {scrub(error)}."
    _reject(ledger, delivery, profile, started, reason)
    return None


def _read(
    con: duckdb.DuckDBPyConnection, raw: str, delivery: Delivery, feed: Feed, columns: set[str], spill: Path
) -> Framed:
    reader = feed.reader
    if reader.type == "parquet":
        return parquet.land(con, raw, delivery.copy, columns)
    if reader.type == "xlsx":
        text = spill / f"{delivery.sha256[:16]}.csv"
        workbook.as_delimited(delivery.copy, reader, text)
        plain = type(reader)(header=reader.header, header_rows=reader.header_rows, header_use=reader.header_use,
                             skip_rows=reader.skip_rows, names=reader.names, null=reader.null)  # fmt: skip
        return delimited.land(con, raw, text, plain, columns, spill)
    return delimited.land(con, raw, delivery.copy, reader, columns, spill)


def _load_file(
    con: duckdb.DuckDBPyConnection,
    settings: Settings,
    job: Job,
    ledger: Ledger,
    keyring: Keyring,
    as_of: date,
) -> None:
    """All feeds of one file in one transaction."""
    logged, issues, codes = len(ledger.files), dict(ledger.issues), dict(ledger.codes)
    con.execute("BEGIN")
    try:
        for feed in job.feeds:
            _load_feed(con, settings, job, feed, ledger, keyring, as_of)
        con.execute("COMMIT")
        return
    except FileRefused as refusal:
        reason = str(refusal)
    except duckdb.Error as error:
        reason = f"The file could not be loaded: {scrub(error)}."
    con.execute("ROLLBACK")
    del ledger.files[logged:]
    ledger.issues, ledger.codes = issues, codes
    _reject(ledger, job.delivery, job.profile, job.started, reason)


def _load_feed(
    con: duckdb.DuckDBPyConnection,
    settings: Settings,
    job: Job,
    feed: Feed,
    ledger: Ledger,
    keyring: Keyring,
    as_of: date,
) -> None:
    profile, delivery, framed = job.profile, job.delivery, job.framed
    raw = f"raw.main.{name(job.raw)}"
    plan = compile_feed(feed, profile, raw, framed, job.refs[feed.name], as_of.isoformat(), keyring.pads)
    run(con, plan)
    outcome = merge(con, plan, keyring, ledger.batch_id, delivery.name, job.extracted)
    faults = framed.faults if feed is job.feeds[0] else []
    outcome.read += len(faults)
    outcome.counts["quarantined"] += len(faults)
    ignored = (
        {
            n: count
            for n, count in con.execute(plan.ignored_sql, plan.kept_parameters or None).fetchall()
            if n is not None
        }
        if plan.ignored_sql
        else {}
    )
    empty = framed.tally.records + len(faults) - sum(ignored.values()) - outcome.read if feed.unpivot else 0
    reconcile(framed, faults, outcome, sum(ignored.values()) + empty)
    gate(con, settings, plan, outcome, faults)
    ledger.note_ignored(delivery, plan, ignored, empty)
    ledger.quarantine(delivery, plan, framed, faults)
    ledger.note_codes(plan)
    findings(con, plan, ledger, framed)
    column = feed.window.get("column") or next(
        (c for c in HAPPENED.get(feed.target.name, ()) if c in feed.columns), None
    )
    low, high = events_of(con, column)
    ledger.log(
        delivery,
        profile,
        job.started,
        feed=feed.name,
        target_table=feed.target.name,
        rows_read=outcome.read,
        rows_ignored=sum(ignored.values()) + empty,
        min_event_ts=low,
        max_event_ts=high,
        extracted_ts=datetime.fromisoformat(job.extracted) if job.extracted else None,
        **{f"rows_{kind}": outcome.counts[kind] for kind in OUTCOMES},
    )


def _finish(con: duckdb.DuckDBPyConnection, used: list[Profile], ledger: Ledger, as_of: date) -> None:
    con.execute("BEGIN")
    strays = masters.complete(con, used, ledger.batch_id, as_of)
    con.execute("COMMIT")
    message = "Rows name units that no unit list has; they count for the unknown unit of their facility."
    ledger.issue("unit", "unit_unmapped", message, strays, used[0].source_id)


def _reject(
    ledger: Ledger, delivery: Delivery, profile: Profile | None, started: datetime, reason: str
) -> None:
    log.warning("rejected %s: %s", delivery.name, reason)
    ledger.log(delivery, profile, started, status="rejected", reason=reason)


__all__ = ["LoadReport", "load"]
