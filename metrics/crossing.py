"""One KPI by two of its dimensions at once over a stretch of time: the table behind a heatmap, a matrix or a Sankey.

The sums beside the table are those that a comparison by one dimension shows for the same time, with what they hide.
Cells are hidden where they are small, where their months would tell a hidden month, and where they would give away
another cell, a sum or a group (`metrics.circulation`); where a facility hides small numbers at all every count that is
shown is rounded, because other questions cut the same people in yet other ways.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta

from data.language import say
from metrics.calendars import Span
from metrics.circulation import TOTAL, Edge, Room, of_cell, of_column, of_row, protect, room
from metrics.comparing import ROUNDED
from metrics.compile import BETWEEN, WINDOW, compile
from metrics.complement import Cell, is_safe
from metrics.cross import NOTHING, Cross, Crossed, Line, natural
from metrics.disclosure import Rule
from metrics.fetching import PLACE_OF, label
from metrics.guard import Guard
from metrics.judging import Value, shown_n
from metrics.kpi import Count, Kpi, Level, MeanRatio, Peak, Quotient, Ratio, SigmaLevel, Sum, Whole
from metrics.question import QuestionError
from metrics.siblings import counts_beside, elders
from metrics.sides import value_of
from metrics.telling import Told
from metrics.window import Grouped, Windows

MOST_LINES = 40
Key = tuple[str, str]


def may_cross(kpi: Kpi, by: str, across: str) -> None:
    """Raises `QuestionError` where two dimensions do not make a table of this KPI."""
    if by == across:
        raise QuestionError(
            say("{title} by {by} needs another dimension to be crossed with.", title=say(kpi.title), by=by)
        )
    if by in PLACE_OF and across in PLACE_OF:
        raise QuestionError(say("A unit belongs to one facility: cross one of them with another dimension."))
    for value in filter(None, (kpi.value, kpi.unit_value)):
        is_whole = isinstance(value, Ratio) and isinstance(value.den, Whole)
        is_whole = is_whole or bool({by, across} & {*kpi.parts})
        if is_whole or isinstance(value, MeanRatio | Peak | Quotient | SigmaLevel):
            raise QuestionError(
                say("{title} cannot be asked by two dimensions at once.", title=say(kpi.title))
            )


def cross(rows: Windows, columns: Windows, span: Span) -> Cross:
    """The table of two dimensions, from the windows that measure each of them alone."""
    return _Crossing(rows, columns, span).made()


class _Crossing:
    def __init__(self, rows: Windows, columns: Windows, span: Span) -> None:
        self.rows, self.columns, self.span = rows, columns, span
        self.kpi, self.stored = rows.kpi, rows.stored
        self.by, self.across = rows.question.by, columns.question.by
        self.is_unit = "unit_id" in (self.by, self.across) or rows.question.scope_type == "unit"
        # The dimension that names places says whose rule holds; the other one only whether it is sensitive.
        place_first = (columns, rows) if self.across in PLACE_OF else (rows, columns)
        split, other = (one.question.by for one in place_first)
        self.is_by_column = split == self.across
        only = (*rows.question.only, (other, ()))
        asked = replace(rows.question, by=split, only=only)
        self.guard = Guard(self.stored, asked, rows.place, rows.access)
        self.known: dict[str, dict[tuple[str, str, date], float | None]] = {}

    def made(self) -> Cross:
        by_row, by_column = self.rows.measure(self.span), self.columns.measure(self.span)
        values = {key: value for (key, _), value in self._values(WINDOW).items()}
        heads = [
            sorted(
                # A group in which nothing could be counted is no line of the table.
                (one for one in window.groups if one.value.n_valid or one.is_secret),
                key=lambda one: natural(one.group, one.label, of),
            )
            for window, of in ((by_row, self.by), (by_column, self.across))
        ]
        hidden = self._hidden(values, *heads, by_row.total)
        days = self._weekdays()
        kept, notes = self._kept(*heads)
        return Cross(
            self.kpi.id,
            self.by,
            self.across,
            *self.span,
            *(
                tuple(
                    Line(one.group, label(self.stored, of, one.group), self._sum(one, of, days))
                    for one in kept[of]
                )
                for of in (self.by, self.across)
            ),
            tuple(
                tuple(
                    self._cell(values, (row.group, column.group), hidden, days)
                    for column in kept[self.across]
                )
                for row in kept[self.by]
            ),
            self._sum(by_row.total, "", days),
            isinstance(value_of(self.kpi, self.is_unit), Count | Sum | Level),
            (*notes, *self._notes(hidden, by_row.is_rounded or by_column.is_rounded)),
            self.stored.generation.number,
        )

    def _values(self, grain: str) -> dict[tuple[Key, date], Value]:
        """What one statement finds in every cell of every period, before anything is hidden."""
        asked = replace(self.rows.question, grain=grain, since=self.span[0], until=self.span[1])
        both = replace(asked, only=(*asked.only, (self.across, ())))
        beside = elders(self.stored, self.kpi, both, self.rows.access)
        statement = compile([self.kpi, *beside], asked, self.rows.access, self.across)
        found, known = {}, self.known.setdefault(grain, {})
        for row in self.stored.generation.dicts(statement.sql, statement.params):
            num, den, value, eligible, valid = (
                row[f"{self.kpi.id}_{word}"] for word in ("num", "den", "value", "n_eligible", "n_valid")
            )
            if valid:
                numbers = (None if number is None else float(number) for number in (num, den, value))
                first, _, second = row["grp"].partition(BETWEEN)
                found[(first, second), row["period"]] = Value(row["period"], *numbers, eligible, valid)
                for one in beside:
                    known[one.id, row["grp"], row["period"]] = row[f"{one.id}_num"], row[f"{one.id}_den"]
        return found

    def rule(self, key: Key) -> Rule:
        """What may be shown of a cell; every count is rounded where any of them is hidden."""
        rule = self.guard.rule(Told(self.kpi, key[self.is_by_column], "", ()))
        return replace(rule, rounds=rule.rounds or rule.up_to > 0)

    def _hidden(
        self,
        values: Mapping[Key, Value],
        rows: Sequence[Grouped],
        columns: Sequence[Grouped],
        total: Grouped,
    ) -> set[Key]:
        """The cells that must not be told. Raises `QuestionError` where no choice of cells keeps the secret."""
        if not self.kpi.is_person_count or not any(self.rule(key).up_to for key in values):
            return set()
        cells = {key: self._counts(key, value) for key, value in values.items()}
        secret = {key for key, value in values.items() if self._is_small(key, value)}
        told = self._told_by_months()
        secret |= {key for key in cells if of_cell(*key) in told}
        lines = {**{of_row(one.group): one for one in rows}, **{of_column(one.group): one for one in columns}}
        lines[TOTAL] = total
        shut = {edge for edge, one in lines.items() if one.is_secret}
        for key, cell in cells.items():
            # What is hidden in a sum takes all its parts with it: they would add up to it.
            if cell.size and cell.up_to and ({of_row(key[0]), of_column(key[1]), TOTAL} & shut):
                secret.add(key)
        table = {of_cell(*key): cell for key, cell in cells.items()}
        table |= self._sums(cells, lines)
        try:
            hidden = protect(table, {*(of_cell(*key) for key in secret), *(shut & set(table))}, told)
        except ValueError:
            said = {
                "title": say(self.kpi.title),
                "by": self._said(self.by),
                "across": self._said(self.across),
            }
            raise QuestionError(
                say(
                    "{title} by {by} and {across} would tell small numbers here: choose a larger place or a longer time.",
                    **said,
                )
            ) from None
        return {key for key in cells if of_cell(*key) in hidden}

    def _counts(self, key: Key, value: Value, grain: str = WINDOW) -> Cell:
        counts = counts_beside(self.kpi, value, self.is_unit, BETWEEN.join(key), self.known[grain])
        return Cell(counts, self.rule(key).up_to)

    def _is_small(self, key: Key, value: Value) -> bool:
        rule = self.rule(key)
        near = rule.rounded(self.kpi, value, self.is_unit)
        return self._counts(key, value).is_small or any(
            rule.hides(self.kpi, one, self.is_unit).startswith("<") for one in (value, near)
        )

    def _told_by_months(self) -> dict[Edge, list[Room]]:
        """Cells and sums in which too few months are hidden to keep them: less the shown months, they tell them.

        With how far each count must then be able to move, so that every hidden month may still be 1 to the threshold.
        """
        months: dict[Edge, dict[date, Cell]] = {}
        grain = self.rows.question.grain
        for (key, first), value in self._values(grain).items():
            cell = self._counts(key, value, grain)
            for edge in (of_cell(*key), of_row(key[0]), of_column(key[1]), TOTAL):
                found = months.setdefault(edge, {})
                found[first] = _plus(found.get(first), cell)
        told = {}
        for edge, found in months.items():
            small = [cell for cell in found.values() if cell.is_small]
            if len(found) > 1 and not is_safe(small):
                counts = zip(*(cell.counts for cell in small), strict=True)
                told[edge] = [room(line, small[0].up_to) for line in counts]
        return told

    def _sums(self, cells: Mapping[Key, Cell], lines: Mapping[Edge, Grouped]) -> dict[Edge, Cell]:
        """The sums of the cells as somebody who adds them up would know them, whatever is rounded on a page."""
        found: dict[Edge, Cell] = {}
        for (row, column), cell in cells.items():
            for edge in (of_row(row), of_column(column), TOTAL):
                found[edge] = _plus(found.get(edge), cell)
        return {edge: cell for edge, cell in found.items() if edge in lines}

    def _cell(
        self, values: Mapping[Key, Value], key: Key, hidden: set[Key], days: Mapping[str, int]
    ) -> Crossed:
        value = values.get(key)
        if value is None:
            is_count = isinstance(value_of(self.kpi, self.is_unit), Count)
            return Crossed(0.0, 0, 0.0, None, each=self._each(0.0, key, days)) if is_count else NOTHING
        rule = self.rule(key)
        why = f"<{max(rule.up_to, 1) + 1}" if key in hidden else rule.hides(self.kpi, value, self.is_unit)
        return self._told(rule.rounded(self.kpi, value, self.is_unit), why, key, days)

    def _sum(self, one: Grouped, of: str, days: Mapping[str, int]) -> Crossed:
        key = (one.group if of == self.by else "", one.group if of == self.across else "")
        return self._told(one.value, one.hidden, key, days)

    def _told(self, value: Value, why: str, key: Key, days: Mapping[str, int]) -> Crossed:
        if why:
            return Crossed(None, None, hidden=why)
        n = shown_n(self.kpi, value, self.is_unit)
        return Crossed(value.value, n, value.num, value.den, "", self._each(value.value, key, days))

    def _each(self, value: float | None, key: Key, days: Mapping[str, int]) -> float | None:
        """A count of some weekdays on one of them; of all of them together on one day."""
        if not days or value is None:
            return None
        weekday = key[self.across == "weekday"]
        count = days.get(weekday, 0) if weekday else sum(days.values())
        return value / count if count else None

    def _weekdays(self) -> dict[str, int]:
        """How many Mondays, Tuesdays … of the window lie inside the data, where weekdays are counted."""
        is_count = isinstance(value_of(self.kpi, self.is_unit), Count)
        if not is_count or "weekday" not in (self.by, self.across):
            return {}
        facility = self.stored.places.facility_of(self.rows.place)
        reach = self.stored.generation.rows(
            "SELECT first_date, last_date FROM data_horizon WHERE table_name = $table AND facility_id = $facility",
            {"table": self.kpi.table, "facility": facility},
        )
        if not reach or not reach[0][0]:
            return {}
        first, last = max(self.span[0], reach[0][0]), min(self.span[1], reach[0][1] + timedelta(days=1))
        found = dict.fromkeys("1234567", 0)
        for number in range((last - first).days):
            found[str((first + timedelta(days=number)).isoweekday())] += 1
        return found

    def _kept(
        self, rows: Sequence[Grouped], columns: Sequence[Grouped]
    ) -> tuple[dict[str, list[Grouped]], list[str]]:
        """The largest lines where there are too many to look at, in their order."""
        kept, notes = {}, []
        for of, lines in ((self.by, rows), (self.across, columns)):
            by_size = sorted(lines, key=lambda one: 0 if one.is_secret else -one.value.n_valid)
            largest = {one.group for one in by_size[:MOST_LINES]}
            kept[of] = [one for one in lines if one.group in largest]
            if len(lines) > MOST_LINES:
                counts = {"most": MOST_LINES, "n": len(lines)}
                notes.append(
                    say("The {most} largest of {n} groups by {by} are shown.", by=self._said(of), **counts)
                )
        return kept, notes

    def _notes(self, hidden: set[Key], is_rounded: bool) -> list[str]:
        notes = []
        if hidden:
            notes.append(
                say(
                    "{n} hidden for the few people behind them, or behind a number that they would give away.",
                    n=len(hidden),
                )
            )
        if is_rounded:
            notes.append(say(ROUNDED))
        return notes

    @staticmethod
    def _said(of: str) -> str:
        return say(of.removesuffix("_id").replace("_", " "))


def _plus(before: Cell | None, cell: Cell) -> Cell:
    if before is None:
        return Cell(tuple(count or 0 for count in cell.counts), cell.up_to)
    counts = tuple((a or 0) + (b or 0) for a, b in zip(before.counts, cell.counts, strict=True))
    return Cell(counts, max(cell.up_to, before.up_to))
