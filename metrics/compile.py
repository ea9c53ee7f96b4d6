"""From a question to one readable SQL statement: a CTE per table, every side of that table in one scan.

The text stays inside what DuckDB and Spark SQL share; DuckDB gets `percentile` and `unix_timestamp` as macros.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from data.schema import DERIVED
from metrics.kpi import Kpi, Peak, ProductRatio, Quantile, ShareAbove
from metrics.permits import check
from metrics.question import Access, Question
from metrics.sides import Part, Shape, base, both, days, scaled, shape

NOT_A_SPLIT = ("", "facility_id", "unit_id")  # places are asked one by one, each a whole of its own
WINDOW = "window"
BETWEEN = "\x1f"  # stands between the two groups of a cell: no code holds it
STEP = {
    "day": "INTERVAL 1 DAY",
    "week": "INTERVAL 7 DAY",
    "month": "INTERVAL 1 MONTH",
    "quarter": "INTERVAL 3 MONTH",
    "year": "INTERVAL 12 MONTH",
}


@dataclass(frozen=True)
class Statement:
    """A finished statement. `steps` are its CTEs by name, for people who want to watch each of them."""

    sql: str
    params: dict[str, Any] = field(default_factory=dict)
    steps: tuple[tuple[str, str], ...] = ()


def period_of(column: str, grain: str) -> str:
    """The first day of the period that holds a local date; weeks begin on Monday. A window is one period."""
    if grain == WINDOW:
        return "CAST($since AS DATE)"
    return column if grain == "day" else f"CAST(date_trunc('{grain}', {column}) AS DATE)"


def end_of(period: str, grain: str) -> str:
    """The first day after a period."""
    return "CAST($until AS DATE)" if grain == WINDOW else f"CAST({period} + {STEP[grain]} AS DATE)"


def days_between(start: str, end: str) -> str:
    return f"CAST((unix_timestamp({end}) - unix_timestamp({start})) / 86400 AS BIGINT)"


def covered_days(table: str, end: str, first: str, last: str, since: str = "", until: str = "") -> str:
    """Calendar days from `period` to before `end` inside the data of `table`, which reach from `first` to `last`.

    A table with a gap of n days between dates is taken to cover n days from its last date.
    """
    reach = f"CAST({last} + INTERVAL {DERIVED[table].cadence_days} DAY AS DATE)"
    start = ", ".join(filter(None, ["period", first, since]))
    stop = ", ".join(filter(None, [end, reach, until]))
    return days_between(f"greatest({start})", f"least({stop})")


def compile(
    kpis: Sequence[Kpi], question: Question, access: Access | None = None, across: str = ""
) -> Statement:
    """One statement for all `kpis`: period, group, and per KPI num, den, value, n_eligible, n_valid.

    `access` narrows every table to the rows that the asker may see; None = all, for what is computed for everybody.
    Raises `NotPermitted` for a KPI that they may not see at all. How far the data reach in time is no secret: the last
    date of a stock and the days of a period are those of the whole table, so that places add up. With a second
    dimension `across` a group is a cell of both, written one after the other with `BETWEEN` in the middle.
    """
    check(kpis, question, access, across)
    is_unit = question.scope_type == "unit" or "unit_id" in (question.by, across)
    shapes = [shape(kpi, is_unit, is_split=question.by not in NOT_A_SPLIT) for kpi in kpis]
    frame = Frame(question, access, across)
    steps: list[tuple[str, str]] = []
    joined: list[str] = []
    dated = list(dict.fromkeys(t for s in shapes for t in s.day_tables))
    for table in dict.fromkeys(t for s in shapes for t in s.tables):
        parts = [p for s in shapes for p in s.parts if p.table == table]
        if any(part.is_level for part in parts):
            steps.append((f"{table}_last", frame.last(table)))
        steps.append((f"{table}_part", frame.part(table, parts)))
        if table in dated:
            steps.append((f"{table}_days", frame.days(table)))
        joined.append(f"{table}_part")
    for s in shapes:
        if s.mean is not None:
            steps += [(f"{s.stem}_items", frame.items(s)), (f"{s.stem}_part", frame.mean(s))]
            joined.append(f"{s.stem}_part")
    source = joined[0] + "".join(f"\n  FULL JOIN {name} USING (period, grp)" for name in joined[1:])
    source += "".join(f"\n  LEFT JOIN {table}_days USING (period)" for table in dated)
    columns = ",\n  ".join(result(s) for s in shapes)
    ctes = ",\n".join(f"{name} AS (\n{text}\n)" for name, text in steps)
    sql = f"WITH {ctes}\nSELECT period, grp,\n  {columns}\nFROM {source}\nORDER BY period, grp"
    return Statement(sql, frame.params, tuple(steps))


def behind(kpi: Kpi, question: Question, access: Access | None = None) -> Statement:
    """The single values behind a quantile as a CTE `ranked`: grp, place (their rank from 1) and value.

    The statement counts them; what is at some ranks is asked by another over the same step. Never told one by one
    beyond those two: a value is a patient's.
    """
    assert isinstance(kpi.value, Quantile)
    check([kpi], question, access)
    frame, value = Frame(question, access), kpi.value
    number = scaled(f"CAST({value.expression} AS DOUBLE)", value.per)
    where = frame.where(value.table, base(kpi), value.where, f"({value.expression}) IS NOT NULL")
    step = (
        f"  SELECT grp, value, row_number() OVER (PARTITION BY grp ORDER BY value) AS place\n"
        f"  FROM (SELECT {frame.keys(value.table)}, {number} AS value FROM {value.table}{where})"
    )
    sql = f"WITH ranked AS (\n{step}\n)\nSELECT grp, count(*) AS n FROM ranked GROUP BY grp"
    return Statement(sql, frame.params, (("ranked", step),))


class Frame:
    """The grain, split, place and time of a question, as text around the sides."""

    def __init__(self, question: Question, access: Access | None, across: str = "") -> None:
        self.question = question
        self.access = access or Access()
        self.across = across
        self.params: dict[str, Any] = {}

    def bind(self, name: str, value: str | date) -> str:
        self.params[name] = value
        return f"${name}"

    def time(self, table: str) -> list[str]:
        column, q = DERIVED[table].time, self.question
        return [
            *([f"{column} >= {self.bind('since', q.since)}"] if q.since else []),
            *([f"{column} < {self.bind('until', q.until)}"] if q.until else []),
        ]

    def where(self, table: str, *more: str) -> str:
        conditions = self.time(table)
        if self.question.scope_type != "network":
            conditions.append(f"{self.question.scope_type}_id = {self.bind('scope', self.question.scope_id)}")
        conditions += self.seen(table)
        for i, (dimension, values) in enumerate(self.question.only):
            conditions.append(self.among(table, dimension, f"only_{i}", values))
        conditions += [c for c in more if c and c != "TRUE"]
        return f"\n  WHERE {both(*conditions)}" if conditions else ""

    def seen(self, table: str) -> list[str]:
        """The rows that the asker may see. A table without the column is refused by `check`, except for cost centres,
        which the rows about patients and staff do not have."""
        access, has_centre = self.access, "cost_centre_id" in DERIVED[table]
        limits = (
            ("facility_id", "seen", access.facilities),
            ("unit_id", "seen_unit", access.units),
            ("cost_centre_id", "seen_centre", access.cost_centres if has_centre else None),
        )
        return [
            self.among(table, column, name, values) for column, name, values in limits if values is not None
        ]

    def among(self, table: str, column: str, name: str, values: Sequence[str]) -> str:
        if not values:
            return "FALSE"
        marks = [self.bind(f"{name}_{i}", value) for i, value in enumerate(values)]
        left = column if DERIVED[table][column].type == "VARCHAR" else f"CAST({column} AS VARCHAR)"
        return f"{left} = {marks[0]}" if len(marks) == 1 else f"{left} IN ({', '.join(marks)})"

    def keys(self, table: str) -> str:
        by = self.question.by
        group = f"CAST({by} AS VARCHAR)" if by else "''"
        if self.across:
            group = f"concat({group}, chr({ord(BETWEEN)}), CAST({self.across} AS VARCHAR))"
        return f"{period_of(DERIVED[table].time, self.question.grain)} AS period, {group} AS grp"

    def last(self, table: str) -> str:
        """The last date with rows in each period, over all places, so that stocks of places add up."""
        column = DERIVED[table].time
        time = self.time(table)
        where = f" WHERE {both(*time)}" if time else ""
        period = period_of(column, self.question.grain)
        return f"  SELECT {period} AS last_period, max({column}) AS last_date\n  FROM {table}{where}\n  GROUP BY ALL"

    def days(self, table: str) -> str:
        """Calendar days of each period inside the data of the whole table, wherever they are from."""
        column, q = DERIVED[table].time, self.question
        covered = covered_days(
            table,
            end_of("period", q.grain),
            "first_date",
            "last_date",
            "$since" if q.since else "",
            "$until" if q.until else "",
        )
        return (
            f"  SELECT period, {covered} AS {days(table)}\n  FROM (SELECT DISTINCT period FROM {table}_part)\n"
            f"  CROSS JOIN (SELECT min({column}) AS first_date, max({column}) AS last_date FROM {table})"
        )

    def part(self, table: str, parts: Sequence[Part]) -> str:
        column = DERIVED[table].time
        sides = ",\n    ".join(f"{part.sql(f'{column} = last_date')} AS {part.name}" for part in parts)
        source = table
        if any(part.is_level for part in parts):
            period = period_of(column, self.question.grain)
            source += f"\n  JOIN {table}_last ON last_period = {period}"
        where = self.where(table, _worth_reading(parts))
        return f"  SELECT {self.keys(table)},\n    {sides}\n  FROM {source}{where}\n  GROUP BY ALL"

    def items(self, s: Shape) -> str:
        """Both sides of a mean of ratios, per item."""
        assert s.mean is not None
        keys = f"{self.keys(s.kpi.table)}, {s.mean.over}"
        rows = f"FROM {s.kpi.table}{self.where(s.kpi.table, base(s.kpi))}\n  GROUP BY ALL"
        return f"  SELECT {keys},\n    {item_sides(s)}\n  {rows}"

    def mean(self, s: Shape) -> str:
        return f"  SELECT period, grp,\n    {mean_of_items(s)}\n  FROM {s.stem}_items\n  GROUP BY ALL"


def _worth_reading(parts: Sequence[Part]) -> str:
    """The rows that any part counts, where all are quantiles and how many rows those rest on: without such a row there is
    no value. A sum is another matter: nothing to add up may be a true 0."""
    if any(p.is_additive and not p.name.endswith(("_n_eligible", "_n_valid")) for p in parts):
        return ""
    wheres = list(dict.fromkeys(part.where for part in parts))
    widest = [w for w in wheres if not any(w.startswith(f"{other} AND ") for other in wheres)]
    return widest[0] if len(widest) == 1 else ""


def result(s: Shape) -> str:
    """The columns of one KPI over the joined parts."""
    name = s.stem
    counts = (f"coalesce({name}_{word}, 0) AS {name}_{word}" for word in ("n_eligible", "n_valid"))
    columns = (f"{s.num} AS {name}_num", f"{s.den} AS {name}_den", f"{s.value} AS {name}_value", *counts)
    return ",\n  ".join(columns)


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
