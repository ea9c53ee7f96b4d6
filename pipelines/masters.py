"""Rows that other rows point to: facilities, units and payers from profile and settings, derived stays, calendars."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

import duckdb

from data.public_holidays import public_holidays, weekend
from data.schema import LOADED, VOCABULARIES
from data.settings import Settings
from pipelines.emergency import derive_times
from pipelines.source import Profile
from pipelines.sqltext import literal, name

CALENDAR_AHEAD_DAYS = 400
DEFAULTS: dict[str, dict[str, Any]] = {
    "facility": {"country_code": "US", "currency_code": "USD", "fiscal_year_start_month": 1},
    "unit": {"unit_type": "other", "is_inpatient_bedded": False, "patient_day_method": "midnight",
             "valid_from": date(1900, 1, 1)},
    "payer": {"payer_class": "unknown"},
}  # fmt: skip
BEDDED = {
    "inpatient": "inpatient",
    "observation": "observation",
    "ed": "outpatient_in_bed",
    "day_case": "outpatient_in_bed",
}
FIRST_EVENTS = (
    ("encounter", "start_ts"), ("ed_visit", "arrival_ts"), ("appointment", "scheduled_start_ts"),
    ("procedure_case", "sched_start_ts"),
)  # fmt: skip


def prepare(
    con: duckdb.DuckDBPyConnection, settings: Settings, profiles: Iterable[Profile], batch_id: str
) -> None:
    """Facilities, units and payers known before any file is read; the settings have the last word."""
    for profile in profiles:
        for table, rows in (
            ("facility", profile.facilities),
            ("unit", profile.units),
            ("payer", profile.payers),
        ):
            for row in rows:
                _put(con, table, row, profile.source_id, profile.time_zone, settings, batch_id)
    zone = next((str(row["time_zone"]) for row in settings.facilities if "time_zone" in row), "UTC")
    for table, rows in (("facility", settings.facilities), ("unit", settings.units)):
        for row in rows:
            _put(con, table, row, "site", zone, settings, batch_id)
    for payer_class in VOCABULARIES["payer_class"]:
        label = payer_class.replace("_", " ")
        row = {"payer_id": f"class:{payer_class}", "payer_name": label, "payer_class": payer_class}
        _put(con, "payer", row, "builtin", zone, settings, batch_id)


def _put(
    con: duckdb.DuckDBPyConnection,
    table: str,
    row: Mapping[str, Any],
    source: str,
    zone: str,
    settings: Settings,
    batch_id: str,
) -> None:
    key = f"{table}_id"
    full = {**DEFAULTS[table], **row}
    if table == "facility":
        full = {
            "facility_name": row[key],
            "time_zone": zone,
            "suppression_profile": settings.suppression,
            **full,
        }
    elif table == "unit":
        full = {"unit_name": row[key], **full}
    stored = [c for c in LOADED[table].names if c in full]
    values = [full[c] for c in stored]
    names = ", ".join(name(c) for c in stored)
    marks = ", ".join("?" for _ in stored)
    there = con.execute(f"SELECT {names} FROM {table} WHERE {key} = ?", [row[key]]).fetchall()
    if there and list(there[0]) == values:
        return
    con.execute(f"DELETE FROM {table} WHERE {key} = ?", [row[key]])
    con.execute(
        f"INSERT INTO {table} ({names}, source_id, batch_id, is_deleted, is_test, is_void) "
        f"VALUES ({marks}, ?, ?, false, false, false)",
        [*values, source, batch_id],
    )


def complete(con: duckdb.DuckDBPyConnection, profiles: Iterable[Profile], batch_id: str, as_of: date) -> int:
    """What follows from the rows loaded: unknown units, derived stays, calendars. Returns how many units no list has."""
    mark = f"'loader' AS source_id, {literal(batch_id)} AS batch_id, false AS is_deleted, false AS is_test, false AS is_void"
    con.execute(
        f"INSERT INTO unit BY NAME SELECT '?:' || facility_id AS unit_id, facility_id, 'Unknown unit' AS unit_name, "
        f"'other' AS unit_type, false AS is_inpatient_bedded, 'midnight' AS patient_day_method, "
        f"DATE '1900-01-01' AS valid_from, {mark} FROM facility AS f "
        f"WHERE NOT EXISTS (SELECT 1 FROM unit AS u WHERE u.unit_id = '?:' || f.facility_id)"
    )
    for profile in profiles:
        if profile.derive_stays:
            _derive_stays(con, profile.source_id, batch_id)
        if profile.derive_ed_times:
            derive_times(con, profile.source_id, profile.maps.get("mental_health", ()))
        if profile.derive_claim_amounts:
            _sum_claims(con, profile.source_id)
    _place_unknown(con)
    unmapped = _count_strays(con)
    _fill_calendar(con, mark, as_of)
    return unmapped


def _derive_stays(con: duckdb.DuckDBPyConnection, source: str, batch_id: str) -> None:
    """A source with visits but no movements: one stay per visit in a bedded class (model.md 4.1)."""
    classes = " ".join(f"WHEN {literal(c)} THEN {literal(p)}" for c, p in BEDDED.items())
    con.execute(f"DELETE FROM encounter_location WHERE is_derived AND source_id = {literal(source)}")
    con.execute(
        f"INSERT INTO encounter_location BY NAME SELECT encounter_id AS stay_id, encounter_id, "
        f"coalesce(unit_id, '?:' || facility_id) AS unit_id, start_ts AS in_ts, discharge_ts AS out_ts, "
        f"CASE encounter_class {classes} END AS patient_class, 'admit' AS stay_kind, true AS is_derived, source_id, "
        f"batch_id, source_file, source_row, source_updated_ts, is_deleted, is_test, is_void FROM encounter AS e "
        f"WHERE source_id = {literal(source)} AND encounter_class IN ({', '.join(literal(c) for c in BEDDED)}) "
        f"AND status <> 'cancelled' AND NOT EXISTS "
        f"(SELECT 1 FROM encounter_location AS l WHERE l.encounter_id = e.encounter_id)"
    )


def _place_unknown(con: duckdb.DuckDBPyConnection) -> None:
    """`'?'` in tables that know their facility only through the visit."""
    for table, columns in LOADED.items():
        if "unit_id" in columns and "encounter_id" in columns and "facility_id" not in columns:
            con.execute(
                f"UPDATE {name(table)} SET unit_id = '?:' || e.facility_id FROM encounter AS e "
                f"WHERE {name(table)}.unit_id = '?' AND e.encounter_id = {name(table)}.encounter_id"
            )


def _count_strays(con: duckdb.DuckDBPyConnection) -> int:
    """Units that rows name but no list has. Derived tables show them as the unknown unit until a list arrives."""
    parts = [
        f"SELECT unit_id FROM {name(table)}"
        for table, columns in LOADED.items()
        if table != "unit" and "unit_id" in columns
    ]
    return int(
        con.execute(
            f"SELECT count(DISTINCT unit_id) FROM ({' UNION ALL '.join(parts)}) AS met "
            f"WHERE unit_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM unit AS u WHERE u.unit_id = met.unit_id)"
        ).fetchall()[0][0]
    )


def _sum_claims(con: duckdb.DuckDBPyConnection, source: str) -> None:
    """A source whose claims carry no total: the charges of the claim's account are the amount billed."""
    con.execute(
        f"UPDATE claim SET billed_amount = s.total FROM (SELECT patient_account_id, sum(amount) AS total "
        f"FROM charge WHERE source_id = {literal(source)} AND NOT (is_deleted OR is_test OR is_void) GROUP BY 1) AS s "
        f"WHERE claim.source_id = {literal(source)} AND claim.patient_account_id = s.patient_account_id "
        f"AND claim.billed_amount <> s.total"
    )


def _fill_calendar(con: duckdb.DuckDBPyConnection, mark: str, as_of: date) -> None:
    """Every facility gets its days from its first event to 400 days ahead, with the holidays of its country.

    Days that a site's own calendar gives stay; the loader's are made again, as country or fiscal year may have changed.
    """
    con.execute("DELETE FROM calendar WHERE source_id = 'loader'")
    events = " UNION ALL ".join(
        f"SELECT facility_id, min({column}) AS first_ts FROM {table} GROUP BY facility_id"
        for table, column in FIRST_EVENTS
    )
    spans = con.sql(
        f"SELECT facility_id, f.country_code, f.fiscal_year_start_month AS month, "
        f"least(min(CAST(timezone(f.time_zone, first_ts) AS DATE)), DATE '{as_of}') AS first_day "
        f"FROM ({events}) JOIN facility AS f USING (facility_id) GROUP BY ALL"
    )
    since = min((row[3].year for row in spans.fetchall()), default=as_of.year)
    countries = [code for (code,) in con.execute("SELECT DISTINCT country_code FROM facility").fetchall()]
    # The first row keeps the list a table when no country has holidays.
    off = ["('', DATE '1900-01-01')"] + [
        f"({literal(code)}, DATE '{day}')"
        for code in countries
        for day in public_holidays(code, range(since, as_of.year + 3))
    ]
    rest = ["('', [6, 7])"] + [f"({literal(code)}, {sorted(weekend(code))})" for code in countries]
    con.execute(
        f"INSERT INTO calendar BY NAME WITH spans AS ({spans.sql_query()}), "
        f"off(country_code, day) AS (VALUES {', '.join(off)}), "
        f"rest(country_code, days) AS (VALUES {', '.join(rest)}), "
        f"days AS (SELECT facility_id, country_code, month, CAST(unnest(range(first_day, "
        f"DATE '{as_of}' + {CALENDAR_AHEAD_DAYS + 1}, INTERVAL 1 DAY)) AS DATE) AS day FROM spans) "
        f"SELECT facility_id, day AS date, year(day + to_months((13 - month) % 12)) AS fiscal_year, "
        f"(month(day) - month + 12) % 12 + 1 AS fiscal_month, "
        f"list_contains(rest.days, isodow(day)) AS is_weekend, off.day IS NOT NULL AS is_public_holiday, "
        f"NOT is_weekend AND NOT is_public_holiday AS is_working_day, {mark} "
        f"FROM days JOIN rest USING (country_code) LEFT JOIN off USING (country_code, day) "
        f"ANTI JOIN calendar AS c ON c.facility_id = days.facility_id AND c.date = days.day"
    )


__all__ = ["complete", "prepare"]
