"""A season is found where there is one, taken out without a trace, and never read into noise."""

from __future__ import annotations

import math
import random
from datetime import date, timedelta

import pytest

from metrics.catalogue import KPIS
from metrics.judging import Value, judged
from metrics.question import Answer, Point, Question, Series, Stamp, Verdict
from metrics.seasonal import LEAST_MONTHS, by_month, by_weekday
from metrics.unseasoned import unseasoned

STAMP = Stamp(3, "2026-03-01 05:00", date(2026, 2, 28), date(2026, 3, 1), False)
SICKNESS, VISITS = KPIS["sickness_absence_pct"], KPIS["ed_visits_per_day"]


def months(n):
    return [date(2023 + i // 12, i % 12 + 1, 1) for i in range(n)]


def winter(n, dice, size=1.0, noise=0.2, level=4.0):
    return [level + size * math.cos(math.pi * (i % 12) / 6) + dice.gauss(0, noise) for i in range(n)]


def answer(kpi, days, values, grain="month", **more):
    points = tuple(Point(d, v, 4000, v * 40, 4000.0, 1.0) for d, v in zip(days, values, strict=True))
    verdict = Verdict(kpi.id, days[-1], values[-1], 4000, "", "", chart="xmr")
    return Answer(Question((kpi.id,), grain), (Series(kpi.id, "", "", points, verdict, **more),), STAMP)


def test_a_winter_of_every_year_is_found_and_what_is_left_has_none():
    found = by_month(SICKNESS, months(48), winter(48, random.Random(1)))
    assert found.stands_out
    assert found.strength > 0.8
    assert max(found.effects, key=found.effects.get) == 1
    assert min(found.effects, key=found.effects.get) == 7
    assert found.effects[1] == pytest.approx(1.0, abs=0.2)
    again = by_month(SICKNESS, months(48), list(found.left))
    assert again.strength < 0.2


def test_noise_has_no_season():
    """In 200 series of pure chance, fewer than one in fifty seems to have one."""
    dice = random.Random(2)
    seen = sum(
        by_month(SICKNESS, months(n), winter(n, dice, size=0.0)).stands_out
        for n in (36, 48, 60, 72)
        for _ in range(50)
    )
    assert seen < 4


def test_a_steady_season_leaves_the_level_and_every_change_of_it():
    values = [100 + 10 * math.cos(math.pi * (i % 12) / 6) + (15 if i >= 40 else 0) for i in range(48)]
    found = by_month(VISITS, months(48), values)
    before, after = found.left[:40], found.left[40:]
    assert sum(after) / len(after) - sum(before) / len(before) == pytest.approx(15, abs=5)


def test_a_share_near_its_end_stays_a_share_and_a_volume_above_nothing():
    rare = [max(0.3 + 0.25 * math.cos(math.pi * (i % 12) / 6), 0.01) for i in range(48)]
    assert all(0 < value < 100 for value in by_month(SICKNESS, months(48), rare).left)
    few = [1 + 0.99 * math.cos(math.pi * (i % 12) / 6) for i in range(48)]
    assert all(value > 0 for value in by_month(VISITS, months(48), few).left)


def test_a_monday_that_is_always_full_is_no_news_and_a_holiday_is_left_out_of_its_weekday():
    first = date(2026, 1, 5)
    days = [first + timedelta(days=i) for i in range(70)]
    values = [60.0 if day.isoweekday() == 1 else 40.0 for day in days]
    holidays = frozenset(day for day in days if day.isoweekday() == 1 and day.day > 22)
    values = [5.0 if day in holidays else value for day, value in zip(days, values, strict=True)]
    found = by_weekday(VISITS, days, values, holidays)
    assert found.effects[1] == pytest.approx(60 - 40 * 1.5 ** (1 / 7), abs=1e-9)
    kept = [left for left, day in zip(found.left, days, strict=True) if day not in holidays]
    assert max(kept) - min(kept) < 1e-9


def test_the_second_view_does_not_take_a_winter_for_a_change():
    dice = random.Random(4)
    values = winter(49, dice, size=1.2, noise=0.15)
    raw = judged(
        SICKNESS,
        [Value(d, v * 40, 4000.0, v, 4000, 4000) for d, v in zip(months(49), values, strict=True)],
        "month",
        (),
        "us_hospital",
        "USD",
    ).points
    assert any(point["variation"] not in ("common", "none") for point in raw)
    found = unseasoned(answer(SICKNESS, months(49), values), SICKNESS, "us_hospital", "USD")
    assert found.series is not None
    assert all(point.variation in ("common", "none") for point in found.series.points)


def test_too_few_months_a_gap_and_a_rolling_figure_are_refused_in_words():
    def said(kpi, n, gap=None):
        given = answer(kpi, months(n), winter(n, random.Random(5)))
        if gap is not None:
            (series,) = given.series
            points = tuple(
                p if i != gap else Point(p.period, None, None, hidden="<11")
                for i, p in enumerate(series.points)
            )
            given = Answer(given.question, (Series(kpi.id, "", "", points, series.verdict),), STAMP)
        found = unseasoned(given, kpi, "us_hospital", "USD")
        return found.series, found.sentence

    assert said(SICKNESS, 30) == (
        None,
        f"A season is told from {LEAST_MONTHS} months in a row on; there are 30.",
    )
    assert said(SICKNESS, 48, gap=20)[1].endswith("there are 27.")
    assert (
        said(KPIS["turnover_12m_pct"], 48)[1]
        == "A figure that is not judged by itself has no season taken out."
    )


def test_the_engine_answers_for_a_whole_site(engine):
    found = engine.unseasoned(Question(("ed_lwbs_rate",)))
    assert found.grain == "month"
    assert found.sentence
