"""How one visit of an open list went: a reason first, as for the list, and a line of its own in the trail."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from data.language import say
from layouts.form import Desk, Field, Form, Refused
from layouts.forms.records import WHY, may_open, noted
from layouts.opener import known, opener
from metrics.question import QuestionError
from metrics.records import Listing


def told(mark: str) -> str:
    return say("Record {mark}", mark=mark)


def _open(desk: Desk, said: dict[str, Any]) -> tuple[str, str]:
    found = desk.engine.openings.get(said["list"], desk.access, known())
    if not isinstance(found, Listing):
        raise Refused(say("The list of this record is closed by now. Open it again first."))
    try:
        visit = desk.engine.visit(found, said["mark"], desk.access)
    except QuestionError as error:
        raise Refused(str(error)) from None
    desk.store.note_opening("visit opened", noted(desk, found, 1, said))
    token = desk.engine.openings.keep(replace(visit, came_from=said["list"]), desk.access, opener())
    return say("That this visit was opened, and why, is written down."), f"/records/{token}"


show = Form(
    name="open-visit",
    title="Show how this visit went",
    button="Show the visit",
    lead="Its steps in order and the waits between them, without names. Your name, the time and why are written down first and stay.",
    fields=(*WHY, Field("list", "List", "hidden"), Field("mark", "Record", "hidden", told=told)),
    save=_open,
    who=may_open,
)
