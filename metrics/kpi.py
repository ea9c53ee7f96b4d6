"""The vocabulary of a KPI: a frozen declaration that the compiler turns into one readable statement.

A side (`Count`, `Sum`, `Days`) is summed on its own derived table; a `Ratio` brings two sides together only after
both are aggregated, so a join can never multiply rows. Fragments are one-line SQL expressions over the columns of one
table: no subquery, no join, no date arithmetic.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum


class Direction(StrEnum):
    """Which way is good."""

    LOWER = "lower"
    HIGHER = "higher"
    NEUTRAL = "neutral"
    TARGET = "target"


@dataclass(frozen=True)
class Count:
    """How many rows of `table` fulfil `where`. No row counts as 0."""

    table: str
    where: str = "TRUE"


@dataclass(frozen=True)
class Sum:
    """Sum of `expression` over the rows of `table` that fulfil `where`. No row gives unknown, not 0."""

    expression: str
    table: str
    where: str = "TRUE"


@dataclass(frozen=True)
class Level:
    """A stock: the sum over the rows of the last date of the period that has rows (month end, snapshot)."""

    expression: str
    table: str
    where: str = "TRUE"


@dataclass(frozen=True)
class Days:
    """Calendar days of the period that lie inside the data."""


@dataclass(frozen=True)
class PerDay:
    """A sum divided by the calendar days of the period: a mean daily stock, for use as a side."""

    side: Sum


@dataclass(frozen=True)
class Quantile:
    """Exact quantile `q` of `expression` (linear interpolation, type 7); cannot be rolled up."""

    q: float
    expression: str
    table: str
    where: str = "TRUE"
    per: float = 1


@dataclass(frozen=True)
class Ratio:
    """`per` x numerator / denominator, each summed first; unknown when the denominator is 0 or unknown."""

    num: Count | Sum | Level
    den: Count | Sum | Level | Days | PerDay
    per: float = 1


@dataclass(frozen=True)
class MeanRatio:
    """Arithmetic mean over the values of column `over` of `per` x num / den; unknown while one of them has den 0."""

    num: Count | Sum
    den: Count | Sum
    over: str
    per: float = 1


Value = Ratio | Quantile | MeanRatio | Sum | Count | Level


@dataclass(frozen=True)
class Kpi:
    """One KPI, declared once.

    `eligible` says which rows of the main table the KPI is about; `valid` which of those can be measured. Their counts
    are n_eligible and n_valid, their ratio the coverage (kpis.md G6). The compiler adds `eligible AND valid` to every
    side on the main table (`value`'s table; for a ratio the denominator's, else the numerator's).
    `unit_value` replaces `value` where the scope or the split is a unit. `judged_by` names the sibling whose
    verdict stands for a KPI that must not be charted (rolling values). `needs` lists loaded `table.column`s without
    which the KPI is dark. `decimals` overrides the digits of the unit (length of stay shows two).
    """

    id: str
    number: str
    title: str
    unit: str
    direction: Direction
    value: Value
    by: tuple[str, ...]
    means: str
    formula: str
    why: str
    owner: str
    needs: tuple[str, ...]
    caution: str = ""
    eligible: str = "TRUE"
    valid: str = "TRUE"
    unit_value: Value | None = None
    judged_by: str = ""
    pair: str = ""
    grains: tuple[str, ...] = ("day", "week", "month", "quarter", "year")
    maturity_days: int = 3
    min_show: float = 10
    min_rag: float = 30
    chart: str = "xmr"
    bounds: tuple[float | None, float | None] = (0, None)
    target_band: tuple[float, float] | None = None
    decimals: int | None = None
    is_person_count: bool = True
    version: str = "1"
    reviewed: date = field(default=date(2026, 11, 24))
    review_due: date = field(default=date(2027, 11, 24))

    @property
    def table(self) -> str:
        """The derived table whose rows are counted as n."""
        value = self.value
        if isinstance(value, (Ratio, MeanRatio)):
            for side in (value.den, value.num):
                if isinstance(side, (Count, Sum, Level)):
                    return side.table
        return value.table  # type: ignore[union-attr]

    @property
    def agg(self) -> str:
        """The word of vocabulary `agg` for how rows become a value."""
        match self.value:
            case Quantile(q=0.5):
                return "median"
            case Quantile():
                return "percentile"
            case MeanRatio():
                return "mean"
            case Ratio(num=Level()) | Level():
                return "snapshot"
            case Ratio():
                return "ratio"
        return "formula"
