"""The vocabulary of a KPI: a frozen declaration that the compiler turns into one readable statement.

A side (`Count`, `Sum`, `Days`) is summed on its own derived table; a `Ratio` brings two sides together only after
both are aggregated, so a join can never multiply rows. Fragments are one-line SQL expressions over the columns of one
table: no subquery, no join, no date arithmetic.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

FIRST_VERSION = "1"


class CatalogueError(Exception):
    """A declaration that does not fit; the message names the KPI and says what to change."""


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
class Exposure(Sum):
    """What events are measured against: patient days, line days, expected events.

    Unlike a sum of money or weights it says how much stands behind a rate, so minimum numbers are held against it.
    """


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
class Whole:
    """A sum over every group of a split, for use as a denominator: what the groups are shares of."""

    side: Count | Sum


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
    """`per` x numerator / denominator, each summed first; unknown when the denominator is 0 or unknown.

    With `is_log` the numerator sums logarithms and the value is e to the power of the ratio: a geometric mean.
    """

    num: Count | Sum | Level
    den: Count | Sum | Level | Days | PerDay | Whole
    per: float = 1
    is_log: bool = False


@dataclass(frozen=True)
class Quotient:
    """One ratio of sums over another, each of the four summed first: a price relative to another price."""

    num: Ratio
    den: Ratio
    per: float = 1


@dataclass(frozen=True)
class MeanRatio:
    """Arithmetic mean over the values of column `over` of `per` x num / den; unknown while one of them has den 0."""

    num: Count | Sum
    den: Count | Sum
    over: str
    per: float = 1


@dataclass(frozen=True)
class ProductRatio(MeanRatio):
    """Product instead of mean: what comes through a chain of steps, `per` times num / den of every step."""


@dataclass(frozen=True)
class SigmaLevel:
    """Normal quantile of the share of opportunities without a defect, plus `shift`; unknown without a defect."""

    num: Sum
    den: Exposure
    shift: float = 0


@dataclass(frozen=True)
class ShareAbove(MeanRatio):
    """`per` x the share of the values of `over` whose num / den is greater than `above`; those with den 0 are left out."""

    above: float = 1


@dataclass(frozen=True)
class Peak:
    """The greatest sum of `num` among the values of column `over`, such as hours."""

    num: Sum
    over: str

    @property
    def den(self) -> Count:
        """How many rows stand behind one value of `over`."""
        return Count(self.num.table)


Value = Ratio | Quotient | Quantile | MeanRatio | Peak | SigmaLevel | Sum | Count | Level


@dataclass(frozen=True)
class Kpi:
    """One KPI, declared once.

    `eligible` says which rows of the main table it is about, `valid` which of those can be measured. Their counts are
    n_eligible and n_valid, their ratio the coverage; `heads` names the column that counts the people behind a row where
    rows are sums of people, `heads_by` holds (dimension, column) where another one counts them within one value of a
    dimension. The compiler adds `eligible AND valid` to every side on the main table (`value`'s; for a ratio the
    denominator's, else the numerator's). `unit_value` replaces `value` where the scope or the split is a unit. `parts`
    are those of `by` by which only the numerator is cut: its groups share the whole denominator and add up to the
    value; `part_heads` is the column of the numerator that counts the people behind one. `individual` is the column
    that names the clinician of a row, never one of `by` (`metrics.individuals`), and `individual_min` of which column
    they need how many different values. `judged_by` names the sibling whose verdict stands for a KPI that must not be
    charted. Of two KPIs over the same people, one of which counts a part of the other's, one `yields_to` the other: it
    is hidden where they differ by few people. One that is `apart_from` another counts other people of the same
    denominator: it is hidden where the two leave few. `needs` lists loaded `table.column`s, or `a.b or c.d`, without
    which the KPI is dark; `lit_by` says which rows where columns do not tell. `decimals` overrides the digits of the
    unit. `chart` is one of `metrics.spc`, "auto" for the one that fits the value, or "line" for no judgement; `rules`
    the rule set that reads it; `chart_in` and `rules_in` hold (market, word) where one differs. `is_planned` work is
    done on working days: a total of it is compared by those. `effective` is the day since which a `version` after the
    first is in force by its owner's word; earlier values are computed by it, too. `breaks` begin a new series. `min_of`
    names what `min_show` and `min_rag` count where the denominator is finer: `min` or `bed days` of seconds, `beds` of
    days in beds.
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
    parts: tuple[str, ...] = ()
    part_heads: str = ""
    individual: str = ""
    individual_min: tuple[str, float] = ("", 0)
    heads_by: tuple[tuple[str, str], ...] = ()
    caution: str = ""
    lit_by: str = ""
    eligible: str = "TRUE"
    valid: str = "TRUE"
    heads: str = ""
    unit_value: Value | None = None
    judged_by: str = ""
    yields_to: tuple[str, ...] = ()
    apart_from: tuple[str, ...] = ()
    pair: str = ""
    grains: tuple[str, ...] = ("day", "week", "month", "quarter", "year")
    maturity_days: int = 3
    min_show: float = 10
    min_rag: float = 30
    min_of: str = ""
    chart: str = "xmr"
    chart_in: tuple[tuple[str, str], ...] = ()
    rules: str = "mdc"
    rules_in: tuple[tuple[str, str], ...] = ()
    bounds: tuple[float | None, float | None] = (0, None)
    target_band: tuple[float, float] | None = None
    decimals: int | None = None
    is_person_count: bool = True
    is_planned: bool = False
    version: str = FIRST_VERSION
    effective: date | None = None
    breaks: tuple[date, ...] = ()
    reviewed: date = field(default=date(2026, 11, 24))
    review_due: date = field(default=date(2027, 11, 24))

    def chart_for(self, market: str) -> tuple[str, bool]:
        """The chart as declared, and whether it is declared for this very market."""
        return dict(self.chart_in).get(market, self.chart), market in dict(self.chart_in)

    def rules_for(self, market: str) -> str:
        """The rule set that reads the chart in a market."""
        return dict(self.rules_in).get(market, self.rules)

    @property
    def kind(self) -> str:
        """What the value is to a statistician: proportion, rate, count or measurement."""
        match self.value:
            case Ratio(num=Count() as num, den=den, is_log=False):
                return "proportion" if isinstance(den, Count) and num.table == den.table else "rate"
        return "count" if isinstance(self.value, Count) else "measurement"

    @property
    def is_index(self) -> bool:
        """Whether it holds events against as many as expected, so that 1 is what to be held against."""
        return self.kind == "rate" and self.unit == "ratio"

    @property
    def is_amount(self) -> bool:
        """Whether a part of a place has less of it: patients, beds, money; not a share, a rate or a time."""
        is_daily = isinstance(getattr(self.value, "den", None), Days)
        return is_daily or isinstance(self.value, Count | Sum | Level | Peak)

    @property
    def is_total(self) -> bool:
        """Whether a part of a period has less of it: what its days add up to."""
        return isinstance(self.value, Count | Sum) or isinstance(getattr(self.value, "den", None), PerDay)

    @property
    def is_always_whole(self) -> bool:
        """Whether it is 100 % until somebody splits it: the parts of a whole, of which no total can be a signal."""
        return isinstance(self.value, Ratio) and self.value.den == Whole(self.value.num)  # type: ignore[arg-type]

    @property
    def table(self) -> str:
        """The derived table whose rows are counted as n."""
        value = self.value.den if isinstance(self.value, Quotient) else self.value
        if isinstance(value, (Ratio, MeanRatio, Peak, SigmaLevel)):
            for side in (value.den, value.num):
                one = side.side if isinstance(side, Whole) else side
                if isinstance(one, (Count, Sum, Level)):
                    return one.table
        return value.table  # type: ignore[union-attr]

    @property
    def agg(self) -> str:
        """The word of vocabulary `agg` for how rows become a value."""
        match self.value:
            case Quantile(q=q):
                return "median" if q == 0.5 else "percentile"
            case ProductRatio():
                return "formula"
            case ShareAbove():
                return "ratio"
            case MeanRatio():
                return "mean"
            case Ratio(num=Level()) | Level():
                return "snapshot"
            case Ratio(is_log=is_log):
                return "geomean" if is_log else "ratio"
        return "formula"
