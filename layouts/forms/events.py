"""Events: what happened at a place, to be seen on the charts of what it may have moved."""

from __future__ import annotations

from typing import Any

from data.language import say
from layouts import wording
from layouts.form import WHERE, Desk, Field, Form, Refused


def _add(desk: Desk, said: dict[str, Any]) -> str:
    desk.store.add_event(said["on"], said["sentence"], *said["place"], said["kpi_id"])
    return say("The event of {day} is on the charts now.", day=wording.day(said["on"]))


def _withdraw(desk: Desk, said: dict[str, Any]) -> str:
    seen = {one.event_id for one in desk.engine.happenings(None, desk.access)}
    if not said["event_id"].isdigit() or int(said["event_id"]) not in seen:
        raise Refused(say("There is no such event any more."))
    desk.store.withdraw_event(int(said["event_id"]))
    return say("The event is off the charts. The audit trail keeps that it was there.")


add = Form(
    name="add-event",
    title="Add event",
    button="Add event",
    fields=(
        Field(
            "sentence",
            "What happened",
            hint="One sentence, no names of patients. E.g. Second triage desk opened.",
        ),
        Field("on", "On", kind="date"),
        WHERE,
        Field("kpi_id", "Matters for", kind="kpi", is_required=False, empty="Every indicator"),
    ),
    save=_add,
)

withdraw = Form(
    name="withdraw-event",
    title="Withdraw event",
    button="Withdraw",
    fields=(Field("event_id", "Event", kind="hidden"),),
    save=_withdraw,
)
