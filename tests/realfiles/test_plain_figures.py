"""The published sets, loaded the ordinary way, give their known figures to the last digit, wherever the machine stands."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.realfiles import figures

pytestmark = pytest.mark.skipif(
    not figures.DATA.is_dir(), reason="the public sets lie beside the checkout only"
)

MONTHS = """
2019-04 479 34.9019 5.3034 145 | 2019-05 480 34.4292 5.1641 128 | 2019-06 506 35.5810 5.1818 143
2019-07 464 34.7198 4.9913 115 | 2019-08 494 36.3927 5.0630 127 | 2019-09 469 34.2687 4.9837 123
2019-10 493 34.9331 4.7450 149 | 2019-11 464 35.1853 5.0929 140 | 2019-12 489 34.7648 4.6822 129
2020-01 513 36.3236 4.9592 147 | 2020-02 431 36.6705 4.7154 123 | 2020-03 506 35.8794 5.3277 119
2020-04 469 35.0448 4.6270 126 | 2020-05 519 35.8092 5.1456 158 | 2020-06 485 35.5072 4.7092 141
2020-07 488 35.1988 4.7877 146 | 2020-08 530 35.1132 5.1770 113 | 2020-09 466 35.0601 4.9083 120
2020-10 471 34.0510 5.3120 125
"""


def _months() -> list[list[object]]:
    rows = [row.split() for line in MONTHS.strip().splitlines() for row in line.split("|")]
    return [[month, int(n), wait, score, int(answers)] for month, n, wait, score, answers in rows]


KNOWN = {
    "hospital_er": {
        "visits": 9216, "distinct": 9216, "mean wait": "35.25987", "median": 35, "p90": 56, "within 30": "40.679", "min": 10,
        "max": 60, "first": "2019-04-01 01:13", "last": "2020-10-30 23:44", "admitted": [4612, "50.043"],
        "satisfaction": [2517, "27.311", "4.99205", "-45.967"], "services": [5400, 1840, 995],
        "days": [579, "15.917", 7, 30], "months": _months(),
        "xmr wait": ["35.25444", "0.75968", "33.23370", "37.27517"], "xmr score": ["4.99350", "4.19184", "5.79516"],
        "xmr days": ["15.91710", "4.78928", "27.04492"], "days outside": 3, "p chart": ["0.406793", "0.339457", "0.474128"],
    },
    "or_2022q1": {
        "cases": 1357, "room days": 312, "turnovers": 1045, "median": 29, "mean": "29.9847", "negative": 4,
        "mean of the others": "30.1643", "in room": "79.8018", "overrun": "57.77", "booked": "96.712",
        "on time": ["0.00", "46.47", "96.47"], "sessions": 312, "utilisation": "72.310",
    },
    "noshow": {
        "appointments": 45870, "patients": 33039, "days": 11, "missed": "20.7935", "lead": "9.4582", "median lead": 3,
        "negative leads": 4, "same day": "5.323", "p": "0.207935", "outside": ["05-04", "05-05", "05-10"],
    },
    "synthea27_csv": {
        "patients": 27, "encounters": 604, "classes": [348, 174, 52, 17, 11, 2], "stay": ["1.25679", "30.163"],
        "cost": ["3740.3511", "2259172.04", "12.6586"], "charges": [1545, "1092402.73"], "payments": [1843, "1103503.95"],
        "in": "557125.52", "out": "557125.52", "claims": [1267, 1265, "862.1963", "1092402.73"], "orphans": 0,
        "years": ["1968-01-21", "2024-02-02"], "emergency": [17, 3600, 3600], "stays": 28,
    },
    "fhir_bulk_10": {
        "classes": {"outpatient": 1133, "inpatient": 49, "ed": 23, "home": 9, "virtual": 1},
        "stays": [49, "5.66959", "5.44583", "277.810"], "returns": 12, "patients": 13, "emergency": [23, 3600],
        "years": ["1928-11-05", "2023-03-22"], "procedures": 2056, "diagnoses": 555, "clinicians": 1215,
    },
}  # fmt: skip


@pytest.mark.parametrize("name", sorted(KNOWN))
def test_a_set_reconciles_and_gives_its_known_figures(name: str, tmp_path: Path) -> None:
    files, rows = figures.load_set(name, tmp_path)
    assert {row["status"] for row in files} <= {"loaded", "skipped"}
    for row in files:
        parts = ("inserted", "updated", "unchanged", "superseded", "quarantined")
        assert row["rows_read"] == sum(row[f"rows_{part}"] for part in parts)
        assert row["rows_quarantined"] == 0
    assert figures.plain(figures.FIGURES[name](rows)) == KNOWN[name]


@pytest.mark.parametrize("zone", ["America/New_York", "Asia/Kolkata"])
@pytest.mark.parametrize("name", sorted(KNOWN))
def test_the_time_zone_of_the_machine_changes_no_figure(name: str, zone: str, tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, figures.__file__, name, str(tmp_path)],
        env={**os.environ, "TZ": zone},
        capture_output=True,
        text=True,
        check=True,
    )
    assert json.loads(done.stdout) == KNOWN[name]
