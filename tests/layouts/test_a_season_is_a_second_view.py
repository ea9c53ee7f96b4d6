"""The page of an indicator shows its series without its season, after the first chart, or says why it does not."""

from __future__ import annotations

from tests.layouts.conftest import block_of

KPI = "/kpi/ed_lwbs_rate"


def drawn(site, search=""):
    return site.block(block_of(KPI, "season"), search)


def test_the_second_view_has_its_own_sentence_chart_numbers_and_effects(site):
    said = drawn(site)
    assert "Without its season" in said
    assert "The verdict stays that of the first chart." in said
    assert "highest in January" in said or "highest in December" in said
    assert "season-ed_lwbs_rate" in said
    assert "Latest values" in said


def test_too_short_a_history_is_said_in_one_line(site):
    said = drawn(site, "?facility_id=H1")
    assert "A season is told from 36 months in a row on; there are 35." in said
    assert "season-ed_lwbs_rate" not in said


def test_weeks_and_earlier_loads_have_no_second_view(site):
    for search in ("?grain=week", "?asof=7"):
        assert "Without its season" not in drawn(site, search)
