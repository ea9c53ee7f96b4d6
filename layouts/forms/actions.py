"""Actions: what is to be done about an indicator, by whom and until when; and how it went on."""

from __future__ import annotations

from datetime import date
from typing import Any

from data.language import inside, say
from layouts import wording
from layouts.form import INDICATOR, WHERE, Desk, Field, Form, Refused
from metrics.acting import STAGES, Action
from metrics.engine import nearest_grain

STEPS = {"plan": "Plan", "do": "Do", "study": "Study", "act": "Act"}
NOBODY = "No names of patients."


def _today(desk: Desk) -> date:
    return desk.settings.as_of or date.today()


def _started(desk: Desk, said: dict[str, Any]) -> None:
    if said["started"] and said["started"] > _today(desk):
        raise Refused(say("This day is still to come. Leave it empty until the change has begun."), "started")


def _aimed(said: dict[str, Any]) -> None:
    if said["aim_by"] and said["aim"] is None:
        raise Refused(say("Say which value is to be reached by then."), "aim")


def found(desk: Desk, number: str) -> Action:
    """The action of a form, if whoever writes may see it."""
    for one in desk.engine.actions(desk.access):
        if str(one.action_id) == number:
            return one
    raise Refused(say("There is no such action."))


def _add(desk: Desk, said: dict[str, Any]) -> str:
    _aimed(said)
    _started(desk, said)
    kpi = desk.engine.kpis()[said["kpi_id"]]
    grain = nearest_grain(kpi, "month")
    scope_type, scope_id = said["place"]
    baseline = desk.engine.baseline(kpi.id, grain, said["place"], desk.access)
    desk.store.add_action({**said, "scope_type": scope_type, "scope_id": scope_id, "grain": grain}, baseline)
    return say(
        "The action “{title}” is on the board, due {day}.", title=said["title"], day=wording.day(said["due"])
    )


def _move(desk: Desk, said: dict[str, Any]) -> str:
    action, stage = found(desk, said["action_id"]), said["stage"]
    _started(desk, said)
    if stage in ("done", "stopped") and not said["note"]:
        raise Refused(say("Say in a sentence what became of it."), "note")
    changes: dict[str, Any] = {"stage": stage, "step": said["step"] or action.step}
    if said["started"]:
        changes["started"] = said["started"]
    elif stage in ("doing", "checking") and action.started is None:
        changes["started"] = _today(desk)
    if not desk.store.change_action(action.action_id, changes, said["note"] or ""):
        return say("Nothing was different.")
    return say("“{title}” is now: {stage}.", title=action.title, stage=inside(say(STAGES[stage])))


def _change(desk: Desk, said: dict[str, Any]) -> str:
    action = found(desk, said["action_id"])
    _aimed(said)
    changes = {name: said[name] for name in ("title", "owner", "due", "aim", "aim_by")}
    changes |= {name: said[name] or "" for name in ("cause", "idea")}
    is_new = desk.store.change_action(action.action_id, changes)
    return say("“{title}” is changed.", title=said["title"]) if is_new else say("Nothing was different.")


TITLE = Field("title", "What is to be done", hint=f"E.g. A second nurse at triage from 18 to 23 h. {NOBODY}")
OWNER = Field("owner", "Who sees to it", hint=f"A role, e.g. ED matron. {NOBODY}", most=80)
DUE = Field("due", "Due", kind="date")
AIM = Field("aim", "Value to reach", kind="number", hint="In the unit of the indicator.", is_required=False)
AIM_BY = Field("aim_by", "Reach it by", kind="date", is_required=False)
CAUSE = Field(
    "cause", "Cause", kind="words", most=2000, is_required=False,
    hint="Why it is as it is: ask why until something can be changed.",
)  # fmt: skip
IDEA = Field(
    "idea",
    "Idea",
    kind="words",
    most=2000,
    is_required=False,
    hint="What is tried, where, and what it should do.",
)
NUMBER = Field("action_id", "Action", kind="hidden")

add = Form(
    name="add-action",
    title="Add action",
    button="Add action",
    lead="Value and limits of today are kept with it, so that later points can be held against them.",
    fields=(
        TITLE,
        INDICATOR,
        WHERE,
        OWNER,
        DUE,
        AIM,
        AIM_BY,
        CAUSE,
        IDEA,
        Field(
            "started", "Begun on", kind="date", is_required=False,
            hint="Empty until the change has begun; from then on its effect is judged.",
        ),
    ),
    save=_add,
)  # fmt: skip

move = Form(
    name="move-action",
    title="Move action",
    button="Save",
    fields=(
        NUMBER,
        Field("stage", "Stage", kind="choice", choices=tuple(STAGES.items())),
        Field(
            "step", "Step", kind="choice", choices=tuple(STEPS.items()), is_required=False, empty="As it is"
        ),
        Field(
            "started",
            "Begun on",
            kind="date",
            is_required=False,
            hint="Its effect is judged from this day on.",
        ),
        Field("note", "What happened", kind="words", most=1000, is_required=False, hint=NOBODY),
    ),
    save=_move,
)

change = Form(
    name="change-action",
    title="Change action",
    button="Save",
    fields=(NUMBER, TITLE, OWNER, DUE, AIM, AIM_BY, CAUSE, IDEA),
    save=_change,
)
