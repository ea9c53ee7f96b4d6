"""Small numbers stay inside the engine: which counts a facility hides, and what remains of a point that is hidden.

Primary suppression on numerator, complement and denominator (kpis.md 6.1). What is hidden has no value, count, limit,
verdict, sentence or forecast anywhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, TypeGuard

from data.language import say
from data.schema import DERIVED
from data.schema.table import TRAITS
from metrics.judging import Value, rests_on
from metrics.kpi import Count, Days, Kpi, Level, PerDay, Ratio, Sum, Whole
from metrics.kpi import Value as Shape
from metrics.question import Question, QuestionError
from metrics.sides import value_of

HIDDEN_UP_TO = {"cms": 10, "nhs_hes": 7, "nhs_5": 5, "internal": 0}
STRICTEST = ("cms", "nhs_hes", "nhs_5", "internal")
SENSITIVE = {*TRAITS, "drg_code", "access_group", "staff_group", "job_role", "absence_reason"}
SENSITIVE_UP_TO = 4
# What is known of colleagues is told of ten of them or not at all, whatever a facility hides of patients.
COLLEAGUES_UP_TO = 9
# Who lacks a course is no secret of theirs: their ward has to send them.
COURSES = {"v_training_month", "v_trained_month"}
SAMPLED = "weight"  # for how many cases one stands that was drawn for review
MOST_SENSITIVE = 2
ROUND_TO = 5


@dataclass(frozen=True)
class Rule:
    """What one answer may show. `up_to` is the largest count that is hidden; 0 itself may be shown."""

    up_to: int = 0
    rounds: bool = False

    @classmethod
    def of(
        cls,
        profiles: Iterable[str],
        dimensions: Iterable[str] = (),
        is_fine: bool = False,
        kpi: Kpi | None = None,
    ) -> Rule:
        """The strictest of the profiles of the facilities in the answer; none given = cms. `kpi` is what is cut.

        A network is a trust or a group of sites and never the nation, so its totals hide what its sites hide.

        `is_fine` says that the answer cuts the same people in more than one way (two dimensions, or weeks beside
        months). What is hidden there could be worked out from the many sums around it, so its counts are rounded.
        """
        found = {profile if profile in STRICTEST else "cms" for profile in profiles} or {"cms"}
        profile = next(name for name in STRICTEST if name in found)
        up_to = HIDDEN_UP_TO[profile]
        if profile == "internal" and SENSITIVE & set(dimensions):
            up_to = SENSITIVE_UP_TO
        traits = set(dimensions) - {"", "facility_id", "unit_id"}
        if kpi is not None and traits and is_of_staff(kpi):
            up_to = max(up_to, COLLEAGUES_UP_TO)
        return cls(up_to, rounds=profile == "nhs_hes" or (is_fine and up_to > 0))

    def hides(self, kpi: Kpi, value: Value, is_unit: bool = False) -> str:
        """Why a value is not shown (`<11`, `n<20`), or nothing."""
        counts = people(kpi, value, is_unit) if self.up_to and kpi.is_person_count else ()
        if any(0 < count <= self.up_to for count in counts):
            return f"<{self.up_to + 1}"
        weight = rests_on(kpi, value, is_unit)
        if value.value is not None and weight is not None and weight < kpi.min_show:
            return f"n<{kpi.min_show:g}"
        # Time, posts and courses of a few colleagues can be many: the floor counts the people themselves.
        if value.value is not None and kpi.heads and is_of_staff(kpi) and value.n_valid <= COLLEAGUES_UP_TO:
            return f"n<{COLLEAGUES_UP_TO + 1}"
        return ""

    def hides_excluded(self, kpi: Kpi, value: Value) -> bool:
        """Whether coverage would tell a small number of excluded cases."""
        return kpi.is_person_count and 0 < value.n_eligible - value.n_valid <= self.up_to

    def rounded(self, kpi: Kpi, value: Value, is_unit: bool = False) -> Value:
        """Counts to the nearest five and the value from them, where the profile asks for it."""
        shape = value_of(kpi, is_unit)
        if not (self.rounds and kpi.is_person_count):
            return value
        near = value._replace(n_eligible=_near(value.n_eligible), n_valid=_near(value.n_valid))
        if isinstance(shape, Count):
            return near._replace(num=_near(value.num), value=_near(value.num))
        if not isinstance(shape, Ratio):
            return near
        den = float(_near(value.den)) if _tells(kpi, shape.den) else value.den
        if _tells(kpi, shape.num) or of_colleagues(kpi, shape.num):
            num = float(_near(value.num))
            return near._replace(num=num, den=den, value=shape.per * num / den if den else None)
        # A mean stays as it is; its sum must not tell the exact number of people.
        mean_of = value.value / shape.per * den if value.value is not None and den is not None else None
        return near._replace(num=mean_of, den=den)


def is_of_staff(kpi: Kpi) -> bool:
    """Whether a KPI tells of colleagues, one by one, and not of patients or of hours."""
    return DERIVED[kpi.table].data_class == "staff_records"


def people(kpi: Kpi, value: Value, is_unit: bool = False) -> list[float]:
    """The counts of people or events behind a value."""
    return [count for count in counts_of(kpi, value, is_unit) if count is not None]


def counts_of(kpi: Kpi, value: Value, is_unit: bool = False) -> tuple[float | None, ...]:
    """The same counts with their places kept: the same count of two values of a KPI stands at the same place."""
    shape = value_of(kpi, is_unit)
    counts: list[float | None] = [value.n_valid]
    match shape:
        case Ratio(num=num, den=den) if _counts(kpi, num):
            counts.append(value.num)
            if _counts(kpi, den):
                counts.append(value.den)
                if num.table == den.table:
                    is_known = value.num is not None and value.den is not None
                    counts.append((value.den or 0) - (value.num or 0) if is_known else None)
        case Ratio(den=den) if _counts(kpi, den):
            counts.append(value.den)
        case Ratio(num=Level(), den=Level()):
            counts = counts if kpi.heads else [value.num, value.den, *_others(kpi, shape, value)]
        case Ratio(den=Sum() | Whole(side=Sum())):
            pass  # money, weights or hours: only the people that `heads` or the rows count stand behind them
        case Ratio(den=Days() | PerDay()):
            counts = [value.num]
        case Count() | Level():
            counts.append(value.num)
        case _:
            counts.append(value.den)
    return (*counts, *_colleagues(kpi, shape, value))


def _others(kpi: Kpi, shape: Ratio, value: Value) -> Iterator[float | None]:
    """Of a share of those who are there the rest of them."""
    if kpi.unit == "%":
        yield None if value.num is None or value.den is None else value.den - value.num


def _colleagues(kpi: Kpi, shape: Shape, value: Value) -> Iterator[float | None]:
    """Of a KPI of staff those whom it tells of, such as who left; of a share of people also the rest of them."""
    if of_colleagues(kpi, shape.num if isinstance(shape, Ratio) else shape):
        yield value.num
        if isinstance(shape, Ratio) and kpi.unit == "%" and of_colleagues(kpi, shape.den):
            yield None if value.num is None or value.den is None else value.den - value.num


def of_colleagues(kpi: Kpi, side: object) -> bool:
    """Whether a side adds up what happened to colleagues, who left or fell ill, or the posts that they left."""
    if not isinstance(side, Sum | Level) or not is_of_staff(kpi) or side.table in COURSES:
        return False
    table = DERIVED[side.table]
    names = [name for name in re.findall(r"[a-z]\w+", side.expression) if name in table]
    return any(table[name].type == "BIGINT" or name.startswith("leavers") for name in names)


def _counts(kpi: Kpi, side: object) -> TypeGuard[Count | Sum]:
    """Whether a side is a number of people: rows, what they hold where they are sums of people, or those that sampled
    ones stand for."""
    if isinstance(side, Sum):
        heads = kpi.heads or SAMPLED
        return side.expression == heads or side.expression.endswith(f" THEN {heads} ELSE 0 END")
    return isinstance(side, Count)


def _tells(kpi: Kpi, side: object) -> bool:
    """The same, or a number of those who are there at one time."""
    return _counts(kpi, side) or (isinstance(side, Level) and not kpi.heads)


def _near(count: float | None) -> int:
    """To the nearest five, half up."""
    return int(((count or 0) + ROUND_TO / 2) // ROUND_TO * ROUND_TO)


NOTHING: dict[str, Any] = {
    "value": None, "n": None, "num": None, "den": None, "coverage": None, "centre": None, "lower": None,
    "upper": None, "rule": "", "side": "", "variation": "none", "is_judged": False,
    "assurance": "", "since": None, "quality": "",
}  # fmt: skip


def sensitive(question: Question) -> set[str]:
    """The protected traits by which a question cuts. Raises `QuestionError` for more than two at once."""
    found = SENSITIVE & {question.by, *(name for name, _ in question.only)}
    if len(found) > MOST_SENSITIVE:
        raise QuestionError(
            say(
                "{traits} together would single people out: choose two of them.",
                traits=", ".join(sorted(found)),
            )
        )
    return found


def sentence(hidden: str) -> str:
    """What is said in the place of a hidden verdict."""
    least = hidden.lstrip("n<")
    if hidden.startswith("n") and least == "1":
        return say("Not shown: there is nothing that it could rest on.")
    if hidden.startswith("n"):
        return say("Not shown: it rests on fewer than {least}.", least=least)
    return say(
        "Not shown: fewer than {least} people or events stand behind it, or behind a number that it would give away.",
        least=least,
    )
