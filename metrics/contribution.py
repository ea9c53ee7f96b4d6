"""Why did a figure change: what each group's own result, and what each group's share, have to do with it.

For a ratio of sums the parts add up to the change exactly; for medians and the like no such parts exist, so there the
honest question is another: how much less would it have changed without this group?
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

REST = "(rest)"

Pair = tuple[float, float]


@dataclass(frozen=True)
class Part:
    """One group in both periods and its part of the change, in the unit of the KPI.

    `rate` comes from the group's own result, `mix` from its share of the denominator; both are None where parts cannot
    be told apart. `value` is None where the group has no denominator.
    """

    group: str
    value_before: float | None
    value_after: float | None
    share_before: float
    share_after: float
    rate: float | None
    mix: float | None
    total: float


@dataclass(frozen=True)
class Contribution:
    """A change taken apart. `is_exact`: the parts add up to it; otherwise they are leave-one-out effects."""

    before: float
    after: float
    parts: tuple[Part, ...]
    is_exact: bool = True

    @property
    def change(self) -> float:
        return self.after - self.before

    @property
    def rate(self) -> float:
        return sum(part.rate or 0.0 for part in self.parts)

    @property
    def mix(self) -> float:
        return sum(part.mix or 0.0 for part in self.parts)

    @property
    def is_mix_worth_telling(self) -> bool:
        """Whether who was measured explains more than a fifth of the change (kpis.md 6.5)."""
        return self.is_exact and abs(self.mix) > 0.2 * abs(self.change)


def ratio_parts(
    before: Mapping[str, Pair], after: Mapping[str, Pair], per: float = 1.0
) -> Contribution | None:
    """`per` x sum of numerators / sum of denominators, by group as (numerator, denominator); None over nothing.

    A growing share counts for as much as the group lies above the whole, so that growth of a good group is good. A
    group without a denominator in one period has no result there: its part is all mix.
    """
    groups = list(dict.fromkeys([*before, *after]))
    dens = [sum(side[group][1] for group in side) for side in (before, after)]
    if not (dens[0] > 0 and dens[1] > 0):
        return None
    whole = [
        per * sum(side[g][0] for g in side) / den for side, den in zip((before, after), dens, strict=True)
    ]
    parts = []
    for group in groups:
        (x0, n0), (x1, n1) = before.get(group, (0.0, 0.0)), after.get(group, (0.0, 0.0))
        w0, w1 = n0 / dens[0], n1 / dens[1]
        r0, r1 = (per * x / n if n else None for x, n in ((x0, n0), (x1, n1)))
        # Events without a denominator belong to the whole all the same.
        loose = (per * x1 / dens[1] if not n1 else 0.0) - (per * x0 / dens[0] if not n0 else 0.0)
        rate = w0 * (r1 - r0) if r0 is not None and r1 is not None else 0.0
        level = r1 if r1 is not None else r0 if r0 is not None else whole[0]
        mix = (w1 - w0) * (level - whole[0]) + loose
        parts.append(Part(group, r0, r1, w0, w1, rate, mix, rate + mix))
    return Contribution(whole[0], whole[1], _ranked(parts))


def sum_parts(before: Mapping[str, float], after: Mapping[str, float]) -> Contribution:
    """A figure that is the sum of its groups: visits, days, money."""
    whole = sum(before.values()), sum(after.values())
    parts = []
    for group in dict.fromkeys([*before, *after]):
        v0, v1 = before.get(group, 0.0), after.get(group, 0.0)
        shares = [v / w if w else 0.0 for v, w in zip((v0, v1), whole, strict=True)]
        parts.append(Part(group, v0, v1, *shares, None, None, v1 - v0))
    return Contribution(whole[0], whole[1], _ranked(parts))


def leave_one_out(
    before: float,
    after: float,
    without: Mapping[str, tuple[float | None, float | None]],
    alone: Mapping[str, tuple[float | None, float | None]],
    shares: Mapping[str, Pair],
) -> Contribution:
    """For figures that groups do not add up to: the change less what it is without each group.

    `without` holds the figure of everybody else before and after, `alone` that of the group, `shares` its share of n.
    """
    parts = []
    for group, (w0, w1) in without.items():
        effect = (after - before) - (w1 - w0 if w0 is not None and w1 is not None else 0.0)
        parts.append(Part(group, *alone[group], *shares[group], None, None, effect))
    return Contribution(before, after, _ranked(parts), is_exact=False)


def merged(
    before: Mapping[str, Pair], after: Mapping[str, Pair], hidden: Sequence[str]
) -> tuple[dict[str, Pair], dict[str, Pair]]:
    """The same sides with the hidden groups as one, so that none of them can be read or worked out."""
    gone = set(hidden)

    def fold(side: Mapping[str, Pair]) -> dict[str, Pair]:
        kept = {group: pair for group, pair in side.items() if group not in gone}
        rest = [side[group] for group in side if group in gone]
        return kept | ({REST: (sum(x for x, _ in rest), sum(n for _, n in rest))} if gone else {})

    return fold(before), fold(after)


def _ranked(parts: Sequence[Part]) -> tuple[Part, ...]:
    """The largest parts first, whichever way they pull; what was merged comes last."""
    return tuple(sorted(parts, key=lambda part: (part.group == REST, -abs(part.total))))
