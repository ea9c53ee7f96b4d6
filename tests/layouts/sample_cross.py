"""Hand-made answers to two-way questions."""

from __future__ import annotations

from datetime import date
from math import sin

from metrics.cross import Cross, Crossed, Line
from metrics.question import Access, Question

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
LINES = {
    "weekday": tuple((str(i + 1), day) for i, day in enumerate(DAYS)),
    "arrival_hour": tuple((str(hour), f"{hour:02d}:00") for hour in range(24)),
}
FEW = Crossed(None, None, hidden="<11")


def lines(by: str) -> tuple[tuple[str, str], ...]:
    return LINES.get(by, (("a", "First & foremost"), ("b", "Second"), ("unknown", "Unknown")))


class Crosses:
    """A table with a smooth landscape and, where `hides` says so, one hidden cell in every row."""

    hides = True

    def cross(self, question: Question, across: str, access: Access = Access()) -> Cross:  # noqa: B008
        self.asked.append(question)  # type: ignore[attr-defined]
        has_days = "weekday" in (question.by, across)

        def cell(number: float) -> Crossed:
            return Crossed(float(number), round(number), number, None, "", number / 52 if has_days else None)

        rows, columns = lines(question.by), lines(across)
        sizes = [[round(300 + 200 * sin(i + j / 4)) for j in range(len(columns))] for i in range(len(rows))]
        cells = tuple(
            tuple(FEW if self.hides and i == j else cell(n) for j, n in enumerate(line))
            for i, line in enumerate(sizes)
        )
        return Cross(
            question.kpis[0],
            question.by,
            across,
            date(2025, 11, 1),
            date(2026, 11, 1),
            tuple(Line(*name, cell(sum(line))) for name, line in zip(rows, sizes, strict=True)),
            tuple(
                Line(*name, cell(sum(line)))
                for name, line in zip(columns, zip(*sizes, strict=True), strict=True)
            ),
            cells,
            cell(sum(map(sum, sizes))),
            True,
            ("7 hidden for the few people behind them.",) if self.hides else (),
            7,
        )
