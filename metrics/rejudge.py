"""Judge and forecast stored values: at every publish, and again when only a target has changed.

What is made in Python enters the candidate as Arrow tables, since its connection is locked.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any

import duckdb
import pyarrow
import pyarrow.compute

from metrics.catalogue import KPIS
from metrics.hands import share
from metrics.history import remembered
from metrics.kpi import Kpi
from metrics.piece import FORECASTS, VERDICTS, Piece, arrow, judge_piece

# Values in a piece, and the fewest for which another process is started: to start one takes as long as to judge some
# thirty thousand.
IN_A_PIECE, WORTH_SHARING = 15_000, 60_000

Progress = Callable[[str, int, int], None]


def rejudge(
    con: duckdb.DuckDBPyConnection,
    load_id: int,
    market: str,
    progress: Progress | None = None,
    kpis: Mapping[str, Kpi] | None = None,
    changed: Collection[str] | None = None,
) -> None:
    """Judge the stored values again, after a target or a rebase of the KPIs in `changed` (None = of any) did change.

    Forecasts rest on values alone, so they stay.
    """
    known = KPIS if kpis is None else kpis
    chosen = {kpi_id: kpi for kpi_id, kpi in known.items() if changed is None or kpi_id in changed}
    with remembered(con, load_id):
        _judge(con, load_id, market, progress, chosen, VERDICTS, chosen)


def judge_all(
    con: duckdb.DuckDBPyConnection,
    load_id: int,
    market: str,
    progress: Progress | None,
    chosen: Mapping[str, Kpi],
) -> None:
    """Verdicts, limits and forecasts of every stored series."""
    _judge(con, load_id, market, progress, chosen, (*VERDICTS, *FORECASTS), None)


def _judge(
    con: duckdb.DuckDBPyConnection,
    load_id: int,
    market: str,
    progress: Progress | None,
    kpis: Mapping[str, Kpi],
    tables: Sequence[str],
    only: Collection[str] | None,
) -> None:
    """Fill `tables`; the rows of other KPIs stay when `only` names those to replace."""
    rows = _values(con, list(kpis))
    targets = _dicts(con, "SELECT * FROM kpi_target_frozen")
    rebases = _dicts(con, "SELECT * FROM spc_rebase")
    money = currencies(con.execute("SELECT facility_id, currency_code FROM live.facility").fetchall())
    pieces = []
    for part in _parts(rows):
        own = {kpi_id: kpis[kpi_id] for kpi_id in part["kpi_id"].unique().to_pylist()}
        goals, cuts = ([row for row in every if row["kpi_id"] in own] for every in (targets, rebases))
        pieces.append(Piece(part, own, goals, cuts, money, market, load_id, FORECASTS[0] in tables))
    helpers = _threads(con) - 1 if len(rows) >= WORTH_SHARING else 0

    def tell(done: int) -> None:
        if progress:
            progress("verdicts", done, len(pieces))

    found = share(judge_piece, pieces, helpers, tell)
    for table in tables:
        _replace(con, table, [made[table] for made in found], only)


def _values(con: duckdb.DuckDBPyConnection, kpis: Sequence[str]) -> pyarrow.Table:
    """What is judged ahead, as `Piece.rows`. Weeks of single units are many and seldom asked for: the engine judges
    those when asked."""
    return con.sql(
        "SELECT kpi_id, period_type, scope_type, scope_id, CASE scope_type WHEN 'facility' THEN scope_id "
        "WHEN 'unit' THEN coalesce(u.facility_id, '*') ELSE '*' END AS facility_id, period_start, "
        "CAST(num AS DOUBLE) AS num, CAST(den AS DOUBLE) AS den, value, n_eligible, n_valid, status, days_covered, "
        "days_in_period FROM kpi_value LEFT JOIN (SELECT unit_id, any_value(facility_id) AS facility_id FROM unit "
        "GROUP BY unit_id) u ON u.unit_id = scope_id WHERE period_type <> 'day' AND (period_type <> 'week' OR "
        "scope_type <> 'unit') AND dims = '{}' AND list_contains($kpis, kpi_id) "
        "ORDER BY kpi_id, period_type, scope_type, scope_id, period_start",
        params={"kpis": list(kpis)},
    ).to_arrow_table()


def _parts(rows: pyarrow.Table) -> list[pyarrow.Table]:
    """`rows` cut between KPIs, into parts of about the same length."""
    runs = pyarrow.compute.run_end_encode(rows["kpi_id"].combine_chunks())
    cuts, start = [], 0
    for end in runs.run_ends.to_pylist():
        if end - start >= IN_A_PIECE or end == len(rows):
            # Taken, not sliced: a slice travels to another process with everything it was cut from.
            cuts.append(rows.take(pyarrow.array(range(start, end))))
            start = end
    return cuts


def _threads(con: duckdb.DuckDBPyConnection) -> int:
    """How many processors the settings leave to the work on this database."""
    return int(con.execute("SELECT current_setting('threads')").fetchall()[0][0])


def currencies(rows: Sequence[tuple[str, str]]) -> dict[str, str]:
    """Currency by facility_id; `*` has the one they share, else none that can be named."""
    found = dict(rows)
    shared = set(found.values())
    return {**found, "*": shared.pop() if len(shared) == 1 else "USD" if not shared else ""}


def replace_rows(con: duckdb.DuckDBPyConnection, table: str, rows: Sequence[Mapping[str, Any]]) -> None:
    """Make `rows` the content of a table that the metrics fill."""
    _replace(con, table, [arrow(table, rows)])


def _replace(
    con: duckdb.DuckDBPyConnection,
    table: str,
    made: Sequence[pyarrow.Table],
    only: Collection[str] | None = None,
) -> None:
    if only is None:
        con.execute(f"DELETE FROM {table}")
    else:
        con.execute(f"DELETE FROM {table} WHERE list_contains($kpis, kpi_id)", {"kpis": list(only)})
    if not made:
        return
    con.register("made", pyarrow.concat_tables(made))
    con.execute(f"INSERT INTO {table} BY NAME SELECT * FROM made")
    con.unregister("made")


def _dicts(con: duckdb.DuckDBPyConnection, sql: str) -> list[dict[str, Any]]:
    cursor = con.execute(sql)
    names = [column[0] for column in cursor.description or []]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
