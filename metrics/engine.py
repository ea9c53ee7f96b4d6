"""Question in, answer out: access, stored or compiled numbers, disclosure, verdict. Nobody else sees a bare number."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import replace
from datetime import date, timedelta
from threading import Lock
from typing import Any

from data.settings import Settings
from data.warehouse import Generation, Warehouse
from metrics.asking import ask
from metrics.catalogue import KPIS
from metrics.kpi import Kpi
from metrics.loads import Loads, read_loads
from metrics.places import Place
from metrics.question import GRAINS, SCOPES, Access, Answer, Question, QuestionError, Stamp, did_you_mean
from metrics.stored import Stored

MOST_ANSWERS = 256
NO_DATA = "There are no data yet: `wardboard load PATH…` or `wardboard demo` brings some."


class Engine:
    """The one source of numbers for pages, packs, messages and the command line. Safe to share between threads."""

    def __init__(self, warehouse: Warehouse, settings: Settings) -> None:
        self._warehouse = warehouse
        self._settings = settings
        self._lock = Lock()
        self._stored: Stored | None = None
        self._loads: tuple[tuple[int, Access], Loads] | None = None
        self._answers: OrderedDict[Any, Answer] = OrderedDict()

    def answer(self, question: Question, access: Access = Access()) -> Answer:  # noqa: B008 - frozen
        """Everything that may be said to `question`. Raises `QuestionError` for words that are not known."""
        stored = self._now()
        key = (stored.generation.number, question, access)
        with self._lock:
            if key in self._answers:
                self._answers.move_to_end(key)
                return self._answers[key]
        found = self._answer(stored, question, access)
        with self._lock:
            self._answers[key] = found
            while len(self._answers) > MOST_ANSWERS:
                self._answers.popitem(last=False)
        return found

    def overview(
        self,
        grain: str = "month",
        scope_type: str = "network",
        scope_id: str = "*",
        access: Access = Access(),  # noqa: B008 - frozen
    ) -> Answer:
        """Every lit KPI for one place, in one pass; those without that grain at the nearest one."""
        dark = self.dark()
        lit = tuple(kpi for kpi in KPIS if kpi not in dark)
        return self.answer(Question(lit, grain, scope_type, scope_id), access)

    def places(self, access: Access = Access()) -> list[Place]:  # noqa: B008 - frozen
        return self._now().places.seen_by(access)

    def currency(self, scope_type: str, scope_id: str) -> str:
        """The currency that amounts of a place are in; empty over facilities that share none."""
        places = self._now().places
        return places.money(places.facility_id(scope_type, scope_id))

    def loads(self, access: Access = Access()) -> Loads:  # noqa: B008 - frozen
        """What was read, refused and left out; read once per generation and asker."""
        generation = self._warehouse.generation()
        if generation is None:
            return Loads()
        with self._lock:
            if self._loads is None or self._loads[0] != (generation.number, access):
                self._loads = ((generation.number, access), read_loads(generation, access))
            return self._loads[1]

    def stamp(self) -> Stamp | None:
        """Where the numbers come from; None while nothing is published."""
        return self._now().stamp if self._warehouse.generation() else None

    def dark(self) -> dict[str, str]:
        """KPIs that the data cannot feed, and what would light them."""
        return dict(self._now().dark) if self._warehouse.generation() else {}

    def definition(self, kpi_id: str) -> Kpi:
        if kpi_id not in KPIS:
            raise QuestionError(f"There is no KPI {kpi_id!r}.{did_you_mean(kpi_id, KPIS)}")
        return KPIS[kpi_id]

    def kpis(self) -> dict[str, Kpi]:
        """The catalogue, lit and dark."""
        return KPIS

    def _now(self) -> Stored:
        """The served generation with what every answer needs of it, read once."""
        generation: Generation | None = self._warehouse.generation()
        if generation is None:
            raise QuestionError(NO_DATA)
        with self._lock:
            if self._stored is None or self._stored.generation is not generation:
                self._stored = Stored(generation)
            return self._stored

    def _answer(self, stored: Stored, question: Question, access: Access) -> Answer:
        if question.grain not in GRAINS:
            raise QuestionError(f"There is no grain {question.grain!r}; there are {', '.join(GRAINS)}.")
        if question.scope_type not in SCOPES:
            raise QuestionError(f"There is no scope {question.scope_type!r}; there are {', '.join(SCOPES)}.")
        kpis = [self.definition(kpi_id) for kpi_id in dict.fromkeys(question.kpis)]
        place = stored.places.of(question, access)
        notes: list[str] = []
        if access.facilities is not None and place.scope_type == "network":
            notes.append("Figures cover the facilities that you may see.")
        dark = {kpi.id: stored.dark[kpi.id] for kpi in kpis if kpi.id in stored.dark}
        able = [kpi for kpi in kpis if kpi.id not in dark and self._can(kpi, question, notes, len(kpis) == 1)]
        series = []
        for grain in GRAINS:
            at_grain = [kpi for kpi in able if nearest_grain(kpi, question.grain) == grain]
            if at_grain:
                if grain != question.grain:
                    names = ", ".join(kpi.title for kpi in at_grain)
                    notes.append(f"Shown by {grain}, not by {question.grain}: {names}.")
                asked = replace(question, grain=grain, since=start_of(question.since, grain))
                series += ask(stored, at_grain, asked, place, access, self._settings.market, notes)
        order = {kpi.id: i for i, kpi in enumerate(kpis)}
        series.sort(key=lambda one: order[one.kpi_id])
        return Answer(question, tuple(series), stored.stamp, tuple(dict.fromkeys(notes)), dark)

    @staticmethod
    def _can(kpi: Kpi, question: Question, notes: list[str], is_alone: bool) -> bool:
        """Whether a KPI has the split and the filters of a question; if not, an error when it is the only one."""
        known = ("facility_id", "unit_id", *kpi.by)
        wanted = [question.by] if question.by else []
        for dimension in [*wanted, *(name for name, _ in question.only)]:
            if dimension in known:
                continue
            verb = "split" if dimension == question.by else "filtered"
            said = f"{kpi.title} cannot be {verb} by {dimension!r}."
            if is_alone:
                raise QuestionError(
                    f"{said}{did_you_mean(dimension, known)} It can be by {', '.join(known)}."
                )
            notes.append(said)
            return False
        return True


def nearest_grain(kpi: Kpi, grain: str) -> str:
    """The grain of a KPI that is nearest to the one asked for; of two the coarser."""
    asked = GRAINS.index(grain)
    return min(kpi.grains, key=lambda own: (abs(GRAINS.index(own) - asked), -GRAINS.index(own)))


def start_of(day: date | None, grain: str) -> date | None:
    """The first day of the period that holds `day`."""
    if day is None or grain == "day":
        return day
    if grain == "week":
        return day - timedelta(days=day.weekday())
    month = {"month": day.month, "quarter": (day.month - 1) // 3 * 3 + 1, "year": 1}[grain]
    return day.replace(month=month, day=1)
