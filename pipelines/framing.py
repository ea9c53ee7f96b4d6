"""Decide what a record is, and account for every byte of a file.

The pieces that come out (header, blank, record, fault) tile the file without gap or overlap. A record ends at a newline
outside quotes; a quote that does not close as it should costs one physical line, not the file.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import chain

import numpy as np

from data.language import mark
from pipelines import quoting
from pipelines.quoting import NEWLINE, RECORD_CAP, RETURN, Dialect, Kind
from pipelines.refusal import FileRefused

LINE_LIMIT = 64 << 20
BLANK = ord(" ")

FAULTS = {
    Kind.NUL: ("nul_byte", mark("The line holds a NUL byte.")),
    Kind.ENCODING: (
        "invalid_encoding",
        mark("The line holds bytes that are not valid in the declared encoding."),
    ),
    Kind.RETURN: (
        "stray_carriage_return",
        mark("The line holds a carriage return that is not part of a line end."),
    ),
    Kind.QUOTE_OPEN: (
        "unterminated_quote",
        mark("A quote is opened on this line and not closed as it should be."),
    ),
    Kind.QUOTE_STRAY: ("stray_quote", mark("A quote stands in the middle of a field.")),
    Kind.TOO_LONG: (
        "record_too_long",
        mark("The record is longer than 1 MB, or a FHIR resource than 16 MB."),
    ),
    Kind.TOO_FEW: ("too_few_fields", mark("The record has fewer fields than the header.")),
    Kind.TOO_MANY: ("too_many_fields", mark("The record has more fields than the header.")),
    Kind.TRUNCATED: (
        "truncated_line",
        mark("The last line has no line end: the file may have been cut off."),
    ),
    Kind.NOT_JSON: ("not_json", mark("The line is not one whole JSON value.")),
    Kind.MEMBER_TWICE: (
        "member_twice",
        mark("The resource names a member twice; which one is meant cannot be told."),
    ),
    Kind.NESTED_TOO_DEEP: ("nested_too_deep", mark("Objects lie more than 100 deep in each other.")),
    Kind.NO_RESOURCE: ("no_resource", mark("This is JSON but no FHIR resource: it has no resourceType.")),
    Kind.NO_FEED: (
        "no_feed",
        mark(
            "No feed of the profile takes resources of this type, and the profile does not name it as unused."
        ),
    ),
}


@dataclass(frozen=True)
class Block:
    """Some consecutive pieces: `data[starts[i]:ends[i]]` is piece i, on physical line `line[i]`."""

    data: bytes
    base: int
    starts: np.ndarray
    ends: np.ndarray
    line: np.ndarray
    kind: np.ndarray


@dataclass
class Tally:
    """What a framing pass found.

    `is_clean`: a strict CSV reader sees the very same records. `is_padded`: some field may begin or end with a blank.
    """

    size: int = 0
    lines: int = 0
    preamble: int = 0
    header: int = 0
    counts: dict[Kind, int] = field(default_factory=dict)
    has_return: bool = False
    has_bare_break: bool = False
    is_clean: bool = True
    is_padded: bool = False

    @property
    def records(self) -> int:
        return self.counts.get(Kind.RECORD, 0)

    @property
    def faults(self) -> int:
        return sum(n for kind, n in self.counts.items() if kind >= Kind.NUL)


def frame(chunks: Iterable[bytes], dialect: Dialect, tally: Tally) -> Iterator[Block]:
    """Cut a stream of UTF-8 bytes into blocks of pieces, and count them in `tally`."""
    carry = b""
    for chunk in chain(chunks, (None,)):
        data = carry + chunk if chunk else carry
        whole = len(data) if chunk is None else data.rfind(b"\n") + 1
        used = 0
        if whole:
            block = _cut(data[:whole], dialect, chunk is None, tally)
            if len(block.starts):
                _name_headers(block, dialect, tally)
                _account(block, tally)
                used = int(block.ends[-1])
                yield block
        carry = data[used:]
        if len(carry) > LINE_LIMIT:
            raise FileRefused("A line is longer than 64 MB: this is not a text table.")


def _name_headers(block: Block, dialect: Dialect, tally: Tally) -> None:
    for i in range(len(block.kind)):
        if tally.preamble < dialect.preamble:
            tally.preamble += 1
        elif tally.header < dialect.header:
            if block.kind[i] == Kind.BLANK:
                continue
            tally.header += 1
        else:
            return
        block.kind[i] = Kind.HEADER


def _cut(data: bytes, dialect: Dialect, at_end: bool, tally: Tally) -> Block:
    view = np.frombuffer(data, np.uint8)
    ends = np.flatnonzero(view == NEWLINE) + 1
    if not len(ends) or ends[-1] != len(data):
        ends = np.append(ends, len(data))
    starts = np.concatenate(([0], ends[:-1]))
    kind = np.zeros(len(starts), np.uint8)
    span = np.ones(len(starts), np.int64)
    if dialect.quote is not None and data.find(dialect.quote) >= 0:
        starts, ends, kind, span = quoting.records(view, data, starts, ends, dialect, at_end)
        data = data[: int(ends[-1]) if len(ends) else 0]
        view = view[: len(data)]
    line = tally.lines + 1 + np.concatenate(([0], np.cumsum(span)[:-1]))
    block = Block(data, tally.size, starts, ends, line, kind)
    if len(starts):
        _flag(block, view, dialect, at_end, tally)
        tally.lines += int(span.sum())
    return block


def _flag(block: Block, view: np.ndarray, dialect: Dialect, at_end: bool, tally: Tally) -> None:
    """Mark blank lines and every fault that is not about quotes."""
    data, starts, ends, kind = block.data, block.starts, block.ends, block.kind
    length = ends - starts
    first = view[starts]
    blank = ((length == 1) & (first == NEWLINE)) | (
        (length == 2) & (first == RETURN) & (view[ends - 1] == NEWLINE)
    )
    kind[blank] = Kind.BLANK
    if dialect.arity is not None:
        fields = quoting.fields(view, starts, ends, dialect)
        kind[(kind == Kind.RECORD) & (fields < dialect.arity)] = Kind.TOO_FEW
        kind[(kind == Kind.RECORD) & (fields > dialect.arity)] = Kind.TOO_MANY
    returns = np.flatnonzero(view == RETURN) if RETURN in data else np.empty(0, np.int64)
    alone = returns[view[np.minimum(returns + 1, len(view) - 1)] != NEWLINE]
    pairs = len(returns) - len(alone)
    tally.has_return |= pairs > 0
    tally.has_bare_break |= np.count_nonzero(view == NEWLINE) > pairs
    if len(alone):
        _mark(block, quoting.outside(view, alone, starts, dialect), Kind.RETURN)
    if len(alone) or (tally.has_return and tally.has_bare_break):
        tally.is_clean = False
    if 0 in data:
        _mark(block, np.flatnonzero(view == 0), Kind.NUL)
    if not data.isascii():
        _mark(block, _undecodable(data, view, starts, ends), Kind.ENCODING)
    kind[(kind != Kind.BLANK) & (length > dialect.cap)] = Kind.TOO_LONG
    tally.is_padded = tally.is_padded or _is_padded(view, dialect)
    if at_end and view[-1] != NEWLINE:
        tally.is_clean = False
        if dialect.final_newline and kind[-1] == Kind.RECORD:
            kind[-1] = Kind.TRUNCATED


def _is_padded(view: np.ndarray, dialect: Dialect) -> bool:
    """Whether some blank stands beside a delimiter, a quote or a line end."""
    blanks = np.flatnonzero(view == BLANK)
    if not len(blanks):
        return False
    edge = np.zeros(256, bool)
    edge[[dialect.delimiter, NEWLINE, RETURN, *([dialect.quote] if dialect.quote else [])]] = True
    before, after = view[np.maximum(blanks - 1, 0)], view[np.minimum(blanks + 1, len(view) - 1)]
    return bool(edge[before].any() or edge[after].any() or blanks[0] == 0)


def _mark(block: Block, positions: np.ndarray, kind: Kind) -> None:
    if len(positions):
        block.kind[np.searchsorted(block.starts, positions, side="right") - 1] = kind


def _undecodable(data: bytes, view: np.ndarray, starts: np.ndarray, ends: np.ndarray) -> np.ndarray:
    """Where pieces begin that are not valid UTF-8."""
    try:
        data.decode("utf-8")
        return np.empty(0, np.int64)
    except UnicodeDecodeError:
        pieces = np.unique(np.searchsorted(starts, np.flatnonzero(view >= 128), side="right") - 1)
    bad = []
    for i in pieces:
        try:
            data[starts[i] : ends[i]].decode("utf-8")
        except UnicodeDecodeError:
            bad.append(starts[i])
    return np.array(bad, np.int64)


def _account(block: Block, tally: Tally) -> None:
    """The tiling: every byte of the block belongs to exactly one piece."""
    if (
        block.starts[0] != 0
        or block.ends[-1] != len(block.data)
        or (block.starts[1:] != block.ends[:-1]).any()
    ):
        raise AssertionError("pieces do not tile the block")
    tally.size += len(block.data)
    for kind, n in enumerate(np.bincount(block.kind, minlength=len(Kind))):
        if n:
            tally.counts[Kind(kind)] = tally.counts.get(Kind(kind), 0) + int(n)
    if tally.faults:
        tally.is_clean = False


__all__ = ["FAULTS", "RECORD_CAP", "Block", "Dialect", "Kind", "Tally", "frame"]
