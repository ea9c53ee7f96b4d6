"""A warehouse in memory, written down as text tables: what a spec does not say is harmless."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any
from weakref import finalize
from zoneinfo import ZoneInfo

import duckdb

from data.schema import DERIVED, LIVE_DDL, LOADED, LOADER, TABLES, VOCABULARIES, Column
from data.warehouse import MACROS
from pipelines import derive

ZONE = "America/New_York"
HARMLESS: dict[str, Any] = {
    "time_zone": ZONE, "country_code": "US", "currency_code": "USD", "fiscal_year_start_month": 1,
    "suppression_profile": "internal", "unit_type": "med_surg", "is_inpatient_bedded": True,
    "valid_from": "1900-01-01", "encounter.status": "finished", "appointment.status": "completed",
    "procedure_case.status": "done", "encounter.encounter_class": "inpatient", "ed_visit.disposition": "discharged",
    "is_independent_practitioner": True, "is_active": True, "is_census_bed": True, "is_working_day": True,
    "is_eligible": True, "is_complete": True, "is_applicable": True, "is_final": True, "is_posting": True,
    "is_balanced": True, "is_direct_care": True, "contracted_fte": 1, "hours": 8, "sex": "unknown",
    "code_system": "icd10", "survey_type": "hcahps", "version": "1", "top_box_values": "[Always]",
    "start_ts": "2000-01-01 00:00", "has_departure": True, "is_clippable": True, "is_index": True,
    "modality": "in_person", "new_or_return": "unknown", "has_final_cost": True, "fiscal_month": 1,
}  # fmt: skip
LISTED_BY_ID = {"payer": "payer_class", "account": "account_class"}


def rows_of(text: str) -> list[dict[str, str | None]]:
    """Read a text table: a header line, then one row a line, cells between `|`, an empty cell is NULL."""
    lines = [line for line in text.strip().splitlines() if line.strip()]
    names, *body = [[cell.strip() for cell in line.split("|")] for line in lines]
    for cells in body:
        if len(cells) != len(names):
            raise ValueError(f"{len(cells)} cells under {len(names)} columns: {' | '.join(cells)}")
    return [{name: cell or None for name, cell in zip(names, cells, strict=True)} for cells in body]


def blank(con: duckdb.DuckDBPyConnection | None = None) -> duckdb.DuckDBPyConnection:
    """Every table of the schema, empty."""
    con = con or duckdb.connect()
    con.execute("SET TimeZone = 'UTC'")
    for macro in MACROS:
        con.execute(f"CREATE OR REPLACE MACRO {macro}")
    for table in TABLES.values():
        con.execute(table.ddl)
    con.execute("CREATE SCHEMA IF NOT EXISTS live")
    for statement in LIVE_DDL:
        con.execute(statement)
    return con


_FREE: list[duckdb.DuckDBPyConnection] = []
_HELD_BY_A_WORLD = 4  # its attribute, the finalizer, and the two names below


def _give_back(con: duckdb.DuckDBPyConnection) -> None:
    """Empty the warehouse of a world that is gone for the next one, unless a test still asks it."""
    if sys.getrefcount(con) > _HELD_BY_A_WORLD:
        return
    filled = con.execute(
        "SELECT table_name FROM duckdb_tables() WHERE schema_name = 'main' AND estimated_size > 0"
    )
    for (name,) in filled.fetchall():
        con.execute(f'DELETE FROM "{name}"')
    _FREE.append(con)


class World:
    """Text tables, completed and put into a warehouse; derived tables are derived unless they are given.

    The warehouse goes to the next world when nobody holds it: making two hundred tables takes longer than most tests.
    """

    def __init__(self, tables: Mapping[str, str], needed: tuple[str, ...] | None = None) -> None:
        for name in tables:
            if name not in {*LOADED, *LOADER, *DERIVED}:
                raise ValueError(f"there is no loaded or derived table {name!r}")
        self.tables = {name: rows_of(text) for name, text in tables.items()}
        self.given = set(tables)
        self.con = _FREE.pop() if _FREE else blank()
        finalize(self, _give_back, self.con).atexit = False
        self._number_rows()
        self._add_masters()
        zones = {row["facility_id"]: row.get("time_zone") or ZONE for row in self.tables["facility"]}
        for name, rows in self.tables.items():
            for row in rows:
                self._insert(name, row, ZoneInfo(zones.get(self._place(row), ZONE)))
        if "calendar" not in self.given:
            self._fill_calendar()
        self._derive(DERIVED if needed is None else needed)

    def _number_rows(self) -> None:
        """Keys that nobody wrote down."""
        for name, rows in self.tables.items():
            for number, row in enumerate(rows, start=1):
                for key in TABLES[name].key:
                    if (
                        key not in row
                        and TABLES[name][key].type == "VARCHAR"
                        and not key.startswith(("facil", "unit"))
                    ):
                        row[key] = f"{name}-{number}"
                if "patient_id" in TABLES[name] and "patient_id" not in row:
                    row["patient_id"] = f"{name}-patient-{number}"

    def _add_masters(self) -> None:
        """Encounters, units, facilities and so on that are pointed at and not given."""
        for master, keys in (
            ("encounter", ("encounter_id",)),
            ("unit", ("unit_id",)),
            ("cost_centre", ("cost_centre_id",)),
            ("facility", ("facility_id",)),
            ("patient", ("patient_id",)),
            ("payer", ("payer_id",)),
            ("account", ("account_id",)),
        ):
            there = {row.get(keys[0]) for row in self.tables.get(master, [])}
            for name, rows in list(self.tables.items()):
                if name in DERIVED and master == "encounter":
                    continue
                for row in rows:
                    wanted = row.get(keys[0]) or (
                        self._default(name, keys[0]) if keys[0] in TABLES[name] else None
                    )
                    if wanted and wanted not in there:
                        there.add(wanted)
                        self.tables.setdefault(master, []).append(
                            self._master(master, keys[0], wanted, name, row)
                        )
        self.tables.setdefault("facility", []) or self.tables["facility"].append({"facility_id": "F"})

    def _master(
        self, master: str, key: str, wanted: str, name: str, row: Mapping[str, Any]
    ) -> dict[str, Any]:
        made: dict[str, Any] = {key: wanted}
        if "facility_id" in TABLES[master] and key != "facility_id":
            made["facility_id"] = self._place(row)
        if master == "encounter":
            first = next((row[c] for c in ("arrival_ts", "in_ts", "start_ts") if row.get(c)), None)
            made |= {
                "encounter_class": "ed" if name == "ed_visit" else "inpatient",
                "start_ts": first,
                "admit_ts": first,
            }
            made["patient_id"] = row.get("patient_id") or f"patient-of-{wanted}"
        if master in LISTED_BY_ID:
            column = LISTED_BY_ID[master]
            made[column] = wanted if wanted in VOCABULARIES[column] else VOCABULARIES[column][-1]
        return {name: value for name, value in made.items() if value is not None}

    def _place(self, row: Mapping[str, Any]) -> str:
        """The facility of a row: its own, that of its unit or that of its visit."""
        if row.get("facility_id"):
            return row["facility_id"]
        for master, key in (
            ("unit", "unit_id"),
            ("encounter", "encounter_id"),
            ("cost_centre", "cost_centre_id"),
        ):
            for other in self.tables.get(master, []):
                if row.get(key) and other.get(key) == row[key] and other.get("facility_id"):
                    return str(other["facility_id"])
        facilities = [r["facility_id"] for r in self.tables.get("facility", [])]
        return str(facilities[0]) if len(facilities) == 1 else "F"

    def _default(self, table: str, name: str) -> Any:
        column = TABLES[table][name]
        if not column.required:
            return None
        for key in (f"{table}.{name}", name):
            if key in HARMLESS:
                return HARMLESS[key]
        return {"facility_id": "F", "unit_id": "U"}.get(name, _by_type(column, is_derived=table in DERIVED))

    def _insert(self, name: str, row: Mapping[str, Any], zone: ZoneInfo) -> None:
        if unknown := [column for column in row if column not in TABLES[name]]:
            raise ValueError(f"{name} has no column {unknown[0]!r}")
        values = {}
        for column in TABLES[name].columns:
            value = row.get(column.name)
            if value is None:
                value = self._default(name, column.name)
                if column.name == "facility_id" and value:
                    value = self._place(row)
            if value is not None and column.type == "TIMESTAMPTZ":
                value = instant(str(value), zone)
            values[column] = value
        marks = ", ".join(f"CAST(? AS {column.type})" for column in values)
        self.con.execute(f'INSERT INTO "{name}" VALUES ({marks})', list(values.values()))

    def _fill_calendar(self) -> None:
        dates = [d for name, rows in self.tables.items() for row in rows for d in _dates(name, row)]
        if not dates:
            return
        first, last = min(dates) - timedelta(days=40), max(dates) + timedelta(days=70)
        self.con.execute(
            "INSERT INTO calendar BY NAME SELECT facility_id, CAST(day AS DATE) AS date, year(day) AS fiscal_year, "
            "month(day) AS fiscal_month, isodow(day) > 5 AS is_weekend, false AS is_public_holiday, "
            "isodow(day) < 6 AS is_working_day, 'spec' AS source_id, 'spec' AS batch_id, false AS is_deleted, "
            "false AS is_test, false AS is_void FROM facility, "
            "generate_series(CAST($first AS TIMESTAMP), CAST($last AS TIMESTAMP), INTERVAL 1 DAY) AS s(day)",
            {"first": first, "last": last},
        )

    def _derive(self, needed: tuple[str, ...] | Mapping[str, Any]) -> None:
        wanted, queue = set(), [name for name in needed if name not in self.given]
        while queue:
            name = queue.pop()
            if name not in wanted and name in derive.order():
                wanted.add(name)
                queue += [
                    other for other in derive.reads(name) if other in DERIVED and other not in self.given
                ]
        self.derived = wanted if self.given & set(LOADED) else set[str]()
        derive.derive(self.con, date.today(), self.derived)


def instant(text: str, zone: ZoneInfo) -> str:
    """A local wall-clock time as an instant: the first occurrence in the repeated hour, unless an offset is given."""
    moment = datetime.fromisoformat(text)
    return (moment if moment.tzinfo else moment.replace(tzinfo=zone, fold=0)).isoformat()


def _by_type(column: Column, is_derived: bool) -> Any:
    if column.vocabulary and not is_derived:
        return VOCABULARIES[column.vocabulary][0]
    if column.type == "VARCHAR":
        return "unknown" if is_derived else "spec"
    return {"BOOLEAN": False, "DATE": "2000-01-01", "TIMESTAMPTZ": "2000-01-01 00:00", "VARCHAR[]": "[]"}.get(
        column.type, 0
    )


def _dates(name: str, row: Mapping[str, Any]) -> list[date]:
    if name in DERIVED or name in ("facility", "unit", "patient", "employee"):
        return []
    kinds = ("DATE", "TIMESTAMPTZ")
    found = [row[c.name] for c in TABLES[name].columns if c.type in kinds and row.get(c.name)]
    return [d for d in (date.fromisoformat(str(text)[:10]) for text in found) if d.year > 1990]


def text_of(rows: list[dict[str, Any]]) -> str:
    """Rows as a text table, for tests that make theirs by rule."""
    names = list(rows[0])
    lines = [" | ".join(names)]
    lines += [" | ".join("" if row[n] is None else str(row[n]) for n in names) for row in rows]
    return "\n".join(lines)


__all__ = ["World", "blank", "instant", "rows_of", "text_of"]
