"""What must stay hidden in one answer so that nothing hidden can be worked out from the other answers around it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

from metrics.complement import Cell, Key, give_aways, is_safe
from metrics.cuts import Cuts
from metrics.disclosure import Rule
from metrics.earlier import Earlier
from metrics.fetching import NETWORK, PLACE_OF
from metrics.kpi import Kpi
from metrics.places import Place
from metrics.question import Access, Question
from metrics.siblings import completed, counts_beside, fetch_beside, numbers
from metrics.stored import Stored
from metrics.telling import Told

Gone = dict[tuple[str, str], dict[date, float]]


class Guard:
    """The disclosure rules of one question for one asker."""

    def __init__(self, stored: Stored, question: Question, place: Place, access: Access) -> None:
        self.stored, self.question, self.place, self.access = stored, question, place, access
        self.split = PLACE_OF.get(question.by, "")
        self.profiles = {
            facility: self.profile(facility)
            for facility in stored.places.profiles
            if stored.places.sees(access, "facility", facility)
        }

    def profile(self, facility: str) -> str:
        """The suppression profile of a facility for this asker."""
        own = self.stored.places.profiles.get(facility, "")
        return self.access.leaves_as or own if own == "internal" else own

    def rule(self, told: Told) -> Rule:
        """The strictest suppression profile of the facilities behind one series."""
        if self.split:
            facilities = [self.stored.places.facility_id(self.split, told.group)]
        elif self.place.scope_type == "network":
            facilities = list(self.profiles)
        else:
            facilities = [self.stored.places.facility_of(self.place)]
        question = self.question
        dimensions = [question.by, *(name for name, _ in question.only)]
        return Rule.of(map(self.profile, facilities), dimensions, self._is_fine(), told.kpi)

    def gone(self, told: Sequence[Told]) -> Gone:
        """Periods of the series to hide beyond the small ones, with the largest count that is hidden there."""
        kpis = list({one.kpi.id: one.kpi for one in told if one.kpi.is_person_count}.values())
        if not kpis or not any(self.rule(one).up_to for one in told):
            return {}
        told = completed(told, self.stored, self.question, self.place, self.access)
        found = self.beside_itself(told, kpis)
        if self.question.asof is not None:
            for key, periods in Earlier(self, kpis).gone().items():
                found[key] = periods | found.get(key, {})
        return found

    def beside_itself(self, told: Sequence[Told], kpis: Sequence[Kpi]) -> Gone:
        """What the other answers of the same load would give away."""
        question = self.question
        if question.only:
            found = self._filtered(told, kpis)
            for key, periods in self._without_filter(told, kpis).items():
                found[key] = periods | found.get(key, {})
            return self._by_traits(told, kpis, found)
        if question.by and not self.split:
            return self._by_traits(told, kpis, self.hidden(told, question.grain))
        below = "unit_id" if "unit" in (self.split, self.place.scope_type) else "facility_id"
        table = self.fetch(kpis, self.around(below), NETWORK)
        hidden = self.hidden(table, question.grain, below)
        is_facility_of_unit = self.split == "facility" and self.place.scope_type == "unit"
        if self.split and not is_facility_of_unit:
            return hidden
        if self.place.scope_type == "network":
            return self._of_the_total(told, table, hidden)
        name = self.place.parent_id if is_facility_of_unit else ""
        return {(k, name): periods for (k, group), periods in hidden.items() if group == self.place.scope_id}

    def _by_traits(self, told: Sequence[Told], kpis: Sequence[Kpi], found: Gone) -> Gone:
        """The same with what the groups of all places together would give away."""
        cuts = self.cuts(self.question)
        for kpi in kpis:
            for group, periods in cuts.gone([one for one in told if one.kpi.id == kpi.id], kpi).items():
                found[kpi.id, group] = periods | found.get((kpi.id, group), {})
        return found

    def cuts(self, question: Question) -> Cuts:
        """The tables by place of what a question, of this asker about this place, cuts people by."""

        def limit(facility: str, trait: str, kpi: Kpi) -> float:
            profiles = self.profiles if facility == "*" else [facility]
            return Rule.of(map(self.profile, profiles), [trait] if trait else (), kpi=kpi).up_to

        return Cuts(self.stored, question, self.place, self.access, limit)

    def about(self, question: Question) -> Guard:
        """The guard of a question about the whole network, for the same asker."""
        return Guard(self.stored, question, NETWORK, self.access)

    def fetch(self, kpis: Sequence[Kpi], question: Question, place: Place) -> list[Told]:
        return fetch_beside(self.stored, kpis, question, place, self.access)

    def _is_fine(self) -> bool:
        """Whether the same people are cut in more than one way: two dimensions, or weeks beside months."""
        filters = [name for name, _ in self.question.only]
        ways = sum(name not in PLACE_OF for name in filters) + bool(self.question.by and not self.split)
        is_whole = self.place.scope_type == "network" or (
            self.place.scope_type == "facility" and len(self.profiles) == 1
        )
        is_part = not is_whole or bool(self.split) or any(name in PLACE_OF for name in filters)
        return self.question.grain in ("day", "week") or (ways > 0 and ways + is_part > 1)

    def around(self, by: str) -> Question:
        """The same question about the whole network, split by `by` and by nothing else."""
        return replace(self.question, scope_type="network", scope_id="*", by=by, only=())

    def hidden(self, table: Sequence[Told], grain: str, below: str = "") -> Gone:
        """What the lines of a table must not show, by series."""
        found: Gone = {}
        for kpi_id in dict.fromkeys(one.kpi.id for one in table if one.kpi.is_person_count):
            cells = self.cells(table, kpi_id, below)
            most = max((cell.up_to for cell in cells.values()), default=0)
            for group, period in give_aways(cells, grain):
                found.setdefault((kpi_id, group), {})[period] = cells[group, period].up_to or most
        return found

    def cells(self, table: Sequence[Told], kpi_id: str, below: str) -> dict[Key, Cell]:
        mine = [one for one in table if one.kpi.id == kpi_id]
        places, known = self.stored.places, numbers(table, mine[0].kpi)
        cells: dict[Key, Cell] = {}
        for one in mine:
            if below:
                facility = places.facility_id(PLACE_OF[below], one.group)
                up_to = Rule.of([self.profile(facility)]).up_to
            else:
                facility, up_to = "", self.rule(one).up_to
            for value in one.values:
                counts = counts_beside(one.kpi, value, one.is_unit, one.group, known)
                cells[one.group, value.period] = Cell(counts, up_to, facility if below == "unit_id" else "")
        return cells

    def _of_the_total(self, told: Sequence[Told], table: Sequence[Told], hidden: Gone) -> Gone:
        """The network's own number gives a facility away where too few facilities are hidden beside it.

        That happens only where facilities that hide stand beside facilities that hide nothing.
        """
        found = self.hidden(told, self.question.grain)
        for kpi_id in {one.kpi.id for one in table}:
            cells = self.cells(table, kpi_id, "facility_id")
            for period in {period for _, period in cells}:
                gone = [
                    cell
                    for (group, day), cell in cells.items()
                    if day == period and period in hidden.get((kpi_id, group), {})
                ]
                # Hiding a third facility would not help: those that are shown hide nothing by their own rule.
                if not is_safe(gone, at_least=2):
                    found.setdefault((kpi_id, ""), {})[period] = max(cell.up_to for cell in gone)
        return found

    def _without_filter(self, told: Sequence[Told], kpis: Sequence[Kpi]) -> Gone:
        """What the place and the split hide without the filter, as far as the filter does not blur it.

        A filter may let everybody through; exact counts of a part lead back to the whole. Rounded ones of a part do not.
        """
        whole = replace(self.question, only=())
        every = self.fetch(kpis, whole, self.place)
        hidden = Guard(self.stored, whole, self.place, self.access).beside_itself(every, kpis)
        blurred = {(one.kpi.id, one.group) for one in told if self.rule(one).rounds}
        same = {number[:3] for number in {*_numbers(told)} & {*_numbers(every)}}
        found: Gone = {}
        for key, periods in hidden.items():
            kept = {p: n for p, n in periods.items() if key not in blurred or (*key, p) in same}
            if kept:
                found[key] = kept
        return found

    def _filtered(self, told: Sequence[Told], kpis: Sequence[Kpi]) -> Gone:
        """A filter lets a set of groups through: the set is hidden where it holds a hidden group and not all of them."""
        found = self.hidden(told, self.question.grain)
        groups = {(one.kpi.id, one.group) for one in told}
        for name, values in self.question.only:
            rest = tuple(pair for pair in self.question.only if pair[0] != name)
            table = self.fetch(kpis, replace(self.question, by=name, only=rest), self.place)
            below = name if name in PLACE_OF else ""
            hidden = self.hidden(table, self.question.grain, below)
            for kpi_id in {one.kpi.id for one in table}:
                every = {
                    one.group: {v.period for v in one.values if v.n_valid}
                    for one in table
                    if one.kpi.id == kpi_id
                }
                for value in values:
                    for period, up_to in hidden.get((kpi_id, value), {}).items():
                        if all(group in values or period not in days for group, days in every.items()):
                            continue
                        for key in groups:
                            if key[0] == kpi_id:
                                found.setdefault(key, {})[period] = up_to
        return found


def _numbers(told: Sequence[Told]) -> Iterator[tuple[str, str, date, float | None, float | None, int]]:
    """Every period of some series with all that is counted in it."""
    for one in told:
        for value in one.values:
            yield one.kpi.id, one.group, value.period, value.num, value.den, value.n_eligible
