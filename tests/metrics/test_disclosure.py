"""Which numbers a facility hides, and that nothing of a hidden number is left in an answer."""

from __future__ import annotations

import json
import random
from dataclasses import replace
from datetime import date
from itertools import combinations

import pytest

from data.schema import DERIVED
from metrics.catalogue import KPIS
from metrics.disclosure import Rule, sensitive
from metrics.judging import Value, judged, shown_n
from metrics.kpi import Ratio, Sum
from metrics.question import Access, Question, QuestionError
from metrics.telling import Told, tell
from tests.metrics.examples import CENSUS, LEFT, NURSES, STAY, VACANT, kpi
from tests.metrics.town import load, opened, place, steady
from tests.network import VISITS

MONTH = date(2026, 1, 1)


def value(num, den, n=None, eligible=None):
    n = den if n is None else n
    share = 100 * num / den if num is not None and den else 50.0
    return Value(MONTH, num, den, share, n if eligible is None else eligible, n)


def rule(profile, *dimensions):
    return Rule.of([profile], dimensions)


@pytest.mark.parametrize(
    ("profile", "num", "den", "hidden"),
    [
        ("cms", 0, 40, ""),
        ("cms", 1, 40, "<11"),
        ("cms", 10, 40, "<11"),
        ("cms", 11, 40, ""),
        ("cms", 30, 40, "<11"),
        ("cms", 29, 40, ""),
        ("cms", 40, 40, ""),
        ("cms", 0, 10, "<11"),
        ("nhs_5", 5, 40, "<6"),
        ("nhs_5", 6, 40, ""),
        ("nhs_hes", 7, 40, "<8"),
        ("nhs_hes", 8, 40, ""),
        ("internal", 1, 40, ""),
        ("something else", 1, 40, "<11"),
    ],
)
def test_numerator_complement_and_denominator_are_held_against_the_profile(profile, num, den, hidden):
    assert rule(profile).hides(LEFT, value(num, den)) == hidden


def test_no_profile_at_all_means_cms():
    assert Rule.of([]).up_to == 10


def test_the_strictest_profile_of_several_facilities_counts():
    assert Rule.of(["internal", "nhs_5"]).up_to == 5
    assert Rule.of(["internal", "cms", "nhs_5"]).up_to == 10


def test_a_sensitive_dimension_is_protected_even_for_those_who_work_there():
    assert rule("internal", "drg_code").hides(LEFT, value(4, 40)) == "<5"
    assert rule("internal", "drg_code").hides(LEFT, value(5, 40)) == ""
    assert rule("internal", "acuity").hides(LEFT, value(4, 40)) == ""


def test_every_column_that_says_who_people_are_is_protected():
    columns = {c.name for table in DERIVED.values() for c in table.columns if c.data_class == "sensitive"}
    assert {"language", "ethnicity", "mental_health", "deprivation_quintile"} <= columns
    for name in columns:
        assert rule("internal", name).hides(LEFT, value(4, 40)) == "<5"
    with pytest.raises(QuestionError, match="choose two"):
        sensitive(Question(("left",), by="language", only=(("ethnicity", ("a",)), ("race", ("b",)))))


def test_a_network_of_one_trust_hides_and_rounds_what_the_trust_does(fresh):
    settings = fresh()
    load(settings, lambda con: place(con, "TRUST", "A", "nhs_hes"), steady({"TRUST-A": (3, 83)}, MONTH, 1))
    for scope in (("network", "*"), ("facility", "TRUST")):
        point = opened(settings).answer(Question(("ed_lwbs_rate",), "month", *scope)).series[0].points[0]
        assert (point.value, point.hidden) == (None, "<8")


def test_medians_and_means_of_few_people_are_hidden():
    assert rule("cms").hides(STAY, Value(MONTH, None, None, 12.5, 9, 9)) == "<11"
    assert rule("cms").hides(NURSES, Value(MONTH, None, 6, 70.0, 30, 30)) == "<11"


def test_money_and_weights_are_not_taken_for_people():
    margin = kpi("margin", Ratio(Sum("margin", "v_case_cost"), Sum("net_revenue", "v_case_cost"), per=100))
    one_patient = Value(MONTH, -6346.0, 6570.0, -96.6, 1, 1)
    assert rule("cms").hides(margin, one_patient) == "<11"
    assert rule("internal").hides(replace(margin, min_show=10), one_patient) == "n<10"
    assert shown_n(margin, one_patient) == 1


@pytest.mark.parametrize(
    "kpi_id", ["sepsis_bundle_pct", "sepsis_step_pct", "rtt_within_18w_pct", "portal_activation_pct"]
)
@pytest.mark.parametrize("num", [3.0, 57.0])
def test_the_few_of_a_share_are_hidden_where_sampled_cases_or_a_waiting_list_are_counted(kpi_id, num):
    """Three of sixty, or all but three: cases that stand for others by their weight, people who are there at one time."""
    kpi = KPIS[kpi_id]
    assert Rule.of(["cms"]).hides(kpi, Value(MONTH, num, 60.0, 100 * num / 60, 60, 60)) == "<11"
    assert Rule.of(["cms"]).hides(kpi, Value(MONTH, 30.0, 60.0, 50.0, 60, 60)) == ""
    rounded = Rule.of(["nhs_hes"]).rounded(kpi, Value(MONTH, 32.0, 61.0, 52.46, 61, 61))
    assert (rounded.num, rounded.den, rounded.value) == (30, 60, 50)


def test_what_does_not_count_people_is_not_hidden():
    assert rule("cms").hides(VACANT, value(2, 9)) == ""


def test_a_value_below_its_least_denominator_is_not_drawn():
    assert rule("internal").hides(replace(LEFT, min_show=20), value(3, 19)) == "n<20"
    assert rule("internal").hides(replace(LEFT, min_show=20), value(3, 20)) == ""
    assert rule("internal").hides(CENSUS, value(9, 2)) == ""


def test_hes_counts_are_rounded_to_five_and_the_share_comes_from_them():
    rounded = rule("nhs_hes").rounded(LEFT, value(12, 58))
    assert (rounded.num, rounded.den, rounded.n_valid) == (10, 60, 60)
    assert rounded.value == pytest.approx(100 * 10 / 60)


def everything(answer):
    return json.dumps(answer.as_dict(), default=str)


@pytest.mark.parametrize("grain", ["day", "week", "month", "quarter"])
@pytest.mark.parametrize("by", ["", "unit_id", "acuity", "facility_id"])
@pytest.mark.parametrize(("facility", "up_to"), [("TOWN", 10), ("HAMLET", 5)])
def test_a_hidden_point_has_nothing_but_its_period(engine, grain, by, facility, up_to):
    answer = engine.answer(Question(("ed_lwbs_rate",), grain, "facility", facility, by=by))
    points = [p for s in answer.series for p in s.points]
    hidden = [p for p in points if p.hidden]
    assert hidden or grain == "quarter"  # three months of HAMLET are enough to be shown
    for p in hidden:
        assert (p.value, p.n, p.num, p.den, p.coverage, p.centre, p.lower, p.upper) == (None,) * 8
        assert (p.rule, p.variation, p.is_judged) == ("", "none", False)
    for p in (p for p in points if not p.hidden and p.value is not None):
        assert not 0 < p.num <= up_to
        assert not 0 < p.den - p.num <= up_to
    for series in answer.series:
        if series.verdict.hidden:
            assert series.verdict.head == "Not shown"
            assert (series.verdict.value, series.verdict.n, series.verdict.centre) == (None,) * 3
            assert series.verdict.sentence.startswith("Not shown")


def test_a_hidden_history_has_no_forecast(engine):
    series = engine.answer(Question(("ed_lwbs_rate",), "month", "facility", "TOWN")).series[0]
    assert all(p.hidden for p in series.points)
    assert series.forecast == ()
    assert "small numbers" in series.forecast_message


def told_with(kpi, counts, rule, gone, targets=(), heads=()):
    """A series of months as the refresh stores it, and as it is told; `heads` of some of them are so few."""
    months = [date(2023 + i // 12, i % 12 + 1, 1) for i in range(len(counts))]
    values = []
    for month, (num, den) in zip(months, counts, strict=True):
        is_ratio = isinstance(kpi.value, Ratio)
        figure = kpi.value.per * num / den if is_ratio else num
        n = heads[len(values)] if heads else den
        values.append(Value(month, float(num), float(den), figure, n, n))
    verdicts = judged(kpi, values, "month", targets, "us_hospital", "USD").points
    now = [{"scope_type": "network", "valid_from": months[0], "target": 99.0}] if targets else ()
    told = Told(kpi, "", "", values, verdicts, now, is_past=bool(targets))
    return tell(told, rule, "month", "us_hospital", 1, None, None, {months[i]: 10.0 for i in gone})


@pytest.mark.parametrize("kpi_id", ["ed_lwbs_rate", "ed_12h_dta_count", "readmission_30d_pct"])
@pytest.mark.parametrize("rounds", [False, True])
def test_limits_and_verdict_are_the_same_whatever_the_hidden_counts_are(kpi_id, rounds):
    """Else the mean of the chart, less the points that are shown, would tell their sum."""
    dice = random.Random(kpi_id)
    shown = [(dice.randint(60, 90), dice.randint(380, 420)) for _ in range(30)]
    small, beside = (2, 5, 6, 20), (9, 21)

    def told(draw):
        counts = list(shown)
        for i in small:
            counts[i] = (draw.randint(1, 10), draw.randint(380, 420))
        for i in beside:
            counts[i] = (draw.randint(11, 99), draw.randint(380, 420))
        return told_with(KPIS[kpi_id], counts, Rule(10, rounds), beside)

    first, *others = (told(random.Random(seed)) for seed in range(20))
    assert all(other == first for other in others)
    assert first.verdict.centre is not None
    assert first.verdict.n_points < 30
    assert all(not (p.assurance or p.since or p.quality) for p in first.points if p.hidden)


def test_limits_rest_on_no_value_of_fewer_than_ten_colleagues():
    """Six nurses work many hours, so that the rate itself looks well founded."""
    kpi, dice = KPIS["sickness_absence_pct"], random.Random(1)
    few = (3, 9, 10)
    shown = [(dice.randint(400, 600), 12_000) for _ in range(30)]

    def told(lost):
        counts = [(lost, 12_000) if i in few else pair for i, pair in enumerate(shown)]
        heads = [6 if i in few else 40 for i in range(30)]
        return told_with(kpi, counts, Rule(), (), heads=heads)

    first, other = told(200), told(1900)
    assert {point.hidden for point in first.points} == {"", "n<10"}
    assert first == other
    assert first.verdict.n_points == 27


def test_a_verdict_without_the_hidden_points_is_held_against_the_target_of_its_load():
    counts = [(4 if i == 3 else 60 + i % 5, 400) for i in range(24)]
    goal = [{"scope_type": "network", "valid_from": date(2023, 1, 1), "target": 12.0}]
    told = told_with(KPIS["ed_lwbs_rate"], counts, Rule(10), (), goal)
    assert (told.verdict.target, told.verdict.n_points) == (12.0, 23)
    assert {point.target for point in told.points} == {12.0}


def test_hidden_numbers_do_not_leave_through_a_restricted_network_or_a_filter(engine):
    left = 4
    shown = engine.answer(Question(("ed_lwbs_rate",)), Access(facilities=("TOWN",)))
    filtered = engine.answer(
        Question(("ed_lwbs_rate",), only=(("facility_id", ("TOWN",)),)), Access(facilities=("TOWN", "CITY"))
    )
    for answer in (shown, filtered):
        assert answer.series
        assert all(p.hidden == "<11" for p in answer.series[0].points)
        assert f"{100 * left / VISITS['TOWN']:.1f}" not in everything(answer)


def test_those_who_work_there_see_their_own_small_numbers(engine):
    points = engine.answer(Question(("ed_lwbs_rate",), "week", "facility", "CITY")).series[0].points
    assert any(p.num is not None and 0 < p.num < 11 for p in points)


def test_units_that_are_joined_show_a_number_only_where_each_of_them_does(engine):
    """So that no two unions tell, one less the other, what a unit hides; all units of a place are the place itself."""
    apart = engine.answer(Question(("ed_lwbs_rate",), "month", by="unit_id")).series
    shown = {s.group: {p.period for p in s.points if not p.hidden and p.num is not None} for s in apart}
    whole = engine.answer(Question(("ed_lwbs_rate",), "month")).series[0].points
    of_place = {p.period for p in whole if not p.hidden}
    for size in range(2, len(shown) + 1):
        for units in combinations(shown, size):
            only = (("unit_id", units),)
            for one in engine.answer(Question(("ed_lwbs_rate",), "month", only=only)).series:
                told = {p.period for p in one.points if not p.hidden}
                each = set.intersection(*(shown[unit] for unit in units))
                assert told <= (of_place if size == len(shown) else each)
    assert any(len(periods) < len(of_place) for periods in shown.values())
