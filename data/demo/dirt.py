"""Dirty rows of the kinds that real exports have: about half a percent, never enough to have a file refused."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from data.demo.writing import Extract

SHARE = 0.004
LIMIT = 0.012
DUPLICATES = 0.0006


@dataclass(frozen=True)
class Flaw:
    """One way to spoil a row: this text in this column (None = leave the cell empty)."""

    column: str
    value: str | None


def spoil(rng: np.random.Generator, columns: dict[str, Any], flaws: Sequence[Flaw]) -> dict[str, Any]:
    """The same rows with a few spoilt, and a few that appear twice."""
    table = {name: _text(column) for name, column in columns.items()}
    count = len(next(iter(table.values())))
    bad = min(int(rng.binomial(count, SHARE)), int(count * LIMIT))
    rows = np.unique(rng.integers(0, count, bad)) if bad else np.array([], dtype=np.int64)
    kind = rng.integers(0, len(flaws), len(rows))
    for i, flaw in enumerate(flaws):
        hit = rows[kind == i]
        if len(hit):
            mask = np.zeros(count, dtype=bool)
            mask[hit] = True
            table[flaw.column] = pc.if_else(
                pa.array(mask), pa.scalar(flaw.value, pa.string()), table[flaw.column]
            )
    twice = int(count * DUPLICATES)
    if twice:
        again = pa.array(np.sort(rng.integers(0, count, twice)))
        table = {name: pa.concat_arrays([column, column.take(again)]) for name, column in table.items()}
    return table


def _text(column: Any) -> pa.Array:
    array = column if isinstance(column, pa.Array | pa.ChunkedArray) else pa.array(column)
    array = array.combine_chunks() if isinstance(array, pa.ChunkedArray) else array
    return array if array.type == pa.string() else array.cast(pa.string())


def broken_lines(extract: Extract, delimiter: str = ",") -> list[bytes]:
    """Lines that are no records: cut short, too long, a NUL, a byte of another encoding, a quote that never closes.

    One for every 400 rows, so that a small file keeps its good name; the open quote comes last, where it can
    swallow nothing.
    """
    sep, fill = delimiter.encode(), b"x"
    whole = sep.join([fill] * extract.width)
    lines = [
        sep.join([fill] * max(extract.width - 2, 1)) + b"\n",
        whole[:-1] + b"\x9d\n",
        whole + sep + b"surplus\n",
        whole[:-1] + b"\x00\n",
        b'"' + whole + b"\n",
    ]
    keep = min(extract.rows // 400, len(lines))
    return lines[:keep] if keep < len(lines) else lines
