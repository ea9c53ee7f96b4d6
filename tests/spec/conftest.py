"""`kpi_spec`: what a KPI must give for rows that fit on a page."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

import pytest

from metrics.catalogue import KPIS
from metrics.compile import compile
from metrics.kpi import Kpi
from metrics.question import Question
from metrics.sides import shape
from tests import mutants
from tests.spec import recorder
from tests.world import World

IS_SHIPPING = bool(os.environ.get("SHIP_EXAMPLES"))


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


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """While examples are noted, only tests that declare one matter."""
    if IS_SHIPPING:
        items[:] = [item for item in items if "kpi_spec" in getattr(item, "fixturenames", ())]


def pytest_sessionfinish(session: pytest.Session) -> None:
    """`make examples` ships what the specs declare."""
    if IS_SHIPPING:
        print(f"\n{recorder.write()} worked examples written to {recorder.SHIPPED.name}")


@pytest.fixture
def kpi_spec(request: pytest.FixtureRequest) -> Callable[..., dict[Any, dict[str, Any]]]:
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
        call = {"expected": expected, "by": by, "grain": grain, "scope": scope, "digits": digits}
        recorder.note(request.node, kpi_id, call | {"only": only, "since": since, "until": until}, tables)
        question = Question((kpi_id,), grain, *scope, by=by, only=only, since=since, until=until)
        is_unit = by == "unit_id" or scope[0] == "unit"

        def asked(kpi: Kpi, world: World) -> dict[Any, dict[str, Any]]:
            statement = compile([kpi], question)
            cursor = world.con.execute(statement.sql, statement.params or None)
            names = [column[0].removeprefix(f"{kpi_id}_") for column in cursor.description or []]
            rows = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
            del cursor  # or the world's warehouse could not go to the next one
            found = {(row["period"], row["grp"]) if by else row["period"]: row for row in rows}
            told = f"\n{statement.sql}\n{found}"

            def check(
                wanted: Mapping[Any, float | None], of: Callable[[dict[str, Any]], Any], word: str
            ) -> None:
                for key, value in wanted.items():
                    row = found.get(_key(key, by))
                    got = of(row) if row else None
                    close = (
                        got is value
                        if value is None or got is None
                        else abs(got - value)
                        <= (0.5 * 10**-digits if digits is not None else 1e-9 * max(1, abs(value)))
                    )
                    assert close, f"{kpi_id} {word} for {key}: {got}, expected {value}{told}"

            check(expected, lambda row: row["value"], "value")
            check(expected_n or {}, lambda row: row["n_valid"], "n")
            check(expected_coverage or {}, lambda row: row["n_valid"] / (row["n_eligible"] or 1), "coverage")
            keys = {_key(key, by) for key in expected}
            extra = {
                key: row["value"]
                for key, row in found.items()
                if row["value"] is not None and key not in keys
            }
            assert not extra, f"{kpi_id} also gives {extra}"
            return found

        def is_right(kpi: Kpi, world: World) -> bool:
            try:
                return bool(asked(kpi, world) is not None)
            except AssertionError:
                return False

        kpi = KPIS[kpi_id]
        world = World(tables, needed=shape(kpi, is_unit).tables)
        found = asked(kpi, world)
        if mutants.HUNT:
            mutants.HUNT.calls[kpi_id] = mutants.HUNT.calls.get(kpi_id, 0) + 1
            mutants.HUNT.asks(
                kpi_id, world.derived, "spec", lambda other: is_right(other, world),
                lambda: is_right(kpi, World(tables, needed=shape(kpi, is_unit).tables)),
            )  # fmt: skip
        return found

    return spec


def _key(key: Any, by: str) -> Any:
    """`2024-01` or (`2024-01`, `North`) as the engine writes it."""
    if by:
        period, group = key
        return first_day(period) if isinstance(period, str) else period, group
    return first_day(key) if isinstance(key, str) else key
