"""Feeds that take FHIR resources: what they need not say, and what they must not say."""

from __future__ import annotations

from typing import Any

from pipelines.readers.paths import path_of
from pipelines.source import EACH, Feed, Reader

FILES = ["*.ndjson", "*.jsonl", "*.json"]
DELETED = {"column": "@deleted", "values": ["true"]}


def completed(written: dict[str, Any], base: Reader) -> dict[str, Any]:
    """A feed of a resource takes every FHIR file, and a resource deleted or entered in error deletes its row."""
    if "resource" not in written:
        return written
    reader = {"type": "fhir", **({} if base.type == "fhir" else written.get("reader", {}))}
    return {"files": FILES, "deletes": DELETED, **written, "reader": reader}


def mistake(feed: Feed) -> str:
    """What is wrong with the paths of a feed, as a sentence, or nothing."""
    if (feed.reader.type == "fhir") != bool(feed.resource):
        return "a feed with the reader fhir names the `resource` it takes, any other feed names none"
    if not feed.resource:
        return "`explode` belongs to a feed of FHIR resources" if feed.explode else ""
    each = {column for column in feed.named_columns if column.startswith(EACH)}
    if each and not feed.explode:
        return f"{sorted(each)[0]!r} is a path of an item; say with `explode` of which list"
    try:
        for path in (*feed.named_columns, *([feed.explode] if feed.explode else [])):
            path_of(path.removeprefix(EACH))
    except ValueError as error:
        return str(error)
    return ""


__all__ = ["completed", "mistake"]
