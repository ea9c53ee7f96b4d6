"""What the hand-made engine says about the months ahead and about what people do."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from data.store import Baseline
from metrics.acting import Action, acted, baseline_of
from metrics.forecast.backtest import Checked
from metrics.forecast.reach import reach
from metrics.outlook import Outlook
from metrics.question import Access, Question


class SampleAhead:
    """Forecasts of the sample series: the clinic's is refused, every other one is whole."""

    def outlook(
        self: Any,
        kpis: Sequence[str],
        scope_type: str = "network",
        scope_id: str = "*",
        access: Access = Access(),  # noqa: B008
    ) -> list[Outlook]:
        series = self.answer(Question(tuple(kpis), "month", scope_type, scope_id), access).series
        return [self._outlook(one) for one in series]

    def _outlook(self: Any, series: Any) -> Outlook:
        if series.kpi_id == "amb_no_show_rate":
            message = "No forecast: 4 months of history, at least 6 are needed."
            return Outlook(replace(series, forecast=(), forecast_message=message), "refused", message, 4)
        found = reach(self.kpis()[series.kpi_id], series)
        return Outlook(series, "full", series.forecast_message, 35, 1.2, 1.6, 9, 11, found)

    def checked(
        self: Any,
        kpi_id: str,
        scope_type: str = "network",
        scope_id: str = "*",
        access: Access = Access(),  # noqa: B008
    ) -> list[Checked]:
        series = self.answer(Question((kpi_id,), "month", scope_type, scope_id), access).series[0]
        spread = (series.verdict.upper - series.verdict.lower) / 3
        return [
            Checked(p.period, p.centre, p.centre - spread, p.centre + spread, p.value)
            for p in series.points[-13:-1]
        ]


class SampleActing:
    """The actions of a store, held against the sample series."""

    people: Any = None

    def actions(self: Any, access: Access = Access()) -> tuple[Action, ...]:  # noqa: B008
        rows = self.people.actions() if self.people else []
        return acted(
            rows, self.places(access), self.answer, self.kpis(), self.currency, date(2026, 11, 1), access
        )

    def action_changes(self: Any, action_id: int, access: Access = Access()) -> list[dict[str, Any]]:  # noqa: B008
        return self.people.action_changes(action_id)

    def action_titles(self: Any, access: Access = Access()) -> tuple[Any, ...]:  # noqa: B008
        return tuple((one.action_id, one.title, one.kpi_id, one.stage) for one in self.actions(access))

    def open_actions(self: Any, access: Access = Access()) -> dict[str, int]:  # noqa: B008
        return Counter(one.kpi_id for one in self.actions(access) if one.is_open)

    def baseline(
        self: Any,
        kpi_id: str,
        grain: str,
        place: tuple[str, str],
        access: Access = Access(),  # noqa: B008 - frozen
    ) -> Baseline:
        return baseline_of(self.answer(Question((kpi_id,), grain, *place), access))


def promise(store: Any) -> int:
    """One action that has begun, about the emergency department of the sample."""
    said = {
        "title": "Second triage nurse from 18 to 23 h", "kpi_id": "ed_lwbs_rate", "scope_type": "unit",
        "scope_id": "H1-ED", "grain": "month", "aim": 3.0, "aim_by": date(2027, 4, 30), "owner": "ED matron",
        "cause": "One nurse for ninety arrivals.", "idea": "A second nurse when most patients come.",
        "due": date(2026, 10, 20), "started": date(2026, 2, 10),
    }  # fmt: skip
    return int(store.add_action(said, Baseline(7, date(2026, 9, 1), 4.5, 2.4, 1.6, 3.2)))
