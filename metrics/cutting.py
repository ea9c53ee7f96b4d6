"""Whether a KPI can answer to the split and the filters of a question, and whether the asker may see it so."""

from __future__ import annotations

from collections.abc import Sequence

from data.language import say
from data.schema import DERIVED
from metrics.kpi import Kpi
from metrics.names import dimension_name
from metrics.permits import NotPermitted, check
from metrics.question import Access, Question, QuestionError, did_you_mean

Lacking = dict[str, list[str]]
MOST_NAMED = 6


def can_cut(kpi: Kpi, question: Question, lacking: Lacking, is_alone: bool) -> bool:
    """Whether a KPI has the split and the filters of a question; if not, an error when it is the only one.

    `lacking` gathers the titles of the others by the dimension that they do not have.
    """
    known = ("facility_id", "unit_id", *kpi.by)
    wanted = [question.by] if question.by else []
    for dimension in [*wanted, *(name for name, _ in question.only)]:
        if dimension in known:
            continue
        named = {"title": say(kpi.title), "dimension": called(dimension)}
        if is_alone:
            if dimension == question.by:
                said = say("{title} cannot be split by {dimension}.", **named)
            else:
                said = say("{title} cannot be filtered by {dimension}.", **named)
            # Here on pages, there at a command line, which takes the codes.
            can = say("It can be by {known}.", known=", ".join(f"{called(one)} ({one})" for one in known))
            raise QuestionError(f"{said}{did_you_mean(dimension, known)} {can}")
        lacking.setdefault(dimension, []).append(say(kpi.title))
        return False
    return True


def left_out(lacking: Lacking) -> list[str]:
    """One sentence for each dimension that some of the KPIs of a question do not have."""
    return [
        say("Not by {dimension}: {names}.", dimension=called(dimension), names=", ".join(titles))
        for dimension, titles in lacking.items()
    ]


def none_of_yours(kpis: Sequence[Kpi]) -> list[str]:
    """One sentence for the KPIs that somebody may see and that count nothing in their units."""
    names = [say(kpi.title) for kpi in kpis]
    if len(names) > MOST_NAMED + 1:
        more = say("{n} more", n=len(names) - MOST_NAMED)
        names = [*names[:MOST_NAMED], more]
    return [say("No figures from your units here: {names}.", names=", ".join(names))] if names else []


def called(dimension: str) -> str:
    """A dimension as people say it; a word that is none, as it was written."""
    if any(dimension in table for table in DERIVED.values()):
        return dimension_name(dimension)
    return repr(dimension)


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
