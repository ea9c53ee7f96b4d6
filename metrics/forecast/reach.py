"""Whether a forecast gets to the target: when, and how sure that is."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from data.language import say
from metrics.dates import count_of, format_period
from metrics.kpi import Direction, Kpi
from metrics.numbers import format_value
from metrics.question import ForecastPoint, Series


@dataclass(frozen=True)
class Reach:
    """What the forecast says about the target.

    `kind` is one of KINDS, worst first; `month` is the one in which that begins, `target` that of the last month.
    """

    kind: str
    month: date | None
    target: float
    sentence: str


KINDS = ("misses", "leaves", "mixed", "reaches", "keeps")


def reach(kpi: Kpi, series: Series, currency: str = "USD") -> Reach | None:
    """The targets in force held against the middle of the forecast and against both ends of its 80 % band, month by month.

    None without a forecast, a target, or a good direction. "Reaches" means: from that month on every month forecast.
    """
    target, goals = series.verdict.target, dict(series.goals_ahead)
    # A target that ends holds nothing after its end.
    ahead = tuple(point for point in series.forecast if not goals or point.target in goals)
    if target is None or not ahead or kpi.direction not in (Direction.LOWER, Direction.HIGHER):
        return None
    is_low = kpi.direction is Direction.LOWER
    goal_of = [goals.get(point.target, target) for point in ahead]

    def meets(value: float, goal: float) -> bool:
        return value <= goal if is_low else value >= goal

    def by(end: Callable[[ForecastPoint], float]) -> list[bool]:
        return [meets(end(point), goal) for point, goal in zip(ahead, goal_of, strict=True)]

    middle = by(lambda p: p.point)
    worst, best = by(lambda p: p.hi80 if is_low else p.lo80), by(lambda p: p.lo80 if is_low else p.hi80)
    value = series.verdict.value
    is_met = value is not None and meets(value, target)
    kind, month = _kind(middle, is_met, ahead)
    first, last = (format_value(goal, kpi.unit, currency, kpi.decimals) for goal in (goal_of[0], goal_of[-1]))
    if first == last:
        goal = say("target of {target}", target=last)
    else:
        goal = say("target, which moves from {first} to {target},", first=first, target=last)
    return Reach(kind, month, goal_of[-1], _said(kind, month, goal, (middle, worst, best), ahead))


def _kind(middle: Sequence[bool], is_met: bool, ahead: Sequence[ForecastPoint]) -> tuple[str, date | None]:
    if all(middle):
        return ("keeps", None) if is_met else ("reaches", ahead[0].target)
    if not any(middle):
        return ("leaves", ahead[0].target) if is_met else ("misses", None)
    turn = next(i for i in range(1, len(middle)) if middle[i] != middle[i - 1])
    if len(set(middle[turn:])) == 1:
        return ("reaches" if middle[-1] else "leaves"), ahead[turn].target
    return "mixed", None


def _said(
    kind: str,
    month: date | None,
    goal: str,
    met: tuple[Sequence[bool], Sequence[bool], Sequence[bool]],
    ahead: Sequence[ForecastPoint],
) -> str:
    """One sentence for the middle, one for the end of the band that could prove it wrong."""
    middle, worst, best = met
    last = format_period(ahead[-1].target, "month")
    begins = format_period(month, "month") if month else ""
    if kind in ("keeps", "reaches"):
        if kind == "keeps":
            first = say("Expected to keep its {goal} until {month}.", goal=goal, month=last)
        else:
            first = say("Expected to reach its {goal} in {month}.", goal=goal, month=begins)
        if all(worst):
            return say("{first} Even the bad end of the 80 % band does.", first=first)
        sure = _from(worst, ahead)
        if sure:
            return say(
                "{first} At the bad end of the 80 % band it does from {month} on.", first=first, month=sure
            )
        return say(
            "{first} At the bad end of the 80 % band it misses it in {n} of {months}.",
            first=first,
            n=sum(not one for one in worst),
            months=count_of(len(worst), "month"),
        )
    if kind == "mixed":
        n, months = sum(middle), count_of(len(middle), "month")
        return say("Expected to meet its {goal} in {n} of the next {months}.", goal=goal, n=n, months=months)
    if kind == "leaves":
        first = say("Expected to miss its {goal} from {month} on.", goal=goal, month=begins)
    else:
        first = say("Not expected to reach its {goal} by {month}.", goal=goal, month=last)
    if not any(best):
        return say("{first} Even the good end of the 80 % band does not reach it.", first=first)
    return say(
        "{first} The good end of the 80 % band meets it in {n} of {months}.",
        first=first,
        n=sum(best),
        months=count_of(len(best), "month"),
    )


def _from(met: Sequence[bool], ahead: Sequence[ForecastPoint]) -> str:
    """The month from which on every month meets the target; empty when the last one does not."""
    if not met[-1]:
        return ""
    start = len(met) - 1
    while start and met[start - 1]:
        start -= 1
    return format_period(ahead[start].target, "month")
