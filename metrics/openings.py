"""Lists of records that somebody has just opened: kept for minutes in the memory of this process, and nowhere else."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable, Mapping
from secrets import token_urlsafe
from threading import Lock
from typing import TYPE_CHECKING

from metrics.cutting import can_cut
from metrics.permits import NotPermitted, check
from metrics.question import Access, Question
from metrics.records import MOST_RECORDS, Listing, listing
from metrics.visit import Visit

if TYPE_CHECKING:
    from data.settings import Settings
    from metrics.kpi import Kpi
    from metrics.stored import Stored

OPEN_SECONDS = 600
MOST_OPEN = 128  # lists and the visits of them


class Openings:
    """Open lists by a token that cannot be guessed; each is seen by who opened it, with the rights of then, only."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self.clock = clock
        self._lock = Lock()
        self._open: OrderedDict[str, tuple[float, tuple[Access, str], Listing | Visit]] = OrderedDict()

    def keep(self, found: Listing | Visit, access: Access, opener: str) -> str:
        """Keep a list, or a visit of one, open for a while; the token that opens it for the same opener."""
        token, now = token_urlsafe(24), self.clock()
        with self._lock:
            for other in [name for name, (until, *_) in self._open.items() if until <= now]:
                del self._open[other]
            self._open[token] = (now + OPEN_SECONDS, (access, opener), found)
            while len(self._open) > MOST_OPEN:
                self._open.popitem(last=False)
        return token

    def get(self, token: str, access: Access, opener: str) -> Listing | Visit | None:
        """The list of a token, or nothing: closed by now, never there, or opened by others or with other rights."""
        with self._lock:
            until, whose, found = self._open.get(token, (0.0, None, None))
        return found if found is not None and whose == (access, opener) and self.clock() < until else None


class Opening:
    """Part of the engine: the records behind a number. What opens a list must write down who, why and what first."""

    openings: Openings

    if TYPE_CHECKING:
        _kpis: Mapping[str, Kpi]
        _settings: Settings

        def _now(self) -> Stored: ...
        def _lit(self, kpi_id: str) -> Kpi: ...

    def records(
        self,
        question: Question,
        access: Access = Access(),  # noqa: B008 - frozen
        most: int = MOST_RECORDS,
    ) -> Listing:
        """The records behind the point of a KPI that begins at `question.since`, newest first and at most so many.

        Raises `QuestionError` for what cannot or may not be listed. Never kept with the answers.
        """
        stored, kpi = self._now(), self._lit(question.kpis[0])
        can_cut(kpi, question, {}, is_alone=True)
        place = stored.places.of(question, access)
        return listing(stored, kpi, question, place, access, self._settings.market, most)

    def sees_all(self, question: Question, access: Access = Access()) -> bool:  # noqa: B008 - frozen
        """Whether somebody may see every row of the place of a question, so that a count over them may be told."""
        return self._now().places.sees_whole(access, question.scope_type, question.scope_id)

    def may_ask(self, question: Question, access: Access = Access()) -> bool:  # noqa: B008 - frozen
        """Whether somebody may see the KPIs of a question and the traits that it names."""
        try:
            check([self._kpis[one] for one in question.kpis if one in self._kpis], question, access)
        except NotPermitted:
            return False
        return True
