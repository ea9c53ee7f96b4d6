"""A page as an earlier data load published it: its figures of then, and nothing that was worked out since."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from data.language import say
from metrics.question import Access, Answer, Question, QuestionError
from metrics.restating import as_published

# What the engine knows besides figures, and what people wrote: as it is now.
STAYS = frozenset(
    (
        "action_changes", "action_titles", "actions", "calendar", "currency", "dark", "definition", "denied",
        "happenings", "is_judging_due", "kpis", "loads", "may_ask", "open_actions", "openings", "past", "places",
        "published", "sees_all", "stamp", "versions", "warning", "working_days",
    )
)  # fmt: skip


class NotKept(QuestionError):
    """A question about an earlier data load that only its records could answer."""

    def __init__(self) -> None:
        super().__init__(
            say(
                "This part is worked out from records, and of an earlier data load only the published figures are kept."
            )
        )


class Frozen:
    """The engine of one earlier data load: it answers with what was published then, and refuses everything else."""

    def __init__(self, engine: Any, load: int) -> None:
        self._engine, self._load = engine, load

    def answer(self, question: Question, access: Access = Access()) -> Answer:  # noqa: B008 - frozen
        return _unsaid(self._engine.answer(replace(question, asof=self._load), access))

    def overview(self, *asked: Any, **more: Any) -> Answer:
        return _unsaid(self._engine.overview(*asked, **more, asof=self._load))

    def __getattr__(self, name: str) -> Any:
        return getattr(self._engine, name) if name in STAYS else _refuse


def _unsaid(answer: Answer) -> Answer:
    """The answer without the note of its load: the page says it once, above everything."""
    said = as_published(answer.stamp)
    return replace(answer, notes=tuple(note for note in answer.notes if note != said))


def _refuse(*asked: Any, **more: Any) -> Any:
    raise NotKept
