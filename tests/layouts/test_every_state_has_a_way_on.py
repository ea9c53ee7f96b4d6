"""Empty, one row, partial, suppressed, dark, failed: each says why, and leads somewhere."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from data.settings import Role, Settings
from layouts.page import find
from metrics.question import Answer, Question, QuestionError
from tests.layouts.conftest import Site, block_of
from tests.layouts.sample import STAMP, SampleEngine
from tests.layouts.sample_access import WHY

KPI = "/kpi/ed_lwbs_rate"
CHART = next(i for i, one in enumerate(find(KPI)[0].blocks) if one.draw.__name__ == "chart")
BARE = r"class=\"bare\""


class Told(SampleEngine):
    """The sample engine with every series passed through `change`."""

    def __init__(self, change):
        super().__init__()
        self.change = change

    def answer(self, question, access=None):
        answer = super().answer(question)
        return replace(answer, series=tuple(one for s in answer.series if (one := self.change(s))))


def site_of(tmp_path, change) -> Site:
    return Site(Told(change), Settings(home=tmp_path))


def hide(series):
    points = tuple(replace(p, value=None, n=None, num=None, den=None, hidden="<11") for p in series.points)
    return replace(
        series,
        points=points,
        forecast=(),
        verdict=replace(series.verdict, value=None, n=None, hidden="<11"),
    )


def refuse():
    raise QuestionError("There is nothing to compare.")


def page_of(site: Site, search: str = "") -> str:
    """Everything that the page of the indicator draws."""
    page, _ = find(KPI)
    return " ".join(site.block(f"{KPI}#{index}", search) for index in range(len(page.blocks)))


def test_a_time_without_values_says_which_time_has_them_and_leads_there(site):
    drawn = page_of(site, "?since=2010-01-01&until=2010-03-01")
    assert (
        "No value in the chosen time. This indicator has values from November 2023 to October 2026." in drawn
    )
    assert "/kpi/ed_lwbs_rate?period=all" in drawn
    assert "Show the usual period" in drawn


@pytest.mark.parametrize(
    ("search", "words", "way"),
    [
        ("?facility_id=H1", "Riverside General has no values for this indicator.", "Show the whole network"),
        (
            "?only=payer_class:Medicaid",
            "Nothing is left under the filter payer: Medicaid.",
            "Remove the filter",
        ),
        (
            "?only=payer_class:Nobody&only=facility_id:H1",
            "There is no payer “Nobody” in the data.",
            "?only=facility_id%3AH1",
        ),
        ("", "There are no values for this indicator yet.", "What has been loaded"),
    ],
)
def test_an_empty_page_names_the_reason_and_the_way_out(tmp_path, search, words, way):
    drawn = site_of(tmp_path, lambda series: None).block(f"{KPI}#0", search)
    assert words in drawn
    assert way in drawn


def test_a_dark_indicator_says_what_it_lacks_and_where_to_look(site):
    drawn = site.block("/kpi/hcahps_linear_mean#0")
    assert "No data yet. The survey feed has no linear scores." in drawn
    assert "/data" in drawn


def test_one_row_is_a_table_with_one_row_and_a_sentence_instead_of_a_chart(tmp_path):
    site = site_of(tmp_path, lambda s: replace(s, points=s.points[-2:-1], forecast=()))
    assert "could not be drawn" not in page_of(site)
    assert page_of(site).count("Sep 2026</th><td") == 1
    assert re.search(
        r"One value is known in this time: [\d.]+ %, September 2026. A chart needs two.", page_of(site)
    )
    assert "figure" not in site.block(f"{KPI}#{CHART}")


def test_one_value_in_the_chosen_time_leads_to_the_others(tmp_path):
    site = site_of(tmp_path, lambda s: replace(s, forecast=()))
    drawn = site.block(f"{KPI}#{CHART}", "?since=2026-09-01&until=2026-10-01")
    assert "One value is known in this time" in drawn
    assert "/kpi/ed_lwbs_rate?period=all" in drawn
    assert "One value" not in site.block(f"{KPI}#{CHART}")


def test_a_period_that_is_not_over_says_how_many_days_it_holds(site):
    assert "19 of 31 days" in page_of(site)


def test_a_suppressed_number_is_too_few_everywhere_and_its_value_nowhere(tmp_path):
    site = site_of(tmp_path, hide)
    page, _ = find("/access")
    tiles = site.block(f"/access#{next(at for at, block in enumerate(page.blocks) if block.kpis)}")
    for drawn in (page_of(site), tiles, site.client.get("/tv/ed").get_data(as_text=True)):
        assert "could not be drawn" not in drawn
        assert "too few" in drawn
    assert "suppressed" in page_of(site)


def test_a_failed_part_can_be_tried_again_and_names_its_number(site_with):
    drawn = site_with(broken=("ed_lwbs_rate",)).block(f"{KPI}#0")
    assert "data-retry" in drawn
    assert "The rest of the page still works." in drawn


@pytest.mark.parametrize(
    ("search", "words", "way"),
    [
        (
            "?since=2010-01-01&until=2010-03-01",
            "There are no values here in this time. There are values from November 2023 to October 2026.",
            "Show the usual period",
        ),
        (
            "?only=payer_class:Medicaid",
            "Nothing is left under the filter payer: Medicaid.",
            "Remove the filter",
        ),
        (
            "?only=payer_class:Nobody&only=facility_id:H1",
            "There is no payer “Nobody” in the data.",
            "?only=facility_id%3AH1",
        ),
    ],
)
def test_a_page_without_any_value_says_so_once_and_leads_on(tmp_path, search, words, way):
    change = (lambda series: None) if "only" in search else (lambda series: series)
    drawn = site_of(tmp_path, change).block("/access#0", search)
    assert words in drawn
    assert way in drawn
    assert BARE in drawn


def test_a_page_with_one_value_left_is_not_taken_away(tmp_path):
    one = site_of(tmp_path, lambda s: s if s.kpi_id == "occupancy_midnight_pct" else None)
    assert BARE not in one.block("/flow#0")
    assert BARE in one.block("/access#0")


def test_a_filter_that_leaves_nothing_to_compare_is_said_once_on_the_page_of_equity(tmp_path):
    site = site_of(tmp_path, lambda series: None)
    site.engine.equity = lambda question, access: refuse()
    drawn = site.block("/equity#0", "?only=payer_class:Medicaid")
    assert drawn.count("Nothing is left under the filter payer: Medicaid.") == 1
    assert BARE in drawn


def test_one_reason_that_many_indicators_share_is_said_once(tmp_path):
    site = site_of(tmp_path, lambda series: None)
    row = next(i for i, one in enumerate(find("/access")[0].blocks) if len(one.kpis) > 2)
    drawn = site.block(f"/access#{row}", "?only=payer_class:Medicaid")
    assert drawn.count("Nothing is left under the filter payer: Medicaid.") == 1
    assert drawn.count("<dt>") > 2


def test_somebody_with_a_part_of_the_network_is_not_told_that_nobody_has_values(tmp_path):
    settings = Settings(home=tmp_path, role="ward", roles=(Role("ward", units=("H1-ED",)),))
    drawn = Site(Told(lambda series: None), settings).block(f"{KPI}#0")
    assert "There are no values for this indicator in what you may see." in drawn


def test_a_chart_of_numbers_too_small_to_show_is_a_sentence_and_a_way_to_larger_ones(tmp_path):
    drawn = site_of(tmp_path, hide).block(f"{KPI}#{CHART}", "?facility_id=H1")
    assert "Every number here rests on too few people or events to be shown." in drawn
    assert "Show it by quarter" in drawn
    assert "Show the whole network" in drawn
    assert "figure" not in drawn


def test_a_page_of_numbers_too_small_to_show_does_not_say_that_there_are_none(tmp_path):
    drawn = site_of(tmp_path, hide).block("/access#0")
    assert "Every number here rests on too few people or events to be shown." in drawn
    assert "There are no values here" not in drawn
    assert BARE in drawn


@pytest.mark.parametrize("path", ["/", "/access", "/workforce", "/finance"])
def test_a_page_without_data_says_what_would_bring_some(site, path):
    site.engine.dark = lambda: dict.fromkeys(site.engine.kpis(), "No feed for it was loaded.")
    site.engine.overview = lambda *asked, **more: Answer(Question((), "month"), (), STAMP)
    drawn = site.block(f"{path}#0")
    assert "No indicator of this page has data yet" in drawn
    assert "/data" in drawn
    assert "/catalogue#" in drawn
    assert BARE in drawn


def test_a_page_that_a_role_may_not_see_names_the_reason_instead_of_missing_data(tmp_path):
    engine = SampleEngine()
    engine.denied = lambda access=None: dict.fromkeys(engine.kpis(), WHY)
    site = Site(engine, Settings(home=tmp_path, role="ward", roles=(Role("ward"),)))
    assert WHY in site.block("/access#0")
    assert "data yet" not in site.block("/access#0")
    assert "There is no action about what you may see." in site.block("/actions#0")


@pytest.mark.parametrize(
    ("search", "change"),
    [("?facility_id=H1", lambda series: None), ("?since=2010-01-01&until=2010-03-01", lambda series: series)],
)
def test_where_there_is_no_value_nothing_is_said_to_explain_one(tmp_path, search, change):
    drawn = page_of(site_of(tmp_path, change), search)
    for title in (
        "Why it changed",
        "Nothing to split here",
        "No figure shown here is large enough",
        "Year to date",
    ):
        assert title not in drawn


def test_one_value_is_told_instead_of_a_line_from_a_month_to_itself(tmp_path):
    """Once for all tiles of a row that have no line, and in the tile where it is the only one."""
    site = site_of(tmp_path, lambda s: replace(s, points=s.points[-2:-1], forecast=()))
    drawn = site.block(block_of("/access", "attention"))
    assert drawn.count("no line is drawn: it needs two") == 1
    assert "one value; a line needs two" not in drawn
    assert "axis-end" not in drawn
    few = site_of(
        tmp_path,
        lambda s: replace(s, points=s.points[-2:-1], forecast=()) if s.kpi_id == "ed_lwbs_rate" else s,
    )
    drawn = few.block(block_of("/access", "attention"))
    assert "no line is drawn: it needs two" not in drawn
    assert drawn.count("one value; a line needs two") == 1


def test_a_long_list_of_names_is_folded_behind_what_it_is_a_list_of(site):
    names = ", ".join(f"Indicator {n}" for n in range(40))
    real = site.engine.overview
    site.engine.overview = lambda *asked, **more: replace(
        real(*asked, **more),
        notes=(f"Shown by month, not by day: {names}.", "Figures cover what you may see."),
    )
    drawn = site.block("/#2")
    assert re.search(r"<summary[^>]*>Shown by month, not by day\.</summary>", drawn)
    assert "Show which" in drawn
    assert re.search(r"<p[^>]*>Figures cover what you may see.</p>", drawn)


def test_the_line_of_a_section_that_failed_stays_a_line(site_with):
    site = site_with(broken=tuple(SampleEngine().kpis()))
    index = next(i for i, one in enumerate(find("/flow")[0].blocks) if one.is_state)
    drawn = site.block(f"/flow#{index}")
    assert "not known just now" in drawn
    assert "data-retry" not in drawn
