"""Comments: what somebody says about a number, pinned to the data it was seen in."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from data.language import say
from layouts.filters import read, write
from layouts.form import INDICATOR, WHERE, Desk, Field, Form, Refused
from metrics.engine import nearest_grain


def _add(desk: Desk, said: dict[str, Any]) -> str:
    kpi, stamp = desk.engine.kpis()[said["kpi_id"]], desk.engine.stamp()
    if stamp is None:
        raise Refused(say("There are no data to comment on."))
    filters, _ = read(said["query"] or "")
    grain = nearest_grain(kpi, filters.grain)
    load_id = filters.asof or stamp.load_id
    query = write(replace(filters, asof=None))
    desk.store.add_comment(
        said["words"], kpi.id, said["place"], load_id, _period(said["period"]), grain, query
    )
    return say("The comment is kept, as at data load {load}.", load=load_id)


def _period(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise Refused(say("There is no such period."), "period") from None


def _withdraw(desk: Desk, said: dict[str, Any]) -> str:
    places = {(p.scope_type, p.scope_id) for p in desk.engine.places(desk.access)}
    rows = [r for r in desk.store.comments(said["kpi_id"]) if (r["scope_type"], r["scope_id"]) in places]
    if said["comment_id"] not in {str(row["comment_id"]) for row in rows}:
        raise Refused(say("There is no such comment any more."))
    desk.store.withdraw_comment(int(said["comment_id"]))
    return say("The comment is withdrawn. The audit trail keeps that it was there.")


add = Form(
    name="add-comment",
    title="Add comment",
    button="Add comment",
    fields=(
        Field("words", "Comment", kind="words", most=1000, hint="No names of patients."),
        INDICATOR,
        WHERE,
        Field("period", "Period", kind="hidden", is_required=False),
        Field("query", "Filters", kind="hidden", is_required=False, most=600),
    ),
    save=_add,
)

withdraw = Form(
    name="withdraw-comment",
    title="Withdraw comment",
    button="Withdraw",
    fields=(Field("comment_id", "Comment", kind="hidden"), INDICATOR),
    save=_withdraw,
)
