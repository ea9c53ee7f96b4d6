"""Days, months and stretches of time by name, in the order and with the names of the language of now."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

from babel.dates import format_date

from data.language import ENGLISH, language, locale, say, say_count

# What a locale calls each form; the house writes its English without commas.
_SKELETONS = {"day": "yMMMd", "day_month": "MMMd", "month": "yMMMM", "short_month": "yMMM", "quarter": "yQQQ"}
_HOUSE = {
    "day": "d MMM y",
    "day_month": "d MMM",
    "month": "MMMM y",
    "short_month": "MMM y",
    "quarter": "QQQ y",
}


def day(value: date) -> str:
    """5 Oct 2026."""
    return _written(language(), "day", value)


def day_month(value: date) -> str:
    """A day where the year is known: 5 Oct."""
    return _written(language(), "day_month", value)


def short_month(value: date) -> str:
    """A month where room is scarce: Oct 2026."""
    return _written(language(), "short_month", value)


def month_name(number: int, is_short: bool = False) -> str:
    """October, or Oct."""
    return locale().months["stand-alone"]["abbreviated" if is_short else "wide"][number]


def weekday_name(number: int, is_short: bool = False) -> str:
    """Monday is 1: Monday, or Mon."""
    return locale().days["stand-alone"]["abbreviated" if is_short else "wide"][number - 1]


def format_period(start: date, grain: str) -> str:
    """A period by name: 5 Oct 2026, week of 5 Oct 2026, October 2026, Q4 2026, 2026."""
    if grain == "week":
        return say("week of {day}", day=day(start))
    return str(start.year) if grain == "year" else _written(language(), grain, start)


def format_since(start: date, grain: str) -> str:
    """A period as the start of something: a week by its Monday."""
    return format_period(start, "day" if grain == "week" else grain)


def month_or_day(value: date) -> str:
    """A time something began: the month where it began with one."""
    return format_period(value, "month") if value.day == 1 else day(value)


def count_of(n: int, grain: str) -> str:
    """1 month, 5 months."""
    match grain:
        case "day":
            return say_count(n, "{n} day", "{n} days")
        case "week":
            return say_count(n, "{n} week", "{n} weeks")
        case "month":
            return say_count(n, "{n} month", "{n} months")
        case "quarter":
            return say_count(n, "{n} quarter", "{n} quarters")
    return say_count(n, "{n} year", "{n} years")


@lru_cache(maxsize=16384)
def _written(spoken: str, form: str, value: date) -> str:
    pattern = _HOUSE[form] if locale().language == ENGLISH else locale().datetime_skeletons[_SKELETONS[form]]
    return format_date(value, pattern if isinstance(pattern, str) else pattern.pattern, locale())
