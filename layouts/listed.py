"""The last step of the way down: the door to the records behind a number, and the list behind it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from dash import html

from data.language import capital, say
from data.store import REASONS
from layouts import blocks, states, tables, visits, wording
from layouts.filters import Filters, write
from layouts.form import Field, opening
from layouts.forms import records as forms
from layouts.opener import known
from layouts.page import View
from metrics.facts import unit_of
from metrics.kpi import Kpi
from metrics.openings import OPEN_SECONDS
from metrics.question import Series
from metrics.records import BESIDE, COUNTED, IN, LEFT_OUT, Listing, Record, can_list
from metrics.visit import Visit

CHOICES = 24
MOST = 50


def is_offered(view: View, kpi: Kpi) -> bool:
    """Whether the page of an indicator has the door: records stand behind it, and this site shows them to the reader."""
    return can_list(kpi) and view.desk.is_open and forms.may_open(view.desk)


def door(view: View) -> Any:
    """Why and for which period somebody wants to see the records behind the indicator of the page."""
    kpi = view.kpi(view.params["kpi_id"])
    if kpi.id in view.dark or not is_offered(view, kpi):
        return None
    head = blocks.heading(say("Records"))
    if view.filters.asof is not None:
        return [*head, html.P(say("Records are listed from the data of now only."), className="muted")]
    series = next((one for one in view.ask(kpi.id).series if not one.group), None)
    points = [p for p in view.trim(series).points if not p.hidden and p.n][-CHOICES:] if series else []
    if series is None or not points:
        sentence = say("No figure shown here is large enough for its records to be listed.")
        return [*head, html.P(sentence, className="muted")]
    form = opening(_asking(view, kpi, points), view.desk, view.at, written=_given(view, kpi, series, points),
                   hide=("kpi_id", "place"))  # fmt: skip
    note = say("The single records that were counted: without names, after a reason, for a few minutes.")
    return [*blocks.heading(say("Records"), note), form]


def _asking(view: View, kpi: Kpi, points: Any) -> Any:
    """The form with the periods of the chart to choose from."""
    grain = view.grain_of(kpi.id)
    periods = tuple((p.period.isoformat(), wording.period(p.period, grain)) for p in reversed(points))
    chosen = Field("period", "Period", "choice", choices=lambda desk: periods)
    return replace(forms.show, fields=tuple(chosen if f.name == "period" else f for f in forms.show.fields))


def _given(view: View, kpi: Kpi, series: Series, points: Any) -> dict[str, str]:
    """The place, the filters and the period that the page speaks of."""
    now = wording.last_point(view.trim(series))
    shown = now.period if now in points else points[-1].period
    kept = Filters(grain=view.filters.grain, only=view.filters.only)
    return {
        "place": ":".join(view.filters.scope), "kpi_id": kpi.id, "query": write(kept), "period": shown.isoformat(),
    }  # fmt: skip


def opened(view: View) -> Any:
    """The list or the visit of an opening, or that it has closed."""
    found = view.engine.openings.get(view.params["token"], view.access, known())
    if found is None or not view.settings.lists_records:
        minutes = OPEN_SECONDS // 60
        return states.empty(
            say(
                "This list is closed. A list stays open for {n} minutes, and only in the browser that opened it.",
                n=minutes,
            ),
            html.A(say("Who opened records"), href="/govern", className="way-on"),
        )
    if isinstance(found, Visit):
        return visits.drawn(view, found)
    kpi = view.kpi(found.kpi_id)
    return html.Div([*_head(view, kpi, found), *_groups(view, kpi, found)], className="records")


def back(found: Listing) -> str:
    """The page of the indicator that a list came from."""
    asked = found.question
    place = {} if asked.scope_type == "network" else {f"{asked.scope_type}_id": asked.scope_id}
    return f"/kpi/{found.kpi_id}" + write(Filters(grain=asked.grain, only=asked.only, **place))


def _head(view: View, kpi: Kpi, found: Listing) -> list[Any]:
    """What the list is of, how much of it is shown, and the way back."""
    asked, point = found.question, found.point
    about = [wording.period(point.period, asked.grain), found.place]
    about += [wording.condition(name, values) for name, values in asked.only]
    if point.status != "final":
        about.append(wording.state(point))
    money = view.engine.currency(asked.scope_type, asked.scope_id, view.access)
    value = wording.amount(kpi, point.value, money)
    if len(found.rows) < found.total:
        has_kinds = {IN, COUNTED} <= {row.standing for row in found.rows}
        shown = say(
            "{n} of {total} records are shown: the rarer kind first, of each the newest."
            if has_kinds
            else "The newest {n} of {total} records are shown.",
            n=len(found.rows),
            total=wording.count(found.total),
        )
    else:
        shown = say("All records are shown: {n}.", n=wording.count(found.total))
    notes = [
        say("{kpi}: {value}.", kpi=say(kpi.title), value=value),
        shown,
        say("Marks such as {mark} are made for this list; they lead to no patient.", mark=_mark(found)),
    ]
    if any(visits.is_open(view, found, row.label) for row in found.rows):
        notes.append(say("A mark opens how its visit went, after a reason."))
    if found.is_coarse:
        notes.append(say("Small numbers are hidden here, so the list tells no days, units or traits."))
    link = html.A(say("Back to {kpi}", kpi=say(kpi.title)), href=back(found), className="way-on")
    return [
        html.P(" · ".join(about), className="overline"),
        html.P([f"{note} " for note in notes], className="verdict"),
        html.P(link, className="block-text"),
    ]


def _mark(found: Listing) -> str:
    return found.rows[0].label if found.rows else "–"


def _groups(view: View, kpi: Kpi, found: Listing) -> list[Any]:
    """The records by what became of them, each group under the condition that put it there."""
    titles = {
        IN: say("In the numerator"),
        COUNTED: say("Counted, not in the numerator") if IN in found.conditions else say("Counted"),
        BESIDE: say("Measured, not part of this figure"),
        LEFT_OUT: say("Left out: cannot be measured"),
    }
    parts: list[Any] = []
    for standing, title in titles.items():
        rows = [row for row in found.rows if row.standing == standing]
        if rows:
            parts += [html.H2(f"{title} ({len(rows)})", className="block-title"), _condition(found, standing)]
            parts.append(_table(view, kpi, found, rows, title))
    about = found.conditions.get("about", "")
    if about:
        parts.append(
            html.P([say("The figure is about records with"), " ", html.Code(about)], className="block-note")
        )
    return parts


def _condition(found: Listing, standing: str) -> Any:
    said = found.conditions.get(COUNTED if standing == BESIDE else standing, "")
    words = {
        IN: say("Fulfils:"), COUNTED: say("Fulfils:"), BESIDE: say("Does not fulfil:"),
        LEFT_OUT: say("Does not fulfil:"),
    }  # fmt: skip
    return html.P([words[standing], " ", html.Code(said)], className="block-note") if said else None


def _table(view: View, kpi: Kpi, found: Listing, rows: list[Record], title: str) -> Any:
    names = [say("Record")]
    names += [] if found.is_coarse else [say("Date"), say("Unit")]
    names += [say(kpi.title)] if found.has_numbers else []
    names += [capital(wording.dimension(column.name)) for column in found.columns]
    money = view.engine.currency(found.question.scope_type, found.question.scope_id, view.access)
    lines = []
    for row in rows:
        line = [visits.door(view, found, row.label)]
        line += [] if found.is_coarse else [html.Span(wording.day(row.day), className="period"), row.place]
        line += [wording.amount(kpi, row.number, money)] if found.has_numbers else []
        line += [
            _said(value, unit_of(column), money)
            for value, column in zip(row.facts, found.columns, strict=False)
        ]
        lines.append(line)
    first = 1 if found.is_coarse else 3
    numeric = [first] if found.has_numbers else []
    first += found.has_numbers
    numeric += [first + i for i, column in enumerate(found.columns) if unit_of(column)]
    return tables.plain(names, lines, title, numeric=numeric)


def _said(value: Any, unit: str, money: str) -> str:
    """A fact as people read it; a duration to the minute."""
    if value is None:
        return "–"
    if isinstance(value, bool):
        return say("yes") if value else say("no")
    if unit == "s":
        return wording.lapse(float(value))
    if unit:
        return wording.quantity(float(value), {"money": "currency"}.get(unit, unit), money)
    return str(value)


def openings(view: View) -> Any:
    """Who opened records, when, of what and why: the newest first, of what the reader may see."""
    rows = view.store.record_openings(MOST) if view.store else []
    places = {(place.scope_type, place.scope_id): place.name for place in view.places}
    lines = []
    for row in rows:
        kpi = view.kpi(row["kpi_id"])
        asked = forms.asked(row)
        if (row["scope_type"], row["scope_id"]) not in places or not view.engine.may_ask(asked, view.access):
            continue
        counted = say("{n} of {total}", n=row["shown"], total=wording.count(row["total"]))
        about = [say(kpi.title) if kpi else row["kpi_id"], wording.period(row["period"], row["grain"])]
        about += [places[row["scope_type"], row["scope_id"]], forms.told(row["query"])]
        lines.append(
            (
                wording.instant(row["written_ts"]),
                f"{row['written_by']}, {row['role']}",
                " · ".join(words for words in about if words),
                f"{say(REASONS[row['reason']])}: {row['words']}",
                counted if view.engine.sees_all(asked, view.access) else "–",
                str(row["load_id"]),
            )
        )
    note = say(
        "Every list of records that was opened, with the reason that was given. No entry can be changed."
    )
    head = blocks.heading(say("Who opened records"), note)
    if not lines:
        return [*head, html.P(say("No records have been opened yet."), className="muted")]
    names = (say("When"), say("Who"), say("What"), say("Why"), say("Records"), say("Data load"))
    return [*head, tables.plain(names, lines, say("Who opened records"), numeric=(4, 5))]
