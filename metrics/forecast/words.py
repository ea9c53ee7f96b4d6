"""The line under a forecast: counts of what it missed and held, not adjectives (forecast.md 9.3)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any

from data.language import grouped, say
from metrics.dates import count_of
from metrics.forecast.gates import FULL_HORIZON, PROVISIONAL_HORIZON, YEAR, Gate, too_empty, too_short
from metrics.kpi import Kpi
from metrics.numbers import format_value
from metrics.retelling import Telling, retold

HORIZONS = {"provisional": PROVISIONAL_HORIZON, "full": FULL_HORIZON}


def checked_line(
    kpi: Kpi,
    found: Gate,
    typical: float | None,
    naive: float | None,
    held: int,
    checked: int,
    skill: float,
    currency: str,
) -> str:
    """How the forecasts of the last year did."""
    parts = []
    if found.state == "provisional":
        parts.append(
            say(
                "Provisional: {history} of history, {ahead} ahead only.",
                history=count_of(found.n_points, "month"),
                ahead=count_of(found.horizon, "month"),
            )
        )
    if typical is None:
        parts.append(say("Too little history to check it against."))
        return " ".join(parts)
    miss = f"±{_size(typical, kpi, currency)}"
    if naive is not None:
        miss = say("{miss} (seasonal naive: ±{size})", miss=miss, size=_size(naive, kpi, currency))
    if checked:
        parts.append(
            say(
                "Typical miss last year: {miss}, the 80 % band held {held} of {checked} times.",
                miss=miss,
                held=grouped(held),
                checked=grouped(checked),
            )
        )
    else:
        parts.append(say("Typical miss last year: {miss}.", miss=miss))
    if skill <= 0:
        parts.append(say("No better than repeating last year."))
    return " ".join(parts)


def again(kpi: Kpi, test: Mapping[str, Any], currency: str) -> str:
    """The line of a stored forecast, or why there is none, in the language of now."""
    return retold(test["message"], _tellings(kpi, test, currency))


def _tellings(kpi: Kpi, test: Mapping[str, Any], currency: str) -> Iterator[Telling]:
    state, n = test["state"], test["n_points"]
    if state == "refused":
        yield partial(too_short, n)
        for of in range(1, YEAR + 1):
            yield from (partial(too_empty, missing, of) for missing in range(1, of + 1))
        return
    found = Gate(state, HORIZONS[state], n)
    errors = (test["typical_error"], test["naive_error"], test["held80"] or 0, test["checked80"] or 0)
    yield from (partial(checked_line, kpi, found, *errors, skill, currency) for skill in (1.0, 0.0))


def _size(miss: float, kpi: Kpi, currency: str) -> str:
    """A miss with its unit; of percents it is points."""
    if kpi.unit == "%":
        return say("{n} points", n=format_value(miss, "%", decimals=kpi.decimals, bare=True))
    return format_value(miss, kpi.unit, currency, kpi.decimals)
