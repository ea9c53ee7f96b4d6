"""What the engine says, to whom, and what it never says."""

from __future__ import annotations

import re
import threading
from datetime import date

import pytest

from metrics.catalogue import KPIS
from metrics.loads import read_loads
from metrics.markets import used
from metrics.question import Access, Question, QuestionError
from tests.network import KPI_IDS, VISITS

LEFT = "ed_lwbs_rate"


def ask(engine, *kpis, access=None, **more):
    return engine.answer(Question(kpis or (LEFT,), **more), access or Access())


def test_the_network_value_is_the_ratio_of_the_sums_of_its_facilities(engine):
    point = next(p for p in ask(engine).series[0].points if p.period == date(2025, 11, 1))
    left = 60 + 8 + 4
    assert (point.num, point.den) == (left, sum(VISITS.values()))
    assert point.value == pytest.approx(100 * left / sum(VISITS.values()), abs=1e-12)


def test_the_statement_of_a_question_can_be_read_on_its_own(engine):
    text = engine.statement(
        Question((LEFT,), scope_type="facility", scope_id="CITY", only=(("acuity", ("1",)),))
    )
    assert "SELECT" in text
    given = dict(re.findall(r"^-- \$(\w+) = (.*)$", text, re.M))
    assert set(re.findall(r"\$(\w+)", text)) == set(given)
    assert any("CITY" in value for value in given.values())


def test_the_planted_change_is_a_concern_with_a_sentence_and_the_target_it_misses(engine):
    verdict = ask(engine, scope_type="facility", scope_id="CITY").series[0].verdict
    assert verdict.head == "Concern"
    assert verdict.since <= date(2025, 10, 1)
    assert verdict.sentence.startswith("Concern: ")
    assert (verdict.target, verdict.target_met) == (2.0, False)
    assert verdict.load_id == engine.stamp().load_id


def test_a_number_of_visits_is_held_against_the_target_of_its_own_place_and_time(engine):
    """320 visits a month are 3,840 a year; half the network, or a week, is not to have all of them."""

    def target(access=None, **where):
        return ask(engine, "ed_visits_count", access=access, **where).series[0].verdict.target

    assert [target(grain=grain) for grain in ("week", "month", "quarter", "year")] == [None, 320, 960, 3840]
    assert target(scope_type="facility", scope_id="CITY") is None
    assert target(scope_type="unit", scope_id="CITY-A") is None
    assert target(access=Access(facilities=("CITY",))) is None
    assert {s.verdict.target for s in ask(engine, "ed_visits_count", by="facility_id").series} == {None}


def test_the_last_final_period_carries_the_verdict_and_a_partial_one_is_never_judged(engine):
    series = ask(engine).series[0]
    statuses = {p.period: p.status for p in series.points}
    assert statuses[date(2026, 2, 1)] == "final"
    assert series.verdict.period == date(2026, 2, 1)
    judged = next(point for point in series.points if point.period == series.verdict.period)
    for name in ("variation", "assurance", "rule", "since", "quality", "target"):
        assert getattr(judged, name) == getattr(series.verdict, name), name
    weeks = ask(engine, grain="week").series[0]
    assert [p for p in weeks.points if p.status == "partial"]
    assert not any(p.is_judged for p in weeks.points if p.status != "final")


def test_a_unit_split_by_facility_is_still_the_unit(engine):
    for grain in ("month", "year"):
        unit = {"grain": grain, "scope_type": "unit", "scope_id": "CITY-B"}
        (whole,), (split,) = (ask(engine, by=by, **unit).series for by in ("", "facility_id"))
        assert split.group == "CITY"
        assert split.points == whole.points
        assert split.verdict.target == whole.verdict.target


def test_a_window_cuts_the_points_and_leaves_the_limits_alone(engine):
    whole = ask(engine, by="acuity").series[0]
    cut = ask(engine, by="acuity", since=date(2025, 6, 17), until=date(2025, 9, 1)).series[0]
    assert [p.period for p in cut.points] == [date(2025, 6, 1), date(2025, 7, 1), date(2025, 8, 1)]
    assert cut.points == tuple(p for p in whole.points if date(2025, 6, 1) <= p.period < date(2025, 9, 1))
    assert cut.verdict.period == date(2025, 8, 1)


def test_a_split_that_nobody_stored_has_limits_and_a_verdict(engine):
    series = ask(engine, by="acuity", scope_type="facility", scope_id="CITY").series
    assert [s.group for s in series] == ["1", "2", "3"]
    assert all(p.centre is not None for p in series[0].points if p.is_judged)
    assert any(p.is_judged for p in series[0].points)


def test_a_quarter_is_judged_when_asked_though_only_its_values_are_stored(engine):
    series = ask(engine, grain="quarter").series[0]
    assert len(series.points) == 9
    assert series.verdict.point_state == "trial"


def test_a_monthly_series_carries_its_forecast_and_the_line_about_its_errors(engine):
    series = ask(engine).series[0]
    assert series.forecast_message
    assert [f.target for f in series.forecast][:1] == [date(2026, 3, 1)]
    assert all(f.lo95 <= f.lo80 <= f.point <= f.hi80 <= f.hi95 for f in series.forecast)


def test_a_kpi_without_that_grain_comes_at_the_nearest_and_the_answer_says_so(engine):
    kpi = KPIS["turnover_12m_pct"]
    assert "week" not in kpi.grains
    answer = ask(engine, LEFT, kpi.id, grain="week")
    assert kpi.id in answer.dark
    assert answer.of(LEFT)


def test_a_dark_kpi_says_what_would_light_it(engine):
    answer = ask(engine, "or_turnover_median")
    assert not answer.series
    assert "procedure_case" in answer.dark["or_turnover_median"]
    assert engine.dark()["or_turnover_median"] == answer.dark["or_turnover_median"]


def test_a_kpi_newer_than_the_data_is_dark_until_the_next_refresh(engine):
    assert "wardboard refresh" in engine.dark()["nps"]


@pytest.mark.parametrize(
    ("question", "words"),
    [
        (Question(("ed_lwbs_rat",)), "Did you mean ed_lwbs_rate?"),
        (Question((LEFT,), by="acuty"), "Did you mean acuity?"),
        (Question((LEFT,), only=(("colour", ("red",)),)), "cannot be filtered by 'colour'"),
        (Question((LEFT,), scope_type="facility", scope_id="CITTY"), "Did you mean CITY?"),
        (Question((LEFT,), grain="decade"), "There is no grain"),
        (Question((LEFT,), scope_type="planet"), "There is no scope"),
    ],
)
def test_an_unknown_word_is_named_with_what_was_perhaps_meant(engine, question, words):
    with pytest.raises(QuestionError, match=re.escape(words)):
        engine.answer(question)


def test_among_several_kpis_one_that_lacks_the_filter_is_left_out_with_a_note(engine):
    answer = ask(engine, LEFT, "ed_4h_pct", only=(("acuity", ("1",)),))
    assert {s.kpi_id for s in answer.series} == {LEFT, "ed_4h_pct"}
    answer = ask(engine, LEFT, "ed_4h_pct", only=(("payer_class", ("self_pay",)),))
    assert not answer.series
    assert answer.notes == ("Not by payer: Left without being seen, Four-hour performance.",)


def test_a_filter_by_what_no_row_knows_is_said_and_leaves_nothing(engine):
    told = "There is no triage “9” in the data."
    answer = ask(engine, LEFT, only=(("acuity", ("9",)),))
    assert not answer.series
    assert answer.notes == (told,)
    mixed = ask(engine, LEFT, only=(("acuity", ("1", "9")),))
    assert mixed.series == ask(engine, LEFT, only=(("acuity", ("1",)),)).series
    assert mixed.notes == (told,)
    assert engine.unknown((("facility_id", ("CITY", "NOWHERE")),)) == (("facility_id", ("NOWHERE",)),)


def test_what_is_unknown_is_judged_by_the_rows_that_the_asker_may_see(engine):
    town = (("facility_id", ("TOWN",)),)
    assert engine.unknown(town) == ()
    assert engine.unknown(town, Access(facilities=("CITY",))) == town


def test_every_group_that_is_offered_is_known_also_those_whose_numbers_are_hidden(engine):
    groups = engine.compare(Question((LEFT,), by="acuity")).members
    assert engine.unknown((("acuity", tuple(one.group for one in groups)),)) == ()


def test_a_facility_outside_the_access_is_as_unknown_as_one_that_does_not_exist(engine):
    only_city = Access(facilities=("CITY",))
    for scope in (("facility", "TOWN"), ("unit", "TOWN-A"), ("facility", "NOWHERE")):
        with pytest.raises(QuestionError, match="that you may see"):
            ask(engine, access=only_city, scope_type=scope[0], scope_id=scope[1])
    assert {p.scope_id for p in engine.places(only_city)} == {"*", "CITY", "CITY-A", "CITY-B"}


def test_every_path_is_restricted_to_the_facilities_of_the_access(engine):
    only_city = Access(facilities=("CITY",))
    whole = ask(engine, scope_type="facility", scope_id="CITY").series[0]
    network = ask(engine, access=only_city).series[0]
    assert [(p.num, p.den) for p in network.points] == [(p.num, p.den) for p in whole.points]
    assert [s.group for s in ask(engine, access=only_city, by="facility_id").series] == ["CITY"]
    assert {s.group for s in ask(engine, access=only_city, by="unit_id").series} == {"CITY-A", "CITY-B"}
    groups = ask(engine, access=only_city, by="acuity").series
    assert sum(p.den for s in groups for p in s.points) == sum(p.den for p in whole.points)
    assert {row["facility_id"] for row in engine.loads(only_city).freshness} == {"CITY"}


def test_an_answer_from_the_cache_is_the_answer(engine):
    first = ask(engine, by="acuity")
    assert ask(engine, by="acuity") is first
    assert ask(engine, by="acuity", access=Access(facilities=("CITY",))) is not first


def test_sixteen_threads_get_the_answers_of_one(engine, home):
    from tests.network import open_network

    questions = [
        Question((kpi,), grain=grain, by=by)
        for kpi in (LEFT, "ed_4h_pct")
        for grain in ("week", "month")
        for by in ("", "facility_id", "acuity", "unit_id")
    ]
    expected = [engine.answer(question) for question in questions]
    shared, found = open_network(home), [None] * len(questions)

    def run(i):
        found[i] = shared.answer(questions[i])

    threads = [threading.Thread(target=run, args=(i,)) for i in range(len(questions))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == expected


def test_an_overview_of_an_earlier_time_stands_at_its_end(engine):
    until = date(2025, 11, 1)
    periods = {s.kpi_id: s.verdict.period for s in engine.overview(until=until).series}
    assert periods[LEFT] == date(2025, 10, 1)
    assert max(period for period in periods.values() if period) < until


def test_the_overview_holds_every_lit_kpi_of_the_market_once(engine):
    found = [s.kpi_id for s in engine.overview().series]
    listed = {kpi.id for kpi in used(KPIS.values(), "us_hospital")}
    assert sorted(found) == sorted({*KPI_IDS} & listed - engine.dark().keys())
    assert "ed_4h_pct" not in found


def test_without_a_generation_the_engine_says_how_to_get_one(fresh):
    from tests.network import open_network

    settings = fresh()
    settings.make_home()
    empty = open_network(settings)
    assert empty.stamp() is None
    assert empty.dark() == {}
    with pytest.raises(QuestionError, match="wardboard demo"):
        empty.answer(Question((LEFT,)))


def test_the_overview_asks_for_nothing_that_is_a_hundred_per_cent_by_construction(engine, monkeypatch):
    asked = []
    monkeypatch.setattr(engine, "dark", dict)
    monkeypatch.setattr(engine, "answer", lambda question, access: asked.append(question))
    engine.overview()
    assert "alos_days" in asked[0].kpis
    assert not [kpi_id for kpi_id in asked[0].kpis if KPIS[kpi_id].is_always_whole]


class Newer:
    """A generation in which a later program notes a table of its own."""

    def __init__(self, generation):
        self._generation = generation

    def dicts(self, sql, *given):
        rows = self._generation.dicts(sql, *given)
        return [*rows, {**rows[0], "table_name": "v_of_tomorrow"}] if "data_horizon" in sql else rows

    def __getattr__(self, name):
        return getattr(self._generation, name)


@pytest.mark.parametrize(
    "access", [Access(), Access(facilities=("CITY",), role="city")], ids=["all", "a part"]
)
def test_data_of_a_newer_program_name_what_this_one_does_not_know(engine, access):
    generation = engine._warehouse.generation()
    loads, usual = read_loads(Newer(generation), access), read_loads(generation, access)
    assert loads.unknown == ("v_of_tomorrow",)
    assert loads.freshness == usual.freshness
    assert usual.unknown == ()
