"""Every KPI's values for network, facilities and units at every grain, from about one scan of each table.

What adds up is summed once per day and unit and rolled up from there; quantiles are computed per grain and place from
a narrow copy of their columns. The sides and the formulas are those of `metrics.sides`, so a stored value equals a
compiled one.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import date

import duckdb

from data.schema import DERIVED
from metrics.compile import covered_days, days_between, end_of, period_of
from metrics.kpi import Kpi
from metrics.question import GRAINS
from metrics.sides import Part, Shape, base, days, item_sides, mean_of_items, shape

SILENT_DAYS = 92  # a facility this far behind the newest one is taken to be closed, not late
USUAL_SHARE, FEW_GAPS, LONGEST_GAP = 0.95, 8, 14
# An exact quantile holds every value of its group, once for network, facility and unit: this many at a time (12 bytes
# each) leave room for the rest in 2 GB.
MOST_HELD, PLACES = 60_000_000, 3
AT_UNIT = "at_unit_"
STACKED = "\nUNION ALL\n"
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
    shapes = [s for kpi in kpis for s in (shape(kpi), *_at_unit(kpi))]
    tables = list(dict.fromkeys(t for s in shapes for t in s.tables))
    _reach(con)
    for done, table in enumerate(tables, start=1):
        _roll(con, table, [(p, s.kpi.grains) for s in shapes for p in s.parts if p.table == table])
        if progress:
            progress(table, done, len(tables))
    for group in _alike(shapes):
        if group[0].mean is not None:
            _means(con, group[0])
        _insert(con, group, _has_units(con, group[0].kpi.table), load_id, as_of)
    con.execute("DROP TABLE IF EXISTS means")
    con.execute("DELETE FROM kpi_value")
    con.execute(f"INSERT INTO kpi_value SELECT * FROM computed ORDER BY {STORED_ORDER}")
    for name in (*(f"roll_{table}" for table in tables), "reach", "dates", "computed"):
        con.execute(f"DROP TABLE {name}")


def _at_unit(kpi: Kpi) -> list[Shape]:
    """What the KPI is where the place is a unit, if that differs."""
    return [shape(kpi, True, AT_UNIT)] if kpi.unit_value else []


def _alike(shapes: Sequence[Shape]) -> list[list[Shape]]:
    """Shapes that read the same rolls together: they are stored in one statement. A mean over items stands alone."""
    groups: dict[tuple[object, ...], list[Shape]] = {}
    for s in shapes:
        alone = s.stem if s.mean is not None else ""
        groups.setdefault((s.kpi.table, s.tables, s.day_tables, alone), []).append(s)
    return list(groups.values())


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


def _roll(con: duckdb.DuckDBPyConnection, table: str, parts: Sequence[tuple[Part, Collection[str]]]) -> None:
    """`roll_<table>`: every part at every grain that its KPI has, and every place."""
    additive = [part for part, _ in parts if part.is_additive]
    quantiles = [(part, grains) for part, grains in parts if not part.is_additive]
    grains = _grains(grains for _, grains in parts)
    time = DERIVED[table].time
    sides = ", ".join(f"{part.sql('TRUE')} AS {part.name}" for part in additive)
    con.execute(
        f"CREATE TEMP TABLE cells AS SELECT {time} AS day, facility_id, unit_id, {sides} FROM {table} GROUP BY ALL"
    )
    selects = [_grain(grain, *_sums(grain, additive)) for grain in grains]
    con.execute(f"CREATE TEMP TABLE roll_{table} AS {STACKED.join(selects)}")
    con.execute("DROP TABLE cells")
    if quantiles:
        _add_quantiles(con, table, quantiles)


def _add_quantiles(
    con: duckdb.DuckDBPyConnection, table: str, parts: Sequence[tuple[Part, Collection[str]]]
) -> None:
    """Columns of `roll_<table>` for parts that no daily sums give, a few at a time where there are many rows."""
    # A narrow copy, so that the wide rows are read once for all grains.
    narrow = {part.picked: f"x{i}" for i, (part, _) in enumerate(parts)}
    columns = ", ".join(f"{text} AS {name}" for text, name in narrow.items())
    con.execute(
        f"CREATE TEMP TABLE cells AS SELECT {DERIVED[table].time} AS day, facility_id, unit_id, {columns} FROM {table}"
    )
    rows = con.execute("SELECT count(*) FROM cells").fetchall()[0][0]
    at_once = max(1, MOST_HELD // max(rows * PLACES, 1))
    made = []
    for first in range(0, len(narrow), at_once):
        columns_now = list(narrow)[first : first + at_once]
        some = [(part, grains) for part, grains in parts if part.picked in columns_now]
        made.append(f"quantiles_{first}")
        selects = [
            _grain(grain, _quantiles(some, grain, narrow), _dated("cells", grain))
            for grain in _grains(grains for _, grains in some)
        ]
        con.execute(f"CREATE TEMP TABLE {made[-1]} AS SELECT * FROM ({STACKED.join(selects)}) LIMIT 0")
        # Grains side by side hold all their values at the same time.
        fits = rows * PLACES * len(columns_now) * len(selects) <= MOST_HELD
        for select in [STACKED.join(selects)] if fits else selects:
            con.execute(f"INSERT INTO {made[-1]} {select}")
    joins = "".join(f" LEFT JOIN {name} {JOIN}" for name in made)
    con.execute(f"CREATE TEMP TABLE joined AS SELECT * FROM roll_{table}{joins}")
    con.execute(f"DROP TABLE roll_{table}")
    con.execute(f"ALTER TABLE joined RENAME TO roll_{table}")
    for name in ("cells", *made):
        con.execute(f"DROP TABLE {name}")


def _quantiles(parts: Sequence[tuple[Part, Collection[str]]], grain: str, narrow: Mapping[str, str]) -> str:
    """Quantiles of one column are asked for together: the database then holds its values once."""
    wanted: dict[str, list[float | None]] = {}
    for part, grains in parts:
        if grain in grains:
            wanted.setdefault(part.picked, []).append(part.q)
    return ", ".join(
        f"percentile({narrow[part.picked]}, {wanted[part.picked]})[{wanted[part.picked].index(part.q) + 1}] AS {part.name}"
        if grain in grains
        else f"NULL AS {part.name}"
        for part, grains in parts
    )


def _grains(asked: Iterable[Collection[str]]) -> list[str]:
    """The grains that anybody asks for, shortest first."""
    wanted = {grain for grains in asked for grain in grains}
    return [grain for grain in GRAINS if grain in wanted]


def _dated(source: str, grain: str) -> str:
    return f"(SELECT *, {period_of('day', grain)} AS period FROM {source})"


def _grain(grain: str, sides: str, rows: str, *keys: str) -> str:
    """One SELECT over `rows`: its sides for every place at one grain, also by `keys`."""
    period = ", ".join(("period", *keys))
    sets = [f"({period})", f"({period}, facility_id)", f"({period}, facility_id, unit_id)"]
    unit = "grouping(unit_id) = 0"
    if grain == "day":
        # Units have no day grain.
        sets, unit = sets[:2], "FALSE"
    place = (
        f"CASE WHEN {unit} THEN 'unit' WHEN grouping(facility_id) = 0 THEN 'facility' ELSE 'network' END AS scope_type, "
        f"CASE {'' if grain == 'day' else f'WHEN {unit} THEN unit_id '}"
        "WHEN grouping(facility_id) = 0 THEN facility_id ELSE '*' END AS scope_id, "
        "CASE WHEN grouping(facility_id) = 0 THEN facility_id ELSE '*' END AS place"
    )
    named = "".join(f", {key}" for key in keys)
    return (
        f"SELECT '{grain}' AS grain, period, {place}{named}, {sides} FROM {rows} "
        f"GROUP BY GROUPING SETS ({', '.join(sets)})"
    )


def _sums(grain: str, parts: Sequence[Part]) -> tuple[str, str]:
    """Daily sums added up; a stock takes those of the last date with rows, the same for every place."""
    rows = _dated("cells", grain)
    sides = ", ".join(
        f"sum({p.name}){' FILTER (WHERE day = last_day)' if p.is_level else ''} AS {p.name}" for p in parts
    )
    if any(part.is_level for part in parts):
        rows = f"(SELECT *, max(day) OVER (PARTITION BY period) AS last_day FROM {rows})"
    return sides, rows


def _means(con: duckdb.DuckDBPyConnection, s: Shape) -> None:
    """`means`: a mean over items at every grain and place, from daily sums per item."""
    assert s.mean is not None
    table, over = s.kpi.table, s.mean.over
    con.execute(
        f"CREATE TEMP TABLE cells AS SELECT {DERIVED[table].time} AS day, facility_id, unit_id, {over}, {item_sides(s)} "
        f"FROM {table} WHERE {base(s.kpi)} GROUP BY ALL"
    )
    sides = "sum(item_num) AS item_num, sum(item_den) AS item_den"
    selects = [_grain(grain, sides, _dated("cells", grain), over) for grain in _grains([s.kpi.grains])]
    con.execute(
        "CREATE OR REPLACE TEMP TABLE means AS SELECT grain, period, scope_type, scope_id, place, "
        f"{mean_of_items(s)} FROM ({STACKED.join(selects)}) GROUP BY ALL"
    )
    con.execute("DROP TABLE cells")


def _insert(
    con: duckdb.DuckDBPyConnection, group: Sequence[Shape], has_units: bool, load_id: int, as_of: date
) -> None:
    """KPIs that read the same rolls into `computed`, with the status of every period."""
    s, table = group[0], group[0].kpi.table
    first, *others = [f"roll_{name}" for name in s.tables]
    source = first + "".join(f" FULL JOIN {name} {JOIN}" for name in others)
    if s.mean is not None:
        source += f" LEFT JOIN means {JOIN}"
    end = "CASE grain " + " ".join(f"WHEN '{g}' THEN {end_of('period', g)}" for g in GRAINS) + " END"
    covered = days_between("greatest(period, covered_from)", "least(period_end, covered_until)")
    horizon, dated = "", ""
    for name in s.day_tables:
        horizon += (
            f" LEFT JOIN (SELECT first_date AS first_of_{name}, last_date AS last_of_{name} FROM data_horizon "
            f"WHERE table_name = '{name}' AND facility_id = '*') ON TRUE"
        )
        dated += (
            f", {covered_days(name, 'period_end', f'first_of_{name}', f'last_of_{name}')} AS {days(name)}"
        )
    con.execute(
        f"CREATE OR REPLACE TEMP TABLE dated AS SELECT *, {days_between('period', 'period_end')} AS days_in_period, "
        f"greatest({covered}, 0) AS days_covered{dated} FROM (SELECT *, {end} AS period_end FROM {source} "
        f"LEFT JOIN (SELECT place, covered_from, covered_until FROM reach WHERE table_name = '{table}') "
        f"USING (place){horizon})"
    )
    con.execute(
        f"INSERT INTO computed BY NAME {STACKED.join(_stored(s, has_units) for s in group)}",
        {"as_of": as_of, "load_id": load_id},
    )
    con.execute("DROP TABLE dated")


def _stored(s: Shape, has_units: bool) -> str:
    """The rows of `kpi_value` of one KPI, from the table `dated`."""
    kpi, is_unit = s.kpi, s.stem.startswith(AT_UNIT)
    places = "scope_type = 'unit'" if is_unit else "TRUE"
    if not has_units or (kpi.unit_value and not is_unit):
        places = "FALSE" if is_unit else "scope_type <> 'unit'"
    valid, eligible = f"coalesce({s.stem}_n_valid, 0)", f"coalesce({s.stem}_n_eligible, 0)"
    grains = ", ".join(f"'{grain}'" for grain in kpi.grains)
    return (
        f"SELECT '{kpi.id}' AS kpi_id, grain AS period_type, period AS period_start, scope_type, scope_id, "
        f"'{{}}' AS dims, CAST({s.num} AS DECIMAL(38, 9)) AS num, CAST({s.den} AS DECIMAL(38, 9)) AS den, "
        f"{s.value} AS value, {eligible} AS n_eligible, {valid} AS n_valid, "
        f"CAST({valid} AS DOUBLE) / nullif({eligible}, 0) AS coverage, "
        f"CASE WHEN period_end > CAST($as_of AS DATE) + 1 OR covered_until + 1 < period_end "
        f"OR covered_from - 1 > period OR covered_until IS NULL THEN 'partial' "
        f"WHEN period_end - 1 + {kpi.maturity_days} > CAST($as_of AS DATE) THEN 'provisional' "
        f"ELSE 'final' END AS status, days_covered, days_in_period, '{kpi.version}' AS definition_version, "
        f"$load_id AS load_id FROM dated WHERE grain IN ({grains}) AND {places} "
        f"AND ({eligible} > 0 OR ({s.value}) IS NOT NULL)"
    )
