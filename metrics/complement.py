"""Which numbers must go so that a hidden one cannot be worked out from what stays beside it (kpis.md 6.1).

A line is a set of cells whose sum is shown elsewhere: the groups of a split in one period, the months of a quarter.
A line with hidden cells is safe when at least three are hidden, or all it has, and each of their counts adds up to 0
or to more than the threshold. With two, as kpis.md has it, the equations of crossing lines (a group's quarter, a
month's total) still narrow a hidden count in one random table of six; with three in one of 180. Those are quarters whose
months are shown beside them: what is hidden of a quarter or a year adds up to more than three times the threshold, and
then none of 2,500 random tables narrows a count.

So of English 42, Spanish 12 and Vietnamese 4 readmissions all three go, where the worked example of kpis.md (W14) hides
two: that table stands alone, and none of ours does, since a month has a quarter and a window has its months beside it.
Rounding (`nhs_hes`, whose own rule would show 40, 10 and a total of 60) does not replace it: those three leave only 4 to 7
of a hidden 1 to 7.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

Key = tuple[str, date]
K = TypeVar("K", bound=tuple[Any, ...])
AT_LEAST = 3
# In these the hidden counts must add up to more than this many thresholds, since months of them are shown too.
TIMES = {"quarter": 3, "year": 3}
COARSER = {"month": "quarter", "quarter": "year"}


@dataclass(frozen=True)
class Cell:
    """One group in one period: the counts of people behind it (None = unknown), and the largest count it hides.

    `parent` is the group one level up whose own number is shown too: the facility of a unit.
    """

    counts: tuple[float | None, ...]
    up_to: float
    parent: str = ""

    @property
    def is_small(self) -> bool:
        return any(0 < (count or 0) <= self.up_to for count in self.counts)

    @property
    def size(self) -> float:
        return max((count or 0 for count in self.counts), default=0)


def give_aways(cells: Mapping[Key, Cell], grain: str) -> set[Key]:
    """The cells to hide, small ones included, so that no sum that is shown tells a small count.

    What is hidden in a coarser view (the quarter, the facility) takes all its parts with it: they would add up to it.
    """
    hidden = {key for key, cell in cells.items() if cell.is_small}
    if not hidden:
        return hidden
    if any(cell.parent for cell in cells.values()):
        above = give_aways(summed({k: (c.parent, k[1]) for k, c in cells.items()}, cells), grain)
        hidden |= {key for key, cell in cells.items() if (cell.parent, key[1]) in above and cell.size}
    if wider := COARSER.get(grain):
        above = give_aways(summed({k: (k[0], start_of(k[1], wider)) for k in cells}, cells, keep=True), wider)
        hidden |= {k for k, c in cells.items() if (k[0], start_of(k[1], wider)) in above and c.size}
    lines = _lines(cells, grain)
    while not all([mend(line, cells, hidden, TIMES.get(grain, 1)) for line in lines]):
        pass
    return hidden


def is_safe(gone: Iterable[Cell], at_least: int = AT_LEAST, times: int = 1) -> bool:
    """Whether the hidden cells of a line keep each other's secret: enough of them, with more than `times` thresholds."""
    told = [cell for cell in gone if cell.size]
    if not told:
        return True
    up_to = max(cell.up_to for cell in told)
    sums = [
        sum(count or 0 for count in counts) for counts in zip(*(cell.counts for cell in told), strict=True)
    ]
    return len(told) >= at_least and not any(0 < total <= times * up_to for total in sums)


def mend(line: Sequence[K], cells: Mapping[K, Cell], hidden: set[K], times: int) -> bool:
    """Hide the smallest shown cells until the line is safe; whether nothing had to be done."""
    was_safe = True
    free = [key for key in line if key not in hidden and cells[key].size and cells[key].up_to]
    free.sort(key=lambda key: (-cells[key].size, key))
    while free and not is_safe((cells[key] for key in line if key in hidden), times=times):
        hidden.add(free.pop())
        was_safe = False
    return was_safe


def _lines(cells: Mapping[Key, Cell], grain: str) -> list[list[Key]]:
    found: dict[Hashable, list[Key]] = defaultdict(list)
    for key, cell in cells.items():
        group, period = key
        found[cell.parent, period].append(key)
        if wider := COARSER.get(grain):
            found[group, wider, start_of(period, wider)].append(key)
    return list(found.values())


def summed(to: Mapping[K, K], cells: Mapping[K, Cell], keep: bool = False) -> dict[K, Cell]:
    """The sums of the cells, each under the key that `to` gives it; `keep` = the parent stays the same."""
    found: dict[K, Cell] = {}
    for key, cell in cells.items():
        before = found.get(to[key])
        counts = cell.counts
        if before:
            counts = tuple((a or 0) + (b or 0) for a, b in zip(before.counts, counts, strict=True))
        up_to = max(cell.up_to, before.up_to) if before else cell.up_to
        found[to[key]] = Cell(counts, up_to, cell.parent if keep else "")
    return found


def start_of(day: date, grain: str) -> date:
    """The first day of the quarter or year that begins at or before a day; shorter periods are their own."""
    if grain not in TIMES:
        return day
    return day.replace(month=1 if grain == "year" else (day.month - 1) // 3 * 3 + 1, day=1)
