"""Ledger lines add up to the figure that they stand behind, and are shown to who sees it."""

from __future__ import annotations

from datetime import date

import pytest

from metrics import ledger
from metrics.catalogue import KPIS
from metrics.compile import compile
from metrics.permits import NotPermitted
from metrics.question import Access, Question
from tests.world import World

BOOKS = {
    "account": """
        account_id | account_name | account_class | is_variable
        6010       | Salaries     | salaries      | false
        6110       | Supplies     | supplies      | true
        7000       | Interest     | interest      | false
    """,
    "cost_centre": """
        cost_centre_id | facility_id | name
        A              | F           | Ward
        B              | F           | Theatre
    """,
    "gl_entry": """
        facility_id | cost_centre_id | account_id | month      | amount
        F           | A              | 6010       | 2026-01-01 | 900
        F           | A              | 6110       | 2026-01-01 | 250
        F           | B              | 6010       | 2026-01-01 | 500
        F           | B              | 7000       | 2026-01-01 | 70
        F           | A              | 6010       | 2026-02-01 | 910
    """,
    "budget": """
        facility_id | cost_centre_id | account_id | month      | version  | amount
        F           | A              | 6010       | 2026-01-01 | original | 800
        F           | A              | 6110       | 2026-01-01 | original | 240
        F           | B              | 6010       | 2026-01-01 | original | 700
        F           | A              | 6010       | 2026-02-01 | original | 800
    """,
}
BEHIND = [kpi for kpi in KPIS.values() if ledger.has_lines(kpi)]


@pytest.fixture(scope="module")
def con():
    return World(BOOKS, needed=("v_budget_month",)).con


def asked(kpi_id: str, **more) -> Question:
    return Question((kpi_id,), "month", since=date(2026, 1, 1), until=date(2026, 2, 1), **more)


def rows(con, kpi_id: str, access: Access | None = None, **more):
    made = ledger.statement(KPIS[kpi_id], asked(kpi_id, **more), access)
    return [row[:2] + row[-3:] for row in con.execute(made.sql, made.params).fetchall()]


def test_the_lines_of_a_month_stand_by_how_hard_they_pull(con):
    assert rows(con, "budget_variance_amount") == [
        ("B", "6010", 200.0, 3, 90.0), ("A", "6010", -100.0, 3, 90.0), ("A", "6110", -10.0, 3, 90.0),
    ]  # fmt: skip


@pytest.mark.parametrize("kpi", BEHIND, ids=lambda kpi: kpi.id)
def test_they_add_up_to_the_figure(con, kpi):
    made = compile([kpi], asked(kpi.id), None)
    told = con.execute(made.sql, made.params)
    names = [column[0] for column in told.description]
    figure = dict(zip(names, told.fetchone() or [], strict=False)).get(f"{kpi.id}_num", 0.0)
    assert sum(row[2] for row in rows(con, kpi.id)) == pytest.approx(float(figure or 0.0))


def test_who_sees_some_cost_centres_sees_their_lines(con):
    assert {row[0] for row in rows(con, "budget_variance_amount", Access(cost_centres=("A",)))} == {"A"}
    assert {row[0] for row in rows(con, "budget_variance_amount", only=(("cost_centre_id", ("B",)),))} == {
        "B"
    }
    with pytest.raises(NotPermitted):
        rows(con, "budget_variance_amount", Access(classes=("clinical",)))


def test_only_sums_of_ledger_lines_have_them():
    assert {kpi.id for kpi in BEHIND} >= {
        "budget_variance_amount",
        "operating_expense_amount",
        "budget_variance_pct",
    }
    assert not ledger.has_lines(KPIS["cost_per_case"])
