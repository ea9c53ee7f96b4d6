"""What later data changed of an earlier load, and what that load must not tell so that the few cases between stay hidden.

A place that two loads show tells the cases between them by subtraction. So the changes are a table of their own, guarded
like any other (`metrics.complement`): where a change must not be known, the earlier load does not show the place.
"""

from __future__ import annotations

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
    cells = _softened(changes, secret(kinds[0], grains[0]))
    for kind in kinds[1:]:
        to = {key: (cell.parent if kind == "facility" else "", key[1]) for key, cell in cells.items()}
        cells = _softened(summed(to, cells), secret(kind, grains[0]))
    for grain in grains[1:]:
        to = {key: (key[0], start_of(key[1], grain)) for key in cells}
        cells = _softened(summed(to, cells, keep=True), secret(kinds[-1], grain))
    return give_aways(cells, grains[-1])


def _softened(cells: Mapping[Key, Cell], secret: Collection[Key]) -> dict[Key, Cell]:
    """What one of two loads hides, the other and the change would tell: such a change counts as a small one."""
    return {
        key: replace(cell, counts=tuple(min(count or 0, cell.up_to) for count in cell.counts))
        if key in secret
        else cell
        for key, cell in cells.items()
    }
