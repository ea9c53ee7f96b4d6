"""What people wrote, for the sample engine: from a store where a test gives one."""

from __future__ import annotations

from typing import Any

from metrics.happenings import Happening
from metrics.question import Access, Question


class SampleWriting:
    """The events of a store, at the places of the sample."""

    people: Any = None

    def happenings(
        self,
        question: Question | None = None,
        access: Access = Access(),  # noqa: B008 - frozen
    ) -> tuple[Happening, ...]:
        names = {place.scope_id: place.name for place in self.places(access)}  # type: ignore[attr-defined]
        return tuple(
            Happening(
                row["event_date"], row["sentence"], names.get(row["scope_id"], "Whole network"), row["kpi_id"] or "",
                row["event_id"], row["scope_type"], row["scope_id"], row["written_by"],
            )
            for row in (self.people.events() if self.people else [])
            if question is None or row["kpi_id"] in (None, *question.kpis)
        )  # fmt: skip

    def is_judging_due(self) -> bool:
        return bool(self.people and self.people.targets())
