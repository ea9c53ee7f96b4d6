"""Take a delivered file: wait until it is settled, fingerprint it, keep a copy, and find out which profile speaks for it."""

from __future__ import annotations

import hashlib
import os
import re
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from data.language import mark
from data.reasons import COLUMN_MISSING, NO_PROFILE
from data.settings import Settings
from pipelines.readers import delimited, fhir, parquet, unpack, workbook
from pipelines.refusal import FileRefused, did_you_mean
from pipelines.source import Feed, Profile

SETTLED_SECONDS = 10
COPY_CHUNK = 8 << 20


@dataclass(frozen=True)
class Delivery:
    """One file as delivered and the copy the loader reads."""

    name: str
    sha256: str
    bytes: int
    copy: Path

    @property
    def plain_name(self) -> str:
        return unpack.plain_name(self.name)


CHANGED = mark("The file changed while it was read; it is taken once it no longer grows.")


def take(path: Path, settings: Settings) -> Delivery:
    """Copy the file into the home (owner-only) and fingerprint exactly what was copied."""
    if not path.is_file():
        raise FileRefused(mark("There is no such file, or it is a folder."))
    before = path.stat()
    is_young = time.time() - before.st_mtime < SETTLED_SECONDS
    target = settings.landed / f".taking-{os.getpid()}-{path.name}"
    digest = hashlib.sha256()
    try:
        with path.open("rb") as source, target.open("wb") as out:
            target.chmod(0o600)
            while chunk := source.read(COPY_CHUNK):
                digest.update(chunk)
                out.write(chunk)
        after = path.stat()
        if (before.st_size, before.st_mtime_ns, before.st_ino) != (
            after.st_size,
            after.st_mtime_ns,
            after.st_ino,
        ):
            raise FileRefused(CHANGED)
        if is_young and _fingerprint(path) != digest.hexdigest():
            raise FileRefused(CHANGED)
        kept = settings.landed / f"{digest.hexdigest()[:16]}-{path.name}"
        os.replace(target, kept)
    finally:
        target.unlink(missing_ok=True)
    return Delivery(path.name, digest.hexdigest(), before.st_size, kept)


def _fingerprint(path: Path) -> str:
    with path.open("rb") as source:
        return hashlib.file_digest(source, "sha256").hexdigest()


def header_of(delivery: Delivery, feeds: Sequence[Feed]) -> tuple[str, ...]:
    reader = feeds[0].reader
    if reader.type == "fhir":
        return fhir.header_of(delivery.copy, feeds)
    if reader.type == "csv":
        return delimited.header_of(delivery.copy, reader)
    if reader.type == "xlsx":
        return workbook.header_of(delivery.copy, reader)
    if reader.type == "parquet":
        return parquet.header_of(delivery.copy)
    raise FileRefused(
        f"There is no reader {reader.type!r}{did_you_mean(reader.type, ('csv', 'xlsx', 'parquet', 'fhir'))}."
    )


def choose(delivery: Delivery, candidates: Sequence[Profile]) -> tuple[Profile, list[Feed], tuple[str, ...]]:
    """The profile whose feeds fit name and header best, its feeds for this file, and the header."""
    best: tuple[float, Profile, list[Feed], tuple[str, ...]] | None = None
    refusal = ""
    for profile in candidates:
        feeds = [feed for feed in profile.feeds if feed.takes(delivery.plain_name)]
        if not feeds:
            continue
        if len({feed.reader for feed in feeds}) > 1:
            raise FileRefused(
                f"The feeds of profile {profile.source_id} for this file read it in different ways."
            )
        header = header_of(delivery, feeds)
        score, missing = _fit(feeds, header)
        if missing and not refusal:
            hints = "".join(did_you_mean(column, header) for column in missing)
            refusal = COLUMN_MISSING.format(columns=", ".join(missing), hint=hints)
        if not missing and (best is None or score > best[0]):
            best = (score, profile, feeds, header)
    if best:
        return best[1:]
    names = ", ".join(sorted({profile.source_id for profile in candidates})) or "none"
    raise FileRefused(refusal or NO_PROFILE.format(names=names))


def _fit(feeds: list[Feed], header: tuple[str, ...]) -> tuple[float, list[str]]:
    """(share of the named columns that are there, required ones that are not)."""
    here = {column.casefold() for column in header}
    named = {column.casefold() for feed in feeds for column in feed.named_columns}
    missing = [column for feed in feeds for column in feed.require if column.casefold() not in here]
    return (len(named & here) / len(named) if named else 1.0), list(dict.fromkeys(missing))


def extracted_at(feed: Feed, file: str) -> str:
    """When the source made the file, from its name: `extracted = { pattern = '(\\d{8})', format = '%Y%m%d' }`."""
    if not feed.extracted:
        return ""
    found = re.search(feed.extracted["pattern"], file)
    if not found:
        raise FileRefused(f"The file name does not carry the extract time that feed {feed.name} expects.")
    try:
        at = datetime.strptime(found.group(1), feed.extracted.get("format", "%Y%m%d"))
    except ValueError:
        raise FileRefused(
            f"The extract time in the file name does not follow {feed.extracted['format']}."
        ) from None
    return at.replace(tzinfo=UTC).isoformat(sep=" ")


__all__ = ["Delivery", "choose", "extracted_at", "header_of", "take"]
