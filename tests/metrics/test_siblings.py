"""Two KPIs over the same people tell a small group by their difference: which they are, and that they do not."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from itertools import permutations, product
from pathlib import Path

import pytest

from data.schema import DERIVED
from data.settings import Settings
from metrics.catalogue import KPIS
from metrics.disclosure import _counts, is_of_staff
from metrics.engine import Engine
from metrics.kpi import Kpi, Ratio
from metrics.question import Question, QuestionError
from metrics.sides import Part, shape
from metrics.to_date import Wanted
from tests.metrics.town import LEFT, load, months, opened, place, visits
from tests.world import blank

ROWS = 200_000
LEAST = 25  # rows in which a numerator must be seen before it is believed to lie inside another
# What the models keep true of every row, and the rows whose follow-up is over: later the denominators are the same.
FACTS = {
    "v_readmission": "is_readmitted_7d <= is_readmitted_30d AND is_readmitted_30d <= is_readmitted_90d AND followed_days >= 90",
    "v_staff_month": "leavers_voluntary <= leavers AND leavers_voluntary_12m <= leavers_12m AND moves_out >= 0 "
    "AND moves_out_12m >= 0",
}
SPOKEN = re.compile(r"\b(\w+) (?:NOT )?(?:=|<>|IN) (\([^)]*\)|'[^']*')")
NUMBER = re.compile(r"(?<![\w'.])\d+(?:\.\d+)?")
Sibling = tuple[Kpi, Part, tuple[Part, ...]]


def by_table() -> dict[tuple[str, str], list[Sibling]]:
    """KPIs that count people or events, by the table of their numerators; each with its numerator and its denominator."""
    found = defaultdict(list)
    for kpi in KPIS.values():
        num, *rest = shape(kpi).parts
        side = kpi.value.num if isinstance(kpi.value, Ratio) else kpi.value
        if kpi.is_person_count and (_counts(kpi, side) or (is_of_staff(kpi) and is_of_heads(num))):
            dens = tuple(part for part in rest if part.name.endswith("_den"))
            found[num.table, num.function].append((kpi, num, dens))
    return {key: kpis for key, kpis in found.items() if len(kpis) > 1}


def is_of_heads(part: Part) -> bool:
    """Whether a sum adds up colleagues, and neither their hours nor their posts."""
    names = re.findall(r"[a-z]\w+", part.expression)
    table = DERIVED[part.table]
    return part.function == "sum" and all(name in table and table[name].type == "BIGINT" for name in names)


def made_up(table: str, texts: Sequence[str]) -> str:
    """Rows in which every column takes, at random, the values that the conditions speak of, and their neighbours."""
    words = defaultdict(set)
    for name, found in (pair for text in texts for pair in SPOKEN.findall(text)):
        words[name] |= {*re.findall(r"'([^']*)'", found)}
    numbers = {float(n) + step for text in texts for n in NUMBER.findall(text) for step in (-1, 0, 1)}
    columns = []
    for number, column in enumerate(DERIVED[table].columns):
        values = {
            "VARCHAR": [f"'{word}'" for word in [*sorted(words[column.name]), "other"]],
            "BOOLEAN": ["TRUE", "FALSE"],
            "DATE": ["DATE '2026-01-01'", "DATE '2026-02-01'"],
        }.get(column.type, [f"{n:g}" for n in sorted(numbers | {0, 1, 2, 3, 100})])
        cast = [f"CAST({value} AS {column.type})" for value in [*values, "NULL"]]
        if any(re.search(rf"\b{column.name}\b", text) for text in texts):
            pick = f"CAST(hash(i * 1000003 + {number * 7919}) % {len(cast)} AS INTEGER)"
            columns.append(f"[{', '.join(cast)}][1 + {pick}] AS {column.name}")
    facts = f" WHERE {FACTS[table]}" if table in FACTS else ""
    return f"(FROM (SELECT i, {', '.join(columns)} FROM range({ROWS}) AS rows(i)){facts})"


def amount(part: Part) -> str:
    """What a row adds to a side."""
    return f"CASE WHEN {part.where} THEN {'1' if part.expression == '*' else part.expression} ELSE 0 END"


def nested() -> Iterator[tuple[str, str]]:
    """Pairs of KPIs with one denominator of which no row counts more in the first than in the second, and some less."""
    con = blank()
    for (table, _), kpis in by_table().items():
        parts = [num for _, num, _ in kpis] + [
            den for _, _, dens in kpis for den in dens if den.table == table
        ]
        source = made_up(
            table, [f"{part.where} {part.expression}" for part in parts] + [FACTS.get(table, "")]
        )

        def ask(*sides: str, source: str = source) -> list[int]:
            return [*con.execute(f"SELECT {', '.join(sides)} FROM {source}").fetchone()] if sides else []

        seen = ask(*(f"count(*) FILTER ({amount(num)} > 0)" for _, num, _ in kpis))
        assert min(seen) >= LEAST, (table, dict(zip([kpi.id for kpi, *_ in kpis], seen, strict=True)))
        pairs = [(a, b) for a, b in permutations(kpis, 2) if _is_one(a[2], b[2], table, ask)]
        more = ask(*(f"count(*) FILTER ({amount(a[1])} > {amount(b[1])})" for a, b in pairs))
        less = ask(*(f"count(*) FILTER ({amount(a[1])} < {amount(b[1])})" for a, b in pairs))
        yield from ((a[0].id, b[0].id) for (a, b), m, n in zip(pairs, more, less, strict=True) if n and not m)


def _is_one(dens: tuple[Part, ...], others: tuple[Part, ...], table: str, ask) -> bool:
    """Whether two KPIs stand over the same people."""
    if len(dens) != len(others) or not dens:
        return False
    if any(part.table != table for part in (*dens, *others)):
        return [(part.table, part.sql()) for part in dens] == [(part.table, part.sql()) for part in others]
    return not any(
        ask(
            *(
                f"count(*) FILTER ({amount(a)} IS DISTINCT FROM {amount(b)})"
                for a, b in zip(dens, others, strict=True)
            )
        )
    )


def test_of_two_numerators_of_which_one_is_a_part_of_the_other_one_kpi_yields():
    declared = [(kpi.id, other) for kpi in KPIS.values() for other in kpi.yields_to]
    assert sorted(map(sorted, declared)) == sorted(map(sorted, nested()))


EARLY = "ed_lbtc_rate"
FIRST, LAST = date(2025, 1, 1), date(2025, 12, 1)
# How many of 300 visits of a unit in December left against advice, beside 30 who left unseen.
AGAINST = {"A": 3, "B": 14, "C": 15, "D": 40}


def fill(con) -> None:
    place(con, "TOWN", "".join(AGAINST))
    for month in months(FIRST, 12):
        for unit, few in AGAINST.items():
            visits(con, f"TOWN-{unit}", month, (30, 300))
            con.execute(
                "UPDATE ed_visit SET disposition = 'ama' WHERE encounter_id IN (SELECT encounter_id FROM ed_visit WHERE "
                "unit_id = $u AND disposition = 'discharged' AND date_trunc('month', arrival_ts) = $m ORDER BY 1 LIMIT $n)",
                {"u": f"TOWN-{unit}", "m": month, "n": few if month == LAST else 20},
            )


@pytest.fixture(scope="module")
def town(tmp_path_factory) -> Engine:
    settings = Settings(
        home=tmp_path_factory.mktemp("town"), key_file=Path("/nonexistent/key"), market="us_hospital"
    )
    load(settings, fill, kpis=(EARLY, LEFT))
    return opened(settings)


def hidden(answer, kpi_id: str, period: date) -> set[str]:
    return {
        one.group
        for one in answer.series
        for p in one.points
        if p.period == period and p.hidden and one.kpi_id == kpi_id
    }


def test_few_people_are_not_told_by_two_kpis_of_which_one_counts_them_and_the_other_does_not(town):
    """Three who left against advice: all who left early, less those who left unseen."""
    for kpis in ((LEFT, EARLY), (EARLY,)):
        one = town.answer(Question(kpis, "month", "unit", "TOWN-A"))
        assert hidden(one, EARLY, LAST) == {""}
        assert not hidden(one, LEFT, LAST)
        assert not hidden(one, EARLY, date(2025, 5, 1))
    # Two more go with it, or the total less the others would tell.
    units = town.answer(Question((LEFT, EARLY), "month", by="unit_id"))
    assert "TOWN-A" in hidden(units, EARLY, LAST)
    assert len(hidden(units, EARLY, LAST)) == 3
    assert not hidden(units, LEFT, LAST)


@pytest.mark.parametrize("only", [(), (("acuity", ("1",)),), (("weekday", tuple("1234567")),)])
def test_no_filter_tells_them_either(town, only):
    answer = town.answer(Question((EARLY,), "month", "unit", "TOWN-A", only=only))
    assert hidden(answer, EARLY, LAST) == {""}


def test_windows_and_tables_tell_them_no_more_than_months_do(town):
    asked = Question((EARLY,), "month", "unit", "TOWN-A")
    assert town.to_date(asked, Wanted("last_month")).now.hidden == "<11"
    assert town.to_date(asked, Wanted("last_12_months")).now.hidden == "<11"
    year = Question((EARLY,), by="unit_id", since=LAST, until=date(2026, 1, 1))
    shown = {one.group for one in town.compare(year).members if not one.hidden}
    assert shown
    assert not shown & hidden(town.answer(Question((EARLY,), "month", by="unit_id")), EARLY, LAST)
    with pytest.raises(QuestionError, match="small numbers"):
        town.cross(replace(year, since=FIRST), "acuity")


def test_few_late_cases_are_not_told_by_the_differences_of_two_loads(tmp_path):
    """Twenty late visits left unseen and three against advice: either KPI moved by many, their difference by three."""
    settings = Settings(home=tmp_path, key_file=Path("/nonexistent/key"), market="us_hospital")
    march = date(2025, 3, 1)

    def begin(con) -> None:
        place(con, "TOWN", "AB")
        for unit, month in product(("TOWN-A", "TOWN-B"), months(FIRST, 12)):
            visits(con, unit, month, (30, 300))
        con.execute(
            "UPDATE ed_visit SET disposition = 'ama' WHERE hash(encounter_id) % 5 = 0 AND disposition <> 'lwbs'"
        )

    def late(con) -> None:
        visits(con, "TOWN-A", march, (23, 60), "late")
        con.execute(
            "UPDATE ed_visit SET disposition = 'ama' WHERE encounter_id IN (SELECT encounter_id FROM ed_visit WHERE "
            "contains(encounter_id, 'late') AND disposition = 'lwbs' ORDER BY 1 LIMIT 3)"
        )

    load(settings, begin, kpis=(EARLY, LEFT))
    load(settings, late, kpis=(EARLY, LEFT))
    engine = opened(settings)
    for scope in (("network", "*"), ("facility", "TOWN"), ("unit", "TOWN-A")):
        now, then = (engine.answer(Question((LEFT, EARLY), "month", *scope, asof=asof)) for asof in (None, 1))
        assert not hidden(now, EARLY, march)
        assert hidden(then, EARLY, march)
        assert not hidden(then, LEFT, march)
        assert not hidden(then, EARLY, FIRST)
