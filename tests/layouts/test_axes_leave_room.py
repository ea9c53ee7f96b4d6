"""How far the axes of the large chart reach."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from layouts import labels, spans
from metrics.question import ForecastPoint, Point


def month(i):
    return date(2024 + i // 12, i % 12 + 1, 1)


def points(n):
    return [Point(month(i), 1.0, 10) for i in range(n)]


def ahead(n, start, wide=2.0):
    return [ForecastPoint(month(start + i), 1.0, 0.5, 1.5, 1 - wide, 1 + wide) for i in range(n)]


def test_a_phone_shows_thirteen_points_and_half_a_year_of_what_is_expected():
    first, last = spans.narrow(points(24), ahead(12, 24))
    assert first <= month(11).isoformat()
    assert first > month(10).isoformat()
    assert month(29).isoformat() <= last <= month(30).isoformat()
    assert spans.narrow(points(6), []) == spans.span(points(6), [], marks=25)


def test_a_short_axis_names_each_month_once_and_a_long_one_some_of_them():
    assert spans.steps("month", spans.span(points(1), [])) == {"dtick": "M1"}
    assert spans.steps("month", spans.span(points(8), [])) == {"dtick": "M1"}
    assert spans.steps("month", spans.span(points(24), [])) == {"nticks": 9}
    assert spans.steps("week", spans.span(points(1), [])) == {"nticks": 9}


def test_a_wide_band_gets_no_more_room_than_the_values_have():
    (low, high), is_cut = spans.with_forecast((0.0, 4.0), ahead(12, 24, wide=50.0))
    assert (low, high, is_cut) == (-4.0, 8.0, True)
    assert spans.with_forecast((0.0, 4.0), ahead(12, 24)) == ((-1.0, 4.0), False)
    assert spans.with_forecast((0.0, 4.0), []) == ((0.0, 4.0), False)


def test_the_name_of_a_fan_ends_with_the_chart_and_says_below_it_where_the_fan_is_cut():
    named, cut = labels.forecast("forecast", "goes on")
    assert all((one["xref"], one["x"], one["xanchor"]) == ("paper", 1, "right") for one in (named, cut))
    assert (named["yanchor"], cut["yanchor"]) == ("bottom", "top")
    assert labels.forecast("forecast") == [named]


@given(st.floats(-1e6, 1e6), st.floats(0, 1e6), st.floats(0.01, 1e6))
def test_the_values_are_always_inside_and_take_a_third_of_the_height(low, tall, wide):
    (bottom, top), is_cut = spans.with_forecast((low, low + tall), ahead(6, 24, wide))
    assert bottom <= low <= low + tall <= top
    assert tall < 1e-6 or (top - bottom) <= 3 * tall * (1 + 1e-9) + 1e-6
    assert is_cut == (bottom > 1 - wide or top < 1 + wide)
