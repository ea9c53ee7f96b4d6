"""Small numbers stay inside the engine: which counts a facility hides, and what remains of a point that is hidden.

Primary suppression on numerator, complement and denominator (kpis.md 6.1). What is hidden has no value, count, limit,
verdict, sentence or forecast anywhere.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from metrics.judging import Value, rests_on
from metrics.kpi import Count, Days, Kpi, Level, PerDay, Ratio, Sum
from metrics.sides import value_of

HIDDEN_UP_TO = {"cms": 10, "nhs_hes": 7, "nhs_5": 5, "internal": 0}
STRICTEST = ("cms", "nhs_hes", "nhs_5", "internal")
SENSITIVE = {
    "ethnicity", "race", "deprivation_quintile", "preferred_language", "drg_code", "mental_health", "staff_group",
    "job_role",
}  # fmt: skip
SENSITIVE_UP_TO = 4
ROUND_TO = 5


@dataclass(frozen=True)
class Rule:
    """What one answer may show. `up_to` is the largest count that is hidden; 0 itself may be shown."""

    up_to: int = 0
    rounds: bool = False

    @classmethod
    def of(cls, profiles: Iterable[str], dimensions: Iterable[str], is_network: bool) -> Rule:
        """The strictest of the profiles of the facilities in the answer; none given = cms."""
        found = {profile if profile in STRICTEST else "cms" for profile in profiles} or {"cms"}
        profile = next(name for name in STRICTEST if name in found)
        up_to = HIDDEN_UP_TO[profile]
        if profile == "nhs_hes" and is_network:
            return cls()
        if profile == "internal" and SENSITIVE & set(dimensions):
            up_to = SENSITIVE_UP_TO
        return cls(up_to, rounds=profile == "nhs_hes")

    def hides(self, kpi: Kpi, value: Value, is_unit: bool = False) -> str:
        """Why a value is not shown (`<11`, `n<20`), or nothing."""
        if kpi.is_person_count and any(0 < count <= self.up_to for count in people(kpi, value, is_unit)):
            return f"<{self.up_to + 1}"
        weight = rests_on(kpi, value, is_unit)
        if value.value is not None and weight is not None and weight < kpi.min_show:
            return f"n<{kpi.min_show:g}"
        return ""

    def hides_excluded(self, kpi: Kpi, value: Value) -> bool:
        """Whether coverage would tell a small number of excluded cases."""
        return kpi.is_person_count and 0 < value.n_eligible - value.n_valid <= self.up_to

    def rounded(self, kpi: Kpi, value: Value, is_unit: bool = False) -> Value:
        """Counts to the nearest five and the value from them, where the profile asks for it."""
        shape = value_of(kpi, is_unit)
        if not (self.rounds and kpi.is_person_count) or value.value is None:
            return value
        near = replace(value, n_eligible=_near(value.n_eligible), n_valid=_near(value.n_valid))
        if not (isinstance(shape, Ratio) and isinstance(shape.num, Count)):
            return (
                near
                if not isinstance(shape, Count)
                else replace(near, num=_near(value.num), value=_near(value.num))
            )
        num = float(_near(value.num))
        den = float(_near(value.den)) if isinstance(shape.den, Count) else value.den
        return replace(near, num=num, den=den, value=shape.per * num / den if den else None)


def people(kpi: Kpi, value: Value, is_unit: bool = False) -> list[float]:
    """The counts of people or events behind a value."""
    shape = value_of(kpi, is_unit)
    counts: list[float | None] = [value.n_valid]
    match shape:
        case Ratio(num=Count() as num, den=den):
            counts.append(value.num)
            if isinstance(den, Count):
                counts.append(value.den)
                if num.table == den.table and value.num is not None and value.den is not None:
                    counts.append(value.den - value.num)
        case Ratio(den=Count()):
            counts.append(value.den)
        case Ratio(num=Level(), den=Level()):
            counts = [value.num, value.den]
        case Ratio(den=Sum()):
            pass  # money, weights or hours: only the rows behind them are people
        case Ratio(den=Days() | PerDay()):
            counts = [value.num]
        case Count() | Level():
            counts.append(value.num)
        case _:
            counts.append(value.den)
    return [count for count in counts if count is not None]


def _near(count: float | None) -> int:
    """To the nearest five, half up."""
    return int(((count or 0) + ROUND_TO / 2) // ROUND_TO * ROUND_TO)


NOTHING: dict[str, Any] = {
    "value": None, "n": None, "num": None, "den": None, "coverage": None, "centre": None, "lower": None,
    "upper": None, "rule": "", "side": "", "variation": "none", "is_judged": False,
}  # fmt: skip


def sentence(hidden: str) -> str:
    """What is said in the place of a hidden verdict."""
    least = hidden.lstrip("n<")
    if hidden.startswith("n"):
        return f"Not shown: it rests on fewer than {least}."
    return f"Not shown: fewer than {least} people or events stand behind it."
