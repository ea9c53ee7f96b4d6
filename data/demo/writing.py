"""Export files: text columns in, one delimited file out, the same bytes for the same rows."""

from __future__ import annotations

import gzip
import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import csv

from data.demo.clock import DAY, MINUTE

_LUT_FIRST = -24_000  # 1904
_LUT_DAYS = 52_000


def _day_texts(pattern: str) -> pa.Array:
    days = np.arange(_LUT_FIRST, _LUT_FIRST + _LUT_DAYS).astype("datetime64[D]")
    return pc.strftime(pa.array(days), format=pattern)


_TIMES = pa.array([f"{h:02}:{m:02}" for h in range(24) for m in range(60)])
_TIMES_S = pa.array([f"{h:02}:{m:02}:{s:02}" for h in range(24) for m in range(60) for s in range(60)])
_DAYS: dict[str, pa.Array] = {}


def date_text(days: np.ndarray, pattern: str = "%m/%d/%Y", known: np.ndarray | None = None) -> pa.Array:
    """Day numbers as text; null where `known` is false."""
    if pattern not in _DAYS:
        _DAYS[pattern] = _day_texts(pattern)
    index = np.clip(days - _LUT_FIRST, 0, _LUT_DAYS - 1)
    return _DAYS[pattern].take(pa.array(index, mask=None if known is None else ~known))


def time_text(
    local: np.ndarray, pattern: str = "%m/%d/%Y", known: np.ndarray | None = None, seconds: bool = False
) -> pa.Array:
    """Local seconds as `date time` text; null where `known` is false."""
    days = date_text(local // DAY, pattern, known)
    table, step = (_TIMES_S, 1) if seconds else (_TIMES, MINUTE)
    clock = table.take(pa.array(local % DAY // step))
    return pc.binary_join_element_wise(days, clock, " ")


def code_text(index: np.ndarray, codes: tuple[str, ...], known: np.ndarray | None = None) -> pa.Array:
    """Code for each index; null where `known` is false."""
    return pa.array(list(codes)).take(pa.array(index, mask=None if known is None else ~known))


def id_text(numbers: np.ndarray, prefix: str = "", known: np.ndarray | None = None) -> pa.Array:
    texts = pa.array(numbers, mask=None if known is None else ~known).cast(pa.string())
    return pc.binary_join_element_wise(pa.scalar(prefix), texts, "") if prefix else texts


def number_text(values: np.ndarray, decimals: int = 2, known: np.ndarray | None = None) -> pa.Array:
    """Numbers with a fixed count of decimals, by way of integers so that no float noise shows."""
    scaled = np.rint(values * 10**decimals).astype(np.int64)
    sign = np.where(scaled < 0, "-", "")
    whole = pa.array(np.abs(scaled) // 10**decimals).cast(pa.string())
    if decimals == 0:
        text = pc.binary_join_element_wise(pa.array(sign), whole, "")
    else:
        tail = pa.array([f".{i:0{decimals}}" for i in range(10**decimals)]).take(
            pa.array(np.abs(scaled) % 10**decimals)
        )
        text = pc.binary_join_element_wise(pa.array(sign), whole, tail, "")
    return text if known is None else pc.if_else(pa.array(known), text, pa.scalar(None, pa.string()))


class Extract:
    """One export file, written in chunks: header first, then rows, then whatever raw lines end it."""

    def __init__(self, path: Path, modified: int, quoted: bool, bom: bool, delimiter: str, eol: str) -> None:
        self.path, self.modified, self.rows = path, modified, 0
        self._columns: list[str] = []
        self._bom, self._delimiter, self._eol = bom, delimiter, eol
        self._options = csv.WriteOptions(
            include_header=False,
            batch_size=65_536,
            delimiter=delimiter,
            eol=eol,
            quoting_style="all_valid" if quoted else "none",
        )
        self._plain = path.open("wb")
        self._file: Any = self._plain
        if path.suffix == ".gz":
            self._file = gzip.GzipFile("", "wb", compresslevel=1, fileobj=self._plain, mtime=0)

    def write(self, columns: Mapping[str, Any]) -> None:
        table = pa.table(dict(columns))
        if not self._columns:
            self._columns = table.column_names
            header = self._delimiter.join(self._columns) + self._eol
            self._file.write((b"\xef\xbb\xbf" if self._bom else b"") + header.encode())
        sink = pa.BufferOutputStream()
        csv.write_csv(table, sink, self._options)
        self._file.write(sink.getvalue())
        self.rows += table.num_rows

    def raw(self, lines: list[bytes]) -> None:
        for line in lines:
            self._file.write(line)
            self.rows += 1

    @property
    def width(self) -> int:
        return len(self._columns)

    def close(self) -> None:
        if self._file is not self._plain:
            self._file.close()
        self._plain.close()
        os.utime(self.path, (self.modified, self.modified))


class Inbox:
    """The folder that the exports land in; counts rows and tells who waits how far it is."""

    def __init__(self, folder: Path, modified: int, progress: Callable[[int, int, str], None] | None) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.folder, self.files, self.rows = folder, 0, 0
        self._modified, self._progress = modified, progress

    def open(
        self, name: str, quoted: bool = False, bom: bool = False, delimiter: str = ",", eol: str = "\n"
    ) -> Extract:
        self.files += 1
        return Extract(self.folder / name, self._modified, quoted, bom, delimiter, eol)

    def close(self, extract: Extract) -> None:
        extract.close()
        self.rows += extract.rows
        # A system with nothing to export sends no file: a header alone looks like a failed export.
        if extract.rows == 0:
            extract.path.unlink()
            self.files -= 1

    def text(self, name: str, text: str, encoding: str = "utf-8") -> None:
        """A small file written whole, line ends as they are in `text`."""
        path = self.folder / name
        path.write_bytes(text.encode(encoding))
        os.utime(path, (self._modified, self._modified))
        self.files += 1
        self.rows += text.count("\n") - 1

    def tell(self, share: float, what: str) -> None:
        if self._progress:
            self._progress(round(100 * share), 100, what)
