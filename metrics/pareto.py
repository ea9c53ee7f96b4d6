"""The vital few: which groups bring most of a sum, the largest first, and where four fifths of it are reached."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from data.language import grouped, mark, say
from metrics.kpi import Kpi, Ratio
from metrics.window import Grouped, Window
from metrics.words import format_value

REST = "(rest)"
REST_LABEL = mark("Other small groups")
VITAL = 80.0


@dataclass(frozen=True)
class Slice:
    """One group: its amount, its share of all in percent, and the share that it and all larger ones bring together."""

    group: str
    label: str
    amount: float
    share_pct: float
    running_pct: float
    is_vital: bool


@dataclass(frozen=True)
class Pareto:
    """A sum over [since, until) by group, largest first; groups that must not be told are one, which comes last.

    `vital` counts the groups that reach four fifths. The unit is that of what is counted.
    """

    kpi_id: str
    by: str
    since: date
    until: date
    total: float
    slices: tuple[Slice, ...]
    vital: int
    sentence: str
    notes: tuple[str, ...] = ()


def ranked(amounts: Sequence[tuple[str, str, float]], rest: float = 0.0) -> tuple[Slice, ...]:
    """Slices of (group, label, amount), largest first, equal ones by name; `rest` is the sum of what must not be told."""
    kept = sorted((one for one in amounts if one[2] > 0), key=lambda one: (-one[2], one[1]))
    kept += [(REST, say(REST_LABEL), rest)] if rest > 0 else []
    total = sum(amount for _, _, amount in kept)
    slices, before = [], 0.0
    for group, label, amount in kept:
        share = 100 * amount / total
        slices.append(Slice(group, label, amount, share, before + share, before < VITAL - 1e-9))
        before += share
    return tuple(slices)


def pareto(kpi: Kpi, window: Window, by: str, notes: Sequence[str] = (), currency: str = "USD") -> Pareto:
    """The groups of a window by what they bring to the sum, or to the events that a share counts."""
    shown = [one for one in window.groups if not one.hidden]
    hidden = [one for one in window.groups if one.hidden]
    amounts = [(one.group, one.label, _amount(kpi, one)) for one in shown]
    whole = 0.0 if window.total.hidden else _amount(kpi, window.total)
    rest = max(whole - sum(amount for _, _, amount in amounts), 0.0) if len(hidden) > 1 else 0.0
    slices = ranked(amounts, rest)
    vital = sum(one.is_vital for one in slices)
    said = []
    if rest:
        said = [say("{n} small groups are taken together.", n=len(hidden))]
    total = sum(one.amount for one in slices)
    return Pareto(
        kpi.id,
        by,
        *window.span,
        total,
        slices,
        vital,
        _sentence(kpi, slices, vital, total, currency),
        (*notes, *said),
    )


def _amount(kpi: Kpi, one: Grouped) -> float:
    """What a group brings: the events of a share or a rate, else the value itself."""
    number = one.value.num if isinstance(kpi.value, Ratio) else one.value.value
    return float(number or 0.0)


def _sentence(kpi: Kpi, slices: Sequence[Slice], vital: int, total: float, currency: str) -> str:
    if not slices:
        return say("There is nothing to count in this time.")
    is_money = kpi.unit == "currency"
    amount = format_value(total, "currency", currency) if is_money else grouped(round(total))
    first = slices[0]
    if len(slices) == 1:
        return say("All of {amount} is {group}.", amount=amount, group=first.label)
    return say(
        "{vital} of {n} groups bring {reach} of {amount}; the largest is {group} with {share}.",
        vital=vital,
        n=len(slices),
        reach=format_value(slices[vital - 1].running_pct, "%", decimals=0),
        amount=amount,
        group=first.label,
        share=format_value(first.share_pct, "%", decimals=0),
    )
