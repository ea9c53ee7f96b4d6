"""What a refresh stored is what the statement gives, and places add up."""

from __future__ import annotations

from datetime import date

import duckdb
import pytest

from metrics import rolls
from metrics.catalogue import KPIS as CATALOGUE
from metrics.compile import compile
from metrics.question import GRAINS, Question
from metrics.values import fill_horizon, fill_values
from tests.metrics.examples import EXAMPLES
from tests.world import World

KPIS = (*EXAMPLES.values(), CATALOGUE["ed_4h_pct"], CATALOGUE["ed_los_discharged_p90"])


def lines(header: str, make, n: int = 240) -> str:
    return "\n".join([header, *(make(i) for i in range(n))])


def day(i: int, step: int = 1) -> str:
    return str(date.fromordinal(date(2025, 10, 20).toordinal() + i * step % 120))


def place(i: int) -> str:
    return ("A | A1", "A | A2", "B | B1", "B | ?:B")[i % 4]


TABLES = {
    "v_ed_visit": lines(
        "visit_date | facility_id | unit_id | disposition | acuity | stay_seconds",
        lambda i: (
            f"{day(i)} | {place(i * 7 // 3)} | {('lwbs', 'discharged')[i % 3 > 0]} | {i % 5} | {i * 977 % 20000 - 90}"
        ),
    ),
    "v_bed_day": lines(
        "bed_date | facility_id | unit_id | patients | staffed_beds",
        lambda i: (
            f"{day(i // 2)} | {('A | A1', 'B | B1')[i % 2]} | {i * 31 % 17} | {'' if i % 11 == 0 else 20}"
        ),
    ),
    "v_unit_exit": lines(
        "exit_date | facility_id | unit_id | kind",
        lambda i: f"{day(i, 3)} | {place(i)} | {('discharge', 'transfer')[i % 2]}",
    ),
    "v_position_month": lines(
        "month_date | facility_id | unit_id | job_role | vacant_fte | budgeted_fte",
        lambda i: f"2025-{10 + i % 3}-01 | {place(i)} | r{i % 6} | {i % 4}.25 | {5 + i % 9}",
        60,
    ),
    "v_survey_answer": lines(
        "event_date | facility_id | unit_id | item_code | composite_code | is_top_box | is_complete",
        lambda i: (
            f"{day(i)} | {place(i)} | q{i % 3} | {('nurses', 'doctors')[i % 4 == 0]} | {i % 5 < 3} | {i % 9 > 0}"
        ),
    ),
}


@pytest.fixture(scope="module", params=["a small hospital", "one that does not fit into memory"])
def con(request) -> duckdb.DuckDBPyConnection:
    con = World(TABLES, needed=()).con
    fill_horizon(con)
    with pytest.MonkeyPatch.context() as patch:
        if request.param != "a small hospital":
            patch.setattr(rolls, "MOST_HELD", 1)  # one quantile of one grain at a time
        fill_values(con, KPIS, 7, date(2026, 3, 1))
    return con


def compiled(con, grain, by):
    kpis = [kpi for kpi in KPIS if grain in kpi.grains]
    statement = compile(kpis, Question(tuple(kpi.id for kpi in kpis), grain, by=by))
    cursor = con.execute(statement.sql)
    names = [column[0] for column in cursor.description]
    found = {}
    for row in (dict(zip(names, r, strict=True)) for r in cursor.fetchall()):
        for kpi in kpis:
            numbers = [row[f"{kpi.id}_{word}"] for word in ("num", "den", "value", "n_eligible", "n_valid")]
            if numbers[3] or numbers[2] is not None:
                found[kpi.id, row["grp"] or "*", row["period"]] = numbers
    return found


def stored(con, grain, scope_type):
    rows = con.execute(
        "SELECT kpi_id, scope_id, period_start, num, den, value, n_eligible, n_valid FROM kpi_value "
        "WHERE period_type = $g AND scope_type = $s",
        {"g": grain, "s": scope_type},
    ).fetchall()
    return {row[:3]: list(row[3:]) for row in rows}


@pytest.mark.parametrize("grain", GRAINS)
@pytest.mark.parametrize(
    ("scope_type", "by"), [("network", ""), ("facility", "facility_id"), ("unit", "unit_id")]
)
def test_a_stored_value_is_the_compiled_value_to_the_last_bit(con, grain, scope_type, by):
    if grain == "day" and scope_type == "unit":
        assert stored(con, grain, scope_type) == {}
        return
    left, right = stored(con, grain, scope_type), compiled(con, grain, by)
    assert left.keys() == right.keys()
    assert len({key[0] for key in left}) == sum(grain in kpi.grains for kpi in KPIS)
    for key, numbers in left.items():
        assert numbers[2:] == right[key][2:], key
        for mine, theirs in zip(numbers[:2], right[key][:2], strict=True):
            assert (mine is None) == (theirs is None), key
            assert mine is None or float(mine) == pytest.approx(float(theirs), abs=5e-10), key


@pytest.mark.parametrize("grain", ["week", "month", "quarter", "year"])
def test_places_add_up_to_the_place_above(con, grain):
    network, facility, unit = (stored(con, grain, scope) for scope in ("network", "facility", "unit"))
    for kpi_id in ("left", "vacant"):
        for (_, _, period), total in ((k, v) for k, v in network.items() if k[0] == kpi_id):
            for parts in (facility, unit):
                inside = [v for k, v in parts.items() if k[0] == kpi_id and k[2] == period]
                assert sum(v[0] or 0 for v in inside) == total[0]
                assert sum(v[1] or 0 for v in inside) == total[1]
                assert sum(v[4] for v in inside) == total[4]


def test_a_period_is_partial_at_both_ends_of_the_data_then_provisional_then_final(con):
    def statuses(as_of):
        fill_horizon(con)
        fill_values(con, KPIS, 7, as_of)
        found = con.execute(
            "SELECT status FROM kpi_value WHERE kpi_id = 'left' AND period_type = 'month' AND scope_type = 'network' "
            "ORDER BY period_start"
        )
        return [row[0] for row in found.fetchall()]

    # Data from 20 October to 16 February; three days until a month is final.
    assert statuses(date(2026, 3, 1)) == ["partial", "final", "final", "final", "partial"]
    assert statuses(date(2026, 2, 2)) == ["partial", "final", "final", "provisional", "partial"]
    assert statuses(date(2026, 2, 3))[3] == "final"
    assert statuses(date(2026, 1, 30))[3] == "partial"


def test_publishing_twice_gives_the_same_rows(con):
    def rows():
        fill_horizon(con)
        fill_values(con, KPIS, 7, date(2026, 3, 1))
        return con.execute("SELECT * FROM kpi_value ORDER BY ALL").fetchall()

    assert rows() == rows()


def test_empty_tables_publish_nothing_and_do_not_fail():
    con = World({"facility": "facility_id \n A"}, needed=()).con
    fill_horizon(con)
    fill_values(con, KPIS, 1, date(2026, 3, 1))
    assert con.execute("SELECT count(*) FROM kpi_value").fetchall() == [(0,)]
