"""Sentences that a load writes down in English and a page shows, and how they are said again in another language.

What a load writes stays as it was written. A page finds the sentence that gave a stored text, with the values in it, and
says it in the language of its reader. Sentences without values are marked where they are written.
"""

from __future__ import annotations

import re
from functools import cache

from data.language import ENGLISH, language, localized, mark, say

ENDS_BEFORE = mark("`{end}` lies before `{start}`.")
IN_FUTURE = mark("`{column}` lies in the future.")
NOT_IN_LIST = mark("`{column}` holds a value that is not in the list {name}.")
NOT_IN_MAP = mark("`{column}` holds a code that the map {name} does not know.")
UNKNOWN_CODES = mark("`{column}` holds codes that its map or list does not know; see the code maps.")
EXCEL_NUMBER = mark("`{column}` looks like an identifier that Excel turned into a number (1.2E+11).")
EMPTY = mark("`{column}` is empty, and the row needs it.")
UNREADABLE = mark("`{column}` cannot be read as {wanted}.")
WRITTEN_AS = mark("a date or time written as {formats}")
COLUMN_GONE = mark("The column {column} is not in the file; what it fills stays empty.")
COLUMN_MISSING = mark("The required column {columns} is not in the file{hint}.")
COLUMNS_UNKNOWN = mark("The file has columns the profile does not know: {columns}.")
COLUMNS_UNUSED = mark("Columns the profile does not use: {columns}.")
NO_PROFILE = mark("No profile takes a file with this name (profiles on offer: {names}).")
CHECK_FAILS = mark("The check {check} fails: {reason}")
TOO_MANY_REFUSED = mark(
    "{share} % of the records are refused (limit {limit} %). Most often ({n} times): {reason}"
)
NOT_ADDING_UP = mark(
    "The records do not add up: {delivered} delivered, {read} read, {ignored} ignored, {counted} accounted for. Nothing "
    "of the file is loaded."
)
NOT_READ = mark("The file could not be read: {reason}.")
NOT_LOADED = mark("The file could not be loaded: {reason}.")
_WITH_VALUES = (
    ENDS_BEFORE, IN_FUTURE, NOT_IN_LIST, NOT_IN_MAP, UNKNOWN_CODES, EXCEL_NUMBER, EMPTY, UNREADABLE, WRITTEN_AS,
    COLUMN_GONE, COLUMN_MISSING, COLUMNS_UNKNOWN, COLUMNS_UNUSED, NO_PROFILE, CHECK_FAILS, TOO_MANY_REFUSED,
    NOT_ADDING_UP, NOT_READ, NOT_LOADED,
)  # fmt: skip
# What a value stands for when it is a sentence or a word of ours, too.
_SAID = ("reason", "wanted")


def again(text: str) -> str:
    """A sentence as it was written down, in the language of now."""
    if language() == ENGLISH:
        return text
    for sentence, pattern in _patterns():
        if found := pattern.fullmatch(text):
            return say(sentence, **{name: _value(name, value) for name, value in found.groupdict().items()})
    return say(text)


def _value(name: str, value: str) -> str:
    if name in _SAID:
        return again(value)
    return localized(value) if re.fullmatch(r"\d[\d,]*(\.\d+)?", value) else value


@cache
def _patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple(
        (sentence, re.compile(re.sub(r"\\\{(\w+)\\\}", r"(?P<\1>.*?)", re.escape(sentence)), re.DOTALL))
        for sentence in _WITH_VALUES
    )
