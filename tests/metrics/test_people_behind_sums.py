"""Where rows are sums already, the people behind them are counted, not the rows."""

from __future__ import annotations

from datetime import date

import pytest

from data.schema import DERIVED
from metrics.catalogue import KPIS
from metrics.compile import compile
from metrics.disclosure import Rule, counts_of
from metrics.judging import Value, rests_on, shown_n
from metrics.question import Question
from metrics.values import fill_horizon, fill_values
from tests.world import World

PAYERS = """
    facility_id | unit_id | month_date | service_line | payer_class | charges | visits | net_revenue
    F           | U       | 2026-03-01 | medicine     | commercial  | 90000   | 45     | 30000
    F           | U       | 2026-03-01 | medicine     | self_pay    | 2000    | 4      | 100
    F           | U       | 2026-03-01 | surgery      | commercial  | 70000   | 31     | 20000
"""
ANSWERS = """
    facility_id | unit_id | response_date | mode | answer    | answers
    F           | U       | 2026-03-01    | sms  | very_good | 120
    F           | U       | 2026-03-01    | sms  | poor      | 3
"""
ACCOUNTS = """
    facility_id | unit_id | month_date | service_line | payer_class | bills | charges | collected | collectable
    F           | ?:F     | 2026-03-01 | medicine     | commercial  | 220   | 9000    | 5000      | 6000
"""


def value_of(kpi_id: str, by: str = "", **tables: str) -> dict[str, Value]:
    kpi, con = KPIS[kpi_id], World(tables, needed=()).con
    statement = compile([kpi], Question((kpi_id,), by=by))
    found = {}
    for period, group, *numbers in con.execute(statement.sql, statement.params).fetchall():
        num, den, value = (None if n is None else float(n) for n in numbers[:3])
        found[group] = Value(period, num, den, value, *numbers[3:])
    return found


def test_a_payer_mix_rests_on_visits():
    whole = value_of("payer_mix_commercial_pct", v_payer_month=PAYERS)[""]
    kpi = KPIS["payer_mix_commercial_pct"]
    assert whole.value == pytest.approx(100 * 160 / 162)
    assert (whole.n_valid, shown_n(kpi, whole), rests_on(kpi, whole)) == (80, 80, 80)
    assert Rule(10).hides(kpi, whole) == ""


def test_a_payer_of_few_visits_is_hidden_and_one_of_many_is_not():
    kpi = KPIS["payer_mix_pct"]
    groups = value_of("payer_mix_pct", "payer_class", v_payer_month=PAYERS)
    assert {group: value.n_valid for group, value in groups.items()} == {"commercial": 76, "self_pay": 4}
    assert Rule(10).hides(kpi, groups["self_pay"]) == "<11"
    assert Rule(10).hides(kpi, groups["commercial"]) == ""
    assert shown_n(kpi, groups["commercial"]) == 76


def test_a_month_of_one_group_of_bills_is_told_when_many_bills_stand_behind_it():
    kpi = KPIS["net_collection_rate_pct"]
    whole = value_of(kpi.id, v_account_month=ACCOUNTS)[""]
    assert (whole.n_valid, whole.value) == (220, pytest.approx(100 * 5 / 6))
    assert Rule(10).hides(kpi, whole) == ""


def test_few_poor_answers_are_hidden_though_their_day_is_one_row():
    for kpi_id in ("fft_negative_pct", "fft_positive_pct"):
        kpi, whole = KPIS[kpi_id], value_of(kpi_id, v_fft_answer=ANSWERS)[""]
        assert set(counts_of(kpi, whole)) == {123, 120, 3}
        assert Rule(10).hides(kpi, whole) == "<11"
        assert Rule(0).hides(kpi, whole) == ""


def test_what_a_refresh_stores_counts_people_too():
    con = World({"v_payer_month": PAYERS}, needed=()).con
    fill_horizon(con)
    fill_values(con, [KPIS["payer_mix_commercial_pct"]], 1, date(2026, 6, 1))
    found = con.execute("SELECT DISTINCT n_eligible, n_valid FROM kpi_value WHERE period_type = 'month'")
    assert found.fetchall() == [(80, 80)]


def test_every_kpi_about_people_over_summed_rows_says_which_column_counts_them():
    counted = {
        name: [c.name for c in table.columns if c.name in ("visits", "bills", "answers")]
        for name, table in DERIVED.items()
    }
    for kpi in KPIS.values():
        if kpi.is_person_count and counted[kpi.table] and kpi.kind == "measurement":
            assert kpi.heads in counted[kpi.table], kpi.id
        assert not kpi.heads or kpi.heads in DERIVED[kpi.table], kpi.id
