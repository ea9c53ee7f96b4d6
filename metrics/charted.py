"""What the engine says in the shape of a chart: bridges whose steps add up, and the vital few of a sum."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any, TypeVar

from data.language import say
from metrics import bridges
from metrics.bridges import Bridge, Step, adds_up
from metrics.calendars import Span
from metrics.comparing import ROUNDED
from metrics.pareto import Pareto, pareto
from metrics.question import Access, Answer, Point, Question, QuestionError, Series
from metrics.spans import nearest_grain, period, twelve_months
from metrics.stored import Stored
from metrics.window import Grouped, Windows
from metrics.words import format_value

if TYPE_CHECKING:
    from metrics.kpi import Kpi

T = TypeVar("T")
BUDGET = ("operating_budget_amount", "budget_variance_volume_amount", "operating_expense_amount")
SPENDING = "budget_variance_spending_amount"
COST = ("cost_per_cmi_adjusted_discharge", "adjusted_discharges")
DENIED = (
    "denied_amount",
    "denied_appealed_amount",
    "denied_won_amount",
    "denied_lost_amount",
    "denied_open_amount",
)
REFUSED = "denial_rate_initial_dollars_pct"
STAFF = ("staff_fte", "left_fte", "joined_fte")
POSTS = ("filled_fte", "funded_fte")


class Charted:
    """Part of the engine: every number here was an answer first, so access and small numbers are settled."""

    if TYPE_CHECKING:

        def answer(self, question: Question, access: Access = ...) -> Answer: ...
        def currency(self, scope_type: str, scope_id: str) -> str: ...
        def dark(self) -> dict[str, str]: ...
        def _lit(self, kpi_id: str) -> Kpi: ...
        def _now(self) -> Stored: ...
        def _kept(self, stored: Stored, words: tuple[Any, ...], make: Callable[[], T]) -> T: ...
        def _windows(self, question: Question, access: Access) -> tuple[Stored, Windows]: ...

    def budget_bridge(self, question: Question, access: Access = Access()) -> Bridge:  # noqa: B008 - frozen
        """From the budget of the last finished period to what was spent: volume, then spending by kind of cost."""
        stored, grain = self._now(), nearest_grain(self._lit(BUDGET[0]), question.grain)

        def made() -> Bridge:
            found = self._unsplit((*BUDGET, SPENDING), question, access)
            first = _last(found[BUDGET[2]]).period
            budget, volume, actual = (_at(found[kpi], first) for kpi in BUDGET)
            kinds = self.answer(replace(question, kpis=(SPENDING,), by="account_class"), access).series
            spending = {one.group: (one.group_label, -_at(one, first, 0.0)) for one in kinds if one.group}
            steps = bridges.budget_steps(budget, -volume, spending, actual)
            return self._bridge(steps, bridges.SPENDING, question, first, grain)

        return self._kept(stored, ("budget_bridge", question, access), made)

    def cost_bridge(self, question: Question, access: Access = Access()) -> Bridge:  # noqa: B008 - frozen
        """From the operating cost of a year before to that of the last finished period: volume, case mix, rate."""
        stored, grain = self._now(), nearest_grain(self._lit(COST[0]), question.grain)

        def made() -> Bridge:
            found = self._unsplit(COST, question, access)
            cost, cases = (found[kpi] for kpi in COST)
            first = _last(cost).period
            sides = [
                _sides(cost, cases, when)
                for when in (first.replace(year=first.year - 1, day=min(first.day, 28)), first)
            ]
            steps = bridges.cost_steps(*sides)
            if steps is None:
                raise QuestionError(say("Cost, volume and case mix must be above zero in both periods."))
            return self._bridge(steps, bridges.OPERATING_COST, question, first, grain)

        return self._kept(stored, ("cost_bridge", question, access), made)

    def denied_bridge(self, question: Question, access: Access = Access()) -> Bridge:  # noqa: B008 - frozen
        """What became of the money that payers refused in the last twelve finished months."""

        def made() -> Bridge:
            span, totals, notes = self._totals(DENIED, question, access)
            denied, appealed, won, lost, still = (totals[kpi] for kpi in DENIED)
            steps = bridges.denied_steps(denied, appealed, won, lost, still)
            money = self.currency(question.scope_type, question.scope_id)

            def share(part: float) -> str:
                if not denied:
                    return say("none")
                amount = format_value(part, "currency", money)
                return say(
                    "{amount} ({share})",
                    amount=amount,
                    share=format_value(100 * part / denied, "%", decimals=0),
                )

            said = say(
                "Of {denied} that payers refused in twelve months, {won} came back, {lost} is lost and {still} is still "
                "open; {appealed} was appealed.",
                denied=format_value(denied, "currency", money),
                won=share(won),
                lost=share(lost),
                still=share(still),
                appealed=share(appealed),
            )
            return Bridge(steps, "currency", *span, said, tuple(notes))

        return self._kept(self._now(), ("denied_bridge", question, access), made)

    def staff_bridge(self, question: Question, access: Access = Access()) -> Bridge:  # noqa: B008 - frozen
        """From the permanent staff of twelve months ago to that of now, and on to the funded posts."""

        def made() -> Bridge:
            known = STAFF if set(POSTS) & set(self.dark()) else (*STAFF, *POSTS)
            span, totals, notes = self._totals(known, question, access)
            here, left, gained = (totals[kpi] for kpi in STAFF)
            posts = (totals[POSTS[0]], totals[POSTS[1]]) if POSTS[1] in totals else None
            steps = bridges.staff_steps(here, left, gained, posts)
            said = say(
                "In twelve months {left} FTE left and {gained} were gained.",
                left=_whole(left),
                gained=_whole(gained),
            )
            if posts and posts[1] > posts[0]:
                unheld = say(
                    "Nobody holds {open} of {funded} funded FTE.",
                    open=_whole(posts[1] - posts[0]),
                    funded=_whole(posts[1]),
                )
                said = f"{said} {unheld}"
            return Bridge(steps, "FTE", *span, said, tuple(notes))

        return self._kept(self._now(), ("staff_bridge", question, access), made)

    def pareto(self, question: Question, access: Access = Access()) -> Pareto:  # noqa: B008 - frozen
        """The groups of `question.by` by what they bring to a sum, over its window or the last twelve months."""
        stored, windows = self._windows(question, access)

        def made() -> Pareto:
            window = windows.measure(twelve_months(stored, windows.kpi, question, windows.place, access))
            money = self.currency(question.scope_type, question.scope_id)
            return pareto(
                windows.kpi, window, question.by, (say(ROUNDED),) if window.is_rounded else (), money
            )

        return self._kept(stored, ("pareto", question, access), made)

    def _unsplit(self, kpis: tuple[str, ...], question: Question, access: Access) -> dict[str, Series]:
        """The unsplit series of each; raises `QuestionError` where one is dark or has no value here."""
        for kpi in kpis:
            self._lit(kpi)
        found = {one.kpi_id: one for one in self.answer(replace(question, kpis=kpis, by=""), access).series}
        for kpi in kpis:
            if kpi not in found:
                raise QuestionError(say("{title} has no values here.", title=say(self._lit(kpi).title)))
        return found

    def _totals(
        self, kpis: tuple[str, ...], question: Question, access: Access
    ) -> tuple[Span, dict[str, float], list[str]]:
        """Each KPI over the same twelve months; raises `QuestionError` where one of them must not be told."""
        stored, notes = self._now(), []
        place = stored.places.of(question, access)
        question = replace(question, since=None, until=None)
        span = twelve_months(stored, self._lit(kpis[0]), question, place, access)
        totals = {}
        for kpi_id in kpis:
            kpi = self._lit(kpi_id)
            asked = replace(question, kpis=(kpi_id,), by="")
            window = Windows(stored, kpi, asked, place, access).measure(span)
            totals[kpi_id] = _shown(kpi, window.total)
            notes += [say(ROUNDED)] if window.is_rounded else []
        return span, totals, list(dict.fromkeys(notes))

    def _bridge(
        self,
        steps: tuple[Step, ...],
        words: tuple[str, str, str],
        question: Question,
        first: date,
        grain: str,
    ) -> Bridge:
        if not adds_up(steps):
            raise QuestionError(say("The parts do not add up: a figure of one of them is missing."))
        money = self.currency(question.scope_type, question.scope_id)
        said = bridges.said(steps, words, first, grain, "currency", money)
        return Bridge(steps, "currency", *period(first, grain), said)


def _whole(amount: float) -> str:
    return format_value(amount, "", decimals=0)


def _shown(kpi: Kpi, one: Grouped) -> float:
    if one.hidden:
        raise QuestionError(say("{title} rests on too few to be shown here.", title=say(kpi.title)))
    return float(one.value.value or 0.0)


def _last(series: Series) -> Point:
    """The last point that will not change any more."""
    finals = [p for p in series.points if p.status == "final" and p.value is not None]
    if not finals:
        raise QuestionError(say("There is no finished period here yet."))
    return finals[-1]


def _point(series: Series, first: date) -> Point | None:
    return next((p for p in series.points if p.period == first and p.value is not None), None)


def _at(series: Series, first: date, nothing: float | None = None) -> float:
    point = _point(series, first)
    if point is None and nothing is None:
        raise QuestionError(say("A figure of this period is missing."))
    return point.value if point is not None and point.value is not None else nothing or 0.0


def _sides(cost: Series, cases: Series, first: date) -> tuple[float, float, float]:
    """Operating cost, adjusted discharges and case-mix adjusted discharges of one period, all of the same facilities."""
    one, other = _point(cost, first), _point(cases, first)
    if one is None or other is None or one.num is None or one.den is None:
        raise QuestionError(say("There is no year before to compare with."))
    if one.n != other.n:
        raise QuestionError(
            say("Case mix is not known for every facility and month, so it cannot be told from volume.")
        )
    return one.num, other.value or 0.0, one.den
