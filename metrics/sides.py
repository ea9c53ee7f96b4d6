"""What one KPI asks of the tables: its aggregates, one by one, and how they meet afterwards.

The compiler and the publisher both read this, so a published value and a compiled one cannot differ in meaning.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from data.schema import DERIVED
from metrics.kpi import (
    Count,
    Days,
    Kpi,
    Level,
    MeanRatio,
    Peak,
    PerDay,
    ProductRatio,
    Quantile,
    Quotient,
    Ratio,
    ShareAbove,
    SigmaLevel,
    Sum,
    Value,
    Whole,
)


def steady(quantile: str) -> str:
    """A quantile without its last digits, which differ with the processor and the way that found it."""
    return f"round({quantile}, 9)"


@dataclass(frozen=True)
class Part:
    """One aggregate on one table. `is_level` restricts it to the last date of the period; `zero` = nothing is 0.

    With a `q` it is that quantile of the expression, which no daily sums give.
    """

    name: str
    table: str
    function: str
    expression: str
    where: str
    zero: bool = False
    is_level: bool = False
    q: float | None = None

    @property
    def is_additive(self) -> bool:
        return self.q is None

    @property
    def picked(self) -> str:
        """The expression where the row counts, else nothing."""
        return (
            self.expression if self.where == "TRUE" else f"CASE WHEN {self.where} THEN {self.expression} END"
        )

    def sql(self, at_last: str = "") -> str:
        """The aggregate as text; `at_last` is the condition that picks the last date."""
        if self.q is not None:
            return steady(f"{self.function}({self.picked}, {self.q})")
        where = both(self.where, at_last if self.is_level else "TRUE")
        call = f"{self.function}({self.expression})"
        return call if where == "TRUE" else f"{call} FILTER (WHERE {where})"

    @property
    def read(self) -> str:
        """The column after the join, where a table without a row for this group left nothing."""
        return f"coalesce({self.name}, 0)" if self.zero else self.name


@dataclass(frozen=True)
class Shape:
    """A KPI taken apart: its parts, and num, den and value over their names.

    `day_tables` are the tables whose calendar days the value divides by (column `days_<table>`).
    """

    kpi: Kpi
    stem: str
    parts: tuple[Part, ...]
    num: str
    den: str
    value: str
    mean: MeanRatio | Peak | None = None
    day_tables: tuple[str, ...] = ()

    @property
    def tables(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys([part.table for part in self.parts]))


def both(*conditions: str) -> str:
    """AND of conditions, leaving out what says nothing."""
    said = [c for c in conditions if c and c != "TRUE"]
    if len(said) < 2:
        return said[0] if said else "TRUE"
    return " AND ".join(f"({c})" if " or " in c.lower() else c for c in said)


def days(table: str) -> str:
    """The column that holds the calendar days of a period inside the data of `table`."""
    return f"days_{table}"


def base(kpi: Kpi) -> str:
    """Which rows of the main table may count at all."""
    return both(kpi.eligible, kpi.valid)


def is_stock(table: str, heads: str) -> bool:
    """Whether the people behind a row are still there at the end of its period: staff, not patients."""
    return bool(heads) and DERIVED[table][heads].unit == "heads"


def value_of(kpi: Kpi, is_unit: bool) -> Value:
    return kpi.unit_value if is_unit and kpi.unit_value is not None else kpi.value


def own_parts(kpi: Kpi, is_unit: bool = False) -> frozenset[str]:
    """Those of a KPI's parts that the table of its denominator has as well: it must be kept whole of its own accord."""
    value = value_of(kpi, is_unit)
    table = getattr(value.den, "table", "") if isinstance(value, Ratio) else ""
    return frozenset(name for name in kpi.parts if table and name in DERIVED[table])


def shape(
    kpi: Kpi,
    is_unit: bool = False,
    prefix: str = "",
    is_split: bool = False,
    is_part: bool = False,
    within: Collection[str] = (),
) -> Shape:
    """Take a KPI apart; `is_unit` when the scope or the split is a unit. Names start with `prefix` and its id.

    `is_split` when a place is split into groups, so that a whole is more than one of them; `is_part` when the numerator
    alone is split or filtered; `within` are the dimensions of which every group holds one value. Where a whole has parts,
    nothing in the numerator is 0 of it.
    """
    value, stem = value_of(kpi, is_unit), prefix + kpi.id
    parts: list[Part] = []

    def add(side: Count | Sum | Level, word: str) -> str:
        where = both(base(kpi), side.where) if side.table == kpi.table else side.where
        is_count = isinstance(side, Count)
        part = Part(
            name=f"{stem}_{word}",
            table=side.table,
            function="count" if is_count else "sum",
            expression="*" if is_count else side.expression,
            where=where,
            zero=is_count or (bool(kpi.parts) and word == "num"),
            is_level=isinstance(side, Level),
        )
        parts.append(part)
        return part.read

    mean, num, den, day_tables = None, "NULL", "NULL", ()
    match value:
        case Ratio():
            num = add(value.num, "num")
            match value.den:
                case Days():
                    # Where the table has no row at all there is no period, not a count of nothing.
                    num = parts[0].name
                    den, day_tables = days(kpi.table), (kpi.table,)
                case Whole(side=side):
                    den = add(side, "den")
                    den = f"sum({den}) OVER (PARTITION BY period)" if is_split else den
                case PerDay(side=side):
                    den, day_tables = (
                        f"CAST({add(side, 'den')} AS DOUBLE) / {days(side.table)}",
                        (side.table,),
                    )
                case _:
                    den = add(value.den, "den")
            below = den if isinstance(value.den, PerDay) else f"CAST({den} AS DOUBLE)"
            result = scaled(f"CAST({num} AS DOUBLE)", value.per) + f" / nullif({below}, 0)"
            if value.is_log:
                result = f"exp({result})"
        case Quotient(num=above, den=below_it):
            num, den = (
                f"CAST({add(side.num, f'{word}_of')} AS DOUBLE) / nullif(CAST({add(side.den, f'{word}_by')} AS DOUBLE), 0)"
                for word, side in (("num", above), ("den", below_it))
            )
            result = scaled(f"({num})", value.per) + f" / nullif({den}, 0)"
        case SigmaLevel():
            num, den = add(value.num, "num"), add(value.den, "den")
            good = f"1.0 - CAST({num} AS DOUBLE) / nullif(CAST({den} AS DOUBLE), 0)"
            result = f"normal_quantile({good})" + (f" + {value.shift!r}" if value.shift else "")
        case MeanRatio() | Peak():
            mean = value
            den, result = f"{stem}_den", f"{stem}_value"
        case Quantile():
            where = both(base(kpi), value.where)
            name = f"{stem}_value"
            parts.append(Part(name, value.table, "percentile", value.expression, where, q=value.q))
            result = scaled(f"CAST({name} AS DOUBLE)", value.per)
        case _:
            add(value, "num")
            num = parts[0].name
            result = f"CAST({num} AS DOUBLE)"

    is_theirs = bool(is_part and kpi.part_heads)
    counted = next((column for name, column in kpi.heads_by if name in within), kpi.heads)
    table, heads = (parts[0].table, kpi.part_heads) if is_theirs else (kpi.table, counted)
    # Who is on the staff at a month's end is there once, however many months a period has.
    is_level = any(part.is_level and part.table == table for part in parts) or is_stock(table, heads)
    for word, where in (("n_eligible", kpi.eligible), ("n_valid", base(kpi))):
        how = ("sum", f"CAST({heads} AS BIGINT)") if heads else ("count", "*")
        where = parts[0].where if is_theirs else where
        parts.append(Part(f"{stem}_{word}", table, *how, where, zero=True, is_level=is_level))
    return Shape(kpi, stem, tuple(parts), num, den, result, mean, day_tables)


def scaled(text: str, per: float) -> str:
    """`per` times an expression; one sixtieth is written as a division, which loses no digit."""
    if per == 1:
        return text
    if 0 < per < 1 and abs(1 / per - round(1 / per)) < 1e-9:
        return f"{text} / {round(1 / per)}.0"
    return f"{per!r} * {text}"


def item_sides(s: Shape) -> str:
    """Numerator and denominator of one item of a mean of ratios."""
    assert s.mean is not None
    sides = []
    for word, side in (("num", s.mean.num), ("den", s.mean.den)):
        is_count = type(side).__name__ == "Count"
        part = Part(
            f"item_{word}",
            side.table,
            "count" if is_count else "sum",
            "*" if is_count else side.expression,
            side.where,
        )
        sides.append(f"{part.sql()} AS {part.name}")
    return ",\n    ".join(sides)


def mean_of_items(s: Shape) -> str:
    """What the items come to: mean of their ratios, share of them above a line, or the greatest of them.

    Ratios are summed as decimals so that the order of rows cannot move the last digit.
    """
    assert s.mean is not None
    ratio = "CAST(CAST(item_num AS DOUBLE) / nullif(CAST(item_den AS DOUBLE), 0) AS DECIMAL(38, 12))"
    match s.mean:
        case Peak():
            den, value = "count(*)", "CAST(max(item_num) AS DOUBLE)"
        case ShareAbove(above=above, per=per):
            above_it = f"CAST(count(*) FILTER (WHERE {ratio} > {above!r}) AS DOUBLE)"
            den, value = f"count({ratio})", f"{scaled(above_it, per)} / nullif(count({ratio}), 0)"
        case ProductRatio(per=per):
            logs = f"CAST(ln(nullif({ratio}, 0)) AS DECIMAL(38, 12))"
            product = scaled(f"exp(CAST(sum({logs}) AS DOUBLE))", per)
            den = "min(item_den)"
            value = f"CASE WHEN count(*) = count({ratio}) THEN\n      CASE WHEN min({ratio}) = 0 THEN 0 ELSE {product} END END"
        case mean:
            den = "min(item_den)"
            value = f"{scaled(f'CAST(sum({ratio}) AS DOUBLE)', mean.per)} / count(*)"
            value = f"CASE WHEN count(*) = count({ratio}) THEN\n      {value} END"
    return f"{den} AS {s.stem}_den,\n    {value} AS {s.stem}_value"
