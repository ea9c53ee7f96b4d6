"""What the engine says about groups and events: beside each other, why they changed, how unequal, how far apart."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeVar

from data.language import say
from data.store import Store
from metrics.alike import LeftOut, left_out
from metrics.breaks import refuse
from metrics.comparing import Comparison, compare
from metrics.cutting import can_cut
from metrics.fetching import compiled, fetch
from metrics.freezing import is_due
from metrics.gaps import Gaps, gaps
from metrics.guard import Guard
from metrics.happenings import Happening, happenings
from metrics.kpi import Count, Kpi, Ratio
from metrics.likening import absent
from metrics.past import Past, Version, past, versions
from metrics.question import Access, Answer, Question, QuestionError
from metrics.rare import Rare, is_dated, rare
from metrics.spans import nearest_grain, twelve_months, two_periods
from metrics.standing import Standings
from metrics.stored import Stored
from metrics.telling import Told
from metrics.unseasoned import Unseasoned, unseasoned
from metrics.why import Why, why
from metrics.window import Windows

if TYPE_CHECKING:
    from data.settings import Settings

T = TypeVar("T")


class Beside:
    """Part of the engine: it lends what is kept and known, this adds the questions that are about groups."""

    if TYPE_CHECKING:
        _settings: Settings

        def answer(self, question: Question, access: Access = ...) -> Answer: ...
        def currency(self, scope_type: str, scope_id: str, access: Access = ...) -> str: ...
        def _lit(self, kpi_id: str) -> Kpi: ...
        def _now(self) -> Stored: ...
        def _kept(self, stored: Stored, words: tuple[Any, ...], make: Callable[[], T]) -> T: ...

    def compare(self, question: Question, access: Access = Access()) -> Comparison:  # noqa: B008 - frozen
        """The groups of `question.by` beside each other, with intervals and a funnel, over its window or 12 months."""
        stored, windows = self._windows(question, access)

        def made() -> Comparison:
            span = twelve_months(stored, windows.kpi, question, windows.place, access)
            return compare(windows, windows.measure(span))

        return self._kept(stored, ("compare", question, access), made)

    def working_days(
        self,
        scope_type: str,
        scope_id: str,
        span: tuple[date, date],
        access: Access = Access(),  # noqa: B008 - frozen
    ) -> int:
        """On how many days of a span a place works."""
        stored = self._now()
        place = stored.places.of(Question((), "month", scope_type, scope_id), access)
        asked = ("working_days", scope_type, scope_id, span, access)
        return self._kept(stored, asked, lambda: stored.working_days(place, span))

    def unseasoned(self, question: Question, access: Access = Access()) -> Unseasoned:  # noqa: B008 - frozen
        """The KPI of a question by months or days, judged without its season or its weekdays."""
        stored, kpi = self._now(), self._lit(question.kpis[0])
        whole = replace(question, kpis=(kpi.id,), by="", since=None, until=None, like="")

        def made() -> Unseasoned:
            place = stored.places.of(whole, access)
            money = self.currency(whole.scope_type, whole.scope_id, access)
            off = stored.holidays(place) if whole.grain == "day" else frozenset()
            return unseasoned(self.answer(whole, access), kpi, self._settings.market, money, off)

        return self._kept(stored, ("unseasoned", whole, access), made)

    def why(
        self,
        question: Question,
        before: date | None = None,
        after: date | None = None,
        access: Access = Access(),  # noqa: B008 - frozen
    ) -> Why:
        """Why the KPI changed from the period of `before` to that of `after`, by the dimension `question.by`.

        Without dates: the last finished period of the question's grain against the same one a year before. A question
        that is asked like for like leaves out the places that were not open in both.
        """
        stored, windows = self._windows(question, access)

        def made() -> Why:
            spans = two_periods(stored, windows.kpi, question, windows.place, access, before, after)
            refuse(windows.kpi, (spans[0][0], spans[1][1]))
            money = self.currency(question.scope_type, question.scope_id, access)
            if not question.like:
                return why(windows, *spans, money)
            standings = Standings(stored, question, windows.place, access, spans[2])
            standings.read([windows.kpi], spans[:2])
            standing = standings.of(windows.kpi, spans[1], spans[0])
            alike = Windows(stored, windows.kpi, standing.of(question), windows.place, access)
            found = why(alike, *spans, money)
            said = left_out(standing.left)
            return replace(found, notes=(*found.notes, said)) if said else found

        return self._kept(stored, ("why", question, before, after, access), made)

    def left_out(self, question: Question, access: Access = Access()) -> tuple[LeftOut, ...] | None:  # noqa: B008
        """The places that comparisons of a question like for like leave out, since they were not open in both times; None
        where it compares nothing."""
        asked = replace(question, by="", like="")

        def made() -> tuple[LeftOut, ...] | None:
            stored = self._now()
            place = stored.places.of(question, access)
            return absent(stored, self.answer(asked, access), question, place, access)

        return self._kept(self._now(), ("left_out", question, access), made)

    def equity(self, question: Question, access: Access = Access()) -> Gaps:  # noqa: B008 - frozen
        """Gaps between the groups of `question.by` over its window or 12 months, and their trend by quarter."""
        stored, windows = self._windows(question, access)

        def made() -> Gaps:
            window = windows.measure(twelve_months(stored, windows.kpi, question, windows.place, access))
            grain = nearest_grain(windows.kpi, "quarter")
            quarters = self.answer(replace(question, grain=grain, since=None, until=None), access).series
            money = self.currency(question.scope_type, question.scope_id, access)
            return gaps(windows, window, quarters, self._settings.market, money)

        return self._kept(stored, ("equity", question, access), made)

    def events(
        self,
        question: Question,
        by_chances: bool = False,
        access: Access = Access(),  # noqa: B008 - frozen
    ) -> Rare:
        """Days (or chances) between the events that a KPI counts at a place, on a chart for rare events.

        Raises `QuestionError` where small numbers are hidden: every single event would be told.
        """
        stored, kpi = self._now(), self._lit(question.kpis[0])
        counted = kpi.value.num if isinstance(kpi.value, Ratio) else kpi.value
        if not (isinstance(counted, Count) and is_dated(counted.table)):
            raise QuestionError(say("{title} counts no events that have a day.", title=say(kpi.title)))
        place = stored.places.of(question, access)
        asked = replace(question, grain="day", by="", since=None, until=None)

        def made() -> Rare:
            if Guard(stored, asked, place, access).rule(Told(kpi, "", "", ())).up_to and kpi.is_person_count:
                raise QuestionError(
                    say(
                        "{title}: single events are not told where small numbers are hidden.",
                        title=say(kpi.title),
                    )
                )
            # Days that no page shows are not stored, and counted here all the same.
            find = fetch if "day" in kpi.grains else compiled
            told = list(find(stored, [kpi], asked, place, access))
            days = told[0].values if told else ()
            return rare(kpi, days, stored.stamp.data_through, self._settings.market, by_chances)

        return self._kept(stored, ("events", asked, by_chances, access), made)

    def past(self, question: Question, access: Access = Access()) -> Past:  # noqa: B008 - frozen
        """Versions of the definition, values that were restated, and the loads a KPI can be seen at."""
        stored, kpi = self._now(), self._lit(question.kpis[0])
        stored.places.of(question, access)
        asked = replace(question, kpis=(kpi.id,), grain=nearest_grain(kpi, question.grain), by="", only=())
        asked = replace(asked, since=None, until=None, asof=None)
        return self._kept(stored, ("past", asked, access), lambda: past(stored, kpi, asked, access))

    def versions(self, kpi_id: str) -> tuple[Version, ...]:
        """The versions of the definition that data loads were computed by, newest first."""
        stored, kpi = self._now(), self._lit(kpi_id)
        return self._kept(stored, ("versions", kpi_id), lambda: versions(stored, kpi))

    def published(self) -> dict[int, str]:
        """The data loads that can be asked again, each with the instant it was published."""
        return dict(self._now().loads)

    def happenings(
        self,
        question: Question | None = None,
        access: Access = Access(),  # noqa: B008 - frozen
    ) -> tuple[Happening, ...]:
        """What people wrote down that matters to a chart of `question`, by day; without one all that may be seen."""
        denied = self.denied(access)
        told = [row for row in self._people.events() if row["kpi_id"] not in denied]
        return happenings(told, self._now().places, question, access)

    def is_judging_due(self) -> bool:
        """Whether people changed a target or a rebase that the served verdicts do not know yet."""
        stored, version = self._now(), self._people.version()

        def made() -> bool:
            return is_due(stored.frozen, (self._people.targets(), self._people.rebases()))

        return self._kept(stored, ("due", version), made)

    @cached_property
    def _people(self) -> Store:
        """What people write, read anew at every question."""
        return Store(self._settings)

    def _windows(self, question: Question, access: Access) -> tuple[Stored, Windows]:
        """The one KPI of a question by its dimension, ready to be measured over windows."""
        stored, kpi = self._now(), self._lit(question.kpis[0])
        if not question.by:
            known = ", ".join(("facility_id", "unit_id", *kpi.by))
            raise QuestionError(
                say("Say by what {title} is to be split: {known}.", title=say(kpi.title), known=known)
            )
        place = stored.places.of(question, access)
        can_cut(kpi, question, {}, is_alone=True)
        return stored, Windows(stored, kpi, question, place, access)
