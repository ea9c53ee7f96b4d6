"""In which language a request is answered, and where a person chooses it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from contextlib import ExitStack
from html import escape
from string import Formatter
from typing import Any

from dash import html
from flask import Flask, g, request

from data.language import KNOWN, LANGUAGES, direction, language, mark, preferred, say, speaking
from data.settings import Settings

COOKIE = "wardboard-language"
# What the scripts of the page say; `assets/06-words.js` finds the words on the page.
OF_SCRIPTS = (
    mark("1 indicator found"),
    mark("A part could not be fetched. What you see may be old."),
    mark("Apply"),
    mark("Arrow keys choose, Enter opens, Esc closes. Or ask: denials last 12 months by payer"),
    mark("Add an event here"),
    mark("Ask this"),
    mark("Back"),
    mark("Begin an action"),
    mark("Close"),
    mark("Compared with: {name}"),
    mark("Done"),
    mark("Filter by"),
    mark("Found"),
    mark("Go on"),
    mark("Indicator, page or place, or a question"),
    mark("Loading …"),
    mark("New verdicts are ready. Reload this page to see them."),
    mark("Next"),
    mark("No connection. These figures may be old."),
    mark("Nothing has this name. Try a shorter word."),
    mark("Pause"),
    mark("Search"),
    mark("Show its records"),
    mark("Skip"),
    mark("Still computing …"),
    mark("The link could not be copied. It stands in the address bar."),
    mark("The link to this view is copied."),
    mark("These figures are overdue by {n} days."),
    mark("These figures are overdue by {n} hours."),
    mark("Tour of the first visit"),
    mark("Try again"),
    mark("Understood."),
    mark("Wardboard does not answer. What you see may be old."),
    mark("Why did it change?"),
    mark("{n} indicators found"),
    mark("{n} of {all}"),
)


def wanted(settings: Settings) -> str:
    """What the person chose, else what the site set, else the best of ours for this browser."""
    chosen = request.cookies.get(COOKIE, "")
    if chosen in KNOWN:
        return chosen
    return settings.language or preferred(request.headers.get("Accept-Language", ""))


def register(server: Flask, settings: Settings) -> None:
    """Speak the language of each request while it is answered. Register first: everything after it may say something."""

    @server.before_request
    def begin() -> None:
        # A thread answers many people; what it spoke for one must end with that one's request.
        g.speech = ExitStack()
        g.speech.enter_context(speaking(wanted(settings)))

    @server.teardown_request
    def end(error: BaseException | None) -> None:
        if speech := g.pop("speech", None):
            speech.close()


def tag() -> str:
    """The attributes of an HTML document in the language of now."""
    said = {message: say(message) for message in OF_SCRIPTS}
    other = {message: words for message, words in said.items() if words != message}
    words = f' data-words="{escape(json.dumps(other, ensure_ascii=False))}"' if other else ""
    return f'lang="{language()}" dir="{direction()}"{words}'


def choice() -> Any:
    """The languages by their own names; `assets/30-shell.js` remembers the choice and asks for the page again."""
    now = language()
    offered = LANGUAGES if now in LANGUAGES else {now: now} | LANGUAGES
    return html.Label(
        [
            html.Span(say("Language"), className="visually-hidden"),
            html.Select(
                [
                    html.Option(name, value=key, lang=key, **({"selected": "selected"} if key == now else {}))
                    for key, name in offered.items()
                ],
                className="quiet language",
                **{"data-language": COOKIE},
            ),
        ],
        className="language-choice",
    )


def woven(sentence: str, **parts: Any) -> list[Any]:
    """A sentence, said without its values, with components in their places: a link stands where the language puts it."""
    found: list[Any] = []
    for words, name, _, _ in Formatter().parse(sentence):
        found += [words] if words else []
        if name is not None:
            found += parts[name] if isinstance(parts[name], list) else [parts[name]]
    return found


def named(items: Sequence[Any]) -> list[Any]:
    """Components in a row: one, another and a third."""
    if len(items) < 2:
        return list(items)
    first: list[Any] = []
    for item in items[:-1]:
        first += [", ", item] if first else [item]
    return woven(say("{first} and {last}"), first=first, last=items[-1])
