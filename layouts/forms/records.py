"""The records behind a number: a reason first, then a list for a few minutes, and a line in the trail."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from data.language import say
from data.store import REASONS
from layouts import wording
from layouts.filters import Filters, read, write
from layouts.form import INDICATOR, WHERE, Desk, Field, Form, Refused
from layouts.opener import opener
from metrics.engine import nearest_grain
from metrics.question import Question, QuestionError
from metrics.records import Listing

LEAST_WORDS = 4


def may_open(desk: Desk) -> bool:
    """Whether lists of records are shown here at all; which of them, the rights of the reader decide."""
    return desk.settings.lists_records


def _in_words(text: str) -> str:
    if len(set(text.lower().split())) < LEAST_WORDS:
        return say("Say in a sentence of at least {n} words why.", n=LEAST_WORDS)
    return ""


def told(query: str) -> str:
    """The filters of an opening in words."""
    return " · ".join(wording.condition(name, values) for name, values in read(query)[0].only)


def asked(row: Mapping[str, Any]) -> Question:
    """The question whose records an opening showed."""
    only = read(row["query"])[0].only
    return Question((row["kpi_id"],), row["grain"], row["scope_type"], row["scope_id"], only=only)


def _since(text: str) -> str:
    try:
        return wording.day(date.fromisoformat(text))
    except ValueError:
        return ""


def noted(desk: Desk, found: Listing, shown: int, said: Mapping[str, Any]) -> dict[str, Any]:
    """What is written down before so many records of a list are shown."""
    asked = found.question
    return {
        "kpi_id": found.kpi_id, "scope_type": asked.scope_type, "scope_id": asked.scope_id, "grain": asked.grain,
        "period": found.point.period, "query": write(Filters(only=asked.only)).lstrip("?"), "reason": said["reason"],
        "words": said["words"], "shown": shown, "total": found.total, "load_id": found.load_id, "role": desk.access.role,
    }  # fmt: skip


def _open(desk: Desk, said: dict[str, Any]) -> tuple[str, str]:
    kpi, filters = desk.engine.kpis()[said["kpi_id"]], read(said["query"] or "")[0]
    try:
        since = date.fromisoformat(said["period"])
    except ValueError:
        raise Refused(say("There is no such period."), "period") from None
    grain = nearest_grain(kpi, filters.grain)
    asked = Question((kpi.id,), grain, *said["place"], only=filters.only, since=since, asof=filters.asof)
    try:
        found = desk.engine.records(asked, desk.access)
    except QuestionError as error:
        raise Refused(str(error)) from None
    desk.store.note_opening("records opened", noted(desk, found, len(found.rows), said))
    token = desk.engine.openings.keep(found, desk.access, opener())
    return say("That this list was opened, and why, is written down."), f"/records/{token}"


WHY = (
    Field("reason", "What for", "choice", choices=tuple(REASONS.items())),
    Field("words", "Why", "words", hint="In a sentence. No names of patients.", most=400, check=_in_words),
)

show = Form(
    name="open-records",
    title="Show the records behind this",
    button="Open the list",
    lead="The list has no names. Your name, the time, what you open and why are written down first and stay.",
    fields=(
        *WHY,
        Field("period", "Period", "hidden", told=_since),
        INDICATOR,
        WHERE,
        Field("query", "Filters", "hidden", is_required=False, most=600, told=told),
    ),
    save=_open,
    who=may_open,
)
