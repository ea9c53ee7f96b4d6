"""Series drawn as rows of a matrix get the very limits, signals and rows that each gets alone."""

from __future__ import annotations

import random
from datetime import date

import pytest

from metrics.segment import draw_segment
from metrics.segments import Task, draw_segments
from metrics.spc import RULESETS
from tests.oracle.effort import examples


def months(n: int) -> list[date]:
    return [date(2020 + i // 12, i % 12 + 1, 1) for i in range(n)]


def a_task(dice: random.Random, n: int, rules: str) -> Task:
    """A segment at random: calm, shifted, drifting, flat, on its lines, sparse, or with sides that do not fit."""
    wanted = dice.choice(("xmr", "xmr", "p_prime", "p", "u", "u_prime", "c", "run", "line", "g", "t"))
    level, noise = dice.choice((0.0, 0.3, 50.0, -4.0)), dice.choice((0.0, 0.01, 1.0, 9.0))
    shape = dice.choice(("calm", "shift", "drift", "steps"))
    values: list[float] = []
    for i in range(n):
        moved = {"calm": 0.0, "shift": noise * 2 * (i > n // 2), "drift": noise * i / 8, "steps": 0.0}[shape]
        drawn = level + noise * dice.gauss(0, 1) + moved
        values.append(float(round(drawn)) if shape == "steps" else drawn)
    nums: list[float | None] = [None] * n
    dens: list[float | None] = [None] * n
    if wanted[0] in "pu":
        per = dice.choice((1, 100, 1000))
        size = dice.choice((3, 60, 900))
        dens = [float(dice.randint(1, size)) for _ in range(n)]
        share = dice.choice((0.0, 0.02, 0.4, 1.0))
        nums = [float(sum(dice.random() < share for _ in range(min(int(den), 60)))) for den in dens]
        values = [per * x / den for x, den in zip(nums, dens, strict=True)]
        if dice.random() < 0.1:
            nums[dice.randrange(n)] = dice.choice((None, -1.0))
        if dice.random() < 0.1:
            values[dice.randrange(n)] += 3
    return Task(
        wanted, date(2020, 1, 1), months(n), values, nums, dens, dice.choice(("", "nhs_trust")), rules
    )


@pytest.mark.parametrize("rules", RULESETS)
def test_together_is_as_alone(rules):
    dice = random.Random(rules)
    for length in (4, 8, 11, 12, 19, 20, 21, 40):
        tasks = [a_task(dice, length, rules) for _ in range(examples(300))]
        together = draw_segments(tasks)
        alone = [draw_segment(*task) for task in tasks]
        assert together == alone


def test_lengths_charts_and_rules_may_be_mixed():
    dice = random.Random(7)
    tasks = [
        a_task(dice, dice.choice((1, 2, 9, 15, 24, 25)), dice.choice(list(RULESETS)))
        for _ in range(examples(400))
    ]
    assert draw_segments(tasks) == [draw_segment(*task) for task in tasks]
