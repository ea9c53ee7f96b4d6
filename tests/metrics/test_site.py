"""A site declares KPIs of its own, in the same words and under the same proof as the shipped ones."""

from __future__ import annotations

import json
import re

import pytest

import app
from data.warehouse import Warehouse
from tests.faults import site

OWN = '''
"""What this clinic counts for itself."""

from metrics.kpi import Count, Direction, Kpi, Ratio

kept = Kpi(
    id="visits_kept_pct",
    number="X.01",
    title="Visits kept",
    unit="%",
    direction=Direction.HIGHER,
    value=Ratio(Count("v_appointment", "{where}"), Count("v_appointment"), per=100),
    by=("modality",),
    means="Share of booked visits that took place.",
    formula="Completed visits divided by all visits.",
    why="An empty room helps nobody.",
    owner="Clinic lead",
    needs=("appointment.status",),
)
'''


@pytest.fixture
def home(tmp_path):
    settings = site.make(tmp_path / "home")
    site.deliver(settings, 0)
    (settings.home / "kpis").mkdir()
    return settings


def declare(settings, text: str) -> None:
    (settings.home / "kpis" / "own.py").write_text(text)


def run(capsys, *words: str) -> tuple[int, str, str]:
    code = app.main(list(words))
    return (code, *capsys.readouterr())


def test_a_kpi_of_the_site_is_published_judged_and_explained_like_any_other(home, capsys):
    declare(home, OWN.replace("{where}", "status = 'completed'"))
    at = ("--home", str(home.home))
    code, _, err = run(capsys, "refresh", *at)
    assert code == 0, err
    rows = (
        Warehouse(home)
        .generation()
        .rows("SELECT family, is_lit FROM kpi_registry WHERE kpi_id = 'visits_kept_pct'")
    )
    assert rows == [("site", True)]
    listed = {row["id"]: row for row in json.loads(run(capsys, "list", "--json", *at)[1])}
    assert listed["visits_kept_pct"]["state"] == "lit"
    own = json.loads(run(capsys, "answer", "X.01", "--json", *at)[1])["series"][0]
    shipped = json.loads(run(capsys, "answer", "amb_no_show_rate", "--json", *at)[1])["series"][0]
    assert [point["period"] for point in own["points"]] == [point["period"] for point in shipped["points"]]
    assert own["verdict"]["definition_version"] == "1"
    told = json.loads(run(capsys, "explain", "visits_kept_pct", "--json", *at)[1])
    assert (told["owner"], told["steps"][0]["step"]) == ("Clinic lead", "v_appointment_part")
    assert told["verdict"] == own["verdict"]["sentence"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (OWN.replace("{where}", "colour = 'red'"), "KPI visits_kept_pct: .*colour"),
        (OWN.replace("visits_kept_pct", "amb_no_show_rate"), "amb_no_show_rate is declared twice, .*own.py"),
        (OWN.replace("owner=", "keeper="), "own.py, line 6: .*keeper"),
        (OWN.replace("kept = Kpi(", "kept = Kpi("[:-1]), "own.py, line [0-9]+: "),
        (OWN.replace('owner="Clinic lead"', 'owner=""'), "KPI visits_kept_pct: `owner` is empty"),
        ("from metrics.kpi import Kpi\n", "own.py declares no KPI"),
    ],
)
def test_a_declaration_that_does_not_fit_stops_the_refresh_and_says_where(home, capsys, text, words):
    declare(home, text.replace("{where}", "status = 'completed'"))
    code, _, err = run(capsys, "refresh", "--home", str(home.home))
    said = " ".join(err.split())
    assert code == 2
    assert "Traceback" not in said
    assert re.search(words, said), said
