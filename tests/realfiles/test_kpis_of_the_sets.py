"""The public sets through an ordinary `wardboard load`: every KPI they can feed equals its own definition in plain Python.

The sets are loaded twice, on machines that stand in other time zones; both must agree with the raw files.
"""

from __future__ import annotations

import json
import os
import re
import statistics
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from data.settings import read_settings
from data.warehouse import Warehouse
from layouts.page import find
from metrics.catalogue import KPIS
from metrics.engine import Engine
from tests.layouts.conftest import Site
from tests.once import built_once
from tests.realfiles import kpis, raw, raw_money, raw_visits

pytestmark = pytest.mark.skipif(not kpis.DATA.is_dir(), reason="the public sets lie beside the checkout only")

ZONES = ("America/New_York", "Asia/Kolkata")
SET_AND_ZONE = [(name, zone) for name in kpis.SETS for zone in ZONES]
HIDDEN_UP_TO = 10

COMPUTED = {
    "fhir_bulk_10": raw_visits.fhir_bulk_10, "hospital_er": raw.hospital_er, "noshow": raw.noshow,
    "or_2022q1": raw.or_2022q1, "synthea27_csv": raw_money.synthea27_csv,
}  # fmt: skip
NOT_OF_PEOPLE = {
    "average_daily_census", "average_daily_census_incl_obs", "dq_negative_duration_pct", "peak_census", "long_stay_7d_count", "long_stay_14d_count", "long_stay_21d_count",
    "demographic_completeness_pct", "demographic_recorded_pct", "dq_completeness_pct", "dq_duplicate_pct", "net_collection_rate_cash_pct",
}  # fmt: skip
# One row of these is a group of people, so how many people stand behind a value is not its number of rows.
OF_GROUPS = {
    "demographic_completeness_pct", "demographic_recorded_pct", "long_stay_21d_pct", "net_collection_rate_pct",
    "payer_mix_pct",
    *(f"payer_mix_{part}_pct" for part in ("commercial", "encounters", "medicaid", "medicare", "net", "other", "self_pay")),
}  # fmt: skip


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sets, loaded in each time zone into a folder of its name, and what was answered there."""
    return built_once(tmp_path_factory, "sets", _load)


def _load(folder: Path) -> None:
    homes = {zone: folder / zone.replace("/", "-") for zone in ZONES}
    for home in homes.values():
        home.mkdir(exist_ok=True)
    running = {
        zone: subprocess.Popen(
            [sys.executable, kpis.__file__, str(home)],
            env={**os.environ, "TZ": zone},
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        for zone, home in homes.items()
    }
    said = {zone: json.loads(process.communicate()[0]) for zone, process in running.items()}
    (folder / "told.json").write_text(json.dumps(said), "utf-8")


@pytest.fixture(scope="module")
def homes(loaded: Path) -> dict[str, Path]:
    return {zone: loaded / zone.replace("/", "-") for zone in ZONES}


@pytest.fixture(scope="module")
def told(loaded: Path) -> dict[tuple[str, str], Any]:
    """What the product says of each set, by time zone of the machine that loaded and answered."""
    said = json.loads((loaded / "told.json").read_text("utf-8"))
    return {(name, zone): said[zone][name] for name, zone in SET_AND_ZONE}


@pytest.fixture(scope="module")
def own() -> dict[str, raw.Values]:
    return {name: compute() for name, compute in COMPUTED.items()}


def site_of(home: Path) -> Site:
    settings = read_settings(home)
    return Site(Engine(Warehouse(settings), settings), settings)


@pytest.mark.parametrize(("name", "zone"), SET_AND_ZONE)
def test_every_published_value_equals_its_definition_on_the_raw_file(name, zone, told, own):
    answer = told[name, zone]
    assert answer["code"] == 0
    assert set(answer["answers"]) == set(own[name])
    for kpi_id, grains in own[name].items():
        for grain, values in grains.items():
            published = {period: row[0] for period, row in answer["published"][kpi_id][grain].items()}
            assert set(published) == set(values)
            for period, value in values.items():
                where = (kpi_id, grain, period)
                assert published[period] == (value if value is None else pytest.approx(value, rel=1e-12)), (
                    where
                )


@pytest.mark.parametrize(("name", "zone"), SET_AND_ZONE)
def test_the_engine_shows_those_values_or_hides_them_for_being_few(name, zone, told, own):
    for kpi_id, grains in told[name, zone]["answers"].items():
        for grain, answer in grains.items():
            rows = told[name, zone]["published"][kpi_id].get(grain)
            if rows is None:  # a KPI of months answers a question for years in months
                continue
            for period, (value, hidden) in answer["points"].items():
                if hidden:
                    assert value is None
                    few = rows[period][2] <= HIDDEN_UP_TO or kpi_id in OF_GROUPS
                    assert few or (kpi_id == "or_first_case_on_time_15_pct" and grain == "month")
                else:
                    exact = own[name][kpi_id][grain][period]
                    assert value == (exact if exact is None else pytest.approx(exact, rel=1e-12))


def test_few_people_are_hidden_in_a_set_of_27_patients(told):
    answers = told["synthea27_csv", ZONES[0]]["answers"]
    of_people = {kpi: grains for kpi, grains in answers.items() if KPIS[kpi].is_person_count}
    assert set(answers) - set(of_people) == NOT_OF_PEOPLE
    published = told["synthea27_csv", ZONES[0]]["published"]
    points = [
        (point, published[kpi_id][grain][period])
        for kpi_id, grains in of_people.items()
        for grain, answer in grains.items()
        for period, point in answer["points"].items()
    ]
    assert sum(hidden == "<11" for (_, hidden), _ in points) > len(points) / 2
    for (value, _), (_, _, n_valid) in points:
        assert value is None or n_valid > HIDDEN_UP_TO


def test_control_limits_of_the_emergency_series_follow_from_the_monthly_values(told, own):
    for kpi_id, grains in own["hospital_er"].items():
        limits = raw.limits(list(grains["month"].values()))
        assert told["hospital_er", ZONES[0]]["answers"][kpi_id]["month"]["limits"] == pytest.approx(limits)


def test_totals_are_those_that_others_computed(own):
    """The README of the sets, where a KPI is defined as its plain figure; and the stay by local dates."""
    assert own["noshow"]["amb_no_show_rate"]["year"]["2016-01"] == pytest.approx(20.7935, abs=5e-5)
    assert own["or_2022q1"]["or_first_case_on_time_pct"]["year"]["2022-01"] == pytest.approx(46.47, abs=5e-3)
    assert own["or_2022q1"]["or_first_case_on_time_15_pct"]["year"]["2022-01"] == pytest.approx(
        96.47, abs=5e-3
    )
    assert raw.length_of_stay() == pytest.approx(1.27273, abs=5e-6)
    assert raw.promoter_score() == pytest.approx(-45.967, abs=5e-4)


@pytest.mark.parametrize(
    ("name", "kpi_id", "missing"),
    [
        ("hospital_er", "ed_4h_pct", "ed_visit.departure_ts"),
        ("hospital_er", "ed_lwbs_rate", "ed_visit.departure_ts"),
        ("hospital_er", "ed_los_admitted_median", "ed_visit.departure_ts"),
        ("hospital_er", "alos_days", "encounter.discharge_ts"),
        ("hospital_er", "amb_no_show_rate", "appointment"),
        ("noshow", "amb_checkin_to_roomed_median", "appointment.check_in_ts"),
        ("noshow", "ed_arrival_to_provider_median", "ed_visit"),
        ("or_2022q1", "or_block_utilisation_pct", "or_block.owner_service"),
        ("or_2022q1", "occupancy_midnight_pct", "bed_capacity"),
        ("synthea27_csv", "denial_rate_initial_pct", "claim.first_adjudication_date"),
        ("synthea27_csv", "occupancy_midnight_pct", "bed_capacity"),
        ("synthea27_csv", "nps", "survey_answer"),
    ],
)
def test_a_kpi_that_a_set_cannot_feed_is_dark_and_names_what_is_missing(name, kpi_id, missing, told):
    assert f"no feed fills {missing} (" in told[name, ZONES[0]]["dark"][kpi_id]


@pytest.mark.parametrize("name", kpis.SETS)
def test_every_kpi_is_lit_or_dark_for_a_reason(name, told, own):
    dark = told[name, ZONES[0]]["dark"]
    lit = set(own[name])
    assert set(dark) | lit == set(KPIS)
    assert not set(dark) & lit
    fed, measured = (
        r"(no feed fills [a-z_]+(\.[a-z_]+)? \(.+\)(; )?)+",
        r"the data hold nothing yet that counts here; what is counted: .+",
    )
    for reason in dark.values():
        assert re.fullmatch(f"{fed}|{measured}", reason), reason


def test_the_command_line_gives_the_very_same_numbers(homes, told, own):
    """`wardboard answer` prints what the engine says; a child of another time zone than the loader's."""
    command = [sys.executable, str(kpis.ROOT / "app.py"), "answer", "ed_arrival_to_provider_median"]
    home = homes["America/New_York"] / "hospital_er"
    done = subprocess.run(
        [*command, "--since", "2019-04-01", "--json", "--home", str(home)],
        env={**os.environ, "TZ": "Asia/Kolkata"},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    points = json.loads(done.stdout)["series"][0]["points"]
    values = {point["period"][:7]: point["value"] for point in points}
    assert values == own["hospital_er"]["ed_arrival_to_provider_median"]["month"]
    assert statistics.fmean(values.values()) == pytest.approx(raw.limits(list(values.values()))[0])


@pytest.mark.parametrize(
    ("name", "path", "said"),
    [
        ("hospital_er", "/access", ["34 min", "October 2020", "no feed fills ed_visit.departure_ts"]),
        ("or_2022q1", "/flow", ["29 min", "46.7 %", "70.2 %"]),
        ("noshow", "/clinics", ["20.9 %", "May 2016"]),
    ],
)
def test_the_pages_show_the_values(name, path, said, homes, told):
    site = site_of(homes[ZONES[1]] / name)
    page, _ = find(path)
    shown = "".join(site.block(f"{path}#{index}") for index in range(len(page.blocks)))
    for text in said:
        assert text in shown
