"""The page of an indicator says why it changed, where it differs, for whom, how rarely, and what became of its figures."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

import pytest

import layouts.page  # noqa: F401 - the pages first: they import the blocks that import the vocabulary of pages
from layouts import history, why
from layouts.marks import Mark, inside, onto
from layouts.page import find
from layouts.pages.kpi import page
from layouts.scales import Axis, ticks
from metrics.contribution import Part, sum_parts
from metrics.happenings import Happening
from metrics.rare import is_rare_harm
from tests.layouts import sample
from tests.layouts.conftest import block_of
from tests.layouts.sample_analysis import FALLS

KPI = "/kpi/ed_lwbs_rate"
NAMES = [block.draw.__name__ for block in page.blocks]


def drawn(site, name: str, search: str = "", path: str = KPI) -> str:
    return site.block(f"{path}#{NAMES.index(name)}", search)


@pytest.fixture
def falls(site, monkeypatch):
    """The sample with one indicator of rare harm."""
    monkeypatch.setitem(sample.KPIS, FALLS.id, FALLS)
    return site


def test_the_parts_of_the_change_stand_in_a_table_that_ends_with_their_sum(site):
    told = drawn(site, "why", "?by=payer_class")
    assert "From September 2025 to September 2026, by payer" in told
    assert told.index("Self pay") < told.index("All together")
    assert "results +" in told
    assert "who was measured" in told


def test_a_part_leads_to_its_segment_and_a_breakdown_to_the_same_page(site):
    told = drawn(site, "why", "?by=payer_class&grain=week")
    assert "/kpi/ed_lwbs_rate?grain=week&amp;only=payer_class%3ASelf+pay" in told
    assert "/kpi/ed_lwbs_rate?grain=week&amp;by=facility_id" in told


def test_parts_that_are_taken_together_keep_their_sum():
    parts = sum_parts({"a": 5.0, "b": 2.0, "c": 1.0}, {"a": 9.0, "b": 1.0, "c": 4.0}).parts
    assert why.together(parts).total == 6.0
    assert why.together(parts).rate is None


def test_bars_of_parts_that_pull_apart_reach_to_both_sides():
    bars = why.Bars.of([Part("a", 1, 2, 0.5, 0.5, 2.0, -1.0, 1.0), Part("b", 1, 2, 0.5, 0.5, 0.5, 0.5, 1.0)])
    assert (bars.low, bars.high) == (-1.0, 2.0)


def test_a_unit_without_dimensions_is_told_that_there_is_nothing_to_take_apart(site, monkeypatch):
    plain = replace(sample.KPIS["ed_lwbs_rate"], by=())
    monkeypatch.setitem(sample.KPIS, plain.id, plain)
    at_a_unit = ("?unit_id=H1-ED", f"/kpi/{plain.id}")
    assert "nothing here that this figure could be taken apart by" in drawn(site, "why", *at_a_unit)
    assert "only one place here" in drawn(site, "compare", *at_a_unit)


def test_a_column_of_parts_has_one_unit(site, monkeypatch):
    """Against a whole near nothing one part in percent says nothing, so none is told in percent."""
    money = sum_parts({"a": 500.0, "b": -400.0}, {"a": 4500.0, "b": -390.0})
    real = site.engine.why
    monkeypatch.setattr(site.engine, "why", lambda *asked: replace(real(*asked), contribution=money))
    told = drawn(site, "why", path="/kpi/cost_per_case")
    assert "+$4,000" in told
    assert "+$10" in told
    assert "+10.0 %" not in told


def test_enough_groups_stand_in_a_funnel_and_its_dots_are_doors(site):
    told = drawn(site, "compare", "?by=payer_class")
    assert "differs by more than chance, Self pay (above)" in told
    assert 'href=\\"/kpi/ed_lwbs_rate?only=payer_class%3ASelf+pay\\"' in told
    assert 'role=\\"group\\"' in told
    assert "Worth a look" in told or "Within limits" in told


def test_two_places_stand_beside_each_other_by_name_and_not_by_rank(site):
    told = drawn(site, "compare", "?by=facility_id")
    assert "a rank among them would be chance" in told
    assert told.index("Riverside General") < told.index("Hillcrest Hospital")


def test_a_hidden_group_has_no_number_in_the_comparison(site):
    told = drawn(site, "compare", "?by=payer_class")
    row = told[told.index("A small one") :][:200]
    assert "too few" in row


def test_the_gap_between_groups_has_a_ratio_a_trend_and_says_who_is_left_out(site):
    told = drawn(site, "equity", "?by=payer_class")
    assert "more than chance explains" in told
    assert "Over time: Steady." in told
    assert "fewer than 30 to rest on" in told
    assert "held against" in told


def test_rare_harm_has_a_dot_for_every_event_and_the_days_since_the_last(falls):
    assert is_rare_harm(FALLS)
    told = drawn(falls, "rare", path=f"/kpi/{FALLS.id}")
    assert "18 events in all, the last one 168 days before the data end." in told
    assert told.count("seen") == 18
    assert "g chart" in told


def test_where_single_events_are_not_told_the_block_says_so(falls):
    told = drawn(falls, "rare", "?unit_id=H1-ED", f"/kpi/{FALLS.id}")
    assert "single events are not told" in told
    assert "svg" not in told


def test_an_indicator_that_counts_no_harm_has_no_place_for_rare_events(site):
    opened = site.open(KPI)
    assert f"{KPI}#{NAMES.index('rare')}" not in opened
    assert f"{KPI}#{NAMES.index('why')}" in opened


def test_the_year_so_far_stands_beside_the_year_before(site):
    told = drawn(site, "to_date")
    assert "Year to date" in told
    assert "against 2.4 % a year before (+0.5 pp, more than chance)" in told


def test_the_history_tells_versions_restatements_and_loads_to_look_back_to(site):
    told = drawn(site, "history")
    assert "Definition v2" in told
    assert "+  arrived" in told
    assert "late or corrected data" in told
    assert "/kpi/ed_lwbs_rate?asof=6" in told


def test_a_definition_holds_since_its_own_day_and_not_since_the_load_that_brought_it(site):
    told = drawn(site, "history")
    assert "holds since 15 May 2026; computed since load 6, 2 Oct 2026" in told
    assert "since the first load" in told


def test_the_statement_of_a_view_opens_under_its_definition_and_every_chart_leads_there(site):
    assert "SELECT ed_lwbs_rate BY week" in drawn(site, "definition", "?grain=week")
    assert "SELECT" not in drawn(site, "definition", "?asof=6"), (
        "that of an earlier load may have been another"
    )
    assert "/kpi/ed_lwbs_rate?grain=week#statement" in drawn(site, "chart", "?grain=week")


def test_a_dotted_line_stands_where_the_definition_changed_and_leads_to_what_changed(site):
    drawing = drawn(site, "chart")
    lines = re.findall(r'\{[^{}]*"x0": "2026-05-15"[^{}]*\{[^{}]*\}[^{}]*\}', drawing)
    assert len(lines) == 1
    assert '"x1": "2026-05-15"' in lines[0]
    assert '"dash": "dot"' in lines[0]
    assert "2026-10-02" not in drawing
    assert "definition v2 holds from here" in drawing
    assert f'"href": "{history.DIFFERENCE}"' in drawing
    assert f'"id": "{history.DIFFERENCE[1:]}"' in site.open(KPI)


def test_a_change_of_which_no_day_is_kept_stands_at_the_load_that_brought_it(site):
    undated = [replace(one, effective=None) for one in site.engine.versions("ed_lwbs_rate")]
    site.engine.versions = lambda kpi_id: undated
    assert '"x0": "2026-10-02"' in drawn(site, "chart")
    assert "definition became v2" in drawn(site, "chart")


def test_a_frozen_link_shows_the_earlier_figures_and_says_so_everywhere(site):
    told = drawn(site, "chart", "?asof=6")
    assert site.engine.asked[-1].asof == 6
    assert "could not be drawn" not in told
    assert "Go back to today's figures" in drawn(site, "why", "?asof=6")
    assert "as published on 2 Oct 2026 05:11, load 6" in strip(site, KPI, "?asof=6")


@pytest.mark.parametrize(
    ("path", "search", "words"),
    [
        (KPI, "?asof=5", "no data load 5"),
        ("/actions", "?asof=6", "Here you see today's"),
        (KPI, "?asof=x", "no data load"),
    ],
)
def test_a_load_that_cannot_be_shown_again_is_left_out_and_said(site, path, search, words):
    told = strip(site, path, search)
    assert words in told
    assert "as published on" not in told


def strip(site, path: str, search: str) -> str:
    response = site.callback(
        "..rail.children...filters.children...strip.children..",
        [{"id": n, "property": "children"} for n in ("rail", "filters", "strip")],
        [
            {"id": "url", "property": "pathname", "value": path},
            {"id": "url", "property": "search", "value": search},
        ],
        [],
    )
    return response.get_json()["response"]["strip"]["children"]["props"]["markup"]


def test_what_happened_is_a_numbered_line_on_the_chart():
    marks = [
        Mark(date(2026, 5, 1), "later"),
        Mark(date(2020, 1, 1), "before"),
        Mark(date(2026, 1, 1), "first"),
    ]
    shown = inside(marks, date(2025, 1, 1), date(2026, 12, 1))
    assert [mark.sentence for mark in shown] == ["first", "later"]
    figure = onto({"data": [], "layout": {"shapes": [{}], "annotations": []}}, shown)
    assert len(figure["layout"]["shapes"]) == 3
    assert [note["text"] for note in figure["layout"]["annotations"]] == ["1", "2"]


def test_what_people_wrote_down_is_a_numbered_line_on_the_chart_with_its_place(site, monkeypatch):
    event = Happening(
        date(2026, 3, 9), "New triage desk", "Riverside General", "", 1, "facility", "H1", "ann"
    )
    monkeypatch.setattr(type(site.engine), "happenings", lambda self, question=None, access=None: (event,))
    assert "Riverside General: New triage desk" in drawn(site, "chart")
    at_home = drawn(site, "chart", "?facility_id=H1")
    assert "New triage desk" in at_home
    assert "Riverside General: New" not in at_home


def test_every_figure_of_analysis_can_be_taken_away_as_it_is_shown(site):
    for name in ("why", "compare", "equity"):
        at = f"{KPI}%23{NAMES.index(name)}"
        response = site.client.get(f"/export/table.csv?by=payer_class&at={at}")
        assert response.status_code == 200
        assert b"Medicare" in response.data


def test_the_page_of_equity_holds_the_worst_off_against_the_reference(site):
    told = site.block(block_of("/equity", "gaps"), "?by=payer_class")
    assert re.search(r"Clinic no-shows.*against", told)
    assert "pp" in told


def test_a_trend_of_gaps_that_nobody_can_tell_yet_is_said_once_and_is_no_column(site, monkeypatch):
    gaps = block_of("/equity", "gaps")
    assert "Over time" in site.block(gaps, "?by=payer_class")
    real = site.engine.equity
    monkeypatch.setattr(site.engine, "equity", lambda *asked: replace(real(*asked), trend=()))
    blocks = range(len(find("/equity")[0].blocks))
    told = " ".join(site.block(f"/equity#{at}", "?by=payer_class&grain=quarter") for at in blocks)
    assert "Over time" not in told
    assert told.count("told from 12 finished quarters on") == 1


@pytest.mark.parametrize(
    ("low", "high", "found"), [(0, 10, [0, 5, 10]), (0.13, 0.87, [0.2, 0.4, 0.6, 0.8]), (3, 3, [3])]
)
def test_the_numbers_of_an_axis_are_round(low, high, found):
    assert ticks(low, high, 3) == pytest.approx(found)
    assert Axis(low, high, 0, 100).at(low - 5) == 0


def test_equity_leads_with_the_indicators_whose_groups_differ_by_more_than_chance(site):
    told = site.block(block_of("/equity", "differs"), "?by=payer_class")
    assert "By payer" in told
    assert "more than chance" in told
    gaps = site.block(block_of("/equity", "gaps"), "?by=payer_class")
    assert ("none of" in told) == ("said said-concern" not in gaps)
