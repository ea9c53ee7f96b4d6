"""The vocabulary of a form: a person writes a few fields, one function saves them, one endpoint serves them all.

A form is declared once in `layouts/forms/` and drawn as plain HTML without a script, so that it works inside any block.
`doing.py` receives it.
"""

from __future__ import annotations

import hashlib
import hmac
import math
import re
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from html import escape
from typing import Any
from zlib import crc32

from data.language import say
from data.settings import Settings
from layouts.markup import Markup
from metrics.question import Access

Choices = Iterable[tuple[str, str]]
NETWORK = ("network", "*")
EARLIEST, LATEST = date(1990, 1, 1), date(2100, 12, 31)
IDENTIFIES = re.compile(r"\d{7,}|\b\d{3}-\d{2}-\d{4}\b|\b\d{3} \d{3} \d{4}\b|[\w.+-]+@[\w-]+\.\w")
UNSEEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2066-\u2069]")


class Refused(Exception):
    """What somebody wrote cannot be saved; the message is a sentence for them. `field` = where, "" = the whole form."""

    def __init__(self, sentence: str, field: str = "") -> None:
        super().__init__(sentence)
        self.field = field


@dataclass(frozen=True)
class Desk:
    """Where somebody writes: whose site it is, who they are, and the store that signs with their name."""

    engine: Any
    settings: Settings
    store: Any
    access: Access = field(default_factory=Access)

    @property
    def is_open(self) -> bool:
        """Whether anything may be written: only on this machine as long as nobody signs in."""
        return self.store is not None and self.settings.is_loopback

    @property
    def writer(self) -> str:
        """The name that the audit trail bears."""
        return str(self.store.by)

    @cached_property
    def secret(self) -> bytes:
        return bytes(self.store.secret("forms"))

    def token(self, form: str) -> str:
        """Proof that a form was drawn by this site for this writer: no other site can read it from a page."""
        words = f"{self.writer}\0{self.access!r}\0{form}".encode()
        return hmac.new(self.secret, words, hashlib.sha256).hexdigest()

    def places(self) -> Choices:
        """Every place that the writer may see, indented by level."""
        places = self.engine.places(self.access) if self.engine.stamp() else []
        found = [("network:*", say("Whole network"))]
        for facility in (p for p in places if p.scope_type == "facility"):
            found.append((f"facility:{facility.scope_id}", f"\u2003{facility.name}"))
            found += [
                (f"unit:{unit.scope_id}", f"\u2003\u2003{unit.name}")
                for unit in places
                if unit.scope_type == "unit" and unit.parent_id == facility.scope_id
            ]
        return found

    def indicators(self) -> Choices:
        return [(kpi.id, say(kpi.title)) for kpi in self.engine.kpis().values()]


@dataclass(frozen=True)
class Field:
    """One thing that a form asks for.

    `kind` decides how it is asked for and what `save` receives: text and words (several lines) give str, date a date,
    number a float, choice one of `choices`, kpi a KPI id, place (scope_type, scope_id). Empty and not required gives
    None. `check` gives a sentence for a value that cannot be used, else "". `told` says a hidden value in words.
    """

    name: str
    label: str
    kind: str = "text"
    hint: str = ""
    is_required: bool = True
    most: int = 200
    choices: Callable[[Desk], Choices] | Choices = ()
    empty: str = ""
    check: Callable[[Any], str] | None = None
    told: Callable[[str], str] | None = None

    def options(self, desk: Desk) -> list[tuple[str, str]]:
        """Values and words of a list to choose from."""
        given = {"kpi": desk.indicators, "place": desk.places}.get(self.kind)
        if given or callable(self.choices):
            found = given() if given else self.choices(desk)
        else:
            found = [(value, say(words)) for value, words in self.choices]
        return [*([] if self.is_required else [("", say(self.empty or "None"))]), *found]

    def read(self, written: str, desk: Desk) -> Any:
        """The value of what was written; raises `Refused` with a sentence."""
        text = UNSEEN.sub("", written.replace("\r\n", "\n")).strip()
        if not text:
            if self.is_required:
                raise Refused(say("Please fill this in."), self.name)
            return None
        if len(text) > self.most:
            raise Refused(say("This has {n} characters; {most} fit.", n=len(text), most=self.most), self.name)
        value = getattr(self, f"_{self.kind}")(text, desk)
        if self.check and (sentence := self.check(value)):
            raise Refused(sentence, self.name)
        return value

    def _text(self, text: str, desk: Desk) -> str:
        return self._words(" ".join(text.split()), desk)

    def _words(self, text: str, desk: Desk) -> str:
        if IDENTIFIES.search(text):
            raise Refused(
                say("This holds a number or address that may identify a person. Say it without."), self.name
            )
        return text

    def _hidden(self, text: str, desk: Desk) -> str:
        return text

    def _date(self, text: str, desk: Desk) -> date:
        try:
            day = date.fromisoformat(text if len(text) > 7 else f"{text}-01")
        except ValueError:
            raise Refused(say("Write the date as 2026-01-31."), self.name) from None
        if not EARLIEST <= day <= LATEST:
            raise Refused(say("The year {year} lies outside what can be shown.", year=day.year), self.name)
        return day

    def _number(self, text: str, desk: Desk) -> float:
        try:
            number = float(text.replace(",", ".") if text.count(",") == 1 and "." not in text else text)
        except ValueError:
            number = math.nan
        if not math.isfinite(number):
            raise Refused(say("Write a number, e.g. 92.5."), self.name)
        return number

    def _choice(self, text: str, desk: Desk) -> str:
        if text not in {value for value, _ in self.options(desk)}:
            raise Refused(say("Choose one of the list."), self.name)
        return text

    _kpi = _choice

    def _place(self, text: str, desk: Desk) -> tuple[str, str]:
        scope_type, _, scope_id = self._choice(text, desk).partition(":")
        return scope_type, scope_id


INDICATOR = Field("kpi_id", "Indicator", "kpi")
WHERE = Field("place", "Where", "place")


@dataclass(frozen=True)
class Form:
    """What somebody can write. `save` stores it in one transaction and gives the sentence that says so, and perhaps the
    address to go on to.

    `save` may raise `Refused`. `who` = whether somebody may write it; the gate proves the request, this the person.
    `is_judged_by` = verdicts rest on it, so that saving starts a new judging.
    """

    name: str
    title: str
    fields: tuple[Field, ...]
    save: Callable[[Desk, dict[str, Any]], str | tuple[str, str]]
    button: str = "Save"
    lead: str = ""
    who: Callable[[Desk], bool] = lambda desk: desk.access.role == "local"
    is_judged_by: bool = False

    def may(self, desk: Desk) -> bool:
        return desk.is_open and self.who(desk)

    def about(self, written: Mapping[str, str], desk: Desk, hide: Collection[str]) -> str:
        """The indicator, the place and whatever else a form is about without asking for it."""
        said = []
        for one in self.fields:
            value = written.get(one.name, "")
            if one.told and value:
                said.append(one.told(value))
            elif one.name in hide and one.kind in ("kpi", "place"):
                said.append(dict(one.options(desk)).get(value, "").strip())
        return " · ".join(words for words in said if words)

    def read(self, written: Mapping[str, str], desk: Desk) -> tuple[dict[str, Any], dict[str, str]]:
        """Values by field, and a sentence for every field that has none."""
        values: dict[str, Any] = {}
        wrong: dict[str, str] = {}
        for one in self.fields:
            try:
                values[one.name] = one.read(written.get(one.name, ""), desk)
            except Refused as refused:
                wrong[one.name] = str(refused)
        return values, wrong


def draw(
    form: Form,
    desk: Desk,
    at: str,
    written: Mapping[str, str] | None = None,
    hide: Collection[str] = (),
    wrong: Mapping[str, str] | None = None,
    css: str = "",
    about: str = "",
) -> Markup | None:
    """The form as it stands in a block, filled with `written`; fields in `hide` are sent along unseen. None = may not.

    `at` is the address to come back to; `about` says to a screen reader which of several equal buttons this is.
    """
    if not form.may(desk):
        return None
    written, wrong = written or {}, wrong or {}
    mark = f"{form.name}-{crc32(repr(sorted(written.items())).encode()):x}"
    controls = [
        _control(one, desk, written.get(one.name, ""), one.name in hide, wrong.get(one.name, ""), mark)
        for one in form.fields
    ]
    controls += [
        f'<input type="hidden" name="{name}" value="{escape(value)}">'
        for name, value in (("at", at), ("token", desk.token(form.name)), ("unseen", ",".join(hide)))
    ]
    lead = f'<p class="block-note">{escape(say(form.lead))}</p>' if form.lead else ""
    named = f' aria-label="{escape(say(form.button))}: {escape(about)}"' if about else ""
    return Markup(
        f'<form method="post" action="/do/{escape(form.name)}" class="form {css}" accept-charset="utf-8">{lead}'
        f'{"".join(controls)}<button type="submit" class="button"{named}>{escape(say(form.button))}</button></form>'
    )


def opening(form: Form, desk: Desk, at: str, words: str = "", **more: Any) -> Markup | None:
    """The same form behind one line that opens it."""
    drawn = draw(form, desk, at, **more)
    if drawn is None:
        return None
    return Markup(
        f'<details class="write"><summary>{escape(words or say(form.title))}</summary>{drawn.markup}</details>'
    )


def _control(one: Field, desk: Desk, value: str, is_hidden: bool, wrong: str, mark: str) -> str:
    """One field; `mark` keeps its ids apart from those of other forms on the page."""
    name = escape(one.name)
    if is_hidden or one.kind == "hidden":
        return f'<input type="hidden" name="{name}" value="{escape(value)}">'
    known = f"{mark}-{name}"
    notes = {f"{known}-wrong": ("form-wrong", wrong), f"{known}-hint": ("form-hint", say(one.hint))}
    notes = {key: note for key, note in notes.items() if note[1]}
    said = "".join(
        f'<span class="{css}" id="{key}">{escape(words)}</span>' for key, (css, words) in notes.items()
    )
    attributes = f' id="{known}" name="{name}"'
    attributes += " required" if one.is_required else ""
    attributes += f' aria-describedby="{" ".join(notes)}"' if notes else ""
    attributes += ' aria-invalid="true" autofocus' if wrong else ""
    if one.kind in ("choice", "kpi", "place"):
        options = "".join(
            f'<option value="{escape(key)}"{" selected" if key == value else ""}>{escape(words)}</option>'
            for key, words in one.options(desk)
        )
        control = f"<select{attributes}>{options}</select>"
    elif one.kind == "words":
        control = f'<textarea rows="3" maxlength="{one.most}"{attributes}>{escape(value)}</textarea>'
    else:
        kinds = {"date": ' type="date"', "number": ' type="text" inputmode="decimal"'}
        kind = kinds.get(one.kind, ' type="text"')
        limit = "" if one.kind == "date" else f' maxlength="{one.most}"'
        control = f'<input{kind}{limit} value="{escape(value)}"{attributes}>'
    asked = escape(say(one.label))
    asked += "" if one.is_required else f' <span class="faint">{escape(say("(may stay empty)"))}</span>'
    return (
        f'<div class="form-field form-{one.kind}"><label class="form-label" for="{known}">{asked}</label>'
        f"{control}{said}</div>"
    )
