"""Actions as a reader may see them: only at places they may see, each with what its indicator did since it began."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import TYPE_CHECKING, Any

from data.language import mark
from data.store import Baseline, Store
from metrics.effect import Effect, aim_said, effect
from metrics.question import Access, Answer, Question, QuestionError, Series

if TYPE_CHECKING:
    from data.settings import Settings
    from metrics.kpi import Kpi

STAGES = {
    "todo": mark("To do"),
    "doing": mark("Doing"),
    "checking": mark("Checking"),
    "done": mark("Done"),
    "stopped": mark("Stopped"),
}
CLOSED = ("done", "stopped")


@dataclass(frozen=True)
class Action:
    """One promised action. `series` is None where its indicator has no data; `effect` needs a start and a series."""

    action_id: int
    title: str
    kpi_id: str
    scope_type: str
    scope_id: str
    grain: str
    aim: float | None
    aim_by: date | None
    cause: str
    idea: str
    owner: str
    due: date
    started: date | None
    stage: str
    step: str
    written_ts: str
    written_by: str
    changed_ts: str
    place: str
    baseline: Baseline
    days_late: int = 0
    series: Series | None = None
    effect: Effect | None = None
    aim_said: str = ""
    finished: date | None = None

    @property
    def is_open(self) -> bool:
        return self.stage not in CLOSED


STORED = tuple(one.name for one in fields(Action))[:18]
Ask = Callable[[Question, Access], Answer]


class Acting:
    """Part of the engine: what people promised to do, with what came of it."""

    if TYPE_CHECKING:
        _settings: Settings

        @property
        def _people(self) -> Store: ...
        def answer(self, question: Question, access: Access = ...) -> Answer: ...
        def places(self, access: Access = ...) -> list[Any]: ...
        def kpis(self) -> dict[str, Kpi]: ...
        def currency(self, scope_type: str, scope_id: str) -> str: ...
        def denied(self, access: Access = ...) -> dict[str, str]: ...

    def _promised(self, access: Access) -> list[dict[str, Any]]:
        """The actions about indicators that may be seen: a title or an aim tells much of what the numbers say."""
        denied = self.denied(access)
        return [row for row in self._people.actions() if row["kpi_id"] not in denied]

    def actions(self, access: Access = Access()) -> tuple[Action, ...]:  # noqa: B008 - frozen
        """Every action at a place that may be seen, those that are due first at the front."""
        today = self._settings.as_of or date.today()
        rows = [row for row in self._promised(access) if row["kpi_id"] in self.kpis()]
        return acted(rows, self.places(access), self.answer, self.kpis(), self.currency, today, access)

    def action_changes(
        self,
        action_id: int,
        access: Access = Access(),  # noqa: B008 - frozen
    ) -> list[dict[str, Any]]:
        """How an action went on, newest first; nothing for one that may not be seen."""
        seen = {(place.scope_type, place.scope_id) for place in self.places(access)}
        mine = [row for row in self._promised(access) if row["action_id"] == action_id]
        if not mine or (mine[0]["scope_type"], mine[0]["scope_id"]) not in seen:
            return []
        return self._people.action_changes(action_id)

    def action_titles(self, access: Access = Access()) -> tuple[tuple[int, str, str, str], ...]:  # noqa: B008 - frozen
        """Number, title, indicator and stage of every action that may be seen, without asking what came of it."""
        seen = {(place.scope_type, place.scope_id) for place in self.places(access)}
        return tuple(
            (row["action_id"], row["title"], row["kpi_id"], row["stage"])
            for row in self._promised(access)
            if (row["scope_type"], row["scope_id"]) in seen and row["kpi_id"] in self.kpis()
        )

    def open_actions(self, access: Access = Access()) -> dict[str, int]:  # noqa: B008 - frozen
        """How many actions are open, by KPI: read without asking what came of them."""
        seen = {(place.scope_type, place.scope_id) for place in self.places(access)}
        return Counter(
            row["kpi_id"]
            for row in self._promised(access)
            if row["stage"] not in CLOSED and (row["scope_type"], row["scope_id"]) in seen
        )

    def baseline(
        self,
        kpi_id: str,
        grain: str,
        place: tuple[str, str],
        access: Access = Access(),  # noqa: B008 - frozen
        until: date | None = None,
    ) -> Baseline:
        """Where an indicator stands now, or stood before a day, to be kept with an action that begins there."""
        answer = self.answer(Question((kpi_id,), grain, *place, until=until), access)
        return baseline_of(answer)


def stood(engine: Any) -> Callable[[Mapping[str, Any]], Baseline | None]:
    """Where the indicator of a written action stood before its start; None where it has no figure at that place."""

    def before(said: Mapping[str, Any]) -> Baseline | None:
        place = said["scope_type"], said["scope_id"]
        try:
            return engine.baseline(said["kpi_id"], said["grain"], place, until=said["started"])  # type: ignore[no-any-return]
        except QuestionError:
            return None

    return before


def baseline_of(answer: Answer) -> Baseline:
    """Value and limits of the last final period of an answer about one series."""
    series = next((one for one in answer.series if not one.group), None)
    if series is None:
        return Baseline(answer.stamp.load_id)
    said = series.verdict
    return Baseline(answer.stamp.load_id, said.period, said.value, said.centre, said.lower, said.upper)


def acted(
    rows: Iterable[Mapping[str, Any]],
    places: Sequence[Any],
    ask: Ask,
    kpis: Mapping[str, Kpi],
    currency: Callable[[str, str], str],
    today: date,
    access: Access,
) -> tuple[Action, ...]:
    """Rows of the store as actions with their indicators; one question for each place and grain."""
    names = {(place.scope_type, place.scope_id): place.name for place in places}
    seen = [row for row in rows if (row["scope_type"], row["scope_id"]) in names]
    found: dict[tuple[str, ...], Series] = {}
    for grain, *place in {(row["grain"], row["scope_type"], row["scope_id"]) for row in seen}:
        wanted = {
            r["kpi_id"] for r in seen if (r["grain"], r["scope_type"], r["scope_id"]) == (grain, *place)
        }
        try:
            answer = ask(Question(tuple(sorted(wanted)), grain, *place), access)
        except QuestionError:
            continue
        found |= {(one.kpi_id, grain, *place): one for one in answer.series if not one.group}
    return tuple(
        _action(
            row,
            names[row["scope_type"], row["scope_id"]],
            kpis[row["kpi_id"]],
            found.get((row["kpi_id"], row["grain"], row["scope_type"], row["scope_id"])),
            currency(row["scope_type"], row["scope_id"]),
            today,
            access,
        )
        for row in seen
    )


def _action(
    row: Mapping[str, Any],
    place: str,
    kpi: Kpi,
    series: Series | None,
    money: str,
    today: date,
    access: Access,
) -> Action:
    kept = Baseline(
        row["load_id"], *(row[f"baseline_{n}"] for n in ("period", "value", "mean", "lower", "upper"))
    )
    is_open = row["stage"] not in CLOSED
    made = Action(
        **{name: row[name] for name in STORED},
        place=place,
        baseline=_shown(kept, row, series, access),
        days_late=max((today - row["due"]).days, 0) if is_open else 0,
        series=series,
        finished=None if is_open else _day_of(row["stage_ts"] or row["changed_ts"]),
    )
    if series is None:
        return made
    judged = effect(kpi, series, row["started"], row["grain"], money) if row["started"] else None
    aim = aim_said(kpi, series, row["aim"], row["aim_by"], today, money) if row["aim"] is not None else ""
    return replace(made, effect=judged, aim_said=aim)


def _day_of(moment: str) -> date:
    return date.fromisoformat(moment[:10])


def _shown(kept: Baseline, row: Mapping[str, Any], series: Series | None, access: Access) -> Baseline:
    """The baseline, emptied where its number must not be told to whoever asks now."""
    period = kept.period
    point = next((p for p in series.points if p.period == period), None) if series else None
    is_part = row["scope_type"] == "facility" and access.units is not None
    is_wider = is_part or (row["scope_type"] == "network" and not access.sees_every_row)
    if is_wider or series is None or (point and point.hidden):
        return Baseline(kept.load_id, period)
    return kept
