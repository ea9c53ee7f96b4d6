"""A warehouse kept open over many generated hospitals: emptied, filled, derived and asked again."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import cache
from typing import Any

import pytest

from data.schema import DERIVED, TABLES
from metrics.catalogue import KPIS
from metrics.compile import compile
from metrics.kpi import Kpi
from metrics.question import Question
from pipelines.derive import derive, reads
from tests import mutants
from tests.world import HARMLESS, blank

Row = dict[str, Any]
Tables = Mapping[str, Sequence[Row]]
Values = dict[tuple[date, str], float]
Oracle = Callable[[Tables, str, str], Values]

_EMPTY = {
    "BOOLEAN": False,
    "VARCHAR": "unknown",
    "DATE": date(2000, 1, 1),
    "TIMESTAMPTZ": "2000-01-01 00:00+00",
}


@cache
def _with_sources(models: tuple[str, ...], given: frozenset[str]) -> frozenset[str]:
    wanted, queue = set[str](), list(models)
    while queue:
        name = queue.pop()
        if name not in wanted:
            wanted.add(name)
            queue += (reads(name) & set(DERIVED)) - given
    return frozenset(wanted)


class Bench:
    """`models` and what they read are derived for each hospital, except tables that the hospital brings itself; every
    table that one hospital filled is emptied before the next."""

    def __init__(self, *models: str) -> None:
        self.con = blank()
        self.models = models
        self.filled: set[str] = set()

    def fill(self, tables: Tables) -> None:
        for name in self.filled:
            self.con.execute(f'DELETE FROM "{name}"')
        self.filled = {name for name, rows in tables.items() if rows}
        for name in self.filled:
            self._insert(name, tables[name])
        derive(self.con, date.today(), _with_sources(self.models, frozenset(self.filled & set(DERIVED))))

    def _insert(self, name: str, rows: Sequence[Row]) -> None:
        columns = TABLES[name].columns
        line = f"({', '.join(f'CAST(? AS {column.type})' for column in columns)})"
        values = [row.get(c.name, _default(name, c)) for row in rows for c in columns]
        self.con.execute(f'INSERT INTO "{name}" VALUES {", ".join([line] * len(rows))}', values)

    def ask(self, kpi_ids: Sequence[str], by: str, grain: str, *instead: Kpi) -> dict[str, Values]:
        """What one statement over all these KPIs says, where it says anything."""
        kpis = instead or [KPIS[kpi_id] for kpi_id in kpi_ids]
        statement = compile(kpis, Question(tuple(kpi_ids), grain, by=by))
        cursor = self.con.execute(statement.sql, statement.params or None)
        names = [column[0] for column in cursor.description or []]
        rows = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
        return {
            kpi_id: {(r["period"], r["grp"]): v for r in rows if (v := r[f"{kpi_id}_value"]) is not None}
            for kpi_id in kpi_ids
        }

    def compare(self, oracle: Mapping[str, Oracle], tables: Tables, by: str, grain: str) -> None:
        """Fill, ask, and hold every KPI against its second implementation."""
        self.fill(tables)
        right = {kpi_id: slow(tables, by, grain) for kpi_id, slow in oracle.items()}
        for kpi_id, found in self.ask(tuple(oracle), by, grain).items():
            assert found == _near(right[kpi_id]), f"{kpi_id} by {by or 'nothing'}, {grain}"
        if mutants.HUNT:
            self._hunt(mutants.HUNT, right, tables, by, grain)

    def _hunt(
        self, hunt: mutants.Hunt, right: Mapping[str, Values], tables: Tables, by: str, grain: str
    ) -> None:
        def again() -> bool:
            self.fill(tables)
            found = self.ask(tuple(right), by, grain)
            return all(found[kpi_id] == _near(right[kpi_id]) for kpi_id in right)

        for kpi_id, values in right.items():

            def is_right(kpi: Kpi, kpi_id: str = kpi_id, values: Values = values) -> bool:
                return self.ask([kpi_id], by, grain, kpi)[kpi_id] == _near(values)

            hunt.asks(kpi_id, (), "oracle", is_right, again)
        given = frozenset(self.filled & set(DERIVED))
        hunt.derives(_with_sources(self.models, given), "oracle", again)


def _near(values: Values) -> Any:
    return pytest.approx(values, rel=1e-6, abs=1e-6)


def _default(table: str, column: Any) -> Any:
    if not column.required:
        return None
    for key in (f"{table}.{column.name}", column.name):
        if key in HARMLESS and table not in DERIVED:
            return HARMLESS[key]
    return _EMPTY.get(column.type, 0)
