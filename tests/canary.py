"""A hospital in which every unit's rows carry amounts of their own, written straight into the tables that KPIs read.

Two of them that differ only in the rows outside somebody's scope must give that person the same answers.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from datetime import date

import duckdb

from data.schema import DERIVED, Column
from data.schema.table import INDIVIDUAL
from data.settings import Settings
from data.warehouse import Warehouse, build
from metrics.catalogue import KPIS
from metrics.engine import Engine
from metrics.permits import tables_of
from metrics.publish import publish
from metrics.sides import shape
from tests.network import SYSTEM
from tests.oracle.effort import EFFORT

UNITS = {"C": ("C1", "C2", "C3", "?:C"), "T": ("T1", "T2", "?:T")}
OUTSIDE = ("C2", "C3", "?:C")
MONTHS, ROWS = 15, 4
AS_OF = date(2026, 4, 20)
SOMEBODY = "dr-"
CENTRES = {"C2": "K9", "C3": "K9", "?:C": "K9"}
ALWAYS = (
    "amb_no_show_rate", "denial_rate_initial_pct", "ed_lwbs_rate", "mortality_crude_pct", "readmission_30d_pct",
)  # fmt: skip
CHOSEN = {
    kpi_id: replace(kpi, needs=())  # as it is where all its inputs are delivered: nothing is loaded here
    for i, (kpi_id, kpi) in enumerate(KPIS.items())
    if EFFORT >= 1 or i % 5 == 0 or kpi_id in ALWAYS
}
TABLES = sorted({table for kpi in CHOSEN.values() for table in tables_of(kpi)})
_LITERAL = re.compile(r"(\w+)\s*(?:=|<>|IN)\s*\(?((?:\s*'[^']*'\s*,?)+)", re.IGNORECASE)


def words() -> dict[str, list[str]]:
    """By column, the values that some KPI asks for, and one that none does."""
    found: dict[str, set[str]] = defaultdict(set)
    for kpi in KPIS.values():
        for is_unit in (False, True):
            for part in shape(kpi, is_unit).parts:
                for column, values in _LITERAL.findall(f"{part.where} {part.expression}"):
                    found[column] |= set(re.findall(r"'([^']*)'", values))
    return {column: sorted(values | {"other"}) for column, values in found.items()}


def _value(table: str, column: Column, known: dict[str, list[str]]) -> str:
    """A column as SQL over `unit`, `facility`, `centre`, `day`, `i` and `salt`, the same at every run."""
    dice = f"(hash('{table}', '{column.name}', unit, month, i, salt) % 1000003)"
    own = {"facility_id": "facility", "unit_id": "unit", "cost_centre_id": "centre"}
    if column.name in own:
        return own[column.name]
    if column.type == "DATE":
        return "day"
    if column.type in ("TIMESTAMP", "TIMESTAMPTZ"):
        return f"CAST(day AS {column.type})"
    if column.type == "BOOLEAN":
        return f"{dice} % 3 > 0"
    if column.type == "VARCHAR[]":
        return "[]"
    if column.type == "VARCHAR":
        if column.data_class == INDIVIDUAL:
            return f"unit || '-{SOMEBODY}' || (month % 2)"
        if column.is_identifying or column.name.endswith("_id"):
            return f"unit || '-' || month || '-' || i || '-{column.name}'"
        values = known.get(column.name, ["a", "b"])
        return f"list_extract({values!r}, CAST(1 + {dice} % {len(values)} AS INTEGER))"
    if column.name == "weekday" or column.name.endswith("_weekday"):
        return f"CAST(1 + {dice} % 7 AS {column.type})"
    return f"CAST(1 + {dice} % 40 AS {column.type})"


def fill(
    con: duckdb.DuckDBPyConnection, changed: tuple[str, ...] = (), tables: Iterable[str] = DERIVED
) -> None:
    """Two facilities and rows in the tables; those of the units in `changed` come out differently."""
    for facility, units in UNITS.items():
        con.execute(
            f"INSERT INTO facility BY NAME SELECT '{facility}' AS facility_id, 'Facility {facility}' AS facility_name, "
            "'America/New_York' AS time_zone, 'US' AS country_code, 'USD' AS currency_code, "
            f"1 AS fiscal_year_start_month, 'internal' AS suppression_profile, {SYSTEM}"
        )
        for unit in units:
            con.execute(
                f"INSERT INTO unit BY NAME SELECT '{unit}' AS unit_id, '{facility}' AS facility_id, 'Unit {unit}' AS unit_name, "
                "'med_surg' AS unit_type, true AS is_inpatient_bedded, 'midnight' AS patient_day_method, "
                f"DATE '2000-01-01' AS valid_from, {SYSTEM}"
            )
    known = words()
    places = ", ".join(
        f"('{unit}', '{facility}', '{CENTRES.get(unit, 'K1')}', {int(unit in changed)})"
        for facility, units in UNITS.items()
        for unit in units
    )
    con.execute(
        "CREATE TEMP TABLE lot AS SELECT *, CAST(CAST(DATE '2025-01-01' + to_months(month) AS DATE) + "
        "CAST(CASE WHEN i = 0 THEN 0 WHEN i = 1 THEN 27 ELSE hash(unit, month, i) % 27 END AS INTEGER) AS DATE) AS day "
        f"FROM (VALUES {places}) AS p(unit, facility, centre, salt), "
        f"(SELECT CAST(range AS INTEGER) AS month FROM range({MONTHS})), "
        f"(SELECT CAST(range AS INTEGER) AS i FROM range({ROWS}))"
    )
    for table in (DERIVED[name] for name in tables):
        day = "CAST(date_trunc('month', day) AS DATE) AS day" if table.cadence_days >= 28 else "day"
        columns = ", ".join(f'{_value(table.name, c, known)} AS "{c.name}"' for c in table.columns)
        con.execute(
            f"INSERT INTO {table.name} BY NAME SELECT {columns} FROM "
            f"(SELECT * EXCLUDE (day), {day} FROM lot) ORDER BY unit, month, i"
        )
    con.execute("DROP TABLE lot")


def hospital(settings: Settings, changed: tuple[str, ...] = ()) -> Engine:
    """Filled, published, with earlier values in its history."""
    with build(settings, "canary") as candidate:
        con = candidate.con
        fill(con, changed, TABLES)
        candidate.lock()
        publish(con, candidate.number, "run", AS_OF, settings.market, kpis=CHOSEN)
        con.execute(
            "INSERT INTO kpi_value_history BY NAME SELECT * REPLACE (value * 1.25 AS value), "
            "load_id AS until_load, false AS is_absent FROM kpi_value WHERE period_type = 'month' AND status = 'final' "
            "AND hash(kpi_id, period_start, scope_id) % 50 = 0"
        )
        candidate.publish({"as_of": AS_OF.isoformat(), "is_demo": False})
    return Engine(Warehouse(settings), settings)
