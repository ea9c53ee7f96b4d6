"""From a delivered file to a table of raw text: recognised first, then framed and read, several files at a time."""

from __future__ import annotations

import logging
import shutil
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import duckdb

from data.language import mark
from data.reasons import NOT_READ
from data.settings import Settings
from data.warehouse import scrub
from pipelines.intake import Delivery, choose, extracted_at, take
from pipelines.job import Job, table_of
from pipelines.ledger import Ledger
from pipelines.readers import delimited, fhir, parquet, unpack, workbook
from pipelines.readers.delimited import Framed
from pipelines.reduced import keep_reduced, keep_resources
from pipelines.refusal import FileRefused
from pipelines.source import Feed, Profile
from pipelines.stage import references, wanted

log = logging.getLogger(__name__)

Known = dict[tuple[Path, str], dict[str, set[str]]]


@dataclass(frozen=True)
class Arrival:
    """A file whose profile is known, before it is read."""

    delivery: Delivery
    profile: Profile
    feeds: list[Feed]
    header: tuple[str, ...]
    refs: dict[str, dict[str, set[str]]]
    started: datetime
    extracted: str


@dataclass(frozen=True)
class Skipped:
    """A file that the profile leaves out, and why."""

    reason: str


def land(
    con: duckdb.DuckDBPyConnection,
    settings: Settings,
    folder: Path,
    paths: Sequence[Path],
    offered: list[Profile],
    ledger: Ledger,
    tell: Callable[[str], None],
) -> list[Job]:
    """Every file that can be read as a table in the database `raw`; a line in the ledger for any other.

    What has to be written to read a file lies in `folder`, which the caller removes.
    """
    known = Known()
    arrivals = [a for path in paths if (a := _receive(con, settings, path, offered, ledger, known))]
    jobs = []
    with ThreadPoolExecutor(settings.threads) as pool:
        found = pool.map(lambda pair: _attempt(con, folder, *pair), enumerate(arrivals))
        for arrival, job in zip(arrivals, found, strict=True):
            tell(f"reading {arrival.delivery.name}")
            if isinstance(job, Skipped):
                ledger.log(
                    arrival.delivery, arrival.profile, arrival.started, status="skipped", reason=job.reason
                )
            elif isinstance(job, str):
                reject(ledger, arrival.delivery, arrival.profile, arrival.started, job)
            else:
                jobs.append(job)
    return jobs


def _receive(
    con: duckdb.DuckDBPyConnection,
    settings: Settings,
    path: Path,
    offered: list[Profile],
    ledger: Ledger,
    known: Known,
) -> Arrival | None:
    """Take one file and find its profile, or tell the ledger why not."""
    started, delivery, profile = datetime.now(UTC), Delivery(path.name, "", 0, path), None
    try:
        if reason := next((r for p in offered if (r := p.leaves_out(unpack.plain_name(path.name)))), ""):
            ledger.log(delivery, None, started, status="skipped", reason=reason)
            return None
        delivery = take(path, settings)
        profile, feeds, header = choose(delivery, offered)
        if ledger.is_known(delivery.sha256, profile.fingerprint):
            reason = mark("The same bytes were loaded before under the same profile.")
            ledger.log(delivery, profile, started, status="duplicate", reason=reason)
            return None
        refs = {feed.name: _references(con, profile, feed, known) for feed in feeds}
        if feeds[0].resource:
            header = tuple(
                sorted({*header, *(c for found in refs.values() for names in found.values() for c in names)})
            )
        extracted = extracted_at(feeds[0], delivery.name)
        return Arrival(delivery, profile, feeds, header, refs, started, extracted)
    except (FileRefused, duckdb.Error, OSError) as error:
        reject(ledger, delivery, profile, started, _told(error))
    return None


def _references(
    con: duckdb.DuckDBPyConnection, profile: Profile, feed: Feed, known: Known
) -> dict[str, set[str]]:
    """What the SQL of a feed reads is the same for all of its files."""
    key = (profile.path, feed.name)
    if key not in known:
        known[key] = references(con, feed)
    return known[key]


def _attempt(
    con: duckdb.DuckDBPyConnection, folder: Path, number: int, arrival: Arrival
) -> Job | Skipped | str:
    """The file as a job with its raw table, or the reason why it cannot be read or is not."""
    table, feeds = f"raw_{number}", arrival.feeds
    columns = [
        (feed, wanted(feed, arrival.refs[feed.name], arrival.header, arrival.profile)) for feed in feeds
    ]
    cursor = con.cursor()
    try:
        arrival = _apart(arrival, folder)
        framed = _read(cursor, table_of(table), arrival, columns, folder)
        if feeds[0].resource:
            feeds = [feed for feed in feeds if feed.resource in framed.parts]
            framed.header = arrival.header
            if not feeds and framed.unused:
                return Skipped(
                    " ".join(sorted({arrival.profile.unused_resources[kind] for kind in framed.unused}))
                )
        if not framed.tally.records:
            raise FileRefused(mark("The file holds no records; what was loaded before stays."))
        return Job(
            arrival.delivery,
            arrival.profile,
            feeds,
            table,
            framed,
            arrival.refs,
            arrival.started,
            arrival.extracted,
        )
    except (FileRefused, duckdb.Error, OSError) as error:
        return _told(error)
    finally:
        cursor.close()


def _apart(arrival: Arrival, folder: Path) -> Arrival:
    """A file with columns to drop is read from the private folder; the home keeps a copy without them."""
    dropped = {column.casefold() for column in arrival.profile.drop}
    kept, is_fhir = arrival.delivery.copy, bool(arrival.feeds[0].resource)
    if not dropped or not (is_fhir or dropped & {column.casefold() for column in arrival.header}):
        return arrival
    whole = folder / kept.name
    shutil.move(kept, whole)
    if is_fhir:
        keep_resources(whole, kept, arrival.profile.drop)
    else:
        keep_reduced(whole, kept, arrival.feeds[0].reader, arrival.header, dropped)
    return replace(arrival, delivery=replace(arrival.delivery, copy=whole))


def _read(
    con: duckdb.DuckDBPyConnection,
    table: str,
    arrival: Arrival,
    by_feed: list[tuple[Feed, set[str]]],
    spill: Path,
) -> Framed:
    reader, copy = arrival.feeds[0].reader, arrival.delivery.copy
    columns = {column for _, names in by_feed for column in names}
    if reader.type == "fhir":
        return fhir.land(con, table, copy, by_feed, arrival.profile.unused_resources, spill)
    if reader.type == "parquet":
        return parquet.land(con, table, copy, columns)
    if reader.type == "xlsx":
        text = spill / f"{arrival.delivery.sha256[:16]}.csv"
        workbook.as_delimited(copy, reader, text)
        plain = type(reader)(header=reader.header, header_rows=reader.header_rows, header_use=reader.header_use,
                             skip_rows=reader.skip_rows, names=reader.names, null=reader.null)  # fmt: skip
        return delimited.land(con, table, text, plain, arrival.header, columns, spill)
    return delimited.land(con, table, copy, reader, arrival.header, columns, spill)


def _told(error: Exception) -> str:
    return str(error) if isinstance(error, FileRefused) else NOT_READ.format(reason=scrub(error))


def reject(
    ledger: Ledger, delivery: Delivery, profile: Profile | None, started: datetime, reason: str
) -> None:
    log.warning("rejected %s: %s", delivery.name, reason)
    ledger.log(delivery, profile, started, status="rejected", reason=reason)


__all__ = ["land", "reject"]
