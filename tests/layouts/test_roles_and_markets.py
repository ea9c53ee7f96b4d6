"""What a role may not see and what a market does not use is said, on every page, and is never taken for missing data."""

from __future__ import annotations

from dataclasses import replace

import pytest

from data.settings import Role, Settings
from layouts.page import find
from metrics.question import Answer, QuestionError
from tests.layouts.conftest import Site, block_of
from tests.layouts.sample import KPIS, STAMP, SampleEngine, series
from tests.layouts.sample_access import WHY

DENIALS, TILES = "Initial denial rate", block_of("/revenue", "tiles")


@pytest.fixture
def ward(tmp_path):
    roles = (Role("ward", units=("H1-ED",)), Role("books"))
    return Site(SampleEngine(), Settings(home=tmp_path, role="ward", roles=roles))


@pytest.fixture
def trust(tmp_path):
    return Site(SampleEngine(), Settings(home=tmp_path, market="nhs_trust"))


def test_the_page_of_an_indicator_that_is_not_permitted_says_who_may(ward):
    assert WHY in ward.block("/kpi/denial_rate_initial_pct#0")
    assert "No data yet" not in ward.block("/kpi/denial_rate_initial_pct#0")


def test_pages_list_it_as_not_permitted_and_home_counts_it(ward):
    listed = ward.block(TILES)
    assert "Not permitted: " in listed
    assert WHY in listed
    assert "1 not permitted" in ward.block("/#0")
    assert "Not permitted" in ward.block("/catalogue#0")


def test_everybody_asks_in_the_role_of_the_settings(ward, site):
    assert DENIALS in site.block(TILES)
    assert "Not permitted" not in site.block(TILES)
    assert "not permitted" not in site.block("/#0")


def test_a_market_lists_what_it_uses_and_the_catalogue_knows_the_rest(trust, site):
    assert DENIALS in site.block(TILES)
    assert DENIALS not in trust.block(TILES)
    catalogue = trust.block("/catalogue#0")
    assert DENIALS in catalogue
    assert "Not used in this market (Trust, NHS in England)" in catalogue
    assert "Not used in this market" not in site.block("/catalogue#0")


def test_what_a_market_does_not_use_can_still_be_opened(trust):
    assert "could not be drawn" not in trust.block("/kpi/denial_rate_initial_pct#0")
    assert "n = " in trust.block("/kpi/denial_rate_initial_pct#0")


def test_a_file_that_is_not_permitted_says_who_may_and_one_that_cannot_be_made_says_why(ward):
    refused = ward.client.get("/export/denial_rate_initial_pct.csv")
    assert (refused.status_code, refused.get_data(as_text=True)) == (403, WHY)

    def cannot(*_):
        raise QuestionError("Left without being seen cannot be split by 'ethnicity'.")

    ward.engine.answer = cannot
    refused = ward.client.get("/export/ed_lwbs_rate.csv")
    assert refused.status_code == 400
    assert "cannot be split" in refused.get_data(as_text=True)


def test_pages_of_the_nhs_show_operations_that_the_hospital_cancelled(tmp_path):
    """Other reasons stay among the further indicators of the page; elsewhere it is the other way round."""
    at = next(
        i for i, one in enumerate(find("/flow")[0].blocks) if "or_day_of_surgery_cancel_pct" in one.kpis
    )
    kpis = {
        one: replace(KPIS["or_turnover_median"], id=one, title=title, number="2.18")
        for one, title in (
            ("or_day_of_surgery_cancel_pct", "Cancelled on the day"),
            ("or_day_of_surgery_cancel_nonclinical_pct", "Cancelled by the hospital"),
        )
    }
    for market, first, other in (
        ("nhs_trust", "Cancelled by the hospital", "Cancelled on the day"),
        ("us_hospital", "Cancelled on the day", "Cancelled by the hospital"),
    ):
        engine = SampleEngine()
        engine.kpis, engine.dark = lambda: kpis, dict
        engine.answer = lambda question, access=None: Answer(
            question, tuple(replace(series("or_turnover_median"), kpi_id=one) for one in question.kpis), STAMP
        )
        site = Site(engine, Settings(home=tmp_path, market=market))
        tiles = site.block(f"/flow#{at}")
        assert first in tiles
        assert other not in tiles
        assert other in site.block(block_of("/flow", "further"))
