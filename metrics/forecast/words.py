"""The line under a forecast: counts of what it missed and held, not adjectives (forecast.md 9.3)."""

from __future__ import annotations

from metrics.forecast.gates import Gate
from metrics.kpi import Kpi
from metrics.words import count_of, format_value


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
        ahead = count_of(found.horizon, "month")
        parts.append(f"Provisional: {count_of(found.n_points, 'month')} of history, {ahead} ahead only.")
    if typical is None:
        parts.append("Too little history to check it against.")
        return " ".join(parts)
    line = f"Typical miss last year: ±{_size(typical, kpi, currency)}"
    if naive is not None:
        line += f" (seasonal naive: ±{_size(naive, kpi, currency)})"
    if checked:
        line += f", the 80 % band held {held:,} of {checked:,} times"
    parts.append(line + ".")
    if skill <= 0:
        parts.append("No better than repeating last year.")
    return " ".join(parts)


def _size(miss: float, kpi: Kpi, currency: str) -> str:
    text = format_value(miss, kpi.unit, currency, kpi.decimals)
    return text.replace(" %", " points") if kpi.unit == "%" else text
