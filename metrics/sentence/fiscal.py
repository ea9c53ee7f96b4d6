"""Periods of the organisation's own year in words: this fiscal year, fiscal year to date, last fiscal quarter, FY26."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, timedelta

from data.language import mark, say, say_count
from metrics.calendars import Calendar, Span
from metrics.dates import day as written
from metrics.sentence.when import LASTS, THESE, NoSuchTime, When, counted
from metrics.sentence.words import stem

FISCAL = ("fiscal", "financial")
KINDS = {"year": "fiscal_year", "quarter": "fiscal_quarter", "month": "fiscal_month"}
SHORT = re.compile(r"fy(\d{4}|\d{2})?")
ONE_DAY = timedelta(days=1)
TO_DATE = {"year": mark("fiscal year to date"), "quarter": mark("fiscal quarter to date"), "month": mark("fiscal month to date")}  # fmt: skip
THIS = {"year": mark("this fiscal year"), "quarter": mark("this fiscal quarter"), "month": mark("this fiscal month")}  # fmt: skip
LAST = {"year": mark("last fiscal year"), "quarter": mark("last fiscal quarter"), "month": mark("last fiscal month")}  # fmt: skip


def fiscal(words: Sequence[str], through: date, calendar: Calendar) -> tuple[When, int] | None:
    """The fiscal period that begins at the first of `words`, and how many words it takes."""
    first, rest = words[0], words[1:]
    if first in THESE and len(rest) > 1 and rest[0] in FISCAL and (unit := _unit(rest[1])):
        return _named(f"{KINDS[unit]}", THIS[unit], unit, calendar.period(KINDS[unit], through)), 3
    if first in LASTS:
        return _last(rest, through, calendar)
    if first == "fytd" or list(words[:2]) == ["fiscal", "ytd"]:
        return _to_date("year", through, calendar), 1 if first == "fytd" else 2
    if first in FISCAL and len(rest) > 2 and (unit := _unit(rest[0])) and list(rest[1:3]) == ["to", "date"]:
        return _to_date(unit, through, calendar), 4
    return _year(words, calendar)


def _unit(word: str) -> str:
    return stem(word) if stem(word) in KINDS else ""


def _to_date(unit: str, through: date, calendar: Calendar) -> When:
    name = f"{KINDS[unit]}_to_date"
    return _named(name, TO_DATE[unit], unit, calendar.stretch(name, through))


def _last(rest: Sequence[str], through: date, calendar: Calendar) -> tuple[When, int] | None:
    count, at = counted(rest)
    if len(rest) < at + 2 or rest[at] not in FISCAL or not (unit := _unit(rest[at + 1])):
        return None
    if not 1 <= count <= 100:
        raise NoSuchTime(say("that many periods are not in the data"))
    since, until = calendar.stretch(f"last_{KINDS[unit]}", through)
    if count == 1:
        return _named(f"last_{KINDS[unit]}", LAST[unit], unit, (since, until)), at + 3
    for _ in range(count - 1):
        since = calendar.period(KINDS[unit], since - ONE_DAY)[0]
    many = {
        "year": say_count(count, "last {n} fiscal year", "last {n} fiscal years"),
        "quarter": say_count(count, "last {n} fiscal quarter", "last {n} fiscal quarters"),
        "month": say_count(count, "last {n} fiscal month", "last {n} fiscal months"),
    }
    return When(since, until, _dated(many[unit], (since, until)), "month"), at + 3


def _year(words: Sequence[str], calendar: Calendar) -> tuple[When, int] | None:
    """FY26, FY 2026, fiscal year 2026, fiscal 2026: a fiscal year is named after the year that it ends in."""
    short = SHORT.fullmatch(words[0])
    if short and short[1]:
        number, taken = short[1], 1
    else:
        start = 1 if short or words[0] in FISCAL else 0
        start += start == 1 and words[0] in FISCAL and len(words) > 1 and words[1] == "year"
        if not start or len(words) <= start or not re.fullmatch(r"\d{4}|\d{2}", words[start]):
            return None
        number, taken = words[start], start + 1
    year = int(number) + (2000 if len(number) == 2 else 0)
    if not 1990 <= year <= 2100:
        raise NoSuchTime(say("that many periods are not in the data"))
    span = calendar.year_start(year), calendar.year_start(year + 1)
    return When(*span, _dated(say("fiscal year {year}", year=year), span), "month"), taken


def _named(stretch: str, words: str, unit: str, span: Span) -> When:
    """A period that has a name in the address, too, so that a link to it moves on with the data."""
    return When(*span, _dated(say(words), span), "month", stretch="" if unit == "month" else stretch)


def _dated(words: str, span: Span) -> str:
    last = written(span[1] - ONE_DAY)
    return say("{period}, {since} to {until}", period=words, since=written(span[0]), until=last)
