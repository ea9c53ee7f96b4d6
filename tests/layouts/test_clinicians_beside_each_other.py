"""Clinicians are compared by those who may, in a funnel, and nothing of them leads on, ranks or leaves."""

from __future__ import annotations

import pytest

from data.settings import Role, Settings
from layouts.pages import clinics, kpi
from tests.layouts.conftest import Site
from tests.layouts.sample import SampleEngine
from tests.layouts.sample_analysis import CODES

PAGE = "/kpi/amb_no_show_rate"
NAMES = [block.draw.__name__ for block in kpi.page.blocks]
HERE = f"{PAGE}#{NAMES.index('here')}"
MAKERS = [block.draw.__qualname__.partition(".")[0] for block in clinics.page.blocks]
CLINICS = f"/clinics#{MAKERS.index('clinicians')}"


@pytest.fixture
def chief(tmp_path):
    roles = (Role("chief", see_individual=True),)
    return Site(SampleEngine(), Settings(home=tmp_path, role="chief", roles=roles))


def test_they_stand_in_a_funnel_with_its_table_and_a_caution(chief):
    for block in (HERE, CLINICS):
        told = chief.block(block)
        assert "by clinician" in told
        assert "95 % and 99.8 % limits" in told
        assert "a reason to ask, not an answer" in told
        assert all(f">{code}" in told or f'"{code}"' in told for code in CODES)
    assert "Clinic no-shows by clinician" in chief.block(CLINICS)


def test_nothing_of_a_clinician_leads_to_a_page_of_theirs_or_into_a_file(chief):
    for block in (HERE, CLINICS):
        told = chief.block(block)
        assert "href" not in told
        assert "only=" not in told
        assert "/export/" not in told
        assert "menu" not in told


def test_others_are_not_shown_that_there_is_anything(site):
    assert '"markup": ""' in site.block(HERE)
    for text in (site.block(HERE), site.block(CLINICS), site.around(PAGE), site.around("/clinics")):
        assert "clinician" not in text.lower().replace("with the clinician", "")
        assert not any(f'"{code}"' in text for code in CODES)


def test_nobody_is_offered_them_as_a_breakdown_or_a_filter(chief):
    for path in (PAGE, "/clinics"):
        assert "provider_id" not in chief.around(path)
    rows = chief.client.get(f"/groups.json?path={PAGE}&by=provider_id").get_json()["rows"]
    assert rows == []
    assert "surgeon" not in chief.around("/kpi/or_turnover_median")


def test_an_indicator_without_clinicians_has_no_such_block(chief):
    assert "clinician" not in chief.block(f"/kpi/ed_lwbs_rate#{NAMES.index('here')}")


def test_earlier_data_know_only_places(chief):
    assert "clinician" not in chief.block(HERE, "?asof=6")
