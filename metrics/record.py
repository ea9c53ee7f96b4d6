"""The stored record of a verdict, which is English, told in the language of now: every sentence that it may bear.

Nothing is judged anew. What the record itself does not hold (how many points make the pattern, since when every point is
flagged) is read from the stored sentence; that the whole is right is seen by saying it in English first.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

from data.language import ENGLISH, language, say, speaking
from metrics.dates import format_since
from metrics.goals import goal_of
from metrics.judging import Value, rests_on
from metrics.kpi import Direction
from metrics.retelling import Telling, retold
from metrics.segment import AROUND_MEDIAN
from metrics.spc import PROVISIONAL_POINTS, TRIAL_POINTS
from metrics.words import Voice

if TYPE_CHECKING:
    from metrics.telling import Told

_COUNTED = re.compile(r": (\d+)(?: of (\d+))? points ")
_FLAGGED = re.compile(r", flagged every \w+ since ([^;]+);")
# How many points an overtaking pattern has, and whether the limits are all from before it.
_OVERTAKINGS = ((1, False), (2, True), (2, False))


class Record:
    """One stored verdict with the series it belongs to."""

    def __init__(self, told: Told, value: Value, row: Mapping[str, Any], grain: str) -> None:
        self.told, self.value, self.row, self.grain = told, value, row, grain
        self.goal = goal_of(told.kpi, told.targets, value.period, grain)

    def said(self, is_muted: bool) -> str:
        """The sentence in the language of now; `is_muted` leaves out the share that could be measured."""
        stored = str(self.row["sentence"])
        if is_muted:
            with speaking(ENGLISH):
                stored = without_coverage(stored, self._voice(), self.value)
        if language() == ENGLISH:
            return stored
        return retold(stored, self._tellings(self._voice(not is_muted), stored))

    def _voice(self, tells_coverage: bool = True) -> Voice:
        return Voice(self.told.kpi, self.grain, self.told.currency, tells_coverage)

    def _tellings(self, voice: Voice, stored: str) -> Iterator[Telling]:
        if self.row["is_judged"]:
            yield from self._judged(voice, stored)
        else:
            yield from self._unjudged(voice)

    def _unjudged(self, voice: Voice) -> Iterator[Telling]:
        row, value = self.row, self.value
        period, number = value.period, row["value"]
        n = rests_on(self.told.kpi, value, self.told.is_unit)
        if n is not None or value.status != "final" or number is None:
            state = (value.coverage, value.status, row["quality"], value.num)
            yield partial(voice.excluded, period, number, n, *state)
        if number is None:
            return
        yield partial(voice.rolling, period, number)
        yield partial(voice.rare, period, number)
        yield from (
            partial(voice.early, row["n_points"], needed) for needed in (TRIAL_POINTS, PROVISIONAL_POINTS)
        )
        if row["lower"] is not None and row["upper"] is not None:
            yield partial(voice.trial, row["n_points"], period, number, row["lower"], row["upper"])

    def _judged(self, voice: Voice, stored: str) -> Iterator[Telling]:
        for promise in self._promises(voice):
            yield partial(self._judgement, voice, stored, promise)

    def _judgement(self, voice: Voice, stored: str, promise: Telling | None) -> str:
        row, period = self.row, self.value.period
        cautions = [promise()] if promise else []
        if row["quality"] == "low_coverage":
            cautions.append(voice.coverage(self.value.coverage or 0))
        if row["point_state"] == "provisional":
            cautions.append(voice.provisional(row["n_points"]))
        head, seen = say(row["head"]), self._seen(voice, stored)
        if row["lower"] is None or row["upper"] is None:
            return voice.around(head, seen, period, row["value"], row["centre"], cautions)
        return voice.judged(head, seen, period, row["value"], (row["lower"], row["upper"]), cautions)

    def _promises(self, voice: Voice) -> Iterator[Telling | None]:
        """What the limits may have promised about the target, or what the last point says instead."""
        row, goal = self.row, self.goal
        if voice.kpi.direction is Direction.TARGET and goal:
            yield partial(voice.band, row["value"], goal)
        elif row["assurance"] and row["target"] is not None:
            yield partial(voice.assurance, row["assurance"], row["target"])
            for n, is_before in _OVERTAKINGS:
                signal = ("outside", row["side"] or "", 0, n - 1)
                yield partial(
                    voice.overtaken,
                    bool(row["target_met"]),
                    row["target"],
                    self.value.period,
                    signal,
                    is_before,
                )
        else:
            yield None

    def _seen(self, voice: Voice, stored: str) -> str | None:
        row = self.row
        if not row["rule"] or row["since"] is None:
            return None
        counted = _COUNTED.search(stored)
        n = int(counted[1]) if counted else 1
        span = int(counted[2]) if counted and counted[2] else n
        line = "median" if row["chart"] in AROUND_MEDIAN else "mean"
        return voice.evidence(
            (row["rule"], row["side"], 0, span - 1), n, row["since"], self._flagged(stored), line
        )

    def _flagged(self, stored: str) -> Any:
        """The period that is named in the stored sentence as the one since which every point is flagged."""
        named = _FLAGGED.search(stored)
        if named is None:
            return None
        with speaking(ENGLISH):
            known = {format_since(value.period, self.grain): value.period for value in self.told.values}
        return known.get(named[1])


def without_coverage(said: str, voice: Voice, value: Value) -> str:
    """A sentence of now without the share that could be measured: it would tell how few could not."""
    poor = ("final", "poor_coverage")
    told = voice.excluded(value.period, value.value, None, value.coverage, *poor)
    if said == told:
        muted = Voice(voice.kpi, voice.grain, tells_coverage=False)
        return muted.excluded(value.period, value.value, None, value.coverage, *poor)
    return " ".join(said.replace(voice.coverage(value.coverage or 0), "").split())
