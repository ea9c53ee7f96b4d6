"""What a refresh leaves in a generation, and what a changed target changes in it."""

from __future__ import annotations

from datetime import date

import pytest

from data.schema import PRODUCT
from data.warehouse import Warehouse, build
from metrics.catalogue import KPIS, CatalogueError
from metrics.freezing import freeze
from metrics.publish import publish, rejudge
from tests.metrics.examples import LEFT as EXAMPLE
from tests.metrics.examples import kpi
from tests.network import KPI_IDS

LEFT = "ed_lwbs_rate"


@pytest.fixture(scope="module")
def generation(home):
    return Warehouse(home).generation()


def test_every_value_names_its_definition_and_its_load(generation):
    rows = generation.rows("SELECT DISTINCT kpi_id, definition_version, load_id FROM kpi_value ORDER BY 1")
    lit = [kpi_id for kpi_id in sorted(KPI_IDS) if not kpi_id.startswith(("or_", "turnover"))]
    assert rows == [(kpi_id, KPIS[kpi_id].version, generation.number) for kpi_id in lit]


def test_the_registry_keeps_a_statement_that_runs_as_it_stands(generation):
    for kpi_id, statement in generation.rows("SELECT kpi_id, statement FROM kpi_registry WHERE is_lit"):
        expected = generation.rows(
            "SELECT period_start, value FROM kpi_value WHERE kpi_id = $k AND period_type = 'month' "
            "AND scope_type = 'network' ORDER BY 1",
            {"k": kpi_id},
        )
        assert [(r["period"], r[f"{kpi_id}_value"]) for r in generation.dicts(statement)] == expected


def test_every_published_month_has_one_verdict_and_every_series_one_that_stands(generation):
    assert generation.rows(
        "SELECT count(*) FROM kpi_value v ANTI JOIN kpi_verdict USING (kpi_id, period_type, period_start, scope_type, "
        "scope_id, dims) WHERE period_type = 'month' OR (period_type = 'week' AND scope_type <> 'unit')"
    ) == [(0,)]
    standing = generation.rows(
        "SELECT count(*) FILTER (WHERE is_latest) FROM kpi_verdict GROUP BY kpi_id, period_type, scope_type, scope_id"
    )
    assert {row[0] for row in standing} == {1}


def test_every_monthly_series_has_a_forecast_or_a_refusal_in_words(generation):
    series = "SELECT DISTINCT kpi_id, scope_type, scope_id FROM kpi_value WHERE period_type = 'month'"
    assert generation.rows(
        f"SELECT count(*) FROM ({series}) ANTI JOIN kpi_backtest USING (kpi_id, scope_type, scope_id)"
    ) == [(0,)]
    assert generation.rows("SELECT count(*) FROM kpi_backtest WHERE message = ''") == [(0,)]
    assert generation.rows(
        "SELECT count(*) FROM kpi_forecast f SEMI JOIN (SELECT * FROM kpi_backtest WHERE state = 'refused') t "
        "USING (kpi_id, scope_type, scope_id)"
    ) == [(0,)]


def test_a_place_without_a_target_of_its_own_goes_by_the_one_above(generation):
    assert generation.rows(
        "SELECT DISTINCT target FROM kpi_verdict WHERE kpi_id = $k AND scope_type = 'unit'", {"k": LEFT}
    ) == [(2.0,)]


def test_a_changed_target_changes_the_assurance_and_no_value(home):
    with build(home, "test") as candidate:
        con = candidate.con
        before = con.execute("SELECT * EXCLUDE (load_id) FROM kpi_value ORDER BY ALL").fetchall()
        con.execute("UPDATE kpi_target_frozen SET target = 90")
        rejudge(con, candidate.number, home.market)
        assert con.execute("SELECT * EXCLUDE (load_id) FROM kpi_value ORDER BY ALL").fetchall() == before
        found = con.execute(
            "SELECT DISTINCT target, target_met FROM kpi_verdict WHERE kpi_id = $k AND is_judged", {"k": LEFT}
        ).fetchall()
        assert found == [(90.0, True)]


def test_a_target_of_one_kpi_is_judged_without_touching_the_others(home):
    others = "SELECT * FROM {} WHERE kpi_id <> $k ORDER BY ALL"
    with build(home, "test") as candidate:
        con = candidate.con
        names = PRODUCT["kpi_target_frozen"].names
        rows = [
            dict(zip(names, row, strict=True)) for row in con.execute("FROM kpi_target_frozen").fetchall()
        ]
        moved = [row | ({"target": 90.0} if row["kpi_id"] == LEFT else {}) for row in rows]
        tables = ("kpi_verdict", "spc_limit")
        before = [con.execute(others.format(table), {"k": LEFT}).fetchall() for table in tables]
        ahead = con.execute("SELECT * FROM kpi_forecast ORDER BY ALL").fetchall()
        assert freeze(con, (moved, [])) == {LEFT}
        assert freeze(con, (moved, [])) == set()
        rejudge(con, candidate.number, home.market, changed={LEFT})
        assert [con.execute(others.format(table), {"k": LEFT}).fetchall() for table in tables] == before
        assert con.execute("SELECT * FROM kpi_forecast ORDER BY ALL").fetchall() == ahead
        found = con.execute(
            "SELECT DISTINCT target FROM kpi_verdict WHERE kpi_id = $k AND is_judged", {"k": LEFT}
        ).fetchall()
        assert found == [(90.0,)]


def test_publishing_again_from_the_same_rows_gives_the_same_numbers_verdicts_and_forecasts(home):
    tables = ("kpi_value", "kpi_verdict", "spc_limit", "kpi_forecast", "kpi_backtest", "kpi_registry")

    def content(con):
        return {
            name: con.execute(f"SELECT * EXCLUDE (load_id) FROM {name} ORDER BY ALL").fetchall()
            if name not in ("spc_limit", "kpi_registry")
            else con.execute(f"SELECT * FROM {name} ORDER BY ALL").fetchall()
            for name in tables
        }

    with build(home, "test") as candidate:
        before = content(candidate.con)
        chosen = {kpi_id: KPIS[kpi_id] for kpi_id in KPI_IDS}
        publish(candidate.con, candidate.number, "again", date(2026, 3, 10), home.market, kpis=chosen)
        assert content(candidate.con) == before


def test_a_kpi_that_does_not_fit_stops_the_refresh_by_name(home):
    faulty = kpi("faulty", EXAMPLE.value, eligible="colour = 'red'")
    with build(home, "test") as candidate, pytest.raises(CatalogueError, match=r"KPI faulty: .*colour"):
        publish(
            candidate.con, candidate.number, "run", date(2026, 3, 10), home.market, kpis={"faulty": faulty}
        )
