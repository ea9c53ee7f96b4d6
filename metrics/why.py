"""Why did it change: the parts of a change between two periods, by any dimension, as far as they may be shown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from math import isclose

from data.language import mark, say
from metrics.calendars import Span
from metrics.comparing import ROUNDED
from metrics.contribution import REST, Contribution, Part, leave_one_out, merged, ratio_parts, sum_parts
from metrics.kpi import Count, Days, Kpi, PerDay, Ratio, Sum
from metrics.numbers import format_change, format_value, places
from metrics.window import Window, Windows

MOST_LEFT_OUT = 12
REST_LABEL = mark("Other small groups")
Sides = dict[str, tuple[float, float]]


@dataclass(frozen=True)
class Why:
    """The change of one KPI from `before` to `after` (first day, first day after), by one dimension.

    `contribution` is None where nothing can be said; `labels` names its groups; `sentence` says it in words.
    """

    kpi_id: str
    by: str
    before: Span
    after: Span
    contribution: Contribution | None
    labels: Mapping[str, str]
    sentence: str
    notes: tuple[str, ...] = ()
    load_id: int = 0


def why(windows: Windows, before: Span, after: Span, grain: str, currency: str = "USD") -> Why:
    """Take the change between two periods apart; groups that must stay hidden in one of them are taken as one."""
    kpi, by = windows.kpi, windows.question.by
    sides = (windows.period(before[0], grain), windows.period(after[0], grain))
    hidden = [one.group for side in sides for one in side.groups if one.is_secret]
    labels = {one.group: one.label for side in sides for one in side.groups} | {REST: say(REST_LABEL)}
    notes = []
    fits = True
    if any(side.total.hidden for side in sides):
        # The parts of a figure that must stay hidden would add up to it.
        found = None
    elif kpi.unit_value is not None and by == "unit_id":
        found, fits = None, False
        notes.append(say("A unit is measured in another way than the whole, so units do not add up to it."))
    elif by in kpi.parts:
        found = _sums(*(merged(*map(_values, sides), hidden)))
    elif is_ratio(kpi):
        found = ratio_parts(*merged(*map(_pairs, sides), hidden), kpi.value.per)  # type: ignore[union-attr]
    elif is_sum(kpi):
        found = _sums(*(merged(*map(_values, sides), hidden)))
    else:
        found = _left_out(windows, (before, after), sides, hidden)
        notes.append(
            say(
                "Groups do not add up to this figure: each line says how much less it would have changed without the "
                "group."
            )
        )
    if found and not _adds_up(found, sides):
        found, fits = None, False
        notes.append(say("The groups do not add up to the whole: some of it belongs to none of them."))
    if found:
        found = replace(found, parts=tuple(_without_small(part, sides) for part in found.parts))
    if found and not [part for part in found.parts if part.group != REST]:
        found = replace(found, parts=())
        notes.append(say("The groups are too small to be told apart."))
    elif hidden and found:
        notes.append(say("Groups with few people are taken together."))
    if any(side.is_rounded for side in sides):
        notes.append(say(ROUNDED))
    said = told(kpi, found, labels, currency) if fits else say("This change cannot be taken apart so.")
    number = windows.stored.generation.number
    return Why(kpi.id, by, before, after, found, labels, said, tuple(notes), number)


def _without_small(part: Part, sides: tuple[Window, Window]) -> Part:
    """The part without its own figure where that rests on too few to say anything; what it adds to the change stays."""
    small = [{one.group for one in side.groups if one.hidden} for side in sides]
    return replace(
        part,
        value_before=None if part.group in small[0] else part.value_before,
        value_after=None if part.group in small[1] else part.value_after,
    )


def _adds_up(found: Contribution, sides: tuple[Window, Window]) -> bool:
    """Whether the whole of the parts is the figure that an answer shows; rounded counts may differ."""
    return all(
        side.is_rounded
        or side.total.value.value is None
        or isclose(whole, side.total.value.value, rel_tol=1e-9, abs_tol=1e-9)
        for whole, side in zip((found.before, found.after), sides, strict=True)
    )


def is_ratio(kpi: Kpi) -> bool:
    """A ratio of two sums that both belong to groups."""
    value = kpi.value
    if not isinstance(value, Ratio) or value.is_log:
        return False
    return not isinstance(value.den, (Days, PerDay))


def is_sum(kpi: Kpi) -> bool:
    """A figure that is the sum of what it is for its groups; a mean per calendar day is one."""
    value = kpi.value
    return isinstance(value, (Count, Sum)) or (isinstance(value, Ratio) and isinstance(value.den, Days))


def _pairs(side: Window) -> Sides:
    return {one.group: (one.value.num or 0.0, one.value.den or 0.0) for one in side.groups}


def _values(side: Window) -> Sides:
    return {one.group: (one.value.value or 0.0, 0.0) for one in side.groups}


def _sums(before: Sides, after: Sides) -> Contribution:
    return sum_parts(*({group: pair[0] for group, pair in side.items()} for side in (before, after)))


def _left_out(
    windows: Windows, spans: tuple[Span, Span], sides: tuple[Window, Window], hidden: list[str]
) -> Contribution | None:
    """The largest groups, each left out in turn; a figure of all the others is as safe as the group's own."""
    totals = [side.total.value.value for side in sides]
    if None in totals or any(side.total.hidden for side in sides):
        return None
    sizes: dict[str, list[float]] = {}
    for k, side in enumerate(sides):
        for one in side.groups:
            if not one.hidden and one.group not in hidden:
                sizes.setdefault(one.group, [0.0, 0.0])[k] = float(one.value.n_valid)
    every = {one.group for side in sides for one in side.groups}
    whole = [float(side.total.value.n_valid) or 1.0 for side in sides]
    largest = sorted(sizes, key=lambda group: -sum(sizes[group]))[:MOST_LEFT_OUT]
    without, alone = {}, {}
    for group in largest:
        rest = tuple(sorted(every - {group}))
        question = replace(
            windows.question, by="", only=(*windows.question.only, (windows.question.by, rest))
        )
        without[group] = tuple(
            value.value if (value := windows.values(question, span).get("")) else None for span in spans
        )
        alone[group] = tuple(one.value.value if (one := side.of(group)) else None for side in sides)
    shares = {g: (sizes[g][0] / whole[0], sizes[g][1] / whole[1]) for g in largest}
    return leave_one_out(*totals, without, alone, shares)  # type: ignore[arg-type]


def told(kpi: Kpi, found: Contribution | None, labels: Mapping[str, str], currency: str) -> str:
    """From what to what it went, which part pulled hardest, and whether it is results or who was measured."""
    if found is None:
        return say(
            "There is no change to take apart: a figure is missing or hidden in one of the two periods."
        )

    def show(value: float, decimals: int | None = kpi.decimals) -> str:
        return format_value(value, kpi.unit, currency, decimals)

    def moved(part: float) -> str:
        return format_change(found.before + part, found.before, kpi.unit, currency, kpi.decimals)

    before, after = show(found.before), show(found.after)
    if not found.change and not any(part.total for part in found.parts):
        return say("{title} stayed at {value}.", title=say(kpi.title), value=after)
    if before == after and moved(found.change) != moved(0.0) and kpi.unit != "currency":
        # A change that rounding hides is told with one digit more, or the sentence contradicts itself.
        finer = (places(found.before, kpi.unit) if kpi.decimals is None else kpi.decimals) + 1
        before, after = show(found.before, finer), show(found.after, finer)
    said = [
        say(
            "{title} went from {before} to {after} ({change}).",
            title=say(kpi.title),
            before=before,
            after=after,
            change=moved(found.change),
        )
    ]
    if found.parts:
        said.append(_largest(found.parts, found.change, labels, moved))
    if found.is_mix_worth_telling:
        said.append(
            say(
                "{mix} of it comes from who was measured, {rate} from results.",
                mix=moved(found.mix),
                rate=moved(found.rate),
            )
        )
    return " ".join(said)


def _largest(parts: tuple[Part, ...], change: float, labels: Mapping[str, str], moved) -> str:
    """The part that pulls hardest the way the whole went."""
    first = max(parts, key=lambda part: part.total * (1 if change >= 0 else -1))
    return say(
        "The largest part is {part} ({change}).",
        part=labels.get(first.group, first.group),
        change=moved(first.total),
    )
