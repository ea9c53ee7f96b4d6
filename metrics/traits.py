"""Which cells of a trait by place must go so that no sum around them tells a small count (kpis.md 6.1).

A group of a unit is a part of that unit, of the same group in its facility and in the network, and of its own quarter;
each of them may be asked for. So the cells of all places are guarded together, along every line whose sum is shown.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from metrics.complement import (
    AT_LEAST,
    COARSER,
    TIMES,
    Cell,
    Key,
    give_aways,
    is_safe,
    mend,
    start_of,
    summed,
)

Cut = tuple[str, str, date]  # a place, a group of the people there, a period
Line = tuple[str, str, str, date]
# What a place with too few groups to hide one of them adds to must be more than this many thresholds.
THIN = 2


@dataclass(frozen=True)
class Traits:
    """Every group of every place of one level by one grain: `ups` says what each place is a part of, level by level.

    `wholes` are the same places without the trait. `thin` are cells, and which of their counts, that hold what no line
    below can protect; `told` are cells that would give away what is below them at any size.
    """

    cells: Mapping[Cut, Cell]
    wholes: Mapping[Key, Cell]
    grain: str
    ups: Sequence[Mapping[str, str]]
    thin: frozenset[tuple[Cut, int]] = frozenset()
    told: frozenset[Cut] = frozenset()

    @cached_property
    def hidden(self) -> set[Cut]:
        """The cells to hide, small ones included."""
        found = {
            key for key, cell in self.cells.items() if cell.is_small or key in self.told
        } | self._too_thin()
        if not found:
            return found
        found |= self._inside({key for key in self.cells if (key[0], key[2]) in self._shut})
        for to, above in filter(None, (self.wider, self.longer)):
            found |= self._inside({key for key in self.cells if to[key] in above.hidden})
        times = TIMES.get(self.grain, 1)
        while not all([mend(line, self.cells, found, times) for line in self._lines.values()]):
            pass
        return found

    @cached_property
    def wider(self) -> tuple[Mapping[Cut, Cut], Traits] | None:
        """What each cell is a part of one level of place up, and the table of those."""
        if not self.ups:
            return None
        up = self.ups[0]
        to = {key: (up[key[0]], *key[1:]) for key in self.cells}
        wholes = summed({key: (up[key[0]], key[1]) for key in self.wholes}, self.wholes)
        return to, self._above(to, wholes, self.grain, self.ups[1:], self._open(to))

    @cached_property
    def longer(self) -> tuple[Mapping[Cut, Cut], Traits] | None:
        """What each cell is a part of by the next longer grain, and the table of those."""
        grain = COARSER.get(self.grain)
        if not grain:
            return None
        to = {key: (*key[:2], start_of(key[2], grain)) for key in self.cells}
        over = {key: (key[0], start_of(key[1], grain)) for key in self.wholes}
        return to, self._above(to, summed(over, self.wholes, keep=True), grain, self.ups, frozenset())

    def _above(
        self,
        to: Mapping[Cut, Cut],
        wholes: Mapping[Key, Cell],
        grain: str,
        ups: Sequence[Mapping[str, str]],
        told: frozenset[Cut],
    ) -> Traits:
        thin = frozenset((to[key], which) for key, which in self.thin | self._alone)
        return Traits(summed(to, self.cells), wholes, grain, ups, thin, told)

    def _open(self, to: Mapping[Cut, Cut]) -> frozenset[Cut]:
        """Sums of a line in which some places hide nothing, and the others too little to keep their secret."""
        lines: dict[Cut, list[Cell]] = defaultdict(list)
        for key, cell in self.cells.items():
            lines[to[key]].append(cell)
        found = set()
        for key, line in lines.items():
            closed = [cell for cell in line if cell.up_to]
            if (
                len(closed) < len(line)
                and any(c.is_small for c in closed)
                and not is_safe(closed, at_least=2)
            ):
                found.add(key)
        return frozenset(found)

    @cached_property
    def _shut(self) -> set[Key]:
        """The places that are not shown without the trait either."""
        return give_aways(self.wholes, self.grain)

    @cached_property
    def _alone(self) -> set[tuple[Cut, int]]:
        """Small counts, and those beside them, of places with fewer groups than can hide one of them."""
        found = set()
        for (kind, _, place, period), line in self._lines.items():
            there = [key for key in line if self.cells[key].size]
            if kind != "place" or not there or len(there) >= AT_LEAST or (place, period) in self._shut:
                continue
            counts = zip(*(self.cells[key].counts for key in there), strict=True)
            up_to = max(self.cells[key].up_to for key in there)
            small = [i for i, line in enumerate(counts) if any(0 < (count or 0) <= up_to for count in line)]
            found |= {(key, which) for key in there for which in small}
        return found

    def _too_thin(self) -> set[Cut]:
        found = set()
        for key, which in self.thin:
            cell = self.cells[key]
            if 0 < (cell.counts[which] or 0) <= THIN * cell.up_to:
                found.add(key)
        return found

    def _inside(self, keys: Iterable[Cut]) -> set[Cut]:
        """What would add up to a hidden sum and may be hidden at all."""
        return {key for key in keys if self.cells[key].size and self.cells[key].up_to}

    @cached_property
    def _lines(self) -> Mapping[Line, list[Cut]]:
        """The groups of a place, the places of a group, and the months of a quarter."""
        found: dict[Line, list[Cut]] = defaultdict(list)
        longer = COARSER.get(self.grain)
        for key in self.cells:
            place, group, period = key
            found["place", "", place, period].append(key)
            if self.ups:
                found["group", group, self.ups[0][place], period].append(key)
            if longer:
                found["time", group, place, start_of(period, longer)].append(key)
        return found
