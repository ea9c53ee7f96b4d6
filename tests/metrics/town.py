"""One hospital that hides small numbers, in as many data loads as a test writes: what a load says beside another one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

import duckdb

from data.settings import Settings
from data.warehouse import Warehouse, build
from metrics.catalogue import KPIS
from metrics.engine import Engine
from metrics.publish import publish
from pipelines.derive import derive
from tests.network import SYSTEM

LEFT = "ed_lwbs_rate"
AS_OF = date(2026, 1, 20)
Fill = Callable[[duckdb.DuckDBPyConnection], None]


def place(con: duckdb.DuckDBPyConnection, facility: str, units: str, profile: str = "cms") -> None:
    """A facility with emergency departments of one letter each."""
    con.execute(
        "INSERT INTO facility BY NAME SELECT $f AS facility_id, lower($f) AS facility_name, 'America/New_York' AS "
        "time_zone, 'US' AS country_code, 'USD' AS currency_code, 1 AS fiscal_year_start_month, "
        f"$p AS suppression_profile, {SYSTEM}",
        {"f": facility, "p": profile},
    )
    for unit in units:
        con.execute(
            "INSERT INTO unit BY NAME SELECT $f || '-' || $u AS unit_id, $f AS facility_id, $u AS unit_name, 'ed' AS "
            "unit_type, false AS is_inpatient_bedded, 'midnight' AS patient_day_method, "
            f"DATE '2000-01-01' AS valid_from, {SYSTEM}",
            {"f": facility, "u": unit},
        )


def visits(
    con: duckdb.DuckDBPyConnection, unit: str, month: date, counts: tuple[int, int], tag: str = ""
) -> None:
    """So many visits of a unit in a month, of which so many left unseen: `counts` = (left, all)."""
    con.execute(
        "INSERT INTO ed_visit BY NAME SELECT $u || $m || $tag || i AS encounter_id, split_part($u, '-', 1) AS "
        "facility_id, $u AS unit_id, start AS arrival_ts, start + INTERVAL 2 HOUR AS departure_ts, "
        "CASE WHEN i < $left THEN 'lwbs' ELSE 'discharged' END AS disposition, 1 AS acuity, "
        f"false AS is_scheduled_return, false AS had_observation, false AS mental_health_flag, {SYSTEM} FROM (SELECT i, "
        "timezone('UTC', CAST($m AS TIMESTAMP) + INTERVAL 16 HOUR + INTERVAL (i * 26 // $n) DAY) AS start "
        "FROM range($n) AS v(i)) ORDER BY start",
        {"u": unit, "m": str(month), "tag": tag, "left": counts[0], "n": counts[1]},
    )
    con.execute(
        "INSERT INTO encounter BY NAME SELECT encounter_id, encounter_id || 'p' AS patient_id, facility_id, 'ed' AS "
        "encounter_class, 'finished' AS status, arrival_ts AS start_ts, arrival_ts AS admit_ts, "
        f"false AS is_planned_admission, false AS is_newborn, {SYSTEM} FROM ed_visit "
        "WHERE encounter_id NOT IN (SELECT encounter_id FROM encounter)"
    )


def months(first: date, count: int) -> list[date]:
    start = first.year * 12 + first.month - 1
    return [date(m // 12, m % 12 + 1, 1) for m in range(start, start + count)]


def steady(units: Mapping[str, tuple[int, int]], first: date, count: int) -> Fill:
    """The same visits of every unit in every month."""

    def fill(con: duckdb.DuckDBPyConnection) -> None:
        for month in months(first, count):
            for unit, counts in units.items():
                visits(con, unit, month, counts)

    return fill


def load(settings: Settings, *fills: Fill, kpis: tuple[str, ...] = (LEFT,)) -> None:
    """One more data load."""
    with build(settings, "test") as candidate:
        for fill in fills:
            fill(candidate.con)
        candidate.con.execute(
            "INSERT INTO refresh_run BY NAME SELECT 'r' || $n AS run_id, $n AS load_id, now() AS started_ts, now() AS "
            "ended_ts, $day AS as_of_date, 't' AS trigger, 1 AS files, 1 AS rows_read, 0 AS rows_quarantined",
            {"n": candidate.number, "day": AS_OF},
        )
        candidate.lock()
        derive(candidate.con, AS_OF)
        chosen = {kpi_id: KPIS[kpi_id] for kpi_id in kpis}
        publish(candidate.con, candidate.number, "run", AS_OF, settings.market, kpis=chosen)
        candidate.publish({"as_of": AS_OF.isoformat(), "is_demo": False})


def opened(settings: Settings) -> Engine:
    return Engine(Warehouse(settings), settings)
