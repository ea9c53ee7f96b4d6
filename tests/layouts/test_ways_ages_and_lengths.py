"""Ways through the house, money by age and the lengths of stays: drawn from what may be shown, and from nothing else."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from html import unescape
from itertools import pairwise

import pytest

import layouts.page
from data.settings import Settings
from layouts import ageing, stays, ways
from layouts.filters import read
from layouts.markup import to_html
from layouts.sheets import sheets
from metrics.comparing import Comparison, Member
from metrics.cross import OTHER, Cross, Crossed, Line
from tests.layouts.sample import SampleEngine
from tests.layouts.sample_cross import FEW


@pytest.fixture
def view(tmp_path):
    view = layouts.page.View(SampleEngine(), Settings(home=tmp_path), read("")[0], path="/flow")
    return replace(view, block="/flow#1")


def cell(number: float | None) -> Crossed:
    return FEW if number is None else Crossed(float(number), round(number), number)


def crossed(*rows: tuple[float | None, ...]) -> Cross:
    """A table of these numbers with its sums; None is hidden."""

    def line(word: str, i: int, numbers) -> Line:
        return Line(f"{word}{i}", f"{word.upper()} {i}", cell(sum(n or 0 for n in numbers)))

    return Cross(
        "discharges_count", "a", "b", date(2025, 1, 1), date(2026, 1, 1),
        tuple(line("r", i, row) for i, row in enumerate(rows)),
        tuple(line("c", j, column) for j, column in enumerate(zip(*rows, strict=True))),
        tuple(tuple(cell(n) for n in row) for row in rows),
        cell(sum(n or 0 for row in rows for n in row)),
        True,
    )  # fmt: skip


def test_small_groups_are_put_together_and_hidden_ones_stay_out_of_the_sum():
    cross = crossed((100, 5, None), (20, 30, 7), (1, 2, 3)).kept({"r0"}, {"c0"})
    assert [line.group for line in cross.rows] == ["r0", OTHER]
    assert [[one.value for one in line] for line in cross.cells] == [[100, 5], [21, 42]]
    assert cross.rows[1].total.value == 63
    assert crossed((None, None, 4)).kept(set(), {"c2"}).cells[0][1].hidden


def test_a_share_of_a_row_needs_every_part_to_be_shown():
    cross = crossed((30, 10, None))
    assert cross.share(0, 0, 1) == 100
    assert cross.share(0, 2) is None
    assert replace(cross, is_additive=False).share(0, 0) is None


def test_a_ribbon_is_as_wide_where_it_ends_as_where_it_begins():
    """Both stages are on one scale, so that the same people are the same height everywhere."""
    layers = ways.placed([crossed((60, 40), (0, 20)), crossed((50, 10), (30, 30))])
    scale = {round(node.high / node.size, 6) for layer in layers for node in layer}
    assert len(scale) == 1
    for layer in layers:
        ends = [(node.y, node.y + node.high) for node in layer]
        assert all(below[0] >= above[1] for above, below in pairwise(ends))


def test_hidden_and_thin_ways_are_not_drawn(view):
    parts = [crossed((5000, None), (3, 700)), *[crossed((0, 0), (0, 0))] * 2]
    drawn = ways.ribbons(view, "discharges_count", ("a", "b", "c", "d"), parts)
    assert drawn.count("ways-ribbon") == 2
    assert "R 1 to C 0: 3" not in unescape(drawn)
    assert "R 0 to C 0: 5,000" in unescape(drawn)


def test_a_way_leads_to_its_own_trend_and_the_rest_leads_nowhere(view):
    pairs = (("admission_source", "ed"), ("unit_id", "H1-4W"))
    assert (
        ways._door(view, "discharges_count", pairs)
        == "/kpi/discharges_count?unit_id=H1-4W&only=admission_source%3Aed"
    )
    assert ways._door(view, "discharges_count", (("admission_source", OTHER), pairs[1])) == ""


def test_the_block_of_ways_says_and_lists_what_it_draws(view):
    tree = ways.ways("Ways").draw(view)
    assert "Most come from" in to_html(tree)
    table = sheets(tree)[0]
    assert table.head == ["Stage", "From", "To", "Stays"]
    assert "too few" in [row[3] for row in table.rows]


def test_every_bar_of_ages_is_100_percent_and_the_oldest_part_is_the_darkest(view):
    cross = crossed((50, 30, 20), (10, 10, 180))
    drawn = ageing.bars(view, "ar_billed_balance", cross, [1, 0])
    parts = re.findall(r"R (\d), C (\d): ([\d.]+) %", unescape(drawn))
    for row in "01":
        assert sum(float(share) for i, _, share in parts if i == row) == pytest.approx(100)
    tints = [ageing.tint(j, 6) for j in range(6)]
    assert tints == sorted(tints)
    assert tints[-1] == 6
    assert unescape(drawn).index("R 1, C 0") < unescape(drawn).index("R 0, C 0")


def test_the_block_of_ages_names_who_owes_longest(view):
    drawn = to_html(ageing.ageing("Ages").draw(view))
    assert "At the end of 31 Oct 2026" in drawn


def test_the_matrix_of_reasons_puts_the_most_first_and_tells_no_hidden_one(view):
    cross = crossed((5, 9), (40, None))
    grid = ageing.matrix(view, "denials_count", cross)
    assert [head.name for head in grid.rows] == ["R 1", "R 0"]
    assert [head.name for head in grid.columns] == ["C 0", "C 1"]
    assert grid.fields[0][1].is_few
    assert grid.fields[0][1].number is None
    assert ageing.worst(cross) == "Most denials: R 1, C 0 (40)."


def member(group: str, value: float | None) -> Member:
    why = "" if value is not None else "<11"
    n = None if value is None else round(value)
    return Member(group, group, value, n, value, None, None, None, "none", "", "", why)


BANDS = tuple(member(band, n) for band, n in (("1", 40), ("2", 90), ("3", None), ("15-20", 30), ("31+", 10)))


def test_bands_stand_in_the_order_of_their_days_and_hidden_ones_have_no_height(view, monkeypatch):
    found = Comparison("discharges_count", "los_band", date(2025, 1, 1), date(2026, 1, 1), 3.0, BANDS[::-1])
    monkeypatch.setattr(view.engine, "compare", lambda question, access: found)
    tree = stays.lengths("Lengths").draw(view)
    drawn = to_html(tree)
    names = [getattr(row[0], "text", row[0]) for row in sheets(tree)[0].rows]
    assert names == ["1 day", "2 days", "3 days", "15–20 days", "31+ days"]
    assert drawn.count("lengths-bar") == 4
    assert "3 days: too few to show" in drawn
    assert "Most stay 2 days (90)" in drawn


@pytest.mark.parametrize(("value", "column"), [(1, 0.5), (2.0, 1.5), (15, 3.08), (20, 3.92), (99, 4.5)])
def test_a_number_of_days_stands_in_the_column_that_holds_it(value, column):
    assert stays.place(BANDS, value) == pytest.approx(column, abs=0.01)


def test_on_a_phone_a_mark_has_a_line_of_its_own_below_its_band(view):
    drawn = stays.bars(BANDS, [(2.5, "half leave by day"), (99.0, "nine in ten by day")])
    tops = [float(y) for y in re.findall(r'<rect x="[\d.]+" y="([\d.]+)"', drawn)]
    said = {words: float(y) for y, words in re.findall(r'<text x="344.0" y="([\d.]+)"[^>]*>([^<]+)<', drawn)}
    assert tops[1] + 25 <= said["half leave by day 2.5"] <= tops[2]
    assert said["nine in ten by day 99"] > max(tops) + 16
