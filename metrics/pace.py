"""Two totals beside each other as if both times had as many days: a February is no loss of patients (kpis.md 6.5)."""

from __future__ import annotations

from typing import NamedTuple

from data.language import mark
from metrics.kpi import Kpi
from metrics.numbers import is_tiny

CALENDAR, WORKING = mark("per calendar day"), mark("per working day")


class Days(NamedTuple):
    """How many days a stretch of time has, and on how many of them a place works."""

    calendar: int
    working: int = 0


def paced(kpi: Kpi, now: float, then: float, days: Days, before: Days) -> tuple[float, float, str]:
    """What is to be compared, and how to say so: totals of unequal times by the day, everything else as it is.

    Planned work goes by working days, the rest by those of the calendar: what there would be now in as many days as then.
    """
    on, off = (stretch.working if kpi.is_planned else stretch.calendar for stretch in (days, before))
    if not kpi.is_total or on == off or not on or not off or is_tiny(now, then, kpi.unit):
        return now, then, ""
    return now * off / on, then, WORKING if kpi.is_planned else CALENDAR
