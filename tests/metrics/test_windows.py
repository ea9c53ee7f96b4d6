"""Comparing, explaining and gaps between groups, over a published network whose every count is known."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from statistics import median

import numpy as np
import pytest

from metrics import intervals as ci
from metrics.catalogue import KPIS
from metrics.certainty import certainty
from metrics.comparing import compare
from metrics.contribution import REST, sum_parts
from metrics.kpi import Count, Exposure, Ratio, Sum
from metrics.question import QuestionError
from metrics.why import told
from tests.metrics.asked import CITY, LEFT, SPAN, STAY, TOWN, ask, left, members, over, stays, visits
from tests.network import VISITS


def test_places_are_compared_over_the_last_twelve_finished_months(engine):
    found = engine.compare(ask(by="facility_id"))
    assert (found.since, found.until) == SPAN
    city = members(found)["CITY"]
    assert (city.num, city.den) == (left("CITY"), len(visits("CITY")))
    assert city.interval == ci.wilson(city.num, city.den).scaled(100)
    assert found.load_id == engine.stamp().load_id


def test_a_window_of_ones_own_is_kept(engine):
    since, until = date(2025, 5, 1), date(2025, 8, 1)
    found = engine.compare(ask(by="acuity", since=since, until=until, **CITY))
    assert (found.since, found.until) == (since, until)
    assert sum(one.den for one in found.members) == len(visits("CITY", range(16, 19)))


def test_a_place_that_hides_small_numbers_rounds_its_counts_and_says_so(engine):
    found = engine.compare(ask(by="facility_id"))
    town = members(found)["TOWN"]
    assert (left("TOWN"), town.num, town.den) == (96, 95, 960)
    assert town.value == pytest.approx(100 * 95 / 960)
    assert any("nearest 5" in note for note in found.notes)
    assert not any("nearest 5" in note for note in engine.compare(ask(by="acuity", **CITY)).notes)


def test_fewer_than_five_places_have_intervals_and_no_funnel(engine):
    found = engine.compare(ask(by="facility_id"))
    assert not found.is_funnel
    assert any("Too few groups for a funnel" in note for note in found.notes)
    assert {one.state for one in found.members} == {"none"}


def test_six_units_have_a_funnel_around_the_ratio_of_their_sums(engine):
    found = engine.compare(ask(by="unit_id"))
    assert found.is_funnel
    shown = [one for one in found.members if not one.hidden]
    assert len(shown) == 6
    assert found.edges[0].size < min(one.den for one in shown)
    assert all(e.low998 <= e.low95 <= e.high95 <= e.high998 for e in found.edges)
    city = members(found)["CITY-A"]
    assert (city.state, city.side) == ("special", "high")
    assert city.sentence == "Differs by more than chance: above the 99.8 % limit for its size."
    assert city.value > city.limits[3]


def test_observed_to_expected_stands_around_one_whatever_all_of_them_together_are(home):
    """Every tenth leaves and every twentieth is expected to: all are at 2 or more, none is usual for being like the rest."""
    expected = Exposure("CAST(0.05 AS DECIMAL(18, 9))", "v_ed_visit")
    index = replace(
        KPIS[LEFT],
        unit="ratio",
        value=Ratio(Count("v_ed_visit", "disposition = 'lwbs'"), expected),
        min_show=1,
        min_rag=1,
    )
    windows = over(index, by="unit_id", home=home)
    found = compare(windows, windows.measure(SPAN))
    assert (found.is_funnel, found.middle) == (True, 1)
    assert found.centre > 2
    assert members(found)["TOWN-A"].side == "high"
    assert all(edge.low95 < 1 < edge.high95 for edge in found.edges)
    assert "The limits stand around 1: as many as expected." in found.notes
    usual = over(KPIS[LEFT], by="unit_id", home=home)
    assert compare(usual, usual.measure(SPAN)).middle > 10


@pytest.mark.parametrize("kpi_id", ["readmission_30d_oe", "mortality_oe", "mortality_oe_shmi", "hai_sir"])
def test_what_is_held_against_the_expected_is_known_as_such(kpi_id):
    assert KPIS[kpi_id].is_index
    assert not KPIS["clabsi_per_1000_line_days"].is_index


def test_members_come_by_name_not_by_rank(engine):
    labels = [one.label for one in engine.compare(ask(by="facility_id")).members]
    assert labels == sorted(labels)


def test_a_group_too_small_to_be_judged_is_shown_and_not_compared(home):
    windows = over(replace(KPIS[LEFT], min_rag=400), by="unit_id", home=home)
    small = members(compare(windows, windows.measure(SPAN)))
    assert {one.state for one in small.values()} == {"none"}
    enough = over(replace(KPIS[LEFT], min_rag=200), by="unit_id", home=home)
    found = members(compare(enough, enough.measure(SPAN)))
    assert found["HAMLET-B"].state == ""
    assert found["HAMLET-B"].sentence == "Not compared: it rests on fewer than 200."
    assert found["CITY-A"].state == "special"


def test_a_median_has_the_order_statistics_of_its_single_values(engine):
    found = engine.compare(ask(STAY, by="facility_id"))
    for facility in VISITS:
        one, minutes = members(found)[facility], stays(facility)
        expected = ci.quantile_of(minutes)
        assert one.value == median(minutes)
        assert one.interval[:3] == pytest.approx(expected[:3], abs=1e-9)
    assert any("compare the intervals" in note for note in found.notes)


def test_a_mean_has_the_t_interval_of_its_single_values(home):
    mean = replace(
        KPIS[STAY],
        id="mean_stay",
        value=Ratio(Sum("stay_seconds", "v_ed_visit"), Count("v_ed_visit"), per=1 / 60),
    )
    windows = over(mean, "facility_id", home)
    found = certainty(windows, windows.measure(SPAN))
    expected = ci.mean_of(stays("CITY"))
    assert found["CITY"][:3] == pytest.approx(expected[:3], rel=1e-9)


MEAN = Ratio(Sum("stay_seconds", "v_ed_visit"), Count("v_ed_visit"), per=1 / 60)


def test_a_mean_of_money_or_days_is_resampled_because_a_few_values_carry_it(home):
    days = replace(KPIS[STAY], id="mean_days", unit="days", value=MEAN)
    windows = over(days, "facility_id", home)
    found = certainty(windows, windows.measure(SPAN))
    for facility in ("CITY", "TOWN"):
        expected = ci.bootstrap(stays(facility), np.mean)
        assert found[facility].method == "bootstrap"
        assert found[facility][:3] == pytest.approx(expected[:3], rel=1e-9)


def test_a_mean_of_many_values_keeps_its_t_interval(home, monkeypatch):
    monkeypatch.setattr("metrics.certainty.MOST_RESAMPLED", len(stays("CITY")) - 1)
    windows = over(replace(KPIS[STAY], id="mean_days", unit="days", value=MEAN), "facility_id", home)
    assert certainty(windows, windows.measure(SPAN))["CITY"].method == "t"


def test_a_geometric_mean_has_the_t_interval_of_its_logarithms(home):
    logs = Sum("CAST(ln(stay_seconds / 60) AS DECIMAL(18, 12))", "v_ed_visit")
    mean = replace(KPIS[STAY], id="usual_stay", value=Ratio(logs, Count("v_ed_visit"), is_log=True))
    windows = over(mean, "facility_id", home)
    expected = ci.mean_of(np.log(stays("CITY")))
    found = certainty(windows, windows.measure(SPAN))["CITY"]
    assert found[:3] == pytest.approx(np.exp(expected[:3]), rel=1e-9)


def test_a_score_of_promoters_and_detractors_has_their_spread(home):
    """Promoters stayed under two hours, detractors over four, of the invented score."""
    score = "CASE WHEN stay_seconds < 7200 THEN 1 WHEN stay_seconds > 14400 THEN -1 ELSE 0 END"
    value = Ratio(Sum(score, "v_ed_visit"), Count("v_ed_visit"), per=100)
    windows = over(replace(KPIS[STAY], id="score", unit="points", value=value), "facility_id", home)
    minutes = stays("CITY")
    up, down = sum(m < 120 for m in minutes), sum(m > 240 for m in minutes)
    assert up > 0 < down
    expected = ci.net_promoter(up, down, len(minutes)).scaled(100)
    found = certainty(windows, windows.measure(SPAN))["CITY"]
    assert found[:3] == pytest.approx(expected[:3], rel=1e-9)
    assert found.method == "normal"


def test_why_names_the_place_that_made_the_change_and_its_parts_add_up(engine):
    found = engine.why(ask(by="facility_id"))
    assert found.before == (date(2025, 2, 1), date(2025, 3, 1))
    assert found.after == (date(2026, 2, 1), date(2026, 3, 1))
    parts = found.contribution.parts
    assert parts[0].group == "CITY"
    assert sum(part.total for part in parts) == pytest.approx(found.contribution.change, abs=1e-9)
    assert "went from 10.0 % to" in found.sentence
    assert "The largest part is city" in found.sentence


def test_what_did_not_change_in_any_part_is_said_to_have_stayed():
    still = sum_parts({"a": 1.5, "b": 0.0}, {"a": 1.5, "b": 0.0})
    assert told(KPIS[LEFT], still, {}, "USD") == "Left without being seen stayed at 1.5 %."
    moved = sum_parts({"a": 1.0, "b": 0.5}, {"a": 0.5, "b": 1.0})
    assert "The largest part is b" in told(KPIS[LEFT], moved, {}, "USD"), "parts moved against each other"


def test_a_change_that_rounding_would_hide_is_told_with_one_digit_more():
    parts = sum_parts({"a": 1.66, "b": 0.0}, {"a": 1.74, "b": 0.0})
    assert "went from 1.66 % to 1.74 % (+0.1 points)" in told(KPIS[LEFT], parts, {}, "USD")
    assert "went from 1.7 % to 1.7 % (0.0 points)" in told(
        KPIS[LEFT], replace(parts, after=parts.before), {}, "USD"
    )


def test_why_of_two_months_that_are_named(engine):
    found = engine.why(ask(by="acuity", **CITY), before=date(2025, 9, 17), after=date(2025, 10, 2))
    assert (found.before[0], found.after[0]) == (date(2025, 9, 1), date(2025, 10, 1))
    change = 100 * (left("CITY", [21]) - left("CITY", [20])) / VISITS["CITY"]
    assert found.contribution.change == pytest.approx(change, abs=1e-9)
    assert sum(part.total for part in found.contribution.parts) == pytest.approx(change, abs=1e-9)
    of_acuity = {part.group: part for part in found.contribution.parts}
    first = 100 * left("CITY", [21], lambda m, i: i % 3 == 0) / 60
    assert of_acuity["1"].value_after == pytest.approx(first)


def test_why_takes_groups_that_must_stay_hidden_as_one(engine):
    """Of the 80 visits a month of TOWN 8 leave: neither TOWN nor an acuity of it may show its own."""
    found = engine.why(ask(by="acuity", **TOWN))
    assert found.contribution is None
    assert "hidden in one of the two periods" in found.sentence
    network = engine.why(ask(by="facility_id"))
    assert {part.group for part in network.contribution.parts} == {"CITY", REST}
    assert network.labels[REST] == "Other small groups"


def test_why_of_a_median_leaves_each_place_out_in_turn(engine):
    found = engine.why(ask(STAY, by="facility_id"), before=date(2025, 2, 1), after=date(2026, 2, 1))
    before, after = ([*stays("CITY", [m]), *stays("TOWN", [m]), *stays("HAMLET", [m])] for m in (13, 25))
    assert found.contribution.change == pytest.approx(median(after) - median(before))
    assert not found.contribution.is_exact
    part = next(part for part in found.contribution.parts if part.group == "CITY")
    rest = [median([*stays("TOWN", [m]), *stays("HAMLET", [m])]) for m in (13, 25)]
    assert part.total == pytest.approx(found.contribution.change - (rest[1] - rest[0]))
    assert "Groups do not add up" in found.notes[0]


def test_without_an_earlier_period_there_is_nothing_to_explain(engine):
    with pytest.raises(QuestionError, match="no earlier month"):
        engine.why(ask(by="acuity"), after=date(2024, 1, 1))
