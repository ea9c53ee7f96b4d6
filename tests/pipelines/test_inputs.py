"""The inputs that break loaders: each costs what it must and nothing more."""

from __future__ import annotations

import gzip
import io
import json
import os
import stat
import zipfile
from pathlib import Path

import pytest

from tests.pipelines.site import HEADER, Site, outcome, row, thousand, visits

GOOD = (1000, 0, 0, 0, 0)
ONE_LOST = (999, 0, 0, 0, 1)


def first(site: Site, content: bytes | str, name: str = "visits.csv") -> dict:
    return site.load(site.file(name, content))[0]


@pytest.mark.parametrize(
    "content",
    [
        b"\xef\xbb\xbf" + thousand().encode(),
        thousand().encode("utf-16"),
        thousand().encode("utf-16-le"),
        thousand().replace("\n", "\r\n").encode(),
        thousand().replace("\nV5", "\r\nV5").encode(),
        thousand(row(500, '"two\nlines and ""quotes"""')).encode(),
        thousand().replace("\nV500", "\n\nV500").encode(),
        thousand(row(500, '"’ ß İ ﬁ שלום 🩺"')).encode(),
        thousand(row(500, "=cmd|' /C calc'!A0")).encode(),
        thousand(row(500, "<script>alert(1)</script>")).encode(),
        thousand(row(500, "'; DROP TABLE encounter; --")).encode(),
    ],
    ids=["bom", "utf-16", "utf-16 without mark", "crlf", "mixed line ends", "line break in a cell", "blank line", "scripts",
         "formula", "markup", "sql"],
)  # fmt: skip
def test_what_is_only_unusual_loads_whole(site: Site, content: bytes) -> None:
    assert outcome(first(site, content)) == GOOD
    assert site.ask("SELECT count(*) FROM live.encounter") == [(1000,)]


@pytest.mark.parametrize(
    ("bad", "rule"),
    [
        (row(500, '"open'), "unterminated_quote"),
        (row(500, 'a "b" c'), "stray_quote"),
        (row(500, "nul\0byte"), "nul_byte"),
        ("V500,P1,I,2024-01-05 10:00", "too_few_fields"),
        (row(500, "one,too many"), "too_many_fields"),
        (row(500, "x" * 3_000_000), "record_too_long"),
        ("V500,P1,I,2024-02-31 10:00,,,", "cell_unreadable"),
        ("V500,P1,I,05/01/2024 10:00,,,", "cell_unreadable"),
        ("V500,P1,?,2024-01-05 10:00,,,", "code_unmapped"),
        (",P1,I,2024-01-05 10:00,,,", "value_missing"),
        ("1.2E+11,P1,I,2024-01-05 10:00,,,", "excel_number"),
        ("V500,P1,I,2024-01-05 10:00,2024-01-04 10:00,,", "discharge_ts_before_start_ts"),
        ("V500,P1,I,2031-01-05 10:00,,,", "start_ts_in_future"),
    ],
)
def test_a_bad_record_costs_itself_and_is_named(site: Site, bad: str, rule: str) -> None:
    assert outcome(first(site, thousand(bad))) == ONE_LOST
    assert site.ask("SELECT rule_code, source_row FROM quarantine") == [(rule, 502)]


def test_a_byte_of_another_encoding_costs_its_row_and_a_declared_encoding_is_honoured(site: Site) -> None:
    content = thousand(row(500, "Zoë’s")).encode("cp1252")
    assert outcome(first(site, content)) == ONE_LOST
    assert site.ask("SELECT rule_code FROM quarantine") == [("invalid_encoding",)]
    site.write_profile(reader='encoding = "cp1252"')
    site.load(site.file("visits.csv", content))
    assert site.ask("SELECT service FROM live.encounter WHERE service IS NOT NULL") == [("Zoë’s",)]


def test_a_file_cut_off_in_a_row_loses_that_row(site: Site) -> None:
    found = first(site, thousand()[:-20])
    assert outcome(found) == ONE_LOST
    assert site.ask("SELECT rule_code FROM quarantine")[0][0] in ("truncated_line", "too_few_fields")


def test_a_duplicate_header_is_refused(site: Site) -> None:
    found = first(site, thousand().replace("note", "ID", 1))
    assert found["status"] == "rejected"
    assert "twice" in found["reason"]


@pytest.mark.parametrize("content", [b"", HEADER.encode() + b"\n"])
def test_an_empty_file_keeps_what_was_loaded(site: Site, content: bytes) -> None:
    site.load(site.file("visits_1.csv", thousand()))
    found = first(site, content, "visits_2.csv")
    assert found["status"] == "rejected"
    assert site.ask("SELECT count(*) FROM live.encounter") == [(1000,)]


def test_an_endless_line_is_refused(site: Site) -> None:
    found = first(site, HEADER.encode() + b"\n" + b"x" * (70 << 20))
    assert found["status"] == "rejected"
    assert "64 MB" in found["reason"]


def test_compressed_files_load_and_damaged_ones_do_not(site: Site) -> None:
    packed = gzip.compress(thousand().encode())
    assert outcome(first(site, packed, "visits_1.csv.gz")) == GOOD
    assert first(site, packed[:-30], "visits_2.csv.gz")["status"] == "rejected"
    flipped = bytearray(packed)
    flipped[-6] ^= 1
    found = first(site, bytes(flipped), "visits_3.csv.gz")
    assert found["status"] == "rejected"
    assert "damaged" in found["reason"]


def test_a_decompression_bomb_is_refused(site: Site) -> None:
    found = first(site, gzip.compress(HEADER.encode() + b"\n" + b"\n" * (60 << 20)), "visits.csv.gz")
    assert found["status"] == "rejected"
    assert "100 times" in found["reason"]


def _zip(*members: tuple[str, bytes], link: bool = False) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in members:
            info = zipfile.ZipInfo(name)
            if link:
                info.external_attr = (stat.S_IFLNK | 0o777) << 16
            archive.writestr(info, content)
    return out.getvalue()


def test_an_archive_holds_one_plain_file_or_is_refused(site: Site) -> None:
    text = thousand().encode()
    assert outcome(first(site, _zip(("visits.csv", text)), "visits_1.zip")) == GOOD
    for number, archive in enumerate(
        [
            _zip(("../../visits.csv", text)),
            _zip(("inner.zip", text)),
            _zip(*((f"{n}.csv", b"") for n in range(10_000))),
            _zip(("visits.csv", b"/etc/passwd"), link=True),
        ]
    ):
        assert first(site, archive, f"visits_bad{number}.zip")["status"] == "rejected"


def test_a_missing_required_column_is_refused_with_a_suggestion(site: Site) -> None:
    found = first(site, thousand().replace("start", "start_", 1))
    assert found["status"] == "rejected"
    assert "did you mean 'start_'" in found["reason"]


def test_added_and_reordered_columns_change_nothing(site: Site) -> None:
    lines = [line.split(",") for line in thousand().splitlines()]
    turned = (
        "\n".join(",".join([*reversed(cells), "new" if n == 0 else "x"]) for n, cells in enumerate(lines))
        + "\n"
    )
    assert outcome(first(site, turned)) == GOOD


def test_a_column_of_another_type_stops_the_file(site: Site) -> None:
    found = first(site, thousand().replace("2024-01-05 10:00", "soon"))
    assert found["status"] == "rejected"
    assert "100.0 % of the records are refused" in found["reason"]
    assert site.ask("SELECT count(*) FROM live.encounter") == [(0,)]


def test_the_same_bytes_change_nothing_under_any_name(site: Site) -> None:
    site.load(site.file("visits.csv", thousand()))
    again = site.load(site.file("visits.csv", thousand()), site.file("visits_copy.csv", thousand()))
    assert [found["status"] for found in again] == ["duplicate", "duplicate"]
    assert site.ask("SELECT count(*) FROM live.encounter") == [(1000,)]


def test_a_file_that_changes_while_it_is_read_is_not_taken(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = site.file("visits.csv", thousand())
    opened = Path.open

    def grow(self: Path, *args: object, **kwargs: object) -> object:
        stream = opened(self, *args, **kwargs)
        if self == path:
            with opened(path, "ab") as out:
                out.write(row(2000).encode())
        return stream

    monkeypatch.setattr(Path, "open", grow)
    assert site.load(path)[0]["status"] == "rejected"


def test_the_hour_that_a_clock_change_skips_or_repeats(site: Site) -> None:
    content = visits(
        "A,P1,I,2024-03-10 02:30,,,",
        "B,P1,I,2023-11-05 01:30,,,",
        "C,P1,I,2023-11-05 01:50,2023-11-05 01:20,,",
    )
    assert outcome(first(site, content)) == (3, 0, 0, 0, 0)
    starts = site.ask(
        "SELECT strftime(timezone('UTC', start_ts), '%H:%M') FROM live.encounter ORDER BY source_row"
    )
    assert starts == [("07:30",), ("05:30",), ("05:50",)]
    assert site.ask(
        "SELECT epoch(discharge_ts) - epoch(start_ts) FROM live.encounter WHERE source_row = 4"
    ) == [(1800,)]
    assert site.ask("SELECT row_count FROM dq_issue WHERE rule_code = 'dst_ambiguous'") == [(3,)]


def test_a_name_is_the_same_however_its_accents_are_written(site: Site) -> None:
    content = visits(row(1, patient="Zoe\u0308"), row(2, patient="Zo\u00eb"))
    site.load(site.file("visits.csv", content))
    assert site.ask("SELECT count(DISTINCT patient_id) FROM live.encounter") == [(1,)]


def test_leading_zeros_of_an_identifier_count(site: Site) -> None:
    site.load(site.file("visits.csv", visits(row(1, patient="007"), row(2, patient="7"))))
    assert site.ask("SELECT count(DISTINCT patient_id) FROM live.encounter") == [(2,)]


def test_amounts_are_read_as_declared_or_not_at_all(site: Site) -> None:
    money = 'leave_days = { from = "note", as = "money" }\n'
    plain = ["1,234", "(12)", "$5", "12-", "1.234,00"]
    content = visits(*(row(n, f'"{text}"') for n, text in enumerate(plain)))
    site.write_profile(columns=money)
    assert outcome(first(site, content)) == (4, 0, 0, 0, 1)
    assert site.ask("SELECT leave_days FROM live.encounter ORDER BY source_row") == [
        (1234,),
        (-12,),
        (5,),
        (-12,),
    ]
    site.write_profile(columns=money, reader='decimal = ","')
    site.load(site.file("visits_de.csv", visits(row(9, '"1.234,00"'))))
    assert site.ask("SELECT leave_days FROM live.encounter WHERE source_file = 'visits_de.csv'") == [(1234,)]


def test_refused_lines_lie_apart_and_only_their_owner_reads_them(site: Site) -> None:
    site.write_profile(source='drop = ["note"]')
    site.load(site.file("visits.csv", thousand("V500,SECRET,I,2024-02-31 10:00,,,a name")))
    (path,) = site.settings.refused.glob("*.jsonl")
    assert stat.S_IMODE(os.stat(path).st_mode) == 0o600
    kept = json.loads(path.read_text())
    assert kept["line"] == 502
    assert "SECRET" in kept["raw"]
    assert "a name" not in kept["raw"]
    published = site.settings.warehouse / f"wh-{site.number}.duckdb"
    assert b"SECRET" not in published.read_bytes()
    (offset,) = site.ask("SELECT byte_offset FROM quarantine")[0]
    assert (site.folder / "visits.csv").read_bytes()[offset:].startswith(b"V500,SECRET")
