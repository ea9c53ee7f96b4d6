"""Which places stood open in both of two times, and of which of the others a comparison must say that it leaves them out.

The places are those directly below the one that is asked about: the facilities of a network, the units of a facility;
where a question chooses units, those. So a ward that moves inside a hospital does not take the hospital out.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from data.language import say
from metrics import dates
from metrics.alike import LeftOut, left_out
from metrics.calendars import Span
from metrics.fetching import PLACE_OF
from metrics.kpi import Count, Kpi, Sum
from metrics.places import Place
from metrics.question import Access, Question
from metrics.spans import period, start_of
from metrics.stored import Counted, Stored

# A site whose feed began on the third day of a month is not left out of that month: the share of the days it must have.
WHOLE = 0.9
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Standing:
    """The places of `column` that were open in both times, and those that were in one of them. `counted` = of the kept
    ones those in which the KPI counts anything."""

    column: str
    kept: tuple[str, ...]
    left: tuple[LeftOut, ...] = ()
    counted: frozenset[str] = frozenset()

    def of(self, question: Question) -> Question:
        """A question about the places that were open in both; where that is all of them, the question as it is."""
        if not self.left:
            return question
        others = tuple(pair for pair in question.only if pair[0] != self.column)
        return replace(question, only=(*others, (self.column, self.kept)), like="")


class Standings:
    """Looks at the places of one question for one asker, for several KPIs and pairs of times."""

    def __init__(self, stored: Stored, question: Question, place: Place, access: Access, grain: str) -> None:
        self.stored, self.place, self.grain = stored, place, grain
        only = dict(question.only)
        is_of_sites = place.scope_type == "network" and "unit_id" not in only
        self.column = "facility_id" if is_of_sites else "unit_id"
        seen = [p for p in stored.places.all if stored.places.sees(access, p.scope_type, p.scope_id)]
        self.every = [
            p.scope_id
            for p in seen
            if p.scope_type == PLACE_OF[self.column]
            and place.scope_id in ("*", p.scope_id, p.parent_id)
            and p.scope_id in only.get(self.column, (p.scope_id,))
            and (home := stored.places.facility_of(p)) in only.get("facility_id", (home,))
        ]
        # What is not known to belong to a unit says nothing of how long one was open.
        units = [p for p in seen if p.scope_type == "unit" and not p.scope_id.startswith("?:")]
        self._units: dict[str, list[str]] = {}
        for unit in units:
            self._units.setdefault(unit.parent_id, []).append(unit.scope_id)
        self._counted: dict[tuple[str, str, date], Counted] = {}

    def read(self, kpis: Iterable[Kpi], spans: Iterable[Span]) -> None:
        """Read what the KPIs count in these times, at once."""
        firsts = sorted({first for span in spans for first in self._periods(span)})
        self._counted |= self.stored.counted(
            [kpi.id for kpi in kpis], self.grain, PLACE_OF[self.column], self.place, firsts
        )

    def of(self, kpi: Kpi, now: Span, then: Span) -> Standing:
        """Who was open from the first day of `then` to the last of `now`, as far as the figures of this KPI reach."""
        kept: list[str] = []
        counted: list[str] = []
        left: list[LeftOut] = []
        for one in self.every:
            is_site = self.column == "facility_id"
            units = self._units.get(one, []) if is_site else [one]
            shut = self._closed([self.stored.places.open[unit] for unit in units], now, then)
            why = shut or (self._unfed(kpi, one, now, then) if is_site else "")
            is_part = self._takes_part(kpi, one, now, then)
            if not why:
                kept.append(one)
                counted += [one] if is_part else []
            elif is_part:
                name = self.stored.places.label(PLACE_OF[self.column], one, self.place)
                left.append(LeftOut(one, name, why, not shut))
        return Standing(self.column, tuple(kept), tuple(left), frozenset(counted))

    def _closed(self, units: Sequence[tuple[date, date | None]], now: Span, then: Span) -> str:
        """Why no unit was there all the time, or nothing. A facility without units is known by its figures alone."""
        last = now[1] - DAY
        if not units or any(opened <= then[0] and (end or last) >= last for opened, end in units):
            return ""
        since = min(opened for opened, _ in units)
        ends = [end for _, end in units]
        if since > then[0]:
            return say("open since {time}", time=dates.month_or_day(since))
        if None not in ends and (until := max(filter(None, ends))) < last:
            return say("closed since {time}", time=dates.month_or_day(until + DAY))
        return say("no unit of it was open in both times")

    def _unfed(self, kpi: Kpi, one: str, now: Span, then: Span) -> str:
        """Why the figures of a facility do not reach one of the two times, or nothing."""
        reach = self.stored.horizon(kpi.table, one)
        for span in (then, now):
            periods = self._periods(span)
            rows = [self._counted.get((kpi.id, one, first)) for first in periods]
            is_whole = all(
                self._is_covered(kpi, row, first)
                for row, first in ((rows[0], periods[0]), (rows[-1], periods[-1]))
                if row
            )
            # Of events, no row between the first and the last one is a true 0.
            is_none = isinstance(kpi.value, (Count, Sum)) and reach and reach[0] <= span[0] <= reach[1]
            if is_whole and (any(row and row.n_eligible for row in rows) or is_none):
                continue
            if reach and reach[0] > span[0]:
                return say("no figures before {time}", time=dates.month_or_day(reach[0]))
            if reach and reach[1] < span[1] - DAY and span is now:
                return say("no figures after {day}", day=dates.day(reach[1]))
            return say(
                "no figures from {since} to {until}", since=dates.day(span[0]), until=dates.day(span[1] - DAY)
            )
        return ""

    def _is_covered(self, kpi: Kpi, row: Counted, first: date) -> bool:
        whole = self._counted.get((kpi.id, self.place.scope_id, first))
        return whole is None or (row.days_covered or 0) >= WHOLE * (whole.days_covered or 0)

    def _takes_part(self, kpi: Kpi, one: str, now: Span, then: Span) -> bool:
        """Whether a place counts in one of the two times: of one that does not, nobody need be told."""
        firsts = [first for span in (now, then) for first in self._periods(span)]
        if self.grain == "day" and self.column == "unit_id":
            return True  # days of units are not stored
        rows = [self._counted.get((kpi.id, one, first)) for first in firsts]
        return any(row and row.n_eligible for row in rows)

    def _periods(self, span: Span) -> list[date]:
        """The periods that a time consists of."""
        found = [start_of(span[0], self.grain) or span[0]]
        while (after := period(found[-1], self.grain)[1]) < span[1]:
            found.append(after)
        return found


def most_left(standings: Sequence[Standing]) -> tuple[LeftOut, ...]:
    """Each place that several figures leave out, once and for its most frequent reason: all that were not open, and of the
    others those which most figures that count anything there leave out, as of a site that joined."""
    reasons: dict[str, Counter[LeftOut]] = {}
    for one in (one for standing in standings for one in standing.left):
        reasons.setdefault(one.scope_id, Counter())[one] += 1
    kept = Counter(place for standing in standings for place in standing.counted)
    found = [
        max(count, key=lambda one: (not one.is_of_figures, count[one]))
        for place, count in reasons.items()
        if count.total() > kept[place] or not all(one.is_of_figures for one in count)
    ]
    return tuple(sorted(found, key=lambda one: one.name))


def told_of_some(standings: Sequence[Standing]) -> list[str]:
    """Who is left out of several figures: the places of `most_left`, and how many of the figures others do not have."""
    most = most_left(standings)
    named = {one.scope_id for one in most}
    rest = Counter(one.name for each in standings for one in each.left if one.scope_id not in named)
    lacking = ", ".join(
        say("{place} ({n} of {all} indicators)", place=name, n=n, all=len(standings))
        for name, n in rest.items()
    )
    said = say("Like-for-like, without figures in one of the two times: {places}.", places=lacking)
    return [left_out(most), said if lacking else ""]
