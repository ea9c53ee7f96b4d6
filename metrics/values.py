"""Every KPI's values for network, facilities and units at every grain, from about one scan of each table.

The sides and the formulas are those of `metrics.sides`, so a stored value equals a compiled one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date

import duckdb

from data import stamps
from data.schema import DERIVED
from metrics.compile import covered_days, days_between, end_of
from metrics.kpi import Kpi
from metrics.question import GRAINS
from metrics.rolls import JOIN, STACKED, means, roll
from metrics.settled import (
    AT_UNIT,
    copied,
    find_seats,
    has_units,
    keep_held,
    places,
    settled,
    since_begun,
    status,
    tables_of,
)  # fmt: skip
from metrics.sides import Shape, days, shape

SILENT_DAYS = 92  # a facility this far behind the newest one is taken to be closed, not late
USUAL_SHARE, FEW_GAPS, LONGEST_GAP = 0.95, 8, 14
# A page asks for many KPIs of one place and grain: those rows lie together.
STORED_ORDER = "period_type, scope_type, kpi_id, scope_id, period_start"
# Up to this share of the KPIs is added behind the others, in that order; with more, all rows are put in order again.
MOST_ADDED = 0.25


def fill_horizon(con: duckdb.DuckDBPyConnection) -> None:
    """How far each derived table reaches, per facility and over all of them. Tables that did not change are not read."""
    rows = {name: stamp for name, stamp in stamps.known(con, "rows").items() if name in DERIVED}
    kept = stamps.same(stamps.known(con, "horizon"), rows)
    con.execute("DELETE FROM data_horizon WHERE NOT list_contains($kept, table_name)", {"kept": sorted(kept)})
    con.execute(
        "CREATE OR REPLACE TEMP TABLE dates (table_name VARCHAR, place VARCHAR, day DATE, row_count BIGINT)"
    )
    _find_dates(con, [name for name in DERIVED if name not in kept])
    con.execute(
        "INSERT INTO data_horizon BY NAME SELECT table_name, "
        "CASE WHEN grouping(place) = 1 THEN '*' ELSE place END AS facility_id, min(day) AS first_date, "
        "max(day) AS last_date, CAST(sum(row_count) AS BIGINT) AS row_count FROM dates "
        "GROUP BY GROUPING SETS ((table_name), (table_name, place))"
    )
    stamps.keep(con, "horizon", rows)


def _find_dates(con: duckdb.DuckDBPyConnection, tables: Iterable[str]) -> None:
    """Fill `dates` with the dates of some tables, where it lacks them."""
    there = {name for (name,) in con.execute("SELECT DISTINCT table_name FROM dates").fetchall()}
    for name in dict.fromkeys(tables):
        if name not in there:
            con.execute(
                f"INSERT INTO dates SELECT '{name}', facility_id, {DERIVED[name].time}, count(*) FROM {name} GROUP BY ALL"
            )


def fill_values(
    con: duckdb.DuckDBPyConnection,
    kpis: Sequence[Kpi],
    load_id: int,
    as_of: date,
    progress: Callable[[str, int, int], None] | None = None,
) -> None:
    """Replace `kpi_value`, right after `fill_horizon`. Units have no day grain: their days are asked when needed.

    The values of a KPI stay while nothing that they are made from has changed.
    """
    shapes = {kpi.id: (shape(kpi), *_at_unit(kpi)) for kpi in kpis}
    made_from = _made_from(con, shapes, as_of)
    kept = stamps.same(stamps.known(con, "values"), made_from)
    changed = [s for kpi_id, found in shapes.items() if kpi_id not in kept for s in found]
    con.execute("CREATE OR REPLACE TEMP TABLE computed AS SELECT * FROM kpi_value LIMIT 0")
    _compute(con, changed, load_id, as_of, progress)
    if len(changed) > len(shapes) * MOST_ADDED:
        con.execute(
            "INSERT INTO computed FROM kpi_value WHERE list_contains($kept, kpi_id)", {"kept": sorted(kept)}
        )
        con.execute("DELETE FROM kpi_value")
    else:
        con.execute("DELETE FROM kpi_value WHERE NOT list_contains($kept, kpi_id)", {"kept": sorted(kept)})
    con.execute(f"INSERT INTO kpi_value SELECT * FROM computed ORDER BY {STORED_ORDER}")
    con.execute("DROP TABLE dates")
    con.execute("DROP TABLE computed")
    stamps.keep(con, "values", made_from)
    keep_held(con, shapes)


def _made_from(
    con: duckdb.DuckDBPyConnection, shapes: Mapping[str, Sequence[Shape]], as_of: date
) -> dict[str, str]:
    """What the values of each KPI are made from; nothing of one that reads a table that nobody stamped."""
    tables = stamps.known(con, "rows")
    found = {}
    for kpi_id, alike in shapes.items():
        if set(read := tables_of(alike)) <= set(tables):
            rows = [tables[name] for name in read]
            found[kpi_id] = stamps.stamp(stamps.code(), alike[0].kpi, rows, as_of)
    return found


def _compute(
    con: duckdb.DuckDBPyConnection,
    shapes: Sequence[Shape],
    load_id: int,
    as_of: date,
    progress: Callable[[str, int, int], None] | None,
) -> None:
    """Add the values of some KPIs to `computed`."""
    tables = list(dict.fromkeys(t for s in shapes for t in s.tables))
    _find_dates(con, (s.kpi.table for s in shapes))
    _reach(con)
    find_seats(con, dict.fromkeys(s.kpi.table for s in shapes))
    by_kpi: dict[str, list[Shape]] = {}
    for s in shapes:
        by_kpi.setdefault(s.kpi.id, []).append(s)
    since = settled(con, by_kpi)
    for done, table in enumerate(tables, start=1):
        readers = [s for s in shapes if table in s.tables]
        parts = [(p, s.kpi.grains) for s in readers for p in s.parts if p.table == table]
        is_known = all(s.kpi.id in since for s in readers)
        roll(con, table, parts, min(since[s.kpi.id] for s in readers) if is_known else None)
        if progress:
            progress(table, done, len(tables))
    for group in _alike(shapes, since):
        if group[0].mean is not None:
            means(con, group[0])
        _insert(con, group, since.get(group[0].kpi.id), load_id, as_of)
    con.execute("DROP TABLE IF EXISTS means")
    for name in (*(f"roll_{table}" for table in tables), "reach", "seat"):
        con.execute(f"DROP TABLE {name}")


def _at_unit(kpi: Kpi) -> list[Shape]:
    """What the KPI is where the place is a unit, if that differs."""
    return [shape(kpi, True, AT_UNIT)] if kpi.unit_value else []


def _alike(shapes: Sequence[Shape], since: Mapping[str, date]) -> list[list[Shape]]:
    """Shapes that read the same rolls together: they are stored in one statement. A mean over items stands alone."""
    groups: dict[tuple[object, ...], list[Shape]] = {}
    for s in shapes:
        alone = s.stem if s.mean is not None else ""
        group = (s.kpi.table, s.tables, s.day_tables, alone, since.get(s.kpi.id))
        groups.setdefault(group, []).append(s)
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


def _insert(
    con: duckdb.DuckDBPyConnection,
    group: Sequence[Shape],
    since: date | None,
    load_id: int,
    as_of: date,
) -> None:
    """KPIs that read the same rolls into `computed`, with the status of every period; before `since` as they are stored."""
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
    is_with_units = has_units(con, table)
    selects = [_stored(s, is_with_units, since) for s in group]
    if since:
        selects.append(copied(group, is_with_units, since, end, covered))
    con.execute(
        f"INSERT INTO computed BY NAME {STACKED.join(selects)}",
        {"as_of": as_of, "load_id": load_id},
    )
    con.execute("DROP TABLE dated")


def _stored(s: Shape, is_with_units: bool, since: date | None) -> str:
    """The rows of `kpi_value` of one KPI, from the table `dated`, of periods that are not over before `since`."""
    kpi = s.kpi
    valid, eligible = f"coalesce({s.stem}_n_valid, 0)", f"coalesce({s.stem}_n_eligible, 0)"
    grains = ", ".join(f"'{grain}'" for grain in kpi.grains)
    new = f" AND period >= {since_begun(since, kpi.grains)}" if since else ""
    return (
        f"SELECT '{kpi.id}' AS kpi_id, grain AS period_type, period AS period_start, scope_type, scope_id, "
        f"'{{}}' AS dims, CAST({s.num} AS DECIMAL(38, 9)) AS num, CAST({s.den} AS DECIMAL(38, 9)) AS den, "
        f"{s.value} AS value, {eligible} AS n_eligible, {valid} AS n_valid, "
        f"CAST({valid} AS DOUBLE) / nullif({eligible}, 0) AS coverage, {status(str(kpi.maturity_days))} AS status, "
        f"days_covered, days_in_period, '{kpi.version}' AS definition_version, $load_id AS load_id FROM dated "
        f"WHERE grain IN ({grains}) AND {places(s, is_with_units)} AND ({eligible} > 0 OR ({s.value}) IS NOT NULL){new}"
    )
