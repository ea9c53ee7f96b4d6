"""Who may see what: no answer of a role changes when rows outside its scope do."""

from __future__ import annotations

import random
from dataclasses import asdict, replace
from datetime import date

import pytest

from data.schema import DERIVED
from data.settings import Role, SettingsError, read_settings
from metrics.catalogue import KPIS
from metrics.compile import behind, compile
from metrics.kpi import Quantile
from metrics.permits import NotPermitted, access_of, check, classes_of, refusal, tables_of
from metrics.question import Access, Question, QuestionError
from metrics.to_date import Wanted
from tests import canary
from tests.oracle.effort import EFFORT
from tests.world import blank

CLINICAL = ("clinical", "experience", "safety", "sensitive", "workforce")
WARD = Access(units=("C1",), classes=CLINICAL, role="ward")
PAIR = Access(units=("C1", "T1"), role="pair")
TOWN = Access(facilities=("T",), role="town")
DESK = Access(facilities=("C",), units=("C1", "T1"), role="desk")
BOOKS = Access(cost_centres=("K1",), classes=("finance",), role="books")
HR = Access(classes=("staff_records", "workforce"), role="hr")
CHIEF = Access(units=("C1",), role="chief", sees_individuals=True)
NARROW = (WARD, PAIR, TOWN, DESK, BOOKS, CHIEF)
PLACES = [("network", "*"), ("facility", "C"), ("facility", "T")] + [
    ("unit", unit) for unit in ("C1", "C2", "T1", "?:C")
]


@pytest.fixture(scope="module")
def pair(tmp_path_factory):
    """Two hospitals that differ only in the units C2 and C3 and in what belongs to no unit of C."""
    engines = []
    for changed in ((), canary.OUTSIDE):
        settings = replace(read_settings(tmp_path_factory.mktemp("canary")), market="us_hospital")
        settings.make_home()
        engines.append(canary.hospital(settings, changed))
    return engines


def questions(seed: str, n: int):
    """(method, arguments) at random, of everything that an engine can be asked."""
    dice = random.Random(seed)
    for _ in range(n):
        kpi = dice.choice(list(canary.CHOSEN.values()))
        scope = dice.choice(PLACES)
        splits = ["", "facility_id", "unit_id", *kpi.by, *([kpi.individual] if kpi.individual else [])]
        by = dice.choice(splits)
        only = ()
        if dice.random() < 0.3:
            name = dice.choice(splits[1:])
            only = ((name, tuple(dice.sample(["C1", "C2", "T1", "C", "T", "other", "a", "1"], 2))),)
        since = dice.choice([None, date(2025, 6, 1)])
        asked = Question((kpi.id,), dice.choice(kpi.grains), *scope, by=by, only=only, since=since)
        method = dice.choice(
            ["answer"] * 8
            + [
                "compare",
                "why",
                "equity",
                "to_date",
                "explain",
                "events",
                "asof",
                "overview",
                "pareto",
                "cross",
                "individuals",
            ]
        )
        yield method, asked


def say(engine, method: str, asked: Question, access: Access):
    """What the engine answers, or the sentence with which it refuses."""
    try:
        if method == "asof":
            return _told(engine.answer(replace(asked, asof=engine.stamp().load_id), access))
        if method == "cross":
            columns = random.Random(repr(asked)).choice(["facility_id", "unit_id", *KPIS[asked.kpis[0]].by])
            return _told(engine.cross(asked, columns, access))
        if method == "overview":
            return _told(engine.overview(asked.grain, asked.scope_type, asked.scope_id, access))
        if method == "to_date":
            return _told(engine.to_date(asked, Wanted("year_to_date"), access))
        return _told(getattr(engine, method)(asked, access=access))
    except QuestionError as error:
        return str(error)


def _told(answer):
    found = answer if isinstance(answer, dict) else asdict(answer)
    found.pop("stamp", None)
    return repr(found)


def test_no_answer_of_a_role_changes_when_rows_outside_its_scope_change(pair):
    one, other = pair
    for access in NARROW:
        for method, asked in questions(access.role, round(400 * min(EFFORT, EFFORT**2.5))):
            said = say(one, method, asked, access)
            assert said == say(other, method, asked, access), (method, asked)
            # Nobody is told the key of a clinician, whatever they may see of them.
            assert canary.SOMEBODY not in said, (method, asked)


def test_what_was_changed_outside_is_seen_by_those_who_see_all(pair):
    one, other = pair
    everybody = Access()
    found = [
        say(one, method, asked, everybody) != say(other, method, asked, everybody)
        for method, asked in questions("everybody", 20)
    ]
    assert sum(found) > 2


def test_roles_see_numbers_of_their_own(pair):
    engine = pair[0]
    for access in NARROW:
        lit = [kpi_id for kpi_id, kpi in canary.CHOSEN.items() if not refusal(kpi, access)][:30]
        asked = Question(tuple(lit), "month")
        answer = engine.answer(asked, access)
        values = [p.value for series in answer.series for p in series.points if p.value is not None]
        assert len(values) > 10, access.role


@pytest.mark.parametrize("access", NARROW, ids=lambda access: access.role)
def test_lists_of_places_loads_and_restated_values_stay_inside(pair, access):
    one, other = pair
    assert one.places(access) == other.places(access)
    assert repr(one.loads(access)) == repr(other.loads(access))
    assert one.restated("month", 100, access) == other.restated("month", 100, access)
    assert one.denied(access) == other.denied(access)


def test_a_ward_sees_its_unit_its_part_of_the_facility_and_no_other(pair):
    engine = pair[0]
    names = {(place.scope_id, place.name) for place in engine.places(WARD)}
    assert names == {("*", "All that you may see"), ("C", "Facility C, your units"), ("C1", "Unit C1")}
    for scope in (("unit", "C2"), ("facility", "T"), ("unit", "?:C")):
        with pytest.raises(QuestionError, match="that you may see"):
            engine.answer(Question(("ed_lwbs_rate",), "month", *scope), WARD)
    assert engine.restated("month", 5, WARD)
    assert {one.place for one in engine.restated("month", 500, WARD)} == {"Unit C1"}


def test_the_whole_of_what_a_ward_sees_is_its_unit(pair):
    engine = pair[0]
    whole = engine.answer(Question(("ed_lwbs_rate",)), WARD)
    unit = engine.answer(Question(("ed_lwbs_rate",), "month", "unit", "C1"), WARD)
    assert [(p.num, p.den) for p in whole.series[0].points] == [(p.num, p.den) for p in unit.series[0].points]
    assert "Figures cover what you may see." in whole.notes


def rows_outside(con):
    """Every table filled with rows of units that nobody below may see."""
    canary.fill(con)
    for table in DERIVED.values():
        con.execute(f"DELETE FROM {table.name} WHERE unit_id NOT IN ('C2', 'C3', '?:C')")


def test_no_statement_of_any_kpi_reaches_a_row_outside():
    con = blank()
    rows_outside(con)
    is_thorough = EFFORT >= 1
    for access in (DESK, replace(BOOKS, classes=None), *((WARD, PAIR, TOWN) if is_thorough else ())):
        for kpi in KPIS.values():
            for by in ("", "facility_id", "unit_id", *kpi.by) if is_thorough else ("", *kpi.by[-1:]):
                asked = Question((kpi.id,), kpi.grains[-1], by=by)
                if refusal(kpi, access):
                    with pytest.raises(NotPermitted):
                        compile([kpi], asked, access)
                    break
                if access.cost_centres is not None and not has_centres(kpi):
                    continue
                statement = compile([kpi], asked, access)
                rows = con.execute(statement.sql, statement.params).fetchall()
                assert not [row for row in rows if any(row[3:])], (kpi.id, by, access.role)
            if isinstance(kpi.value, Quantile) and not refusal(kpi, access) and access.cost_centres is None:
                statement = behind(kpi, Question((kpi.id,), kpi.grains[-1]), access)
                assert con.execute(statement.sql, statement.params).fetchall() == []


def has_centres(kpi) -> bool:
    """Cost centres close the rows that have one, and the money that has none; rows about patients have none."""
    return all("cost_centre_id" in DERIVED[table] for table in tables_of(kpi))


def test_a_kpi_of_a_class_one_may_not_see_is_not_permitted_and_names_who_may(pair):
    engine = pair[0]
    roles = (Role("ward", classes=CLINICAL), Role("books", classes=("finance", "revenue")), Role("all"))
    said = refusal(KPIS["denial_rate_initial_pct"], WARD, roles)
    assert said == (
        "Not permitted to the role ward: it is made from data about bills, claims and payments. "
        "The roles books and all may."
    )
    answer = engine.answer(Question(("ed_lwbs_rate", "denial_rate_initial_pct")), WARD)
    assert {series.kpi_id for series in answer.series} == {"ed_lwbs_rate"}
    assert list(answer.denied) == ["denial_rate_initial_pct"]
    assert answer.dark == {}
    for method in ("compare", "why", "equity", "explain"):
        with pytest.raises(NotPermitted, match="not permitted to the role ward"):
            getattr(engine, method)(Question(("denial_rate_initial_pct",), by="payer_class"), access=WARD)


def test_a_sensitive_trait_takes_a_right_of_its_own(pair):
    engine, plain = pair[0], replace(WARD, classes=("clinical",))
    with pytest.raises(NotPermitted, match="tells who people are"):
        engine.answer(Question(("readmission_30d_pct",), by="ethnicity"), plain)
    with pytest.raises(NotPermitted, match="tells who people are"):
        engine.equity(Question(("readmission_30d_pct",), by="ethnicity"), plain)
    with pytest.raises(NotPermitted, match="tells who people are"):
        engine.answer(Question(("readmission_30d_pct",), only=(("ethnicity", ("a",)),)), plain)
    answer = engine.answer(Question(("readmission_30d_pct", "mortality_crude_pct"), by="ethnicity"), plain)
    assert not answer.series
    assert len([note for note in answer.notes if "not permitted" in note]) == 2
    assert engine.answer(Question(("readmission_30d_pct",), by="ethnicity"), WARD).series


def test_who_answers_for_something_is_told_to_those_who_may_see_colleagues():
    asked, kpi = Question(("actions_overdue_count",), by="owner"), KPIS["actions_overdue_count"]
    with pytest.raises(NotPermitted, match="tells single members of staff"):
        check([kpi], asked, Access(classes=("governance",), role="office"))
    check([kpi], replace(asked, by="department"), Access(classes=("governance",), role="office"))
    check([kpi], asked, Access(classes=("governance", "staff_records"), role="office"))


def test_single_clinicians_are_told_to_those_who_may_see_them_and_by_one_way_only(pair):
    engine, asked = pair[0], Question(("amb_no_show_rate",))
    for access in (Access(), replace(CHIEF, sees_individuals=False), replace(CHIEF, leaves_as="cms")):
        with pytest.raises(NotPermitted, match="single clinicians"):
            engine.individuals(asked, access)
        with pytest.raises(NotPermitted, match="single clinicians"):
            compile([KPIS["amb_no_show_rate"]], replace(asked, by="provider_id"), access)
    assert engine.individuals(asked, CHIEF).members
    for method in ("answer", "compare", "why", "equity", "pareto"):
        for cut in ({"by": "provider_id"}, {"by": "sex", "only": (("provider_id", ("C1-dr-0",)),)}):
            with pytest.raises(QuestionError, match=r"cannot be (split|filtered) by clinician"):
                getattr(engine, method)(replace(asked, **cut), access=CHIEF)


def test_every_class_of_the_vocabulary_closes_something():
    every = {name for kpi in KPIS.values() for name in classes_of(kpi)}
    assert every == {table.data_class for table in DERIVED.values()}
    assert not [kpi.id for kpi in KPIS.values() if not refusal(kpi, Access(classes=()))]


def test_roles_come_from_the_settings(tmp_path):
    path = tmp_path / "settings.toml"
    path.write_text('role = "ward"\n[roles.ward]\nunits = ["C1"]\nclasses = ["safety", "clinical"]\n')
    settings = read_settings(tmp_path, {})
    assert access_of(settings) == Access(units=("C1",), classes=("clinical", "safety"), role="ward")
    assert access_of(settings, "local") == Access()
    with pytest.raises(QuestionError, match="There is no role 'boss'; there are local, ward"):
        access_of(settings, "boss")


def test_single_clinicians_are_closed_to_every_role_that_does_not_say_otherwise(tmp_path):
    path = tmp_path / "settings.toml"
    path.write_text(
        'role = "chief"\nsee_individual = true\n[roles.chief]\nsee_individual = true\n[roles.desk]\n'
    )
    settings = read_settings(tmp_path, {})
    seen = {name: access_of(settings, name).sees_individuals for name in ("local", "chief", "desk")}
    assert seen == {"local": True, "chief": True, "desk": False}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('[roles.a]\nclass = ["clinical"]', "has no `class`"),
        ('[roles.a]\nunits = "C1"', "must be a list of texts"),
        ('[roles.a]\nclasses = ["clinic"]', "names the class 'clinic'"),
        ('[roles.a]\nsee_individual = "yes"', "must be true or false"),
        ('role = "b"', "`role` must be one of local"),
        ("[roles.local]\nunits = []", "sees everything"),
    ],
)
def test_a_role_that_could_open_more_than_was_meant_is_refused(tmp_path, text, said):
    (tmp_path / "settings.toml").write_text(text)
    with pytest.raises(SettingsError, match=said):
        read_settings(tmp_path, {})


def test_a_role_reads_once_which_indicators_count_nothing_in_its_units(pair):
    asked = Question(tuple(canary.CHOSEN), "month")
    answer = pair[0].answer(asked, Access(units=("nowhere",), role="nowhere"))
    said = [note for note in answer.notes if note.startswith("No figures from your units here: ")]
    assert len(said) == 1
    assert not any(" by unit" in note for note in answer.notes)
    assert not any("units here" in note for note in pair[0].answer(asked).notes)
