"""The test deck of the measure CMS1264: 53 patients, each with the populations and strata that its authors expect."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from pathlib import Path

import pytest

from app import main
from data.settings import read_settings
from data.warehouse import Warehouse
from metrics.catalogue import KPIS
from metrics.engine import Engine
from metrics.question import Question
from pipelines.pseudonym import Pseudonyms, read_key
from tests.realfiles.kpis import DATA, ROOT

DECK = DATA / "ecqm_ecat" / "input" / "tests" / "measure" / "CMS1264FHIRECATREHQR"
BUNDLES = sorted(DECK.glob("tests-*-bundle.json"))
GROUPS = ("child", "adult", "child with mental illness", "adult with mental illness")  # strata 1 to 4
YEAR = 2027
SUMS = {"population": [15, 11, 11, 17], "numerator": [8, 7, 8, 10]}  # README of the sets

pytestmark = pytest.mark.skipif(not DATA.is_dir(), reason="the public sets lie beside the checkout only")


def expected(path: Path) -> tuple[str, list[tuple[int, int, int]]]:
    """(patient, (initial population, denominator, numerator) of each stratum) as the report in the Bundle says."""
    resources = [entry["resource"] for entry in json.loads(path.read_text())["entry"]]
    report = next(r for r in resources if r["resourceType"] == "MeasureReport")
    patient = next(r["id"] for r in resources if r["resourceType"] == "Patient")
    strata = [s["stratum"][0]["population"] for s in report["group"][0]["stratifier"]]
    return patient, [tuple(part["count"] for part in stratum) for stratum in strata]  # type: ignore[misc]


def load(home: Path, files: list[Path]) -> int:
    home.mkdir(parents=True, exist_ok=True)
    (home / "settings.toml").write_text("as_of = 2028-02-01\n")
    profile = ROOT / "tests" / "profiles" / "ecqm_ecat.toml"
    return main(["load", *map(str, files), "--profile", str(profile), "--home", str(home)])


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("deck")
    assert load(home, BUNDLES) == 0
    return home


@pytest.fixture(scope="module")
def found(home: Path) -> dict[str, list[tuple[str, bool]]]:
    """(stratum, in the numerator) of every visit of the year, by the patient's pseudonym."""
    where = KPIS["ed_ecat_gap_pct"].value.num.where  # type: ignore[union-attr]
    rows = Warehouse(read_settings(home)).generation().rows(  # type: ignore[union-attr]
        f"SELECT e.patient_id, v.access_group, {where} FROM v_ed_visit AS v JOIN encounter AS e USING (encounter_id) "
        f"WHERE year(v.visit_date) = {YEAR}"
    )  # fmt: skip
    visits: dict[str, list[tuple[str, bool]]] = defaultdict(list)
    for patient, group, is_failure in rows:
        visits[patient].append((group, is_failure))
    return visits


@pytest.mark.parametrize("path", BUNDLES, ids=lambda path: path.stem[6:14])
def test_a_case_lands_in_the_populations_and_the_stratum_that_its_authors_expect(path, home, found):
    patient, strata = expected(path)
    pads = Pseudonyms(read_key(read_settings(home).key_file))
    visits = Counter(found.get(pads.of(patient, "patient"), []))
    for group, (population, denominator, numerator) in zip(GROUPS, strata, strict=True):
        assert visits[group, True] + visits[group, False] == population == denominator
        assert visits[group, True] == numerator
    assert sum(visits.values()) == sum(population for population, *_ in strata)


def test_the_engine_gives_the_sums_of_the_deck(home):
    """The published parts of the share, by stratum; shown, the groups are too few people."""
    settings = read_settings(home)
    rows = Warehouse(settings).generation().rows(  # type: ignore[union-attr]
        "SELECT dims, num, den FROM kpi_value WHERE kpi_id = 'ed_ecat_gap_pct' AND period_type = 'year' "
        f"AND scope_type = 'network' AND year(period_start) = {YEAR}"
    )  # fmt: skip
    parts = {json.loads(dims).get("access_group"): (int(num), int(den)) for dims, num, den in rows}
    assert parts[None] == (sum(SUMS["numerator"]), sum(SUMS["population"])) == (33, 54)
    engine = Engine(Warehouse(settings), settings)
    (series,) = engine.answer(Question(("ed_ecat_gap_pct",), "year")).series
    shown = {point.period.year: point.value for point in series.points}
    assert shown[YEAR] == pytest.approx(100 * 33 / 54)


def test_the_strata_add_up_to_the_deck(found):
    visits = Counter(visit for own in found.values() for visit in own)
    assert [visits[g, True] + visits[g, False] for g in GROUPS] == SUMS["population"]
    assert [visits[g, True] for g in GROUPS] == SUMS["numerator"]


def test_every_record_of_the_deck_is_accounted_for(home):
    rows = Warehouse(read_settings(home)).generation().rows(  # type: ignore[union-attr]
        "SELECT feed, sum(rows_read), sum(rows_inserted + rows_updated + rows_unchanged + rows_superseded), "
        "sum(rows_quarantined), sum(rows_ignored) FROM load_log GROUP BY feed"
    )  # fmt: skip
    log = {feed: tuple(map(int, counts)) for feed, *counts in rows}
    assert all(read == kept and not refused for read, kept, refused, _ in log.values())
    assert log["encounters"][0] == 69
    assert log["patients"][0] == 53
    assert log["stays"][0] + log["stays"][3] == 69
