"""Every KPI's values for network, facilities and units at every grain, from about one scan of each table.

What adds up is summed once per day and unit and rolled up from there; quantiles are computed per grain and place from
a narrow copy of their columns. The sides and the formulas are those of `metrics.sides`, so a stored value equals a
compiled one.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

import duckdb

from data.schema import DERIVED
from metrics.compile import covered_days, days_between, end_of, item_sides, mean_of_items, period_of
from metrics.kpi import Kpi
from metrics.question import GRAINS
from metrics.sides import Part, Shape, base, days, shape

SILENT_DAYS = 92  # a facility this far behind the newest one is taken to be closed, not late
USUAL_SHARE, FEW_GAPS, LONGEST_GAP = 0.95, 8, 14
SETS = "GROUPING SETS (({0}), ({0}, facility_id), ({0}, facility_id, unit_id))"
PLACE = """CASE WHEN grouping(unit_id) = 0 THEN 'unit' WHEN grouping(facility_id) = 0 THEN 'facility'
    ELSE 'network' END AS scope_type,
  CASE WHEN grouping(unit_id) = 0 THEN unit_id WHEN grouping(facility_id) = 0 THEN facility_id
    ELSE '*' END AS scope_id,
  CASE WHEN grouping(facility_id) = 0 THEN facility_id ELSE '*' END AS place"""
# A page asks for many KPIs of one place and grain: those rows lie together.
STORED_ORDER = "period_type, scope_type, kpi_id, scope_id, period_start"
JOIN = "USING (grain, period, scope_type, scope_id, place)"


def fill_horizon(con: duckdb.DuckDBPyConnection) -> None:
    """How far each derived table reaches, per facility and over all of them."""
    con.execute("DELETE FROM data_horizon")
    con.execute(
        "CREATE OR REPLACE TEMP TABLE dates (table_name VARCHAR, place VARCHAR, day DATE, row_count BIGINT)"
    )
    for table in DERIVED.values():
        con.execute(
            f"INSERT INTO dates SELECT '{table.name}', facility_id, {table.time}, count(*) FROM {table.name} GROUP BY ALL"
        )
    con.execute(
        "INSERT INTO data_horizon BY NAME SELECT table_name, "
        "CASE WHEN grouping(place) = 1 THEN '*' ELSE place END AS facility_id, min(day) AS first_date, "
        "max(day) AS last_date, CAST(sum(row_count) AS BIGINT) AS row_count FROM dates "
        "GROUP BY GROUPING SETS ((table_name), (table_name, place))"
    )


def fill_values(
    con: duckdb.DuckDBPyConnection,
    kpis: Sequence[Kpi],
    load_id: int,
    as_of: date,
    progress: Callable[[str, int, int], None] | None = None,
) -> None:
    """Replace `kpi_value`, right after `fill_horizon`. Units have no day grain: their days are asked when needed."""
    con.execute("CREATE OR REPLACE TEMP TABLE computed AS SELECT * FROM kpi_value LIMIT 0")
    shapes = [(kpi, shape(kpi), shape(kpi, True, "at_unit_") if kpi.unit_value else None) for kpi in kpis]
    flat = [s for _, *both in shapes for s in both if s is not None]
    tables = list(dict.fromkeys(t for s in flat for t in s.tables))
    _reach(con)
    for done, table in enumerate(tables, start=1):
        _roll(con, table, [p for s in flat for p in s.parts if p.table == table])
        if progress:
            progress(table, done, len(tables))
    for s in flat:
        if s.mean is not None:
            _means(con, s)
    for kpi, plain, at_unit in shapes:
        has_units = _has_units(con, kpi.table)
        places = "scope_type <> 'unit'" if at_unit or not has_units else "TRUE"
        _insert(con, kpi, plain, places, load_id, as_of)
        if at_unit and has_units:
            _insert(con, kpi, at_unit, "scope_type = 'unit'", load_id, as_of)
    con.execute("DELETE FROM kpi_value")
    con.execute(f"INSERT INTO kpi_value SELECT * FROM computed ORDER BY {STORED_ORDER}")
    for name in (
        *(f"roll_{t}" for t in tables),
        *(f"mean_{s.stem}" for s in flat if s.mean),
        "reach",
        "dates",
        "computed",
    ):
        con.execute(f"DROP TABLE {name}")


def _reach(con: duckdb.DuckDBPyConnection) -> None:
    """From when to when each table is covered, per place; the network only as far as its slowest open facility.

    A last date covers the usual gap to the next one: that of the table, or of a small facility that has some patients
    a week and none on most days.
    """
    cadences = ", ".join(f"('{table.name}', {table.cadence_days})" for table in DERIVED.values())
    con.execute(
        f"CREATE OR REPLACE TEMP TABLE reach AS WITH cadence(table_name, usual) AS (VALUES {cadences}), gap AS ("
        "SELECT table_name, place, day, day - lag(day) OVER (PARTITION BY table_name, place ORDER BY day) AS days "
        "FROM dates), site AS (SELECT table_name, place, min(day) AS first_date, max(day) AS last_date, "
        f"CAST(greatest(usual, CASE WHEN count(days) >= {FEW_GAPS} THEN least(quantile_disc(days, {USUAL_SHARE}), "
        f"{LONGEST_GAP}) ELSE 0 END) AS INTEGER) AS gap "
        "FROM gap JOIN cadence USING (table_name) GROUP BY table_name, place, usual), "
        "covered AS (SELECT *, CAST(first_date - (gap - 1) AS DATE) AS covered_from, "
        "CAST(last_date + gap AS DATE) AS covered_until, "
        "max(last_date) OVER (PARTITION BY table_name) AS newest FROM site) "
        "SELECT table_name, place, covered_from, covered_until FROM covered UNION ALL "
        "SELECT table_name, '*', min(covered_from), "
        f"min(covered_until) FILTER (WHERE last_date > newest - {SILENT_DAYS}) FROM covered GROUP BY table_name"
    )


def _has_units(con: duckdb.DuckDBPyConnection, table: str) -> bool:
    """A facility-wide table names only unknown units; they would repeat the facility's figures."""
    found = con.execute(
        f"SELECT 1 FROM roll_{table} WHERE scope_type = 'unit' AND scope_id NOT LIKE '?:%' LIMIT 1"
    )
    return found.fetchone() is not None


def _roll(con: duckdb.DuckDBPyConnection, table: str, parts: Sequence[Part]) -> None:
    """`roll_<table>`: every part at every grain and place."""
    additive = [part for part in parts if part.is_additive]
    quantiles = [part for part in parts if not part.is_additive]
    time = DERIVED[table].time
    sides = ", ".join(f"{part.sql('TRUE')} AS {part.name}" for part in additive)
    con.execute(
        f"CREATE TEMP TABLE cells AS SELECT {time} AS day, facility_id, unit_id, {sides} FROM {table} GROUP BY ALL"
    )
    con.execute(f"CREATE TEMP TABLE roll_{table} AS {_by_grain(_sums, 'cells', additive)}")
    con.execute("DROP TABLE cells")
    if quantiles:
        # A narrow copy, so that the wide rows are read once for all grains.
        narrow = {part.picked: f"x{i}" for i, part in enumerate(quantiles)}
        columns = ", ".join(f"{text} AS {name}" for text, name in narrow.items())
        con.execute(
            f"CREATE TEMP TABLE cells AS SELECT {time} AS day, facility_id, unit_id, {columns} FROM {table}"
        )
        parts = [
            Part(p.name, table, p.function, narrow[p.picked], "TRUE", is_additive=False) for p in quantiles
        ]
        con.execute(f"CREATE TEMP TABLE quantiles AS {_by_grain(_aggregates, 'cells', parts)}")
        con.execute(f"CREATE TEMP TABLE joined AS SELECT * FROM roll_{table} LEFT JOIN quantiles {JOIN}")
        con.execute(f"DROP TABLE roll_{table}")
        con.execute(f"ALTER TABLE joined RENAME TO roll_{table}")
        con.execute("DROP TABLE cells")
        con.execute("DROP TABLE quantiles")


def _by_grain(
    frame: Callable[[str, Sequence[Part]], tuple[str, str]], source: str, parts: Sequence[Part]
) -> str:
    """One SELECT per grain over `source`, stacked."""
    selects = []
    for grain in GRAINS:
        period = period_of("day", grain)
        sides, rows = frame(f"(SELECT *, {period} AS period FROM {source})", parts)
        where = "" if grain != "day" else " HAVING grouping(unit_id) = 1"
        selects.append(
            f"SELECT '{grain}' AS grain, period, {PLACE}, {sides} FROM {rows} GROUP BY {SETS.format('period')}{where}"
        )
    return "\nUNION ALL\n".join(selects)


def _sums(rows: str, parts: Sequence[Part]) -> tuple[str, str]:
    """Daily sums added up; a stock takes those of the last date with rows, the same for every place."""
    sides = ", ".join(
        f"sum({p.name}){' FILTER (WHERE day = last_day)' if p.is_level else ''} AS {p.name}" for p in parts
    )
    if any(part.is_level for part in parts):
        rows = f"(SELECT *, max(day) OVER (PARTITION BY period) AS last_day FROM {rows})"
    return sides, rows


def _aggregates(rows: str, parts: Sequence[Part]) -> tuple[str, str]:
    return ", ".join(f"{part.sql()} AS {part.name}" for part in parts), rows


def _means(con: duckdb.DuckDBPyConnection, s: Shape) -> None:
    """`mean_<kpi>`: a mean over items at every grain and place, from daily sums per item."""
    assert s.mean is not None
    table, over = s.kpi.table, s.mean.over
    con.execute(
        f"CREATE TEMP TABLE cells AS SELECT {DERIVED[table].time} AS day, facility_id, unit_id, {over}, {item_sides(s)} "
        f"FROM {table} WHERE {base(s.kpi)} GROUP BY ALL"
    )
    selects = []
    for grain in GRAINS:
        keys = f"period, {over}"
        having = "" if grain != "day" else " HAVING grouping(unit_id) = 1"
        selects.append(
            f"SELECT '{grain}' AS grain, period, {PLACE}, {over}, sum(item_num) AS item_num, sum(item_den) AS item_den "
            f"FROM (SELECT *, {period_of('day', grain)} AS period FROM cells) GROUP BY {SETS.format(keys)}{having}"
        )
    items = "\nUNION ALL\n".join(selects)
    con.execute(
        f"CREATE TEMP TABLE mean_{s.stem} AS SELECT grain, period, scope_type, scope_id, place, {mean_of_items(s)} "
        f"FROM ({items}) GROUP BY ALL"
    )
    con.execute("DROP TABLE cells")


def _insert(
    con: duckdb.DuckDBPyConnection, kpi: Kpi, s: Shape, places: str, load_id: int, as_of: date
) -> None:
    """One KPI from the rolls of its tables into `kpi_value`, with the status of every period."""
    first, *others = [f"roll_{table}" for table in s.tables]
    source = first + "".join(f" FULL JOIN {name} {JOIN}" for name in others)
    if s.mean is not None:
        source += f" LEFT JOIN mean_{s.stem} {JOIN}"
    for table in s.day_tables:
        source += (
            f" LEFT JOIN (SELECT first_date AS first_of_{table}, last_date AS last_of_{table} FROM data_horizon "
            f"WHERE table_name = '{table}' AND facility_id = '*') ON TRUE"
        )
    selects = []
    for grain in kpi.grains:
        end = end_of("period", grain)
        in_data = days_between("greatest(period, covered_from)", f"least({end}, covered_until)")
        dated = "".join(
            f", {covered_days(t, grain, f'first_of_{t}', f'last_of_{t}')} AS {days(t)}" for t in s.day_tables
        )
        selects.append(
            f"SELECT *, {end} AS period_end, {days_between('period', end)} AS days_in_period, "
            f"greatest({in_data}, 0) AS days_covered{dated} FROM rows WHERE grain = '{grain}'"
        )
    valid = f"coalesce({s.stem}_n_valid, 0)"
    eligible = f"coalesce({s.stem}_n_eligible, 0)"
    con.execute(
        f"INSERT INTO computed BY NAME WITH rows AS (SELECT r.*, covered_from, covered_until FROM "
        f"(SELECT *, '{kpi.table}' AS table_name FROM {source}) r LEFT JOIN reach USING (table_name, place)"
        f" WHERE {places}), dated AS ({' UNION ALL '.join(selects)}) "
        f"SELECT '{kpi.id}' AS kpi_id, grain AS period_type, period AS period_start, scope_type, scope_id, "
        f"'{{}}' AS dims, CAST({s.num} AS DECIMAL(38, 9)) AS num, CAST({s.den} AS DECIMAL(38, 9)) AS den, "
        f"{s.value} AS value, {eligible} AS n_eligible, {valid} AS n_valid, "
        f"CAST({valid} AS DOUBLE) / nullif({eligible}, 0) AS coverage, "
        f"CASE WHEN period_end > CAST($as_of AS DATE) + 1 OR covered_until + 1 < period_end "
        f"OR covered_from - 1 > period OR covered_until IS NULL THEN 'partial' "
        f"WHEN period_end - 1 + {kpi.maturity_days} > CAST($as_of AS DATE) THEN 'provisional' "
        f"ELSE 'final' END AS status, days_covered, days_in_period, '{kpi.version}' AS definition_version, "
        f"$load_id AS load_id FROM dated WHERE {eligible} > 0 OR ({s.value}) IS NOT NULL",
        {"as_of": as_of, "load_id": load_id},
    )
