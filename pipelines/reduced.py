"""The kept copy of a file without the columns its profile drops, in the format it came in."""

from __future__ import annotations

import csv
import gzip
import io
import os
import zipfile
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from pipelines.framing import Kind, Tally, frame
from pipelines.readers import resources, unpack, workbook
from pipelines.readers.delimited import dialect_of, utf8
from pipelines.readers.fhir import without
from pipelines.source import Reader


def keep_reduced(
    original: Path, target: Path, reader: Reader, header: tuple[str, ...], dropped: Collection[str]
) -> None:
    """Write `target`, owner-only. Lines keep their numbers; a line too broken to know its columns is kept empty."""
    kept = [number for number, column in enumerate(header) if column.casefold() not in dropped]
    with _beside(target) as part:
        if reader.type == "parquet":
            _parquet(original, part, [header[number] for number in kept])
        elif reader.type == "xlsx":
            _workbook(original, part, reader, kept)
        else:
            _text(part, target.name, _pieces(original, reader, len(header), kept))


def keep_resources(original: Path, target: Path, dropped: Collection[str]) -> None:
    """Write `target`, owner-only, without the elements that the paths `dropped` name."""
    with _beside(target) as part:
        _text(part, target.name, resources.rewritten(original, lambda value: without(value, dropped)))


@contextmanager
def _beside(target: Path) -> Iterator[Path]:
    """A private file that takes the place of `target` once it is whole."""
    part = target.with_name(f".reducing-{os.getpid()}-{target.name}")
    try:
        os.close(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600))
        yield part
        os.replace(part, target)
    finally:
        part.unlink(missing_ok=True)


def _text(part: Path, called: str, pieces: Iterator[bytes]) -> None:
    if called.lower().endswith(".zip"):
        with (
            zipfile.ZipFile(part, "w", zipfile.ZIP_DEFLATED) as archive,
            archive.open(unpack.plain_name(called), "w", force_zip64=True) as member,
        ):
            member.writelines(pieces)
    elif called.lower().endswith(".gz"):
        with gzip.open(part, "wb") as packed:
            packed.writelines(pieces)
    else:
        with part.open("wb") as plain:
            plain.writelines(pieces)


def _pieces(original: Path, reader: Reader, arity: int, kept: list[int]) -> Iterator[bytes]:
    dialect: dict[str, Any] = {"delimiter": reader.delimiter, "quotechar": reader.quote or None}
    dialect["quoting"] = csv.QUOTE_MINIMAL if reader.quote else csv.QUOTE_NONE
    for block in frame(utf8(original, reader), dialect_of(reader, arity), Tally()):
        for start, end, kind in zip(block.starts, block.ends, block.kind, strict=True):
            cells: list[str] = []
            if kind in (Kind.RECORD, Kind.HEADER):
                text = block.data[start:end].decode("utf-8", "replace")
                cells = next(csv.reader(io.StringIO(text.rstrip("\r\n"), newline=""), **dialect), [])
            out = io.StringIO()
            if len(cells) == arity:
                csv.writer(out, lineterminator="", **dialect).writerow([cells[number] for number in kept])
            yield (out.getvalue() + "\n").encode(reader.encoding, "replace")


def _parquet(original: Path, part: Path, columns: list[str]) -> None:
    import pyarrow.parquet

    pyarrow.parquet.write_table(pyarrow.parquet.read_table(original, columns=columns), part)


def _workbook(original: Path, part: Path, reader: Reader, kept: list[int]) -> None:
    import xlsxwriter

    with xlsxwriter.Workbook(part, {"default_date_format": "yyyy-mm-dd hh:mm:ss"}) as book:
        page = book.add_worksheet(reader.sheet or None)
        for y, row in enumerate(workbook.rows(original, reader)):
            for x, number in enumerate(kept):
                if number < len(row) and row[number] != "":
                    cell = row[number]
                    page.write_string(y, x, cell) if isinstance(cell, str) else page.write(y, x, cell)


__all__ = ["keep_reduced", "keep_resources"]
