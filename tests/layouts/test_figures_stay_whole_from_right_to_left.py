"""What is kept together in a language from right to left, and what stays untouched."""

import re

import pytest
from dash import dcc, html

from data.language import TEST, speaking
from layouts.bidi import FIRST, LAST, isolate, isolated, isolated_figure, isolated_html
from layouts.markup import Markup, to_html
from layouts.svg import Svg


@pytest.mark.parametrize(
    "words",
    [
        "9.6 → 20.8 %",
        "1.9–4.6 %",
        "−14 min",
        "$1.2 M",
        "5 Oct 2026",
        "2026-10-05",
        "1,194",
        "Oct 2026",
        "07:35–09:10",
        "9 h 20 min",
        "3 d 5 h",
    ],
)
def test_a_figure_a_span_and_a_date_are_one_piece(words):
    with speaking(TEST):
        assert isolated(f"⟦{words} and more⟧") == f"⟦{FIRST}{words}{LAST} and more⟧"


def test_twice_is_as_once_and_left_to_right_needs_nothing():
    with speaking(TEST):
        once = isolated("4.8 % in 5 Oct 2026")
        assert isolated(once) == once
        assert once.count(FIRST) == 2
    assert isolated("4.8 %") == "4.8 %"


def test_texts_drawings_and_charts_pass_the_same_door():
    tree = html.Div(
        [
            html.B("4.8 %"),
            Svg('<text x="12">1–2 %</text>'),
            dcc.Store(
                id="figure", data={"data": [{"hovertemplate": "<b>Oct 2026</b>", "x": ["2026-10-01"]}]}
            ),
        ]
    )
    with speaking(TEST):
        kept = isolate(tree)
    assert f"{FIRST}4.8 %{LAST}" in to_html(kept.children[0])
    assert kept.children[1].svg == f'<text x="12">{FIRST}1–2 %{LAST}</text>'
    assert kept.children[2].data["data"][0] == {
        "hovertemplate": f"<b>{FIRST}Oct 2026{LAST}</b>",
        "x": ["2026-10-01"],
    }


def test_the_places_of_an_axis_are_no_words():
    with speaking(TEST):
        assert isolated_figure({"range": ["2026-10-01"], "tickvals": [1]}) == {
            "range": ["2026-10-01"],
            "tickvals": [1],
        }


def test_forms_keep_figures_whole_and_leave_alone_what_somebody_writes():
    form = '<p>It\'s &#x27;4.8 %&#x27;</p><textarea>on 5 Oct 2026</textarea><option value="2026-10-05">5 Oct 2026</option>'
    with speaking(TEST):
        drawn = isolate(Markup(form)).markup
        assert isolated_html(drawn) == drawn
    assert f"{FIRST}4.8 %{LAST}" in drawn
    assert "<textarea>on 5 Oct 2026</textarea>" in drawn
    assert f'<option value="2026-10-05">{FIRST}5 Oct 2026{LAST}</option>' in drawn
    assert isolate(Markup(form)).markup == form


def test_walls_and_pages_of_their_own_pass_the_same_door(site):
    site.client.set_cookie("wardboard-language", TEST)
    wall = site.client.get("/tv/access").get_data(as_text=True)
    assert re.search(f"{FIRST}[\\d.]+ (?:%|min){LAST}", wall)
    form = site.client.get("/do/open-records?period=2026-09-01&kpi_id=ed_lwbs_rate&unseen=kpi_id").get_data(
        as_text=True
    )
    assert f"{FIRST}1 Sep 2026{LAST}" in form
