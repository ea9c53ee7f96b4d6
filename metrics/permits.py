"""Who may see which KPI: the classes of its tables, the traits it is cut by, and whether its rows can be told apart by place."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache

from data.language import mark, say
from data.schema import DERIVED
from data.schema.table import INDIVIDUAL
from data.settings import EVERYTHING, Role, Settings
from metrics.kpi import Kpi
from metrics.question import Access, Question, QuestionError
from metrics.sides import shape

SPOKEN = {
    "clinical": mark("visits, stays and operations"),
    "safety": mark("incidents and infections"),
    "experience": mark("surveys and complaints"),
    "workforce": mark("posts, hours and rosters"),
    "staff_records": mark("single members of staff"),
    "finance": mark("money spent and earned"),
    "revenue": mark("bills, claims and payments"),
    "governance": mark("audits, policies and improvement"),
    "sensitive": mark("who people are"),
    INDIVIDUAL: mark("single clinicians"),
}
OF_COST_CENTRES = ("finance", "revenue")


class NotPermitted(QuestionError):
    """A question about rows, a class of data or a trait that the asker may not see."""


def access_of(settings: Settings, name: str = "") -> Access:
    """What a role of a site may see; without a name the one that the settings choose."""
    name = name or settings.role
    if name == EVERYTHING:
        return Access(sees_individuals=settings.see_individual)
    for role in settings.roles:
        if role.name == name:
            return _of(role)
    known = ", ".join([EVERYTHING, *(role.name for role in settings.roles)])
    raise QuestionError(say("There is no role {role}; there are {known}.", role=repr(name), known=known))


@cache
def classes_of(kpi: Kpi) -> frozenset[str]:
    """The classes of all the tables that a KPI reads, anywhere."""
    return frozenset(DERIVED[table].data_class for table in tables_of(kpi))


@cache
def tables_of(kpi: Kpi) -> tuple[str, ...]:
    both = (False, True) if kpi.unit_value is not None else (False,)
    return tuple(dict.fromkeys(table for is_unit in both for table in shape(kpi, is_unit).tables))


def refusal(kpi: Kpi, access: Access, roles: Sequence[Role] = ()) -> str:
    """Why somebody may not see a KPI, naming the roles that may; "" when they may."""
    if reason := _closed(kpi, access):
        may = [role.name for role in roles if not _closed(kpi, _of(role))]
        named = {"role": access.role, "reason": reason}
        if not may:
            return say("Not permitted to the role {role}: {reason}. No role of the settings may.", **named)
        if len(may) == 1:
            return say("Not permitted to the role {role}: {reason}. The role {may} may.", may=may[0], **named)
        known = may[0]
        for role in may[1:]:
            known = say("{first} and {last}", first=known, last=role)
        return say("Not permitted to the role {role}: {reason}. The roles {may} may.", may=known, **named)
    return ""


def check(kpis: Iterable[Kpi], question: Question, access: Access | None, across: str = "") -> None:
    """Raises `NotPermitted` for what the asker may not see: the last door before every statement."""
    if access is None:
        return
    for kpi in kpis:
        if reason := _closed(kpi, access):
            raise NotPermitted(
                say(
                    "{title} is not permitted to the role {role}: {reason}.",
                    title=say(kpi.title),
                    role=access.role,
                    reason=reason,
                )
            )
        tables = tables_of(kpi)
        for dimension in filter(None, (question.by, across, *(name for name, _ in question.only))):
            wanted = {DERIVED[t][dimension].data_class for t in tables if dimension in DERIVED[t]} - {""}
            if not access.may_cut_by(wanted):
                raise NotPermitted(
                    say(
                        "{title} by {dimension} is not permitted to the role {role}: it tells {traits}.",
                        title=say(kpi.title),
                        dimension=say(dimension.replace("_", " ")),
                        role=access.role,
                        traits=_spoken(wanted),
                    )
                )


def _of(role: Role) -> Access:
    return Access(
        role.facilities,
        role.units,
        role.cost_centres,
        role.classes,
        role.name,
        sees_individuals=role.see_individual,
    )


def _closed(kpi: Kpi, access: Access) -> str:
    if access.sees_every_row and access.classes is None:
        return ""
    tables = tables_of(kpi)
    if access.classes is not None and (lacking := classes_of(kpi) - set(access.classes)):
        return say("it is made from data about {classes}", classes=_spoken(lacking))
    for column, seen, reason in (
        ("facility_id", access.facilities, mark("its rows name no facility")),
        ("unit_id", access.units, mark("its rows name no unit")),
    ):
        if seen is not None and any(column not in DERIVED[table] for table in tables):
            return say(reason)
    if access.cost_centres is not None:
        for table in tables:
            if DERIVED[table].data_class in OF_COST_CENTRES and "cost_centre_id" not in DERIVED[table]:
                return say("its rows name no cost centre")
    return ""


def _spoken(classes: Iterable[str]) -> str:
    said = [say(SPOKEN[name]) for name in sorted(classes)]
    told = said[0]
    for one in said[1:]:
        told = say("{first}, and {last}", first=told, last=one)
    return told
