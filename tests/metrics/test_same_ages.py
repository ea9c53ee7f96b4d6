"""Groups of different ages are compared as if each had the ages of all."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace

import pytest

from metrics.catalogue import KPIS
from metrics.disclosure import Rule
from metrics.question import Access, Question
from metrics.standard import is_aged, merged, same_ages
from tests.world import World, text_of

KPI = KPIS["mortality_crude_pct"]
YEAR = (date(2026, 1, 1), date(2027, 1, 1))
# Who lives where makes no difference to dying here, only age does; but the fifth quintile is young.
STAYS = {
    ("1", "18-44"): (2, 20),
    ("1", "75-84"): (20, 100),
    ("5", "18-44"): (10, 100),
    ("5", "75-84"): (4, 20),
}


def windows(stays, up_to=0):
    rows = [
        {"unit_id": "A", "discharge_date": "2026-03-01", "deprivation_quintile": group, "age_band": age,
         "has_died": number < died}
        for (group, age), (died, n) in stays.items()
        for number in range(n)
    ]  # fmt: skip
    world = World({"v_mortality": text_of(rows)}, needed=())

    def dicts(sql, params):
        cursor = world.con.execute(sql, params)
        names = [column[0] for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]

    return SimpleNamespace(
        kpi=KPI,
        question=Question((KPI.id,), by="deprivation_quintile"),
        access=Access(),
        rule=lambda group: Rule(up_to),
        stored=SimpleNamespace(generation=SimpleNamespace(dicts=dicts)),
    )


def test_a_gap_that_is_only_one_of_age_goes_away():
    found = same_ages(windows(STAYS), YEAR, ("1", "5"))
    assert 100 * 22 / 120 > 1.5 * 100 * 14 / 120
    assert found["1"].value == pytest.approx(15)
    assert found["5"].value == pytest.approx(15)
    assert found["1"].low < 15 < found["1"].high


def test_a_gap_at_every_age_stays():
    worse = STAYS | {("1", "18-44"): (4, 20), ("1", "75-84"): (40, 100)}
    found = same_ages(windows(worse), YEAR, ("1", "5"))
    assert found["1"].value == pytest.approx(2 * found["5"].value)


def test_small_counts_are_put_together_with_the_next_age_or_nothing_is_told():
    """At most 4 are hidden: the 4 of the old go with the young, which leaves one band, and nothing to make equal."""
    assert same_ages(windows(STAYS, up_to=4), YEAR, ("1", "5")) == {}
    counts = {
        "1": {"18-44": (2, 40), "45-64": (6, 40), "65-74": (9, 40)},
        "5": {"18-44": (5, 40), "45-64": (6, 40), "65-74": (3, 40)},
    }
    assert merged(counts, 0) == [("18-44",), ("45-64",), ("65-74",)]
    assert merged(counts, 4) == [("18-44", "45-64", "65-74")]
    assert merged(counts | {"5": counts["5"] | {"65-74": (8, 40)}}, 4) == [("18-44", "45-64"), ("65-74",)]


def test_an_age_that_one_group_does_not_have_is_no_band_of_its_own():
    assert merged({"1": {"18-44": (6, 40), "85+": (9, 40)}, "5": {"18-44": (6, 40)}}, 0) == [("18-44", "85+")]


def test_ages_matter_to_deaths_and_returns_between_traits_of_people():
    assert is_aged(KPI, "ethnicity")
    assert is_aged(KPIS["readmission_30d_pct"], "deprivation_quintile")
    assert not is_aged(KPI, "sex")
    assert not is_aged(KPIS["ed_lwbs_rate"], "ethnicity")
