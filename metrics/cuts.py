"""What an answer about a trait must not show: the cells of that trait by place that are hidden beside everything else."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, TypeVar

from metrics.compile import BETWEEN, WINDOW, compile
from metrics.complement import TIMES, Cell, summed
from metrics.disclosure import counts_of
from metrics.fetching import PLACE_OF
from metrics.judging import Value
from metrics.kpi import Kpi, Ratio, Whole
from metrics.places import Place
from metrics.question import Access, Question
from metrics.siblings import elders, rests
from metrics.sides import is_stock, value_of
from metrics.stored import Stored
from metrics.telling import Told
from metrics.traits import Cut, Traits

COLUMN_OF = {"unit": "unit_id", "facility": "facility_id", "network": ""}
LEVELS = tuple(COLUMN_OF)
MOST_KEPT, MOST_TABLES = 128, 4
# The largest count that a facility ("*" = all of them) hides where people are cut by a trait ("" = by none).
Limit = Callable[[str, str, Kpi], float]
Periods = dict[date, float]
T = TypeVar("T")


@dataclass(frozen=True)
class Hidden:
    """The hidden periods of each group of a trait at each place, and every group that there is."""

    periods: Mapping[tuple[str, str], Periods]
    groups: frozenset[str]


class Cuts:
    """The tables of a trait by place behind one question of one asker, each made once per generation."""

    def __init__(
        self, stored: Stored, question: Question, place: Place, access: Access, limit: Limit
    ) -> None:
        self.stored, self.question, self.place, self.access, self.limit = (
            stored,
            question,
            place,
            access,
            limit,
        )
        names = [question.by, *(name for name, _ in question.only)]
        self.traits = [name for name in dict.fromkeys(names) if name and name not in PLACE_OF]

        # A window has an end, and days stand alone; longer periods are guarded over the whole history.
        is_window = question.grain in (WINDOW, "day")
        self._span = (question.since, question.until) if is_window else (None, None)

    def gone(self, told: Sequence[Told], kpi: Kpi) -> dict[str, Periods]:
        """The periods of each series in which it is, or holds some but not all of, the hidden cells of a place."""
        found: dict[str, Periods] = {}
        for trait in self.traits:
            for one in told if adds_up(kpi, trait) else ():
                level, places = self._where(one.group)
                groups = self._groups(trait, one.group)
                hidden = self._hidden(kpi, trait, level)
                if hidden.groups <= {*groups}:
                    continue
                for place in places:
                    for group in groups:
                        found.setdefault(one.group, {}).update(hidden.periods.get((place, group), {}))
        return found

    def _where(self, group: str) -> tuple[str, tuple[str, ...]]:
        """The level and the places that a series is about."""
        if self.question.by in PLACE_OF:
            return PLACE_OF[self.question.by], (group,)
        filters = dict(self.question.only)
        column = next((name for name in ("unit_id", "facility_id") if name in filters), "")
        if column:
            return PLACE_OF[column], filters[column]
        return self.place.scope_type, (self.place.scope_id,)

    def _groups(self, trait: str, group: str) -> tuple[str, ...]:
        return (group,) if trait == self.question.by else dict(self.question.only)[trait]

    def _hidden(self, kpi: Kpi, trait: str, level: str) -> Hidden:
        """What is hidden of all places of a level, at the grain of the question."""

        def made() -> Hidden:
            table = self._table(kpi, trait, level)
            most = max((cell.up_to for cell in table.cells.values()), default=0)
            periods: dict[tuple[str, str], Periods] = {}
            for place, group, period in table.hidden:
                up_to = table.cells[place, group, period].up_to or most
                periods.setdefault((place, group), {})[period] = up_to
            return Hidden(periods, frozenset(group for _, group, _ in table.cells))

        key = (kpi.id, trait, level, self.question.grain, *self._span, self.access)
        return _kept(self.stored.cuts["hidden"], key, MOST_KEPT, made)

    def _table(self, kpi: Kpi, trait: str, level: str) -> Traits:
        """From the units and months of the whole network up to a level and the grain of the question."""
        grain = self.question.grain
        # Where a unit is measured another way, its counts are no parts of those above it.
        lowest = level if kpi.unit_value else "unit"
        # Who is on the staff in three months is one person in their quarter.
        is_sum = grain in TIMES and not is_stock(kpi.table, kpi.heads)
        base = "month" if is_sum and "month" in kpi.grains else grain
        key = (kpi.id, trait, lowest, base, *self._span, self.access)
        table = _kept(
            self.stored.cuts["tables"], key, MOST_TABLES, lambda: self._lowest(kpi, trait, lowest, base)
        )
        for _ in range(LEVELS.index(level) - LEVELS.index(lowest)):
            table = table.wider[1] if table.wider else table
        while table.grain != grain and table.longer:
            table = table.longer[1]
        return table

    def _lowest(self, kpi: Kpi, trait: str, level: str, grain: str) -> Traits:
        cells: dict[Cut, Cell] = {}
        facility = {}
        for (place, group, period), counts in self._counts(kpi, trait, level, grain).items():
            facility[place] = self.stored.places.facility_id(level, place)
            cells[place, group, period] = Cell(counts, self.limit(facility[place], trait, kpi))
        sums = summed({key: (key[0], "", key[2]) for key in cells}, cells)
        wholes = {
            (place, period): Cell(
                cell.counts,
                self.limit(facility[place], "", kpi),
                facility[place] if level == "unit" else "",
            )
            for (place, _, period), cell in sums.items()
        }
        ups = [facility, dict.fromkeys(facility.values(), "*")]
        return Traits(cells, wholes, grain, ups[LEVELS.index(level) :])

    def _counts(self, kpi: Kpi, trait: str, level: str, grain: str) -> dict[Cut, tuple[float | None, ...]]:
        column = COLUMN_OF[level]
        since, until = self._span
        asked = Question((kpi.id,), grain, by=column or trait, since=since, until=until)
        beside = elders(self.stored, kpi, replace(asked, by=trait), self.access)
        statement = compile([kpi, *beside], asked, self.access, trait if column else "")
        found = {}
        for row in self.stored.generation.dicts(statement.sql, statement.params):
            place, _, group = row["grp"].rpartition(BETWEEN)
            num, den, eligible, valid = (
                row[f"{kpi.id}_{word}"] for word in ("num", "den", "n_eligible", "n_valid")
            )
            numbers = (None if number is None else float(number) for number in (num, den))
            value = Value(row["period"], *numbers, None, eligible, valid)
            rest = rests(kpi, value, {one.id: (row[f"{one.id}_num"], row[f"{one.id}_den"]) for one in beside})
            found[place or "*", group, row["period"]] = (*counts_of(kpi, value, level == "unit"), *rest)
        return found


def _kept(kept: dict[Any, T], key: Hashable, most: int, make: Callable[[], T]) -> T:
    """What was made before under this key; the oldest goes when there are too many."""
    found = kept.get(key)
    if found is None:
        found = kept[key] = make()
        while len(kept) > most:
            oldest, *_ = kept
            kept.pop(oldest, None)
    return found


def adds_up(kpi: Kpi, trait: str) -> bool:
    """Whether the groups of a trait add up to the place in every count."""
    shapes = [value_of(kpi, is_unit) for is_unit in (False, True)]
    is_share = any(isinstance(one, Ratio) and isinstance(one.den, Whole) for one in shapes)
    return not is_share and trait not in kpi.parts
