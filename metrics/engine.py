"""Question in, answer out: access, stored or compiled numbers, disclosure, verdict. Nobody else sees a bare number."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from threading import Lock
from typing import Any, TypeVar

from data.language import language, mark, say
from data.settings import Settings
from data.warehouse import Generation, Warehouse
from metrics.across import Across
from metrics.acting import Acting
from metrics.asking import ask
from metrics.beside import Beside
from metrics.calendars import Calendar
from metrics.charted import Charted
from metrics.cutting import Lacking, can_cut, left_out, may_cut, none_of_yours
from metrics.disclosure import sensitive
from metrics.explain import explain, spelled
from metrics.individuals import Individually
from metrics.kept import Kept
from metrics.known import Knowing, unheard_of
from metrics.kpi import Kpi
from metrics.ledger import Ledgers
from metrics.likening import likened
from metrics.loads import Loads, read_loads
from metrics.markets import used
from metrics.openings import Opening, Openings
from metrics.outlook import Ahead
from metrics.permits import refusal
from metrics.places import Place
from metrics.question import (
    GRAINS,
    SCOPES,
    Access,
    Answer,
    Question,
    QuestionError,
    Series,
    Stamp,
    did_you_mean,
    no_such_grain,
    no_such_scope,
)
from metrics.restating import Restated, as_published, earlier, restatements
from metrics.rolling import rolling
from metrics.site import kpis_of
from metrics.spans import coarser, nearest_grain, start_of
from metrics.stored import Stored
from metrics.theatre_day import Theatres
from metrics.to_date import ToDate, Wanted, to_date
from metrics.visit import Visited

T = TypeVar("T")
MOST_ANSWERS = 256
NO_DATA = mark("There are no data yet: `wardboard load PATH…` or `wardboard demo` brings some.")


class Engine(
    Charted, Beside, Individually, Ahead, Acting, Across, Opening, Visited, Ledgers, Theatres, Knowing
):
    """The one source of numbers for pages, packs, messages and the command line. Safe to share between threads."""

    def __init__(self, warehouse: Warehouse, settings: Settings) -> None:
        self._warehouse = warehouse
        self._settings = settings
        self._kpis = kpis_of(settings)
        self._lock = Lock()
        self.openings = Openings()
        self._stored: Stored | None = None
        self._loads: tuple[tuple[int, str, Access], Loads] | None = None
        self._answers = Kept(MOST_ANSWERS)

    def answer(self, question: Question, access: Access = Access()) -> Answer:  # noqa: B008 - frozen
        """Everything that may be said to `question`. Raises `QuestionError` for words that are not known."""
        stored = self._now()
        return self._kept(stored, (question, access), lambda: self._answer(stored, question, access))

    def to_date(
        self,
        question: Question,
        wanted: Wanted,
        access: Access = Access(),  # noqa: B008 - frozen
    ) -> ToDate:
        """The KPI over a named stretch (year to date, last quarter, 13 weeks) beside the one it is compared with."""
        stored, kpi = self._now(), self._lit(question.kpis[0])
        place = stored.places.of(question, access)
        can_cut(kpi, replace(question, by=""), {}, is_alone=True)
        pattern = self._settings.fiscal_pattern

        def made() -> ToDate:
            return to_date(stored, kpi, question, place, access, wanted, pattern)

        return self._kept(stored, ("to_date", question, wanted, access), made)

    def calendar(self, scope_type: str, scope_id: str, access: Access = Access()) -> Calendar:  # noqa: B008
        """How a place cuts its year: the fiscal start of its facility, and weeks where the site counts by them."""
        stored = self._now()
        place = stored.places.of(Question((), "month", scope_type, scope_id), access)
        return Calendar(stored.places.fiscal_month(place), self._settings.fiscal_pattern)

    def overview(
        self,
        grain: str = "month",
        scope_type: str = "network",
        scope_id: str = "*",
        access: Access = Access(),  # noqa: B008 - frozen
        until: date | None = None,
        asof: int | None = None,
        like: str = "",
    ) -> Answer:
        """Every lit KPI of the market for one place, in one pass; those without that grain at the nearest one.

        Without those that are 100 % by construction. The KPIs of the market's home come first. `until` = as it stood at the end of an earlier time;
        `asof` = as an earlier data load showed it; `like` = also held against another time like for like.
        """
        dark = self.dark()
        listed = used(self._kpis.values(), self._settings.market)
        lit = tuple(kpi.id for kpi in listed if kpi.id not in dark and not kpi.is_always_whole)
        asked = Question(lit, grain, scope_type, scope_id, until=until, asof=asof, like=like)
        return self.answer(asked, access)

    def places(self, access: Access = Access()) -> list[Place]:  # noqa: B008 - frozen
        return self._now().places.seen_by(access)

    def currency(self, scope_type: str, scope_id: str, access: Access = Access()) -> str:  # noqa: B008
        """The currency that amounts of a place are in; empty over facilities that share none."""
        places = self._now().places
        return places.money(places.facility_id(scope_type, scope_id), access)

    def loads(self, access: Access = Access()) -> Loads:  # noqa: B008 - frozen
        """What was read, refused and left out; read once per generation and asker."""
        generation = self._warehouse.generation()
        if generation is None:
            return Loads()
        with self._lock:
            if self._loads is None or self._loads[0] != (generation.number, language(), access):
                self._loads = ((generation.number, language(), access), read_loads(generation, access))
            return self._loads[1]

    def stamp(self) -> Stamp | None:
        """Where the numbers come from; None while nothing is published."""
        return self._now().stamp if self._warehouse.generation() else None

    def warning(self) -> str:
        """What a reader must know about the served file: that a newer one is damaged, or nothing."""
        return self._warehouse.warning

    def dark(self) -> dict[str, str]:
        """KPIs that the data cannot feed, and what would light them."""
        return self._now().why_dark() if self._warehouse.generation() else {}

    def denied(self, access: Access = Access()) -> dict[str, str]:  # noqa: B008 - frozen
        """KPIs that somebody may not see, and who may."""
        found = {kpi.id: refusal(kpi, access, self._settings.roles) for kpi in self._kpis.values()}
        return {kpi_id: why for kpi_id, why in found.items() if why}

    def definition(self, kpi_id: str) -> Kpi:
        if kpi_id not in self._kpis:
            raise QuestionError(
                say("There is no KPI {kpi}.", kpi=repr(kpi_id)) + did_you_mean(kpi_id, self._kpis)
            )
        return self._kpis[kpi_id]

    def explain(self, question: Question, access: Access = Access()) -> dict[str, Any]:  # noqa: B008 - frozen
        """How the one KPI of `question` comes about: definition, statement, rows of each step, verdict."""
        generation = self._warehouse.generation()
        found = explain(self.definition(question.kpis[0]), question, generation, access)
        series = self.answer(question, access).series if generation else ()
        return found | {"verdict": series[0].verdict.sentence if series else ""}

    def statement(self, question: Question, access: Access = Access()) -> str:  # noqa: B008 - frozen
        """The SQL that computes the one KPI of `question`, with what it is given."""
        return spelled(self.definition(question.kpis[0]), question, access)

    def restated(
        self,
        grain: str = "month",
        limit: int = 200,
        access: Access = Access(),  # noqa: B008 - frozen
    ) -> list[Restated]:
        """Final values that later data changed, newest change first; small numbers and small changes hidden."""
        return restatements(self._now(), grain, limit, access) if self._warehouse.generation() else []

    def kpis(self) -> dict[str, Kpi]:
        """The catalogue, lit and dark."""
        return dict(self._kpis)

    def _now(self) -> Stored:
        """The served generation with what every answer needs of it, read once."""
        generation: Generation | None = self._warehouse.generation()
        if generation is None:
            raise QuestionError(say(NO_DATA))
        with self._lock:
            if self._stored is None or self._stored.generation is not generation:
                self._stored = Stored(generation, self._kpis)
            return self._stored

    def _kept(self, stored: Stored, words: tuple[Any, ...], make: Callable[[], T]) -> T:
        """What was made for these words of this generation; made anew when it was not kept."""
        return self._answers.get((stored.generation.number, language(), *words), make)

    def _lit(self, kpi_id: str) -> Kpi:
        kpi, stored = self.definition(kpi_id), self._now()
        if kpi.id in stored.dark:
            reason = stored.why_dark()[kpi.id]
            raise QuestionError(say("{title} is dark: {reason}.", title=say(kpi.title), reason=reason))
        return kpi

    def _answer(self, stored: Stored, question: Question, access: Access) -> Answer:
        if question.grain not in GRAINS:
            raise no_such_grain(question.grain)
        if question.scope_type not in SCOPES:
            raise no_such_scope(question.scope_type)
        kpis = [self.definition(kpi_id) for kpi_id in dict.fromkeys(question.kpis)]
        place = stored.places.of(question, access)
        notes: list[str] = []
        stamp = stored.stamp if question.asof is None else earlier(stored, question, access)
        if question.asof is not None:
            notes.append(as_published(stamp))
        is_alone = len(kpis) == 1
        if not (access.sees_every_row or place.scope_type == "unit"):
            notes.append(say("Figures cover what you may see."))
        every = {kpi.id: refusal(kpi, access, self._settings.roles) for kpi in kpis}
        denied = {kpi_id: why for kpi_id, why in every.items() if why}
        reasons = stored.why_dark()
        dark = {kpi.id: reasons[kpi.id] for kpi in kpis if kpi.id in reasons.keys() - denied}
        lacking: Lacking = {}
        able = [
            kpi
            for kpi in kpis
            if not {kpi.id} & (dark.keys() | denied)
            and can_cut(kpi, question, lacking, is_alone)
            and may_cut(kpi, question, access, notes, is_alone)
        ]
        notes += left_out(lacking)
        notes += unheard_of(self.unknown(question.only, access))
        series = []
        for grain in GRAINS:
            at_grain = [kpi for kpi in able if nearest_grain(kpi, question.grain) == grain]
            if at_grain:
                if grain != question.grain:
                    names = ", ".join(say(kpi.title) for kpi in at_grain)
                    shown, wanted = say(grain), say(question.grain)
                    notes.append(
                        say(
                            "Shown by {shown}, not by {wanted}: {names}.",
                            shown=shown,
                            wanted=wanted,
                            names=names,
                        )
                    )
                asked = replace(question, grain=grain, since=start_of(question.since, grain))
                series += self._series(stored, at_grain, asked, place, access, notes)
        order = {kpi.id: i for i, kpi in enumerate(kpis)}
        series.sort(key=lambda one: order[one.kpi_id])
        if access.units is not None:
            told = {one.kpi_id for one in series}
            notes += none_of_yours([kpi for kpi in able if kpi.id not in told])
        found = Answer(question, tuple(series), stamp, tuple(dict.fromkeys(notes)), dark, denied)
        return likened(stored, found, place, access, self._settings.market)

    def _series(
        self,
        stored: Stored,
        kpis: list[Kpi],
        question: Question,
        place: Place,
        access: Access,
        notes: list[str],
    ) -> list[Series]:
        """The series at the grain of `question`; cut by a sensitive trait, at one so long that nothing need be hidden."""
        found = ask(stored, kpis, question, place, access, self._settings.market, notes)
        if not sensitive(question):
            return found
        hiding = {one.kpi_id for one in found if any(point.hidden.startswith("<") for point in one.points)}
        for kpi in kpis:
            longer = coarser(kpi, question.grain)
            if kpi.id in hiding and longer:
                others = [one for one in found if one.kpi_id != kpi.id]
                if longer == "year":
                    last, said = rolling(stored, kpi, question, place, access, self._settings.market)
                    if last:
                        found, notes[:] = others + last, [*notes, *said]
                        continue
                notes.append(
                    say(
                        "{title}: by {longer}, a single {grain} would tell small numbers.",
                        title=say(kpi.title),
                        longer=say(longer),
                        grain=say(question.grain),
                    )
                )
                asked = replace(question, grain=longer, since=start_of(question.since, longer))
                found = others + self._series(stored, [kpi], asked, place, access, notes)
        return found
