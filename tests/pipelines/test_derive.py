"""Derived tables depend on rows and on the date of the refresh, never on the clock."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from datetime import date
from pathlib import Path

import duckdb
import pytest

from pipelines.derive import derive, model, order, reads
from tests.world import World

ROOT = Path(__file__).resolve().parents[2]
POSTS = """
unit_id | job_role | month      | budgeted_fte | filled_fte | frozen_fte
U1      | nurse    | 2024-01-01 | 10           | 9          | 0
U1      | nurse    | 2024-02-01 | 10           | 8          | 0
U1      | nurse    | 2024-03-01 | 12           | 8          | 0
"""
PEOPLE = """
employee_id | hire_date  | employment_type | facility_id | unit_id | job_role | staff_group
E1          | 2023-12-01 | permanent_ft    | F1          | U1      | nurse    | nursing
"""


@pytest.mark.parametrize(
    ("as_of", "months"),
    [
        (date(2024, 1, 31), ["2024-01-01"]),
        (date(2024, 2, 1), ["2024-01-01", "2024-02-01"]),
        (date(2030, 1, 1), ["2024-01-01", "2024-02-01", "2024-03-01"]),
    ],
)
def test_posts_and_heads_end_with_the_date_of_the_refresh(as_of, months):
    con = World({"position": POSTS, "employee": PEOPLE}, needed=()).con
    derive(con, as_of, ["v_position_month", "v_staff_month"])
    for table, first in (("v_position_month", "2024-01-01"), ("v_staff_month", "2023-12-01")):
        found = [
            str(row[0])
            for row in con.execute(f"SELECT DISTINCT month_date FROM {table} ORDER BY 1").fetchall()
        ]
        assert found == [*({first} - set(months)), *months]


@pytest.mark.parametrize("name", order())
def test_no_model_reads_the_clock(name):
    assert not re.search(r"\b(current_date|current_timestamp|now\(|today\()", model(name), re.IGNORECASE)


def test_models_run_in_the_same_order_in_every_process():
    """The order is part of what decides whether anything is new."""
    said = {
        subprocess.run(
            [sys.executable, "-c", "from pipelines.derive import order; print(order())"],
            env={**os.environ, "PYTHONHASHSEED": seed},
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2", "3")
    }
    assert len(said) == 1


def read_by(text: str) -> set[str]:
    """The tables that a SELECT reads, by the parser of the database."""
    with duckdb.connect() as con:
        tree = json.loads(con.execute("SELECT json_serialize_sql($text)", {"text": text}).fetchall()[0][0])
    tables, own, queue = set(), set(), [tree]
    while queue:
        node = queue.pop()
        if isinstance(node, dict):
            if node.get("type") == "BASE_TABLE":
                tables.add((node["schema_name"], node["table_name"]))
            own |= {entry["key"] for entry in node.get("cte_map", {}).get("map", [])}
            queue += node.values()
        elif isinstance(node, list):
            queue += node
    return {table for schema, table in tables if schema or table not in own}


@pytest.mark.parametrize("name", order())
def test_a_model_names_all_that_it_reads_and_nothing_else(name):
    """A table is built again when what its model names has changed: a name left out would leave it stale."""
    assert read_by(model(name).replace("$as_of", "DATE '2026-01-01'")) == reads(name)
