"""One action: what was promised, what happened since, and whether it helped."""

from __future__ import annotations

from datetime import date
from typing import Any

from dash import html

from data.language import mark, say
from layouts import effects, menus, wording
from layouts.blocks import heading
from layouts.filters import address
from layouts.form import draw, opening
from layouts.forms import actions as forms
from layouts.page import Block, Page, View
from metrics.acting import STAGES, Action
from metrics.kpi import Kpi
from metrics.question import possible

FIELDS = {
    "title": mark("What"), "owner": mark("Who"), "due": mark("Due"), "aim": mark("Value to reach"), "aim_by": mark("Reach it by"), "cause": mark("Cause"),
    "idea": mark("Idea"), "started": mark("Begun"), "stage": mark("Stage"), "step": mark("Step"),
}  # fmt: skip


def _one(view: View) -> Action | None:
    number = view.params.get("action_id", "")
    return next((a for a in view.engine.actions(view.access) if str(a.action_id) == number), None)


def what(view: View) -> Any:
    """What is done about which number, and whether it helped."""
    one = _one(view)
    kpi = view.kpi(one.kpi_id)
    facts = [
        html.Span(say(STAGES[one.stage])),
        " · ",
        html.A(say(kpi.title), href=effects.there(view, one)),
        f" · {one.place} · {one.owner} · ",
    ]
    if one.effect:
        said = one.effect.sentence
    elif one.started is None:
        said = say("Not begun: the effect is judged from the day of the start on.")
    else:
        said = say("The indicator has no data here, so the effect cannot be judged.")
    return html.Div(
        [
            html.P([*facts, effects.due(one)], className="overline"),
            html.Div([effects.outcome(kpi, one), effects.cycle(one)], className="card-line")
            if one.effect
            else None,
            html.P(
                said if one.effect is None else wording.without_head(one.effect.head, said),
                className="verdict",
            ),
            html.P(one.aim_said, className="block-text") if one.aim_said else None,
            html.P(html.A(say("Look at new limits"), href=effects.there(view, one)), className="block-text")
            if one.effect and one.effect.state == "sustained"
            else None,
        ]
    )


def picture(view: View) -> Any:
    """The effect chart."""
    one = _one(view)
    kpi = view.kpi(one.kpi_id)
    drawn = effects.chart(view, one, kpi)
    if drawn is None:
        return None
    note = say(
        "The limits are those of the indicator itself. What came after an action need not have come from it."
    )
    place = {} if one.scope_type == "network" else {f"{one.scope_type}_id": one.scope_id}
    there = address(f"/export/{kpi.id}.xlsx", view.filters, **{"facility_id": "", "unit_id": "", **place})
    links = [(say("Excel, with chart and definition"), there), ("CSV", there.replace(".xlsx", ".csv", 1))]
    name = f"{one.title}: {say(kpi.title)}"
    return html.Div(
        [*heading(say("Before and since"), note, menus.menu(name, links, pictures=True)), drawn],
        **{"data-figure": name},
    )


def plan(view: View) -> Any:
    """What was promised, and where the indicator stood then."""
    one = _one(view)
    kpi, kept, money = view.kpi(one.kpi_id), one.baseline, effects.money(view, one)
    stood = ""
    if kept.value is not None and kept.period:
        amount, period = wording.amount(kpi, kept.value, money), wording.period(kept.period, one.grain)
        stood = say("{amount} in {period}", amount=amount, period=period)
        if kept.lower is not None and kept.upper is not None:
            usual = wording.band(kpi, *possible(kpi.bounds, kept.lower, kept.upper), money)
            mean = wording.amount(kpi, kept.mean, money)
            stood += f", {say('usual {band}, mean {mean}', band=usual, mean=mean)}"
    rows = [
        (say("Aim"), _aim(view, one, kpi)),
        (
            say("Where it stood"),
            say(
                "{value} (data load {load})",
                value=stood or say("no value to be shown"),
                load=kept.load_id,
            ),
        ),
        (say("Cause"), one.cause),
        (say("Idea"), one.idea),
        (say("Who sees to it"), one.owner),
        (say("Due"), wording.day(one.due)),
        (say("Begun"), wording.day(one.started) if one.started else say("not yet")),
        (
            say("Written down"),
            say("{moment} by {name}", moment=wording.instant(one.written_ts), name=one.written_by),
        ),
    ]
    listed = [html.Div([html.Dt(name), html.Dd(words)]) for name, words in rows if words]
    written = {"action_id": str(one.action_id)} | {
        name: _written(getattr(one, name))
        for name in ("title", "owner", "due", "aim", "aim_by", "cause", "idea")
    }
    return [
        *heading(say("The plan")),
        html.Dl(listed, className="facts"),
        opening(forms.change, view.desk, view.at, say("Change the plan"), written=written),
    ]


def _written(value: Any) -> str:
    return "" if value is None else f"{value:g}" if isinstance(value, float) else str(value)


def _aim(view: View, one: Action, kpi: Kpi) -> str:
    if one.aim is None:
        return ""
    said = wording.amount(kpi, one.aim, effects.money(view, one))
    return say("{amount} by {day}", amount=said, day=wording.day(one.aim_by)) if one.aim_by else said


def story(view: View) -> Any:
    """How it went on, newest first, and the form that says what happens next."""
    one = _one(view)
    lines = [
        html.Li(
            [
                html.B(wording.instant(row["at_ts"])),
                html.Span([html.Span(_told(row["changed"])), html.P(row["note"]) if row["note"] else None]),
                html.Span(say("by {name}", name=row["written_by"]), className="when"),
            ]
        )
        for row in view.engine.action_changes(one.action_id, view.access)
    ]
    written = {"action_id": str(one.action_id), "stage": one.stage, "step": one.step}
    written["started"] = _written(one.started)
    return [
        *heading(say("What happened")),
        draw(forms.move, view.desk, view.at, written=written),
        html.Ul(lines, className="happened")
        if lines
        else html.P(say("Nothing since it was written down."), className="muted"),
    ]


def _told(changed: dict[str, list[Any]]) -> str:
    """What was changed, as a sentence."""
    if not changed:
        return say("Noted.")
    parts = []
    for name, (old, new) in changed.items():
        if name in ("cause", "idea", "title"):
            parts.append(say("{field} rewritten", field=say(FIELDS[name])))
            continue
        parts.append(f"{say(FIELDS[name])}: {_end(name, old)} → {_end(name, new)}")
    return "; ".join(parts)


def _end(name: str, value: Any) -> str:
    """One side of a change as people write it."""
    if value in (None, ""):
        return say("nothing")
    if name in ("due", "aim_by", "started"):
        return wording.day(date.fromisoformat(value))
    if name == "aim":
        return f"{value:g}"
    return say(STAGES.get(value, value)) if name == "stage" else str(value)


def _title(view: View) -> str:
    one = _one(view)
    return one.title if one else say("Action")


page = Page(
    title="Action",
    path="/actions/<action_id>",
    order=202,
    has_filters=False,
    css="detail action",
    is_known=lambda view: _one(view) is not None,
    title_of=_title,
    blocks=(
        Block(what, height=130, css="span"),
        Block(picture, height=320, css="span"),
        Block(story, height=420, css="numbers"),
        Block(plan, height=420, css="definition"),
    ),
)
