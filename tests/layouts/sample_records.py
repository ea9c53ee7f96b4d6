"""Records behind the numbers of the sample engine: hand-made, a dozen of them."""

from __future__ import annotations

from datetime import date
from typing import Any

from data.schema import DERIVED
from metrics.question import Access, Point, Question, QuestionError
from metrics.records import COUNTED, IN, LEFT_OUT, Listing, Record
from metrics.visit import Step, Visit

STANDS = (IN, IN, COUNTED, COUNTED, COUNTED, LEFT_OUT)


class Listed:
    """Part of the sample engine: the records of every indicator are the same twelve emergency visits."""

    def records(self, question: Question, access: Access = Access(), most: int = 200) -> Listing:  # noqa: B008
        if question.scope_id == "H2-ED":
            raise QuestionError("The figure is hidden because it is small, and a list would tell it.")
        table: Any = DERIVED["v_ed_visit"]
        rows = tuple(
            Record(f"MARK{i:02d}", STANDS[i % 6], None, date(2026, 9, 28 - i), "Emergency department", ("lwbs", 60 * i * 37))
            for i in range(12)
        )  # fmt: skip
        return Listing(
            question.kpis[0], question, "Riverside General", "emergency visit", 7, Point(question.since, 5.2, 410),
            rows, 410, (table["disposition"], table["stay_seconds"]), conditions={IN: "disposition = 'lwbs'"},
            keys={"MARK00": "key-0", "MARK01": "key-1"},
        )  # fmt: skip

    def visit(self, found: Listing, name: str, access: Access = Access()) -> Visit:  # noqa: B008
        if name not in found.keys:
            raise QuestionError("No visit can be shown of this record.")
        steps = (
            Step("Arrived", 0, "Emergency department"),
            Step("Seen by a clinician", 5400),
            Step("Left", 9000),
        )
        return Visit(found, name, date(2026, 9, 28), 14, steps, n_unseen=1)
