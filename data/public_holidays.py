"""Public holidays and weekends of a country, for calendars: which days are no working days where a hospital stands."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

SATURDAY_AND_SUNDAY = frozenset({6, 7})
# The part that a country code alone stands for, where its parts share too few days to be one country's calendar.
USUAL_PART = {"GB": "ENG"}


def public_holidays(country_code: str, years: Iterable[int]) -> dict[date, str]:
    """Holidays by date with their English or local name, observed days included; empty for a country unknown.

    A country (`US`) has its national ones, a part of one (`GB-SCT`) also its own; `GB` alone is England.
    """
    country = _country(country_code, years)
    return {} if country is None else dict(sorted(country.items()))


def weekend(country_code: str) -> frozenset[int]:
    """ISO weekdays (1 = Monday) that are the weekend of a country; Saturday and Sunday where it is unknown."""
    country = _country(country_code, ())
    return SATURDAY_AND_SUNDAY if country is None else frozenset(day + 1 for day in country.weekend)


def _country(country_code: str, years: Iterable[int]):
    # Takes a second to import and is needed only by those who make a calendar.
    import holidays

    country, _, part = country_code.upper().partition("-")
    listed = list(years)
    for subdivision in dict.fromkeys((part or USUAL_PART.get(country), USUAL_PART.get(country), None)):
        try:
            return holidays.country_holidays(country, subdiv=subdivision, years=listed)
        except NotImplementedError:
            continue
    return None
