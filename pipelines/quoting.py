"""The part of framing that knows about quotes: which newlines end a record, and how many fields a record has."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache

import numpy as np

RECORD_CAP = 1 << 20
LINES_CAP = 50
NEWLINE, RETURN = 10, 13

Pieces = tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]


class Kind(IntEnum):
    """What a piece of a file is; everything from NUL on is a fault and goes to quarantine."""

    RECORD = 0
    HEADER = 1
    BLANK = 2
    NUL = 3
    ENCODING = 4
    RETURN = 5
    QUOTE_OPEN = 6
    QUOTE_STRAY = 7
    TOO_LONG = 8
    TOO_FEW = 9
    TOO_MANY = 10
    TRUNCATED = 11
    NOT_JSON = 12
    MEMBER_TWICE = 13
    NESTED_TOO_DEEP = 14
    NO_RESOURCE = 15
    NO_FEED = 16


@dataclass(frozen=True)
class Dialect:
    """How the bytes are to be read. `arity` None = do not count fields (a later reader does)."""

    delimiter: int = ord(",")
    quote: int | None = ord('"')
    preamble: int = 0
    header: int = 1
    arity: int | None = None
    final_newline: bool = True
    cap: int = RECORD_CAP


def records(
    view: np.ndarray, data: bytes, starts: np.ndarray, ends: np.ndarray, dialect: Dialect, at_end: bool
) -> Pieces:
    """Join physical lines into records: (starts, ends, kind, lines per piece).

    Unless `at_end`, the last lines may be left out: they wait until it is known what follows them.
    """
    quotes = np.flatnonzero(view == dialect.quote)
    whole = _joined(view, quotes, starts, ends, dialect, at_end)
    return whole if whole is not None else _one_by_one(view, data, quotes, starts, ends, dialect, at_end)


def _well_placed(view: np.ndarray, quotes: np.ndarray, order: np.ndarray, dialect: Dialect) -> np.ndarray:
    """For each quote, given its number within its record: an opening one begins a field, a closing one ends it."""
    before = np.where(quotes > 0, view[np.maximum(quotes - 1, 0)], NEWLINE)
    after_at = np.minimum(quotes + 1, len(view) - 1)
    after = np.where(quotes + 1 < len(view), view[after_at], NEWLINE)
    after2 = np.where(quotes + 2 < len(view), view[np.minimum(quotes + 2, len(view) - 1)], NEWLINE)
    opens = (order % 2) == 0
    follows_close = np.zeros(len(quotes), bool)
    follows_close[1:] = (quotes[1:] == quotes[:-1] + 1) & (order[1:] == order[:-1] + 1)
    good_open = (before == dialect.delimiter) | (before == NEWLINE) | follows_close
    ends_line = (after == NEWLINE) | ((after == RETURN) & (after2 == NEWLINE))
    good_close = (after == dialect.delimiter) | ends_line | (after == dialect.quote)
    return np.where(opens, good_open, good_close)


def _joined(
    view: np.ndarray, quotes: np.ndarray, starts: np.ndarray, ends: np.ndarray, dialect: Dialect, at_end: bool
) -> Pieces | None:
    """The quick way, for blocks where every quote is in its place; None when one is not."""
    last = np.flatnonzero(np.searchsorted(quotes, ends) % 2 == 0)
    if not len(last):
        return None
    waiting = len(ends) - 1 - last[-1]
    if waiting and (at_end or waiting > LINES_CAP or len(view) - ends[last[-1]] > RECORD_CAP):
        return None
    inside = quotes[: np.searchsorted(quotes, ends[last[-1]])]
    if not _well_placed(view, inside, np.arange(len(inside)), dialect).all():
        return None
    first = np.concatenate(([0], last[:-1] + 1))
    span = last - first + 1
    begin, end = starts[first], ends[last]
    if span.max() > LINES_CAP or (end - begin)[span > 1].max(initial=0) > RECORD_CAP:
        return None
    if dialect.arity is not None and (span > 1).any():
        found = fields(view, begin, end, dialect)
        if (found[span > 1] != dialect.arity).any():
            return None
    return begin, end, np.zeros(len(begin), np.uint8), span


def _one_by_one(
    view: np.ndarray,
    data: bytes,
    quotes: np.ndarray,
    starts: np.ndarray,
    ends: np.ndarray,
    dialect: Dialect,
    at_end: bool,
) -> Pieces:
    """The careful way: lines that stand on their own stay; only the others are looked at singly."""
    home = np.searchsorted(starts, quotes, side="right") - 1
    order = np.arange(len(quotes)) - np.searchsorted(quotes, starts)[home]
    bad = np.zeros(len(starts), bool)
    bad[home[~_well_placed(view, quotes, order, dialect)]] = True
    bad |= np.bincount(home, minlength=len(starts)) % 2 == 1
    kind = np.zeros(len(starts), np.uint8)
    span = np.ones(len(starts), np.int64)
    keep = np.ones(len(starts), bool)
    sure = len(starts) if at_end else _seen_far_enough(starts, len(data))
    done = 0
    for i in np.flatnonzero(bad[:sure]):
        if i < done:
            continue
        joined = _lines_of_record(data, starts, ends, int(i), dialect)
        if joined:
            span[i], done = joined, int(i) + joined
            keep[i + 1 : done] = False
        else:
            kind[i] = _quote_fault(data[starts[i] : ends[i]], dialect)
    sure = max(sure, done)
    keep = keep[:sure]
    begin = starts[:sure][keep]
    if not len(begin):
        return begin, begin, kind[:0], span[:0]
    return begin, np.append(begin[1:], ends[sure - 1]), kind[:sure][keep], span[:sure][keep]


def _quote_fault(line: bytes, dialect: Dialect) -> Kind:
    quote, at = bytes([dialect.quote or 0]), line.find(dialect.quote or 0)
    opens_a_field = at == 0 or line[at - 1] == dialect.delimiter
    return Kind.QUOTE_OPEN if opens_a_field and line.count(quote) % 2 else Kind.QUOTE_STRAY


def _seen_far_enough(starts: np.ndarray, size: int) -> int:
    """How many lines have so much text behind them that a record beginning there would have ended."""
    by_lines = len(starts) - LINES_CAP
    by_bytes = int(np.searchsorted(starts, size - RECORD_CAP))
    return max(by_lines, by_bytes, 0)


def _lines_of_record(data: bytes, starts: np.ndarray, ends: np.ndarray, i: int, dialect: Dialect) -> int:
    """How many lines from line i on make one well-formed record with a line break inside; 0 = none do."""
    begin, quote, seen = int(starts[i]), bytes([dialect.quote or 0]), 0
    for n in range(1, min(LINES_CAP, len(ends) - i) + 1):
        end = int(ends[i + n - 1])
        if end - begin > RECORD_CAP:
            return 0
        seen += data.count(quote, int(starts[i + n - 1]), end)
        if (
            n > 1
            and seen % 2 == 0
            and _grammar(dialect.delimiter, dialect.quote or 0).fullmatch(data, begin, end)
        ):
            piece = np.frombuffer(data, np.uint8, end - begin, begin)
            found = fields(piece, np.array([0]), np.array([end - begin]), dialect)
            return n if dialect.arity is None or found[0] == dialect.arity else 0
    return 0


@lru_cache
def _grammar(delimiter: int, quote: int) -> re.Pattern[bytes]:
    d, q = (re.escape(bytes([byte])) for byte in (delimiter, quote))
    cell = rb"(?:%s(?:[^%s]|%s%s)*+%s|[^%s%s\r\n]*+)" % (q, q, q, q, q, d, q)
    return re.compile(rb"%s(?:%s%s)*+\r?\n?" % (cell, d, cell))


def fields(view: np.ndarray, starts: np.ndarray, ends: np.ndarray, dialect: Dialect) -> np.ndarray:
    """Fields per piece: delimiters outside quotes, plus one."""
    at = outside(view, np.flatnonzero(view == dialect.delimiter), starts, dialect)
    return np.searchsorted(at, ends) - np.searchsorted(at, starts) + 1


def outside(view: np.ndarray, at: np.ndarray, starts: np.ndarray, dialect: Dialect) -> np.ndarray:
    """The positions among `at` that do not lie between quotes of their own piece."""
    if dialect.quote is None or not len(at):
        return at
    quotes = np.flatnonzero(view == dialect.quote)
    if not len(quotes):
        return at
    home = starts[np.searchsorted(starts, at, side="right") - 1]
    return at[(np.searchsorted(quotes, at) - np.searchsorted(quotes, home)) % 2 == 0]


__all__ = ["LINES_CAP", "NEWLINE", "RECORD_CAP", "RETURN", "Dialect", "Kind", "fields", "outside", "records"]
