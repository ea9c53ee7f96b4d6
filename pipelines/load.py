"""Load files into a candidate: land, type, check, merge, reconcile. A file is loaded whole or not at all."""

from __future__ import annotations

import logging
import uuid
from collections.abc import Callable, Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import duckdb

from data.settings import Settings
from data.warehouse import Candidate, Scratch, scratch, scrub
from pipelines import masters
from pipelines.checks import HAPPENED
from pipelines.intake import Delivery, choose, extracted_at, take
from pipelines.job import Job, groups
from pipelines.keyed import Keyring
from pipelines.ledger import Ledger, events_of, refused_rows
from pipelines.merge import merge
from pipelines.profile import profiles, read_profile
from pipelines.pseudonym import Pseudonyms, read_key
from pipelines.readers import delimited, parquet, unpack, workbook
from pipelines.readers.delimited import Framed
from pipelines.reconcile import Misfits, findings, misfit
from pipelines.refusal import FileRefused
from pipelines.source import Feed, Profile
from pipelines.stage import compile_feed, references, run, wanted

log = logging.getLogger(__name__)

Progress = Callable[[int, int, str], None]
Known = dict[tuple[Path, str], dict[str, set[str]]]


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
            jobs, known = [], Known()
            for number, path in enumerate(paths):
                tell(number, 2 * len(paths), f"reading {path.name}")
                job = _land(landing, settings, path, offered, ledger, f"raw_{number}", known)
                jobs += [job] if job else []
            texts = [job.framed.text for job in jobs if job.framed.text != job.delivery.copy]
            landing.close()
            candidate.attach(landing.path, "raw")
            candidate.lock()
            used = list({job.profile.path: job.profile for job in jobs}.values())
            masters.prepare(candidate.con, settings, used, ledger.batch_id)
            keyring = Keyring(candidate.con, pads, [feed for job in jobs for feed in job.feeds])
            done = len(paths)
            for group in groups(jobs):
                tell(done, len(paths) + len(jobs), f"loading {group[0].delivery.name}")
                _load_group(candidate.con, settings, group, ledger, keyring, as_of)
                done += len(group)
            if jobs:
                _finish(candidate.con, used, ledger, as_of)
            candidate.con.execute("DETACH raw")
    finally:
        for text in texts:
            text.unlink(missing_ok=True)
    ledger.write()
    return LoadReport(ledger.batch_id, ledger.files)


def _land(
    landing: Scratch,
    settings: Settings,
    path: Path,
    offered: list[Profile],
    ledger: Ledger,
    raw: str,
    known: Known,
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
        refs = {feed.name: _references(landing, profile, feed, known) for feed in feeds}
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


def _references(landing: Scratch, profile: Profile, feed: Feed, known: Known) -> dict[str, set[str]]:
    """What the SQL of a feed reads is the same for all of its files."""
    key = (profile.path, feed.name)
    if key not in known:
        known[key] = references(landing.con, feed)
    return known[key]


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


def _load_group(
    con: duckdb.DuckDBPyConnection,
    settings: Settings,
    jobs: list[Job],
    ledger: Ledger,
    keyring: Keyring,
    as_of: date,
) -> None:
    """All feeds of files that are alike, in one transaction; a file that does not fit is left out and told."""
    logged, issues, codes = len(ledger.files), deepcopy(ledger.issues), deepcopy(ledger.codes)
    con.execute("BEGIN")
    reasons: dict[int, str] = {}
    try:
        for feed in jobs[0].feeds:
            _load_feed(con, settings, jobs, feed, ledger, keyring, as_of)
        con.execute("COMMIT")
        return
    except Misfits as misfits:
        reasons = misfits.reasons
    except FileRefused as refusal:
        reasons = {0: str(refusal)} if len(jobs) == 1 else {}
    except duckdb.Error as error:
        reasons = {0: f"The file could not be loaded: {scrub(error)}."} if len(jobs) == 1 else {}
    con.execute("ROLLBACK")
    del ledger.files[logged:]
    ledger.issues, ledger.codes = issues, codes
    for number, reason in reasons.items():
        job = jobs[number]
        _reject(ledger, job.delivery, job.profile, job.started, reason)
    rest = [job for number, job in enumerate(jobs) if number not in reasons]
    # When nothing tells which file is to blame, each has to show for itself.
    for group in [rest] if reasons and rest else [[job] for job in rest]:
        _load_group(con, settings, group, ledger, keyring, as_of)


def _load_feed(
    con: duckdb.DuckDBPyConnection,
    settings: Settings,
    jobs: list[Job],
    feed: Feed,
    ledger: Ledger,
    keyring: Keyring,
    as_of: date,
) -> None:
    plan = compile_feed(feed, jobs, as_of.isoformat(), keyring.pads)
    run(con, plan)
    outcomes = merge(con, plan, keyring, ledger.batch_id, jobs)
    refused = refused_rows(con)
    ignored: dict[int, dict[int, int]] = {}
    if plan.ignored_sql:
        for file, condition, n in con.execute(plan.ignored_sql, plan.kept_parameters or None).fetchall():
            if condition is not None:
                ignored.setdefault(file, {})[condition] = n
    column = feed.window.get("column") or next(
        (c for c in HAPPENED.get(feed.target.name, ()) if c in feed.columns), None
    )
    events, misfits = events_of(con, column), {}
    for number, (job, outcome) in enumerate(zip(jobs, outcomes, strict=True)):
        faults = job.framed.faults if feed is job.feeds[0] else []
        outcome.read += len(faults)
        outcome.counts["quarantined"] += len(faults)
        left_out, bad = ignored.get(number, {}), refused.get(number, [])
        rest = job.framed.tally.records + len(faults) - sum(left_out.values()) - outcome.read
        empty = rest if feed.unpivot else 0
        reason = misfit(settings, plan, job, outcome, sum(left_out.values()) + empty, bad, faults)
        if reason:
            misfits[number] = reason
            continue
        ledger.note_ignored(job.delivery, plan, left_out, empty)
        ledger.quarantine(job, plan, bad, faults)
        low, high = events.get(number, (None, None))
        ledger.log(
            job.delivery,
            job.profile,
            job.started,
            feed=feed.name,
            target_table=feed.target.name,
            rows_read=outcome.read,
            rows_ignored=sum(left_out.values()) + empty,
            min_event_ts=low,
            max_event_ts=high,
            extracted_ts=datetime.fromisoformat(job.extracted) if job.extracted else None,
            **{f"rows_{kind}": n for kind, n in outcome.counts.items()},
        )
    if misfits:
        raise Misfits(misfits)
    ledger.note_codes(plan)
    findings(con, plan, ledger, jobs)


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
