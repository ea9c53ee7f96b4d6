"""Values that are neither a sum nor a plain ratio: geometric means, days above a line, the fullest hour."""

from __future__ import annotations

from datetime import date

import pytest

from metrics.catalogue import CatalogueError, prove
from metrics.compile import compile
from metrics.kpi import Count, Peak, Ratio, ShareAbove, Sum
from metrics.question import Question
from metrics.values import fill_horizon, fill_values
from tests.metrics.examples import kpi
from tests.world import World, blank

JAN = date(2026, 1, 1)
LOGS = "CAST(ln(greatest(los_days, 1)) AS DECIMAL(18, 12))"
TYPICAL = kpi("typical", value=Ratio(Sum(LOGS, "v_discharge"), Count("v_discharge"), is_log=True))
FULL = kpi(
    "full",
    value=ShareAbove(
        Sum("patients", "v_bed_day"), Sum("staffed_beds", "v_bed_day"), "bed_date", per=100, above=0.92
    ),
)
FULLEST = kpi("fullest", value=Peak(Sum("patients", "v_bed_day"), "bed_date"))
BEDS = """
    bed_date   | unit_id | facility_id | patients | staffed_beds
    2026-01-01 | A       | N           | 92       | 100
    2026-01-02 | A       | N           | 10       | 10
    2026-01-02 | B       | N           | 80       | 90
    2026-01-03 | A       | N           | 93       | 100
    2026-01-04 | A       | N           | 4        | 0
    2026-01-05 | A       | N           | 7        |
    2026-01-05 | C       | S           | 95       |
"""


def asked(tables: dict[str, str], one, **question):
    statement = compile([one], Question((one.id,), **question))
    cursor = World(tables, needed=()).con.execute(statement.sql)
    names = [column[0].removeprefix(f"{one.id}_") for column in cursor.description]
    return {(row[0], row[1]): dict(zip(names, row, strict=True)) for row in cursor.fetchall()}


def test_a_geometric_mean_multiplies_before_it_takes_the_root():
    stays = (
        "discharge_date | los_days \n 2026-01-01 | 1 \n 2026-01-02 | 4 \n 2026-01-03 | 16 \n 2026-01-04 | 0"
    )
    row = asked({"v_discharge": stays}, TYPICAL)[JAN, ""]
    assert row["value"] == pytest.approx(64 ** (1 / 4), abs=1e-9)
    assert row["den"] == 4


def test_a_day_is_above_the_line_when_its_places_together_are():
    """92 of 100 is not above 92 %, nor is 90 of 100 with one full unit; without known beds a day does not count."""
    row = asked({"v_bed_day": BEDS}, FULL)[JAN, ""]
    assert (row["value"], row["den"]) == (pytest.approx(100 / 3), 3)


def test_a_share_of_no_days_is_unknown():
    beds = "bed_date | patients | staffed_beds \n 2026-01-01 | 3 | "
    assert asked({"v_bed_day": beds}, FULL)[JAN, ""]["value"] is None


def test_the_fullest_day_is_that_of_the_places_together():
    assert asked({"v_bed_day": BEDS}, FULLEST)[JAN, ""]["value"] == 102
    by_unit = asked({"v_bed_day": BEDS}, FULLEST, by="unit_id")
    assert {group: row["value"] for (_, group), row in by_unit.items()} == {"A": 93, "B": 80, "C": 95}


@pytest.mark.parametrize("one", [FULL, FULLEST], ids=lambda one: one.id)
def test_days_and_hours_are_published_as_they_are_asked(one):
    world = World({"v_bed_day": BEDS}, needed=())
    fill_horizon(world.con)
    fill_values(world.con, [one], 1, date(2026, 2, 1))
    stored = dict(
        world.con.execute(
            "SELECT scope_id, value FROM kpi_value WHERE period_type = 'month' ORDER BY scope_id"
        ).fetchall()
    )
    for by, prefix in (("", "*"), ("facility_id", ""), ("unit_id", "")):
        for (_, group), row in asked({"v_bed_day": BEDS}, one, by=by).items():
            assert stored[prefix or group] == row["value"]


@pytest.mark.parametrize(
    "value",
    [
        Ratio(Sum("los_days", "v_discharge"), Count("v_discharge"), is_log=True),
        Ratio(Count("v_discharge"), Count("v_discharge"), is_log=True),
        Ratio(Sum(LOGS, "v_discharge"), Count("v_discharge"), per=100, is_log=True),
    ],
)
def test_a_geometric_mean_of_no_logarithms_cannot_start(value):
    with pytest.raises(CatalogueError, match="sums logarithms"):
        prove(blank(), [kpi("faulty", value=value)])
