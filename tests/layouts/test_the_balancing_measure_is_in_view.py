"""Nobody looks at an indicator without the one that could pay for it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from metrics.catalogue import KPIS
from tests.layouts.conftest import block_of
from tests.layouts.sample import KPIS as SAMPLE

KPI = "ed_lwbs_rate"


def drawn(site):
    return site.block(block_of(f"/kpi/{KPI}", "balance"))


@pytest.fixture
def paired(monkeypatch):
    other = next(kpi_id for kpi_id in SAMPLE if kpi_id not in (KPI, "hcahps_linear_mean"))
    monkeypatch.setitem(SAMPLE, KPI, replace(SAMPLE[KPI], pair=other))
    return SAMPLE[other]


def test_the_page_of_an_indicator_names_its_balancing_measure_with_value_and_verdict(site, paired):
    said = drawn(site)
    assert "To be seen with it" in said
    assert paired.title in said
    assert f'"/kpi/{paired.id}' in said
    assert "said said-" in said


def test_a_pair_without_data_is_not_named(site, paired, monkeypatch):
    monkeypatch.setattr(type(site.engine), "dark", lambda self: {paired.id: "no feed"})
    assert paired.title not in drawn(site)


def test_every_kpi_of_the_catalogue_has_a_pair_but_the_census():
    assert [kpi.id for kpi in KPIS.values() if not kpi.pair] == ["average_daily_census"]
