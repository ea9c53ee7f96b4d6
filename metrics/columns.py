"""What a statement says of each KPI over its joined parts: nothing at all of a group that no row knows."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from data.schema import DERIVED
from metrics.question import Question
from metrics.sides import Shape, both

Cuts = Callable[[str, Sequence[str]], list[str]]


def result(s: Shape, question: Question) -> str:
    """The columns of one KPI. Held against a whole that a filter leaves as it is, a group of nobody would be 0 of it."""
    name = s.stem
    asked = both(*(_flag(table, one) for table, one in _held(s, question)))

    def told(text: str) -> str:
        return text if asked == "TRUE" else f"CASE WHEN {asked} THEN {text} END"

    numbers = ((s.num, "num"), (s.den, "den"), (s.value, "value"))
    columns = [f"{told(text)} AS {name}_{word}" for text, word in numbers]
    for word in ("n_eligible", "n_valid"):
        columns.append(f"coalesce({told(f'{name}_{word}')}, 0) AS {name}_{word}")
    return ",\n  ".join(columns)


def known(
    shapes: Iterable[Shape], question: Question, seen: Callable[[str], list[str]], cuts: Cuts
) -> list[tuple[str, str]]:
    """A step of one row for each table of numerators: whether any row that may be seen, of whenever, has the group."""
    tables: dict[str, dict[str, None]] = {}
    for s in shapes:
        for table, name in _held(s, question):
            tables.setdefault(table, {})[name] = None
    steps = []
    for table, names in tables.items():
        flags = ",\n    ".join(
            f"count(*) FILTER (WHERE {both(*cuts(table, (name,)))}) > 0 AS {_flag(table, name)}"
            for name in names
        )
        limits = seen(table)
        where = f"\n  WHERE {both(*limits)}" if limits else ""
        steps.append((f"{table}_known", f"  SELECT {flags}\n  FROM {table}{where}"))
    return steps


def _held(s: Shape, question: Question) -> list[tuple[str, str]]:
    """The filters that a KPI holds against its whole, with the table that they cut."""
    table = s.parts[0].table if s.parts else ""
    names = [name for name, _ in question.only if name in s.kpi.parts]
    return [(table, name) for name in names if table and name in DERIVED[table]]


def _flag(table: str, name: str) -> str:
    return f"{table}_knows_{name}"
