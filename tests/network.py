"""A small network with emergency visits, written by rule, so that tests know every count in advance.

CITY (internal) has 180 visits a month, TOWN (cms) 80, HAMLET (nhs_5) 40; every tenth patient leaves unseen, from
October 2025 on every third at CITY.
"""

from __future__ import annotations

from datetime import date

import duckdb

from data.settings import Settings
from data.warehouse import Warehouse, build
from metrics.catalogue import KPIS
from metrics.engine import Engine
from metrics.publish import publish
from pipelines.derive import derive

VISITS = {"CITY": 180, "TOWN": 80, "HAMLET": 40}
PROFILES = {"CITY": "internal", "TOWN": "cms", "HAMLET": "nhs_5"}
KPI_IDS = (
    "ed_lwbs_rate", "ed_los_discharged_median", "ed_4h_pct", "ed_visits_count", "or_turnover_median", "turnover_12m_pct",
)  # fmt: skip
SYSTEM = "'t' AS source_id, 't' AS batch_id, false AS is_deleted, false AS is_test, false AS is_void"


def fill(con: duckdb.DuckDBPyConnection) -> None:
    """Facilities, two emergency departments each, and 26 months of visits from January 2024."""
    for facility, visits in VISITS.items():
        con.execute(
            "INSERT INTO facility BY NAME SELECT $f AS facility_id, lower($f) AS facility_name, "
            "'America/New_York' AS time_zone, 'US' AS country_code, 'USD' AS currency_code, "
            f"1 AS fiscal_year_start_month, $p AS suppression_profile, {SYSTEM}",
            {"f": facility, "p": PROFILES[facility]},
        )
        con.execute(
            "INSERT INTO unit BY NAME SELECT $f || '-' || u AS unit_id, $f AS facility_id, 'ED ' || u AS unit_name, "
            "'ed' AS unit_type, false AS is_inpatient_bedded, 'midnight' AS patient_day_method, "
            f"DATE '2000-01-01' AS valid_from, {SYSTEM} FROM (VALUES ('A'), ('B')) AS t(u)",
            {"f": facility},
        )
        con.execute(
            "INSERT INTO ed_visit BY NAME SELECT $f || m || '-' || i AS encounter_id, $f AS facility_id, "
            "$f || CASE WHEN i % 4 = 3 THEN '-B' ELSE '-A' END AS unit_id, start AS arrival_ts, "
            "start + INTERVAL (60 + 7 * ((i * 13 + m * 5) % 30)) MINUTE AS departure_ts, "
            "CASE WHEN i % CASE WHEN $f = 'CITY' AND m >= 21 THEN 3 ELSE 10 END = 0 THEN 'lwbs' ELSE 'discharged' END "
            "AS disposition, 1 + i % 3 AS acuity, false AS is_scheduled_return, false AS had_observation, "
            f"false AS mental_health_flag, {SYSTEM} FROM (SELECT i, m, timezone('UTC', TIMESTAMP '2024-01-01 16:00' "
            "+ INTERVAL (m) MONTH + INTERVAL (i * 27 // $n) DAY) AS start "
            "FROM range($n) AS v(i), range(26) AS w(m)) ORDER BY start",
            {"f": facility, "n": visits},
        )
        con.execute(
            "INSERT INTO encounter BY NAME SELECT encounter_id, encounter_id || 'p' AS patient_id, facility_id, "
            "'ed' AS encounter_class, 'finished' AS status, arrival_ts AS start_ts, arrival_ts AS admit_ts, false AS is_planned_admission, "
            f"false AS is_newborn, {SYSTEM} FROM ed_visit WHERE facility_id = $f",
            {"f": facility},
        )


def publish_network(settings: Settings, as_of: date, ended: tuple[str, str] | None = None) -> int:
    """Fill, derive, publish. `ended` = a facility and the day from which on its feed brings nothing."""
    with build(settings, "test") as candidate:
        fill(candidate.con)
        if ended:
            candidate.con.execute(
                "DELETE FROM ed_visit WHERE facility_id = $1 AND arrival_ts >= CAST($2 AS TIMESTAMPTZ)", ended
            )
        candidate.con.execute(
            "INSERT INTO kpi_target_frozen BY NAME SELECT 'ed_lwbs_rate' AS kpi_id, 'network' AS scope_type, "
            "'*' AS scope_id, DATE '2024-01-01' AS valid_from, 2.0 AS target UNION ALL BY NAME "
            "SELECT 'ed_visits_count' AS kpi_id, 'network' AS scope_type, '*' AS scope_id, "
            "DATE '2024-01-01' AS valid_from, 320.0 AS target"
        )
        candidate.lock()
        derive(candidate.con, as_of)
        chosen = {kpi_id: KPIS[kpi_id] for kpi_id in KPI_IDS}
        publish(candidate.con, candidate.number, "run", as_of, settings.market, kpis=chosen)
        return candidate.publish({"as_of": as_of.isoformat(), "is_demo": False})


def open_network(settings: Settings) -> Engine:
    return Engine(Warehouse(settings), settings)
