"""What an answer about an earlier data load must not show, since later loads stand beside it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from math import inf
from typing import TYPE_CHECKING, Any

from metrics.changes import GRAINS, KINDS, Loads, changed, untold
from metrics.complement import Cell, Key
from metrics.disclosure import Rule, counts_of
from metrics.fetching import NETWORK, PLACE_OF
from metrics.history import versions
from metrics.judging import Value
from metrics.kpi import Kpi
from metrics.siblings import beside, rests
from metrics.telling import Told

if TYPE_CHECKING:
    from metrics.guard import Gone, Guard

Row = Mapping[str, Any]


class Earlier:
    """The guard of an earlier load: what is hidden now, and what tells the few cases that came since.

    Changes are looked for by unit and month, however coarse the question, since those answers stand beside this one.
    """

    def __init__(self, guard: Guard, kpis: Sequence[Kpi]) -> None:
        self.guard, self.kpis = guard, kpis
        self.load = guard.question.asof or 0

    def gone(self) -> Gone:
        guard = self.guard
        level, grain = guard.split or guard.place.scope_type, guard.question.grain
        found: Gone = {}
        left = list(self.kpis)
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
                        group: guard.rule(Told(guard.stored.kpis[kpi_id], group, "", ())).up_to
                        for group, _ in keys
                    }
                    for group, period in keys:
                        if guard.split or level == "network" or group == guard.place.scope_id:
                            key = (kpi_id, group if guard.split else "")
                            found.setdefault(key, {})[period] = up_to[group]
        return found

    def _untold(
        self, kpis: Sequence[Kpi], kinds: Sequence[str], grains: Sequence[str]
    ) -> dict[str, set[Key]]:
        """Of each KPI that is kept for the first of `kinds` what must not be told of the last of them."""
        seen = {(kind, grain): self._loads(kpis, kind, grain) for kind in kinds for grain in grains}
        moves = self._moves(kpis, grains[0], kinds[0])
        nothing = Loads({}, {}, (), ())
        return {
            kpi_id: untold(
                moves.get(kpi_id, {}),
                kinds,
                grains,
                lambda kind, grain, kpi_id=kpi_id: seen[kind, grain].get(kpi_id, nothing),
            )
            for kpi_id in seen[kinds[0], grains[0]]
        }

    def _loads(self, kpis: Sequence[Kpi], kind: str, grain: str) -> dict[str, Loads]:
        """What the places of a kind count and hide at a grain, in this load and now, of each KPI that is kept for them."""
        by = next((column for column, place in PLACE_OF.items() if place == kind), "")
        cells: dict[str, list[dict[Key, Cell]]] = {}
        keys: dict[str, list[set[Key]]] = {}
        for i, load in enumerate((self.load, None)):
            guard = self.guard.about(replace(self.guard.around(by), grain=grain, asof=load))
            told = guard.fetch(kpis, guard.question, NETWORK)
            gone = guard.hidden(told, grain, by) if by else guard.beside_itself(told, kpis)
            for kpi_id in {one.kpi.id for one in told if one.kpi.is_person_count}:
                cells.setdefault(kpi_id, [{}, {}])[i] = guard.cells(told, kpi_id, by)
                hidden = keys.setdefault(kpi_id, [set(), set()])[i]
                for (name, group), periods in gone.items():
                    hidden |= {(group, period) for period in periods if name == kpi_id}
        return {kpi_id: Loads(*cells[kpi_id], *keys[kpi_id]) for kpi_id in cells}

    def _moves(self, kpis: Sequence[Kpi], grain: str, kind: str) -> dict[str, dict[Key, Cell]]:
        """By how much later loads moved the counts of each KPI, where small numbers are hidden."""
        stored, guard = self.guard.stored, self.guard
        names = [*dict.fromkeys(name for kpi in kpis for name in (kpi.id, *beside(kpi)))]
        rows: dict[str, dict[tuple[str, date], list[Row]]] = {name: defaultdict(list) for name in names}
        for row in versions(stored.generation.dicts, names, grain, kind, self.load):
            rows[row["kpi_id"]][row["scope_id"], row["period_start"]].append(row)
        found: dict[str, dict[Key, Cell]] = {}
        for kpi in kpis:
            cells: dict[Key, list[Cell]] = {}
            for place, period in rows[kpi.id]:
                facility = stored.places.facility_id(kind, place)
                profiles = guard.profiles.values() if kind == "network" else [guard.profile(facility)]
                up_to = Rule.of(profiles).up_to
                if up_to and stored.places.sees(guard.access, kind, place):
                    key = ("" if kind == "network" else place), period
                    parent = facility if kind == "unit" else ""
                    lines = [rows[name][place, period] for name in (kpi.id, *beside(kpi))]
                    cells[key] = [
                        Cell(_counts(kpi, *step, is_unit=kind == "unit"), up_to, parent)
                        for step in _steps(lines)
                    ]
            found[kpi.id] = changed(cells)
        return found


def _steps(lines: Sequence[Sequence[Row]]) -> Iterator[list[Row]]:
    """The rows of several KPIs that stood beside each other, from one change of any of them to the next."""
    ends = sorted({row["until_load"] for line in lines for row in line if row["until_load"]})
    for end in (*ends, inf):
        yield [next(row for row in line if (row["until_load"] or inf) >= end) for line in lines]


def _counts(kpi: Kpi, row: Row, *elders: Row, is_unit: bool) -> tuple[float | None, ...]:
    numbers = row["n_eligible"] or 0, row["n_valid"] or 0
    value = Value(row["period_start"], row["num"], row["den"], None, *numbers)
    sides = dict(zip(beside(kpi), ((one["num"], one["den"]) for one in elders), strict=True))
    return (*counts_of(kpi, value, is_unit), *rests(kpi, value, sides))
