"""Small faults, planted one at a time where an indicator is declared or a table derived: does a test notice each?

Off in every ordinary run. `python -m tests.catalogue_table` starts a hunt: each worked example and each invented
hospital that passes is then asked again with every fault that is still alive, and what it tells apart is caught.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, fields, is_dataclass, replace
from typing import Any

import duckdb

from metrics.catalogue import KPIS
from metrics.kpi import Kpi
from pipelines import derive

OTHER = {
    "<=": "<", "<": "<=", ">=": ">", ">": ">=", "=": "<>", "<>": "=", "+": "-", "-": "+", "AND": "OR", "OR": "AND",
    "min": "max", "max": "min", "least": "greatest", "greatest": "least", "min_by": "max_by", "max_by": "min_by",
    "LEFT JOIN": "JOIN", "FULL JOIN": "JOIN", "NOT": "", "TRUE": "FALSE", "FALSE": "TRUE", "DISTINCT": "",
    "IS NULL": "IS NOT NULL", "IS NOT NULL": "IS NULL", "lead": "lag", "lag": "lead",
}  # fmt: skip
# What only says which parts are wanted early (`pipelines.renew`) changes nothing of a whole table.
COMMENT = re.compile(r"--[^\n]*|/\*.*?\*/", re.DOTALL)
PIECES = re.compile(
    r"(?P<skip>'(?:[^']|'')*'|\"[^\"]*\"|::\w+|\.\*|\(\*\)|\bSELECT DISTINCT ON\b)"
    r"|(?P<between>\bBETWEEN\b)|(?P<open>\()|(?P<close>\))|(?P<number>(?<![\w.$])\d+(?:\.\d+)?(?![\w.]))"
    r"|(?P<other><=|>=|<>|[<>=+-]|\b(?:IS NOT NULL|IS NULL|LEFT JOIN|FULL JOIN|AND|OR|NOT|TRUE|FALSE|DISTINCT)\b"
    r"|\b(?:min|max|least|greatest|min_by|max_by|lead|lag)\b(?=\())"
)
LISTED = re.compile(r"\bIN \((?P<items>'[^']*'(?:,\s*'[^']*')+)\)")
CONDITIONS = ("where", "eligible", "valid")
NOT_RUNNABLE = (duckdb.BinderException, duckdb.ParserException, duckdb.CatalogException)


def mutants(text: str) -> Iterator[tuple[str, str]]:
    """Every text that differs by one small fault, each with what was done and where."""
    depth, pairs = 0, []
    read = COMMENT.sub(lambda found: " " * len(found.group()), text)
    for piece in PIECES.finditer(read):
        kind, word = piece.lastgroup, piece.group()
        depth += (kind == "open") - (kind == "close")
        if kind == "between":
            pairs.append(depth)
        elif kind == "number":
            more = f"{float(word) + 0.5:g}" if "." in word else str(int(word) + 1)
            yield _planted(text, piece.span(), more)
        elif word == "AND" and pairs and pairs[-1] == depth:
            pairs.pop()
        elif kind == "other":
            yield _planted(text, piece.span(), OTHER[word])
    for one in LISTED.finditer(read):
        items = re.findall(r"'[^']*'", one["items"])
        for item in items:
            kept = ", ".join(other for other in items if other != item)
            yield _planted(text, one.span("items"), kept)


def _planted(text: str, span: tuple[int, int], word: str) -> tuple[str, str]:
    start, end = span
    line = text.rfind("\n", 0, start) + 1
    stop = text.find("\n", end)
    around = f"{text[max(line, start - 30) : start]}[{text[start:end]} > {word}]{text[end : end + 30 if stop < 0 else min(stop, end + 30)]}"
    return " ".join(around.split()), text[:start] + word + text[end:]


def of_kpi(node: Any) -> Iterator[tuple[str, Any]]:
    """The declaration with one fault: in a fragment, a quantile or a scale, or with a condition left out."""
    for one in fields(node):
        value = getattr(node, one.name)
        if one.name in ("value", "unit_value", "num", "den", "side") and is_dataclass(value):
            yield from ((said, replace(node, **{one.name: other})) for said, other in of_kpi(value))
        elif one.name in ("q", "above", "shift") and value:
            yield f"{one.name} {value}", replace(node, **{one.name: value * 0.8})
        elif one.name in (*CONDITIONS, "expression") and value != "TRUE":
            for said, text in mutants(value):
                yield said, replace(node, **{one.name: text})
            if one.name in CONDITIONS:
                yield f"without {one.name}: {value}", replace(node, **{one.name: "TRUE"})


@dataclass
class Score:
    """What became of the faults of one KPI or model; `alive` holds the faulty declarations or texts."""

    alive: dict[str, Any] = field(default_factory=dict)
    caught: dict[str, str] = field(default_factory=dict)

    @property
    def planted(self) -> int:
        return len(self.alive) + len(self.caught)


class Hunt:
    """The faults that nobody has noticed yet, by KPI and by model."""

    def __init__(self, kpis: Iterable[str], models: Iterable[str]) -> None:
        self.kpis = {kpi_id: Score(dict(of_kpi(KPIS[kpi_id]))) for kpi_id in kpis}
        self.models = {table: Score(dict(mutants(derive.model(table)))) for table in models}
        self.calls: dict[str, int] = {}

    def asks(self, kpi_id: str, tables: Iterable[str], by: str, is_right: Callable[[Kpi], bool],
             again: Callable[[], bool]) -> None:  # fmt: skip
        """One passed comparison: `is_right` with another declaration, `again` after another derivation."""
        if kpi_id in self.kpis:
            _try(self.kpis[kpi_id], by, is_right)
        self.derives(tables, by, again)

    def derives(self, tables: Iterable[str], by: str, again: Callable[[], bool]) -> None:
        """The same for what tables are derived by."""
        for table in set(tables) & set(self.models):

            def is_right(text: str, table: str = table) -> bool:
                with planted(table, text):
                    return again()

            _try(self.models[table], by, is_right)


def _try(score: Score, by: str, is_right: Callable[[Any], bool]) -> None:
    for said, faulty in list(score.alive.items()):
        try:
            if is_right(faulty):
                continue
            score.caught[said] = by
        except NOT_RUNNABLE:
            pass  # the database finds this fault at the start
        except duckdb.Error:
            score.caught[said] = by
        del score.alive[said]


@contextmanager
def planted(table: str, text: str) -> Iterator[None]:
    """Tables are derived with this text in the place of a model's own."""
    own = derive.model
    derive.model = lambda name: text if name == table else own(name)  # type: ignore[assignment]
    try:
        yield
    finally:
        derive.model = own


HUNT: Hunt | None = None
