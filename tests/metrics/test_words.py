"""Numbers and sentences as every surface prints them (kpis.md G12, product.md 3.9)."""

from datetime import date
from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrics import words


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (4.75, "%", "4.8 %"),
        (0.25, "%", "0.3 %"),
        (-0.25, "%", "−0.3 %"),
        (-0.04, "%", "0.0 %"),
        (31.5, "min", "32 min"),
        (3.25, "days", "3.3 days"),
        (999_999.4, "currency", "$999,999"),
        (999_999.6, "currency", "$1.00 M"),
        (1_234_567, "currency", "$1.23 M"),
        (-1234.5, "currency", "−$1,235"),
        (-0.2, "currency", "$0"),
        (2.985, "per 1,000 patient days", "2.99 per 1,000 patient days"),
        (1.005, "ratio", "1.01"),
        (412, "patients", "412 patients"),
        (12.34, "patients", "12.3 patients"),
        (None, "%", "—"),
        (float("nan"), "min", "—"),
    ],
)
def test_a_value_is_rounded_half_away_from_zero_and_carries_its_unit(value, unit, text):
    assert words.format_value(value, unit) == text


def test_a_currency_without_a_sign_of_its_own_is_named():
    assert words.format_value(1200, "currency", "GBP") == "£1,200"
    assert words.format_value(1200, "currency", "SEK") == "SEK 1,200"


def test_length_of_stay_shows_two_digits():
    assert words.format_value(4.567, "days", decimals=2) == "4.57 days"


@given(st.decimals(-10_000, 10_000, places=3), st.sampled_from(["%", "min", "days"]))
def test_rounding_agrees_with_decimal_arithmetic(value, unit):
    places = {"%": "0.1", "min": "1", "days": "0.1"}[unit]
    shown = words.format_value(float(value), unit).split(" ")[0].replace("−", "-").replace(",", "")
    assert Decimal(shown) == value.quantize(Decimal(places), ROUND_HALF_UP)


def test_limits_are_shown_without_their_unit():
    assert words.format_range(1.9, 4.6, "%") == "1.9–4.6"
    assert words.format_range(-2.1, 4.6, "%") == "−2.1 to 4.6"
    assert words.format_range(1200, 2e6, "currency") == "$1,200–$2.00 M"


@pytest.mark.parametrize(
    ("value", "reference", "unit", "text"),
    [
        (6.1, 4.6, "%", "+1.5 points"),
        (4.6, 6.1, "%", "−1.5 points"),
        (4.61, 4.6, "%", "0.0 points"),
        (36, 31, "min", "+5 min"),
        (110, 100, "currency", "+10.0 %"),
        (-90, -100, "currency", "+10.0 %"),
        (110, 0, "currency", "+$110"),
        (0, 0, "falls", "0 falls"),
        (5, 3, "falls", "+2 falls"),
        (13, 10, "falls", "+30.0 %"),
        (333, 3, "discharges", "+330 discharges"),
        (3_330, 30, "discharges", "+3,300 discharges"),
        (1_200_000, 900, "currency", "+$1.20 M"),
        (0.6, 0.5, "per 1,000 patient days", "+20.0 %"),
        (1.2, 1.0, "index", "+20.0 %"),
        (56.5, 57.4, "points", "−0.9 points"),
        (-4, 1.5, "points", "−5.5 points"),
        (2, 0, "points", "+2 points"),
        (88.5, 87, "score", "+1.5"),
        (-0.2, 0.1, "sigma", "−0.3 sigma"),
        (18.5, 17, "weeks", "+1.5 weeks"),
        (None, 4.6, "%", "—"),
    ],
)
def test_a_change_is_in_points_for_percents_and_scores_in_time_for_durations_else_relative(
    value, reference, unit, text
):
    assert words.format_change(value, reference, unit) == text


@pytest.mark.parametrize(
    ("grain", "text"),
    [
        ("day", "5 Oct 2026"),
        ("week", "week of 5 Oct 2026"),
        ("month", "October 2026"),
        ("quarter", "Q4 2026"),
        ("year", "2026"),
    ],
)
def test_a_period_has_a_name(grain, text):
    assert words.format_period(date(2026, 10, 5), grain) == text


@pytest.mark.parametrize(
    ("rule", "side", "n", "span", "text"),
    [
        ("outside", "high", 1, 1, "above the upper limit"),
        ("outside", "low", 3, 3, "3 points below the lower limit since May 2026"),
        ("trend", "low", 7, 7, "7 points falling since May 2026"),
        ("two_in_three", "high", 2, 2, "2 of 3 points close to the upper limit since May 2026"),
        ("two_in_three", "low", 3, 4, "3 of 4 points close to the lower limit since May 2026"),
        ("shift", "high", 9, 9, "9 points above the mean since May 2026"),
    ],
)
def test_a_rule_is_told_without_jargon(rule, side, n, span, text):
    assert words.evidence(rule, side, n, span, "May 2026") == text


def test_one_is_singular():
    assert (words.count_of(1, "month"), words.count_of(5, "month")) == ("1 month", "5 months")
