"""From values in time order to judged points: the one way, at publish and for questions that nobody stored."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from metrics.goals import places_of
from metrics.kpi import Count, Days, Exposure, Kpi, Ratio, SigmaLevel, Sum, Whole
from metrics.sides import value_of
from metrics.verdict import Case, Judged, case, judge_many

SECONDS_OF = {"min": 60, "bed days": 86_400}


class Value(NamedTuple):
    """One KPI in one period of one place and group, before anything is hidden or judged."""

    period: date
    num: float | None
    den: float | None
    value: float | None
    n_eligible: int
    n_valid: int
    status: str = "final"
    days_covered: int | None = None
    days_in_period: int | None = None

    @property
    def coverage(self) -> float | None:
        return self.n_valid / self.n_eligible if self.n_eligible else None


def rests_on(kpi: Kpi, value: Value, is_unit: bool = False) -> float | None:
    """What the minimum numbers of a KPI are held against: its denominator, else the rows that counted.

    A denominator of money or weights says nothing about how many people stand behind it; one of seconds, or of days in
    beds, is held against minutes, bed days or beds (`Kpi.min_of`).
    """
    shape = value_of(kpi, is_unit)
    den = shape.den if isinstance(shape, Ratio) else None
    den = den.side if isinstance(den, Whole) else den
    is_sum = isinstance(den, Sum) and not isinstance(den, Exposure)
    is_amount = is_sum and kpi.is_person_count
    if isinstance(shape, Ratio | SigmaLevel) and not isinstance(shape.den, Days) and not is_amount:
        if value.den is None:
            return None
        each = (value.days_in_period or 1) if kpi.min_of == "beds" else SECONDS_OF.get(kpi.min_of, 1)
        weight = value.den / each
        # Whole numbers stay whole: a sentence may name them.
        return int(weight) if weight == int(weight) else weight
    return value.n_valid


def shown_n(kpi: Kpi, value: Value, is_unit: bool = False) -> int | None:
    """The n beside a value: people where the denominator counts people, else the rows that counted."""
    shape = value_of(kpi, is_unit)
    if kpi.heads:
        return value.n_valid
    if isinstance(shape, Ratio) and (isinstance(shape.den, Count) or kpi.is_person_count):
        found = rests_on(kpi, value, is_unit)
        return None if found is None else round(found)
    return value.n_valid


@dataclass(frozen=True)
class Given:
    """A series as it is stored, and by what it is to be judged; `told` are the places of the periods to tell, if not all."""

    kpi: Kpi
    values: Sequence[Value]
    grain: str
    targets: Sequence[Mapping[str, Any]]
    market: str
    currency: str
    is_unit: bool = False
    rebases: Sequence[date] = ()
    told: Sequence[int] | None = None

    def case(self) -> Case:
        kpi, values = self.kpi, self.values
        return case(
            kpi,
            [v.period for v in values],
            [v.value for v in values],
            [v.num for v in values],
            [v.den for v in values],
            [rests_on(kpi, v, self.is_unit) for v in values],  # type: ignore[misc]
            [v.coverage for v in values],
            [v.status for v in values],
            grain=self.grain,
            targets=self.targets,
            market=self.market,
            rebases=(*self.rebases, *kpi.breaks),
            currency=self.currency,
            told=self.told,
        )


def judged(*series: Any) -> Judged:
    """Every point of one series, given as for `Given`, with limits and a verdict, and the limits of its segments."""
    return judged_many([Given(*series)])[0]


def judged_many(series: Sequence[Given]) -> list[Judged]:
    """The same for many series at once."""
    found = judge_many([one.case() for one in series])
    for one, told in zip(series, found, strict=True):
        values = one.values if one.told is None else [one.values[i] for i in one.told]
        for point, value in zip(told.points, values, strict=True):
            point["n"] = shown_n(one.kpi, value, one.is_unit)
    return found


class Targets:
    """Targets as frozen into a generation."""

    def __init__(self, rows: Iterable[Mapping[str, Any]]) -> None:
        self._rows: dict[tuple[str, str, str], list[Mapping[str, Any]]] = {}
        for row in rows:
            self._rows.setdefault((row["kpi_id"], row["scope_type"], row["scope_id"]), []).append(row)

    def of(self, kpi: Kpi, scope_type: str, scope_id: str, facility_id: str) -> list[Mapping[str, Any]]:
        """Those that hold at a place, the nearest first: while it has none of its own it goes by the one above it."""
        places = places_of(kpi, scope_type, scope_id, facility_id)
        return [row for place in places for row in self._rows.get((kpi.id, *place), ())]


class Rebases:
    """Approved rebases as frozen into a generation. Each holds for its own series only: no other level has changed."""

    def __init__(self, rows: Iterable[Mapping[str, Any]]) -> None:
        self._dates: dict[tuple[str, str, str], list[date]] = {}
        for row in rows:
            series = (row["kpi_id"], row["scope_type"], row["scope_id"])
            self._dates.setdefault(series, []).append(row["rebase_date"])

    def of(self, kpi_id: str, scope_type: str, scope_id: str) -> list[date]:
        return self._dates.get((kpi_id, scope_type, scope_id), [])
