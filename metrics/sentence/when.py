"""Periods in words: last 13 weeks, Q3 2026, since June, year to date."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from data.language import mark, say
from metrics.dates import count_of, format_period
from metrics.dates import day as written
from metrics.sentence.words import stem
from metrics.spans import MONTHS, period, shifted, start_of

GRAINS = {stem(word): word for word in ("day", "week", "month", "quarter", "year")}
EACH = {"daily": "day", "weekly": "week", "monthly": "month", "quarterly": "quarter", "yearly": "year", "annually": "year"}  # fmt: skip
NAMES = ("january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december")  # fmt: skip
COUNTS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen")  # fmt: skip

LASTS = ("last", "past", "previous", "latest")
THESE = ("this", "current")
LAST_WHOLE = {
    "day": mark("last whole day, to {day}"),
    "week": mark("last whole week, to {day}"),
    "month": mark("last whole month, to {day}"),
    "quarter": mark("last whole quarter, to {day}"),
    "year": mark("last whole year, to {day}"),
}
THIS = {
    "day": mark("this day, from {day}"),
    "week": mark("this week, from {day}"),
    "month": mark("this month, from {day}"),
    "quarter": mark("this quarter, from {day}"),
    "year": mark("this year, from {day}"),
}


@dataclass(frozen=True)
class When:
    """A stretch of time: first day and first day after it; `grain` where the words name one; `words` as understood.

    `stretch` = the name that the calendar has for it, where the same words mean other days as the data go on.
    """

    since: date | None
    until: date | None
    words: str
    grain: str = ""
    is_everything: bool = False
    stretch: str = ""


class NoSuchTime(ValueError):
    """Words that begin like a period and are none."""


def back(count: int, grain: str, through: date) -> When:
    """The last `count` whole periods that the data cover."""
    first = start_of(through, grain) or through
    end = period(first, grain)[1]
    until = end if end <= through + timedelta(days=1) else first
    if grain in MONTHS:
        since = shifted(until, -count * MONTHS[grain])
    else:
        since = until - timedelta(days=count * (7 if grain == "week" else 1))
    to = written(until - timedelta(days=1))
    # A year is looked at by month, and so is a single quarter.
    drawn = "month" if grain == "year" or (grain == "quarter" and count == 1) else grain
    if count > 1:
        return When(
            since, until, say("last {periods}, to {day}", periods=count_of(count, grain), day=to), drawn
        )
    return When(since, until, say(LAST_WHOLE[grain], day=to), drawn)


def when(words: Sequence[str], through: date) -> tuple[When, int] | None:
    """The period that begins at the first of `words`, and how many words it takes."""
    if not words:
        return None
    first, rest = words[0], words[1:]
    if first in LASTS:
        return _last(rest, through)
    if first in THESE:
        return _this(rest, through)
    if first == "ytd" or words[:3] == ["year", "to", "date"]:
        taken = 1 if first == "ytd" else 3
        start = through.replace(month=1, day=1)
        return When(
            start,
            through + timedelta(days=1),
            say("{since} to {until}", since=through.year, until=written(through)),
        ), taken
    if first in ("everything", "ever") or words[:2] == ["all", "time"] or words[:2] == ["all", "year"]:
        return When(None, None, say("everything"), is_everything=True), 1 if first in (
            "everything",
            "ever",
        ) else 2
    if first in ("since", "from", "between", "until", "before", "after"):
        return _between(first, rest, through)
    found = _named(words, through)
    if found:
        (since, until, said), taken = found
        return When(since, until, said), taken
    return None


def _last(rest: Sequence[str], through: date) -> tuple[When, int] | None:
    if rest and rest[0] in ("few", "several", "couple"):
        raise NoSuchTime(say("how many? Say a number, as in “last 13 weeks”"))
    count, at = counted(rest)
    if at < len(rest) and stem(rest[at]) in GRAINS:
        if not 1 <= count <= 400:
            raise NoSuchTime(say("that many periods are not in the data"))
        return back(count, GRAINS[stem(rest[at])], through), at + 2
    return None


def counted(rest: Sequence[str]) -> tuple[int, int]:
    """How many periods, and how many words say so; without a number it is one."""
    if rest and (rest[0].isdigit() or rest[0] in COUNTS):
        return COUNTS.index(rest[0]) if rest[0] in COUNTS else int(rest[0]), 1
    return 1, 0


def _this(rest: Sequence[str], through: date) -> tuple[When, int] | None:
    if not rest or stem(rest[0]) not in GRAINS:
        return None
    grain = GRAINS[stem(rest[0])]
    since, until = period(start_of(through, grain) or through, grain)
    return When(since, until, say(THIS[grain], day=written(since))), 2


def _between(first: str, rest: Sequence[str], through: date) -> tuple[When, int] | None:
    start = _named(rest, through)
    if start is None:
        return None
    (since, until, _), taken = start
    after = rest[taken:]
    if first in ("from", "between") and after and after[0] in ("to", "until", "till", "and", "through"):
        end = _named(after[1:], through)
        if end is None:
            raise NoSuchTime(say("until when? Say a month, a year or a date like 2026-06-30"))
        (_, last, _), more = end
        if last <= since:
            raise NoSuchTime(say("that period ends before it begins"))
        return When(
            since,
            last,
            say("{since} to {until}", since=written(since), until=written(last - timedelta(days=1))),
        ), taken + more + 2
    if first == "between":
        raise NoSuchTime(say("between which two dates?"))
    if first in ("until", "before"):
        end_day = since if first == "before" else until
        return When(None, end_day, say("until {day}", day=written(end_day - timedelta(days=1)))), taken + 1
    begin = until if first == "after" else since
    return When(begin, None, say("since {day}", day=written(begin))), taken + 1


def _named(words: Sequence[str], through: date) -> tuple[tuple[date, date, str], int] | None:
    """A month, a quarter, a year or a date; a month without a year is the last one that the data have begun."""
    if not words:
        return None
    first, second = words[0], words[1] if len(words) > 1 else ""
    year = int(second) if _is_year(second) else None
    if month := _month(first):
        if year is None:
            year = through.year if date(through.year, month, 1) <= through else through.year - 1
            taken = 1
        else:
            taken = 2
        since, until = period(date(year, month, 1), "month")
        return (since, until, format_period(since, "month")), taken
    if len(first) == 2 and first[0] == "q" and first[1] in "1234":
        taken = 1 if year is None else 2
        since = date(year or through.year, int(first[1]) * 3 - 2, 1)
        if year is None and since > through:
            since = since.replace(year=through.year - 1)
        return (*period(since, "quarter"), format_period(since, "quarter")), taken
    if _is_year(first):
        return (*period(date(int(first), 1, 1), "year"), first), 1
    try:
        day = date.fromisoformat(first)
    except ValueError:
        return None
    return (day, day + timedelta(days=1), written(day)), 1


def _month(word: str) -> int | None:
    """1-12 for a month or its first three letters; `may` and `march` are words too, and still mean the months."""
    found = [
        i
        for i, name in enumerate(NAMES, 1)
        if word == name or word == name[:3] or (word == "sept" and i == 9)
    ]
    return found[0] if found else None


def _is_year(word: str) -> bool:
    return len(word) == 4 and word.isdigit() and 1990 <= int(word) <= 2100
