"""Values of processes: what comes through a chain of steps, and defects as a distance in standard deviations."""

from __future__ import annotations

from datetime import date
from statistics import NormalDist

import pytest

from metrics.compile import compile
from metrics.judging import Value, rests_on
from metrics.kpi import Exposure, ProductRatio, Ratio, SigmaLevel, Sum
from metrics.question import Question
from metrics.values import fill_horizon, fill_values
from tests.metrics.examples import kpi
from tests.world import World, blank

JAN = date(2026, 1, 1)
STEPS = "v_process_step"
THROUGH = kpi(
    "through",
    value=ProductRatio(Sum("right_first_time", STEPS), Sum("units", STEPS), over="step_code", per=100),
    by=(),
    is_person_count=False,
)
SIGMA = kpi(
    "sigma",
    value=SigmaLevel(Sum("defects", STEPS), Exposure("opportunities", STEPS), 1.5),
    by=(),
    is_person_count=False,
)
ROWS = """
    period_date | facility_id | unit_id | step_code | units | right_first_time | defects | opportunities
    2026-01-01  | F           | A       | 1         | 100   | 97               | 2       | 1000
    2026-01-01  | F           | B       | 1         | 300   | 150              | 1       | 1000
    2026-01-01  | F           | A       | 2         | 100   | 93               | 0       | 1000
    2026-02-01  | F           | A       | 1         | 100   | 0                | 0       | 1000
    2026-02-01  | F           | A       | 2         | 100   | 50               | 0       | 1000
    2026-03-01  | F           | A       | 1         | 0     | 0                | 0       | 0
    2026-03-01  | F           | A       | 2         | 100   | 50               | 0       | 0
"""


def asked(one):
    cursor = World({STEPS: ROWS}, needed=()).con.execute(compile([one], Question((one.id,))).sql)
    names = [column[0].removeprefix(f"{one.id}_") for column in cursor.description]
    return {row[0].month: dict(zip(names, row, strict=True)) for row in cursor.fetchall()}


def test_a_chain_multiplies_its_steps_each_summed_over_its_places_first():
    """A step that nothing survives makes the chain 0; a step without units makes it unknown."""
    rows = asked(THROUGH)
    assert rows[1]["value"] == pytest.approx(100 * 247 / 400 * 0.93, abs=1e-9)
    assert rows[2]["value"] == 0
    assert rows[3]["value"] is None


def test_a_sigma_level_is_unknown_without_a_defect_and_without_an_opportunity():
    rows = asked(SIGMA)
    assert rows[1]["value"] == pytest.approx(NormalDist().inv_cdf(1 - 3 / 3000) + 1.5, abs=1e-9)
    assert (rows[2]["value"], rows[3]["value"]) == (None, None)


@pytest.mark.parametrize(
    "share", [1e-9, 1e-6, 0.01, 0.0749, 0.075, 0.3, 0.5, 0.7, 0.925, 0.9251, 0.9999966, 1 - 1e-9]
)
def test_the_normal_quantile_of_the_database_is_that_of_python(share):
    found = blank().execute("SELECT normal_quantile(CAST($p AS DOUBLE))", {"p": share}).fetchone()
    assert found[0] == pytest.approx(NormalDist().inv_cdf(share), abs=1e-9)


@pytest.mark.parametrize("share", [0, 1, -0.1, 1.1])
def test_the_normal_quantile_of_no_share_is_unknown(share):
    assert blank().execute("SELECT normal_quantile(CAST($p AS DOUBLE))", {"p": share}).fetchone() == (None,)


@pytest.mark.parametrize("scope_type", ["network", "unit"])
def test_a_stored_chain_and_sigma_level_are_the_compiled_ones(scope_type):
    con = World({STEPS: ROWS}, needed=()).con
    fill_horizon(con)
    fill_values(con, (THROUGH, SIGMA), 7, date(2026, 6, 1))
    by = "unit_id" if scope_type == "unit" else ""
    for one in (THROUGH, SIGMA):
        statement = compile([one], Question((one.id,), by=by))
        cursor = con.execute(statement.sql)
        names = [column[0].removeprefix(f"{one.id}_") for column in cursor.description]
        rows = (dict(zip(names, row, strict=True)) for row in cursor.fetchall())
        compiled = {(row["grp"] or "*", row["period"]): row["value"] for row in rows}
        stored = con.execute(
            "SELECT scope_id, period_start, value FROM kpi_value WHERE kpi_id = $k AND period_type = 'month' "
            "AND scope_type = $s",
            {"k": one.id, "s": scope_type},
        ).fetchall()
        assert {row[:2]: row[2] for row in stored} == compiled


@pytest.mark.parametrize(
    ("side", "n"), [(Exposure("patients", "v_bed_day"), 700), (Sum("patients", "v_bed_day"), 31)]
)
def test_minimum_numbers_are_held_against_an_exposure_and_not_against_money_or_weights(side, n):
    one = kpi("rate", value=Ratio(Sum("patients", "v_bed_day"), side))
    assert rests_on(one, Value(JAN, 3, 700, 1.0, 31, 31)) == n
