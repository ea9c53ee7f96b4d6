"""The morning after, on the demo hospital: most values stay, and every one is that of a publish from nothing."""

from __future__ import annotations

from datetime import timedelta

import duckdb
import pytest

from data.schema import LOADED
from data.settings import Settings
from data.warehouse import build
from metrics import values
from metrics.publish import publish
from pipelines.derive import derive
from tests.once import SMALL_UNTIL, small_demo

# Feeds of the day, and how their rows are told apart.
FEEDS = {
    "ed_visit": "encounter_id",
    "encounter": "encounter_id",
    "charge": "charge_id",
    "survey_response": "response_id",
}
KEY = "kpi_id, period_type, period_start, scope_type, scope_id, dims"


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return small_demo(tmp_path_factory, "later")


def one_more_day(con: duckdb.DuckDBPyConnection) -> None:
    """The last rows of some feeds come once more, under other keys."""
    for table, key in FEEDS.items():
        stamp = next(c.name for c in LOADED[table].columns if c.type in ("DATE", "TIMESTAMPTZ"))
        con.execute(
            f"INSERT INTO {table} SELECT * REPLACE ({key} || '~' AS {key}) FROM {table} "
            f"WHERE {stamp} > (SELECT max({stamp}) - INTERVAL 2 DAY FROM {table})"
        )


def published(settings: Settings, is_anew: bool) -> dict[str, list[tuple[object, ...]]]:
    day = SMALL_UNTIL + timedelta(days=1)
    with build(settings, "test") as candidate:
        con = candidate.con
        one_more_day(con)
        if is_anew:
            con.execute("DELETE FROM built_from")
        derive(con, day)
        publish(con, candidate.number, "run", day, settings.market)
        return {
            table: con.execute(
                f"SELECT COLUMNS(lambda name: name <> 'load_id') FROM {table} ORDER BY {KEY}"
            ).fetchall()
            for table in ("kpi_value", "kpi_verdict")
        }


def test_every_value_and_verdict_of_the_next_day_is_that_of_a_publish_from_nothing(demo, monkeypatch):
    since = {}
    real = values.roll
    monkeypatch.setattr(
        values,
        "roll",
        lambda con, table, parts, known=None: (since.update({table: known}), real(con, table, parts, known)),
    )
    kept = published(demo, is_anew=False)
    begun = {table for table, day in since.items() if day}
    anew = published(demo, is_anew=True)
    for table, rows in anew.items():
        assert kept[table] == rows, table
    assert {"v_ed_visit", "v_charge", "v_shift", "v_incident"} <= begun, (
        "their older periods were not added up again"
    )
