"""The sides of KPIs at every grain and place, in temporary tables: `roll_<table>`, and `means` over items.

What adds up is summed once per day and unit and rolled up from there. So are the values of which there are few, such as
whole days: how often each occurs gives every quantile. Other quantiles are computed per grain and place from a narrow
copy of their columns.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date

import duckdb

from data.schema import DERIVED
from metrics.compile import period_of
from metrics.question import GRAINS
from metrics.sides import Part, Shape, base, item_sides, mean_of_items, steady

# An exact quantile holds every value of its group, once for network, facility and unit: this many at a time (12 bytes
# each) leave room for the rest in 2 GB.
MOST_HELD, PLACES = 60_000_000, 3
# With more different values than this a day of a unit repeats too few of them for counting to pay.
FEW_VALUES, WHOLE = 400, ("BIGINT", "INTEGER")
STACKED = "\nUNION ALL\n"
JOIN = "USING (grain, period, scope_type, scope_id, place)"


def roll(
    con: duckdb.DuckDBPyConnection,
    table: str,
    parts: Sequence[tuple[Part, Collection[str]]],
    since: date | None = None,
) -> None:
    """`roll_<table>`: every part at every grain that its KPI has, and every place.

    Periods that end before `since` are left out.
    """
    additive = [part for part, _ in parts if part.is_additive]
    quantiles = [(part, grains) for part, grains in parts if not part.is_additive]
    grains = _grains(grains for _, grains in parts)
    time = DERIVED[table].time
    sides = ", ".join(f"{part.sql('TRUE')} AS {part.name}" for part in additive)
    recent = _recent(table, since, grains)
    con.execute(
        f"CREATE TEMP TABLE cells AS SELECT {time} AS day, facility_id, unit_id, {sides} FROM {table}{recent} GROUP BY ALL"
    )
    selects = [_grain(grain, *_sums(grain, additive, since)) for grain in grains]
    con.execute(f"CREATE TEMP TABLE roll_{table} AS {STACKED.join(selects)}")
    con.execute("DROP TABLE cells")
    if quantiles:
        recent = _recent(table, since, _grains(grains for _, grains in quantiles))
        counted = _few_valued(con, f"{table}{recent}", {part.picked for part, _ in quantiles})
        made = _count(con, table, [one for one in quantiles if one[0].picked in counted], since)
        if others := [one for one in quantiles if one[0].picked not in counted]:
            made += _hold(con, table, others, since)
        _widen(con, table, made)


def _few_valued(con: duckdb.DuckDBPyConnection, rows: str, columns: Collection[str]) -> set[str]:
    """The columns of whole numbers that take few different values in some rows."""
    names = sorted(columns)
    asked = ", ".join(f"typeof(any_value({name})), approx_count_distinct({name})" for name in names)
    kinds = iter(con.execute(f"SELECT {asked} FROM {rows}").fetchall()[0])
    return {
        name for name, kind, n in zip(names, kinds, kinds, strict=True) if kind in WHOLE and n <= FEW_VALUES
    }


def _count(
    con: duckdb.DuckDBPyConnection,
    table: str,
    parts: Sequence[tuple[Part, Collection[str]]],
    since: date | None,
) -> list[str]:
    """A table of quantiles for each column, from how often each of its values occurs."""
    made = []
    for column in dict.fromkeys(part.picked for part, _ in parts):
        some = [(part, grains) for part, grains in parts if part.picked == column]
        con.execute(
            f"CREATE TEMP TABLE cells AS SELECT {DERIVED[table].time} AS day, facility_id, unit_id, {column} AS x, "
            f"count(*) AS n FROM (FROM {table}{_recent(table, since, _grains(grains for _, grains in some))}) "
            f"WHERE ({column}) IS NOT NULL GROUP BY ALL"
        )
        selects = [
            _grain(grain, "sum(n) AS n", _dated(_from("cells", since, grain), grain), "x")
            for grain in _grains(grains for _, grains in some)
        ]
        sides = ", ".join(
            f"CASE WHEN grain IN ({', '.join(repr(grain) for grain in grains)}) THEN {_at(part.q)} END AS {part.name}"
            for part, grains in some
        )
        group = "grain, period, scope_type, scope_id, place"
        made.append(f"counted_{len(made)}")
        con.execute(
            f"CREATE TEMP TABLE {made[-1]} AS SELECT {group}, {sides} FROM (SELECT *, sum(n) OVER (PARTITION BY {group} "
            f"ORDER BY x) AS upto, sum(n) OVER (PARTITION BY {group}) AS total FROM ({STACKED.join(selects)})) GROUP BY {group}"
        )
        con.execute("DROP TABLE cells")
    return made


def _at(q: float | None) -> str:
    """The quantile of values `x` of which `upto` are no greater."""
    place = f"(CAST({q} AS DOUBLE) * CAST(total - 1 AS DOUBLE))"
    low, high = (f"min(x) FILTER (WHERE upto > {cut}({place}))" for cut in ("floor", "ceil"))
    share = f"any_value({place} - floor({place}))"
    return steady(f"{low} * (1 - {share}) + {high} * {share}")


def _hold(
    con: duckdb.DuckDBPyConnection,
    table: str,
    parts: Sequence[tuple[Part, Collection[str]]],
    since: date | None,
) -> list[str]:
    """Tables of quantiles that no daily sums give, a few at a time where there are many rows."""
    # A narrow copy, so that the wide rows are read once for all grains.
    narrow = {part.picked: f"x{i}" for i, (part, _) in enumerate(parts)}
    columns = ", ".join(f"{text} AS {name}" for text, name in narrow.items())
    grains = _grains(grains for _, grains in parts)
    con.execute(
        f"CREATE TEMP TABLE cells AS SELECT {DERIVED[table].time} AS day, facility_id, unit_id, {columns} "
        f"FROM {table}{_recent(table, since, grains)}"
    )
    rows = con.execute("SELECT count(*) FROM cells").fetchall()[0][0]
    at_once = max(1, MOST_HELD // max(rows * PLACES, 1))
    made = []
    for first in range(0, len(narrow), at_once):
        columns_now = list(narrow)[first : first + at_once]
        some = [(part, grains) for part, grains in parts if part.picked in columns_now]
        made.append(f"quantiles_{first}")
        selects = [
            _grain(grain, _quantiles(some, grain, narrow), _dated(_from("cells", since, grain), grain))
            for grain in _grains(grains for _, grains in some)
        ]
        con.execute(f"CREATE TEMP TABLE {made[-1]} AS SELECT * FROM ({STACKED.join(selects)}) LIMIT 0")
        # Grains side by side hold all their values at the same time.
        fits = rows * PLACES * len(columns_now) * len(selects) <= MOST_HELD
        for select in [STACKED.join(selects)] if fits else selects:
            con.execute(f"INSERT INTO {made[-1]} {select}")
    con.execute("DROP TABLE cells")
    return made


def _widen(con: duckdb.DuckDBPyConnection, table: str, others: Sequence[str]) -> None:
    """Put the columns of other tables beside those of `roll_<table>`."""
    joins = "".join(f" LEFT JOIN {name} {JOIN}" for name in others)
    con.execute(f"CREATE TEMP TABLE joined AS SELECT * FROM roll_{table}{joins}")
    con.execute(f"DROP TABLE roll_{table}")
    con.execute(f"ALTER TABLE joined RENAME TO roll_{table}")
    for name in others:
        con.execute(f"DROP TABLE {name}")


def _quantiles(parts: Sequence[tuple[Part, Collection[str]]], grain: str, narrow: Mapping[str, str]) -> str:
    """Quantiles of one column are asked for together: the database then holds its values once."""
    wanted: dict[str, list[float | None]] = {}
    for part, grains in parts:
        if grain in grains:
            wanted.setdefault(part.picked, []).append(part.q)
    return ", ".join(
        f"{steady(f'percentile({narrow[part.picked]}, {wanted[part.picked]})[{wanted[part.picked].index(part.q) + 1}]')} "
        f"AS {part.name}"
        if grain in grains
        else f"NULL AS {part.name}"
        for part, grains in parts
    )


def _grains(asked: Iterable[Collection[str]]) -> list[str]:
    """The grains that anybody asks for, shortest first."""
    wanted = {grain for grains in asked for grain in grains}
    return [grain for grain in GRAINS if grain in wanted]


def begun(since: date, grain: str) -> str:
    """The first day of the period in which a date lies, as text."""
    return period_of(f"DATE '{since.isoformat()}'", grain)


def _recent(table: str, since: date | None, grains: Iterable[str]) -> str:
    """The rows of a table in periods that are not over before a date, as a condition."""
    firsts = ", ".join(begun(since, grain) for grain in grains) if since else ""
    return f" WHERE {DERIVED[table].time} >= least({firsts})" if since else ""


def _from(source: str, since: date | None, grain: str) -> str:
    return f"(FROM {source} WHERE day >= {begun(since, grain)})" if since else source


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


def _sums(grain: str, parts: Sequence[Part], since: date | None) -> tuple[str, str]:
    """Daily sums added up; a stock takes those of the last date with rows, the same for every place."""
    rows = _dated(_from("cells", since, grain), grain)
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
