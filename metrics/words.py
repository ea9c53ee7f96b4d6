"""The only place where numbers become text, and a verdict becomes a sentence (product.md 3.9).

Surfaces call these functions instead of formatting on their own, so that a tile, a slide and an API say the same.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache

from metrics.kpi import Kpi

NOTHING = "—"
_SYMBOLS = {
    "USD": "$",
    "GBP": "£",
    "EUR": "€",
    "CAD": "CA$",
    "AUD": "A$",
    "INR": "₹",
    "CHF": "CHF ",
    "JPY": "¥",
}
_DECIMALS = {"%": 1, "min": 0, "minutes": 0, "days": 1, "hours": 1, "currency": 0, "ratio": 2, "index": 2}
_DURATIONS = {"min": "min", "minutes": "min", "days": "days", "hours": "hours"}
_MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]
_QUANTA = tuple(Decimal(1).scaleb(-places) for places in range(7))
_MILLION = 1_000_000
_PLURAL = {"day": "days", "week": "weeks", "month": "months", "quarter": "quarters", "year": "years"}


def format_value(
    value: float | None, unit: str, currency: str = "USD", decimals: int | None = None, bare: bool = False
) -> str:
    """A value with its unit: 4.8 %, 31 min, $1.23 M. `bare` leaves the unit off but keeps a currency sign."""
    if value is None or value != value:
        return NOTHING
    if unit == "currency":
        return _money(value, currency, decimals)
    text = _signed(value, _places(value, unit) if decimals is None else decimals)
    if bare or unit in ("", "ratio", "index", "score", "count"):
        return text
    if text == "1" and unit in ("days", "hours"):
        return f"1 {unit[:-1]}"
    return f"{text} {_DURATIONS.get(unit, unit)}"


def format_range(
    low: float | None, high: float | None, unit: str, currency: str = "USD", decimals: int | None = None
) -> str:
    """Two limits without their unit: 1.9–4.6; with a word between when one is below zero: −2.1 to 4.6."""
    ends = [format_value(end, unit, currency, decimals, bare=True) for end in (low, high)]
    return (" to " if "−" in ends[0] + ends[1] else "–").join(ends)


def format_change(
    value: float | None,
    reference: float | None,
    unit: str,
    currency: str = "USD",
    decimals: int | None = None,
) -> str:
    """How far a value lies from another: points for percents, time for durations, relative for the rest."""
    if value is None or reference is None or value != value or reference != reference:
        return NOTHING
    if unit == "%":
        return _plus(value - reference, 1, " points")
    if unit in _DURATIONS:
        places = _places(value, unit) if decimals is None else decimals
        return _plus(value - reference, places, f" {_DURATIONS[unit]}")
    if reference == 0:
        return NOTHING
    return _plus(100 * (value - reference) / abs(reference), 1, " %")


@lru_cache(maxsize=4096)
def format_period(start: date, grain: str) -> str:
    """A period by name: 5 Oct 2026, week of 5 Oct 2026, October 2026, Q4 2026, 2026."""
    if grain == "month":
        return f"{_MONTHS[start.month - 1]} {start.year}"
    if grain == "quarter":
        return f"Q{(start.month + 2) // 3} {start.year}"
    if grain == "year":
        return str(start.year)
    day = f"{start.day} {_MONTHS[start.month - 1][:3]} {start.year}"
    return f"week of {day}" if grain == "week" else day


def format_since(start: date, grain: str) -> str:
    """A period as the start of something: a week by its Monday."""
    return format_period(start, "day" if grain == "week" else grain)


def count_of(n: int, noun: str) -> str:
    """1 month, 5 months."""
    return f"1 {noun}" if n == 1 else f"{n:,} {_PLURAL.get(noun, noun + 's')}"


def evidence(rule: str, side: str, n_points: int, span: int, since: str) -> str:
    """The rule that fired, in words a board member reads without a manual."""
    is_high = side == "high"
    if rule == "outside":
        where = "above the upper limit" if is_high else "below the lower limit"
        return where if n_points == 1 else f"{n_points} points {where} since {since}"
    if rule == "trend":
        return f"{n_points} points {'rising' if is_high else 'falling'} since {since}"
    if rule == "two_in_three":
        limit = "upper" if is_high else "lower"
        return f"{n_points} of {max(span, 3)} points close to the {limit} limit since {since}"
    return f"{n_points} points {'above' if is_high else 'below'} the mean since {since}"


def assurance(outcome: str | None, target: str) -> str:
    """What the limits promise about the target."""
    if outcome == "pass":
        return f"Will meet {target} unless the process changes."
    if outcome == "fail":
        return f"Will not meet {target} unless the process changes."
    return f"Will not reliably meet {target}." if outcome == "hit_or_miss" else ""


def overtaken(is_met: bool, target: str, period: str, n_points: int, is_before: bool) -> str:
    """In the place of what the limits promise, when the last point lies beyond them and says otherwise."""
    first = f"{period} {'meets' if is_met else 'misses'} {target}"
    if n_points == 1:
        return f"{first}; one point does not show whether that will last."
    limits = "are from before the change" if is_before else "also hold the time before the change"
    return f"{first}; the limits {limits}, a rebase would show whether the new level holds."


def band(value: float, low: float, high: float, show: Callable[[float], str]) -> str:
    """Where a value lies in a two-sided band, both ends included."""
    if low <= value <= high:
        return f"Inside the band from {show(low)} to {show(high)}."
    return f"{'Below' if value < low else 'Above'} the band from {show(low)} to {show(high)}."


class Voice:
    """How one KPI speaks at one grain: every sentence of a verdict is put together here."""

    def __init__(self, kpi: Kpi, grain: str, currency: str = "USD"):
        self.kpi, self.grain = kpi, grain
        self._look = (kpi.unit, currency, kpi.decimals)
        self._usual: dict[tuple[float, float], str] = {}

    def show(self, value: float | None) -> str:
        return format_value(value, *self._look)

    def measured(self, period: date, value: float | None) -> str:
        return f"{format_period(period, self.grain)} {self.show(value)}"

    def limits(self, low: float, high: float) -> str:
        """What is usual, cut to what is possible: a share is never drawn below 0."""
        if (low, high) not in self._usual:
            least, most = self.kpi.bounds
            ends = (low if least is None else max(low, least), high if most is None else min(high, most))
            self._usual[low, high] = format_range(*ends, *self._look)
        return self._usual[low, high]

    def evidence(self, signal: tuple[str, str, int, int], n_flagged: int, since: date) -> str:
        """`n_flagged` counts the points under this very label: an outlier within a shift is not among them."""
        rule, side, first, last = signal
        span = last - first + 1
        n_points = n_flagged if rule == "two_in_three" else span
        return evidence(rule, side, n_points, span, format_since(since, self.grain))

    def assurance(self, outcome: str, target: float) -> str:
        return assurance(outcome, self.show(target))

    def overtaken(
        self, is_met: bool, target: float, period: date, signal: tuple[str, str, int, int], is_before: bool
    ) -> str:
        n_points = signal[3] - signal[2] + 1
        return overtaken(is_met, self.show(target), format_period(period, self.grain), n_points, is_before)

    def band(self, value: float, goal: tuple[float, float]) -> str:
        return band(value, *goal, self.show)

    def coverage(self, share: float) -> str:
        return f"Only {format_value(100 * share, '%', decimals=0)} of records could be measured."

    def provisional(self, n_points: int) -> str:
        return f"Provisional limits: {count_of(n_points, 'point')}."

    def judged(
        self, head: str, seen: str | None, period: date, value: float, usual: str, cautions: Sequence[str]
    ) -> str:
        """Head, evidence and limits, then what it means for the target and what to be careful about."""
        measured = self.measured(period, value)
        if seen:
            first = f"{head}: {seen}; {measured} against {usual}."
        else:
            first = f"{head}: {measured} is within what is usual ({usual})."
        return " ".join((first, *cautions))

    def trial(self, n_points: int, period: date, value: float, low: float, high: float) -> str:
        return (
            f"Trial limits: {count_of(n_points, 'point')}. {self.measured(period, value)} against "
            f"{self.limits(low, high)}, too few points to judge."
        )

    def early(self, n_points: int, needed: int) -> str:
        return f"Too early to judge: {n_points} of {count_of(needed, self.grain)}."

    def rare(self, period: date, value: float) -> str:
        return f"Not judged: {self.measured(period, value)} rests on too few events; look at a longer period."

    def rolling(self, period: date, value: float) -> str:
        return f"Not judged: {self.measured(period, value)} is a rolling figure, each month shares data with the last."

    def excluded(
        self,
        period: date,
        value: float | None,
        n: int | None,
        coverage: float | None,
        status: str,
        quality: str,
    ) -> str:
        """Why a point stands outside limits and rules."""
        name = format_period(period, self.grain)
        if status == "partial":
            return f"Not judged: {name} is not complete yet."
        if value is None:
            return f"Not judged: {name} has no value."
        if status == "provisional":
            return f"Not judged: {name} may still change, late records are expected."
        if quality == "poor_coverage":
            return f"Not judged: {self.coverage(coverage or 0)[:-1]} in {name}."
        return f"Not judged: {name} rests on {n:,.9g}, at least {self.kpi.min_rag:,g} are needed."


def _money(value: float, currency: str, decimals: int | None) -> str:
    sign = _SYMBOLS.get(currency, f"{currency} ")
    minus = "−" if value < 0 else ""
    if abs(value) >= _MILLION - 0.5:
        return f"{minus}{sign}{_signed(abs(value) / _MILLION, 2)} M"
    text = _signed(abs(value), decimals or 0)
    return f"{minus if text.strip('0.') else ''}{sign}{text}"


def _plus(change: float, places: int, unit: str) -> str:
    text = _signed(change, places)
    is_moved = any(digit in text for digit in "123456789")
    return f"{'+' if change > 0 and is_moved else ''}{text}{unit}"


def _places(value: float, unit: str) -> int:
    known = _DECIMALS.get(unit)
    if known is not None:
        return known
    if " per " in f" {unit}":
        return 2
    # A head count has no decimals; a mean of counts shows one while it is small.
    return 0 if float(value).is_integer() or abs(value) >= 100 else 1


def _signed(value: float, places: int) -> str:
    """Rounded half away from zero; twelve digits first, so that 7.2499999999999996 is the 7.25 it stands for."""
    size = abs(value)
    if abs(size * 10**places % 1 - 0.5) < 1e-6:
        text = f"{Decimal(f'{size:.12g}').quantize(_QUANTA[places], ROUND_HALF_UP):,f}"
    else:
        text = f"{size:,.{places}f}"
    return f"−{text}" if value < 0 and text.strip("0.,") else text
