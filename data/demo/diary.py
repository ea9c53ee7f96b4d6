"""What the people of the demo hospital wrote down about its stories: events on charts, and actions with their steps.

Owners are roles. Everything is dated from the last whole month of the data, so that a demo of any day looks the same.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from data.demo.clock import add_months
from data.demo.home import NOTE
from data.demo.stories import BY_KEY
from data.settings import Settings
from data.store import Baseline, Store

# Of the other stories nobody knows yet what happened: their charts bear no event.
KNOWN = ("triage", "agency", "denials", "turnover", "noshow")


@dataclass(frozen=True)
class Promise:
    """An action about a story: months count from the last whole one; `started` None = not begun.

    `steps` are (stage, step of the improvement cycle, note), in the order in which they were written.
    """

    story: str
    title: str
    owner: str
    cause: str
    idea: str
    due: int
    started: int | None = None
    aim: float | None = None
    steps: tuple[tuple[str, str, str], ...] = ()


PROMISES = (
    Promise(
        "triage", "A provider at triage from 10 to 22 h", "ED clinical lead",
        "Patients waited for a room before anybody saw them.", "One provider sees, orders and discharges at triage.",
        2, -7, 25.0,
        (("checking", "study", "Four months below the mean."), ("done", "act", "Kept: part of the rota now.")),
    ),
    Promise(
        "turnover", "Send for the next patient when closing begins", "Theatre manager",
        "The next patient was sent for when the room was clean.", "The porter is called at skin closure.",
        3, -7, 25.0, (("checking", "study", "Five rooms of six do it."),),
    ),
    Promise(
        "agency", "Fill two night posts on 3 East", "Chief people officer",
        "Two night posts have been vacant since spring.", "Post open to internal candidates first.",
        3, -1, 8.0,
    ),
    Promise(
        "denials", "Ask Veldrane before every elective case", "Revenue cycle director",
        "Veldrane asks for authorisation of more procedures.", "The booking desk checks its list before a date is given.",
        2, None, 10.0,
    ),
    Promise(
        "noshow", "Reminder calls two days before, again", "Practice manager",
        "Reminder calls stopped when the desk lost a post.", "Calls by text, with an answer that frees the slot.",
        0, None, 11.0,
    ),
    Promise(
        "returns", "A call within 48 hours for heart failure", "Quality lead",
        "Patients go home without a plan for weight and salt.", "A nurse calls, checks weight and drugs, books a visit.",
        4, -1, 18.0,
    ),
)  # fmt: skip


def last_month(until: date) -> date:
    """The first day of the last whole month."""
    return add_months(until.replace(day=1), -1)


def events(until: date) -> list[dict[str, Any]]:
    """Rows for the store: what happened on the first day of a story."""
    rows = []
    for story in (BY_KEY[key] for key in KNOWN):
        rows.append(
            {
                "on": add_months(last_month(until), story.since),
                "sentence": f"{story.title}.",
                "scope_type": story.scope_type,
                "scope_id": story.scope_id,
                "kpi_id": story.kpi_id,
            }
        )
    return rows


def said(promise: Promise, until: date) -> dict[str, Any]:
    """An action as somebody writes it down, without where its indicator stood."""
    story, last = BY_KEY[promise.story], last_month(until)
    due = add_months(last, promise.due).replace(day=28)
    return {
        "title": promise.title, "kpi_id": story.kpi_id, "scope_type": story.scope_type, "scope_id": story.scope_id,
        "grain": "month", "aim": promise.aim, "aim_by": due if promise.aim is not None else None,
        "cause": promise.cause, "idea": promise.idea, "owner": promise.owner, "due": due,
        "started": None if promise.started is None else add_months(last, promise.started),
    }  # fmt: skip


def write(settings: Settings, stood: Callable[[dict[str, Any]], Baseline | None]) -> None:
    """Write events and actions into a demo home that has none; one that people wrote into is left alone.

    `stood` tells where the indicator of an action stood when it began, or None where this demo is too small to say.
    """
    store = Store(settings).signed("demo")
    if store.events() or store.actions():
        return
    until = date.fromisoformat(json.loads((settings.home / NOTE).read_text("utf-8"))["until"])
    begun = [
        (promise, row, baseline) for promise in PROMISES if (baseline := stood(row := said(promise, until)))
    ]
    for event in events(until):
        store.add_event(**event)
    for promise, row, baseline in begun:
        number = store.add_action(row, baseline)
        for stage, step, words in promise.steps:
            store.change_action(number, {"stage": stage, "step": step}, words)
