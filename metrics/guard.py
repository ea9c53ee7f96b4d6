"""What must stay hidden in one answer so that nothing hidden can be worked out from the other answers around it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

from metrics.changes import GRAINS, KINDS, changed, untold
from metrics.complement import Cell, Key, give_aways, is_safe
from metrics.cuts import Cuts
from metrics.disclosure import Rule, counts_of
from metrics.fetching import NETWORK, PLACE_OF
from metrics.history import versions
from metrics.judging import Value
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
        found = self._beside_itself(told, kpis)
        if self.question.asof is not None:
            for key, periods in self._beside_later_loads(kpis).items():
                found[key] = periods | found.get(key, {})
        return found

    def _beside_itself(self, told: Sequence[Told], kpis: Sequence[Kpi]) -> Gone:
        """What the other answers of the same load would give away."""
        question = self.question
        if question.only:
            found = self._filtered(told, kpis)
            for key, periods in self._without_filter(told, kpis).items():
                found[key] = periods | found.get(key, {})
            return self._by_traits(told, kpis, found)
        if question.by and not self.split:
            return self._by_traits(told, kpis, self._hidden(told, question.grain))
        below = "unit_id" if "unit" in (self.split, self.place.scope_type) else "facility_id"
        if question.grain == "day" and below == "unit_id":
            return {}
        table = self._fetch(kpis, self._around(below), NETWORK)
        hidden = self._hidden(table, question.grain, below)
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

    def _beside_later_loads(self, kpis: Sequence[Kpi]) -> Gone:
        """What an earlier load must not show: what is hidden now, and what tells the few cases that came since.

        Changes are looked for by unit and month, however coarse the question, since those answers stand beside this one.
        """
        level, grain = self.split or self.place.scope_type, self.question.grain
        found: Gone = {}
        left = list(kpis)
        for base in KINDS[: KINDS.index(level) + 1]:
            kinds = KINDS[KINDS.index(base) : KINDS.index(level) + 1]
            fit = [kpi for kpi in left if base != "unit" or level == "unit" or kpi.unit_value is None]
            for has_months in (True, False):
                asked = [kpi for kpi in fit if ("month" in kpi.grains) == has_months]
                is_coarse = has_months and grain in GRAINS
                grains = GRAINS[: GRAINS.index(grain) + 1] if is_coarse else (grain,)
                gone = self._untold(asked, kinds, grains) if asked else {}
                left = [kpi for kpi in left if kpi.id not in gone]
                for kpi_id, keys in gone.items():
                    up_to = {
                        group: self.rule(Told(self.stored.kpis[kpi_id], group, "", ())).up_to
                        for group, _ in keys
                    }
                    for group, period in keys:
                        if self.split or level == "network" or group == self.place.scope_id:
                            key = (kpi_id, group if self.split else "")
                            found.setdefault(key, {})[period] = up_to[group]
        return found

    def _untold(
        self, kpis: Sequence[Kpi], kinds: Sequence[str], grains: Sequence[str]
    ) -> dict[str, set[Key]]:
        """Of each KPI that is kept for the first of `kinds` what must not be told of the last of them."""
        secret = {
            at: self._secret(kpis, *at)
            for at in dict.fromkeys(
                [*((kind, grains[0]) for kind in kinds), *((kinds[-1], g) for g in grains)]
            )
        }
        versions = self._versions(kpis, grains[0], kinds[0])
        return {
            kpi_id: secret[kinds[-1], grains[-1]].get(kpi_id, set())
            | untold(
                changed(versions.get(kpi_id, {})),
                kinds,
                grains,
                lambda kind, grain, kpi_id=kpi_id: secret.get((kind, grain), {}).get(kpi_id, ()),
            )
            for kpi_id in secret[kinds[0], grains[0]]
        }

    def _secret(self, kpis: Sequence[Kpi], kind: str, grain: str) -> dict[str, set[Key]]:
        """What the places of a kind hide at a grain, in this load or now, of each KPI that is kept for them."""
        by = next((column for column, place in PLACE_OF.items() if place == kind), "")
        found: dict[str, set[Key]] = {}
        for load in (self.question.asof, None):
            asked = replace(self._around(by), grain=grain, asof=load)
            told = self._fetch(kpis, asked, NETWORK)
            guard = Guard(self.stored, asked, NETWORK, self.access)
            hidden = guard._hidden(told, grain, by) if by else guard._beside_itself(told, kpis)
            for one in told:
                found.setdefault(one.kpi.id, set())
            for (kpi_id, group), periods in hidden.items():
                found[kpi_id] |= {(group, period) for period in periods}
        return found

    def _versions(self, kpis: Sequence[Kpi], grain: str, kind: str) -> dict[str, dict[Key, list[Cell]]]:
        """The counts that a later load replaced, with those that replaced them, where small numbers are hidden."""
        found: dict[str, dict[Key, list[Cell]]] = {}
        places, by_id = self.stored.places, {kpi.id: kpi for kpi in kpis}
        for row in versions(self.stored.generation.dicts, list(by_id), grain, kind, self.question.asof or 0):
            facility = places.facility_id(kind, row["scope_id"])
            profiles = self.profiles.values() if kind == "network" else [self.profile(facility)]
            up_to = Rule.of(profiles).up_to
            if not up_to or not places.sees(self.access, kind, row["scope_id"]):
                continue
            numbers = row["n_eligible"] or 0, row["n_valid"] or 0
            value = Value(row["period_start"], row["num"], row["den"], None, *numbers)
            counts = counts_of(by_id[row["kpi_id"]], value, kind == "unit")
            key = ("" if kind == "network" else row["scope_id"]), row["period_start"]
            cell = Cell(counts, up_to, facility if kind == "unit" else "")
            found.setdefault(row["kpi_id"], {}).setdefault(key, []).append(cell)
        return found

    def _fetch(self, kpis: Sequence[Kpi], question: Question, place: Place) -> list[Told]:
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

    def _around(self, by: str) -> Question:
        """The same question about the whole network, split by `by` and by nothing else."""
        return replace(self.question, scope_type="network", scope_id="*", by=by, only=())

    def _hidden(self, table: Sequence[Told], grain: str, below: str = "") -> Gone:
        """What the lines of a table must not show, by series."""
        found: Gone = {}
        for kpi_id in dict.fromkeys(one.kpi.id for one in table if one.kpi.is_person_count):
            cells = self._cells(table, kpi_id, below)
            most = max((cell.up_to for cell in cells.values()), default=0)
            for group, period in give_aways(cells, grain):
                found.setdefault((kpi_id, group), {})[period] = cells[group, period].up_to or most
        return found

    def _cells(self, table: Sequence[Told], kpi_id: str, below: str) -> dict[Key, Cell]:
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
        found = self._hidden(told, self.question.grain)
        for kpi_id in {one.kpi.id for one in table}:
            cells = self._cells(table, kpi_id, "facility_id")
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
        every = self._fetch(kpis, whole, self.place)
        hidden = Guard(self.stored, whole, self.place, self.access)._beside_itself(every, kpis)
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
        found = self._hidden(told, self.question.grain)
        groups = {(one.kpi.id, one.group) for one in told}
        for name, values in self.question.only:
            rest = tuple(pair for pair in self.question.only if pair[0] != name)
            table = self._fetch(kpis, replace(self.question, by=name, only=rest), self.place)
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


def _numbers(told: Sequence[Told]) -> Iterator[tuple[str, str, date, float | None, float | None, int]]:
    """Every period of some series with all that is counted in it."""
    for one in told:
        for value in one.values:
            yield one.kpi.id, one.group, value.period, value.num, value.den, value.n_eligible
