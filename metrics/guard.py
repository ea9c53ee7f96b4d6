"""What must stay hidden in one answer so that nothing hidden can be worked out from the other answers around it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from metrics.complement import Cell, Key, give_aways, is_safe
from metrics.disclosure import Rule, counts_of
from metrics.fetching import NETWORK, PLACE_OF, fetch
from metrics.kpi import Kpi
from metrics.places import Place
from metrics.question import Access, Question
from metrics.stored import Stored
from metrics.telling import Told

Gone = dict[tuple[str, str], dict[date, float]]


class Guard:
    """The disclosure rules of one question for one asker."""

    def __init__(self, stored: Stored, question: Question, place: Place, access: Access) -> None:
        self.stored, self.question, self.place, self.access = stored, question, place, access
        self.split = PLACE_OF.get(question.by, "")
        self.profiles = {
            f: p for f, p in stored.places.profiles.items() if stored.places.sees(access, "facility", f)
        }

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
        profiles = (self.stored.places.profiles.get(f, "") for f in facilities)
        return Rule.of(profiles, dimensions, self._is_fine(), told.kpi)

    def gone(self, told: Sequence[Told]) -> Gone:
        """Periods of the series to hide beyond the small ones, with the largest count that is hidden there."""
        kpis = list({one.kpi.id: one.kpi for one in told if one.kpi.is_person_count}.values())
        if not kpis or not any(self.rule(one).up_to for one in told):
            return {}
        question = self.question
        if question.only:
            return self._filtered(told, kpis)
        if question.by and not self.split:
            return self._hidden(told, question.grain)
        below = "unit_id" if "unit" in (self.split, self.place.scope_type) else "facility_id"
        if question.grain == "day" and below == "unit_id":
            return {}
        table = fetch(self.stored, kpis, self._around(below), NETWORK, self.access)
        hidden = self._hidden(table, question.grain, below)
        if self.split:
            return hidden
        if self.place.scope_type == "network":
            return self._of_the_total(told, table, hidden)
        return {(k, ""): periods for (k, group), periods in hidden.items() if group == self.place.scope_id}

    def _is_fine(self) -> bool:
        """Whether the same people are cut in more than one way: two dimensions, or weeks beside months."""
        filters = [name for name, _ in self.question.only]
        ways = sum(name not in PLACE_OF for name in filters) + bool(self.question.by and not self.split)
        is_whole = self.place.scope_type == "network" or (
            self.place.scope_type == "facility" and len(self.profiles) == 1
        )
        is_part = not is_whole or bool(self.split) or any(name in PLACE_OF for name in filters)
        return self.question.grain in ("day", "week") or (ways > 0 and ways + is_part > 1)

    def _around(self, by: str) -> Question:
        """The same question about the whole network, split by `by` and by nothing else."""
        return replace(self.question, scope_type="network", scope_id="*", by=by, only=())

    def _hidden(self, table: Sequence[Told], grain: str, below: str = "") -> Gone:
        """What the lines of a table must not show, by series."""
        found: Gone = {}
        for kpi_id in dict.fromkeys(one.kpi.id for one in table if one.kpi.is_person_count):
            cells = self._cells([one for one in table if one.kpi.id == kpi_id], below)
            most = max((cell.up_to for cell in cells.values()), default=0)
            for group, period in give_aways(cells, grain):
                found.setdefault((kpi_id, group), {})[period] = cells[group, period].up_to or most
        return found

    def _cells(self, series: Sequence[Told], below: str) -> dict[Key, Cell]:
        places = self.stored.places
        cells: dict[Key, Cell] = {}
        for one in series:
            if below:
                facility = places.facility_id(PLACE_OF[below], one.group)
                up_to = Rule.of([places.profiles.get(facility, "")]).up_to
            else:
                facility, up_to = "", self.rule(one).up_to
            for value in one.values:
                counts = counts_of(one.kpi, value, one.is_unit)
                cells[one.group, value.period] = Cell(counts, up_to, facility if below == "unit_id" else "")
        return cells

    def _of_the_total(self, told: Sequence[Told], table: Sequence[Told], hidden: Gone) -> Gone:
        """The network's own number gives a facility away where too few facilities are hidden beside it.

        That happens only where facilities that hide stand beside facilities that hide nothing.
        """
        found = self._hidden(told, self.question.grain)
        for kpi_id in {one.kpi.id for one in table}:
            cells = self._cells([one for one in table if one.kpi.id == kpi_id], "facility_id")
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

    def _filtered(self, told: Sequence[Told], kpis: Sequence[Kpi]) -> Gone:
        """A filter lets a set of groups through: the set is hidden where it holds a hidden group and not all of them."""
        found = self._hidden(told, self.question.grain)
        groups = {(one.kpi.id, one.group) for one in told}
        for name, values in self.question.only:
            rest = tuple(pair for pair in self.question.only if pair[0] != name)
            table = fetch(
                self.stored, kpis, replace(self.question, by=name, only=rest), self.place, self.access
            )
            below = name if name in PLACE_OF else ""
            hidden = self._hidden(table, self.question.grain, below)
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
