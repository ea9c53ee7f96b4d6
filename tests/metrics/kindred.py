"""What KPIs over the same people tell of each other: which numerators hold another one, and which leave somebody out.

Conditions are tried on made-up rows, so that nobody has to read them.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import permutations

from data.schema import DERIVED
from metrics.catalogue import KPIS
from metrics.disclosure import _tells, is_of_staff
from metrics.kpi import Kpi, Ratio
from metrics.sides import Part, shape
from tests.world import blank

ROWS = 200_000
LEAST = 25  # rows in which a numerator must be seen before it is believed to lie inside another
# What the models keep true of every row, and the rows whose follow-up is over: later the denominators are the same.
FACTS = {
    "v_readmission": "is_readmitted_7d <= is_readmitted_30d AND is_readmitted_30d <= is_readmitted_90d AND followed_days >= 90",
    "v_staff_month": "leavers_voluntary <= leavers AND leavers_voluntary_12m <= leavers_12m AND moves_out >= 0 "
    "AND moves_out_12m >= 0",
    "v_survey_answer": "(is_top_box AND is_bottom_box) IS NOT TRUE",
    "v_comment": "(is_negative AND is_positive) IS NOT TRUE",
    "v_fft_answer": "answers >= 0",
    "v_sampled": "patients >= 0",
    "v_portal_month": "0 <= in_use AND in_use <= activated AND activated <= patients",
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
        if kpi.is_person_count and (_tells(kpi, side) or (is_of_staff(kpi) and is_of_heads(num))):
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


@dataclass(frozen=True)
class Family:
    """KPIs over the same people: what a row can add to the numerator of each, and to their denominator where it is of
    the same rows."""

    names: tuple[str, ...]
    rows: tuple[tuple[float, ...], ...]
    has_den: bool

    def pairs(self) -> Iterator[tuple[str, list[float], str, list[float]]]:
        columns = [[*column] for column in zip(*self.rows, strict=True)]
        for (a, one), (b, other) in permutations(zip(self.names, columns, strict=False), 2):
            yield a, one, b, other

    def wholes(self) -> Iterator[tuple[str, list[float]]]:
        names = (*self.names, *["the denominator"] * self.has_den)
        yield from zip(names, ([*column] for column in zip(*self.rows, strict=True)), strict=True)


@cache
def families() -> list[Family]:
    con, found = blank(), []
    for (table, function), kpis in by_table().items():
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
        groups: list[list[Sibling]] = []
        for kpi in kpis:
            same = next((group for group in groups if _is_one(group[0][2], kpi[2], table, ask)), None)
            same.append(kpi) if same else groups.append([kpi])
        plain = [kpi for kpi in kpis if not kpi[2]]
        # What is only counted, or counted by the day, stands over everybody.
        groups = [group for group in groups if group[0][2]] + ([plain] if plain else [])
        for group in groups:
            dens = [den for den in group[0][2] if (den.table, den.function) == (table, function)]
            # Of what is only counted the rest is counted where some share stands over more than it.
            group += [kpi for kpi in plain if dens and _is_part(kpi[1], dens[0], ask)]
            sides = [amount(part) for part in (*(num for _, num, _ in group), *dens)]
            rows = con.execute(
                f"SELECT DISTINCT {', '.join(f'coalesce({side}, 0) AS c{i}' for i, side in enumerate(sides))} FROM {source}"
            ).fetchall()
            found.append(Family(tuple(kpi.id for kpi, *_ in group), tuple(rows), bool(dens)))
    return found


def nested() -> Iterator[tuple[str, str]]:
    """Pairs of KPIs of which no row counts more in the first than in the second, and some less."""
    for family in families():
        for a, one, b, other in family.pairs():
            if one != other and all(x <= y for x, y in zip(one, other, strict=True)):
                yield a, b


def apart() -> Iterator[tuple[str, str, bool]]:
    """Pairs of KPIs that never count the same row, and something that holds them both; whether they leave some of it."""
    for family in families():
        for a, one, b, other in family.pairs():
            both = [x + y for x, y in zip(one, other, strict=True)]
            for name, whole in family.wholes():
                if a < b and name not in (a, b) and all(x <= y for x, y in zip(both, whole, strict=True)):
                    yield a, b, both != whole


def _is_part(num: Part, den: Part, ask) -> bool:
    more, less = ask(*(f"count(*) FILTER ({amount(num)} {word} {amount(den)})" for word in "><"))
    return less > 0 == more


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
