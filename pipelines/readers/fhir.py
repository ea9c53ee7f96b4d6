"""FHIR JSON: bulk files (one resource a line), single resources and Bundles become one table of text per resource type.

A record is a resource. Columns are the paths that the profile names; a feed with `explode` gets lists for its `each.`
paths, one element per item, which staging turns into rows.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import duckdb
import pyarrow
import pyarrow.parquet

from pipelines.framing import Kind, Tally
from pipelines.readers.delimited import Fault, Framed, utf8
from pipelines.readers.paths import path_of, text_of
from pipelines.readers.resources import PEEK, PLAIN, Piece, pieces
from pipelines.refusal import FileRefused
from pipelines.source import EACH, Feed
from pipelines.sqltext import literal, name

BATCH = 5_000
OWN = ("resourceType", "@deleted", "@index")
_ERROR = "entered-in-error"

Wanted = Sequence[tuple[Feed, Collection[str]]]


def header_of(path: Path, feeds: Sequence[Feed]) -> tuple[str, ...]:
    """All paths the feeds name, for in FHIR what is absent has no value; refuses a file that is no JSON object."""
    for chunk in utf8(path, PLAIN, PEEK):
        if start := chunk.lstrip()[:1]:
            if start != b"{":
                raise FileRefused("The file does not begin like FHIR JSON, with an object.")
            return tuple(sorted({*OWN[:2], *(c for feed in feeds for c in feed.named_columns)}))
    raise FileRefused("The file is empty.")


class _Table:
    """The resources of one type, written in batches."""

    def __init__(self, kind: str, wanted: Wanted, target: Path) -> None:
        self.target, self.rows = target, 0
        plain = {c for _, columns in wanted for c in columns if not c.startswith(EACH)} - set(OWN)
        self._plain = [(column, path_of(column)) for column in sorted(plain)]
        self._lists = [
            (path_of(feed.explode), [(feed.raw_name(c), c.removeprefix(EACH)) for c in sorted(columns) if c.startswith(EACH)])
            for feed, columns in wanted if feed.explode
        ]  # fmt: skip
        names = [column for column, _ in self._plain]
        lists = [column for _, columns in self._lists for column, _ in columns]
        strings = [(column, pyarrow.string()) for column in (*OWN[:2], *names)]
        self._schema = pyarrow.schema(
            [("_line", pyarrow.int64()), *strings, *((column, pyarrow.list_(pyarrow.string())) for column in lists)]
        )  # fmt: skip
        self._paths = {c: path_of(c) for _, columns in self._lists for _, c in columns if c not in OWN}
        self._batch: list[tuple[Any, ...]] = []
        self._file = pyarrow.parquet.ParquetWriter(target, self._schema, compression="snappy")
        target.chmod(0o600)

    def add(self, piece: Piece) -> None:
        value, around = piece.value, piece.around
        row = [piece.line, value["resourceType"], "true" if _is_gone(value) else "false"]
        row += [path.text(value, around) for _, path in self._plain]
        for explode, columns in self._lists:
            items = explode.nodes(value, around)
            row += [
                [str(n) for n in range(1, len(items) + 1)] if path == "@index"
                else [self._paths[path].text(item, around) for item in items]
                for _, path in columns
            ]  # fmt: skip
        self._batch.append(tuple(row))
        self.rows += 1
        if len(self._batch) >= BATCH:
            self._write()

    def _write(self) -> None:
        if self._batch:
            arrays = [
                pyarrow.array(column, f.type)
                for column, f in zip(zip(*self._batch, strict=True), self._schema, strict=True)
            ]
            self._file.write_table(pyarrow.Table.from_arrays(arrays, schema=self._schema))
            self._batch.clear()

    def into(self, con: duckdb.DuckDBPyConnection, table: str) -> None:
        self._write()
        self._file.close()
        con.execute(
            f"CREATE OR REPLACE TABLE {table} AS SELECT * FROM read_parquet({literal(str(self.target))})"
        )
        self.target.unlink()


def _is_gone(resource: Mapping[str, Any]) -> bool:
    """Deleted in a transaction, or entered in error."""
    status = resource.get("status"), text_of(resource.get("verificationStatus"))
    return resource.get("@deleted") == "true" or _ERROR in status


def land(
    con: duckdb.DuckDBPyConnection,
    table: str,
    path: Path,
    wanted: Wanted,
    unused: Collection[str],
    spill: Path,
) -> Framed:
    """One raw table per resource type (`table` with the type as its ending), and what was met besides."""
    tables: dict[str, _Table] = {}
    by_kind = {
        kind: [(feed, columns) for feed, columns in wanted if feed.resource == kind]
        for kind in {feed.resource for feed, _ in wanted}
    }
    asked = {c.removeprefix(EACH) for feed, columns in wanted for c in (*columns, feed.explode) if c}
    targets = {kind for path in asked for kind in path_of(path).targets}
    framed = Framed((), path, Tally(size=path.stat().st_size))
    for piece in pieces(path, targets):
        fault, kind = piece.fault, piece.value["resourceType"] if piece.value else ""
        if fault is None and kind in by_kind:
            if kind not in tables:
                target = spill / f"{path.name}.{kind}.{len(tables)}.parquet"
                tables[kind] = _Table(kind, by_kind[kind], target)
            tables[kind].add(piece)
        elif fault is None and kind in unused:
            framed.unused[kind] = framed.unused.get(kind, 0) + 1
        else:
            fault = Kind.NO_FEED if fault is None else fault
            framed.faults.append(Fault(fault, piece.line, piece.offset, 0, piece.pointer))
    for kind, made in tables.items():
        made.into(con, _named(table, kind))
        framed.parts[kind] = made.rows
    framed.tally.counts[Kind.RECORD] = sum(framed.parts.values())
    if framed.faults and not framed.parts and not framed.unused:
        raise FileRefused(framed.faults[0].sentence)
    return framed


def _named(table: str, kind: str) -> str:
    head, _, last = table.rpartition(".")
    return f"{head}.{name(f'{last.strip(chr(34))}_{kind}')}"


def raw_lines(
    path: Path, lines: Collection[int], dropped: Collection[str]
) -> Iterator[tuple[int, int, str, str | None]]:
    """(line or entry, byte, pointer, text without dropped elements) of the pieces there; no text where it is broken."""
    for piece in pieces(path, exact=False):
        if piece.line in lines:
            text = None
            if piece.value is not None:
                text = json.dumps(without(piece.value, dropped), ensure_ascii=False)
            yield piece.line, piece.offset, piece.pointer, text


def without(resource: Any, dropped: Collection[str]) -> Any:
    """A copy without the elements `Type.element`, `Type.element.element` …; `*.element` drops it in every type."""
    if not isinstance(resource, dict):
        return resource
    kind = resource.get("resourceType", "")
    for path in dropped:
        head, _, rest = path.partition(".")
        if head in (kind, "*"):
            resource = _cut(resource, rest.split("."))
    if isinstance(inside := resource.get("contained"), list):
        resource = {**resource, "contained": [without(r, dropped) for r in inside]}
    return resource


def _cut(node: Any, steps: list[str]) -> Any:
    if isinstance(node, list):
        return [_cut(item, steps) for item in node]
    if not isinstance(node, dict) or steps[0] not in node:
        return node
    if len(steps) == 1:
        return {key: value for key, value in node.items() if key != steps[0]}
    return {**node, steps[0]: _cut(node[steps[0]], steps[1:])}


__all__ = ["header_of", "land", "raw_lines", "without"]
