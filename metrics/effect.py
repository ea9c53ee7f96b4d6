"""Did it help? What the points since an action began say, by the same rules as every other verdict.

A pattern that began before the start is not the action's. Nothing here proves a cause: it says what changed after.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from data.language import mark, say, say_count
from metrics.kpi import Kpi
from metrics.question import Point, Series
from metrics.spans import period
from metrics.words import Voice, count_of, format_change, format_since

ENOUGH = 12  # points that must show something: until then it is early, after them an idea has had its chance
BACK = 7  # points without a signal after which a concern counts as over: as many as make a shift
LOOKED_AT = 12  # points before the start that the points since are held against

HEADS = {
    "unknown": mark("Cannot be judged"),
    "early": mark("Too early"),
    "none": mark("No effect yet"),
    "unchanged": mark("No change"),
    "improvement": mark("Improvement signal"),
    "sustained": mark("Sustained improvement"),
    "new_level": mark("New level"),
    "before": mark("Began before the start"),
    "faded": mark("Did not last"),
    "back": mark("Back to usual"),
    "changed": mark("Changed"),
    "worse": mark("Got worse"),
}
GOOD, BAD = ("improvement", "sustained", "new_level", "back"), ("worse",)


@dataclass(frozen=True)
class Effect:
    """What came after the start of an action. `state` is one of HEADS.

    `n_points` judged periods lie wholly after the start. `before` and `after` are plain means of the points, of up to
    12 before the start and of all since; `since` is where the pattern that decides began.
    """

    state: str
    sentence: str
    n_points: int = 0
    before: float | None = None
    after: float | None = None
    since: date | None = None

    @property
    def head(self) -> str:
        return say(HEADS[self.state])


def effect(kpi: Kpi, series: Series, start: date, grain: str, currency: str = "USD") -> Effect:
    """The verdict on the points of a series over its whole history since `start`.

    The period in which the action began belongs to neither side.
    """
    judged = [p for p in series.points if p.is_judged and p.value is not None]
    before = [p for p in judged if period(p.period, grain)[1] <= start]
    after = [p for p in judged if p.period >= start]
    voice = Voice(kpi, grain, currency)
    if not before or before[-1].centre is None:
        head = say(HEADS["unknown"])
        if before:
            said = say("{head}: the points before the start have no limits.", head=head)
        else:
            said = say("{head}: no judged point lies before the start.", head=head)
        return Effect("unknown", said, len(after))
    if not after:
        began = format_since(start, "day")
        return Effect("early", _early(say(HEADS["early"]), began, grain))
    earlier = [p for p in before if p.segment_start == before[-1].segment_start][-LOOKED_AT:]
    levels = (_mean(earlier), _mean(after))
    state, since, words = _state(judged, before, after, voice)
    change = format_change(levels[1], levels[0], kpi.unit, currency, kpi.decimals)
    compared = say(
        "On average {now} in {after} since, {then} in {before} before ({change}).",
        now=voice.show(levels[1]),
        after=count_of(len(after), grain),
        then=voice.show(levels[0]),
        before=count_of(len(earlier), grain),
        change=change,
    )
    said = say("{head}: {words} {compared}", head=say(HEADS[state]), words=words, compared=compared)
    return Effect(state, said, len(after), *levels, since)


def _early(head: str, began: str, grain: str) -> str:
    match grain:
        case "week":
            return say(
                "{head}: no whole week since the start on {began} can be judged yet.", head=head, began=began
            )
        case "month":
            return say(
                "{head}: no whole month since the start on {began} can be judged yet.", head=head, began=began
            )
        case "quarter":
            return say(
                "{head}: no whole quarter since the start on {began} can be judged yet.",
                head=head,
                began=began,
            )
    return say("{head}: no whole year since the start on {began} can be judged yet.", head=head, began=began)


def _mean(points: Sequence[Point]) -> float:
    return sum(p.value for p in points if p.value is not None) / len(points)


def _run(judged: Sequence[Point], variation: str) -> int:
    """How many points at the end all show this variation."""
    n = 0
    while n < len(judged) and judged[-1 - n].variation == variation:
        n += 1
    return n


def _state(
    judged: Sequence[Point], before: Sequence[Point], after: Sequence[Point], voice: Voice
) -> tuple[str, date | None, str]:
    """What the pattern at the end says, where it began, and that in words."""
    n, last, ended = len(after), after[-1], before[-1]
    if last.segment_start != ended.segment_start and last.segment_start and last.segment_start > ended.period:
        return _new_level(ended, last, voice)
    run = _run(judged, last.variation)
    first = judged[-run].period
    is_new = first > ended.period
    since = format_since(first, voice.grain)
    if last.variation == "improvement":
        if not is_new:
            return (
                "before",
                first,
                say("the improvement shows since {since}, before the action started.", since=since),
            )
        if run >= ENOUGH:
            words = say(
                "{periods} in a row show it, since {since}. Consider new limits.",
                periods=count_of(run, voice.grain),
                since=since,
            )
            return "sustained", first, words
        left = count_of(ENOUGH - run, voice.grain)
        words = say(
            "flagged since {since}; {left} more of it and it counts as sustained.", since=since, left=left
        )
        return "improvement", first, words
    if last.variation == "change" and is_new:
        return (
            "changed",
            first,
            say("flagged since {since}; this indicator has no good direction.", since=since),
        )
    if last.variation == "concern":
        if is_new:
            return "worse", first, say("a concern began in {since}, after the start.", since=since)
        return _still(n, say("still the concern that began in {since}.", since=since), voice)
    if ended.variation == "concern" and last.variation == "common":
        return _recovered(judged, run, voice)
    if any(p.variation == "improvement" for p in after):
        flagged = [p for p in after if p.variation == "improvement"][-1].period
        until = format_since(flagged, voice.grain)
        return "faded", flagged, say("an improvement showed until {until}, and no more.", until=until)
    words = say("{periods} since the start, the last as usual.", periods=count_of(n, voice.grain))
    return _still(n, words, voice)


def _still(n: int, words: str, voice: Voice) -> tuple[str, date | None, str]:
    if n >= ENOUGH:
        return "unchanged", None, say("{words} Adapt the idea, or stop.", words=words)
    left = count_of(ENOUGH - n, voice.grain)
    return "none", None, say("{words} After {left} more it has had its chance.", words=words, left=left)


def _recovered(judged: Sequence[Point], run: int, voice: Voice) -> tuple[str, date | None, str]:
    first = judged[-run].period
    since = format_since(first, voice.grain)
    if run >= BACK:
        lasting = count_of(run, voice.grain)
        words = say("the concern shows no more since {since}, for {lasting}.", since=since, lasting=lasting)
        return "back", first, words
    words = say(
        "the concern shows no more since {since}; {left} more without one and it counts as over.",
        since=since,
        left=count_of(BACK - run, voice.grain),
    )
    return "none", first, words


def _new_level(ended: Point, last: Point, voice: Voice) -> tuple[str, date | None, str]:
    begun = last.segment_start
    if last.centre is None or ended.centre is None or begun is None:
        return "none", begun, say("new limits were set since the start and have too few points.")
    means = say(
        "new limits since {since}: {now} against {then} before.",
        since=format_since(begun, voice.grain),
        now=voice.show(last.centre),
        then=voice.show(ended.centre),
    )
    is_lower = last.centre < ended.centre
    good = {"lower": is_lower, "higher": not is_lower}.get(voice.kpi.direction.value)
    if last.centre == ended.centre or good is None:
        return "changed", begun, means
    return ("new_level" if good else "worse"), begun, means


def aim_said(
    kpi: Kpi, series: Series, aim: float, by: date | None, today: date, currency: str = "USD"
) -> str:
    """Where the last final value stands against the aim of an action, and how long there is."""
    shown = [p for p in series.points if p.status == "final" and p.value is not None]
    voice = Voice(kpi, "month", currency)
    if not shown or shown[-1].value is None:
        return ""
    value = shown[-1].value
    at = {"aim": voice.show(aim), "last": voice.show(value)}
    is_met = {"lower": value <= aim, "higher": value >= aim}.get(kpi.direction.value)
    if is_met is None:
        return say("Aim {aim}, last {last}.", **at)
    if is_met:
        return say("Aim {aim} is met by the last value, {last}.", **at)
    if by is None:
        return say("Aim {aim} is not met by the last value, {last}.", **at)
    days = (by - today).days
    if days < 0:
        return say_count(
            -days,
            "Aim {aim} is not met by the last value, {last}; it was to be met {n} day ago.",
            "Aim {aim} is not met by the last value, {last}; it was to be met {n} days ago.",
            **at,
        )
    return say_count(
        days,
        "Aim {aim} is not met by the last value, {last}; {n} day left.",
        "Aim {aim} is not met by the last value, {last}; {n} days left.",
        **at,
    )
