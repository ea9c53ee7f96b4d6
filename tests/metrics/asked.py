"""Questions and counts over the small published network, for tests of groups beside each other."""

from __future__ import annotations

from datetime import date

from data.warehouse import Warehouse
from metrics.catalogue import KPIS
from metrics.places import Place
from metrics.question import Access, Question
from metrics.stored import Stored
from metrics.window import Windows
from tests.network import VISITS

LEFT, STAY = "ed_lwbs_rate", "ed_los_discharged_median"
# Visits, stays, operations, claims and appointments: what records and the way of a visit stand behind.
OF_VISITS = (LEFT, "alos_days", "or_turnover_median", "denial_rate_initial_pct", "amb_no_show_rate")
SPAN = (date(2025, 3, 1), date(2026, 3, 1))
MONTHS = range(14, 26)
CITY = {"scope_type": "facility", "scope_id": "CITY"}
TOWN = {"scope_type": "facility", "scope_id": "TOWN"}


def ask(kpi=LEFT, **more):
    return Question((kpi,), **more)


def has_left(facility, m, i):
    return i % (3 if facility == "CITY" and m >= 21 else 10) == 0


def visits(facility, months=MONTHS, where=lambda m, i: True):
    return [(m, i) for m in months for i in range(VISITS[facility]) if where(m, i)]


def left(facility, months=MONTHS, where=lambda m, i: True):
    return sum(has_left(facility, m, i) for m, i in visits(facility, months, where))


def stays(facility, months=MONTHS):
    """Minutes of every discharged visit."""
    return [
        60 + 7 * ((i * 13 + m * 5) % 30) for m, i in visits(facility, months) if not has_left(facility, m, i)
    ]


def members(comparison):
    return {one.group: one for one in comparison.members}


def over(kpi, by, home, **more):
    stored = Stored(Warehouse(home).generation(), KPIS)
    return Windows(stored, kpi, Question((kpi.id,), by=by, **more), Place("network", "*", "All"), Access())
