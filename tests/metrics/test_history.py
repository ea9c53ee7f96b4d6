"""What was published stays reproducible: any earlier data load can be asked again, and what changed is reported."""

from __future__ import annotations

import json
import os
import re
from dataclasses import replace
from datetime import date

import pytest

import app
from data.schema import PRODUCT
from data.warehouse import Warehouse, build
from metrics.engine import Engine
from metrics.history import KEY, restated
from metrics.question import Question, QuestionError, question_from_query, question_to_query
from tests.faults import site

KPI = "amb_no_show_rate"
JUDGED = ("month", "week", "quarter", "year")


@pytest.fixture(scope="module")
def corrected(tmp_path_factory):
    """A clinic with three data loads: visits of half a year, more of the same months, and a target."""
    settings = site.make(tmp_path_factory.mktemp("clinic") / "home")
    (settings.home / "settings.toml").write_text('suppression = "internal"\nas_of = 2026-09-01\n')
    answers = []
    for number in range(2):
        site.deliver(settings, number, rows=720 + 360 * number)
        if number:
            miss(settings.inbox / "visits1.csv", 30)
        assert app.main(["refresh", "--home", str(settings.home)]) == 0
        answers.append(told(settings))
    targets = settings.home / "targets.csv"
    targets.write_text(f"kpi_id,valid_from,target\n{KPI},2026-01-01,10\n")
    assert app.main(["targets", "import", str(targets), "--home", str(settings.home)]) == 0
    assert app.main(["refresh", "--home", str(settings.home)]) == 0
    return settings, [*answers, told(settings)]


def miss(path, count: int) -> None:
    """Let the first visits of a file be missed ones."""
    times = path.stat()
    path.write_text(path.read_text().replace("completed", "no_show", count))
    os.utime(path, (times.st_atime, times.st_mtime))


def ask(settings, **more):
    return Engine(Warehouse(settings), settings).answer(Question((KPI,), **more))


def told(settings):
    """What a load says at every grain that is judged."""
    return {grain: ask(settings, grain=grain) for grain in JUDGED}


def numbers(answer):
    series = answer.series[0]
    return [replace(point) for point in series.points], series.verdict


@pytest.mark.parametrize("grain", JUDGED)
def test_each_load_is_reproduced_as_it_was_published(corrected, grain):
    settings, then = corrected
    first, second, third = (numbers(answers[grain]) for answers in then)
    assert first != second != third
    for load, answers in enumerate(then, start=1):
        again = ask(settings, grain=grain, asof=load)
        assert numbers(again) == numbers(answers[grain])
        assert again.stamp.load_id == load
    assert third[1].target == 10
    assert first[1].target is None


@pytest.mark.parametrize("grain", ["week", "quarter", "year"])
def test_places_are_reproduced_too(corrected, grain):
    settings, _ = corrected
    network = [p.value for p in ask(settings, grain=grain, asof=1).series[0].points]
    facility = ask(settings, grain=grain, scope_type="facility", scope_id="F1", asof=1)
    assert network == [p.value for p in facility.series[0].points]
    assert grain == "week" or sum(p.n for p in facility.series[0].points) == 720


def test_what_was_not_judged_ahead_is_not_judged_by_the_targets_of_now(corrected):
    """Weeks of single units are judged when asked; of an earlier load nothing but their values is kept."""
    settings, _ = corrected
    where = {"grain": "week", "by": "unit_id"}
    now, then = (ask(settings, **where, **more).series[0] for more in ({}, {"asof": 1}))
    assert now.verdict.target == 10
    assert any(point.value is not None for point in then.points)
    assert (then.verdict.target, then.verdict.head) == (None, "Not judged")
    assert "only the values of these periods are kept" in then.verdict.sentence


def test_an_earlier_load_says_that_it_is_one_and_what_it_cannot_tell(corrected):
    settings, _ = corrected
    notes = ask(settings, asof=1).notes
    assert any(re.match(r"As published on \d+ [A-Z][a-z]+ \d{4}, load 1, without", note) for note in notes)
    with pytest.raises(QuestionError, match="There is no data 9; there are 1, 2, 3"):
        ask(settings, asof=9)
    for more in ({"grain": "day"}, {"by": "modality"}, {"only": (("modality", ("in_person",)),)}):
        with pytest.raises(QuestionError, match="Of earlier data"):
            ask(settings, asof=1, **more)


def test_the_report_names_what_changed_and_by_which_load(corrected, capsys):
    settings, then = corrected
    was = {p.period: p.value for p in then[0]["month"].series[0].points}
    now = {p.period: p.value for p in then[2]["month"].series[0].points}
    report = [
        r
        for r in Engine(Warehouse(settings), settings).restated()
        if r.kpi_id == KPI and "network" in r.place
    ]
    changed = {period for period in was if was[period] != now[period]}
    assert changed
    assert {r.period for r in report} == changed
    assert all((r.old, r.new, r.load_id) == (was[r.period], now[r.period], 2) for r in report)
    assert {r.reason for r in report} == {"late or corrected data"}
    capsys.readouterr()
    assert app.main(["restated", "--json", "--home", str(settings.home)]) == 0
    rows = [row for row in json.loads(capsys.readouterr().out) if row["kpi"] == KPI]
    assert {row["data"] for row in rows} == {2}


def test_a_small_change_is_not_told_where_small_numbers_are_hidden(tmp_path):
    """One more no-show in a month of forty would be read off two published values."""
    settings = site.make(tmp_path / "home")
    (settings.home / "settings.toml").write_text("as_of = 2026-09-01\n")
    profile = settings.home / "profiles" / "tiny.toml"
    profile.write_text(profile.read_text().replace('"internal"', '"cms"'))
    for number, rows in enumerate((480, 6)):
        site.deliver(settings, number, rows)
        assert app.main(["refresh", "--home", str(settings.home)]) == 0
    report = Engine(Warehouse(settings), settings).restated()
    ours = [r for r in report if r.kpi_id == KPI]
    assert ours
    assert all((r.old, r.new, r.hidden) == (None, None, "<11") for r in ours)


def test_a_quiet_refresh_adds_nothing_to_the_history(corrected):
    settings, _ = corrected
    generation = Warehouse(settings).generation()
    before = generation.rows("SELECT count(*) FROM kpi_value_history WHERE until_load = 3")
    assert before == [(0,)]  # the third load brought a target: verdicts changed, values did not
    assert generation.rows("SELECT count(*) > 0 FROM kpi_verdict_history WHERE until_load = 3") == [(True,)]


def test_the_last_digits_of_another_processor_are_no_restatement(corrected):
    settings, _ = corrected
    with build(settings, "test") as candidate:
        con = candidate.con
        con.execute("UPDATE kpi_value_history SET value = 5, until_load = 2 WHERE NOT is_absent")
        con.execute("UPDATE kpi_value SET value = 5.0000000000000009")

        def rows(sql, params):
            cursor = con.execute(sql, params)
            names = [column[0] for column in cursor.description]
            return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]

        assert restated(rows, "month", None) == []
        con.execute("UPDATE kpi_value SET value = 5.00001")
        assert restated(rows, "month", None)


def test_the_load_is_part_of_a_link():
    question = Question((KPI,), since=date(2026, 1, 1), asof=12)
    assert question_from_query(question_to_query(question)) == question


def test_an_upgrade_that_adds_a_column_keeps_the_history_and_restates_nothing(tmp_path):
    """As a generation of an earlier version lacks it: the verdicts of before can still be told, old values compared."""
    settings = site.make(tmp_path / "home")
    (settings.home / "settings.toml").write_text('suppression = "internal"\nas_of = 2026-09-01\n')
    for number, rows in enumerate((120, 90)):
        site.deliver(settings, number, rows)
        if number:
            with build(settings, "downgrade") as candidate:
                for table, column in (("kpi_value", "days_covered"), ("kpi_verdict", "assurance")):
                    for name in (table, f"{table}_history"):
                        candidate.con.execute(f"ALTER TABLE {name} DROP COLUMN {column}")
                candidate.publish({"as_of": "2026-09-01", "is_demo": False})
        assert app.main(["refresh", "--home", str(settings.home)]) == 0
    generation = Warehouse(settings).generation()
    kept = "SELECT count(*) FROM kpi_{}_history WHERE until_load = 3 AND NOT is_absent"
    assert all(generation.rows(kept.format(name))[0][0] > 0 for name in ("value", "verdict"))
    same = " AND ".join(
        f"v.{name} IS NOT DISTINCT FROM h.{name}"
        for name in PRODUCT["kpi_value"].names
        if name not in (*KEY, "load_id", "days_covered")
    )
    unchanged = (
        f"SELECT count(*) FROM kpi_value v JOIN kpi_value_history h USING ({', '.join(KEY)}) WHERE {same}"
    )
    assert generation.rows(unchanged) == [(0,)]
    assert generation.rows("SELECT count(days_covered) > 0 FROM kpi_value") == [(True,)]
    assert ask(settings, asof=1).series[0].points
