"""Hand-made answers of analysis: comparisons, reasons, gaps, rare events and history, of the same shape as the real ones."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from metrics import funnel, intervals
from metrics.comparing import WORDS, Comparison, Edge, Member
from metrics.contribution import ratio_parts
from metrics.equity import Group, equity
from metrics.gaps import GapPoint, Gaps
from metrics.judging import Value
from metrics.known import Only
from metrics.kpi import Count, Direction, Exposure, Kpi, Ratio
from metrics.past import Past, Version
from metrics.question import Access, Question, QuestionError
from metrics.rare import Rare, rare
from metrics.restating import Restated
from metrics.to_date import Figure, ToDate, Wanted
from metrics.why import Why

YEAR = (date(2025, 10, 1), date(2026, 10, 1))
BEFORE, AFTER = (date(2025, 9, 1), date(2025, 10, 1)), (date(2026, 9, 1), date(2026, 10, 1))
GROUPS = {
    "facility_id": {"H1": "Riverside General", "H2": "Hillcrest Hospital"},
    "unit_id": {"H1-ED": "Emergency department", "H1-4W": "4 West medical", "H2-ED": "Emergency department"},
}
CODES = ("K2", "M7", "Q4", "R9", "T3", "W8")
GROUPS["provider_id"] = {code: code for code in CODES}
PAYERS = {name: name for name in ("Medicare", "Blue Harbor", "Self pay", "Medicaid", "Northwind", "Other")}
SIZES = (900, 400, 160, 90, 620, 45)
LEFT = (18, 9, 20, 2, 15, 1)
BEDS = Exposure("patients", "v_incident_day")
FALLS = Kpi(
    "falls_major_per_1000", "7.05", "Falls with major injury", "per 1,000 patient days", Direction.LOWER,
    Ratio(Count("v_incident", "TRUE"), BEDS, per=1000), by=("unit_type",), means="How often a fall breaks a bone.",
    formula="falls / days", why="Each changes a life.", owner="Quality lead", needs=("incident.event_ts",),
)  # fmt: skip


NOBODY = "Nobody"


class Analysed:
    """The part of the sample engine that answers questions about groups, events and the past."""

    def published(self) -> dict[int, str]:
        return {6: "2026-10-02 05:11:00", 7: "2026-11-01 05:12:00"}

    def versions(self, kpi_id: str) -> tuple[Version, ...]:
        return (
            Version(
                "2", 6, "2026-10-02 05:11:00", "left / arrived", "SELECT left,\n  arrived", date(2026, 5, 15)
            ),
            Version("1", None, "", "left / seen", "SELECT left,\n  seen"),
        )

    def unknown(self, only: Only, access: Access = Access()) -> Only:  # noqa: B008
        strange = ((name, tuple(v for v in values if v == NOBODY)) for name, values in only)
        return tuple((name, values) for name, values in strange if values)

    def statement(self, question: Question, access: Access = Access()) -> str:  # noqa: B008
        return f"SELECT {question.kpis[0]} BY {question.grain}"

    def past(self, question: Question, access: Access = Access()) -> Past:  # noqa: B008
        changed = Restated(
            question.kpis[0], date(2026, 8, 1), "Whole network", 2.1, 2.4, "late or corrected data", 7, ""
        )
        loads = tuple(sorted(self.published().items(), reverse=True))
        return Past(self.versions(question.kpis[0]), (changed,), loads)

    def to_date(self, question: Question, wanted: Wanted, access: Access = Access()) -> ToDate:  # noqa: B008
        now = Figure(date(2026, 1, 1), date(2026, 11, 1), 2.9, 9000, 304, 210)
        then = Figure(date(2025, 1, 1), date(2025, 11, 1), 2.4, 8800, 304, 210)
        return ToDate(question.kpis[0], wanted.stretch, now, then, 0.5, False, "2.9 % against 2.4 %.")

    def working_days(
        self,
        scope_type: str,
        scope_id: str,
        span: tuple[date, date],
        access: Access = Access(),  # noqa: B008
    ) -> int:
        days = (span[0] + timedelta(days=i) for i in range((span[1] - span[0]).days))
        return sum(day.isoweekday() < 6 for day in days)

    def why(
        self,
        question: Question,
        before: date | None = None,
        after: date | None = None,
        access: Access = Access(),  # noqa: B008
    ) -> Why:
        labels = _labels(question)
        was = {group: (LEFT[k] / 2, SIZES[k]) for k, group in enumerate(labels)}
        now = {group: (LEFT[k], SIZES[-k - 1]) for k, group in enumerate(labels)}
        found = ratio_parts(was, now, 100.0)
        said = "It went up. The largest part is the first group."
        return Why(question.kpis[0], question.by, BEFORE, AFTER, found, labels, said)

    def compare(self, question: Question, access: Access = Access()) -> Comparison:  # noqa: B008
        labels = _labels(question)
        sizes, left = SIZES[: len(labels)], LEFT[: len(labels)]
        made = funnel.funnel("proportion", left, sizes)
        members = [
            Member(
                group, label, 100 * left[k] / sizes[k], sizes[k], left[k], sizes[k],
                intervals.wilson(left[k], sizes[k]).scaled(100), None, made.state[k] if made else "none",
                made.side[k] if made else "", WORDS[made.state[k], made.side[k]].format(least=30) if made else "",
            )
            for k, (group, label) in enumerate(labels.items())
        ]  # fmt: skip
        hidden = Member("few", "A small one", None, None, None, None, None, None, "none", "", "", "<11")
        edges: list[Edge] = []
        if made:
            grid = [float(size) for size in range(40, 1000, 40)]
            lines = funnel.bands("proportion", grid, made.centre)
            rows = zip(grid, lines.low95, lines.high95, lines.low998, lines.high998, strict=True)
            edges = [Edge(row[0], *(100 * float(end) for end in row[1:])) for row in rows]
        centre = 100 * sum(left) / sum(sizes)
        return Comparison(
            question.kpis[0], question.by, *YEAR, centre, (*members, hidden), made is not None, edges=tuple(edges), middle=centre,
        )  # fmt: skip

    def individuals(self, question: Question, access: Access = Access()) -> Comparison:  # noqa: B008
        if not access.sees_individuals:
            raise QuestionError("Single clinicians are not permitted.")
        return replace(self.compare(replace(question, by="provider_id")), is_of_individuals=True)

    def equity(self, question: Question, access: Access = Access()) -> Gaps:  # noqa: B008
        labels = _labels(question)
        groups = [
            Group(group, intervals.wilson(LEFT[k], SIZES[k]).scaled(100), SIZES[k], LEFT[k], SIZES[k])
            for k, group in enumerate(list(labels)[:3])
        ]
        found = equity(groups, "proportion", False)
        trend = tuple(
            GapPoint(date(2026, 1 + 3 * k, 1), 5.0, 5.0, 1.0, 9.0, "common", True) for k in range(3)
        )
        said = "The first against the second: +5.5 points, more than chance explains."
        return Gaps(
            question.kpis[0], question.by, *YEAR, found, labels, {"few": "n<30"}, said, trend, "Steady."
        )

    def events(
        self, question: Question, by_chances: bool = False, access: Access = Access()  # noqa: B008
    ) -> Rare:  # fmt: skip
        if question.scope_type == "unit":
            raise QuestionError("Falls: single events are not told where small numbers are hidden.")
        on = {0, 21, 40, 63, 88, 110, 130, 141, 177, 200, 230, 260, 299, 351, 400, 420, 460, 500}
        first = date(2025, 1, 1)
        days = [Value(first + timedelta(days=k), float(k in on), 50.0, 0.0, 50, 50) for k in range(501)]
        return rare(FALLS, days, date(2026, 10, 31), "generic", by_chances)


def _labels(question: Question) -> dict[str, Any]:
    return GROUPS.get(question.by, PAYERS)
