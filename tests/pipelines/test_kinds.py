"""Each way of writing a value that a profile can declare, and each kind of file, read to the value it means."""

from __future__ import annotations

import gzip
import zipfile
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import duckdb
import openpyxl
import pytest

from data.macros import MACROS
from data.schema import LOADED
from pipelines.readers import parquet, workbook
from pipelines.readers.unpack import chunks
from pipelines.source import Reader, Verb
from pipelines.verbs import compile_verb, layered
from tests.pipelines.site import Site, outcome, row, visits

ZONE = "America/New_York"


def typed(
    table: str, column: str, kind: str, *cells: str | None, **said: object
) -> list[tuple[object, bool]]:
    """(value as stored, whether the cell is refused) of each cell."""
    con = duckdb.connect()
    con.execute("SET TimeZone = 'UTC'")
    for macro in MACROS:
        con.execute(f"CREATE MACRO {macro}")
    con.execute("CREATE TABLE cells (n INTEGER, cell VARCHAR)")
    con.executemany("INSERT INTO cells VALUES (?, ?)", list(enumerate(cells)))
    verb = Verb(source=("cell",), kind=kind, **said)  # type: ignore[arg-type]
    done = compile_verb(LOADED[table][column], verb, {"cell": "cell"}, ZONE, ".", {})
    assert done is not None
    refused = " OR ".join(f"coalesce({condition}, false)" for _, condition, _ in done.faults)
    rows = con.execute(
        f"SELECT CAST({done.stored} AS VARCHAR), {refused} FROM {layered('cells', [done.steps])} ORDER BY n"
    ).fetchall()
    con.close()
    return rows


def test_an_excel_serial_is_a_local_day_and_time_since_the_last_days_of_1899() -> None:
    assert typed("encounter", "start_ts", "excel_serial", "45292.4375", "45292", "soon", None) == [
        ("2024-01-01 15:30:00+00", False), ("2024-01-01 05:00:00+00", False), (None, True), (None, False),
    ]  # fmt: skip
    assert typed("patient", "birth_date", "excel_serial", "60", "45292.99") == [
        ("1900-02-28", False), ("2024-01-01", False),
    ]  # fmt: skip


def test_an_epic_real_counts_days_since_the_last_day_of_1840() -> None:
    assert typed("encounter", "start_ts", "epic_real", "66840.5", "x") == [
        ("2024-01-01 17:00:00+00", False), (None, True),
    ]  # fmt: skip
    assert typed("patient", "birth_date", "epic_real", "1", "66840.5") == [
        ("1841-01-01", False), ("2024-01-01", False),
    ]  # fmt: skip


def test_a_theme_is_the_one_with_most_of_its_words_and_of_equal_ones_the_first() -> None:
    said = {
        "I had to WAIT for hours, and the nurse was kind": "waiting",
        "the nurse waited with me": "waiting",
        "Nurse, nursing, and one delay": "nursing",
        "unexplained and untold": "other",
        "It was explained to me": "information",
        "nothing to say": "other",
    }
    told = typed("survey_comment", "topic", "theme", *said, None)
    assert told == [*((theme, False) for theme in said.values()), (None, False)]


def test_epoch_milliseconds_are_an_instant_and_their_day_is_the_local_one() -> None:
    late = "1704085200000"  # five in the morning of 1 January in UTC is midnight in New York
    earlier = "1704085199000"
    assert typed("encounter", "start_ts", "epoch_ms", late, "1704085200000.5x") == [
        ("2024-01-01 05:00:00+00", False), (None, True),
    ]  # fmt: skip
    assert typed("patient", "birth_date", "epoch_ms", late, earlier) == [
        ("2024-01-01", False), ("2023-12-31", False),
    ]  # fmt: skip


def test_a_duration_is_minutes_or_hours_and_minutes() -> None:
    assert typed("appointment", "scheduled_minutes", "duration_min", "30", "1:30", "0:05", "half an hour", None) == [
        ("30", False), ("90", False), ("5", False), (None, True), (None, False),
    ]  # fmt: skip


def test_a_duration_in_hours_is_scaled_to_minutes_and_stays_whole() -> None:
    assert typed("appointment", "scheduled_minutes", "duration_min", "1.5", "0.0001", scale=60) == [
        ("90", False), (None, True),
    ]  # fmt: skip


def test_a_night_hour_that_comes_twice_is_taken_at_its_first_pass() -> None:
    night = typed("encounter", "start_ts", "local_timestamp", "2024-11-03 01:30:00", "2024-11-03 03:30:00")
    assert night == [("2024-11-03 05:30:00+00", False), ("2024-11-03 08:30:00+00", False)]


def test_an_identifier_that_a_spreadsheet_rounded_is_refused() -> None:
    assert typed("encounter", "encounter_id", "", "1.2E+11", "E+11", "12+3") == [
        ("1.2E+11", True), ("E+11", False), ("12+3", False),
    ]  # fmt: skip


def _workbook(site: Site, sheet: str = "Visits") -> Path:
    book = openpyxl.Workbook()
    book.active.title = "Notes"
    page = book.create_sheet(sheet)
    page.append(["id", "patient", "class", "start", "end", "updated", "note"])
    page.append(["V1", "P1", "I", datetime(2024, 1, 5, 10), datetime(2024, 1, 6, 11), None, 7.0])
    page.append(["V2", "P2", "E", "2024-01-05 10:00", "2024-01-06 11:00", None, 'a "b", c\nd'])
    page.append(["V3", "P3", "E", "not a time", "2024-01-06 11:00", None, True])
    path = site.folder / "visits.xlsx"
    book.save(path)
    return site.file(path.name, path.read_bytes())


def _site(site: Site, reader: str) -> Site:
    site.profile = site.write_profile(reader=reader)
    text = site.profile.read_text().replace(
        'format = "%Y-%m-%d %H:%M"', 'format = ["%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M"]'
    )
    site.profile.write_text(text)
    return site


def test_a_workbook_is_read_from_the_sheet_the_profile_names(site: Site) -> None:
    found = _site(site, 'type = "xlsx"\nsheet = "Visits"').load(_workbook(site))
    assert outcome(found[0]) == (2, 0, 0, 0, 1)
    assert site.ask("SELECT service, epoch(start_ts), source_row FROM encounter ORDER BY source_row") == [
        ("7", 1704466800.0, 2), ('a "b", c\nd', 1704466800.0, 3),
    ]  # fmt: skip
    assert site.ask("SELECT source_row, rule_code FROM quarantine") == [(5, "cell_unreadable")]


@pytest.mark.parametrize(
    ("make", "reason"),
    [
        (lambda site: _workbook(site, "Elsewhere"), "The workbook has no sheet 'Visits'."),
        (lambda site: site.file("visits.xlsx", b"PK no workbook"), "The workbook is damaged or protected"),
    ],
    ids=["no such sheet", "damaged"],
)
def test_a_workbook_that_cannot_be_read_is_rejected_in_words(
    site: Site, make: Callable[[Site], Path], reason: str
) -> None:
    found = _site(site, 'type = "xlsx"\nsheet = "Visits"').load(make(site))
    assert found[0]["status"] == "rejected"
    assert found[0]["reason"].startswith(reason)


def _parquet(site: Site) -> bytes:
    path = site.folder / "made.parquet"
    duckdb.sql(
        "SELECT 'V' || i AS id, 'P1' AS patient, 'I' AS class, TIMESTAMP '2024-01-05 10:00:00' AS start, "
        "CASE WHEN i = 2 THEN TIMESTAMP '2024-01-04 11:00:00' ELSE TIMESTAMP '2024-01-06 11:00:00' END AS \"end\", "
        "NULL::TIMESTAMP AS updated, i AS note FROM range(3) AS r(i)"
    ).write_parquet(str(path))
    return path.read_bytes()


def test_parquet_is_typed_by_the_profile_like_any_text(site: Site) -> None:
    found = _site(site, 'type = "parquet"').load(site.file("visits.parquet", _parquet(site)))
    assert outcome(found[0]) == (2, 0, 0, 0, 1)
    assert site.ask("SELECT service, epoch(start_ts), source_row FROM encounter ORDER BY source_row") == [
        ("0", 1704466800.0, 1), ("1", 1704466800.0, 2),
    ]  # fmt: skip
    assert site.ask("SELECT source_row, rule_code, byte_offset FROM quarantine") == [
        (3, "discharge_ts_before_start_ts", None)
    ]  # fmt: skip


def test_half_a_parquet_file_is_rejected(site: Site) -> None:
    whole = _parquet(site)
    found = _site(site, 'type = "parquet"').load(site.file("visits.parquet", whole[: len(whole) // 2]))
    assert (found[0]["status"], found[0]["reason"]) == ("rejected", "This is not a whole Parquet file.")


@pytest.mark.parametrize("in_memory", [True, False], ids=["in memory", "on disk"])
def test_raw_text_may_wait_in_memory_or_on_disk(
    site: Site, monkeypatch: pytest.MonkeyPatch, in_memory: bool
) -> None:
    if not in_memory:
        monkeypatch.setattr("pipelines.load.IN_MEMORY_BYTES", 0)
    content = visits(row(1, "a"), "V2,P1", row(3, "c")).encode()
    packed = site.folder / "visits_2.csv.zip"
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("visits_2.csv", content.replace(b"V", b"Z"))
    found = site.load(
        site.file("visits_1.csv.gz", gzip.compress(content)), site.file(packed.name, packed.read_bytes())
    )
    assert [outcome(each) for each in found] == [(2, 0, 0, 0, 1), (2, 0, 0, 0, 1)]
    assert site.ask("SELECT source_row, rule_code FROM quarantine") == [(3, "too_few_fields")] * 2
    assert list(site.settings.spill.iterdir()) == []


@pytest.mark.parametrize("packed", ["visits.csv", "visits.csv.gz", "visits.csv.zip"])
def test_the_kept_copy_lacks_the_columns_the_profile_drops(site: Site, packed: str) -> None:
    """Lines keep their numbers, a line too broken to tell its columns is kept empty, and good rows load again."""
    site.profile = site.write_profile(source='drop = ["note"]')
    content = visits(row(1, '"secret\nname"'), "V2,P1,secret", row(3, "secret")).encode()
    path = site.folder / packed
    if packed.endswith("zip"):
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("visits.csv", content)
    else:
        path.write_bytes(gzip.compress(content) if packed.endswith("gz") else content)
    found = site.load(site.file(packed, path.read_bytes()))
    assert outcome(found[0]) == (2, 0, 0, 0, 1)
    (kept,) = site.settings.landed.iterdir()
    assert kept.stat().st_mode & 0o077 == 0
    text = b"".join(chunks(kept)).decode()
    assert "secret" not in text
    assert [line.split(",")[0] for line in text.splitlines()] == ["id", "V1", "", "V3"]


@pytest.mark.parametrize("kind", ["xlsx", "parquet"])
def test_a_kept_workbook_or_parquet_file_lacks_them_too(site: Site, kind: str) -> None:
    site.profile = site.write_profile(source='drop = ["note"]', reader=f'type = "{kind}"')
    delivered = _workbook(site) if kind == "xlsx" else site.file("visits.parquet", _parquet(site))
    if kind == "xlsx":
        site.profile = site.write_profile(source='drop = ["note"]', reader='type = "xlsx"\nsheet = "Visits"')
    site.load(delivered)
    (kept,) = site.settings.landed.iterdir()
    reader = Reader(type=kind, sheet="Visits")
    header = workbook.header_of(kept, reader) if kind == "xlsx" else parquet.header_of(kept)
    assert header == ("id", "patient", "class", "start", "end", "updated")
