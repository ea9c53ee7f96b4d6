"""Judge and forecast stored values: at every publish, and again when only a target has changed.

What is made in Python enters the candidate as Arrow tables, since its connection is locked.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import duckdb
import pyarrow
import pyarrow.compute

from data import stamps
from metrics import stale
from metrics.catalogue import KPIS
from metrics.hands import share
from metrics.history import KEY, remembered
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
    basis = _Basis.of(con, known, market)
    chosen = list(known) if changed is None else [kpi_id for kpi_id in known if kpi_id in changed]
    with remembered(con, load_id):
        stale.find(con, chosen, ())
        _judge(con, load_id, progress, basis, [])
    others = stamps.known(con, "verdicts")
    stamps.keep(con, "verdicts", others | {kpi_id: basis.made_from[kpi_id] for kpi_id in chosen})


def judge_all(
    con: duckdb.DuckDBPyConnection,
    load_id: int,
    market: str,
    progress: Progress | None,
    chosen: Mapping[str, Kpi],
) -> None:
    """Verdicts, limits and forecasts of every stored series; those that still follow from what is stored stay."""
    basis = _Basis.of(con, chosen, market)
    stale.find(con, list(chosen), stamps.same(stamps.known(con, "verdicts"), basis.made_from))
    for table in (*VERDICTS, *FORECASTS):
        con.execute(f"DELETE FROM {table} WHERE NOT list_contains($kpis, kpi_id)", {"kpis": list(chosen)})
    _judge(con, load_id, progress, basis, stale.ahead(con))
    stamps.keep(con, "verdicts", basis.made_from)


@dataclass(frozen=True)
class _Basis:
    """What the values of some KPIs are judged by, and the stamp of that per KPI."""

    kpis: Mapping[str, Kpi]
    market: str
    targets: Sequence[Mapping[str, Any]]
    rebases: Sequence[Mapping[str, Any]]
    money: Mapping[str, str]
    made_from: Mapping[str, str]

    @classmethod
    def of(cls, con: duckdb.DuckDBPyConnection, kpis: Mapping[str, Kpi], market: str) -> _Basis:
        targets = _dicts(con, "SELECT * FROM kpi_target_frozen")
        rebases = _dicts(con, "SELECT * FROM spc_rebase")
        money = currencies(con.execute("SELECT facility_id, currency_code FROM live.facility").fetchall())
        made_from = stale.made_from(con, kpis, market, targets, rebases, money)
        return cls(kpis, market, targets, rebases, money, made_from)

    def piece(self, rows: pyarrow.Table, load_id: int, ahead: Collection[str]) -> Piece:
        own = {kpi_id: self.kpis[kpi_id] for kpi_id in rows["kpi_id"].unique().to_pylist()}
        targets, rebases = (
            [row for row in every if row["kpi_id"] in own] for every in (self.targets, self.rebases)
        )
        return Piece(rows, own, targets, rebases, self.money, self.market, load_id, set(ahead) & set(own))


def _judge(
    con: duckdb.DuckDBPyConnection,
    load_id: int,
    progress: Progress | None,
    basis: _Basis,
    ahead: Collection[str],
) -> None:
    """Judge the series in `stale`, and forecast the KPIs in `ahead`; every other row stays."""
    rows = _values(con, ahead)
    pieces = [basis.piece(part, load_id, ahead) for part in _parts(rows)]
    helpers = _threads(con) - 1 if len(rows) >= WORTH_SHARING else 0

    def tell(done: int) -> None:
        if progress:
            progress("verdicts", done, len(pieces))

    found = share(judge_piece, pieces, helpers, tell)
    whole = f"SELECT {', '.join(stale.SERIES)} FROM stale WHERE is_whole"
    gone = {
        "kpi_verdict": f"({', '.join(stale.SERIES)}) IN ({whole}) OR ({', '.join(KEY)}) IN (SELECT {', '.join(KEY)} FROM told)",
        "spc_limit": f"({', '.join(stale.SERIES)}) IN ({whole})",
        **dict.fromkeys(FORECASTS, f"list_contains({list(ahead)}, kpi_id)"),
    }
    for table, condition in gone.items():
        con.execute(f"DELETE FROM {table} WHERE {condition}")
        _add(con, table, [made[table] for made in found if table in made])
    con.execute("DROP TABLE told")
    con.execute("DROP TABLE stale")


def _values(con: duckdb.DuckDBPyConnection, ahead: Sequence[str]) -> pyarrow.Table:
    """What is judged or forecast, as `Piece.rows`."""
    series, key = ", ".join(stale.SERIES), ", ".join(KEY)
    return con.sql(
        "SELECT kpi_id, period_type, scope_type, scope_id, CASE scope_type WHEN 'facility' THEN scope_id "
        "WHEN 'unit' THEN coalesce(u.facility_id, '*') ELSE '*' END AS facility_id, period_start, "
        "CAST(num AS DOUBLE) AS num, CAST(den AS DOUBLE) AS den, value, n_eligible, n_valid, status, days_covered, "
        "days_in_period, coalesce(is_whole, FALSE) AS is_whole, coalesce(is_whole OR is_told, FALSE) AS is_told "
        f"FROM kpi_value LEFT JOIN stale USING ({series}) "
        f"LEFT JOIN (SELECT {key}, TRUE AS is_told FROM told) USING ({key}) "
        "LEFT JOIN (SELECT unit_id, any_value(facility_id) AS facility_id FROM unit "
        f"GROUP BY unit_id) u ON u.unit_id = scope_id WHERE {stale.JUDGED} AND (is_whole IS NOT NULL OR "
        "(period_type = 'month' AND list_contains($ahead, kpi_id))) "
        "ORDER BY kpi_id, period_type, scope_type, scope_id, period_start",
        params={"ahead": list(ahead)},
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
    con.execute(f"DELETE FROM {table}")
    _add(con, table, [arrow(table, rows)])


def _add(con: duckdb.DuckDBPyConnection, table: str, made: Sequence[pyarrow.Table]) -> None:
    if not made:
        return
    con.register("made", pyarrow.concat_tables(made))
    con.execute(f"INSERT INTO {table} BY NAME SELECT * FROM made")
    con.unregister("made")


def _dicts(con: duckdb.DuckDBPyConnection, sql: str) -> list[dict[str, Any]]:
    cursor = con.execute(sql)
    names = [column[0] for column in cursor.description or []]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
