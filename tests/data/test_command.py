"""The `wardboard` command as a stranger meets it: exit codes, sentences, no traceback, no value of a row."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

import app
from data import stamps
from data.background import Background
from data.settings import read_settings
from data.store import Store
from data.warehouse import Warehouse
from tests.faults import site

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def clinic(tmp_path):
    settings = site.make(tmp_path / "home")
    site.deliver(settings, 0)
    return settings


def run(capsys, *words: str) -> tuple[int, str, str]:
    try:
        code = app.main(list(words))
    except SystemExit as ended:
        code = int(ended.code or 0)
    out, err = capsys.readouterr()
    assert "Traceback" not in err
    return code, out, err


def test_refresh_publishes_once_and_then_says_that_nothing_is_new(clinic, capsys):
    home = ("--home", str(clinic.home))
    code, out, _ = run(capsys, "refresh", *home)
    assert (code, "Published as data 1" in out) == (0, True)
    assert list(clinic.inbox.iterdir()) == []
    assert run(capsys, "refresh", *home)[:2] == (0, "Nothing new: data 1 stay.\n")
    assert Warehouse(clinic).generation().number == 1


def test_after_an_upgrade_the_same_rows_are_judged_anew(clinic, capsys, monkeypatch):
    """Words and rules of a verdict may be others now: a refresh makes them, and a server asks for one when it starts."""
    home = ("--home", str(clinic.home))
    run(capsys, "refresh", *home)
    wanted = []
    monkeypatch.setattr(Background, "want", lambda self: wanted.append(self))
    app.create_app(clinic)
    assert not wanted
    monkeypatch.setattr(stamps, "code", lambda: "another program")
    app.create_app(clinic)
    assert len(wanted) == 1
    assert "Published as data 2" in run(capsys, "refresh", *home, "--judge")[1]
    assert run(capsys, "refresh", *home)[:2] == (0, "Nothing new: data 2 stay.\n")
    app.create_app(clinic)
    assert len(wanted) == 1


def test_the_same_file_again_changes_nothing(clinic, capsys):
    home = ("--home", str(clinic.home))
    run(capsys, "refresh", *home)
    site.deliver(clinic, 0)
    code, out, _ = run(capsys, "refresh", *home, "--json")
    assert code == 0
    assert [row["status"] for row in json.loads(out)["files"]] == ["duplicate"]
    assert Warehouse(clinic).generation().number == 1


def test_new_targets_are_judged_without_loading(clinic, capsys, tmp_path):
    home = ("--home", str(clinic.home))
    run(capsys, "refresh", *home)
    targets = tmp_path / "targets.csv"
    targets.write_text("kpi_id,valid_from,target\namb_no_show_rate,2026-01-01,10\n")
    assert run(capsys, "targets", "import", str(targets), *home)[0] == 0
    assert "10.0" in run(capsys, "targets", "list", *home)[1]
    assert "Published as data 2" in run(capsys, "refresh", "--judge", *home)[1]
    generation = Warehouse(clinic).generation()
    assert generation.rows("SELECT DISTINCT target FROM kpi_verdict WHERE target IS NOT NULL") == [(10.0,)]
    assert generation.rows("SELECT trigger FROM refresh_run ORDER BY load_id") == [
        ("command",),
        ("re-judge",),
    ]


def test_events_and_benchmarks_come_from_tables_and_are_listed(clinic, capsys, tmp_path):
    home, table = ("--home", str(clinic.home)), tmp_path / "table.csv"
    assert run(capsys, "events", "import", *home)[0] == 2
    table.write_text("event_date,sentence,kpi_id\n2026-06-01,New booking line,amb_no_show_rate\n")
    assert (
        "New or different: 1 event. They are on the charts now."
        in run(capsys, "events", "import", str(table), *home)[1]
    )
    assert "New booking line" in run(capsys, "events", "list", *home)[1]
    table.write_text("kpi_id,source,year,value\namb_no_show_rate,National survey,2024,six\n")
    code, _, err = run(capsys, "benchmarks", "import", str(table), *home)
    assert (code, "line 2, column value: must be a number" in err) == (2, True)
    table.write_text("kpi_id,source,year,value\namb_no_show_rate,National survey,2024,6\n")
    assert run(capsys, "benchmarks", "import", str(table), *home)[0] == 0
    assert "National survey" in run(capsys, "benchmarks", "list", *home)[1]


def test_a_new_day_is_judged_anew(clinic, capsys):
    (clinic.home / "settings.toml").write_text("as_of = 2026-07-01\n")
    run(capsys, "refresh", "--home", str(clinic.home))
    (clinic.home / "settings.toml").write_text("as_of = 2026-09-01\n")
    assert "Published as data 2" in run(capsys, "refresh", "--home", str(clinic.home))[1]


def test_a_file_that_cannot_be_read_is_named_and_costs_nothing(clinic, capsys):
    home = ("--home", str(clinic.home))
    run(capsys, "refresh", *home)
    bad = clinic.inbox / "visits9.csv"
    bad.write_text("ID,PERSON,SECRET\nA,SMITH-4711,x\n")
    os.utime(bad, (time.time() - 60,) * 2)
    code, out, err = run(capsys, "refresh", *home)
    assert code == 2
    assert "visits9.csv was not loaded" in err
    assert "SMITH" not in out + err
    assert bad.exists(), "it waits for a mended profile"
    assert Warehouse(clinic).generation().number == 1
    assert Store(clinic).runs(1)[0]["state"] == "failed"


def test_a_good_file_is_loaded_beside_a_bad_one(clinic, capsys):
    (clinic.inbox / "notes.csv").write_text("a,b\n1,2\n")
    os.utime(clinic.inbox / "notes.csv", (time.time() - 60,) * 2)
    code, _, err = run(capsys, "refresh", "--home", str(clinic.home))
    assert code == 2
    assert "Published as data 1" in err
    assert "notes.csv was not loaded" in err


def test_load_takes_a_file_and_leaves_it_where_it_is(clinic, capsys, tmp_path):
    mine = tmp_path / "visits7.csv"
    (clinic.inbox / "visits0.csv").rename(mine)
    assert run(capsys, "load", str(mine), "--home", str(clinic.home))[0] == 0
    assert mine.exists()
    assert [path.name.endswith("-visits7.csv") for path in clinic.landed.iterdir()] == [True]


def test_check_tells_and_changes_nothing(clinic, capsys):
    code, out, _ = run(
        capsys, "check", str(clinic.inbox / "visits0.csv"), "--json", "--home", str(clinic.home)
    )
    assert code == 0
    assert json.loads(out)["files"][0]["rows_inserted"] == 40
    assert Warehouse(clinic).generation() is None
    assert list(clinic.landed.iterdir()) == list(clinic.spill.iterdir()) == []


def test_an_answer_is_the_engines(clinic, capsys):
    home = ("--home", str(clinic.home))
    run(capsys, "refresh", *home)
    code, out, _ = run(capsys, "answer", "amb_no_show_rate", "--grain", "year", "--json", *home)
    answer = json.loads(out)
    assert code == 0
    assert [(p["value"], p["n"]) for s in answer["series"] for p in s["points"]] == [(20.0, 40)]
    assert answer["stamp"]["load_id"] == 1
    code, out, _ = run(
        capsys, "answer", "amb_no_show_rate", "--since", "2026-01", "--until", "2026-02", *home
    )
    assert code == 0
    assert "January 2026" in out
    assert "March 2026" not in out
    assert "Data 1, loaded" in out


@pytest.mark.parametrize(
    ("words", "code", "sentence"),
    [
        (["answer", "amb_no_show_rte"], 2, "did you mean amb_no_show_rate"),
        (["answer", "amb_no_show_rate", "--unit", "U9"], 2, "there is no unit or facility 'U9'"),
        (["answer", "amb_no_show_rate", "--by", "moon"], 2, "cannot be split by 'moon'"),
        (["answer", "amb_no_show_rate", "--since", "soon"], 2, "--since"),
        (["load", "/nowhere.csv"], 2, "/nowhere.csv: there is no such file"),
        (["serve", "--host", "0.0.0.0"], 78, "there is no sign-in yet"),
        (["schedule"], 2, "nothing is scheduled"),
        (["dance"], 2, "invalid choice"),
    ],
)
def test_what_is_wrong_is_said_in_words(clinic, capsys, words, code, sentence):
    run(capsys, "refresh", "--home", str(clinic.home))
    ended, _, err = run(capsys, *words, "--home", str(clinic.home))
    assert ended == code
    assert sentence in err


def test_an_empty_home_answers_that_there_are_no_data_yet(home, capsys):
    assert run(capsys, "answer", "amb_no_show_rate", "--home", str(home.home))[0] == 5
    code, out, _ = run(capsys, "list", "--json", "--home", str(home.home))
    assert code == 0
    assert {row["state"] for row in json.loads(out)} == {"no data yet"}


def test_an_error_nobody_foresaw_quotes_nothing(clinic, capsys, monkeypatch):
    run(capsys, "refresh", "--home", str(clinic.home))
    site.deliver(clinic, 1)

    def fail(*_: object, **__: object) -> None:
        raise ValueError("patient SMITH-4711")

    monkeypatch.setattr("pipelines.derive.derive", fail)
    code, out, err = run(capsys, "refresh", "--home", str(clinic.home))
    assert code == 4
    assert "data 1 are still served" in err
    assert "SMITH" not in out + err + "".join(path.read_text() for path in clinic.logs.iterdir())
    assert "SMITH" not in Store(clinic).runs(1)[0]["message"]


def test_doctor_finds_a_damaged_generation(clinic, capsys):
    home = ("--home", str(clinic.home))
    run(capsys, "refresh", *home)
    assert run(capsys, "doctor", *home)[0] == 0
    (clinic.warehouse / "wh-1.duckdb").write_bytes(b"rot")
    code, out, _ = run(capsys, "doctor", "--json", *home)
    assert code == 2
    assert [row["check"] for row in json.loads(out) if row["state"] == "fail"] == ["data 1"]


def test_serve_shows_an_empty_home_and_picks_up_what_is_published(clinic):
    server = subprocess.Popen(
        [sys.executable, "app.py", "serve", "--port", "8791", "--home", str(clinic.home)],
        cwd=ROOT, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    try:
        assert "http://127.0.0.1:8791" in server.stdout.readline()
        with urllib.request.urlopen("http://127.0.0.1:8791/") as page:
            assert page.status == 200
        assert app.main(["refresh", "--home", str(clinic.home)]) == 0
        with urllib.request.urlopen("http://127.0.0.1:8791/healthz/ready") as ready:
            assert ready.status == 200
    finally:
        server.kill()
        server.wait()
        server.stdout.close()


def test_the_demo_never_mixes_with_a_site(clinic, capsys):
    code, _, err = run(capsys, "demo", "--home", str(clinic.home))
    assert code == 2
    assert "belongs to a site" in err
    assert not read_settings(clinic.home).is_demo
