"""From counted events to the gaps between them, for events too rare to count by month (g and t charts)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple


class Gaps(NamedTuple):
    """One entry per event after the first: its date, days since the event before, and chances to happen since."""

    dates: list[date]
    days: list[int]
    opportunities: list[float]


def between(days: Sequence[date], events: Sequence[int], exposure: Sequence[float] | None = None) -> Gaps:
    """Gaps from daily counts in time order. `exposure` (patient days, discharges) gives the opportunities.

    Several events on one day are 0 days and 0 opportunities apart; what happened before the first is unknown.
    """
    found = Gaps([], [], [])
    before: date | None = None
    chances = 0.0
    for i, (day, n) in enumerate(zip(days, events, strict=True)):
        chances += exposure[i] if exposure is not None else 0.0
        for _ in range(n):
            if before is not None:
                found.dates.append(day)
                found.days.append((day - before).days)
                found.opportunities.append(chances)
            before, chances = day, 0.0
    return found
