"""What is said about the groups of another KPI: how far they lie apart."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from metrics.kpi import Direction, Kpi, Quantile, Ratio

EQUITY_DIMENSIONS = (
    "deprivation_quintile", "ethnicity", "race", "sex", "age_band", "language", "preferred_language", "payer_class",
)  # fmt: skip


@dataclass(frozen=True)
class Disparity:
    """A figure about the groups of another KPI: how far they lie apart.

    It has no statement of its own: it is computed from the answer to a question that is split by one of `dimensions`,
    after small numbers are hidden. An empty `unit` means the unit of that KPI. `measure` names the computation: gap,
    ratio, disparity or slope.
    """

    id: str
    number: str
    title: str
    unit: str
    direction: Direction
    measure: str
    means: str
    formula: str
    why: str
    owner: str
    caution: str
    dimensions: tuple[str, ...] = EQUITY_DIMENSIONS
    version: str = "1"
    reviewed: date = field(default=date(2026, 11, 24))
    review_due: date = field(default=date(2027, 11, 24))

    def fits(self, kpi: Kpi) -> tuple[str, ...]:
        """The dimensions by which the groups of a KPI can be compared; none for stocks, counts and means of items."""
        value = kpi.value
        if not isinstance(value, Ratio | Quantile) or kpi.agg == "snapshot" or kpi.judged_by:
            return ()
        return tuple(dimension for dimension in self.dimensions if dimension in kpi.by)
