"""Like for like: two times of one figure, both of the places that were open in both, and a word about every other place.

OLD is open all the time, NEW since 1 July 2025, GONE until the end of October 2025, LATE has no units with a date: its feed brings
nothing before September 2025. The last final month is December 2025.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from statistics import median
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.settings import Settings
from metrics.alike import LeftOut
from metrics.catalogue import KPIS
from metrics.places import Place
from metrics.question import Access, Question, QuestionError
from metrics.spans import shifted
from metrics.standing import Standing, Standings, told_of_some
from metrics.stored import Counted
from metrics.to_date import Wanted
from tests.metrics.town import LEFT, load, months, opened, place, visits

COUNT, STAY = "ed_visits_count", "ed_los_discharged_median"
DECEMBER, NOVEMBER, YEAR_AGO = date(2025, 12, 1), date(2025, 11, 1), date(2024, 12, 1)
OPEN = {
    "OLD-A": (date(2024, 1, 1), 26),
    "OLD-B": (date(2024, 1, 1), 26),
    "NEW-A": (date(2025, 7, 1), 8),
    "GONE-A": (date(2024, 1, 1), 22),
    "LATE-A": (date(2025, 9, 1), 6),
}
VALID = {"NEW": (date(2025, 7, 1), None), "GONE": (date(2000, 1, 1), date(2025, 10, 31))}
WHY = {
    "NEW": "open since July 2025",
    "GONE": "closed since November 2025",
    "LATE": "no figures before September 2025",
}


def counted(unit, month):
    """(left, all) of a unit in a month: no two months are alike."""
    k = month.year * 12 + month.month + sum(map(ord, unit))
    return (20 + k % 7, 120 + 3 * (k % 11))


def told(unit):
    first, count = OPEN[unit]
    return [month for month in months(first, count) if month <= date(2026, 1, 1)]


def fill(con, profile="internal"):
    for facility, units in (("OLD", "AB"), ("NEW", "A"), ("GONE", "A"), ("LATE", "A")):
        place(con, facility, units, profile)
    for facility, (first, last) in VALID.items():
        con.execute(
            "UPDATE unit SET valid_from = $1, valid_to = $2 WHERE facility_id = $3", [first, last, facility]
        )
    con.execute("UPDATE unit SET valid_from = DATE '2025-02-01' WHERE unit_id = 'OLD-B'")
    for unit in OPEN:
        for month in told(unit):
            visits(con, unit, month, counted(unit, month))


def by_hand(kpi, month, units):
    """The figure of a month from single visits, slow and obvious. Every visit takes two hours."""
    every = [
        index < left
        for unit in units
        if month in told(unit)
        for left, n in [counted(unit, month)]
        for index in range(n)
    ]
    if kpi == STAY:
        return median(120.0 for has_left in every if not has_left)
    return len(every) if kpi == COUNT else 100 * sum(every) / len(every)


@pytest.fixture(scope="module")
def town(tmp_path_factory):
    settings = Settings(
        home=tmp_path_factory.mktemp("town"), key_file=Path("/nonexistent/key"), market="us_hospital"
    )
    load(settings, fill, kpis=(LEFT, COUNT, STAY))
    return opened(settings)


def alike(engine, kpi=COUNT, like="year", access=Access(), **more):  # noqa: B008 - frozen
    return engine.answer(Question((kpi,), like=like, **more), access).series[0].alike


@pytest.mark.parametrize("kpi", [COUNT, LEFT, STAY])
def test_both_years_are_of_the_sites_that_were_open_in_both(town, kpi):
    found = alike(town, kpi)
    assert (found.period, found.before) == (DECEMBER, YEAR_AGO)
    assert found.value == pytest.approx(by_hand(kpi, DECEMBER, ["OLD-A", "OLD-B"]))
    assert found.then == pytest.approx(by_hand(kpi, YEAR_AGO, ["OLD-A", "OLD-B"]))
    assert {one.scope_id: one.why for one in found.left} == WHY


@pytest.mark.parametrize("kpi", [COUNT, LEFT, STAY])
def test_against_the_month_before_another_set_of_sites_is_alike(town, kpi):
    """In November and December 2025 NEW and LATE were open; GONE counts in neither, so nobody need be told of it."""
    assert alike(town, kpi, "before") is None
    point = {p.period: p.value for p in town.answer(Question((kpi,))).series[0].points}
    every = ["OLD-A", "OLD-B", "NEW-A", "LATE-A"]
    assert point[DECEMBER] == pytest.approx(by_hand(kpi, DECEMBER, every))
    assert point[NOVEMBER] == pytest.approx(by_hand(kpi, NOVEMBER, every))


def test_a_site_that_counts_in_one_of_two_months_is_left_out_of_both(town):
    found = alike(town, like="before", until=date(2025, 10, 1))
    assert (found.period, found.before) == (date(2025, 9, 1), date(2025, 8, 1))
    assert {one.scope_id: one.why for one in found.left} == {"LATE": WHY["LATE"]}
    kept = ["OLD-A", "OLD-B", "NEW-A", "GONE-A"]
    assert (found.value, found.then) == tuple(
        by_hand(COUNT, month, kept) for month in (found.period, found.before)
    )


def test_below_a_site_its_units_are_the_places(town):
    found = alike(town, scope_type="facility", scope_id="OLD")
    assert [(one.name, one.why) for one in found.left] == [("B", "open since February 2025")]
    assert (found.value, found.then) == tuple(
        by_hand(COUNT, month, ["OLD-A"]) for month in (DECEMBER, YEAR_AGO)
    )


def test_units_that_a_filter_joins_are_the_places(town):
    found = alike(town, only=(("unit_id", ("OLD-A", "NEW-A")),))
    assert [one.scope_id for one in found.left] == ["NEW-A"]
    assert found.value == by_hand(COUNT, DECEMBER, ["OLD-A"])


def test_the_verdict_and_every_value_stay_those_of_the_whole(town):
    plain, asked = (town.answer(Question((LEFT,), like=like)).series[0] for like in ("", "year"))
    assert replace(asked, alike=None) == plain
    assert plain.alike is None


def test_the_answer_names_whom_it_left_out_in_one_sentence(town):
    notes = town.answer(Question((COUNT,), like="year")).likes
    both = [by_hand(COUNT, month, ["OLD-A", "OLD-B"]) for month in (DECEMBER, YEAR_AGO)]
    assert f"Like-for-like: {both[0]} visits in December 2025, {both[1]} visits in December 2024." in notes
    named = "; ".join(f"{name.lower()}, {WHY[name]}" for name in ("GONE", "LATE", "NEW"))
    assert f"Like-for-like, left out: {named}." in notes
    of_many = town.overview(like="year").likes
    assert f"Like-for-like, left out: {named}." in of_many
    assert [one.scope_id for one in town.left_out(Question((COUNT, LEFT), like="year"))] == [
        "GONE",
        "LATE",
        "NEW",
    ]


def test_a_figure_that_a_site_begins_to_send_is_not_a_site_that_opens():
    """Where other figures of a site reach both times, only the number of those that do not is told of several."""
    lacking = Standing("facility_id", (), (LeftOut("X", "x", "no figures before March 2026", True),))
    whole = Standing("facility_id", ("X",), (), frozenset("X"))
    said = "Like-for-like, without figures in one of the two times: x (1 of 3 indicators)."
    assert told_of_some([lacking, whole, whole]) == ["", said]
    assert told_of_some([lacking, lacking, whole])[0].endswith("x, no figures before March 2026.")


def test_what_was_measured_another_way_a_year_ago_is_not_held_against_it(town, monkeypatch):
    assert alike(town, LEFT, since=date(2024, 7, 1)) is not None
    monkeypatch.setitem(town._now().kpis, LEFT, replace(KPIS[LEFT], breaks=(date(2025, 7, 1),)))
    asked = Question((LEFT,), like="year", since=date(2024, 6, 1))
    assert (town.answer(asked).series[0].alike, town.left_out(asked)) == (None, None)


def test_a_stretch_is_alike_by_the_same_rule(town):
    found = town.to_date(Question((COUNT,)), Wanted("last_quarter", like=True))
    then, kept = [date(2024, month, 1) for month in (10, 11, 12)], ["OLD-A", "OLD-B"]
    assert found.now.value == sum(by_hand(COUNT, shifted(month, 12), kept) for month in then)
    assert found.then.value == sum(by_hand(COUNT, month, kept) for month in then)
    assert {one.scope_id: one.why for one in found.left} == WHY
    assert found.sentence.endswith(f"new, {WHY['NEW']}.")


def test_why_it_changed_is_told_of_the_same_places(town):
    found = town.why(Question((COUNT,), by="facility_id", like="year"))
    assert [part.group for part in found.contribution.parts] == ["OLD"]
    assert found.contribution.after == by_hand(COUNT, DECEMBER, ["OLD-A", "OLD-B"])
    assert any("left out" in note for note in found.notes)


def test_a_place_that_somebody_may_not_see_is_neither_counted_nor_named(town):
    found = alike(town, access=Access(facilities=("OLD", "NEW")))
    assert [one.scope_id for one in found.left] == ["NEW"]
    assert found.value == by_hand(COUNT, DECEMBER, ["OLD-A", "OLD-B"])


def test_where_no_place_was_open_in_both_there_is_no_comparison(town):
    assert alike(town, scope_type="unit", scope_id="OLD-B").value is None


def test_a_time_that_nothing_is_held_against_is_named(town):
    with pytest.raises(QuestionError, match="one of year, before, week, not 'decade'"):
        town.answer(Question((COUNT,), like="decade"))


@pytest.mark.parametrize(("small", "others"), [((3, 4), "cms"), ((2, 60), "internal"), ((12, 400), "cms")])
def test_what_is_left_out_is_not_told_by_the_difference(fresh, small, others):
    """The site that opened is small and hides its numbers: its own, total and comparison never tell them together."""
    settings = fresh()

    def network(con):
        place(con, "BIG", "A", others)
        place(con, "MID", "A", others)
        place(con, "TINY", "A", "cms")
        con.execute("UPDATE unit SET valid_from = DATE '2025-07-01' WHERE facility_id = 'TINY'")
        for month in months(date(2024, 1, 1), 25):
            visits(con, "BIG-A", month, (60, 400))
            visits(con, "MID-A", month, (50, 300))
            if month >= date(2025, 7, 1):
                visits(con, "TINY-A", month, small)

    load(settings, network, kpis=(LEFT, COUNT))
    engine = opened(settings)
    for kpi in (LEFT, COUNT):
        whole = engine.answer(Question((kpi,), like="year")).series[0]
        told = whole.alike.value if whole.alike else None
        filtered = Question((kpi,), only=(("facility_id", ("BIG", "MID")),))
        same = {p.period: p for p in engine.answer(filtered).series[0].points}
        assert told in (None, same[DECEMBER].value)
        own = engine.answer(Question((kpi,), by="facility_id")).of(kpi)
        tiny = [p for s in own if s.group == "TINY" for p in s.points if p.period == DECEMBER]
        total = next(p for p in whole.points if p.period == DECEMBER)
        if tiny[0].hidden.startswith("<"):
            assert total.hidden or told is None


def test_two_of_which_one_is_hidden_are_both_hidden(fresh):
    settings = fresh()

    def network(con):
        place(con, "BIG", "A")
        place(con, "NEW", "A")
        con.execute("UPDATE unit SET valid_from = DATE '2025-07-01' WHERE facility_id = 'NEW'")
        for month in months(date(2024, 1, 1), 25):
            visits(con, "BIG-A", month, (4 if month == YEAR_AGO else 60, 400))
            visits(con, "NEW-A", month, (40, 300)) if month >= date(2025, 7, 1) else None

    load(settings, network)
    found = alike(opened(settings), LEFT)
    assert (found.value, found.then) == (None, None)


DAYS = st.dates(date(2024, 1, 1), date(2026, 3, 1))
UNITS = st.lists(
    st.tuples(DAYS, st.none() | DAYS).filter(lambda one: one[1] is None or one[0] <= one[1]), max_size=3
)


@given(
    units=st.dictionaries(st.sampled_from("PQRS"), UNITS, min_size=1),
    month=st.integers(0, 11),
    back=st.integers(1, 12),
)
def test_a_site_is_kept_when_one_of_its_units_is_open_on_every_day_of_both_times(units, month, back):
    first = shifted(date(2025, 1, 1), month)
    now, then = ((day, shifted(day, 1)) for day in (first, shifted(first, -back)))
    span = {now[0]: now, then[0]: then}
    places = [Place("network", "*", "all"), *(Place("facility", f, f, "*") for f in units)]
    places += [Place("unit", f"{f}-{i}", f, f) for f, some in units.items() for i in range(len(some))]
    known = SimpleNamespace(
        all=places,
        sees=lambda *_: True,
        facility_of=lambda p: p.parent_id if p.scope_type == "unit" else p.scope_id,
        label=lambda kind, one, among: one,
        open={f"{f}-{i}": one for f, some in units.items() for i, one in enumerate(some)},
    )
    forever = (date(2020, 1, 1), date(2030, 1, 1))
    stored = SimpleNamespace(
        places=known,
        horizon=lambda *_: forever,
        counted=lambda kpis, *_: {(k, f, day): Counted(9, 28) for k in kpis for f in units for day in span},
    )
    standings = Standings(stored, Question((COUNT,)), places[0], Access(), "month")
    standings.read([KPIS[COUNT]], [now, then])
    standing = standings.of(KPIS[COUNT], now, then)

    def is_open(opened_on, closed_on, when):
        days = (when[0] + timedelta(days=i) for i in range((when[1] - when[0]).days))
        return all(opened_on <= day and (closed_on is None or day <= closed_on) for day in days)

    kept = {
        f
        for f, some in units.items()
        if not some or any(all(is_open(*one, when) for when in (now, then)) for one in some)
    }
    assert set(standing.kept) == kept
    assert {one.scope_id for one in standing.left} == set(units) - kept
