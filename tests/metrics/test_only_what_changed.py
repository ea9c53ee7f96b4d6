"""A refresh makes anew only what can have changed, and nobody can tell it from one that makes everything anew."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import duckdb
import pytest

from data.schema import DERIVED, HISTORY, PRODUCT
from data.settings import Settings
from data.warehouse import build
from metrics import values
from metrics.catalogue import KPIS
from metrics.publish import publish, rejudge
from pipelines import derive as deriving
from pipelines.derive import derive
from tests.metrics.town import AS_OF, load, place, steady, visits

CHOSEN = ("ed_lwbs_rate", "ed_los_discharged_median", "ed_lwbs_count", "ed_arrival_to_provider_median")
KPI_IDS = tuple(kpi_id for kpi_id in CHOSEN if kpi_id in KPIS)
UNITS = {"TOWN-A": (15, 60), "TOWN-B": (14, 80)}
Change = Callable[[duckdb.DuckDBPyConnection], None]


def one_more_visit(con: duckdb.DuckDBPyConnection) -> None:
    visits(con, "TOWN-A", date(2026, 1, 1), (0, 1), "now")


def a_late_visit(con: duckdb.DuckDBPyConnection) -> None:
    visits(con, "TOWN-B", date(2024, 5, 1), (1, 1), "late")


def a_void_visit(con: duckdb.DuckDBPyConnection) -> None:
    con.execute(
        "UPDATE ed_visit SET is_void = true WHERE encounter_id = (SELECT min(encounter_id) FROM ed_visit)"
    )


def a_month_less(con: duckdb.DuckDBPyConnection) -> None:
    con.execute("UPDATE ed_visit SET is_deleted = true WHERE arrival_ts < TIMESTAMPTZ '2023-08-01 05:00+00'")


def a_new_unit(con: duckdb.DuckDBPyConnection) -> None:
    place(con, "CITY", "A")
    visits(con, "CITY-A", date(2025, 12, 1), (3, 40))


def a_target(con: duckdb.DuckDBPyConnection) -> None:
    con.execute(
        "INSERT INTO kpi_target_frozen BY NAME SELECT 'ed_lwbs_rate' AS kpi_id, 'network' AS scope_type, '*' AS scope_id, "
        "DATE '2020-01-01' AS valid_from, 12.0 AS target"
    )


def a_rebase(con: duckdb.DuckDBPyConnection) -> None:
    con.execute(
        "INSERT INTO spc_rebase BY NAME SELECT 'ed_lwbs_rate' AS kpi_id, 'facility' AS scope_type, 'TOWN' AS scope_id, "
        "DATE '2025-02-01' AS rebase_date, 'a second doctor' AS reason"
    )


def nothing(con: duckdb.DuckDBPyConnection) -> None:
    """The same rows once more."""


CHANGES = (one_more_visit, a_late_visit, a_void_visit, a_month_less, a_new_unit, a_target, a_rebase, nothing)


@pytest.fixture(scope="module")
def town(home: Settings, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    settings = replace(home, home=tmp_path_factory.mktemp("town") / "home")
    load(
        settings,
        lambda con: place(con, "TOWN", "AB", "internal"),
        steady(UNITS, date(2023, 7, 1), 31),
        kpis=KPI_IDS,
    )
    return settings


def content(con: duckdb.DuckDBPyConnection) -> dict[str, list[tuple[object, ...]]]:
    """Everything that a refresh makes, except which load made it."""
    found = {}
    for table in (*DERIVED, *PRODUCT, *HISTORY):
        if table != "built_from":
            columns = "COLUMNS(lambda name: name <> 'load_id')"
            found[table] = con.execute(f'SELECT {columns} FROM "{table}" ORDER BY ALL').fetchall()
    return found


def refreshed(
    settings: Settings, change: Change, as_of: date, is_anew: bool, kpis: tuple[str, ...] = KPI_IDS
) -> dict[str, list[tuple[object, ...]]]:
    with build(settings, "test") as candidate:
        change(candidate.con)
        if is_anew:
            candidate.con.execute("DELETE FROM built_from")
        derive(candidate.con, as_of)
        chosen = {kpi_id: KPIS[kpi_id] for kpi_id in kpis}
        publish(candidate.con, candidate.number, "run", as_of, settings.market, kpis=chosen)
        return content(candidate.con)


@pytest.mark.parametrize("days", [0, 1, 12], ids=["same day", "next day", "next month"])
@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__)
def test_after_any_change_the_generation_is_that_of_a_refresh_from_nothing(town, change, days):
    as_of = AS_OF + timedelta(days=days)
    kept, anew = (refreshed(town, change, as_of, is_anew) for is_anew in (False, True))
    for table, rows in anew.items():
        assert kept[table] == rows, table


def test_what_is_no_longer_asked_for_goes(town):
    fewer = KPI_IDS[:1]
    kept, anew = (refreshed(town, nothing, AS_OF, is_anew, fewer) for is_anew in (False, True))
    assert kept == anew
    assert {row[0] for row in kept["kpi_verdict"]} == set(fewer)


def loads_of(con: duckdb.DuckDBPyConnection, condition: str) -> set[int]:
    return {
        row[0]
        for row in con.execute(f"SELECT DISTINCT load_id FROM kpi_verdict WHERE {condition}").fetchall()
    }


def published_again(candidate, change: Change) -> None:
    change(candidate.con)
    derive(candidate.con, AS_OF)
    chosen = {kpi_id: KPIS[kpi_id] for kpi_id in KPI_IDS}
    publish(candidate.con, candidate.number, "run", AS_OF, "us_hospital", kpis=chosen)


def test_a_visit_of_this_month_judges_no_month_that_is_over(town):
    with build(town, "test") as candidate:
        published_again(candidate, one_more_visit)
        con, new = candidate.con, candidate.number
        assert loads_of(con, "status = 'final' AND period_type = 'month'") == {new - 1}
        assert loads_of(con, "scope_id = 'TOWN-B'") == {new - 1}
        this_month = "period_type = 'month' AND period_start = DATE '2026-01-01' AND scope_id = 'TOWN-A'"
        assert new in loads_of(con, this_month)
        assert {row[0] for row in con.execute("SELECT load_id FROM kpi_forecast").fetchall()} <= {new - 1}


def test_a_late_visit_judges_its_own_series_as_a_whole_and_no_other(town):
    with build(town, "test") as candidate:
        published_again(candidate, a_late_visit)
        con, new = candidate.con, candidate.number
        of = "kpi_id = 'ed_lwbs_rate' AND period_type = 'month' AND scope_id = '{}'"
        assert loads_of(con, of.format("TOWN-B")) == {new}
        assert loads_of(con, of.format("TOWN-A")) == {new - 1}


def test_only_tables_whose_rows_can_have_changed_are_built(town, monkeypatch):
    built, renewed = [], []
    real, partly = deriving._build, deriving.renew
    monkeypatch.setattr(
        deriving, "_build", lambda con, name, as_of: (built.append(name), real(con, name, as_of))
    )
    monkeypatch.setattr(
        deriving, "renew", lambda con, name, *of: partly(con, name, *of) and not renewed.append(name)
    )
    with build(town, "test") as candidate:
        derive(candidate.con, AS_OF)
        assert built == []
        one_more_visit(candidate.con)
        derive(candidate.con, AS_OF)
    assert "v_ed_visit" in renewed, "its rows follow from single visits"
    assert "v_seen_spell" in renewed, "its rows follow from single patients"
    assert "v_visit_reach" in built, "nobody says which of its rows follow from a visit"
    unmoved = {"v_cash_month", "v_shift", "v_posting", "v_discharge", "v_charge", "v_claim"}
    assert not unmoved & {*built, *renewed}, "nothing of them belongs to that visit"


def test_durations_of_months_that_are_over_are_lined_up_once(town, monkeypatch):
    since = {}
    real = values.roll
    monkeypatch.setattr(
        values,
        "roll",
        lambda con, table, parts, known=None: (since.update({table: known}), real(con, table, parts, known)),
    )
    for change, first in ((one_more_visit, date(2026, 1, 1)), (a_late_visit, date(2024, 5, 1))):
        with build(town, "test") as candidate:
            published_again(candidate, change)
        assert since["v_ed_visit"] == first
    with build(town, "test") as candidate:
        one_more_visit(candidate.con)
        derive(candidate.con, AS_OF)
        a_late_visit(candidate.con)
        published_again(candidate, nothing)
    assert since["v_ed_visit"] is None, "nobody found values of what was derived in between"
    refreshed(town, nothing, AS_OF + timedelta(days=1), is_anew=False)
    assert since["v_ed_visit"] == date.max, "another day changes what is final, and no value"


def test_a_target_that_comes_and_goes_leaves_no_verdict_behind(town):
    with build(town, "test") as candidate:
        con, kpis = candidate.con, {kpi_id: KPIS[kpi_id] for kpi_id in KPI_IDS}
        before = content(con)["kpi_verdict"]
        a_target(con)
        rejudge(con, candidate.number, town.market, kpis=kpis, changed={"ed_lwbs_rate"})
        assert content(con)["kpi_verdict"] != before
        con.execute("DELETE FROM kpi_target_frozen")
        published_again(candidate, nothing)
        assert content(con)["kpi_verdict"] == before


def test_another_program_makes_everything_anew(town, monkeypatch):
    monkeypatch.setattr("data.stamps.code", lambda: "another")
    with build(town, "test") as candidate:
        published_again(candidate, nothing)
        assert loads_of(candidate.con, "TRUE") == {candidate.number}
