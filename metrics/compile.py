"""From a question to one readable SQL statement: a CTE per table, every side of that table in one scan.

The text stays inside what DuckDB and Spark SQL share; DuckDB gets `percentile` and `unix_timestamp` as macros.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from data.schema import DERIVED
from metrics.columns import known, result
from metrics.kpi import Kpi, Quantile
from metrics.permits import check
from metrics.question import Access, Question
from metrics.sides import Part, Shape, base, both, days, item_sides, mean_of_items, own_parts, scaled, shape

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
    cut = {question.by, *(name for name, _ in question.only)}
    is_split = question.by not in NOT_A_SPLIT
    within = {question.by, across, *(name for name, values in question.only if len(values) == 1)}
    shapes = [shape(k, is_unit, "", is_split, bool(cut & {*k.parts}), within) for k in kpis]
    frame = Frame(question, access, across, frozenset(name for kpi in kpis for name in kpi.parts))
    steps: list[tuple[str, str]] = []
    joined: list[str] = []
    dated = list(dict.fromkeys(t for s in shapes for t in s.day_tables))
    apart = [s for s in shapes if cut & own_parts(s.kpi, is_unit)]
    together = [s for s in shapes if s not in apart]
    tables = dict.fromkeys(t for s in together for t in s.tables)
    for table in [one for one in tables if not frame.is_whole(one)]:
        parts = [p for s in together for p in s.parts if p.table == table]
        if any(part.is_level for part in parts):
            steps.append((f"{table}_last", frame.last(table)))
        steps.append((f"{table}_part", frame.part(table, parts)))
        if table in dated:
            steps.append((f"{table}_days", frame.days(table)))
        joined.append(f"{table}_part")
    for s in apart:
        steps += [step for step in frame.apart(s, own_parts(s.kpi, is_unit)) if step not in steps]
        joined += [f"{s.stem}_part", f"{s.stem}_whole"]
    for s in together:
        for table in filter(frame.is_whole, s.tables):
            is_level = any(part.is_level and part.table == table for part in s.parts)
            if is_level and f"{table}_last" not in dict(steps):
                steps.append((f"{table}_last", frame.last(table)))
            parts = [part for part in s.parts if part.table == table]
            steps.append((f"{s.stem}_whole", frame.whole(s, parts, f"{s.parts[0].table}_part")))
            joined.append(f"{s.stem}_whole")
        if s.mean is not None:
            steps += [(f"{s.stem}_items", frame.items(s)), (f"{s.stem}_part", frame.mean(s))]
            joined.append(f"{s.stem}_part")
    source = joined[0] + "".join(f"\n  FULL JOIN {name} USING (period, grp)" for name in joined[1:])
    source += "".join(f"\n  LEFT JOIN {table}_days USING (period)" for table in dated)
    heard = known(shapes, question, frame.seen, frame.cuts)
    steps += heard
    source += "".join(f"\n  CROSS JOIN {name}" for name, _ in heard)
    columns = ",\n  ".join(result(s, question) for s in shapes)
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

    def __init__(
        self,
        question: Question,
        access: Access | None,
        across: str = "",
        alone: frozenset[str] = frozenset(),
    ) -> None:
        self.question = question
        self.access = access or Access()
        self.across = across
        self.alone = alone  # what only numerators have
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

    def where(self, table: str, *more: str, without: Collection[str] = ()) -> str:
        conditions = self.time(table)
        if self.question.scope_type != "network":
            conditions.append(f"{self.question.scope_type}_id = {self.bind('scope', self.question.scope_id)}")
        conditions += self.seen(table)
        by = {name for name, _ in self.question.only if name not in without and not self.lacks(table, name)}
        conditions += self.cuts(table, by)
        conditions += [c for c in more if c and c != "TRUE"]
        return f"\n  WHERE {both(*conditions)}" if conditions else ""

    def cuts(self, table: str, by: Collection[str]) -> list[str]:
        """The filters of the question by some dimensions."""
        only = enumerate(self.question.only)
        return [self.among(table, name, f"only_{i}", values) for i, (name, values) in only if name in by]

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

    def lacks(self, table: str, dimension: str) -> bool:
        """Whether a table holds the whole to what numerators are split or filtered by."""
        return dimension in self.alone and dimension not in DERIVED[table]

    def is_whole(self, table: str) -> bool:
        return self.lacks(table, self.question.by)

    def whole(self, s: Shape, parts: Sequence[Part], of: str, without: Collection[str] = ()) -> str:
        """The sums of a table without the split, beside every group of `of` in which the numerator ever has something."""
        period = f"{period_of(DERIVED[parts[0].table].time, self.question.grain)} AS period"
        names = ", ".join(part.name for part in parts)
        return (
            f"  SELECT period, grp, {names}\n  FROM (\n{self.part(parts[0].table, parts, period, without)}\n  ) AS whole\n"
            f"  CROSS JOIN (SELECT DISTINCT grp FROM {of} WHERE {s.parts[0].name} <> 0) AS part"
        )

    def apart(self, s: Shape, free: Collection[str]) -> list[tuple[str, str]]:
        """The numerator as the question cuts it, and the rest of its table as it is without the cuts by `free`."""
        table, mine = s.kpi.table, f"{s.stem}_part"
        counted = ("_num", "_n_eligible", "_n_valid") if s.kpi.part_heads else ("_num",)
        cut = [part for part in s.parts if part.name.endswith(counted)]
        rest = [part for part in s.parts if part not in cut]
        whole = (
            self.whole(s, rest, mine, free)
            if self.question.by in free
            else self.part(table, rest, without=free)
        )
        last = [(f"{table}_last", self.last(table))] if any(part.is_level for part in s.parts) else []
        return [*last, (mine, self.part(table, cut)), (f"{s.stem}_whole", whole)]

    def part(self, table: str, parts: Sequence[Part], keys: str = "", without: Collection[str] = ()) -> str:
        column = DERIVED[table].time
        sides = ",\n    ".join(f"{part.sql(f'{column} = last_date')} AS {part.name}" for part in parts)
        source = table
        if any(part.is_level for part in parts):
            period = period_of(column, self.question.grain)
            source += f"\n  JOIN {table}_last ON last_period = {period}"
        where = self.where(table, _worth_reading(parts), without=without)
        return f"  SELECT {keys or self.keys(table)},\n    {sides}\n  FROM {source}{where}\n  GROUP BY ALL"

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
