"""The ledger lines behind a figure of money: account by account and cost centre by cost centre, adding up to it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from data.language import say
from metrics.compile import Frame, Statement
from metrics.cutting import can_cut
from metrics.kpi import Kpi, Ratio, Sum
from metrics.permits import check
from metrics.places import Place
from metrics.question import Access, Question, QuestionError
from metrics.sides import base
from metrics.spans import period
from metrics.stored import Stored

TABLE = "v_budget_month"
MOST_LINES = 100


@dataclass(frozen=True)
class Line:
    """One account of one cost centre. `part` is what it adds to the figure."""

    cost_centre_id: str
    cost_centre: str
    account: str
    account_class: str
    actual: float
    budget: float
    flexed_budget: float
    part: float


@dataclass(frozen=True)
class Ledger:
    """The lines that pull hardest, whichever way; `rest` is what the `total - len(lines)` others add to `whole`."""

    lines: tuple[Line, ...]
    total: int
    whole: float
    since: date
    until: date

    @property
    def rest(self) -> float:
        return self.whole - sum(line.part for line in self.lines)


def has_lines(kpi: Kpi) -> bool:
    """Whether a KPI is a sum, or a ratio over one, of ledger lines."""
    return kpi.table == TABLE and isinstance(_sum(kpi), Sum)


def statement(kpi: Kpi, question: Question, access: Access | None) -> Statement:
    """Every line that the KPI counts in the time of `question`, the one that pulls hardest first."""
    check([kpi], question, access)
    frame = Frame(question, access)
    amounts = ", ".join(
        f"CAST(sum({name}) AS DOUBLE) AS {name}" for name in ("actual", "budget", "flexed_budget")
    )
    sql = (
        f"SELECT cost_centre_id, account_id, account_class, {amounts}, CAST(sum({_sum(kpi).expression}) AS DOUBLE) AS part, "
        f"count(*) OVER () AS listed, sum(CAST(sum({_sum(kpi).expression}) AS DOUBLE)) OVER () AS whole\n"
        f"FROM {TABLE}{frame.where(TABLE, base(kpi))}\n"
        f"GROUP BY cost_centre_id, account_id, account_class\n"
        f"ORDER BY abs(part) DESC, cost_centre_id, account_id\nLIMIT {MOST_LINES}"
    )
    return Statement(sql, frame.params)


def ledger(stored: Stored, kpi: Kpi, question: Question, place: Place, access: Access) -> Ledger:
    """The lines behind the period of `question` that begins at its `since`."""
    if not has_lines(kpi) or question.since is None or question.grain not in kpi.grains:
        raise QuestionError(say("{kpi} is not made of ledger lines that can be listed.", kpi=say(kpi.title)))
    start, end = period(question.since, question.grain)
    asked = replace(question, since=start, until=end, by="")
    made = statement(kpi, asked, access)
    rows = stored.generation.dicts(made.sql, made.params)
    if not rows:
        raise QuestionError(say("{kpi} has no figure in this period.", kpi=say(kpi.title)))
    lines = tuple(
        Line(
            row["cost_centre_id"],
            stored.name("cost_centre_id", row["cost_centre_id"]) or row["cost_centre_id"],
            stored.name("account_id", row["account_id"]) or row["account_id"],
            row["account_class"],
            *(row[name] for name in ("actual", "budget", "flexed_budget", "part")),
        )
        for row in rows
    )
    return Ledger(lines, rows[0]["listed"], rows[0]["whole"], start, end)


def _sum(kpi: Kpi) -> Sum:
    return kpi.value.num if isinstance(kpi.value, Ratio) else kpi.value  # type: ignore[return-value]


class Ledgers:
    """Part of the engine: the lines behind a figure of money. They are nobody's records: who sees the figure sees them."""

    if TYPE_CHECKING:

        def _now(self) -> Stored: ...
        def _lit(self, kpi_id: str) -> Kpi: ...

    def ledger(self, question: Question, access: Access = Access()) -> Ledger:  # noqa: B008 - frozen
        stored, kpi = self._now(), self._lit(question.kpis[0])
        can_cut(kpi, question, {}, is_alone=True)
        return ledger(stored, kpi, question, stored.places.of(question, access), access)
