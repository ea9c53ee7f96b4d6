"""Whether a KPI can answer to the split and the filters of a question, and whether the asker may see it so."""

from __future__ import annotations

from data.language import say
from metrics.kpi import Kpi
from metrics.permits import NotPermitted, check
from metrics.question import Access, Question, QuestionError, did_you_mean


def can_cut(kpi: Kpi, question: Question, notes: list[str], is_alone: bool) -> bool:
    """Whether a KPI has the split and the filters of a question; if not, an error when it is the only one."""
    known = ("facility_id", "unit_id", *kpi.by)
    wanted = [question.by] if question.by else []
    for dimension in [*wanted, *(name for name, _ in question.only)]:
        if dimension in known:
            continue
        named = {"title": say(kpi.title), "dimension": repr(dimension)}
        if dimension == question.by:
            said = say("{title} cannot be split by {dimension}.", **named)
        else:
            said = say("{title} cannot be filtered by {dimension}.", **named)
        if is_alone:
            can = say("It can be by {known}.", known=", ".join(known))
            raise QuestionError(f"{said}{did_you_mean(dimension, known)} {can}")
        notes.append(said)
        return False
    return True


def may_cut(kpi: Kpi, question: Question, access: Access, notes: list[str], is_alone: bool) -> bool:
    """Whether the asker may see a KPI by the traits of a question; if not, an error when it is the only one."""
    try:
        check([kpi], question, access)
    except NotPermitted as error:
        if is_alone:
            raise
        notes.append(str(error))
        return False
    return True
