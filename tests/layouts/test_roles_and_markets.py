"""What a role may not see and what a market does not use is said, on every page, and is never taken for missing data."""

from __future__ import annotations

import pytest

from data.settings import Role, Settings
from metrics.question import QuestionError
from tests.layouts.conftest import Site, block_of
from tests.layouts.sample import SampleEngine
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
