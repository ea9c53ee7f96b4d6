"""Whatever the catalogue holds says what it is for and what to beware of, and is proven twice."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import cache
from importlib import import_module
from pathlib import Path

import pytest

from metrics.catalogue import DISPARITIES, KPIS
from metrics.examples import examples
from metrics.kpi import Kpi

TESTS = Path(__file__).resolve().parents[1]
WORDS = ("title", "means", "formula", "why", "caution", "owner")


def lacking(kpi: Kpi, today: date) -> list[str]:
    """What a KPI owes to whoever reads it."""
    found = [word for word in WORDS if not getattr(kpi, word).strip()]
    if not kpi.reviewed <= today <= kpi.review_due:
        found.append("review date")
    # What a spec asks is shipped as its worked example, and a test holds each to its spec.
    if kpi.id not in examples():
        found.append("spec")
    if kpi.id not in in_oracles():
        found.append("oracle")
    return found


@cache
def in_oracles() -> frozenset[str]:
    """Every KPI that a table of second implementations holds, also where one function makes those of many."""
    names = (
        path.stem for path in (TESTS / "oracle").glob("*.py") if not path.stem.startswith(("test_", "_"))
    )
    tables = [held for name in names for held in vars(import_module(f"tests.oracle.{name}")).values()]
    tables = [held for held in tables if isinstance(held, dict)]
    tables += [held for table in tables for held in table.values() if isinstance(held, dict)]
    return frozenset(key for table in tables for key in table if isinstance(key, str) and key in KPIS)


@pytest.mark.parametrize("kpi", KPIS.values(), ids=lambda kpi: kpi.id)
def test_a_kpi_has_an_owner_a_reason_a_caution_a_review_date_a_spec_and_an_oracle(kpi):
    assert lacking(kpi, max(date.today(), kpi.reviewed)) == []


@pytest.mark.parametrize("word", WORDS)
def test_a_kpi_that_says_nothing_under_one_heading_is_named_for_it(word):
    kpi = next(iter(KPIS.values()))
    assert lacking(replace(kpi, **{word: "  "}), kpi.reviewed) == [word]


def test_a_kpi_that_nobody_reviews_or_proves_is_named_for_it():
    kpi = next(iter(KPIS.values()))
    assert lacking(kpi, kpi.review_due.replace(year=kpi.review_due.year + 1)) == ["review date"]
    assert lacking(replace(kpi, id="made_up_today"), kpi.reviewed) == ["spec", "oracle"]


@pytest.mark.parametrize("one", DISPARITIES.values(), ids=lambda one: one.id)
def test_a_gap_between_groups_says_the_same(one):
    assert [word for word in WORDS if not getattr(one, word).strip()] == []
    assert one.reviewed < one.review_due
