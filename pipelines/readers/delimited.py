"""Delimited text: clean files are read by DuckDB as they are, any other through the records the framer kept."""

from __future__ import annotations

import codecs
import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import duckdb
import numpy as np

from pipelines.framing import FAULTS, RECORD_CAP, Block, Dialect, Kind, Tally, frame
from pipelines.readers import unpack
from pipelines.refusal import FileRefused
from pipelines.source import Reader
from pipelines.sqltext import literal, name

HEADER_CHUNK = 64 << 10
BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))


@dataclass
class Fault:
    """A piece of the file that is no record."""

    kind: Kind
    line: int
    offset: int
    length: int
    pointer: str = ""

    @property
    def rule(self) -> str:
        return FAULTS[self.kind][0]

    @property
    def sentence(self) -> str:
        return FAULTS[self.kind][1]


@dataclass
class Framed:
    """What framing found: how many records, which pieces are faults, and on which line each record stands.

    `shifts` holds (record number from 0, physical line minus record number) wherever that difference changes; without
    any the raw table tells the line itself. FHIR: `parts` counts records by resource type, each in a table of its own,
    `unused` those the profile leaves out by type.
    """

    header: tuple[str, ...]
    text: Path
    tally: Tally
    faults: list[Fault] = field(default_factory=list)
    shifts: list[tuple[int, int]] = field(default_factory=list)
    arity: int | None = None
    parts: dict[str, int] = field(default_factory=dict)
    unused: dict[str, int] = field(default_factory=dict)


def dialect_of(reader: Reader, arity: int | None = None) -> Dialect:
    header = reader.header_rows if reader.header else 0
    quote = ord(reader.quote) if reader.quote else None
    return Dialect(
        ord(reader.delimiter), quote, reader.skip_rows, header, arity, reader.final_newline == "required"
    )


def utf8(path: Path, reader: Reader, size: int = unpack.CHUNK) -> Iterator[bytes]:
    """The file as UTF-8 without byte order mark; a byte that does not decode stays invalid, and so is found."""
    decoder: codecs.IncrementalDecoder | None = None
    started = False
    for chunk in unpack.chunks(path, size):
        if not started:
            started = True
            mark, found = next(((m, e) for m, e in BOMS if chunk.startswith(m)), (b"", ""))
            encoding = found or codecs.lookup(reader.encoding).name
            if not mark and encoding == "utf-8" and chunk[1:2] == b"\0" and chunk[3:4] == b"\0":
                encoding = "utf-16-le"
            chunk = chunk[len(mark) :]
            if encoding not in ("utf-8", "ascii"):
                decoder = codecs.getincrementaldecoder(encoding)("surrogateescape")
        try:
            yield decoder.decode(chunk).encode("utf-8", "surrogateescape") if decoder else chunk
        except UnicodeError:
            raise FileRefused(f"The file is not {reader.encoding} text throughout.") from None
    if decoder and decoder.decode(b"", final=False) == "" and decoder.getstate()[0]:
        raise FileRefused("The last character of the file is incomplete: the file may have been cut off.")


def header_of(path: Path, reader: Reader) -> tuple[str, ...]:
    """The column names: from the header row the profile points to, or from the profile itself."""
    if not reader.header:
        return reader.names
    tally = Tally()
    found: list[bytes] = []
    for block in frame(utf8(path, reader, HEADER_CHUNK), dialect_of(reader), tally):
        headers = np.flatnonzero(block.kind == Kind.HEADER)
        found += [block.data[block.starts[i] : block.ends[i]] for i in headers]
        if tally.header >= reader.header_rows:
            break
    if tally.header < reader.header_rows:
        raise FileRefused("The file is empty: not even the header row is there.")
    line = found[reader.skip_rows + reader.header_use - 1]
    try:
        text = line.decode("utf-8")
    except UnicodeDecodeError:
        raise FileRefused(
            f"The header row is not {reader.encoding} text; state the encoding in the profile."
        ) from None
    cells = next(csv.reader([text.rstrip("\r\n")], delimiter=reader.delimiter, quotechar=reader.quote or None,
                            quoting=csv.QUOTE_MINIMAL if reader.quote else csv.QUOTE_NONE))  # fmt: skip
    return tuple(cell.strip() or f"column{n}" for n, cell in enumerate(cells, 1))


def check_header(header: tuple[str, ...]) -> None:
    seen: set[str] = set()
    for cell in header:
        if cell.casefold() in seen:
            raise FileRefused(
                f"The header names the column {cell!r} twice; which one is meant cannot be told."
            )
        seen.add(cell.casefold())


def land(
    con: duckdb.DuckDBPyConnection,
    table: str,
    path: Path,
    reader: Reader,
    header: tuple[str, ...],
    columns: Iterable[str],
    spill: Path,
) -> Framed:
    """Make `table` (as SQL names it) hold the wanted columns of every record as text, in file order."""
    check_header(header)
    wanted = [column for column in header if column in set(columns)]
    text = _plain(path, reader, spill)
    framed = _survey(text, reader, header)
    if framed:
        skip = reader.skip_rows + (reader.header_rows if reader.header else 0)
        if _read(con, table, text, reader, header, wanted, skip) == framed.tally.records:
            return framed
    cleaned = spill / f"{path.name}.cleaned"
    try:
        framed = _clean(text, reader, header, cleaned)
        if _read(con, table, cleaned, reader, header, wanted, 0) != framed.tally.records:
            raise FileRefused("Two ways of counting the records of this file disagree, so it is not loaded.")
    finally:
        cleaned.unlink(missing_ok=True)
    return framed


def _plain(path: Path, reader: Reader, spill: Path) -> Path:
    """The file as plain UTF-8 on disk: itself, when it is that already."""
    first = next(unpack.chunks(path, HEADER_CHUNK), b"")
    if (
        not unpack.is_packed(path)
        and codecs.lookup(reader.encoding).name in ("utf-8", "ascii")
        and not first.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
        and first[1:2] != b"\0"
    ):
        return path
    target = spill / f"{path.name}.text"
    with target.open("wb") as out:
        target.chmod(0o600)
        for chunk in utf8(path, reader):
            out.write(chunk)
    return target


def _survey(text: Path, reader: Reader, header: tuple[str, ...]) -> Framed | None:
    """What framing finds in a file whose records a strict reader sees alike; None as soon as one thing is odd."""
    framed, counter = Framed(header, text, Tally(), arity=len(header)), 0
    for block in frame(_utf8_again(text), dialect_of(reader, len(header)), framed.tally):
        if not framed.tally.is_clean:
            return None
        counter = _shift(framed, block, counter)
    return framed


def _utf8_again(text: Path) -> Iterator[bytes]:
    """The plain text a second time; it is UTF-8 by now, whatever the profile says about the original."""
    return utf8(text, Reader(encoding="utf-8"))


def _shift(framed: Framed, block: Block, counter: int) -> int:
    lines = block.line[block.kind == Kind.RECORD]
    shift = lines - np.arange(counter, counter + len(lines))
    last = framed.shifts[-1][1] if framed.shifts else -1
    for i in np.flatnonzero(np.diff(shift, prepend=last)):
        framed.shifts.append((counter + int(i), int(shift[i])))
    return counter + len(lines)


def _clean(text: Path, reader: Reader, header: tuple[str, ...], target: Path) -> Framed:
    """Write the good records alone, one line end for all, and remember what was left out and where."""
    framed = Framed(header, text, Tally(), arity=len(header))
    counter = 0
    with target.open("wb") as out:
        target.chmod(0o600)
        for block in frame(_utf8_again(text), dialect_of(reader, len(header)), framed.tally):
            keep = block.kind == Kind.RECORD
            for i in (block.kind >= Kind.NUL).nonzero()[0]:
                start, end = int(block.starts[i]), int(block.ends[i])
                framed.faults.append(
                    Fault(Kind(block.kind[i]), int(block.line[i]), block.base + start, end - start)
                )
            edges = np.flatnonzero(np.diff(keep.astype(np.int8), prepend=0, append=0))
            for first, last in edges.reshape(-1, 2):
                out.write(_ended(block.data[block.starts[first] : block.ends[last - 1]]))
            counter = _shift(framed, block, counter)
    return framed


def _ended(data: bytes) -> bytes:
    data = data.replace(b"\r\n", b"\n")
    return data if data.endswith(b"\n") else data + b"\n"


def _read(
    con: duckdb.DuckDBPyConnection,
    table: str,
    path: Path,
    reader: Reader,
    header: tuple[str, ...],
    wanted: list[str],
    skip: int,
) -> int:
    """Rows DuckDB reads with the dialect spelled out, or -1 when it refuses the file."""
    # The usual buffer of 32 MB costs more than a small file itself.
    small = f", buffer_size = {4 * RECORD_CAP}" if path.stat().st_size < 4 * RECORD_CAP else ""
    quote = literal(reader.quote or "\0") if reader.quote else "''"
    columns = ", ".join(f"{literal(f'c{i}')}: 'VARCHAR'" for i in range(len(header)))
    chosen = ", ".join(f"c{header.index(column)} AS {name(column)}" for column in wanted) or "c0"
    con.execute(f"DROP TABLE IF EXISTS {table}")
    try:
        con.execute(
            f"CREATE TABLE {table} AS SELECT {chosen} FROM read_csv({literal(str(path))}, "
            f"auto_detect = false, delim = {literal(reader.delimiter)}, quote = {quote}, escape = {quote}, "
            f"comment = '', header = false, skip = {skip}, columns = {{{columns}}}, strict_mode = true, "
            f"nullstr = [{', '.join(literal(null) for null in reader.null)}], max_line_size = {2 * RECORD_CAP}"
            f"{small})"
        )
    except duckdb.Error:
        return -1
    return int(con.execute(f"SELECT count(*) FROM {table}").fetchall()[0][0])


__all__ = ["Fault", "Framed", "header_of", "land", "utf8"]
