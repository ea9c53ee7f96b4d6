"""Filters by what nobody knows: of such a group nothing is 0, and whoever asks for it is told."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

from data.language import say
from data.schema import DERIVED
from metrics.compile import Frame
from metrics.cutting import called, may_cut
from metrics.kpi import Kpi
from metrics.permits import refusal, tables_of
from metrics.question import Access, Question
from metrics.sides import both
from metrics.stored import Stored

T = TypeVar("T")
Only = tuple[tuple[str, tuple[str, ...]], ...]


class Knowing:
    """Part of the engine: which values of a filter there are."""

    if TYPE_CHECKING:

        def _now(self) -> Stored: ...
        def _kept(self, stored: Stored, words: tuple[Any, ...], make: Callable[[], T]) -> T: ...

    def unknown(self, only: Only, access: Access = Access()) -> Only:  # noqa: B008 - frozen
        """The values of filters that no row has, of any time and any KPI, which the asker may see.

        It tells no more than the groups that are offered to choose from: a small one is among them, with its number hidden.
        """
        if not only:
            return ()
        stored = self._now()
        lit = [k for k in stored.kpis.values() if k.id not in stored.dark and not refusal(k, access)]
        found = []
        for name, values in only:
            tables = _tables(lit, name, access)
            strange = [
                value
                for value in values
                if not any(self._has(stored, t, name, value, access) for t in tables)
            ]
            if tables and strange:
                found.append((name, tuple(strange)))
        return tuple(found)

    def _has(self, stored: Stored, table: str, name: str, value: str, access: Access) -> bool:
        def read() -> frozenset[str]:
            frame = Frame(Question(()), access)
            limits = both("TRUE", *frame.seen(table))
            statement = f"SELECT DISTINCT CAST({name} AS VARCHAR) FROM {table} WHERE {limits}"
            return frozenset(row[0] for row in stored.generation.rows(statement, frame.params or None))

        return value in self._kept(stored, ("known", table, name, access), read)


def _tables(kpis: Sequence[Kpi], name: str, access: Access) -> list[str]:
    """The tables in which some KPIs have a dimension that the asker may filter by."""
    able = [k for k in kpis if name in ("facility_id", "unit_id", *k.by)]
    able = [k for k in able if may_cut(k, Question((k.id,), only=((name, ()),)), access, [], is_alone=False)]
    return list(dict.fromkeys(table for kpi in able for table in tables_of(kpi) if name in DERIVED[table]))


def unheard_of(only: Iterable[tuple[str, tuple[str, ...]]]) -> list[str]:
    """One sentence for each filter that names what nobody knows."""
    return [
        say(
            "There is no {dimension} “{values}” in the data.",
            dimension=called(name),
            values=", ".join(values),
        )
        for name, values in only
    ]
