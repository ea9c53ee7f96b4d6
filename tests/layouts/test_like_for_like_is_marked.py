"""Like for like: chosen with the comparison, kept in the address, marked at every number, and named above the page."""

from __future__ import annotations

import json
import re
from dataclasses import replace

import pytest
from plotly.utils import PlotlyJSONEncoder

from data.settings import Settings
from layouts import comparing
from layouts.chrome import comparisons, strip
from layouts.filters import Filters, address, read, write
from layouts.viewing import view_of
from metrics.question import Access, QuestionError
from tests.layouts.conftest import block_of
from tests.layouts.sample import KPIS, SampleEngine, alike, series

KPI = "discharges_count"


def view(tmp_path, search, path="/"):
    return view_of(SampleEngine(), Settings(home=tmp_path), path, search, Access(), None)


def text(tree):
    return json.dumps(tree, cls=PlotlyJSONEncoder, ensure_ascii=False)


def test_the_address_keeps_it_from_page_to_page():
    filters, notes = read("?like=on&compare=prev")
    assert (filters.like, filters.alike, notes) == ("on", "before", ())
    assert write(filters) == "?compare=prev&like=on"
    assert "like=on" in address("/flow", filters)
    assert read("?like=maybe")[1]


@pytest.mark.parametrize("compare", ["target", "peers", "benchmark", "none"])
def test_what_is_no_other_time_is_never_like_for_like(compare):
    assert Filters(compare=compare, like="on").alike == ""


def test_every_other_time_is_offered_like_for_like():
    offered = [one["value"] for one in comparisons(Filters(grain="day"))]
    assert offered[:6] == ["ly", "ly like", "prev", "prev like", "weekday", "weekday like"]
    assert not {"weekday", "weekday like"} & {one["value"] for one in comparisons(Filters())}


def test_the_difference_is_that_of_the_places_open_in_both_and_says_so(tmp_path):
    """Half of now against a quarter of then is twice the ratio that a tile shows without it."""
    shown, _ = view(tmp_path, "?like=on")
    one = series(KPI)
    plain = comparing.said(shown, one, KPIS[KPI])
    found = comparing.said(shown, replace(one, alike=alike(one)), KPIS[KPI])
    ratio = one.points[-2].value / one.points[-14].value
    assert "like-for-like" not in plain
    assert found == f"{100 * (2 * ratio - 1):+.1f} % on last year, like-for-like"
    assert "like-for-like" in text(comparing.cell(shown, replace(one, alike=alike(one)), KPIS[KPI]))


@pytest.mark.parametrize(
    ("hidden", "words"), [("<11", "like-for-like: too few"), ("", "like-for-like: no place in both times")]
)
def test_a_comparison_that_cannot_be_shown_says_why(tmp_path, hidden, words):
    shown, _ = view(tmp_path, "?like=on")
    one = series(KPI)
    one = replace(one, alike=replace(alike(one), value=None, then=None, hidden=hidden))
    assert comparing.said(shown, one, KPIS[KPI]) == words


def test_the_page_names_in_one_line_who_is_left_out_and_why(tmp_path):
    line = "Left out: Hillcrest Hospital, open since March 2026."
    assert line in text(strip(view(tmp_path, "?like=on", "/flow")[0], ()))
    assert line not in text(strip(view(tmp_path, "", "/flow")[0], ()))
    assert line not in text(strip(view(tmp_path, "?like=on&compare=target", "/flow")[0], ()))


def test_a_page_that_compares_nothing_says_nothing_of_places(tmp_path):
    for path in ("/plan", "/data", "/catalogue"):
        assert "Left out" not in text(strip(view(tmp_path, "?like=on", path)[0], ()))


def test_a_figure_that_cannot_be_asked_leaves_the_state_of_the_data_in_sight(tmp_path, monkeypatch):
    def refuse(*_):
        raise QuestionError("no such place")

    shown, _ = view(tmp_path, "?like=on", "/flow")
    monkeypatch.setattr(shown.engine, "left_out", refuse)
    assert "Data as at" in text(strip(shown, ()))


def test_tiles_and_lists_are_marked_and_verdicts_are_not(site):
    for block in (block_of("/flow", "tiles"), "/#2"):
        plain, marked = site.block(block), site.block(block, "?like=on")
        assert "like-for-like" in marked
        assert "like-for-like" not in plain
    matrix, same = (re.sub(r'href=\\"[^"]*"', "", site.block("/#1", search)) for search in ("", "?like=on"))
    assert matrix == same


def test_sites_that_are_left_out_have_no_difference_beside_the_others(site):
    block = block_of("/", "sites")
    marked = site.block(block, "?like=on")
    assert marked.count("when") > site.block(block).count("when")


def test_earlier_figures_are_of_whole_places(tmp_path):
    shown, notes = view(tmp_path, "?like=on&asof=6", f"/kpi/{KPI}")
    assert shown.filters.like == ""
    assert any("Like-for-like is left out" in note for note in notes)
