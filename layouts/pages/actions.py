"""Actions: are we doing what we said, and did it help?"""

from __future__ import annotations

from typing import Any

from dash import html

from data.language import inside, say, say_count
from layouts import effects, menus, promises, states, tables, wording
from layouts.acted import about
from layouts.blocks import heading
from layouts.filters import address
from layouts.form import opening
from layouts.forms import actions as forms
from layouts.page import Block, Page, View
from layouts.speech import woven
from metrics.acting import STAGES, Action
from metrics.effect import GOOD

COLUMNS = (("todo",), ("doing",), ("checking",), ("done", "stopped"))


def lead(view: View) -> Any:
    """How many are open and late, and what came of those that were checked; the doors out and in."""
    found = _seen(view)
    unfinished = [one for one in found if one.is_open]
    late = [one for one in unfinished if one.days_late]
    helped = [one for one in found if one.effect and one.effect.state in GOOD]
    if not found:
        sees_all = view.access.sees_every_row and not view.denied
        said = (
            say("No action has been written down yet.")
            if sees_all
            else say("There is no action about what you may see.")
        )
    else:
        said = say_count(len(unfinished), "{n} action is open", "{n} actions are open")
        said += f", {say('{n} late', n=len(late)) if late else say('none late')}."
        if helped:
            words = say_count(
                len(helped),
                "{n} action came before a change for the better.",
                "{n} actions came before a change for the better.",
            )
            said += f" {words}"
    more = []
    if found:
        more.append(html.A(say("Due dates for a calendar (iCal)"), href="/export/actions.ics", download=""))
    if not found:
        worst = html.A(say("an indicator that needs attention"), href=address("/", view.filters))
        more.append(html.Span(woven(say("Open {indicator} and choose “Add action” there."), indicator=worst)))
    return html.Div(
        [
            html.P(said, className="lead-sentence lead-small"),
            html.P(more, className="block-note"),
            opening(forms.add, view.desk, view.at, say("Add action")),
        ]
    )


def _seen(view: View) -> list[Action]:
    return about(view, view.engine.actions(view.access))


def _chosen(view: View) -> list[Action]:
    return promises.chosen(view, _seen(view))


def choice(view: View) -> Any:
    """Whose actions, in which state and about what; what is left when nothing fits."""
    found = _seen(view)
    if len(found) < 2 and not promises.is_chosen(view):
        return None
    left = len(_chosen(view))
    said = say("{n} of {all} actions are shown.", n=left, all=len(found)) if left < len(found) else ""
    if not left:
        nothing = say("No action is left under this choice.")
        every = html.A(
            say("Show all"), href=states.without(view, owner="", stage="", about=""), className="way-on"
        )
        return [promises.chooser(view, found), states.empty(nothing, every)]
    return [promises.chooser(view, found), html.P(said, className="block-note") if said else None]


def timeline(view: View) -> Any:
    """When each action was begun, is due and ended."""
    found = _chosen(view)
    return promises.timeline(view, found) if found else None


def board(view: View) -> Any:
    """The actions by stage; late ones say so."""
    found = _chosen(view)
    if not found:
        return None
    columns = []
    for stages in COLUMNS:
        mine = [one for one in found if one.stage in stages]
        names = [say(STAGES[stage]) for stage in stages]
        name = (
            names[0] if len(names) == 1 else say("{first} or {last}", first=names[0], last=inside(names[1]))
        )
        cards = [effects.card(view, one) for one in mine] or [html.P(say("None."), className="muted")]
        head = html.H3([name, html.Span(str(len(mine)), className="group-count")], className="column-title")
        columns.append(html.Div([head, *cards], className="column"))
    finder = html.Div(
        className="finder",
        **{
            "data-finder": ".board .card",
            "data-hint": say("Owner, indicator, place, late …"),
            "data-label": say("Find an action"),
        },
    )
    return html.Div([*heading(say("Board")), finder, html.Div(columns, className="board")])


def listing(view: View) -> Any:
    """The same as a table, to be taken away."""
    found = _chosen(view)
    if not found:
        return None
    title = say("List")
    rows = []
    for one in found:
        kpi = view.kpi(one.kpi_id)
        kept = one.baseline
        money = effects.money(view, one)
        late = say_count(one.days_late, "{n} day late", "{n} days late") if one.days_late else ""
        rows.append(
            [
                [
                    html.A(
                        one.title, href=address(f"/actions/{one.action_id}", view.filters), className="door"
                    ),
                    _small(say("Indicator"), say(kpi.title)),
                ],
                [one.owner, _small(say("Where"), one.place)],
                say(STAGES[one.stage]),
                [
                    html.Span(wording.day(one.due), className="nowrap"),
                    _small(say("Late"), late),
                ],
                html.Span(wording.day(one.started), className="nowrap") if one.started else "",
                wording.amount(kpi, kept.value, money),
                wording.amount(kpi, one.aim, money) if one.aim is not None else "",
                effects.outcome(kpi, one),
            ]
        )
    head = (
        say("Action"),
        say("Who"),
        say("Stage"),
        say("Due"),
        say("Begun"),
        say("Baseline"),
        say("Aim"),
        say("Effect"),
    )
    return [
        *heading(title, menu=menus.of_table(view, title)),
        tables.plain(head, rows, title, numeric=(5, 6)),
    ]


def _small(head: str, words: Any) -> html.Span:
    """Small print of a cell, which is a column of its own in what is taken away."""
    return html.Span(words, className="when", **{"data-head": head})


page = Page(
    title="Actions",
    path="/actions",
    order=21,
    group="Plan",
    icon="actions",
    lead="What is being done about which number, by whom and until when, and whether it helped.",
    has_filters=False,
    css="actions",
    blocks=(
        Block(lead, height=110),
        Block(choice, height=52),
        Block(timeline, height=300),
        Block(board, height=460),
        Block(listing, height=320),
    ),
)
