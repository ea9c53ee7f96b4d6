"""What the sample engine says about who may see what."""

from __future__ import annotations

from metrics.question import Access, Question

WHY = "Not permitted to the role ward: it is made from data about bills, claims and payments. The role books may."


class Permits:
    """Part of the sample engine: the role `ward` may not see denials, everybody else sees all."""

    def denied(self, access: Access = Access()) -> dict[str, str]:  # noqa: B008
        return {"denial_rate_initial_pct": WHY} if access.role == "ward" else {}

    def may_ask(self, question: Question, access: Access = Access()) -> bool:  # noqa: B008
        return not self.denied(access).keys() & {*question.kpis}

    def sees_all(self, question: Question, access: Access = Access()) -> bool:  # noqa: B008
        return access.units is None or question.scope_id in access.units
