"""Lists of records agree with their number, tell nothing that the number hides, and name nobody."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from metrics.catalogue import KPIS
from metrics.disclosure import SENSITIVE
from metrics.facts import unit_of
from metrics.names import NAMES
from metrics.openings import MOST_OPEN, OPEN_SECONDS, Openings
from metrics.permits import NotPermitted
from metrics.question import Access, Question, QuestionError
from metrics.records import COUNTED, IN, LEFT_OUT, can_list, facts_of, standing
from tests.metrics.asked import OF_VISITS
from tests.network import VISITS

MONTH = date(2026, 1, 1)


def asked(kpi: str, facility: str = "CITY", **more) -> Question:
    place = {"scope_type": "facility", "scope_id": facility} if facility else {}
    return Question((kpi,), since=MONTH, **(place | more))


def test_visits_stays_operations_and_claims_can_be_listed_and_sums_registers_and_surveys_cannot():
    for kpi_id in OF_VISITS:
        assert can_list(KPIS[kpi_id]), kpi_id
    for kpi_id in (
        "turnover_12m_pct",
        "nps",
        "days_in_ar_net",
        "occupancy_midnight_pct",
        "transfers_per_discharge",
    ):
        assert not can_list(KPIS[kpi_id]), kpi_id


def test_the_list_agrees_with_its_number_and_says_of_every_record_where_it_stands(engine):
    found = engine.records(asked("ed_lwbs_rate"))
    stands = [row.standing for row in found.rows]
    assert (found.total, found.point.n) == (VISITS["CITY"], VISITS["CITY"])
    assert stands.count(IN) == found.point.num
    assert stands.count(COUNTED) == found.point.n - found.point.num
    assert [row.facts[0] for row in found.rows].count("Left without being seen") == found.point.num
    assert found.conditions[IN] == KPIS["ed_lwbs_rate"].value.num.where


def test_newest_first_and_never_more_than_the_cap(engine):
    found = engine.records(asked("ed_visits_count", ""), most=50)
    days = [row.day for row in engine.records(asked("ed_lwbs_rate")).rows]
    assert (len(found.rows), found.total) == (50, sum(VISITS.values()))
    assert days == sorted(days, reverse=True)


@pytest.mark.parametrize(("kpi", "rarer"), [("ed_lwbs_rate", IN), ("ed_4h_pct", COUNTED)])
def test_a_list_that_is_cut_begins_with_the_few_that_it_is_opened_for(engine, kpi, rarer):
    whole, cut = (engine.records(asked(kpi), most=most) for most in (200, 20))
    few = sum(row.standing == rarer for row in whole.rows)
    assert 0 < few < len(whole.rows) / 2
    assert sum(row.standing == rarer for row in cut.rows) == min(few, 20)
    assert (len(cut.rows), cut.total) == (20, whole.total)


def test_a_median_tells_the_measure_of_each_record(engine):
    found = engine.records(asked("ed_los_discharged_median"))
    numbers = sorted(row.number for row in found.rows if row.standing == COUNTED)
    middle = (numbers[(len(numbers) - 1) // 2] + numbers[len(numbers) // 2]) / 2
    assert len(numbers) == found.point.n
    assert middle == pytest.approx(found.point.value)


def test_filters_narrow_the_list_as_they_narrow_the_number(engine):
    found = engine.records(asked("ed_visits_count", only=(("acuity", ("2",)),)))
    assert found.total == found.point.n == VISITS["CITY"] / 3


def test_no_list_holds_a_key_and_no_two_lists_the_same_mark(engine):
    one, other = (engine.records(asked("ed_lwbs_rate")) for _ in range(2))
    known = {f"CITY24-{i}" for i in range(VISITS["CITY"])}
    assert not [key for key in known if key in repr(one)]
    assert len({row.label for row in one.rows}) == len(one.rows)
    assert {row.label for row in one.rows}.isdisjoint(row.label for row in other.rows)


def test_a_hidden_or_rounded_number_has_no_list(engine):
    with pytest.raises(QuestionError, match="hidden because it is small"):
        engine.records(asked("ed_lwbs_rate", "TOWN"))
    monday = Question(("ed_visits_count",), "week", "facility", "TOWN", since=date(2026, 1, 5))
    with pytest.raises(QuestionError, match="rounded"):
        engine.records(monday)


def test_where_small_numbers_are_hidden_a_list_tells_no_day_unit_or_trait(engine):
    found = engine.records(asked("ed_visits_count", "TOWN"))
    assert found.is_coarse
    assert found.total == VISITS["TOWN"]
    assert {(row.day, row.place, row.facts) for row in found.rows} == {(None, "", ())}


def test_rights_close_lists_as_they_close_numbers(engine):
    with pytest.raises(NotPermitted, match="not permitted to the role books"):
        engine.records(asked("ed_lwbs_rate"), Access(classes=("finance",), role="books"))
    with pytest.raises(QuestionError, match="that you may see"):
        engine.records(asked("ed_lwbs_rate"), Access(facilities=("TOWN",), role="town"))
    half = engine.records(asked("ed_lwbs_rate"), Access(units=("CITY-B",), role="b"))
    assert {row.place for row in half.rows} == {"ED B"}
    assert half.total == VISITS["CITY"] / 4


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        (replace(asked("ed_lwbs_rate"), asof=1), "data of now"),
        (replace(asked("ed_lwbs_rate"), since=None), "Choose one period"),
        (replace(asked("ed_lwbs_rate"), since=date(2030, 1, 1)), "no figure in this period"),
        (replace(asked("ed_lwbs_rate"), only=(("shoe", ("42",)),)), "cannot be filtered"),
        (asked("turnover_12m_pct"), "dark|not made of records"),
    ],
)
def test_what_cannot_be_listed_is_refused_in_words(engine, question, sentence):
    with pytest.raises(QuestionError, match=sentence):
        engine.records(question)


def test_what_cannot_be_measured_stands_in_a_group_of_its_own():
    kpi = KPIS["ed_los_discharged_median"]
    question = asked(kpi.id)
    assert standing(kpi, question, {"valid": 0, "value": None}) == LEFT_OUT
    assert standing(kpi, question, {"valid": 1, "value": 3600}) == COUNTED


def test_an_opening_closes_by_itself_and_is_for_one_set_of_rights(engine):
    now = [0.0]
    kept = Openings(clock=lambda: now[0])
    token = kept.keep(engine.records(asked("ed_lwbs_rate")), Access(), "one")
    assert kept.get(token, Access(), "one")
    assert kept.get(token, Access(role="ward"), "one") is None
    assert kept.get(token, Access(), "another") is None
    assert kept.get("guess", Access(), "one") is None
    now[0] = OPEN_SECONDS
    assert kept.get(token, Access(), "one") is None


def test_only_so_many_openings_are_kept(engine):
    kept, found = Openings(), engine.records(asked("ed_lwbs_rate"))
    tokens = [kept.keep(found, Access(), "one") for _ in range(MOST_OPEN + 1)]
    assert [bool(kept.get(token, Access(), "one")) for token in tokens] == [False] + [True] * MOST_OPEN


@pytest.mark.parametrize(
    ("kpi_id", "told"),
    [
        ("denial_rate_initial_pct", {"first_result", "payer_class", "denial_category", "billed_amount"}),
        ("ed_lwbs_rate", {"disposition", "acuity", "arrival_mode", "stay_seconds"}),
        ("or_turnover_median", {"case_class", "room_id", "service"}),
        ("alos_days", {"payer_class", "disposition", "service_line"}),
    ],
)
def test_a_list_tells_what_people_look_for_and_no_trait_of_a_person(kpi_id, told):
    names = [column.name for column in facts_of(KPIS[kpi_id], Question((kpi_id,)))]
    assert told <= set(names)
    assert len(names) <= 6
    assert not {"age_band", "sex", "ethnicity", "deprivation_quintile", "encounter_id", "claim_id"} & set(
        names
    )


def test_no_list_of_any_kpi_names_somebody():
    for kpi in KPIS.values():
        if can_list(kpi):
            for column in facts_of(kpi, Question((kpi.id,))):
                assert not column.is_identifying, (kpi.id, column.name)
                assert column.name not in SENSITIVE, (kpi.id, column.name)


def test_money_in_a_list_is_money():
    (claims,) = [
        c
        for c in facts_of(KPIS["denial_rate_initial_pct"], Question(("denial_rate_initial_pct",)))
        if c.name == "billed_amount"
    ]
    assert unit_of(claims) == "money"


def test_every_column_of_a_list_has_words_of_its_own_or_those_of_a_dimension():
    dimensions = {name for kpi in KPIS.values() for name in kpi.by} | {
        "arrival_hour",
        "first_result",
        "final_result",
        "status",
    }
    shown = {c.name for k in KPIS.values() if can_list(k) for c in facts_of(k, Question((k.id,)))}
    assert {name for name in shown - dimensions if name not in NAMES} == set()
