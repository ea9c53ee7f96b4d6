"""Look refused records up in the file again: the warehouse never holds their text, its owner may."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import Any

import numpy as np

from pipelines.framing import Kind, Tally, frame
from pipelines.readers import fhir
from pipelines.readers.delimited import Framed, dialect_of, utf8
from pipelines.source import Reader
from pipelines.stage import Plan


def raw_lines(framed: Framed, plan: Plan, lines: set[int]) -> Iterator[tuple[int, int, str, str | None]]:
    """(line, byte offset, JSON pointer, text without dropped columns) of the pieces that begin on these lines."""
    reader = plan.feed.reader
    if not lines or reader.type == "parquet":
        return
    if reader.type == "fhir":
        yield from fhir.raw_lines(framed.text, lines, plan.profile.drop)
        return
    wanted, left = np.array(sorted(lines)), len(lines)
    plain = Reader(encoding="utf-8")
    for block in frame(utf8(framed.text, plain), dialect_of(reader, framed.arity), Tally()):
        for i in np.flatnonzero(np.isin(block.line, wanted) & (block.kind != Kind.BLANK)):
            raw = block.data[block.starts[i] : block.ends[i]].decode("utf-8", "replace").rstrip("\r\n")
            yield int(block.line[i]), block.base + int(block.starts[i]), "", _without(raw, framed, plan)
            left -= 1
        if not left:
            return


def _without(raw: str, framed: Framed, plan: Plan) -> str | None:
    """The line with dropped columns blanked; None when it is too broken to know which those are."""
    dropped = {column.casefold() for column in plan.profile.drop}
    if not dropped:
        return raw
    reader = plan.feed.reader
    dialect: dict[str, Any] = {"delimiter": reader.delimiter, "quotechar": reader.quote or None}
    dialect["quoting"] = csv.QUOTE_MINIMAL if reader.quote else csv.QUOTE_NONE
    cells = next(csv.reader(io.StringIO(raw, newline=""), **dialect), [])
    if len(cells) != len(framed.header):
        return None
    kept = [
        "" if column.casefold() in dropped else cell
        for column, cell in zip(framed.header, cells, strict=True)
    ]
    out = io.StringIO()
    csv.writer(out, lineterminator="", escapechar="\\", **dialect).writerow(kept)
    return out.getvalue()


__all__ = ["raw_lines"]
