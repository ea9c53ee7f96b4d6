"""KPIs of which one counts a part of what another counts: shown side by side they tell the rest by their difference.

The rest is a group of people like any other: where it is small, the one that yields (`Kpi.yields_to`) is hidden as if it
were small itself. Of two that count different people of one denominator the rest is whom neither counts
(`Kpi.apart_from`): of the answers the ones in the middle, beside the best and the worst.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date

from metrics.disclosure import counts_of
from metrics.fetching import PLACE_OF, fetch
from metrics.judging import Value
from metrics.kpi import Kpi
from metrics.permits import refusal
from metrics.places import Place
from metrics.question import Access, Question
from metrics.stored import Stored
from metrics.telling import Told

Sides = tuple[float | None, float | None]
Numbers = Mapping[tuple[str, str, date], Sides]


def beside(kpi: Kpi) -> tuple[str, ...]:
    """The KPIs that a small number of this one could be told by."""
    return (*kpi.yields_to, *kpi.apart_from)


def elders(stored: Stored, kpi: Kpi, question: Question, access: Access) -> list[Kpi]:
    """The same, as far as the asker may put the same question to them."""
    cut = {question.by, *(name for name, _ in question.only)} - {"", *PLACE_OF}
    found = [stored.kpis[name] for name in beside(kpi) if name in stored.kpis and name not in stored.dark]
    return [one for one in found if cut <= {*one.by} and not refusal(one, access)]


def fetch_beside(
    stored: Stored, kpis: Sequence[Kpi], question: Question, place: Place, access: Access
) -> list[Told]:
    """Every group of these KPIs, and of those beside them that could tell small numbers of them."""
    more = {one.id: one for kpi in kpis for one in elders(stored, kpi, question, access)}
    return fetch(stored, [*({kpi.id: kpi for kpi in kpis} | more).values()], question, place, access)


def completed(
    told: Sequence[Told], stored: Stored, question: Question, place: Place, access: Access
) -> Sequence[Told]:
    """The same series, with those beside them that are not among them."""
    there = {one.kpi.id: one.kpi for one in told}
    more = {one.id: one for kpi in there.values() for one in elders(stored, kpi, question, access)}
    missing = [kpi for kpi_id, kpi in more.items() if kpi_id not in there]
    return [*told, *fetch(stored, missing, question, place, access)] if missing else told


def numbers(told: Iterable[Told], kpi: Kpi) -> Numbers:
    """Numerator and denominator of the KPIs beside `kpi`, by group and period."""
    wanted = {*beside(kpi)}
    found = (one for one in told if one.kpi.id in wanted) if wanted else ()
    return {
        (one.kpi.id, one.group, value.period): (value.num, value.den) for one in found for value in one.values
    }


def counts_beside(
    kpi: Kpi, value: Value, is_unit: bool, group: str, known: Numbers
) -> tuple[float | None, ...]:
    """The counts of people behind a value, and those that it would tell of beside other KPIs."""
    sides = {name: known.get((name, group, value.period), (None, None)) for name in beside(kpi)}
    return (*counts_of(kpi, value, is_unit), *rests(kpi, value, sides))


def rests(kpi: Kpi, value: Value, sides: Mapping[str, Sides]) -> Iterator[float | None]:
    """Of each KPI beside this one the people whom only one of them counts, or neither; `sides` are its numbers."""
    for name in beside(kpi):
        num, den = sides.get(name, (None, None))
        if name in kpi.apart_from:
            num = None if num is None or den is None else float(den) - float(num)
        yield None if num is None or value.num is None else abs(float(num) - value.num)
