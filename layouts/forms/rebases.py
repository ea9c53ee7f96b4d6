"""New limits: a person approves that a level has changed for good, and says why."""

from __future__ import annotations

from typing import Any

from data.language import say
from layouts import wording
from layouts.form import INDICATOR, WHERE, Desk, Field, Form, Refused


def _approve(desk: Desk, said: dict[str, Any]) -> str:
    kpi = desk.engine.kpis()[said["kpi_id"]]
    if kpi.judged_by:
        raise Refused(
            say(
                "This is judged by {indicator}: give that one new limits.",
                indicator=say(desk.engine.kpis()[kpi.judged_by].title),
            )
        )
    desk.store.approve_rebase(said["kpi_id"], *said["place"], said["on"], said["reason"], desk.writer)
    return say(
        "New limits from {day} on are approved by {name}.", day=wording.day(said["on"]), name=desk.writer
    )


def _withdraw(desk: Desk, said: dict[str, Any]) -> str:
    if not desk.store.withdraw_rebase(said["kpi_id"], *said["place"], said["on"]):
        raise Refused(say("There is no such approval any more."))
    return say("The new limits from {day} on are withdrawn.", day=wording.day(said["on"]))


approve = Form(
    name="approve-limits",
    title="Approve new limits",
    button="Approve new limits",
    lead="Only when the cause is known and will last. The old limits stay in the chart; your name is kept with the reason.",
    fields=(
        INDICATOR,
        WHERE,
        Field("on", "From", "date"),
        Field("reason", "Reason", "words", hint="What changed, and why it will last.", most=400),
    ),
    save=_approve,
    is_judged_by=True,
)

withdraw = Form(
    name="withdraw-limits",
    title="Withdraw new limits",
    button="Withdraw",
    fields=(
        INDICATOR,
        WHERE,
        Field("on", "From", "date"),
    ),
    save=_withdraw,
    is_judged_by=True,
)
