"""Put what people of the demo wrote into its store, once its numbers are published: actions keep where they began."""

from __future__ import annotations

import json
from datetime import date

from data.demo.diary import PROMISES, events, said
from data.demo.home import NOTE
from data.settings import Settings
from data.store import Store
from data.warehouse import Warehouse
from metrics.acting import baseline_of
from metrics.engine import Engine
from metrics.question import Question, QuestionError


def write(settings: Settings) -> None:
    """Write events and actions into a demo home that has none; one that people wrote into is left alone."""
    store = Store(settings).signed("demo")
    if store.events() or store.actions():
        return
    note = json.loads((settings.home / NOTE).read_text("utf-8"))
    until = date.fromisoformat(note["until"])
    engine = Engine(Warehouse(settings), settings)
    places = {(place.scope_type, place.scope_id) for place in engine.places()}
    for event in events(until):
        if (event["scope_type"], event["scope_id"]) in places:
            store.add_event(**event)
    for promise in PROMISES:
        row = said(promise, until)
        place = row["scope_type"], row["scope_id"]
        try:
            answer = engine.answer(Question((row["kpi_id"],), "month", *place, until=row["started"]))
        except QuestionError:
            # A small demo may lack the unit or the feed of a story.
            continue
        number = store.add_action(row, baseline_of(answer))
        for stage, step, words in promise.steps:
            store.change_action(number, {"stage": stage, "step": step}, words)
