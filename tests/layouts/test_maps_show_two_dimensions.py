"""Maps of two dimensions: every number stands in its cell and in the table, hidden ones nowhere."""

from __future__ import annotations

import re
from dataclasses import replace
from html import unescape

import pytest

import layouts.page
from data.settings import Settings
from layouts import grids, heat
from layouts.filters import read
from layouts.grids import Field, Grid, Head, Look
from layouts.markup import to_html
from layouts.sheets import sheets
from tests.layouts.sample import SampleEngine


@pytest.fixture
def view(tmp_path):
    def made(search: str = "", **engine) -> layouts.page.View:
        view = layouts.page.View(
            SampleEngine(**engine), Settings(home=tmp_path), read(search)[0], path="/access"
        )
        return replace(view, block="/access#1")

    return made


def grid(*rows: tuple[float | None, ...]) -> Grid:
    fields = tuple(tuple(Field(n, f"{n:g}" if n is not None else "") for n in row) for row in rows)
    heads = tuple(Head(f"R{i}") for i in range(len(rows))), tuple(Head(f"C{i}") for i in range(len(rows[0])))
    return Grid(*heads, fields)


def test_the_map_of_arrivals_says_when_most_and_fewest_come(view):
    drawn = to_html(heat.arrivals.draw(view()))
    assert re.search(
        r"Most arrivals: \w+, \d\d:00 \(\d+\.\d on an average day\); fewest: \w+, \d\d:00", drawn
    )
    assert "1 Nov 2025 to 31 Oct 2026" in drawn


def test_a_hidden_cell_has_no_number_in_the_drawing_the_hints_and_the_table(view):
    tree = heat.arrivals.draw(view())
    drawn = unescape(to_html(tree))
    assert drawn.count("too few to show</title>") == 14  # once on a desk, once on a phone
    table = sheets(tree)[0]
    assert [row[1 + i] for i, row in enumerate(table.rows[:7])] == ["too few"] * 7
    assert "too few to show" in drawn.split("grid-key")[1]


def test_a_download_holds_the_average_and_the_count_of_every_cell(view):
    a_day, in_all = sheets(heat.arrivals.draw(view()))
    assert a_day.head[:3] == in_all.head[:3] == ["Arrival hour", "Monday", "Tuesday"]
    assert (a_day.name[-14:], in_all.name[-6:]) == ("an average day"[-14:], "in all")
    assert len(a_day.rows) == len(in_all.rows) == 25
    assert (a_day.rows[3][1].text, in_all.rows[3][1].text) == ("8.4", "436")


def test_a_click_narrows_the_page_and_a_second_one_widens_it_again(view):
    drawn = unescape(to_html(heat.arrivals.draw(view("?facility_id=H1"))))
    link = "/access?facility_id=H1&only=weekday%3A2&only=arrival_hour%3A8"
    assert f'href="{link}"' in drawn
    there = unescape(to_html(heat.arrivals.draw(view(link.partition("?")[2]))))
    assert "grid-ring" in there
    assert "grid-ring" not in drawn
    assert there.count('href="/access?facility_id=H1"') >= 2


def test_the_map_keeps_what_it_is_narrowed_to_out_of_its_question(view):
    one = view("?only=weekday:2&only=acuity:3&period=6m")
    heat.arrivals.draw(one)
    asked = one.engine.asked[-1]
    assert asked.only == (("acuity", ("3",)),)
    assert asked.since is not None
    heat.arrivals.draw(other := view())
    assert other.engine.asked[-1].since is None


def test_links_of_the_drawing_are_no_stops_for_the_keyboard_and_stand_in_the_table(view):
    drawn = to_html(heat.arrivals.draw(view()))
    picture, table = drawn.split("<table", 1)
    assert picture.count("<a ") == picture.count('tabindex="-1"') + picture.count("download")
    assert 'href="/access?only=weekday%3A1"' in table
    assert 'href="/access?only=arrival_hour%3A23"' in table


@pytest.mark.parametrize(
    ("numbers", "low", "step"),
    [((1, 13), 0, 2), ((0, 0), 0, 1), ((90, 100), 90, 1.5), ((3, 700), 0, 100), ((5, 5), 4.5, 0.75)],
)
def test_tints_change_at_round_numbers_and_hold_the_smallest_and_the_largest(numbers, low, step):
    scale = grids.shade(grid(numbers))
    assert (scale.low, scale.step) == (low, step)
    assert scale.ends(0) <= min(numbers)
    assert scale.ends(grids.STEPS) >= max(numbers)
    assert 0 <= scale.of(min(numbers)) <= scale.of(max(numbers)) < grids.STEPS


def test_a_grid_without_a_number_is_drawn_empty_and_has_no_legend():
    empty = grid((None, None))
    assert grids.draw(empty, Look(300, 50, 0)).count("grid-none") == 2
    assert grids.legend(empty, str, "") is None


def test_what_is_wide_on_a_desk_is_long_on_a_phone():
    turned = grid((1, 2, 3)).turned
    assert [len(turned.rows), len(turned.columns)] == [3, 1]
    assert [line[0].number for line in turned.fields] == [1, 2, 3]


def test_names_are_escaped_and_cut_to_their_room():
    one = Grid((Head("A & B <ward> with a very long name"),), (Head("C"),), ((Field(1, "1", "a < b & c"),),))
    drawn = grids.draw(one, Look(300, 90, 0))
    assert "A &amp; B" in drawn
    assert "…" in drawn
    assert "a &lt; b &amp; c" in drawn


def test_a_dark_indicator_leaves_no_map(view, monkeypatch):
    one = view()
    monkeypatch.setattr(one.engine, "dark", lambda: {"ed_visits_count": "no visits"})
    assert heat.arrivals.draw(one) == []
