"""Figures of published discharges and returns: those of a state and of ten trusts through the loader, those of the NHS plain."""

from __future__ import annotations

import contextlib
import csv
import io
import statistics
from collections import defaultdict
from pathlib import Path

import pytest

from data.settings import read_settings
from data.warehouse import Generation, Warehouse
from metrics import spc
from tests.realfiles.kpis import DATA, ROOT

pytestmark = pytest.mark.skipif(not DATA.is_dir(), reason="the public sets lie beside the checkout only")
YEAR = "SELECT value FROM kpi_value WHERE kpi_id = $kpi AND period_type = 'year' AND scope_type = $level AND scope_id = $id"
# Whole days by the calendar: a stay over the change of the clock is not an hour longer.
STAY_DAYS = "round((epoch(e.discharge_ts) - epoch(e.admit_ts)) / 86400.0)"


def read(path: str) -> list[dict[str, str]]:
    (found,) = DATA.glob(path)
    with found.open(encoding="utf-8-sig") as file:
        return list(csv.DictReader(file))


def loaded(name: str, pattern: str, folder: Path) -> Generation:
    from app import main

    profile = ROOT / "tests" / "profiles" / f"{name}.toml"
    files = map(str, (DATA / name).glob(pattern))
    with contextlib.redirect_stdout(io.StringIO()):
        assert main(["load", *files, "--home", str(folder), "--profile", str(profile)]) == 0
    return Warehouse(read_settings(folder)).generation()


@pytest.fixture(scope="module")
def state(tmp_path_factory: pytest.TempPathFactory) -> Generation:
    return loaded("sparcs_2016_sample", "*.csv", tmp_path_factory.mktemp("state"))


@pytest.fixture(scope="module")
def trusts(tmp_path_factory: pytest.TempPathFactory) -> Generation:
    return loaded("nhsr_datasets", "csv/LOS_model.csv", tmp_path_factory.mktemp("trusts"))


def value(generation: Generation, kpi_id: str, level: str = "network", place: str = "*") -> float:
    ((found,),) = generation.rows(YEAR, {"kpi": kpi_id, "level": level, "id": place})
    return found


def test_a_thousand_discharges_of_a_state_have_their_published_figures(state):
    """Over all of them, newborns with them."""
    ((n, died, from_ed, stay, middle),) = state.rows(
        "SELECT count(*), count(*) FILTER (discharge_disposition = 'died'), count(*) FILTER (admission_source = 'ed'), "
        f"avg({STAY_DAYS}), median({STAY_DAYS}) FROM live.encounter e"
    )
    assert (n, died, from_ed, round(stay, 3), middle) == (1000, 18, 594, 5.296, 3)
    ((charge, cost, half, daily, share),) = state.rows(
        "SELECT avg(gross_charges), avg(total_cost), median(total_cost), sum(total_cost) / sum(days), "
        "sum(total_cost) / sum(gross_charges) FROM live.patient_cost JOIN "
        f"(SELECT encounter_id, {STAY_DAYS} AS days FROM live.encounter e) USING (encounter_id)"
    )
    assert [round(float(one), 2) for one in (charge, cost, half, daily)] == [
        45239.19,
        14992.84,
        8033.68,
        2830.97,
    ]
    assert round(float(share), 6) == 0.331413
    by_severity = state.rows(
        f"SELECT right(drg_code, 1) AS severity, round(avg({STAY_DAYS}), 4), round(avg(total_cost), 2) "
        "FROM live.encounter e JOIN live.patient_cost USING (encounter_id) GROUP BY 1 ORDER BY 1"
    )
    assert [row[1] for row in by_severity] == [2.8035, 4.9456, 7.4706, 15.0]
    assert [float(by_severity[k][2]) for k in (0, 3)] == [8665.71, 49002.95]


def test_its_indicators_leave_newborns_out_and_are_what_the_file_says(state):
    rows = [r for r in read("sparcs_2016_sample/*.csv") if r["Type of Admission"] != "Newborn"]
    days = [int(r["Length of Stay"]) for r in rows]
    costs = [float(r["Total Costs"].replace(",", "")) for r in rows]
    assert len(rows) == 907
    for kpi_id in ("alos_days", "alos_zero_days"):  # nobody left on the day of admission
        assert value(state, kpi_id) == pytest.approx(statistics.fmean(days), rel=1e-12)
    assert value(state, "los_median_days") == statistics.median(days)
    assert value(state, "cost_per_case") == pytest.approx(statistics.fmean(costs), rel=1e-9)
    died = sum(r["Patient Disposition"] == "Expired" for r in rows)
    assert value(state, "mortality_crude_pct") == pytest.approx(100 * died / len(rows), rel=1e-12)


def test_ten_trusts_have_their_published_lengths_of_stay_and_deaths(trusts):
    assert round(value(trusts, "alos_days"), 5) == 4.93667
    assert round(value(trusts, "mortality_crude_pct"), 3) == 17.667
    assert [round(value(trusts, "alos_days", "unit", f"Trust{k}"), 3) for k in (5, 2)] == [6.100, 4.233]
    stranded = [row["stranded.label"] for row in read("nhsr_datasets/csv/stranded_data.csv")]
    assert (stranded.count("Stranded"), len(stranded)) == (310, 768)


def test_opioid_visits_of_a_state_are_its_own_row_and_half_of_all_rows():
    rows = read("sparcs_opioid/*.csv")
    whole = {int(r["Year"]): int(r["Overall Opioid"]) for r in rows if r["Payer"] == "All Payers"}
    assert whole == {2010: 6424, 2011: 7273, 2012: 7810, 2013: 8672, 2014: 9568, 2015: 12629}
    by_payer = sum(
        int(r["Overall Opioid"]) for r in rows if r["Payer"] != "All Payers" and r["Year"] == "2010"
    )
    assert by_payer == 2 * whole[2010]


def test_four_hour_performance_is_the_published_share():
    """A share of several months or trusts is that of their sums: the centre of a p chart."""
    months, first = defaultdict(lambda: [0, 0]), defaultdict(lambda: [0, 0])
    admitted = 0
    for row in read("nhs_ae_pathways/ae_attendances.csv"):
        for sums in (months, *([first] if row["type"] == "1" else [])):
            sums[row["period"]][0] += int(float(row["attendances"])) - int(float(row["breaches"]))
            sums[row["period"]][1] += int(float(row["attendances"]))
        admitted += int(float(row["admissions"]))
    names = sorted(months)
    whole = spc.p([months[m][0] for m in names], [months[m][1] for m in names])
    attended = sum(months[m][1] for m in names)
    assert (len(names), attended) == (36, 72_019_402)
    assert round(100 * whole.centre[0], 5) == 88.48194
    share = {m: 100 * within / all_ for m, (within, all_) in months.items()}
    assert [round(share[m], 4) for m in (names[0], names[-1])] == [90.0351, 86.6043]
    assert (min(share, key=share.get), round(min(share.values()), 4)) == (names[-2], 84.2253)
    assert round(100 * first[names[-1]][0] / first[names[-1]][1], 5) == 79.48626
    assert round(100 * admitted / attended, 4) == 18.7356


@pytest.mark.parametrize(
    ("season", "general", "critical", "crowded"),
    [
        ("1516", 94.697, 85.768, 57.93), ("1617", 93.926, 84.092, 51.22), ("1718", 94.429, 84.785, 55.06),
        ("1819", 93.528, 83.274, 47.49), ("1920", 94.050, 82.277, 53.03),
    ],
)  # fmt: skip
def test_winter_occupancy_is_the_published_share(season, general, critical, crowded):
    """Beds of all trusts and days first, the rows of the country left out; patients above 95 % of the beds are a crowd."""
    rows = [{k.lower(): v for k, v in r.items()} for r in read(f"nhs_winter_sitrep/csv/sitrep{season}.csv")]
    rows = [r for r in rows if r["code"] != "-"]

    def beds(kind: str) -> list[tuple[float, float]]:
        taken, there = {
            "general": ("g&a beds occ'd", "g&a beds open"),
            "critical": ("cc adult occ", "cc adult open"),
        }[kind]
        return [
            tuple(float(r[name]) if r[name] not in ("", "-") else 0.0 for name in (taken, there))
            for r in rows
        ]

    for kind, expected in (("general", general), ("critical", critical)):
        found = beds(kind)
        assert round(100 * sum(t for t, _ in found) / sum(n for _, n in found), 3) == expected
    over = sum(taken > 0.95 * there for taken, there in beds("general"))
    assert round(100 * over / len(rows), 2) == crowded
