"""What later data changed of an earlier load, and what that load must not tell so that the few cases between stay hidden.

A place that two loads show tells the cases between them by subtraction. So the changes are a table of their own, guarded
like any other (`metrics.complement`): where a change must not be known, the earlier load does not show the place.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace

from metrics.complement import Cell, Key, give_aways, start_of, summed

KINDS = ("unit", "facility", "network")
GRAINS = ("month", "quarter", "year")
Secret = Callable[[str, str], Collection[Key]]


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


def untold(
    changes: Mapping[Key, Cell], kinds: Sequence[str], grains: Sequence[str], secret: Secret
) -> set[Key]:
    """The places of the last of `kinds` and the periods of the last of `grains` that the earlier load must not show.

    `changes` are those of the first kind and grain; `secret` says what either load hides of a kind at a grain.
    """
    found: dict[tuple[int, int], dict[Key, Cell]] = {}
    for k, kind in enumerate(kinds):
        for g, grain in enumerate(grains):
            ways = []
            if k:
                cells = found[k - 1, g]
                to = {key: (cell.parent if kind == "facility" else "", key[1]) for key, cell in cells.items()}
                ways.append(_summed(to, cells, grain, keep=False))
            if g:
                cells = found[k, g - 1]
                to = {key: (key[0], start_of(key[1], grain)) for key in cells}
                ways.append(_summed(to, cells, grains[g - 1], keep=True))
            sums = {key: _least([way[key] for way in ways]) for key in ways[0]} if ways else changes
            found[k, g] = _softened(sums, secret(kind, grain))
    return give_aways(found[len(kinds) - 1, len(grains) - 1], grains[-1])


def _summed(to: Mapping[Key, Key], cells: Mapping[Key, Cell], grain: str, keep: bool) -> dict[Key, Cell]:
    """The sums of changes; one with a single part is that part under another name, and as secret."""
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
    """What one of two loads hides, the other and the change would tell: such a change counts as a small one."""
    return {
        key: replace(cell, counts=tuple(min(count or 0, cell.up_to) for count in cell.counts))
        if key in secret
        else cell
        for key, cell in cells.items()
    }
