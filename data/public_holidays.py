"""Public holidays and weekends of a country, for calendars: which days are no working days where a hospital stands."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

SATURDAY_AND_SUNDAY = frozenset({6, 7})


def public_holidays(country_code: str, years: Iterable[int]) -> dict[date, str]:
    """National holidays by date with their English or local name, observed days included; empty for a country unknown.

    Regional holidays are left out: the warehouse knows a facility's country, not its province.
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

    try:
        return holidays.country_holidays(country_code.upper(), years=list(years))
    except NotImplementedError:
        return None
