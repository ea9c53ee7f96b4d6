"""Values of periods that are over: where none of their rows changed they stay, and only their status is told anew."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

import duckdb

from data import stamps
from metrics.rolls import begun
from metrics.sides import Shape

AT_UNIT = "at_unit_"


def tables_of(shapes: Iterable[Shape]) -> list[str]:
    """All tables that some shapes read."""
    return sorted({name for s in shapes for name in (s.kpi.table, *s.tables, *s.day_tables)})


def keep_held(con: duckdb.DuckDBPyConnection, shapes: Mapping[str, Sequence[Shape]]) -> None:
    """Remember which rows the stored values are made from, whatever the day: that decides nothing but their status."""
    rows = stamps.known(con, "rows")
    held = {}
    for kpi_id, alike in shapes.items():
        if set(read := tables_of(alike)) <= set(rows):
            held |= {_of(kpi_id, name): rows[name] for name in read}
            held[kpi_id] = _declared(alike)
    stamps.keep(con, "held", held)


def _declared(alike: Sequence[Shape]) -> str:
    return stamps.stamp(stamps.code(), alike[0].kpi)


def _of(kpi_id: str, table: str) -> str:
    return f"{kpi_id} {table}"


def find_seats(con: duckdb.DuckDBPyConnection, tables: Iterable[str]) -> None:
    """`seat`: the units that rows of some tables name, with their facility."""
    con.execute(
        "CREATE OR REPLACE TEMP TABLE seat (table_name VARCHAR, facility_id VARCHAR, unit_id VARCHAR)"
    )
    for name in tables:
        con.execute(f"INSERT INTO seat SELECT DISTINCT '{name}', facility_id, unit_id FROM {name}")


def has_units(con: duckdb.DuckDBPyConnection, table: str) -> bool:
    """A facility-wide table names only unknown units; they would repeat the facility's figures."""
    found = con.execute(
        "SELECT 1 FROM seat WHERE table_name = $table AND unit_id NOT LIKE '?:%' LIMIT 1", {"table": table}
    )
    return found.fetchone() is not None


def settled(con: duckdb.DuckDBPyConnection, shapes: Mapping[str, Sequence[Shape]]) -> dict[str, date]:
    """Per KPI, the date before which the rows that it reads are those that its stored values were made from.

    A KPI is left out where that is not known, where a unit stands in two facilities, and where units came or went: it
    cannot be told then which rows it would lack.
    """
    held, rows = stamps.known(con, "held"), stamps.known(con, "rows")
    of_units = con.execute("SELECT DISTINCT kpi_id FROM kpi_value WHERE scope_type = 'unit'").fetchall()
    moving = con.execute(
        "SELECT DISTINCT table_name FROM (SELECT table_name FROM seat GROUP BY table_name, unit_id HAVING count(*) > 1)"
    ).fetchall()
    changes = stamps.first_changed(con)

    def since(kpi_id: str, name: str) -> date | None:
        if (was := held.get(_of(kpi_id, name))) == rows.get(name):
            return date.max if was else None
        change = changes.get(name)
        return change[1] if change and change[0] == was else None

    found = {}
    for kpi_id, alike in shapes.items():
        table = alike[0].kpi.table
        if (
            held.get(kpi_id) == _declared(alike)
            and not any(s.mean for s in alike)
            and (table,) not in moving
            and ((kpi_id,) in of_units) == has_units(con, table)
        ):
            days = [since(kpi_id, name) for name in tables_of(alike)]
            if all(days):
                found[kpi_id] = min(day for day in days if day)
    return found


def status(maturity: str) -> str:
    """The status of a period as text; `maturity` is the days after its end in which it may still change."""
    return (
        "CASE WHEN period_end > CAST($as_of AS DATE) + 1 OR covered_until + 1 < period_end "
        "OR covered_from - 1 > period OR covered_until IS NULL THEN 'partial' "
        f"WHEN period_end - 1 + {maturity} > CAST($as_of AS DATE) THEN 'provisional' ELSE 'final' END"
    )


def places(s: Shape, has_units: bool) -> str:
    """Which places a shape has values of, as a condition."""
    is_unit = s.stem.startswith(AT_UNIT)
    if not has_units or (s.kpi.unit_value and not is_unit):
        return "FALSE" if is_unit else "scope_type <> 'unit'"
    return "scope_type = 'unit'" if is_unit else "TRUE"


def since_begun(since: date, grains: Iterable[str]) -> str:
    """The first day that is not settled, per grain, as text."""
    return "CASE grain " + " ".join(f"WHEN '{grain}' THEN {begun(since, grain)}" for grain in grains) + " END"


def copied(group: Sequence[Shape], is_with_units: bool, since: date, ends: str, covered: str) -> str:
    """A SELECT of the stored rows of KPIs of one table that stay, their status told as of `$as_of`.

    `ends` and `covered` are the end of a period and the days of it inside the data, as text.
    """
    table = group[0].kpi.table
    columns = "kpi_id, period_type, period_start, scope_type, scope_id, dims, num, den, value, n_eligible, n_valid, coverage"
    stays = " UNION ALL ".join(
        f"SELECT '{s.kpi.id}' AS kpi_id, '{grain}' AS period_type, {s.kpi.maturity_days} AS maturity, "
        f"{begun(since, grain)} AS open_from, scope_type FROM (VALUES ('network'), ('facility'), ('unit')) AS v(scope_type) "
        f"WHERE {places(s, is_with_units)}"
        for s in group
        for grain in s.kpi.grains
    )
    return (
        f"SELECT {columns}, {status('maturity')} AS status, days_covered, days_in_period, definition_version, "
        "$load_id AS load_id FROM (SELECT *, period_end - period AS days_in_period, "
        f"greatest({covered}, 0) AS days_covered FROM (SELECT *, {ends} AS period_end FROM (SELECT {columns}, "
        "definition_version, maturity, period_type AS grain, period_start AS period FROM kpi_value "
        f"JOIN ({stays}) USING (kpi_id, period_type, scope_type) WHERE period_start < open_from) "
        f"LEFT JOIN (SELECT unit_id AS scope_id, 'unit' AS scope_type, facility_id FROM seat WHERE table_name = '{table}') "
        "USING (scope_type, scope_id) LEFT JOIN (SELECT place, covered_from, covered_until FROM reach "
        f"WHERE table_name = '{table}') ON place = CASE scope_type WHEN 'unit' THEN facility_id WHEN 'facility' "
        "THEN scope_id ELSE '*' END))"
    )
