"""Readers keep what they began with, writers take turns, and a publish that fails changes nothing."""

from __future__ import annotations

import errno
import subprocess
import sys
import threading
from pathlib import Path

import duckdb
import pytest

from data import generations
from data.settings import Settings
from data.warehouse import RefreshBusy, Warehouse, WarehouseError, build

SWAPS = 50
ROOT = Path(__file__).resolve().parents[2]


def publish(settings: Settings, mark: int) -> int:
    """A generation in which two tables carry the same mark."""
    with build(settings, "test") as candidate:
        candidate.con.execute("DELETE FROM unit; DELETE FROM facility")
        for table, columns in (
            ("unit", "unit_id, facility_id, unit_name"),
            ("facility", "facility_id, network_id, facility_name"),
        ):
            names = [row[0] for row in candidate.con.execute(f"DESCRIBE {table}").fetchall()]
            values = {name: f"'{mark}'" for name in columns.split(", ")}
            values |= {
                "is_deleted": "false",
                "is_test": "false",
                "is_void": "false",
                "is_inpatient_bedded": "false",
            }
            values |= {"fiscal_year_start_month": "1", "valid_from": "DATE '2020-01-01'"}
            typed = {name: values.get(name, "'x'") for name in names if name in values or name in NEEDED}
            candidate.con.execute(
                f"INSERT INTO {table} ({', '.join(typed)}) VALUES ({', '.join(typed.values())})"
            )
        candidate.lock()
        return candidate.publish()


NEEDED = {
    "time_zone", "country_code", "currency_code", "suppression_profile", "unit_type", "patient_day_method", "source_id",
    "batch_id",
}  # fmt: skip


def test_no_reader_sees_two_generations_in_one_request(home: Settings):
    publish(home, 1)
    warehouse, stop = Warehouse(home), threading.Event()
    mixed: list[tuple[str, str]] = []
    errors: list[BaseException] = []
    seen: set[int] = set()

    def read() -> None:
        try:
            while not stop.is_set():
                generation = warehouse.generation()
                first = generation.rows("SELECT facility_name FROM live.facility")[0][0]
                second = generation.rows("SELECT unit_name FROM live.unit")[0][0]
                seen.add(generation.number)
                if first != second:
                    mixed.append((first, second))
        except BaseException as error:
            errors.append(error)

    readers = [threading.Thread(target=read) for _ in range(4)]
    for reader in readers:
        reader.start()
    for mark in range(2, 2 + SWAPS):
        publish(home, mark)
    stop.set()
    for reader in readers:
        reader.join()
    assert errors == []
    assert mixed == []
    assert len(seen) > 3
    assert warehouse.generation().number == 1 + SWAPS


def test_threads_get_their_own_rows(home: Settings):
    publish(home, 1)
    generation = Warehouse(home).generation()
    wrong: list[int] = []

    def ask(number: int) -> None:
        for _ in range(100):
            if generation.rows("SELECT $n::INTEGER FROM range(50)", {"n": number}) != [(number,)] * 50:
                wrong.append(number)

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


def test_a_request_keeps_its_generation_after_its_file_is_pruned(home: Settings):
    publish(home, 1)
    kept = Warehouse(home).generation()
    for mark in range(2, 7):
        publish(home, mark)
    assert not kept.path.exists()
    assert kept.rows("SELECT facility_name FROM facility") == [("1",)]


def test_a_second_refresh_is_refused_in_words(home: Settings):
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(home.home)], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    assert holder.stdout.readline().strip() == "building"
    with pytest.raises(RefreshBusy, match=f"already running \\(process {holder.pid}\\)"), build(home, "test"):
        pytest.fail("two refreshes at once")
    done = subprocess.run(
        [sys.executable, "app.py", "refresh", "--home", str(home.home)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 3
    assert "a refresh is already running" in done.stderr
    assert "Traceback" not in done.stderr
    holder.kill()
    holder.wait()
    holder.stdout.close()
    assert publish(home, 1) == 1, "the lock of a dead process is taken over"


HOLD = """
import sys, time
from pathlib import Path
from data.settings import read_settings
from data.warehouse import build
with build(read_settings(Path(sys.argv[1])), "test"):
    print("building", flush=True)
    time.sleep(600)
"""


@pytest.mark.parametrize("step", ["fsync", "replace", "copy"])
def test_a_full_disk_at_publish_leaves_the_old_generation(
    home: Settings, monkeypatch: pytest.MonkeyPatch, step: str
):
    publish(home, 1)

    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        target = generations if step == "copy" else generations.os
        patch.setattr(target, step, full)
        with pytest.raises(OSError, match="No space left"):
            publish(home, 2)
    assert Warehouse(home).generation().rows("SELECT facility_name FROM facility") == [("1",)]
    assert publish(home, 3) == 2
    assert not [
        path for path in home.warehouse.iterdir() if path.name.startswith("build-") or path.suffix == ".tmp"
    ]


def test_a_publisher_that_dies_before_the_pointer_moves_published_nothing(home: Settings, monkeypatch):
    publish(home, 1)
    real = generations._write

    def write(path: Path, text: str) -> None:
        if path.name == "CURRENT":
            raise KeyboardInterrupt
        real(path, text)

    with monkeypatch.context() as patch:
        patch.setattr(generations, "_write", write)
        with pytest.raises(KeyboardInterrupt):
            publish(home, 2)
    assert Warehouse(home).generation().number == 1
    assert publish(home, 3) == 2
    assert Warehouse(home).generation().rows("SELECT facility_name FROM facility") == [("3",)]


def test_a_flipped_bit_is_found_before_it_is_served(home: Settings):
    publish(home, 1)
    publish(home, 2)
    path = generations.file_of(home.warehouse, 2)
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
    warehouse = Warehouse(home)
    assert warehouse.generation().rows("SELECT facility_name FROM facility") == [("1",)]
    assert warehouse.warning == "generation 2 is damaged; an older one is shown"
    assert publish(home, 3) == 3
    assert warehouse.generation().number == 3
    assert warehouse.warning == ""


def test_when_no_generation_is_whole_nothing_is_served_and_it_says_so(home: Settings):
    publish(home, 1)
    generations.file_of(home.warehouse, 1).write_bytes(b"rot")
    warehouse = Warehouse(home)
    assert warehouse.generation() is None
    assert "no generation in the warehouse is whole" in warehouse.warning


HOSTILE = (
    "SELECT * FROM read_csv('/etc/passwd')",
    "SELECT * FROM read_text('/etc/hostname')",
    "SELECT * FROM glob('/etc/*')",
    "COPY facility TO '{folder}/out.csv'",
    "EXPORT DATABASE '{folder}/out'",
    "ATTACH '{folder}/other.duckdb' AS other",
    "INSTALL httpfs",
    "LOAD httpfs",
    "SET enable_external_access = true",
    "SET threads = 1",
)


@pytest.mark.parametrize("statement", HOSTILE)
def test_no_locked_connection_reaches_a_file(home: Settings, tmp_path: Path, statement: str):
    publish(home, 1)
    duckdb.connect(str(tmp_path / "other.duckdb")).close()
    before = sorted(path.name for path in tmp_path.iterdir())
    sql = statement.format(folder=tmp_path)
    with pytest.raises(WarehouseError):
        Warehouse(home).generation().rows(sql)
    with build(home, "test") as candidate:
        candidate.lock()
        with pytest.raises(duckdb.Error):
            candidate.con.execute(sql).fetchall()
    assert sorted(path.name for path in tmp_path.iterdir()) == before


@pytest.mark.parametrize(
    "statement", ["DELETE FROM facility", "CREATE TABLE wh.main.x (a INTEGER)", "DROP TABLE facility"]
)
def test_a_reader_cannot_write(home: Settings, statement: str):
    publish(home, 1)
    with pytest.raises(WarehouseError):
        Warehouse(home).generation().rows(statement)


def test_an_engine_error_does_not_quote_a_row(home: Settings):
    publish(home, 4711)
    with pytest.raises(WarehouseError) as caught:
        Warehouse(home).generation().rows("SELECT CAST(facility_name || '-secret' AS INTEGER) FROM facility")
    assert "4711" not in str(caught.value)
    assert caught.value.__suppress_context__


def test_instants_leave_only_as_arrow(home: Settings):
    publish(home, 1)
    generation = Warehouse(home).generation()
    sql = "SELECT TIMESTAMPTZ '2026-03-08 07:30:00+00' AS seen_ts"
    with pytest.raises(WarehouseError, match="seen_ts: an instant"):
        generation.rows(sql)
    assert str(generation.arrow(sql)["seen_ts"].type) == "timestamp[us, tz=UTC]"


@pytest.mark.parametrize("in_memory", [True, False])
def test_raw_text_lies_in_an_owner_only_folder_that_goes_with_it(home: Settings, in_memory: bool):
    with build(home, "test") as candidate, candidate.landing(in_memory) as folder:
        candidate.con.execute("CREATE TABLE raw.main.visits AS SELECT 1 AS a")
        candidate.lock()
        assert candidate.con.execute("SELECT a FROM raw.main.visits").fetchall() == [(1,)]
        assert folder.stat().st_mode & 0o077 == 0
        assert (folder / "landing.duckdb").exists() != in_memory
    assert list(home.spill.iterdir()) == []


def test_a_dead_process_leaves_no_spilled_rows(home: Settings):
    dead = subprocess.Popen([sys.executable, "-c", ""])
    dead.wait()
    left = home.spill / f"{dead.pid}-abc"
    left.mkdir()
    (left / "landing.duckdb").write_bytes(b"rows")
    publish(home, 1)
    assert not left.exists()
