"""In which language somebody is answered: messages by gettext catalogues, and the locale of numbers and dates.

Messages are written in English where they are said: `say("Nothing since {day}.", day=…)`. The catalogues of the other
languages lie in `data/languages/<language>/*.po`. What is declared once and shown later (titles, reasons) stays English
in its declaration and goes through `say` where it is shown.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from babel import Locale
from babel.messages.pofile import read_po

FOLDER = Path(__file__).parent / "languages"
ENGLISH = "en"
# The name each language has for itself.
LANGUAGES = {ENGLISH: "English", "es": "Español", "de": "Deutsch"}
# Not a language: every message in brackets, from right to left. It shows what no catalogue can reach, and what a
# layout takes for granted. Chosen like the others, offered nowhere.
TEST = "ar-XB"
KNOWN = (*LANGUAGES, TEST)
# Of a plural: one, and everything else. (Spanish has a third for whole millions, which nothing here counts by itself.)
FORMS = 2
# Languages that separate thousands in numbers of five digits and more only: 1234, 12.345.
UNGROUPED = ("es",)
# A preposition and the article that a value begins with: Spanish writes "al" and "del", and leaves names as they are
# ("de El Salvador"). German may contract and must not before a relative pronoun ("in dem"), so its texts do it.
CONTRACTED = {"es": re.compile(r"\b([Aa]|[Dd]e) el\b")}

_chosen: ContextVar[str] = ContextVar("language", default=ENGLISH)


@dataclass(frozen=True)
class Catalogue:
    """The messages of one language. Plurals are keyed by their singular and hold the text for one and for many."""

    messages: Mapping[str, str]
    plurals: Mapping[str, tuple[str, ...]]


def language() -> str:
    """The language of what is being answered now."""
    return _chosen.get()


def direction() -> str:
    """`ltr` or `rtl`, as HTML names it."""
    return "rtl" if language() == TEST else "ltr"


def locale() -> Locale:
    """What numbers and dates are written by."""
    return _locale(language())


@contextmanager
def speaking(wanted: str) -> Iterator[None]:
    """Answer in that language inside the block; English where it is not known."""
    token = _chosen.set(wanted if wanted in KNOWN else ENGLISH)
    try:
        yield
    finally:
        _chosen.reset(token)


def say(message: str, /, **values: Any) -> str:
    """The message in the language of now, with its values put in. A message without values may hold braces."""
    now = _chosen.get()
    text = message if now == ENGLISH else _found(message, now)
    if not values:
        return text
    return drawn_together(text.format(**values)) if now in CONTRACTED else text.format(**values)


def say_count(n: int | str, one: str, many: str, /, **values: Any) -> str:
    """The message in the grammatical number of `n`, which its texts hold as {n}; thousands are separated.

    A number that is text already (2.5) stands as it is; "1" is one.

    Every language here has one form for 1 and one for everything else; one with more needs a choice by `Locale.plural_form`.
    """
    now, place = language(), 0 if n in (1, "1") else 1
    text = (one, many)[place]
    if now == TEST:
        text = bracketed(text)
    elif now != ENGLISH:
        text = catalogue(now).plurals.get(one, (one, many))[place]
    return drawn_together(text.format(n=n if isinstance(n, str) else grouped(n), **values))


def drawn_together(text: str) -> str:
    """A text whose values are in, with every preposition drawn into an article where the language demands it."""
    found = CONTRACTED.get(language())
    return found.sub(r"\1l", text) if found else text


def grouped(n: int) -> str:
    """A whole number with the separators of its language: 12,345 or 12.345."""
    return localized(f"{n:,}")


def localized(number: str) -> str:
    """A number that was written in English, with the separators of the language of now."""
    now = language()
    if now == ENGLISH:
        return number
    thousands, decimal = separators()
    whole, point, places = number.partition(".")
    between = "" if now in UNGROUPED and len(whole.lstrip("-")) == len("1,234") else thousands
    return whole.replace(",", between) + (decimal if point else "") + places


def separators() -> tuple[str, str]:
    """Between thousands, and before decimals."""
    return _separators(language())


def capital(words: str) -> str:
    """Words at the head of a column: with a capital, and those inside as they are."""
    return words[:1].upper() + words[1:]


def inside(title: str) -> str:
    """A title where it stands in the middle of a sentence: German keeps its capitals, others keep those of a shortening."""
    now = language()
    if now == ENGLISH:
        return title.lower()
    return title if now == "de" or title[:2].isupper() else title[:1].lower() + title[1:]


def begun(text: str) -> str:
    """What may begin a sentence: Spanish writes its months small, and still begins large."""
    return text if language() == ENGLISH else text[:1].upper() + text[1:]


def mark(message: str) -> str:
    """The message itself, for `say` to find where it is shown: so that the collector of messages sees it."""
    return message


def bracketed(message: str) -> str:
    """A message in the language of tests."""
    return f"⟦{message}⟧"


def preferred(accepted: str, usual: str = ENGLISH) -> str:
    """The best of ours for a browser's Accept-Language header."""
    wishes = []
    for part in accepted.split(","):
        tag, _, weight = part.strip().partition(";q=")
        try:
            wishes.append((-float(weight or 1), tag.split("-")[0].lower()))
        except ValueError:
            continue
    return next((tag for _, tag in sorted(wishes, key=lambda wish: wish[0]) if tag in LANGUAGES), usual)


def _found(message: str, now: str) -> str:
    if not message:
        return message
    if now == TEST:
        return bracketed(message)
    return catalogue(now).messages.get(message, message)


@cache
def catalogue(name: str) -> Catalogue:
    """The messages of a language, read once."""
    messages: dict[str, str] = {}
    plurals: dict[str, tuple[str, ...]] = {}
    for path in sorted((FOLDER / name).glob("*.po")):
        with path.open("rb") as file:
            for message in read_po(file, abort_invalid=True):
                if message.fuzzy or not message.id:
                    continue
                if isinstance(message.id, tuple) and all(message.string[:FORMS]):
                    plurals[message.id[0]] = tuple(message.string[:FORMS])
                elif isinstance(message.id, str) and message.string:
                    messages[message.id] = str(message.string)
    return Catalogue(messages, plurals)


@cache
def _locale(name: str) -> Locale:
    return Locale.parse(ENGLISH if name == TEST else name)


@cache
def _separators(name: str) -> tuple[str, str]:
    symbols = _locale(name).number_symbols["latn"]
    return symbols["group"], symbols["decimal"]
