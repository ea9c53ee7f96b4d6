"""What the engine says about the months to come: forecasts, how good they were, and whether targets are in reach."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, TypeVar

from data.language import mark, say
from metrics.forecast.backtest import Checked, checked_months
from metrics.forecast.family import family_matrix
from metrics.forecast.reach import Reach, reach
from metrics.question import Access, Answer, Question, Series
from metrics.stored import Stored

if TYPE_CHECKING:
    from metrics.kpi import Kpi

T = TypeVar("T")
SCOPE_TYPES = ("facility", "network", "unit")
NO_FORECAST = mark(
    "No forecast: forecasts are made for whole places, and these figures cover only what you may see."
)


@dataclass(frozen=True)
class Outlook:
    """One KPI of one place ahead.

    `state` is full, provisional, refused, hidden or none; only the first two have a forecast. Errors are mean misses
    one month ahead over the last year, in the KPI's unit; `naive` those of repeating last year.
    """

    series: Series
    state: str
    message: str
    n_points: int = 0
    typical: float | None = None
    naive: float | None = None
    held80: int = 0
    checked80: int = 0
    reach: Reach | None = None


class Ahead:
    """Part of the engine: it lends what is kept and known, this adds the questions about what is to come."""

    if TYPE_CHECKING:

        def answer(self, question: Question, access: Access = ...) -> Answer: ...
        def currency(self, scope_type: str, scope_id: str) -> str: ...
        def dark(self) -> dict[str, str]: ...
        def _lit(self, kpi_id: str) -> Kpi: ...
        def _now(self) -> Stored: ...
        def _kept(self, stored: Stored, words: tuple[Any, ...], make: Callable[[], T]) -> T: ...

    def outlook(
        self,
        kpis: Sequence[str],
        scope_type: str = "network",
        scope_id: str = "*",
        access: Access = Access(),  # noqa: B008 - frozen
    ) -> list[Outlook]:
        """What is expected of these KPIs at one place, by month, in their order; dark ones and those without months are left out."""
        stored, dark = self._now(), self.dark()
        wanted = tuple(kpi for kpi in dict.fromkeys(kpis) if kpi not in dark)
        # Asked like the overview of a page, so that both are answered from one cached answer.
        question = Question(wanted, "month", scope_type, scope_id)

        def made() -> list[Outlook]:
            series = self.answer(question, access).series if wanted else ()
            tests = stored.backtests(wanted, scope_type, scope_id)
            money = self.currency(scope_type, scope_id)
            by_month = [one for one in series if "month" in stored.kpis[one.kpi_id].grains]
            return [_outlook(stored.kpis[s.kpi_id], s, tests.get(s.kpi_id), money) for s in by_month]

        return self._kept(stored, ("outlook", question, access), made)

    def checked(
        self,
        kpi_id: str,
        scope_type: str = "network",
        scope_id: str = "*",
        access: Access = Access(),  # noqa: B008 - frozen
    ) -> list[Checked]:
        """The last year of one series as it was forecast a month before each month; empty where no forecast is shown."""
        stored, kpi = self._now(), self._lit(kpi_id)

        def made() -> list[Checked]:
            found = self.outlook((kpi_id,), scope_type, scope_id, access)
            if not found or not found[0].series.forecast:
                return []
            family = [
                (kind, place, values)
                for kind in SCOPE_TYPES
                for (_, place), (values, _) in stored.series((kpi_id,), "month", kind, None).items()
                if stored.places.sees_whole(access, kind, place)
            ]
            months, matrix, weights = family_matrix([values for _, _, values in family])
            row = next(i for i, one in enumerate(family) if one[:2] == (scope_type, scope_id))
            shown = {p.period: p.value for p in found[0].series.points if p.value is not None}
            checked = checked_months(kpi, months, matrix, row, weights)
            return [replace(one, actual=shown[one.month]) for one in checked if one.month in shown]

        return self._kept(stored, ("checked", kpi_id, scope_type, scope_id, access), made)


def _outlook(kpi: Kpi, series: Series, test: dict[str, Any] | None, money: str) -> Outlook:
    """What may be told of a forecast: where the points are hidden, so is everything about how they did."""
    message = series.forecast_message
    if not series.forecast:
        if not message or test is None:
            return Outlook(series, "none", message or say(NO_FORECAST))
        return Outlook(
            series,
            "refused" if test["state"] == "refused" and message == test["message"] else "hidden",
            message,
        )
    assert test is not None
    return Outlook(
        series, test["state"], message, test["n_points"], test["typical_error"], test["naive_error"],
        test["held80"] or 0, test["checked80"] or 0, reach(kpi, series, money),
    )  # fmt: skip
