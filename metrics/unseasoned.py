"""A series judged without its season: the second view that tells whether a change is more than winter or a Monday.

It rests on what an answer shows, so that it tells nothing else, and is always judged as single values: what is left of a
rate has no numerator any more.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from data.language import say, separators
from metrics.disclosure import Rule
from metrics.judging import Value
from metrics.kpi import Kpi
from metrics.question import Answer, Point, Series
from metrics.seasonal import LEAST_DAYS, LEAST_MONTHS, LEAST_STRENGTH, Season, by_month, by_weekday
from metrics.telling import Told, tell

LEAST = {"month": LEAST_MONTHS, "day": LEAST_DAYS}
FLAT = 1e-12


@dataclass(frozen=True)
class Unseasoned:
    """`series` is None where no season stands out or none can be told; `sentence` then says why."""

    grain: str
    sentence: str
    season: Season | None = None
    series: Series | None = None


def unseasoned(
    answer: Answer, kpi: Kpi, market: str, currency: str, holidays: frozenset[date] = frozenset()
) -> Unseasoned:
    """The whole series of an answer about one KPI by months or days, without its season."""
    grain = answer.question.grain
    series = next((one for one in answer.series if not one.group), None)
    if grain not in LEAST or series is None:
        return Unseasoned(grain, say("A season is told of months and of days."))
    if kpi.judged_by or (grain == "month" and series.verdict.chart == "line"):
        return Unseasoned(grain, say("A figure that is not judged by itself has no season taken out."))
    run = _run(series.points, grain)
    if len(run) < LEAST[grain]:
        return Unseasoned(grain, _too_few(grain, len(run)))
    values = [float(p.value) for p in run]  # type: ignore[arg-type] - a run has values
    days = [p.period for p in run]
    if max(values) - min(values) <= FLAT * max(map(abs, values)):
        return Unseasoned(grain, say("Every value is the same: there is no season."))
    season = by_month(kpi, days, values) if grain == "month" else by_weekday(kpi, days, values, holidays)
    if not season.stands_out:
        sentence = say(
            "No season stands out: its strength is {strength}, and from {least} on it is taken out.",
            strength=decimal(season.strength),
            least=decimal(LEAST_STRENGTH),
        )
        return Unseasoned(grain, sentence, season)
    plain = replace(kpi, chart="xmr", chart_in=())
    left = [
        Value(p.period, p.num, p.den, value, round((p.n or 0) / (p.coverage or 1)), p.n or 0, p.status)
        for p, value in zip(run, season.left, strict=True)
        if p.period not in holidays
    ]
    given = Told(plain, "", "", left, currency=currency)
    told = tell(given, Rule(0), grain, market, answer.stamp.load_id, None, None)
    return Unseasoned(grain, told.verdict.sentence, season, told)


def _run(points: Sequence[Point], grain: str) -> list[Point]:
    """The final points that are shown, one after another without a gap, up to the last one."""
    found: list[Point] = []
    for point in reversed([p for p in points if p.status == "final"]):
        if point.value is None or (found and _next(point.period, grain) != found[-1].period):
            break
        found.append(point)
    return found[::-1]


def _next(period: date, grain: str) -> date:
    if grain == "day":
        return period + timedelta(days=1)
    return date(period.year + period.month // 12, period.month % 12 + 1, 1)


def decimal(value: float) -> str:
    return f"{value:.2g}".replace(".", separators()[1])


def _too_few(grain: str, n: int) -> str:
    if grain == "day":
        return say("Weekdays are told from {least} days in a row on; there are {n}.", least=LEAST_DAYS, n=n)
    return say("A season is told from {least} months in a row on; there are {n}.", least=LEAST_MONTHS, n=n)
