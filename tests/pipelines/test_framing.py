"""Every byte of a file belongs to exactly one piece, and a bad quote costs one line."""

import csv
import io

from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.framing import Dialect, Kind, Tally, frame

THREE = Dialect(arity=3)
MESSY = st.lists(
    st.sampled_from([b"a", b",", b'"', b"\n", b"\r\n", b"\r", b"\0", b"\xff", "é".encode(), b'""'])
).map(b"".join)


def pieces(data: bytes, dialect: Dialect = THREE, chunk: int = 1 << 20):
    tally, found = Tally(), []
    chunks = [data[i : i + chunk] for i in range(0, len(data), chunk)]
    for block in frame(chunks, dialect, tally):
        found += [
            (Kind(k), block.base + int(s), block.base + int(e), int(n), block.data[s:e])
            for k, s, e, n in zip(block.kind, block.starts, block.ends, block.line, strict=True)
        ]
    return found, tally


def kinds(data: bytes, dialect: Dialect = THREE) -> list[Kind]:
    return [piece[0] for piece in pieces(data, dialect)[0]]


@given(MESSY, st.integers(1, 40))
@settings(max_examples=400, deadline=None)
def test_pieces_tile_any_bytes(data, chunk):
    """No gap, no overlap, nothing left over, however the bytes arrive."""
    found, tally = pieces(data, chunk=chunk)
    assert b"".join(piece[4] for piece in found) == data
    assert [piece[1] for piece in found[1:]] == [piece[2] for piece in found[:-1]]
    assert tally.size == len(data)
    assert sum(tally.counts.values()) == len(found)


@given(MESSY, st.integers(1, 40))
@settings(max_examples=400, deadline=None)
def test_the_cut_does_not_depend_on_how_the_bytes_arrive(data, chunk):
    assert pieces(data, chunk=chunk)[0] == pieces(data)[0]


@given(
    st.lists(st.lists(st.text('ab",\n é'), min_size=3, max_size=3), min_size=1, max_size=8),
    st.integers(1, 40),
)
@settings(max_examples=300, deadline=None)
def test_what_a_csv_writer_wrote_comes_back_record_by_record(rows, chunk):
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows([["x", "y", "z"], *rows])
    found, tally = pieces(out.getvalue().encode(), chunk=chunk)
    assert tally.faults == 0
    read = [
        next(csv.reader(io.StringIO(piece[4].decode(), newline="")))
        for piece in found
        if piece[0] == Kind.RECORD
    ]
    assert read == rows


def test_an_unclosed_quote_costs_one_line():
    rows = [b"%d,b,c\n" % i for i in range(200)]
    rows[100] = b'100,"b,c\n'
    assert [k for k in kinds(b"x,y,z\n" + b"".join(rows)) if k >= Kind.NUL] == [Kind.QUOTE_OPEN]


def test_two_unclosed_quotes_do_not_close_each_other():
    data = b'x,y,z\n1,"b,c\n2,b,c\n3,"b,c\n4,b,c\n'
    assert kinds(data)[1:] == [Kind.QUOTE_OPEN, Kind.RECORD, Kind.QUOTE_OPEN, Kind.RECORD]


def test_a_line_break_and_a_doubled_quote_inside_quotes_belong_to_the_record():
    found, tally = pieces(b'x,y,z\n1,"two\nlines",c\n2,"say ""hi""",c\n')
    assert [piece[3] for piece in found] == [1, 2, 4]
    assert tally.faults == 0
    assert tally.is_clean


def test_each_fault_has_its_name():
    data = (
        b'x,y,z\n1,b\n1,b,c,d\n1,b\0,c\n1,\xff,c\n1,b"c,d\n1,b\rb,c\n\n1,b,' + b"c" * (1 << 20) + b"\n1,b,c"
    )
    assert kinds(data)[1:] == [
        Kind.TOO_FEW, Kind.TOO_MANY, Kind.NUL, Kind.ENCODING, Kind.QUOTE_STRAY, Kind.RETURN, Kind.BLANK,
        Kind.TOO_LONG, Kind.TRUNCATED,
    ]  # fmt: skip


def test_mixed_line_ends_are_no_fault_but_not_clean():
    found, tally = pieces(b"x,y,z\r\n1,b,c\n2,b,c\r\n")
    assert [piece[0] for piece in found] == [Kind.HEADER, Kind.RECORD, Kind.RECORD]
    assert not tally.is_clean


def test_a_file_without_quoting_takes_quotes_as_text():
    assert kinds(b'x|y|z\n1|5" pipe|c\n', Dialect(delimiter=ord("|"), quote=None, arity=3)) == [
        Kind.HEADER,
        Kind.RECORD,
    ]


def test_line_numbers_are_physical():
    found, _ = pieces(b'title\nx,y,z\n\n1,"a\nb",c\n2,b,c\n', Dialect(arity=3, preamble=1))
    assert [(piece[0], piece[3]) for piece in found] == [
        (Kind.HEADER, 1), (Kind.HEADER, 2), (Kind.BLANK, 3), (Kind.RECORD, 4), (Kind.RECORD, 6),
    ]  # fmt: skip
