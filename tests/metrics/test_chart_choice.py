"""Which chart and which rules a declaration leads to, and what the verdict then says."""

from dataclasses import replace
from datetime import date

import pytest

from metrics.catalogue import CatalogueError, prove
from metrics.kpi import Count, Days, Quantile, Ratio, Sum
from tests.metrics.examples import kpi
from tests.metrics.test_verdict import CALM, goal, months, read
from tests.world import blank

SHARE = kpi("share", Ratio(Count("v_ed_visit", "acuity = 1"), Count("v_ed_visit"), per=100), chart="auto")
RATE = kpi("rate", Ratio(Count("v_ed_visit"), Sum("patients", "v_bed_day"), per=1000), chart="auto")
NUMBER = kpi("number", Count("v_ed_visit"), chart="auto", min_rag=0)
STAY = kpi("stay", Quantile(0.5, "stay_seconds", "v_ed_visit"), chart="auto", unit="min")
X = [10, 12, 9, 11, 10, 13, 8, 10, 12, 9, 11, 10]


def chart(measure, x, n=100, market="generic"):
    per = measure.value.per if isinstance(measure.value, Ratio) else 1
    values = [per * a / n for a in x] if isinstance(measure.value, Ratio) else [float(a) for a in x]
    return read(measure, values, nums=x, dens=[n] * len(x), market=market).points[-1]["chart"]


def test_the_kind_of_value_follows_from_its_declaration():
    assert [each.kind for each in (SHARE, RATE, NUMBER, STAY)] == [
        "proportion",
        "rate",
        "count",
        "measurement",
    ]
    assert kpi("daily", Ratio(Sum("patients", "v_bed_day"), Days())).kind == "measurement"


@pytest.mark.parametrize(
    ("measure", "twelve", "eight"),
    [(SHARE, "p_prime", "run"), (RATE, "u_prime", "run"), (NUMBER, "c", "run"), (STAY, "xmr", "run")],
)
def test_an_automatic_chart_fits_the_kind_of_value(measure, twelve, eight):
    assert (chart(measure, X), chart(measure, X[:8])) == (twelve, eight)


def test_a_house_style_charts_individuals_unless_the_kpi_speaks_for_that_market():
    assert chart(SHARE, X, market="nhs_trust") == "xmr"
    own = replace(SHARE, chart_in=(("nhs_trust", "p_prime"),))
    assert chart(own, X, market="nhs_trust") == "p_prime"
    assert chart(own, X, market="us_hospital") == "p_prime"


def test_counts_of_fewer_than_two_a_period_are_not_judged():
    assert read(NUMBER, [1.0, 2, 0, 3, 1, 2, 1, 0, 2, 1, 2, 1]).points[-1]["head"] == "Not judged"
    assert read(NUMBER, [float(x) for x in X]).points[-1]["head"] == "No real change"


def test_gaps_between_events_are_read_against_their_median():
    gaps = kpi("gap", Quantile(0.5, "stay_seconds", "v_ed_visit"), chart="g", unit="days", min_rag=0)
    values = [12, 30, 7, 45, 22, 18, 60, 9, 33, 14, 20, 25, *[90.0] * 8]
    point = read(gaps, values).points[-1]
    assert (point["chart"], point["rule"]) == ("g", "shift")
    assert "8 points above the median since" in point["sentence"]


def test_time_between_events_has_limits_that_never_fall_below_zero():
    gaps = kpi("gap", Quantile(0.5, "stay_seconds", "v_ed_visit"), chart="t", unit="days", min_rag=0)
    point = read(gaps, [12.0, 30, 7, 45, 22, 18, 60, 9, 33, 14, 20, 25]).points[-1]
    assert point["chart"] == "t"
    assert 0 <= point["lower"] < point["centre"] < point["upper"]


def test_a_run_chart_has_a_median_and_promises_nothing_about_a_target():
    measure = kpi("run", Quantile(0.5, "stay_seconds", "v_ed_visit"), chart="run", unit="min")
    calm = read(measure, CALM, targets=[goal(70)]).points[-1]
    assert (calm["centre"], calm["lower"], calm["upper"], calm["assurance"]) == (50, None, None, None)
    assert calm["sentence"] == ("No real change: no pattern; August 2025 50 min against a median of 50 min.")
    shifted = read(replace(measure, rules="run_ihi"), [*CALM, *[47.0] * 6]).points[-1]
    assert (shifted["rule"], shifted["head"]) == ("shift", "Improvement")
    assert "7 points below the median since July 2025" in shifted["sentence"]


def test_a_pattern_without_a_side_is_a_change_that_is_neither_good_nor_bad():
    measure = kpi("zigzag", Quantile(0.5, "stay_seconds", "v_ed_visit"), unit="min", rules="nelson")
    point = read(measure, [*CALM, *[52.0, 48.0] * 7]).points[-1]
    assert (point["rule"], point["side"], point["head"]) == ("alternating", "both", "Change")
    assert "points up and down in turn since" in point["sentence"]


def test_a_market_may_read_the_same_chart_by_other_rules():
    measure = kpi(
        "wait", Quantile(0.5, "stay_seconds", "v_ed_visit"), rules_in=(("nhs_trust", "western_electric"),)
    )
    values = [*CALM, *[51.0] * 7]
    assert read(measure, values).points[-1]["rule"] == "shift"
    assert read(measure, values, market="nhs_trust").points[-1]["rule"] is None
    assert read(measure, [*values, 51.0], market="nhs_trust").points[-1]["rule"] == "shift"


def test_a_series_that_is_never_judged_says_so_from_its_first_point():
    measure = kpi("rolling", Quantile(0.5, "stay_seconds", "v_ed_visit"), chart="line")
    assert "rolling figure" in read(measure, CALM[:3]).points[-1]["sentence"]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"chart": "pie"}, "chart 'pie' is none of"),
        ({"chart_in": (("nhs_trust", "pie"),)}, "chart 'pie' is none of"),
        ({"rules": "luck"}, "rule set 'luck' is none of"),
        ({"rules_in": (("generic", "luck"),)}, "rule set 'luck' is none of"),
    ],
)
def test_a_chart_or_rule_set_that_does_not_exist_is_refused(change, words):
    with pytest.raises(CatalogueError, match=words):
        prove(blank(), [replace(SHARE, **change)])


def test_a_segment_begins_where_the_rebase_says():
    found = read(kpi("wait", STAY.value), [*CALM, *[40.0, 42, 38, 41] * 3], rebases=[date(2025, 9, 1)])
    assert [row["segment_start"] for row in found.limits] == [months(1)[0], date(2025, 9, 1)]
