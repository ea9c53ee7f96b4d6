"""`kpi_spec`: what a KPI must give for rows that fit on a page."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

import pytest

from metrics.catalogue import KPIS
from metrics.compile import compile
from metrics.question import Question
from metrics.sides import shape
from tests.world import World


def first_day(text: str) -> date:
    """`2026`, `2026-Q2`, `2026-04`, `2026-W15` or a date, as the first day of that period."""
    if "-Q" in text:
        year, quarter = text.split("-Q")
        return date(int(year), 3 * int(quarter) - 2, 1)
    if "-W" in text:
        year, week = text.split("-W")
        return date.fromisocalendar(int(year), int(week), 1)
    parts = [int(part) for part in text.split("-")]
    return date(parts[0], *[*parts[1:], 1, 1][:2])


@pytest.fixture
def kpi_spec() -> Callable[..., dict[Any, dict[str, Any]]]:
    def spec(
        kpi_id: str,
        *,
        expected: Mapping[Any, float | None],
        by: str = "",
        scope: tuple[str, str] = ("network", "*"),
        grain: str = "month",
        only: tuple[tuple[str, tuple[str, ...]], ...] = (),
        since: date | None = None,
        until: date | None = None,
        digits: int | None = None,
        expected_n: Mapping[Any, int] | None = None,
        expected_coverage: Mapping[Any, float] | None = None,
        **tables: str,
    ) -> dict[Any, dict[str, Any]]:
        """Ask one KPI of the given rows and compare every value; None = no value. Returns rows by (period, group)."""
        kpi = KPIS[kpi_id]
        question = Question((kpi_id,), grain, *scope, by=by, only=only, since=since, until=until)
        is_unit = by == "unit_id" or scope[0] == "unit"
        world = World(tables, needed=shape(kpi, is_unit).tables)
        statement = compile([kpi], question)
        cursor = world.con.execute(statement.sql, statement.params or None)
        names = [column[0].removeprefix(f"{kpi_id}_") for column in cursor.description or []]
        rows = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
        found = {(row["period"], row["grp"]) if by else row["period"]: row for row in rows}

        def check(wanted: Mapping[Any, float | None], of: Callable[[dict[str, Any]], Any], word: str) -> None:
            for key, value in wanted.items():
                row = found.get(_key(key, by))
                got = of(row) if row else None
                close = (
                    got is value
                    if value is None or got is None
                    else abs(got - value)
                    <= (0.5 * 10**-digits if digits is not None else 1e-9 * max(1, abs(value)))
                )
                assert close, f"{kpi_id} {word} for {key}: {got}, expected {value}\n{statement.sql}\n{found}"

        check(expected, lambda row: row["value"], "value")
        check(expected_n or {}, lambda row: row["n_valid"], "n")
        check(expected_coverage or {}, lambda row: row["n_valid"] / row["n_eligible"], "coverage")
        keys = {_key(key, by) for key in expected}
        extra = {
            key: row["value"] for key, row in found.items() if row["value"] is not None and key not in keys
        }
        assert not extra, f"{kpi_id} also gives {extra}"
        return found

    return spec


def _key(key: Any, by: str) -> Any:
    """`2024-01` or (`2024-01`, `North`) as the engine writes it."""
    if by:
        period, group = key
        return first_day(period) if isinstance(period, str) else period, group
    return first_day(key) if isinstance(key, str) else key
