"""The generator gives the same bytes for the same arguments, stays small, and names nobody who exists."""

import gzip
import hashlib
import re
import subprocess
import sys
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

from data.demo import SETTINGS, generate, targets, write_home
from data.inbox import waiting
from data.settings import read_settings


def fingerprint(folder) -> dict[str, str]:
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(folder.iterdir())}


def test_the_same_seed_gives_the_same_bytes_and_another_seed_does_not(tmp_path, until):
    for name, seed in (("a", 1), ("b", 1), ("c", 2)):
        generate(tmp_path / name, 1_000, until, seed)
    same, again, other = (fingerprint(tmp_path / name) for name in "abc")
    assert same == again
    both = same.keys() & other.keys()
    assert len(both) > len(same) * 0.9
    assert sum(same[name] != other[name] for name in both) > len(both) * 0.8


def test_the_data_end_with_the_last_complete_month(exports):
    visits = exports.frame("ED_ENCOUNTERS_*.csv")
    arrived = exports.time(visits["ADT_ARRIVAL_DTTM"], "%m/%d/%Y %H:%M:%S").dropna()
    assert arrived.max().date() == date(2026, 10, 31)
    assert arrived.min().date() == date(2023, 11, 1)
    assert not list(exports.folder.glob("*202611*"))


def test_some_rows_are_dirty_but_no_file_is_mostly_dirt(exports):
    for path in sorted(exports.folder.glob("PAT_ENC_HSP_*.csv")):
        lines = path.read_bytes().split(b"\n")[1:-1]
        broken = [line for line in lines if line.count(b",") != 23 or b"\x00" in line or b"\x9d" in line]
        assert 0 < len(broken) < 0.02 * len(lines)
    stays = exports.frame("PAT_ENC_HSP_*.csv")
    assert stays["PAT_ID"].isna().any()
    assert stays["ADT_PAT_CLASS_C"].eq("999").any()
    assert stays.duplicated().any()


def test_compressed_files_carry_no_time_of_their_own(exports):
    for path in exports.folder.glob("*.gz"):
        assert path.read_bytes()[4:8] == b"\0\0\0\0"
        with gzip.open(path) as lines:
            assert lines.readline()


def test_no_column_holds_a_name_an_address_or_a_number_of_a_person(exports):
    personal = re.compile(
        r"(first|last|pat|patient|worker|employee)[ _]?name|address|phone|email|ssn|zip", re.I
    )
    for path in exports.folder.iterdir():
        with (gzip.open if path.suffix == ".gz" else open)(path, "rb") as lines:
            assert not personal.search(lines.readline().decode("latin-1")), path.name


def test_every_place_says_that_it_is_a_demo():
    from data.demo.places import FACILITIES, NETWORK_NAME

    assert all("(demo)" in facility.name for facility in FACILITIES)
    assert "Demo" in NETWORK_NAME


def peak_memory(folder: Path, encounters: int) -> int:
    """Of a process of its own, so that only the generator is measured. Small chunks stand for a large network."""
    program = """
import sys, resource
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from data.demo import clinics, generate, hospital, rosters, safety, surveys
hospital.CHUNK = clinics.CHUNK = 500
surveys.CHUNK = safety.CHUNK = rosters.CHUNK = 200
generate(Path(sys.argv[1]), int(sys.argv[2]), date(2026, 11, 1), 1)
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""
    command = [sys.executable, "-c", program, str(folder), str(encounters)]
    return int(subprocess.run(command, capture_output=True, text=True, check=True).stdout)


def test_memory_does_not_grow_with_the_number_of_encounters(tmp_path):
    small, large = peak_memory(tmp_path / "small", 20_000), peak_memory(tmp_path / "large", 160_000)
    assert large < 1.15 * small


def test_a_demo_home_has_settings_targets_and_an_inbox(tmp_path, until):
    written = write_home(tmp_path / "home", 1_000, until, seed=1)
    settings = read_settings(tmp_path / "home", environment={"HOME": str(tmp_path)})
    assert settings.is_demo
    assert settings.market == "us_hospital"
    assert settings.suppression == "internal"
    assert len(list(settings.inbox.iterdir())) == written.files
    assert (settings.home / "targets.csv").read_text().count("\n") == len(targets(until)) + 1
    assert "[[schedule]]" in SETTINGS


def test_targets_name_kpis_that_exist(until):
    from metrics.catalogue import KPIS

    unknown = {row["kpi_id"] for row in targets(until)} - set(KPIS)
    assert not unknown


def test_a_demo_can_be_loaded_at_once_on_any_day_of_a_month(tmp_path):
    """On the first of a month its last extracts would be of tomorrow, and the inbox leaves such files alone."""
    ahead = (date.today().replace(day=1) + timedelta(days=31)).replace(day=1)
    generate(tmp_path / "inbox", 300, ahead, 1)
    found = waiting(replace(read_settings(tmp_path), home=tmp_path))
    assert len(found) == len(list((tmp_path / "inbox").iterdir()))
