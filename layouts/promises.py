"""Actions in time: from their beginning to their end, their due day, and what is late; and the choice of whose."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from html import escape
from typing import Any
from urllib.parse import parse_qsl

from dash import html

from data.language import mark, say, say_count
from layouts import menus, wording
from layouts.blocks import heading
from layouts.filters import address, write
from layouts.grids import either, linked
from layouts.markup import Markup
from layouts.narrow import WIDE as NARROW
from layouts.narrow import fitting
from layouts.page import View
from layouts.svg import drawing, tag, text
from metrics import dates
from metrics.acting import STAGES, Action

OPEN, LATE = "open", "late"
STATES = {OPEN: mark("Open"), LATE: mark("Late")} | STAGES
WIDE, NAMES, ROW, TOP = 980.0, 330.0, 46.0, 24.0
BAR = 12.0
MOST = 40


def today(view: View) -> date:
    return view.settings.as_of or date.today()


def chosen(view: View, found: Sequence[Action]) -> list[Action]:
    """The actions that the address asks for: by owner, by state, by indicator."""
    filters = view.filters

    def fits(one: Action) -> bool:
        if filters.stage == OPEN and not one.is_open:
            return False
        if filters.stage == LATE and not one.days_late:
            return False
        if filters.stage in STAGES and one.stage != filters.stage:
            return False
        return filters.owner in ("", one.owner) and filters.about in ("", one.kpi_id)

    return [one for one in found if fits(one)]


def is_chosen(view: View) -> bool:
    """Whether the address leaves some actions out."""
    return bool(view.filters.owner or view.filters.stage or view.filters.about)


def chooser(view: View, found: Sequence[Action]) -> Markup:
    """Whose actions, in which state, about what: a form of the address."""
    owners = sorted({one.owner for one in found})
    titles = {one.kpi_id: say(view.kpi(one.kpi_id).title) for one in found}
    fields = (
        ("owner", say("Who"), say("Everybody"), [(one, one) for one in owners]),
        ("stage", say("State"), say("Every state"), [(key, say(words)) for key, words in STATES.items()]),
        ("about", say("Indicator"), say("Every indicator"), sorted(titles.items(), key=lambda pair: pair[1])),
    )
    usual = replace(view.filters, owner="", stage="", about="")
    hidden = "".join(
        f'<input type="hidden" name="{escape(name)}" value="{escape(value)}">'
        for name, value in parse_qsl(write(usual).lstrip("?"))
    )
    written = "".join(_select(name, *rest, getattr(view.filters, name)) for name, *rest in fields)
    reset = f'<a class="quiet-link" href="{escape(view.path + write(usual))}">{escape(say("Show all"))}</a>'
    return Markup(
        f'<form class="promise-filters" data-address action="{escape(view.path)}" method="get" '
        f'aria-label="{escape(say("Filters"))}">{hidden}{written}'
        f'<noscript><button class="button" type="submit">{escape(say("Show"))}</button></noscript>'
        f"{reset if is_chosen(view) else ''}</form>"
    )


def _select(name: str, label: str, every: str, options: Sequence[tuple[str, str]], now: str) -> str:
    written = "".join(
        f'<option value="{escape(value)}"{" selected" if value == now else ""}>{escape(words)}</option>'
        for value, words in (("", every), *options)
    )
    return f'<label>{escape(label)} <select name="{name}">{written}</select></label>'


def timeline(view: View, found: Sequence[Action]) -> Any:
    """One line per action, open ones first; the list below says the same in words."""
    title = say("Timeline")
    shown = sorted(found, key=lambda one: (not one.is_open, one.due, one.action_id))[:MOST]
    sentence = _sentence(shown)
    wide, narrow = (_drawn(view, shown, is_narrow) for is_narrow in (False, True))
    return html.Div(
        [
            *heading(title, sentence, menus.menu(title, [], pictures=True)),
            either(wide, narrow, f"{title}. {sentence}"),
        ],
        className="promises",
        **{"data-figure": title},
    )


def _sentence(shown: Sequence[Action]) -> str:
    late = [one for one in shown if one.days_late]
    coming = [one for one in shown if one.is_open and not one.days_late]
    said = [say_count(len(shown), "{n} action", "{n} actions")]
    if late:
        worst = max(late, key=lambda one: one.days_late)
        days = say_count(worst.days_late, "{n} day", "{n} days")
        said.append(say("{n} late, the longest by {days}", n=len(late), days=days))
    if coming:
        said.append(say("the next is due {day}", day=wording.day(min(one.due for one in coming))))
    return f"{'; '.join(said)}."


def begun(one: Action) -> date:
    """Where its line begins: when it was begun, else when it was written down."""
    return one.started or date.fromisoformat(one.written_ts[:10])


def span(found: Sequence[Action], now: date) -> tuple[date, date]:
    """The months that hold every beginning, due day and end, and today."""
    days = [now, *(begun(one) for one in found), *(one.due for one in found)]
    days += [one.finished for one in found if one.finished]
    first, last = min(days).replace(day=1), max(days)
    return first, (last.replace(day=1) + timedelta(days=32)).replace(day=1)


def _drawn(view: View, found: Sequence[Action], is_narrow: bool) -> str:
    now = today(view)
    first, last = span(found, now)
    wide, left = (NARROW, 0.0) if is_narrow else (WIDE, NAMES)
    row = ROW + 18 if is_narrow else ROW

    def x(day: date) -> float:
        return left + (wide - left - 4) * (day - first).days / (last - first).days

    parts = _months(first, last, x, TOP + row * len(found), 4 if is_narrow else 9)
    for at, one in enumerate(found):
        y = TOP + row * at
        room = wide if is_narrow else NAMES - 16
        name = text(fitting(one.title, room), 0, y + 16, class_="promise-name")
        small = text(
            fitting(f"{one.owner} · {say(STAGES[one.stage])}", room), 0, y + 32, class_="promise-small"
        )
        line = y + (42 if is_narrow else 14)
        hint = f"{one.title}: {_told(one)}"
        href = address(f"/actions/{one.action_id}", view.filters)
        parts.append(linked(name + small + _bar(one, now, x, line), href, hint))
    foot = TOP + row * len(found)
    parts.append(tag("path", d=f"M{x(now):.1f} {TOP - 4}V{foot + 2:.1f}", class_="promise-today"))
    anchor = "end" if x(now) > wide - 30 else "middle"
    parts.append(text(say("today"), x(now), foot + 14, class_="promise-small", text_anchor=anchor))
    return drawing(wide, foot + 20, "".join(parts), class_="promise-drawing")


def _months(first: date, last: date, x: Any, foot: float, most: int) -> list[str]:
    """The first days of some months, as hairlines with their names."""
    count = (last.year - first.year) * 12 + last.month - first.month
    step, parts = max(-(-count // most), 1), []
    for at in range(0, count, step):
        months = first.year * 12 + first.month - 1 + at
        day = date(months // 12, months % 12 + 1, 1)
        parts.append(tag("path", d=f"M{x(day):.1f} {TOP - 4}V{foot:.1f}", class_="promise-month"))
        parts.append(text(dates.short_month(day), x(day), 12, class_="promise-small"))
    return parts


def _bar(one: Action, now: date, x: Any, y: float) -> str:
    """Begun to due, the part after it hatched, a mark at the end: shape and pattern say what colour says."""
    start, due = x(begun(one)), x(one.due)
    end = x(one.finished) if one.finished else x(now) if one.days_late else due
    kind = "idle" if one.stage in ("todo", "stopped") else "done" if one.stage == "done" else "doing"
    content = _box(start, min(end, due), y, f"promise-{kind}")
    if end > due:
        content += _box(max(due, start), end, y, "promise-late") + _hatch(max(due, start), end, y)
    content += tag("path", d=f"M{due:.1f} {y - 5:.1f}v{BAR + 10}", class_="promise-due")
    if one.stage == "done":
        content += tag("path", d=f"M{end - 5:.1f} {y + 6:.1f}l4 4 7 -9", class_="promise-mark")
    if one.stage == "stopped":
        content += tag("path", d=f"M{end - 4:.1f} {y + 2:.1f}l8 8m0 -8l-8 8", class_="promise-mark")
    return content


def _box(start: float, end: float, y: float, css: str) -> str:
    wide = max(end - start, 2.0)
    return tag("rect", x=f"{start:.1f}", y=f"{y:.1f}", width=f"{wide:.1f}", height=BAR, rx=3, class_=css)


def _hatch(start: float, end: float, y: float) -> str:
    lines = "".join(
        f"M{start + 3 + 7 * k:.1f} {y + BAR - 1:.1f}l5 {-BAR + 2:.0f}"
        for k in range(int((end - start - 6) // 7))
    )
    return tag("path", d=lines, class_="promise-hatch") if lines else ""


def _told(one: Action) -> str:
    """One action in words, as its line is read when a pointer rests on it."""
    said = [say(STAGES[one.stage]), say("due {day}", day=wording.day(one.due))]
    if one.started:
        said.insert(0, say("begun {day}", day=wording.day(one.started)))
    if one.days_late:
        said.append(say_count(one.days_late, "{n} day late", "{n} days late"))
    if one.finished:
        said.append(say("ended {day}", day=wording.day(one.finished)))
    return ", ".join(said)
