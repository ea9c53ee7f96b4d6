"""The resources of a FHIR file one by one, wherever they stand: on lines, in a Bundle, or alone."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from pipelines.framing import Dialect, Kind, Tally, frame
from pipelines.readers import unpack
from pipelines.readers.delimited import utf8
from pipelines.readers.documents import RESOURCE_CAP, Decoder, NotJson, entries
from pipelines.readers.paths import Around
from pipelines.source import Reader

LINE_NAMES = (".ndjson", ".jsonl")
PLAIN = Reader(encoding="utf-8")
PEEK = 64 << 10
LINES = Dialect(quote=None, header=0, final_newline=False, cap=RESOURCE_CAP)


@dataclass(frozen=True)
class Piece:
    """One resource and its place: the line (or the number of the entry), the byte, the JSON pointer inside it."""

    line: int
    offset: int
    pointer: str
    value: Any = None
    fault: Kind | None = None
    around: Around = field(default_factory=Around)


def pieces(path: Path, targets: Collection[str] = (), exact: bool = True) -> Iterator[Piece]:
    """Every resource of the file and everything that should be one.

    `targets`: types that paths step to. `exact`: numbers are the text they are written in.
    """
    yield from (_lines if is_lines(path) else _document)(path, targets, exact)


def is_lines(path: Path) -> bool:
    """Whether every line is a resource: by the name, else because the first of several lines is a whole one."""
    called = unpack.plain_name(path.name).lower()
    if called.endswith(LINE_NAMES):
        return True
    head = next(utf8(path, PLAIN, PEEK), b"")
    first, newline, rest = head.lstrip().partition(b"\n")
    if not newline or not rest.strip():
        return False
    try:
        Decoder().whole(first.decode())
    except (NotJson, UnicodeDecodeError):
        return False
    return True


def _lines(path: Path, targets: Collection[str], exact: bool) -> Iterator[Piece]:
    decoder, tally = Decoder(exact), Tally()
    for block in frame(utf8(path, PLAIN), LINES, tally):
        for start, end, line, kind in zip(block.starts, block.ends, block.line, block.kind, strict=True):
            if kind == Kind.BLANK:
                continue
            offset = block.base + int(start)
            if kind != Kind.RECORD:
                yield Piece(int(line), offset, "", fault=Kind(kind))
                continue
            text = block.data[start:end].decode()
            try:
                value = decoder.whole(text)
            except NotJson as error:
                is_cut = not text.endswith("\n") and str(error) == "not_json"
                yield Piece(
                    int(line), offset, "", fault=Kind.TRUNCATED if is_cut else Kind[str(error).upper()]
                )
                continue
            if isinstance(value, dict) and value.get("resourceType") == "Bundle":
                inside = value.get("entry") or []
                around = _names(inside, targets)
                for number, entry in enumerate(inside, 1):
                    at = Piece(int(line), offset, f"/entry/{number - 1}")
                    yield _entry(at, entry, around, value.get("timestamp"))
            else:
                yield _resource(Piece(int(line), offset, ""), value, Around())


def _document(path: Path, targets: Collection[str], exact: bool) -> Iterator[Piece]:
    """Read twice where a Bundle names its resources: first the names, then the resources."""
    found = entries(utf8(path, PLAIN), exact)
    around = _names((entry.value for entry in found if entry.pointer), targets)
    for entry in entries(utf8(path, PLAIN), exact):
        at = Piece(entry.number, entry.offset, entry.pointer)
        if entry.fault:
            yield Piece(at.line, at.offset, at.pointer, fault=Kind[entry.fault.upper()])
        elif entry.pointer:
            yield _entry(at, entry.value, around)
        else:
            yield _resource(at, entry.value, around)


def _names(found: Iterable[Any], targets: Collection[str]) -> Around:
    ids, known = dict[str, str](), dict[str, Any]()
    for entry in found:
        resource = entry.get("resource") if isinstance(entry, dict) else None
        if not isinstance(resource, dict):
            continue
        called, own = entry.get("fullUrl"), resource.get("id")
        if isinstance(called, str):
            own = own or called.rsplit(":", 1)[-1].rsplit("/", 1)[-1]
            ids[called] = str(own)
        if resource.get("resourceType") in targets:
            known[f"{resource['resourceType']}/{own}"] = resource
    return Around(ids, known)


def _entry(at: Piece, entry: Any, around: Around, stamp: Any = None) -> Piece:
    """A deletion without an instant of its own counts from now: it must be newer than what it deletes."""
    if not isinstance(entry, dict):
        return Piece(at.line, at.offset, at.pointer, fault=Kind.NO_RESOURCE)
    asked = entry.get("request")
    request: Mapping[str, Any] = asked if isinstance(asked, dict) else {}
    if request.get("method") == "DELETE":
        kind, _, gone = str(request.get("url", "")).rpartition("/")
        when = {"lastUpdated": stamp or datetime.now(UTC).isoformat()}
        value: Any = {"resourceType": kind.rsplit("/", 1)[-1], "id": gone, "@deleted": "true", "meta": when}
        return _resource(at, value, around)
    at = Piece(at.line, at.offset, f"{at.pointer}/resource")
    value = entry.get("resource")
    if isinstance(value, dict) and "id" not in value and isinstance(entry.get("fullUrl"), str):
        value = {**value, "id": around.ids.get(entry["fullUrl"])}
    return _resource(at, value, around)


def _resource(at: Piece, value: Any, around: Around) -> Piece:
    if not isinstance(value, dict) or not isinstance(value.get("resourceType"), str):
        return Piece(at.line, at.offset, at.pointer, fault=Kind.NO_RESOURCE)
    if isinstance(inside := value.get("contained"), list):
        own = {str(r.get("id")): r for r in inside if isinstance(r, dict)}
        around = Around(around.ids, around.targets, own)
    return Piece(at.line, at.offset, at.pointer, value, around=around)


def rewritten(path: Path, change: Callable[[Any], Any]) -> Iterator[bytes]:
    """The file with every resource changed, as bytes. Lines keep their numbers; a broken one is left empty."""

    def entry(value: Any) -> Any:
        return {**value, "resource": change(value.get("resource"))} if isinstance(value, dict) else value

    if not is_lines(path):
        begun = False
        for found in entries(utf8(path, PLAIN), exact=False):
            if not found.pointer:
                yield _dumped(change(found.value)) + b"\n"
                return
            yield (b",\n" if begun else b'{"resourceType":"Bundle","entry":[\n') + _dumped(entry(found.value))
            begun = True
        yield b"\n]}\n" if begun else b'{"resourceType":"Bundle","entry":[]}\n'
        return
    decoder = Decoder(exact=False)
    for block in frame(utf8(path, PLAIN), LINES, Tally()):
        for start, end, kind in zip(block.starts, block.ends, block.kind, strict=True):
            try:
                value = decoder.whole(block.data[start:end].decode()) if kind == Kind.RECORD else None
            except NotJson:
                value = None
            if isinstance(value, dict) and isinstance(value.get("entry"), list):
                value = {**value, "entry": [entry(inside) for inside in value["entry"]]}
            yield (_dumped(change(value)) if value is not None else b"") + b"\n"


def _dumped(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


__all__ = ["PEEK", "PLAIN", "Piece", "is_lines", "pieces", "rewritten"]
