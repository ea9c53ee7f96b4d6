"""Numbers as text, with the separators, signs and units of the language of now. Nobody else formats a number.

A month or a table asks for many thousand of them, so what a locale says is read once for each language.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import cache

from data.language import ENGLISH, language, locale, localized, say, say_count

NOTHING = "—"
SYMBOLS = {
    "USD": "$",
    "GBP": "£",
    "EUR": "€",
    "CAD": "CA$",
    "AUD": "A$",
    "INR": "₹",
    "CHF": "CHF ",
    "JPY": "¥",
}
DECIMALS = {"%": 1, "min": 0, "minutes": 0, "days": 1, "hours": 1, "currency": 0, "ratio": 2, "index": 2}
DURATIONS = ("min", "minutes", "days", "hours")
UNITLESS = ("", "ratio", "index", "score", "count")
# A change of these is told in the unit itself: of a time so many minutes, of a scale without a true zero no share.
TOLD_IN_UNIT = (*DURATIONS, "weeks", "points", "score", "sigma")
# Of fewer things than this, and beyond so many times the base, a change in percent is large and says nothing.
FEW, TENFOLD = 10, 10
_QUANTA = tuple(Decimal(1).scaleb(-places) for places in range(7))
_MILLION = 1_000_000


@dataclass(frozen=True)
class _Signs:
    """Where a language puts what belongs to a number; {n} is the number, {sign} that of the currency."""

    money: str
    millions: str
    percent: str


@cache
def _signs(spoken: str) -> _Signs:
    now = locale()
    if now.language == ENGLISH:
        return _Signs("{sign}{n}", "{sign}{n} M", "{n} %")
    millions = now.compact_currency_formats["short"]["other"]["1000000"].pattern.replace("'", "")
    return _Signs(
        now.currency_formats["standard"].pattern.replace("#,##0.00", "{n}").replace("¤", "{sign}"),
        millions.replace("0", "{n}").replace("¤", "{sign}"),
        now.percent_formats[None].pattern.replace("#,##0", "{n}"),
    )


def format_value(
    value: float | None, unit: str, currency: str = "USD", decimals: int | None = None, bare: bool = False
) -> str:
    """A value with its unit: 4.8 %, 31 min, $1.23 M. `bare` leaves the unit off but keeps a currency sign."""
    if value is None or value != value:
        return NOTHING
    if unit == "currency":
        return _money(value, currency, decimals)
    text = signed(value, places(value, unit) if decimals is None else decimals)
    return text if bare or unit in UNITLESS else with_unit(text, unit)


def with_unit(text: str, unit: str) -> str:
    """A number that is text already, with its unit behind it."""
    if unit == "%":
        return _signs(language()).percent.format(n=text)
    if unit == "days":
        return say_count(text, "{n} day", "{n} days")
    if unit == "hours":
        return say_count(text, "{n} hour", "{n} hours")
    return say("{n} min", n=text) if unit in DURATIONS else f"{text} {say(unit)}"


def format_n(n: float, unit: str = "") -> str:
    """What a value rests on; a part of a unit is cut, so that too little never reads as enough."""
    return with_unit(localized(f"{math.floor(10 * n) / 10:,.9g}"), unit) if unit else localized(f"{n:,.9g}")


def format_range(
    low: float | None, high: float | None, unit: str, currency: str = "USD", decimals: int | None = None
) -> str:
    """Two limits without their unit: 1.9–4.6; with a word between when one is below zero: −2.1 to 4.6."""
    ends = [format_value(end, unit, currency, decimals, bare=True) for end in (low, high)]
    if "−" in ends[0] + ends[1]:
        return say("{low} to {high}", low=ends[0], high=ends[1])
    return "–".join(ends)


def format_change(
    value: float | None,
    reference: float | None,
    unit: str,
    currency: str = "USD",
    decimals: int | None = None,
    is_short: bool = False,
) -> str:
    """How far a value lies from another: points for percents and scores, time for durations, relative for the rest, but
    in the unit itself where the base is so small that a percentage would only be large."""
    if value is None or reference is None or value != value or reference != reference:
        return NOTHING
    if unit == "%":
        points = _plus(value - reference, 1)
        return say("{n} pp", n=points) if is_short else say("{n} points", n=points)
    if unit in TOLD_IN_UNIT or is_tiny(value, reference, unit):
        if unit == "currency":
            return f"{'+' if value > reference else ''}{_money(value - reference, currency, decimals)}"
        finest = max(places(value, unit), places(reference, unit)) if decimals is None else decimals
        moved = _plus(value - reference, finest)
        return moved if unit in UNITLESS else with_unit(moved, unit)
    return with_unit(_plus(100 * (value - reference) / abs(reference), 1), "%")


def is_tiny(value: float, reference: float, unit: str) -> bool:
    """Whether a change from `reference` in percent says nothing: from none, from a few things, or to more than tenfold."""
    is_count = unit not in ("currency", *UNITLESS[:-1]) and " per " not in f" {unit} "
    is_few = is_count and abs(reference) < FEW
    return not reference or is_few or abs(value - reference) >= TENFOLD * abs(reference)


def format_sum(value: float, currency: str = "USD") -> str:
    """Money to the last unit, for columns that must be seen to add up: $1,055,000 and never $1.06 M."""
    minus = "−" if round(value) < 0 else ""
    return minus + _signs(language()).money.format(n=signed(abs(value), 0), sign=_symbol(currency))


def places(value: float, unit: str) -> int:
    """How many decimals a value of a unit is shown with."""
    known = DECIMALS.get(unit)
    if known is not None:
        return known
    if " per " in f" {unit}":
        return 2
    # A head count has no decimals; a mean of counts shows one while it is small.
    return 0 if float(value).is_integer() or abs(value) >= 100 else 1


def signed(value: float, decimals: int) -> str:
    """Rounded half away from zero; twelve digits first, so that 7.2499999999999996 is the 7.25 it stands for."""
    size = abs(value)
    if abs(size * 10**decimals % 1 - 0.5) < 1e-6:
        text = f"{Decimal(f'{size:.12g}').quantize(_QUANTA[decimals], ROUND_HALF_UP):,f}"
    else:
        text = f"{size:,.{decimals}f}"
    minus = "−" if value < 0 and text.strip("0.,") else ""
    return minus + localized(text)


def _money(value: float, currency: str, decimals: int | None) -> str:
    signs, sign = _signs(language()), _symbol(currency)
    minus = "−" if value < 0 else ""
    if abs(value) >= _MILLION - 0.5:
        return minus + signs.millions.format(n=signed(abs(value) / _MILLION, 2), sign=sign)
    text = signed(abs(value), decimals or 0)
    return (minus if text.strip("0.,") else "") + signs.money.format(n=text, sign=sign)


def _symbol(currency: str) -> str:
    """The sign of a currency; one that goes behind the number needs no blank of its own."""
    sign = SYMBOLS.get(currency, f"{currency} ")
    return sign if _signs(language()).money.startswith("{sign}") else sign.strip()


def _plus(change: float, decimals: int) -> str:
    text = signed(change, decimals)
    is_moved = any(digit in text for digit in "123456789")
    return f"{'+' if change > 0 and is_moved else ''}{text}"
