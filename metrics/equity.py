"""How unequal a result is between groups: gap and ratio to a reference, with intervals (kpis.md 10.01).

Gap and ratio always come together: they can disagree on whether things got better. Works on any figure that has an
interval: a proportion, a rate, a median.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from metrics import intervals
from metrics.intervals import Interval

UNKNOWN = "unknown"
KINDS = ("proportion", "rate", "measurement")


@dataclass(frozen=True)
class Group:
    """One stratum: its figure with interval, and the counts behind it where there are any."""

    group: str
    interval: Interval
    n: float
    num: float | None = None
    den: float | None = None


@dataclass(frozen=True)
class Stratum:
    """A group beside the reference. `ratio` is None where one side is 0 or the scale has no zero to divide by."""

    group: str
    interval: Interval
    n: float
    gap: Interval
    ratio: Interval | None
    is_reference: bool


@dataclass(frozen=True)
class Equity:
    """Groups beside a reference. `worst` is the group whose gap hurts most; `index_pct` the index of disparity."""

    reference: str
    strata: tuple[Stratum, ...]
    worst: str
    gap: Interval
    ratio: Interval | None
    index_pct: float | None
    slope: float | None = None

    @property
    def is_beyond_chance(self) -> bool:
        """Whether the interval of the gap leaves 0 out."""
        return self.gap.low > 0 or self.gap.high < 0


def equity(
    groups: Sequence[Group],
    kind: str,
    is_higher_better: bool | None,
    reference: str = "",
    order: Sequence[str] = (),
) -> Equity | None:
    """Gaps between groups, in their order; None with fewer than two known ones.

    `reference` names the group that the others are held against, else the best placed known group does; without a
    direction the largest. `order` names every group there is from the most to the least deprived, also those that are not
    given: such groups have a slope (SII).
    """
    known = [group for group in groups if group.group != UNKNOWN]
    if len(known) < 2:
        return None
    held = next((group for group in known if group.group == reference), None) or _best(
        known, is_higher_better
    )
    strata = tuple(_beside(group, held, kind) for group in groups)
    others = [one for one in strata if not one.is_reference and one.group != UNKNOWN]
    worst = max(others, key=lambda one: _harm(one.gap.value, is_higher_better))
    placed = [group for group in known if group.group in order]
    base = held.interval.value
    far = [abs(one.gap.value) for one in others]
    return Equity(
        held.group,
        strata,
        worst.group,
        worst.gap,
        worst.ratio,
        100 * sum(far) / len(far) / base if base > 0 else None,
        slope(placed, order) if len(placed) > 2 else None,
    )


def slope(groups: Sequence[Group], order: Sequence[str]) -> float:
    """Slope index of inequality: how far the fitted line moves from the first to the last rank, weighted by n.

    A group keeps its rank where another is missing or too small: the second fifth stands at 0.3 without the first, too.
    """
    rank = np.array([(order.index(group.group) + 0.5) / len(order) for group in groups])
    value = np.array([group.interval.value for group in groups])
    weight = np.array([group.n for group in groups], float)
    x, y = (side - np.average(side, weights=weight) for side in (rank, value))
    return float(np.sum(weight * x * y) / np.sum(weight * x * x))


def _best(groups: Sequence[Group], is_higher_better: bool | None) -> Group:
    if is_higher_better is None:
        return max(groups, key=lambda group: group.n)
    return (max if is_higher_better else min)(groups, key=lambda group: group.interval.value)


def _harm(gap: float, is_higher_better: bool | None) -> float:
    return abs(gap) if is_higher_better is None else -gap if is_higher_better else gap


def _beside(group: Group, held: Group, kind: str) -> Stratum:
    gap = intervals.difference(group.interval, held.interval)
    is_held = group is held
    return Stratum(
        group.group,
        group.interval,
        group.n,
        Interval(0.0, 0.0, 0.0, "reference") if is_held else gap,
        Interval(1.0, 1.0, 1.0, "reference") if is_held else _ratio(group, held, kind),
        is_held,
    )


def _ratio(group: Group, held: Group, kind: str) -> Interval | None:
    counts = (group.num, group.den, held.num, held.den)
    if kind == "measurement" or None in counts:
        return intervals.ratio_of(group.interval, held.interval)
    of = intervals.ratio_of_proportions if kind == "proportion" else intervals.ratio_of_rates
    return of(*counts)  # type: ignore[arg-type]
