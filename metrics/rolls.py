"""The sides of KPIs at every grain and place, in temporary tables: `roll_<table>`, and `means` over items.

What adds up is summed once per day and unit and rolled up from there; quantiles are computed per grain and place from
a narrow copy of their columns.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence

import duckdb

from data.schema import DERIVED
from metrics.compile import period_of
from metrics.question import GRAINS
from metrics.sides import Part, Shape, base, item_sides, mean_of_items

# An exact quantile holds every value of its group, once for network, facility and unit: this many at a time (12 bytes
# each) leave room for the rest in 2 GB.
MOST_HELD, PLACES = 60_000_000, 3
STACKED = "\nUNION ALL\n"
JOIN = "USING (grain, period, scope_type, scope_id, place)"


def roll(con: duckdb.DuckDBPyConnection, table: str, parts: Sequence[tuple[Part, Collection[str]]]) -> None:
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


def means(con: duckdb.DuckDBPyConnection, s: Shape) -> None:
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
