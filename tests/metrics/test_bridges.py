"""Bridges lead from one amount to the other without a gap, and each part is what it says."""

from datetime import date
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrics.bridges import (
    adds_up,
    budget_steps,
    cost_steps,
    denied_steps,
    factor_steps,
    largest_kinds,
    staff_steps,
)
from metrics.catalogue import KPIS
from metrics.charted import COST, Charted
from metrics.question import Access, Answer, Point, Question, QuestionError, Series, Verdict

FACTOR = st.floats(0.01, 1000)
MONEY = st.integers(-(10**9), 10**9).map(lambda cents: cents / 100)


def slow(before, after):
    """Each factor swapped for its new value in turn, the whole product written out every time."""
    parts = []
    for turn in range(len(before)):
        old, new = 1.0, 1.0
        for place in range(len(before)):
            old *= after[place] if place < turn else before[place]
            new *= after[place] if place <= turn else before[place]
        parts.append(new - old)
    return parts


@given(st.lists(st.tuples(FACTOR, FACTOR), min_size=1, max_size=4))
def test_factors_swapped_one_after_the_other_add_up(pairs):
    before, after = zip(*pairs, strict=True)
    found, expected = factor_steps(before, after), slow(before, after)
    size = max(abs(part) for part in expected) + 1
    assert found == pytest.approx(expected, rel=1e-6, abs=1e-9 * size)


def test_a_year_of_more_and_heavier_cases_is_taken_apart():
    """1,000 discharges of weight 1.5 at 8,000 become 1,100 of 1.6 at 8,500: 12.00 M becomes 14.96 M.

    100 more discharges cost 1.20 M, the heavier mix 0.88 M, the higher rate 0.88 M.
    """
    steps = cost_steps((12_000_000, 1000, 1500), (14_960_000, 1100, 1760))
    assert [round(step.amount) for step in steps] == [12_000_000, 1_200_000, 880_000, 880_000, 14_960_000]
    assert adds_up(steps)
    assert [step.is_good for step in steps] == [None, None, None, False, None]


def test_nothing_can_be_told_apart_where_there_was_no_volume():
    assert cost_steps((12_000_000, 0, 0), (14_960_000, 1100, 1760)) is None


@given(MONEY, MONEY, st.dictionaries(st.sampled_from("abcdefghij"), MONEY, max_size=10))
def test_a_budget_bridge_ends_at_what_was_spent(budget, volume, spending):
    actual = budget + volume + sum(spending.values())
    steps = budget_steps(budget, volume, {kind: (kind, amount) for kind, amount in spending.items()}, actual)
    assert adds_up(steps)
    assert len(steps) <= 9
    assert sum(step.amount for step in steps if not step.whole) == pytest.approx(actual - budget, abs=0.01)


def test_the_kinds_that_pull_hardest_are_named_and_the_rest_is_one():
    kinds = {"pay": -50.0, "drugs": 20.0, "food": 1.0, "power": 2.0, "paper": 3.0, "linen": -4.0, "gas": 5.0}
    kept, rest = largest_kinds(kinds)
    assert [kind for kind, _ in kept] == ["pay", "drugs", "gas", "linen", "paper"]
    assert rest == 3.0


def test_a_rest_of_one_kind_keeps_its_name():
    kinds = dict(zip("abcdef", (6.0, 5.0, 4.0, 3.0, 2.0, 1.0), strict=True))
    assert largest_kinds(kinds) == (list(kinds.items()), 0)


def test_denied_money_is_recovered_lost_or_open():
    assert adds_up(denied_steps(1700, 1550, 900, 550, 250))
    assert not adds_up(denied_steps(1700, 1550, 900, 550, 300))


def test_staff_lead_to_funded_posts():
    """23 now after 4 left and 4 were gained; 2 of them have no listed post, and 27 posts are funded: 6 stand empty."""
    steps = staff_steps(23, 4, 4, (21, 27))
    assert [step.amount for step in steps] == [23, -4, 4, 23, -2, 6, 27]
    assert adds_up(steps)
    assert adds_up(staff_steps(23, 4, 4, None))


MAY = date(2026, 5, 1)
VERDICT = Verdict("k", None, None, None, "", "")


class Canned(Charted):
    """An engine whose answers are written down: KPI to points of (period, value, num, den, n)."""

    def __init__(self, numbers):
        self.numbers = numbers

    def answer(self, question, access=Access()):  # noqa: B008 - frozen
        series = []
        for kpi in question.kpis:
            for group, rows in self.numbers[kpi].items():
                if bool(group) == bool(question.by):
                    points = tuple(Point(day, value, n, num, den) for day, value, num, den, n in rows)
                    series.append(Series(kpi, group, group, points, VERDICT))
        return Answer(question, tuple(series), SimpleNamespace())

    def currency(self, scope_type, scope_id):
        return "USD"

    def _lit(self, kpi_id):
        return KPIS[kpi_id]

    def _now(self):
        return None

    def _kept(self, stored, words, make):
        return make()


def once(value):
    return [(MAY, value, None, None, 1)]


def test_the_engine_tells_the_budget_in_one_sentence():
    canned = Canned(
        {
            "operating_budget_amount": {"": once(1_000_000.0)},
            "budget_variance_volume_amount": {"": once(-40_000.0)},
            "operating_expense_amount": {"": once(1_055_000.0)},
            "budget_variance_spending_amount": {
                "": once(-15_000.0),
                "drugs": once(-20_000.0),
                "salaries": once(5_000.0),
            },
        }
    )
    found = canned.budget_bridge(Question(()))
    assert [step.amount for step in found.steps] == [1_000_000, 40_000, 20_000, -5_000, 1_055_000]
    assert (found.since, found.until) == (MAY, date(2026, 6, 1))
    assert found.sentence == (
        "May 2026: spending is $55,000 (5.5 %) more than planned. The largest part is volume of work: $40,000 more."
    )


@pytest.mark.parametrize(("facilities", "reason"), [(3, ""), (2, "not known for every facility")])
def test_mix_is_only_told_where_it_is_known_everywhere(facilities, reason):
    before = date(2025, 5, 1)
    canned = Canned(
        {
            COST[0]: {"": [(before, 1, 12e6, 1500.0, 3), (MAY, 1, 14.96e6, 1760.0, 3)]},
            COST[1]: {"": [(before, 1000.0, None, None, 3), (MAY, 1100.0, None, None, facilities)]},
        }
    )
    if reason:
        with pytest.raises(QuestionError, match=reason):
            canned.cost_bridge(Question(()))
        return
    assert [round(step.amount) for step in canned.cost_bridge(Question(())).steps][1:4] == [
        1_200_000,
        880_000,
        880_000,
    ]
