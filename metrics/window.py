"""One figure per group over a stretch of time: what comparisons, explanations and gaps between groups rest on.

What a month of a group hides, its total over the months must not give away: a group is hidden here too where the
shown months around a hidden one would tell it, and where a facility hides small numbers at all its counts are rounded,
so that two windows one month apart do not tell that month.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from data.language import capital, say
from metrics.breaks import refuse
from metrics.calendars import Span
from metrics.compile import WINDOW, compile
from metrics.complement import Cell, give_aways, is_safe
from metrics.disclosure import Rule, counts_of
from metrics.fetching import fetch, label
from metrics.guard import Guard
from metrics.judging import Value
from metrics.kpi import Kpi
from metrics.names import dimension_name
from metrics.places import Place
from metrics.question import Access, Question
from metrics.siblings import Numbers, counts_beside, elders
from metrics.spans import start_of
from metrics.stored import Stored
from metrics.telling import Told


@dataclass(frozen=True)
class Grouped:
    """One group over the window. `hidden` says why its figure must not be shown (`<11`, `n<20`), or nothing."""

    group: str
    label: str
    value: Value
    hidden: str = ""
    is_unit: bool = False

    @property
    def is_secret(self) -> bool:
        """Hidden for the people behind it, not because it is too small to say anything."""
        return self.hidden.startswith("<")


@dataclass(frozen=True)
class Window:
    """Every group of one KPI from the first day of `span` to before its second, and all of them together."""

    kpi: Kpi
    span: Span
    groups: tuple[Grouped, ...]
    total: Grouped
    is_rounded: bool = False

    def of(self, group: str) -> Grouped | None:
        return next((one for one in self.groups if one.group == group), None)


class Windows:
    """Measures one KPI by one dimension at one place for one asker, over as many windows as wanted."""

    def __init__(self, stored: Stored, kpi: Kpi, question: Question, place: Place, access: Access) -> None:
        self.stored, self.kpi, self.place, self.access = stored, kpi, place, access
        grain = "month" if "month" in kpi.grains else kpi.grains[-1]
        self.question = replace(question, kpis=(kpi.id,), grain=grain, since=None, until=None)
        self.guard = Guard(stored, self.question, place, access)
        self._whole = Guard(stored, replace(self.question, by=""), place, access)
        self._series: dict[str, Told] | None = None

    def measure(self, span: Span) -> Window:
        """All groups over one window, hidden where they must be. Raises `QuestionError` for one that is not one series."""
        refuse(self.kpi, span)
        values = self.values(self.question, span)
        groups = [self._told(group, value) for group, value in values.items()]
        hidden = self._hidden(groups, span)
        whole = self.values(replace(self.question, by=""), span)
        total = whole.get("", Value(span[0], None, None, None, 0, 0))
        rule = _rounding(self._whole.rule(Told(self.kpi, "", "", ())))
        return Window(
            self.kpi,
            span,
            tuple(
                Grouped(
                    one.group,
                    one.label,
                    self.rule(one.group).rounded(self.kpi, one.values[0], one.is_unit),
                    hidden[one.group],
                    one.is_unit,
                )
                for one in sorted(groups, key=lambda one: (one.group == "unknown", one.label))
            ),
            Grouped(
                "",
                self.place.name,
                rule.rounded(self.kpi, total),
                rule.hides(self.kpi, total) or self._beside(total, rule, span),
            ),
            self.kpi.is_person_count and any(self.rule(one.group).rounds for one in groups),
        )

    def period(self, first: date, grain: str) -> Window:
        """All groups over one period of the calendar, exactly as an answer shows it."""
        sides = []
        for question in (replace(self.question, grain=grain), replace(self.question, grain=grain, by="")):
            told = fetch(self.stored, [self.kpi], question, self.place, self.access)
            guard = Guard(self.stored, question, self.place, self.access)
            gone = guard.gone(told)
            sides.append(
                [self._shown(guard, one, gone.get((self.kpi.id, one.group), {}), first) for one in told]
            )
        groups, whole = ([one for one in side if one] for side in sides)
        nothing = Grouped("", self.place.name, Value(first, None, None, None, 0, 0))
        guard = Guard(self.stored, replace(self.question, grain=grain), self.place, self.access)
        is_rounded = any(guard.rule(Told(self.kpi, one.group, "", ())).rounds for one in groups)
        return Window(self.kpi, (first, first), tuple(groups), whole[0] if whole else nothing, is_rounded)

    def _shown(self, guard: Guard, one: Told, gone: Mapping[date, float], first: date) -> Grouped | None:
        value = next((value for value in one.values if value.period == first), None)
        if value is None:
            return None
        rule = guard.rule(one)
        hidden = rule.hides(self.kpi, value, one.is_unit) or (
            f"<{gone[first] + 1:g}" if first in gone else ""
        )
        return Grouped(
            one.group, self._name(one.label), rule.rounded(self.kpi, value, one.is_unit), hidden, one.is_unit
        )

    def values(self, question: Question, span: Span) -> dict[str, Value]:
        """What one statement finds over the window, by group, before anything is hidden."""
        asked = replace(question, grain=WINDOW, since=span[0], until=span[1])
        statement = compile([self.kpi], asked, self.access)
        found = {}
        for row in self.stored.generation.dicts(statement.sql, statement.params):
            num, den, value, eligible, valid = (
                row[f"{self.kpi.id}_{word}"] for word in ("num", "den", "value", "n_eligible", "n_valid")
            )
            if eligible or value is not None:
                numbers = (None if number is None else float(number) for number in (num, den, value))
                days = (span[1] - span[0]).days
                found[row["grp"]] = Value(span[0], *numbers, eligible, valid, days_in_period=days)
        return found

    def rule(self, group: str) -> Rule:
        """What may be shown of a group."""
        return _rounding(self.guard.rule(Told(self.kpi, group, "", ())))

    def _told(self, group: str, value: Value) -> Told:
        by = self.question.by
        is_unit = self.question.scope_type == "unit" or by == "unit_id"
        name = self._name(label(self.stored, by, group, self.place))
        return Told(self.kpi, group, name, (value,), is_unit=is_unit)

    def _name(self, label: str) -> str:
        """A group as a sentence can name it: 5 alone says nothing, Acuity 5 does."""
        return (
            say("{dimension} {group}", dimension=capital(dimension_name(self.question.by)), group=label)
            if label.isdigit()
            else label
        )

    def _hidden(self, groups: Sequence[Told], span: Span) -> dict[str, str]:
        """Why each group is hidden: its own numbers, those of another group, or those of a month."""
        found = {
            one.group: self.rule(one.group).hides(self.kpi, one.values[0], one.is_unit) for one in groups
        }
        rules = {one.group: self.rule(one.group) for one in groups}
        if not self.kpi.is_person_count or not any(rule.up_to for rule in rules.values()):
            return found
        unsafe = self._unsafe_months([one.group for one in groups], span, rules)
        cells, known = {}, self._known(self.question, span)
        for one in groups:
            counts = counts_beside(self.kpi, one.values[0], one.is_unit, one.group, known)
            # A group that its months give away counts as a small one, so that its neighbours protect it.
            if one.group in unsafe:
                counts = tuple(min(count or 0, rules[one.group].up_to) for count in counts)
            cells[one.group, span[0]] = Cell(counts, rules[one.group].up_to, self._facility(one.group))
        asked = replace(self.question, grain=WINDOW, since=span[0], until=span[1])
        told = {group for group, _ in give_aways(cells, WINDOW)}
        told |= {group for group, periods in self.guard.cuts(asked).gone(groups, self.kpi).items() if periods}
        for group in sorted(told):
            if not found[group].startswith("<"):
                found[group] = f"<{max(rules[group].up_to, 1) + 1}"
        return found

    def _known(self, question: Question, span: Span) -> Numbers:
        """What the KPIs count over the window that this one yields to."""
        kpis = elders(self.stored, self.kpi, question, self.access)
        if not kpis:
            return {}
        asked = replace(question, grain=WINDOW, since=span[0], until=span[1])
        statement = compile(kpis, asked, self.access)
        rows = self.stored.generation.dicts(statement.sql, statement.params)
        return {
            (one.id, row["grp"], span[0]): (row[f"{one.id}_num"], row[f"{one.id}_den"])
            for one in kpis
            for row in rows
        }

    def _beside(self, total: Value, rule: Rule, span: Span) -> str:
        """Why all groups together are hidden beside what another KPI counts of them."""
        known = self._known(replace(self.question, by=""), span) if rule.up_to else {}
        cell = Cell(counts_beside(self.kpi, total, False, "", known), rule.up_to)
        return f"<{rule.up_to + 1}" if known and cell.is_small else ""

    def _facility(self, group: str) -> str:
        return self.stored.places.facility_id("unit", group) if self.question.by == "unit_id" else ""

    def _unsafe_months(self, groups: Sequence[str], span: Span, rules: Mapping[str, Rule]) -> set[str]:
        """Groups of which the window holds too few hidden months to keep them: total less the shown ones tells."""
        if self._series is None:
            told = fetch(self.stored, [self.kpi], self.question, self.place, self.access)
            self._series = {one.group: one for one in told}
            self._gone = self.guard.gone(told)
        unsafe = set()
        first = start_of(span[0], self.question.grain) or span[0]
        for group in groups:
            one = self._series.get(group)
            gone = self._gone.get((self.kpi.id, group), {})
            months = [v for v in one.values if first <= v.period < span[1]] if one else []
            hidden = [
                Cell(counts_of(self.kpi, v, one.is_unit), rules[group].up_to)
                for v in months
                if v.period in gone or rules[group].hides(self.kpi, v, one.is_unit).startswith("<")
            ]
            if not is_safe(hidden):
                unsafe.add(group)
        return unsafe


def _rounding(rule: Rule) -> Rule:
    return replace(rule, rounds=rule.rounds or rule.up_to > 0)
