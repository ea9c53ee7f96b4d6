"""What the engine says about two dimensions of a KPI at once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any, TypeVar

from metrics.cross import Cross
from metrics.crossing import cross, may_cross
from metrics.cutting import can_cut
from metrics.disclosure import sensitive
from metrics.question import Access, Question
from metrics.spans import twelve_months
from metrics.stored import Stored
from metrics.window import Windows

if TYPE_CHECKING:
    pass

T = TypeVar("T")


class Across:
    """Part of the engine: the two-way questions."""

    if TYPE_CHECKING:

        def _windows(self, question: Question, access: Access) -> tuple[Stored, Windows]: ...
        def _kept(self, stored: Stored, words: tuple[Any, ...], make: Callable[[], T]) -> T: ...

    def cross(self, question: Question, across: str, access: Access = Access()) -> Cross:  # noqa: B008 - frozen
        """The KPI by `question.by` (rows) and `across` (columns) over the window of the question or twelve months.

        Raises `QuestionError` for what is no dimension of the KPI, for KPIs that do not split twice, and where nothing
        could be shown without telling a small number.
        """
        stored, rows = self._windows(question, access)
        can_cut(rows.kpi, replace(question, by=across), {}, is_alone=True)
        may_cross(rows.kpi, question.by, across)
        sensitive(replace(question, only=(*question.only, (across, ()))))

        def made() -> Cross:
            columns = Windows(stored, rows.kpi, replace(question, by=across), rows.place, access)
            return cross(rows, columns, twelve_months(stored, rows.kpi, question, rows.place, access))

        return self._kept(stored, ("cross", question, across, access), made)
