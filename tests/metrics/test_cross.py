"""Two dimensions at once: the same numbers as counting by hand, and nothing that small numbers could be told from."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from statistics import median

import pytest

from metrics.question import Access, Question, QuestionError
from tests.metrics.asked import CITY, LEFT, SPAN, STAY, TOWN, ask, has_left, members, visits
from tests.metrics.attack import Shown, bounds
from tests.network import VISITS

COUNT = "ed_visits_count"
UP_TO = 10
QUARTER = (date(2025, 3, 1), date(2025, 6, 1))


def day_of(facility: str, m: int, i: int) -> date:
    """The day that tests/network.py gives to a visit: all of them come around noon."""
    first = date(2024 + m // 12, m % 12 + 1, 1)
    return first + timedelta(days=i * 27 // VISITS[facility])


def counted(facility: str) -> dict[tuple[str, str], list[tuple[int, int]]]:
    """The visits of the last twelve finished months by acuity and weekday."""
    found: dict[tuple[str, str], list[tuple[int, int]]] = {}
    for m, i in visits(facility):
        key = str(1 + i % 3), str(day_of(facility, m, i).isoweekday())
        found.setdefault(key, []).append((m, i))
    return found


def test_counts_of_two_dimensions_are_those_of_counting_by_hand(engine):
    cross = engine.cross(ask(COUNT, by="acuity", **CITY), "weekday")
    assert (cross.since, cross.until) == SPAN
    assert [line.group for line in cross.rows] == ["1", "2", "3"]
    assert [line.label for line in cross.columns][:2] == ["Monday", "Tuesday"]
    expected = counted("CITY")
    for key, found in expected.items():
        assert (cross.of(*key).value, cross.of(*key).n) == (len(found), len(found))
    assert cross.is_additive
    assert (
        sum(cell.value for line in cross.cells for cell in line) == cross.total.value == len(visits("CITY"))
    )
    assert cross.rows[0].total.value == sum(len(v) for (acuity, _), v in expected.items() if acuity == "1")


def test_a_count_of_a_weekday_is_also_told_for_one_such_day(engine):
    cross = engine.cross(ask(COUNT, by="acuity", **CITY), "weekday")
    mondays = sum((SPAN[0] + timedelta(days=n)).weekday() == 0 for n in range((SPAN[1] - SPAN[0]).days))
    assert cross.of("2", "1").each == pytest.approx(len(counted("CITY")["2", "1"]) / mondays, rel=0.04)
    assert engine.cross(ask(COUNT, by="acuity", **CITY), "disposition").total.each is None


def test_a_share_and_a_median_of_a_cell_are_its_own_and_not_sums(engine):
    share = engine.cross(ask(LEFT, by="acuity", **CITY), "weekday")
    stay = engine.cross(ask(STAY, by="acuity", **CITY), "weekday")
    for key, found in counted("CITY").items():
        gone = sum(has_left("CITY", m, i) for m, i in found)
        assert share.of(*key).value == pytest.approx(100 * gone / len(found))
        minutes = [60 + 7 * ((i * 13 + m * 5) % 30) for m, i in found if not has_left("CITY", m, i)]
        assert stay.of(*key).value == pytest.approx(median(minutes))
    assert not share.is_additive
    assert share.total.value == pytest.approx(
        100 * sum(has_left("CITY", *v) for v in visits("CITY")) / len(visits("CITY"))
    )


def test_the_sums_are_those_of_a_comparison_by_one_dimension(engine):
    cross = engine.cross(ask(COUNT, by="weekday", **TOWN), "disposition")
    alone = members(engine.compare(ask(COUNT, by="weekday", **TOWN)))
    assert {line.group: line.total.value for line in cross.rows} == {g: one.value for g, one in alone.items()}


def test_a_window_of_ones_own_and_a_filter_are_kept(engine):
    since, until = date(2025, 5, 1), date(2025, 8, 1)
    asked = ask(COUNT, by="acuity", since=since, until=until, only=(("disposition", ("lwbs",)),), **CITY)
    cross = engine.cross(asked, "weekday")
    assert (cross.since, cross.until) == (since, until)
    assert cross.total.value == sum(has_left("CITY", m, i) for m, i in visits("CITY", range(16, 19)))


def test_a_combination_that_never_happened_is_a_zero_of_a_count_and_nothing_of_a_share(engine):
    """Patients who leave unseen at CITY come in every third place, so that acuity 2 has none from October on."""
    asked = {"by": "acuity", "since": date(2025, 10, 1), "until": date(2026, 1, 1), **CITY}
    assert engine.cross(ask(COUNT, **asked), "disposition").of("2", "lwbs").value == 0
    assert engine.cross(ask(STAY, **asked), "disposition").of("2", "lwbs").value is None


def test_hidden_cells_have_no_number_at_all_and_shown_ones_are_rounded(engine):
    """Of 240 visits in three months 24 left unseen: three or four on every weekday."""
    asked = ask(COUNT, by="weekday", since=QUARTER[0], until=QUARTER[1], **TOWN)
    cross = engine.cross(asked, "disposition")
    cells = [cell for line in cross.cells for cell in line]
    hidden = [cell for cell in cells if cell.hidden]
    assert hidden
    assert {(one.value, one.n, one.num, one.each) for one in hidden} == {(None,) * 4}
    assert {one.hidden for one in hidden} == {"<11"}
    assert all(one.value % 5 == 0 and (one.value > UP_TO or not one.value) for one in cells if not one.hidden)
    assert any("hidden for the few people" in note for note in cross.notes)
    assert any("nearest 5" in note for note in cross.notes)


@pytest.mark.parametrize(
    ("facility", "up_to", "pair"),
    [
        ("TOWN", 10, ("weekday", "disposition")),
        ("TOWN", 10, ("acuity", "weekday")),
        ("HAMLET", 5, ("acuity", "weekday")),
        ("HAMLET", 5, ("unit_id", "disposition")),
    ],
)
def test_no_small_cell_can_be_solved_for_from_the_table_and_the_comparisons_beside_it(
    engine, facility, up_to, pair
):
    """Three months; every sum is taken as known exactly, whatever is rounded, unless a comparison hides it."""
    place = {"scope_type": "facility", "scope_id": facility, "since": QUARTER[0], "until": QUARTER[1]}
    cross = engine.cross(ask(COUNT, by=pair[0], **place), pair[1])
    of = {
        "weekday": lambda m, i: str(day_of(facility, m, i).isoweekday()),
        "acuity": lambda m, i: str(1 + i % 3),
        "disposition": lambda m, i: "lwbs" if has_left(facility, m, i) else "discharged",
        "unit_id": lambda m, i: f"{facility}-{'B' if i % 4 == 3 else 'A'}",
    }
    true: dict[tuple[str, str], int] = {}
    for visit in visits(facility, range(14, 17)):
        key = of[pair[0]](*visit), of[pair[1]](*visit)
        true[key] = true.get(key, 0) + 1
    keys = list(true)
    shown = [Shown((i,), true[k], true[k]) for i, k in enumerate(keys) if not cross.of(*k).hidden]
    for which, by in enumerate(pair):
        for group, one in members(engine.compare(ask(COUNT, by=by, **place))).items():
            if not one.hidden:
                inside = tuple(i for i, key in enumerate(keys) if key[which] == group)
                total = sum(true[keys[i]] for i in inside)
                shown.append(Shown(inside, total, total))
    shown.append(Shown(tuple(range(len(keys))), sum(true.values()), sum(true.values())))
    for i, key in enumerate(keys):
        if true[key] <= up_to:
            assert cross.of(*key).hidden
            low, high = bounds(i, len(keys), shown, [float(bool(cross.of(*k).hidden)) for k in keys])
            assert low <= 1 + 1e-6
            assert high >= up_to - 1e-6


def test_a_table_of_almost_nobody_is_not_shown_at_all(engine):
    """Twelve people on seven weekdays: whichever cells are hidden, the sums tell some of the rest."""
    asked = ask(
        COUNT, by="weekday", since=QUARTER[0], until=QUARTER[1], scope_type="facility", scope_id="HAMLET"
    )
    with pytest.raises(QuestionError, match="would tell small numbers here"):
        engine.cross(asked, "disposition")


def test_cells_of_a_facility_that_hides_nothing_are_shown_beside_those_of_one_that_does(engine):
    cross = engine.cross(ask(COUNT, by="facility_id"), "acuity")
    assert not any(cell.hidden for cell in cross.cells[0])
    assert cross.rows[0].group == "CITY"
    assert cross.of("CITY", "1").value == sum(len(v) for k, v in counted("CITY").items() if k[0] == "1")


def test_somebody_who_may_see_one_facility_gets_the_table_of_that_one(engine):
    asked = Question((COUNT,), by="acuity")
    mine = engine.cross(asked, "weekday", Access(facilities=("CITY",)))
    assert mine.total.value == len(visits("CITY"))
    assert [
        line.group
        for line in engine.cross(replace(asked, by="facility_id"), "acuity", Access(("CITY",))).rows
    ] == ["CITY"]


def test_the_same_question_is_answered_once(engine):
    asked = ask(COUNT, by="acuity", **CITY)
    assert engine.cross(asked, "weekday") is engine.cross(asked, "weekday")
    assert engine.cross(asked, "weekday") is not engine.cross(asked, "arrival_hour")


@pytest.mark.parametrize(
    ("kpi", "by", "across", "says"),
    [
        (COUNT, "", "weekday", "Say by what"),
        (COUNT, "acuity", "acuity", "needs another dimension"),
        (COUNT, "facility_id", "unit_id", "belongs to one facility"),
        (COUNT, "acuity", "weekdays", "Did you mean weekday"),
        ("no_such_kpi", "acuity", "weekday", "There is no KPI"),
    ],
)
def test_a_question_that_makes_no_table_says_why(engine, kpi, by, across, says):
    with pytest.raises(QuestionError, match=says):
        engine.cross(ask(kpi, by=by, **CITY), across)
