"""What later data changed of an earlier load, and what that load must not tell so that the few cases between stay hidden.

A place that two loads show tells the cases between them by subtraction. So the changes are a table of their own, guarded
like any other (`metrics.complement`): where a change must not be known, the earlier load does not show the place.

And what the later load shows cannot hide anything in the earlier one: a group that is shown now and has not changed is
known for then as well, and a sum of then less that group tells what is left.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product

from metrics.complement import AT_LEAST, Cell, Key, give_aways, start_of, summed

KINDS = ("unit", "facility", "network")
GRAINS = ("month", "quarter", "year")
# What is left of the hidden parts of a sum of then must be more than this many thresholds.
THIN = 2


@dataclass(frozen=True)
class Loads:
    """All places of one kind at one grain: the counts of the earlier load and of now, and what each of them hides."""

    then: Mapping[Key, Cell]
    now: Mapping[Key, Cell]
    hidden_then: Collection[Key]
    hidden_now: Collection[Key]

    @property
    def hidden(self) -> set[Key]:
        """What one of the two hides: the other and the change would tell it."""
        return {*self.hidden_then, *self.hidden_now}

    def unsure(self, key: Key) -> Cell:
        """What of a place of then is open to somebody who sees the later load: the change alone where that shows it."""
        then = self.then[key]
        if key in self.hidden_now or key not in self.now:
            return then
        pairs = zip(then.counts, self.now[key].counts, strict=True)
        return replace(then, counts=tuple(min(a or 0, abs((b or 0) - (a or 0))) for a, b in pairs))


Look = Callable[[str, str], Loads]
Up = Callable[[Key, Cell], Key]


def changed(versions: Mapping[Key, Sequence[Cell]]) -> dict[Key, Cell]:
    """By how much the smallest later change moved each count; `versions` are the earlier one and all that followed."""
    found = {}
    for key, (then, *later) in versions.items():
        moves = [
            [move for cell in later if (move := abs((cell.counts[i] or 0) - (count or 0)))]
            for i, count in enumerate(then.counts)
        ]
        if any(moves):
            found[key] = Cell(tuple(min(move, default=0) for move in moves), then.up_to, then.parent)
    return found


def untold(changes: Mapping[Key, Cell], kinds: Sequence[str], grains: Sequence[str], look: Look) -> set[Key]:
    """The places of the last of `kinds` and the periods of the last of `grains` that the earlier load must not show.

    `changes` are those of the first kind and grain; `look` gives what both loads know of a kind at a grain.
    """
    found: dict[tuple[int, int], dict[Key, Cell]] = {}
    closed: dict[tuple[int, int], set[Key]] = {}
    for k, g in product(range(len(kinds)), range(len(grains))):
        ways: list[dict[Key, Cell]] = []
        opened: set[Key] = set()
        for at in [(k - 1, g)] * bool(k) + [(k, g - 1)] * bool(g):
            up = _wider(kinds[k]) if at[0] < k else _longer(grains[g])
            ways.append(_summed(up, found[at], grains[at[1]], keep=at[0] == k))
            opened |= _opened(up, look(kinds[at[0]], grains[at[1]]), closed[at])
        loads = look(kinds[k], grains[g])
        closed[k, g] = loads.hidden | _closed(opened, loads, grains[g])
        sums = {key: _least([way[key] for way in ways]) for key in ways[0]} if ways else changes
        found[k, g] = _softened(sums, closed[k, g])
    last = len(kinds) - 1, len(grains) - 1
    return give_aways(found[last], grains[-1]) | closed[last]


def _wider(kind: str) -> Up:
    return lambda key, cell: (cell.parent if kind == "facility" else "", key[1])


def _longer(grain: str) -> Up:
    return lambda key, _: (key[0], start_of(key[1], grain))


def _opened(up: Up, loads: Loads, closed: Collection[Key]) -> set[Key]:
    """Sums of then whose hidden parts kept each other's secret, and do so no more beside what the later load shows."""
    lines: dict[Key, list[Key]] = defaultdict(list)
    for key, cell in loads.then.items():
        if key in closed:
            lines[up(key, cell)].append(key)
    found = set()
    for total, line in lines.items():
        most = THIN * max(loads.then[key].up_to for key in line)
        were = zip(*(loads.then[key].counts for key in line), strict=True)
        left = zip(*(loads.unsure(key).counts for key in line), strict=True)
        for was, is_left in zip(map(_some, were), map(_some, left), strict=True):
            is_few = len(is_left) < min(AT_LEAST, len(was))
            if 0 < sum(is_left) < sum(was) and (is_few or sum(is_left) <= most):
                found.add(total)
    return found


def _some(counts: Iterable[float | None]) -> list[float]:
    return [count for count in counts if count]


def _closed(opened: Collection[Key], loads: Loads, grain: str) -> set[Key]:
    """These sums, and those that must go with them."""
    if not opened:
        return set()
    return give_aways(_softened({key: loads.unsure(key) for key in loads.then}, opened), grain)


def _summed(up: Up, cells: Mapping[Key, Cell], grain: str, keep: bool) -> dict[Key, Cell]:
    """The sums of changes; one with a single part is that part under another name, and as secret."""
    to = {key: up(key, cell) for key, cell in cells.items()}
    parts = Counter(
        (to[key], i) for key, cell in cells.items() for i, count in enumerate(cell.counts) if count
    )
    gone = give_aways(cells, grain)
    alone = {(to[key], i) for key in gone for i, count in enumerate(cells[key].counts) if count}
    alone = {one for one in alone if parts[one] == 1}
    return {
        key: replace(
            cell,
            counts=tuple(
                min(count or 0, cell.up_to) if (key, i) in alone else count
                for i, count in enumerate(cell.counts)
            ),
        )
        for key, cell in summed(to, cells, keep=keep).items()
    }


def _least(cells: Sequence[Cell]) -> Cell:
    counts = zip(*(cell.counts for cell in cells), strict=True)
    return replace(cells[0], counts=tuple(min(count or 0 for count in line) for line in counts))


def _softened(cells: Mapping[Key, Cell], secret: Collection[Key]) -> dict[Key, Cell]:
    """A change that would tell what is secret counts as a small one."""
    return {
        key: replace(cell, counts=tuple(min(count or 0, cell.up_to) for count in cell.counts))
        if key in secret
        else cell
        for key, cell in cells.items()
    }
