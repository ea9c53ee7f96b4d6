"""Figures are pure: the same series gives the same drawing, and every channel tells the same story."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

import pytest
from dash import html

from layouts import figures, spark, theme
from layouts.markup import Markup, inert, to_html
from tests.layouts.sample import KPIS, series


def points_of(figure):
    return next(trace for trace in figure["data"] if trace.get("mode") == "markers")


def test_a_signal_is_told_by_shape_and_by_colour():
    one = series("ed_lwbs_rate")
    marks = points_of(figures.spc(one, KPIS[one.kpi_id]))["marker"]
    signals = [p.variation == "concern" for p in one.points]
    assert [c == "var(--worse)" for c in marks["color"]] == signals
    assert [s == "diamond" for s in marks["symbol"]] == signals


def test_a_point_that_is_not_final_is_hollow_and_says_how_much_of_it_there_is():
    one = series("ed_lwbs_rate")
    drawn = points_of(figures.spc(one, KPIS[one.kpi_id]))
    assert drawn["marker"]["symbol"][-1].endswith("-open")
    assert "19 of 31 days" in drawn["hovertemplate"][-1]
    assert not drawn["marker"]["symbol"][-2].endswith("-open")


@pytest.mark.parametrize(("days", "written"), [(90, "%-d %b"), (900, "%b %Y")])
def test_days_of_more_than_a_year_are_written_with_their_year(days, written):
    one = series("ed_lwbs_rate")
    points = tuple(
        replace(one.points[0], period=date(2024, 1, 1) + timedelta(days=day)) for day in range(days)
    )
    figure = figures.spc(replace(one, points=points), KPIS["ed_lwbs_rate"], grain="day", with_forecast=False)
    assert figure["layout"]["xaxis"]["tickformat"] == written


def test_mean_limits_target_and_forecast_carry_their_names():
    figure = figures.spc(series("ed_lwbs_rate"), KPIS["ed_lwbs_rate"])
    words = " ".join(a["text"] for a in figure["layout"]["annotations"])
    for name in ("mean 2.4 %", "upper", "lower", "target 3.0 %", "forecast, 80 % and 95 %"):
        assert name in words


def test_labels_at_the_right_end_do_not_cover_each_other():
    entries = [(2.0, "a", "x"), (2.01, "b", "x"), (2.02, "c", "x")]
    heights = [a["y"] for a in figures.end_labels(entries, 0, 10, 400)]
    gaps = [b - a for a, b in pairwise(heights)]
    assert min(gaps) * (400 - 46) / 10 > 12


def test_a_series_without_values_gives_an_empty_figure_and_not_an_error():
    assert figures.spc(replace(series("nps"), points=()), KPIS["nps"])["data"] == []


def test_every_colour_of_a_figure_is_a_name_that_both_themes_know():
    figure = figures.spc(series("occupancy_midnight_pct"), KPIS["occupancy_midnight_pct"])
    names = set(re.findall(r"var\(--([a-z0-9-]+)\)", json.dumps(figure)))
    assert names
    assert names <= set(theme.LIGHT)
    assert set(theme.LIGHT) == set(theme.DARK)
    assert "var(--" not in json.dumps(theme.paint(figure, theme.DARK))


def test_small_drawings_show_the_same_marks_and_no_colour_of_their_own():
    one = series("ed_lwbs_rate")
    drawn = spark.small(one.points, 3.0)
    assert drawn.count("mark-worse") == sum(p.variation == "concern" for p in one.points)
    assert not re.search(r"#[0-9a-fA-F]{3,6}", drawn)


def test_a_suppressed_point_leaves_a_gap_and_is_never_drawn_at_zero():
    one = series("alos_days")
    holes = tuple(
        replace(p, value=None, hidden="fewer than 11") if i == 3 else p for i, p in enumerate(one.points)
    )
    assert spark.spark(holes).count("M") > spark.spark(one.points).count("M")


def _luminance(colour):
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return sum(w * p for w, p in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def _contrast(one, other):
    high, low = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def test_marks_reach_three_to_one_and_words_four_and_a_half_in_both_themes():
    for colours in (theme.LIGHT, theme.DARK):
        for mark in ("common", "better", "worse", "change", "target", "mean", "limit"):
            assert _contrast(colours[mark], colours["paper"]) >= 3
        for words in ("ink", "ink-2", "ink-3", "accent", "worse-text", "better", "change"):
            assert _contrast(colours[words], colours["paper"]) >= 4.5
        for on in ("wash", "accent-wash"):
            assert _contrast(colours["ink-3"], colours[on]) >= 4.5


def test_text_from_data_cannot_become_markup():
    tree = html.Div([html.Span('<script>alert("x")</script>', title='"><img src=x>'), None, 3])
    assert isinstance(inert(tree), Markup)
    assert to_html(tree) == (
        '<div><span title="&quot;&gt;&lt;img src=x&gt;">&lt;script&gt;alert("x")&lt;/script&gt;</span>3</div>'
    )
