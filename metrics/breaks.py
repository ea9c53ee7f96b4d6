"""Days on which a KPI began to be measured another way (`Kpi.breaks`): nothing is added up or compared across one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from data.language import say
from metrics import dates
from metrics.calendars import Span
from metrics.judging import Value
from metrics.kpi import Kpi
from metrics.question import QuestionError
from metrics.spans import earlier, period


def crossed(kpi: Kpi, span: Span) -> date | None:
    """The last break inside a span; one that begins with it is none."""
    return max((day for day in kpi.breaks if span[0] < day < span[1]), default=None)


def crossed_by(kpi: Kpi, day: date, grain: str, against: str) -> date | None:
    """The last break between a period and the one that it is held against (`metrics.spans.earlier`)."""
    return crossed(kpi, (earlier(day, grain, against), period(day, grain)[1]))


def held_against(kpi: Kpi, day: date, grain: str, against: str) -> date | None:
    """The period that one is held against, or None where the KPI was measured another way then."""
    return None if crossed_by(kpi, day, grain, against) else earlier(day, grain, against)


def refuse(kpi: Kpi, span: Span) -> None:
    """Raises `QuestionError` where a span holds what is not one series."""
    if day := crossed(kpi, span):
        raise QuestionError(
            say(
                "{title} was measured another way before {day}: choose a time that does not reach across that day.",
                title=say(kpi.title),
                day=dates.day(day),
            )
        )


def since_last(kpi: Kpi, values: Sequence[Value]) -> Sequence[Value]:
    """What a forecast may rest on: the values since the last break."""
    first = max(kpi.breaks, default=date.min)
    return [value for value in values if value.period >= first]
