"""Bridges, vital few and comparisons as the engine tells them, for the blocks that draw them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from metrics.bridges import Bridge, budget_steps, cost_steps, denied_steps, staff_steps
from metrics.comparing import Comparison, Member
from metrics.intervals import Interval
from metrics.kpi import Sum
from metrics.pareto import Pareto, ranked
from metrics.question import Access, Answer, Question
from tests.layouts.sample import KPIS, SampleEngine, series

SINCE, UNTIL = date(2025, 10, 1), date(2026, 10, 1)
LIKE = {
    "ed_arrival_to_provider_median": (
        "ed_arrival_to_triage_median", "ed_arrival_to_triage_p90", "ed_triage_to_provider_median",
        "ed_triage_to_provider_p90", "ed_provider_to_departure_median", "ed_provider_to_departure_p90",
        "ed_provider_to_decision_median", "ed_provider_to_decision_p90", "ed_decision_to_departure_median",
        "ed_decision_to_departure_p90",
    ),
    "cost_per_case": (
        "operating_expense_amount", "operating_budget_amount", "budget_variance_amount", "budget_variance_volume_amount",
        "budget_variance_spending_amount", "cost_per_cmi_adjusted_discharge", "adjusted_discharges", "denied_amount",
        "denied_appealed_amount", "denied_won_amount", "denied_lost_amount", "denied_open_amount", "denials_count",
    ),
    "vacancy_rate_pct": ("budget_variance_static_pct", "training_compliance_pct"),
    "alos_days": ("staff_fte", "left_fte", "joined_fte", "average_daily_census", "staffed_beds_mean"),
}  # fmt: skip
BY = (
    "denial_category",
    "cost_centre_id",
    "item_code",
    "course_id",
    "account_class",
    "facility_id",
    "unit_id",
)


def _named(kpi_id: str, like: str) -> Any:
    more = {"value": Sum("amount", "v_denial")} if like == "cost_per_case" else {}
    return replace(KPIS[like], id=kpi_id, title=kpi_id.replace("_", " ").capitalize(), by=BY, **more)


MORE = {kpi_id: _named(kpi_id, like) for like, ids in LIKE.items() for kpi_id in ids}
ORIGIN = {kpi_id: like for like, ids in LIKE.items() for kpi_id in ids}


class PictureEngine(SampleEngine):
    """The sample engine with the indicators that charts are made of, and the answers in their shape."""

    def kpis(self) -> dict[str, Any]:
        known = {kpi_id: replace(kpi, by=(*kpi.by, *BY)) for kpi_id, kpi in KPIS.items()}
        return known | MORE

    def answer(self, question: Question, access: Access = Access()) -> Answer:  # noqa: B008 - frozen
        answer = super().answer(replace(question, kpis=tuple(k for k in question.kpis if k in KPIS)), access)
        groups = [("A", "Ward A, 01-1", -0.1), ("B", "Ward B, 01-2", 0.1)] if question.by else [("", "", 0.0)]
        more = [
            replace(series(ORIGIN[kpi], *group), kpi_id=kpi)
            for kpi in question.kpis
            if kpi in MORE
            for group in groups
        ]
        return replace(answer, question=question, series=(*answer.series, *more))

    def budget_bridge(self, question: Question, access: Access) -> Bridge:
        spending = {"drugs": ("Drugs", 20_000.0), "salaries": ("Salaries", -5_000.0)}
        steps = budget_steps(1_000_000, 40_000, spending, 1_055_000)
        return Bridge(steps, "currency", SINCE, UNTIL, "Spending is $55,000 more than planned.")

    def cost_bridge(self, question: Question, access: Access) -> Bridge:
        steps = cost_steps((12_000_000, 1000, 1500), (14_960_000, 1100, 1760))
        return Bridge(steps, "currency", SINCE, UNTIL, "Operating cost is $2.96 M more.")

    def denied_bridge(self, question: Question, access: Access) -> Bridge:
        return Bridge(denied_steps(1700, 1550, 900, 550, 250), "currency", SINCE, UNTIL, "$900 came back.")

    def staff_bridge(self, question: Question, access: Access) -> Bridge:
        return Bridge(staff_steps(23, 4, 4, (21, 27)), "FTE", SINCE, UNTIL, "4 FTE left.", ("A note.",))

    def pareto(self, question: Question, access: Access) -> Pareto:
        slices = ranked([("a", "Coding", 50.0), ("b", "Timely filing", 35.0)], 15.0)
        said = "2 of 3 groups bring 85 % of 100; the largest is Coding with 50 %."
        return Pareto(question.kpis[0], question.by, SINCE, UNTIL, 100, slices, 2, said)

    def compare(self, question: Question, access: Access) -> Comparison:
        shift = 0 if question.until is None else -4
        members = tuple(
            Member(
                name,
                f"Question {name}",
                value + shift,
                400,
                None,
                None,
                Interval(value, value - 3, value + 3, "Wilson"),
                None,
                "none",
                "",
                "",
            )
            for name, value in (("quiet", 62.0), ("nurses", 81.0))
        )
        few = Member("few", "Question few", None, None, None, None, None, None, "none", "", "", "n<30")
        return Comparison(question.kpis[0], question.by, SINCE, UNTIL, 70.0, (*members, few))
