"""Every worked example that the catalogue page shows is true: its rows give its values."""

from __future__ import annotations

import pytest

from metrics.catalogue import KPIS
from metrics.compile import compile
from metrics.examples import examples
from metrics.question import Question
from metrics.sides import shape
from tests.spec.conftest import first_day
from tests.world import World

SHOWN = examples()
BY_ROWS: dict[tuple, list[str]] = {}
for kpi_id, example in SHOWN.items():
    BY_ROWS.setdefault(example.tables, []).append(kpi_id)


def world_of(tables, kpi_ids) -> World:
    text = {t.name: "\n".join([" | ".join(t.columns), *(" | ".join(row) for row in t.rows)]) for t in tables}
    shown = [(KPIS[kpi_id], SHOWN[kpi_id]) for kpi_id in kpi_ids]
    needed = {name for kpi, one in shown for name in shape(kpi, is_about_a_unit(one)).tables}
    return World(text, needed=tuple(sorted(needed)))


def is_about_a_unit(one) -> bool:
    return one.by == "unit_id" or one.scope[0] == "unit"


@pytest.mark.parametrize("tables", BY_ROWS, ids=lambda tables: BY_ROWS[tables][0])
def test_the_rows_of_an_example_give_its_values(tables):
    world = world_of(tables, BY_ROWS[tables])
    for kpi_id in BY_ROWS[tables]:
        one = SHOWN[kpi_id]
        question = Question((kpi_id,), one.grain, *one.scope, by=one.by)
        statement = compile([KPIS[kpi_id]], question)
        cursor = world.con.execute(statement.sql, statement.params or None)
        names = [column[0] for column in cursor.description]
        rows = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
        del cursor  # or the world's warehouse could not go to the next one
        given = {(row["period"], str(row.get("grp") or "")): row[f"{kpi_id}_value"] for row in rows}
        exact = 1e-9 if one.digits is None else 0
        for point in one.expected:
            value = given.get((first_day(point.period), point.group))
            close = 0.5 * 10 ** -(one.digits or 0)
            wanted = (
                point.value
                if point.value is None
                else pytest.approx(
                    point.value, rel=exact or None, abs=close if one.digits is not None else None
                )
            )
            assert value == wanted, (kpi_id, point)


def test_every_indicator_has_an_example_and_none_is_left_from_a_removed_one():
    """`make examples` takes over what the specs declare."""
    assert set(SHOWN) == set(KPIS)
