"""Load files into a candidate: land, type, check, merge, reconcile. A file is loaded whole or not at all."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import partial
from itertools import count
from pathlib import Path
from typing import Any

import duckdb

from data.language import mark
from data.reasons import NOT_LOADED
from data.settings import Settings
from data.warehouse import Candidate, scrub
from pipelines import masters
from pipelines.checks import HAPPENED
from pipelines.job import Job, groups, reads, writes
from pipelines.keyed import Keyring
from pipelines.landing import land, reject
from pipelines.ledger import Ledger, events_of, files_loaded, refused_rows
from pipelines.merge import merge, settle_duplicates
from pipelines.profile import profiles, read_profile
from pipelines.pseudonym import Pseudonyms, read_key
from pipelines.reconcile import Misfits, findings, misfit
from pipelines.refusal import FileRefused
from pipelines.source import Feed, Profile
from pipelines.stage import Plan, compile_feed, run
from pipelines.turns import Turn, take_turns

IN_MEMORY_BYTES = 256 << 20  # raw text beyond this waits on disk until it is typed

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
    ledger = Ledger(run_id, uuid.uuid4().hex[:12], files_loaded(candidate.con))
    tell = progress or (lambda done, total, what: None)
    is_small = sum(path.stat().st_size for path in paths if path.is_file()) <= IN_MEMORY_BYTES
    steps = count()
    with candidate.landing(in_memory=is_small) as folder:
        jobs = land(
            candidate.con, settings, folder, paths, offered, ledger,
            lambda what: tell(next(steps), 2 * len(paths), what),
        )  # fmt: skip
        candidate.lock()
        used = list({job.profile.path: job.profile for job in jobs}.values())
        masters.prepare(candidate.con, settings, used, ledger.batch_id)
        keyring = Keyring(candidate.con, pads, [feed for job in jobs for feed in job.feeds])
        waiting = groups(jobs)
        steps = count(len(paths))

        def work(group: list[Job]) -> Ledger:
            with candidate.cursor() as con:
                said = _load_group(con, settings, group, ledger.fresh(), keyring, as_of)
                for table in (table for job in group for table in job.tables):
                    con.execute(f"DROP TABLE {table}")
            tell(next(steps), len(paths) + len(waiting), f"loaded {group[0].delivery.name}")
            return said

        turns = [Turn(partial(work, group), writes(group), reads(group)) for group in waiting]
        for said in take_turns(turns, settings.threads):
            ledger.absorb(said)
        if jobs:
            _finish(candidate.con, used, ledger, as_of)
    ledger.tell_twins()
    ledger.keep_raw(settings.refused)
    ledger.write(candidate.con)
    return LoadReport(ledger.batch_id, ledger.files)


def _load_group(
    con: duckdb.DuckDBPyConnection,
    settings: Settings,
    jobs: list[Job],
    ledger: Ledger,
    keyring: Keyring,
    as_of: date,
) -> Ledger:
    """All feeds of files that are alike, in one transaction; a file that does not fit is left out and told."""
    said, reasons, has_begun = ledger.fresh(), dict[int, str](), False
    feeds, plan, known = jobs[0].feeds, None, set[str]()
    try:
        if len(feeds) == 1:
            plan = _type(con, jobs, feeds[0], keyring, as_of)
            known = keyring.remember(con, plan)
        con.execute("BEGIN")
        has_begun = True
        for feed in feeds:
            # A feed may look up what an earlier feed of the same file has filled, so several are typed one by one.
            typed = plan or _type(con, jobs, feed, keyring, as_of)
            _load_feed(con, settings, jobs, typed, said, keyring, known)
        said.store_refused(con)
        con.execute("COMMIT")
        ledger.absorb(said)
        return ledger
    except Misfits as misfits:
        reasons = misfits.reasons
    except FileRefused as refusal:
        reasons = {0: str(refusal)} if len(jobs) == 1 else {}
    except duckdb.Error as error:
        reasons = {0: NOT_LOADED.format(reason=scrub(error))} if len(jobs) == 1 else {}
    if has_begun:
        con.execute("ROLLBACK")
    for number, reason in reasons.items():
        job = jobs[number]
        reject(ledger, job.delivery, job.profile, job.started, reason)
    rest = [job for number, job in enumerate(jobs) if number not in reasons]
    # When nothing tells which file is to blame, each has to show for itself.
    for group in [rest] if reasons and rest else [[job] for job in rest]:
        _load_group(con, settings, group, ledger, keyring, as_of)
    return ledger


def _type(con: duckdb.DuckDBPyConnection, jobs: list[Job], feed: Feed, keyring: Keyring, as_of: date) -> Plan:
    """The temporary table `stage`: typed rows, each judged, duplicates settled."""
    plan = compile_feed(feed, jobs, as_of.isoformat(), keyring.pads)
    run(con, plan)
    settle_duplicates(con, plan, jobs, keyring.pads)
    return plan


def _load_feed(
    con: duckdb.DuckDBPyConnection,
    settings: Settings,
    jobs: list[Job],
    plan: Plan,
    ledger: Ledger,
    keyring: Keyring,
    known: set[str],
) -> None:
    feed = plan.feed
    outcomes = merge(con, plan, keyring, known, ledger.batch_id, jobs)
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
        unused = job.framed.unused if feed is job.feeds[0] else {}
        rest = job.delivered(feed) - sum(left_out.values()) - sum(unused.values()) - outcome.read
        empty = rest if feed.is_spread else 0
        left = sum(left_out.values()) + sum(unused.values()) + empty
        reason = misfit(settings, plan, job, outcome, left, bad, faults)
        if reason:
            misfits[number] = reason
            continue
        ledger.note_ignored(job.delivery, plan, left_out, empty, unused)
        ledger.quarantine(job, plan, bad, faults)
        low, high = events.get(number, (None, None))
        ledger.log(
            job.delivery,
            job.profile,
            job.started,
            feed=feed.name,
            target_table=feed.target.name,
            rows_read=outcome.read,
            rows_ignored=left,
            min_event_ts=low,
            max_event_ts=high,
            extracted_ts=datetime.fromisoformat(job.extracted) if job.extracted else None,
            **{f"rows_{kind}": n for kind, n in outcome.counts.items()},
        )
    if misfits:
        raise Misfits(misfits)
    ledger.note_codes(con, plan)
    findings(con, plan, ledger, jobs)


def _finish(con: duckdb.DuckDBPyConnection, used: list[Profile], ledger: Ledger, as_of: date) -> None:
    con.execute("BEGIN")
    strays = masters.complete(con, used, ledger.batch_id, as_of)
    con.execute("COMMIT")
    message = mark(
        "Rows name units that no unit list has; they count for the unknown unit of their facility."
    )
    ledger.issue("unit", "unit_unmapped", message, strays, used[0].source_id)


__all__ = ["LoadReport", "load"]
