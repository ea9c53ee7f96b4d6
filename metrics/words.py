"""How a verdict becomes a sentence (product.md 3.9).

Surfaces call these functions instead of formatting on their own, so that a tile, a slide and an API say the same.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from statistics import NormalDist

from data.language import begun, language, localized, say, say_count
from metrics.dates import count_of, format_period, format_since
from metrics.evidence import assurance, band, evidence, overtaken
from metrics.intervals import wilson
from metrics.kpi import Kpi, SigmaLevel
from metrics.numbers import (
    NOTHING,
    format_change,
    format_n,
    format_range,
    format_sum,
    format_value,
    places,
)

# What six sigma is without its shift of 1.5: 3.4 defects per million.
SIX_SIGMA = 4.5


class Voice:
    """How one KPI speaks at one grain: every sentence of a verdict is put together here."""

    def __init__(self, kpi: Kpi, grain: str, currency: str = "USD", tells_coverage: bool = True):
        self.kpi, self.grain, self.tells_coverage = kpi, grain, tells_coverage
        self._look = (kpi.unit, currency, kpi.decimals)
        self._usual: dict[tuple[str, float, float], str] = {}

    def show(self, value: float | None) -> str:
        return format_value(value, *self._look)

    def measured(self, period: date, value: float | None) -> str:
        return self._measured(period, self.show(value))

    def _measured(self, period: date, shown: str) -> str:
        return say("{period} {value}", period=format_period(period, self.grain), value=shown)

    def limits(self, low: float | None, high: float | None) -> str:
        """What is usual, cut to what is possible: a share is never drawn below 0."""
        key = (language(), low, high)
        if key not in self._usual:
            self._usual[key] = format_range(*self._possible(low, high), *self._look)
        return self._usual[key]

    def _possible(self, low: float, high: float) -> tuple[float, float]:
        least, most = self.kpi.bounds
        return low if least is None else max(low, least), high if most is None else min(high, most)

    def against(self, period: date, value: float, low: float, high: float) -> tuple[str, str]:
        """A value and its limits, with one more digit where rounding would put a value outside them onto one."""
        unit, currency, decimals = self._look
        for end in (low, high):
            is_outside = value < end if end == low else value > end
            if is_outside and self.show(value) == self.show(end):
                finer = (unit, currency, (places(value, unit) if decimals is None else decimals) + 1)
                shown = format_value(value, *finer)
                if shown != format_value(end, *finer):
                    usual = format_range(*self._possible(low, high), *finer)
                    return self._measured(period, shown), usual
        return self.measured(period, value), self.limits(low, high)

    def evidence(
        self,
        signal: tuple[str, str, int, int],
        n_flagged: int,
        since: date,
        flagged_since: date | None,
        line: str = "mean",
    ) -> str:
        """`n_flagged` counts the points that make the pattern: those between them that do not are not among them.

        `flagged_since` is where an unbroken run of signals in this direction began, if before this signal: one change
        often shows as several patterns, and the reader wants to know when it began.
        """
        rule, side, first, last = signal
        span = last - first + 1
        n_points = n_flagged if rule in ("two_in_three", "four_in_five", "shift") else span
        seen = evidence(rule, side, n_points, span, format_since(since, self.grain), line)
        if flagged_since is None or flagged_since >= since:
            return seen
        begun = format_since(flagged_since, self.grain)
        match self.grain:
            case "week":
                return say("{seen}, flagged every week since {since}", seen=seen, since=begun)
            case "month":
                return say("{seen}, flagged every month since {since}", seen=seen, since=begun)
            case "quarter":
                return say("{seen}, flagged every quarter since {since}", seen=seen, since=begun)
        return say("{seen}, flagged every year since {since}", seen=seen, since=begun)

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
        """How much could be measured; nothing where that would tell how few could not."""
        if not self.tells_coverage:
            return ""
        return say("Only {share} of records could be measured.", share=self._share(share))

    def _flawless(self, name: str, n: float, shape: SigmaLevel) -> str:
        """No defect at all has no level: it is beyond the scale, and the interval says what is sure of it."""
        most = wilson(0, n).high
        return say(
            "Not judged: {period} is above {top} (0 of {n}); sure is at least {least}, at most {most} defects per million.",
            period=name,
            top=self.show(SIX_SIGMA + shape.shift),
            n=localized(f"{n:,.9g}"),
            least=self.show(NormalDist().inv_cdf(1 - most) + shape.shift),
            most=localized(f"{1_000_000 * most:,.0f}"),
        )

    @staticmethod
    def _share(share: float) -> str:
        return format_value(100 * share, "%", decimals=0)

    def provisional(self, n_points: int) -> str:
        return say_count(n_points, "Provisional limits: {n} point.", "Provisional limits: {n} points.")

    def judged(
        self,
        head: str,
        seen: str | None,
        period: date,
        value: float,
        ends: tuple[float, float],
        cautions: Sequence[str],
    ) -> str:
        """Head, evidence and limits, then what it means for the target and what to be careful about."""
        measured, usual = self.against(period, value, *ends)
        if seen:
            first = say(
                "{head}: {seen}; {measured} against {usual}.",
                head=head,
                seen=seen,
                measured=measured,
                usual=usual,
            )
        else:
            first = say(
                "{head}: {measured} is within what is usual ({usual}).",
                head=head,
                measured=measured,
                usual=usual,
            )
        return " ".join(filter(None, (first, *cautions)))

    def around(
        self,
        head: str,
        seen: str | None,
        period: date,
        value: float,
        centre: float,
        cautions: Sequence[str],
    ) -> str:
        """The same on a run chart, which has a median and no limits."""
        first = say(
            "{head}: {seen}; {measured} against a median of {median}.",
            head=head,
            seen=seen or say("no pattern"),
            measured=self.measured(period, value),
            median=self.show(centre),
        )
        return " ".join(filter(None, (first, *cautions)))

    def trial(self, n_points: int, period: date, value: float, low: float, high: float) -> str:
        return say_count(
            n_points,
            "Trial limits: {n} point. {measured} against {usual}, too few points to judge.",
            "Trial limits: {n} points. {measured} against {usual}, too few points to judge.",
            measured=begun(self.measured(period, value)),
            usual=self.limits(low, high),
        )

    def early(self, n_points: int, needed: int) -> str:
        return say("Too early to judge: {n} of {needed}.", n=n_points, needed=count_of(needed, self.grain))

    def rare(self, period: date, value: float) -> str:
        return say(
            "Not judged: {measured} rests on too few events; look at a longer period.",
            measured=self.measured(period, value),
        )

    def rolling(self, period: date, value: float) -> str:
        return say(
            "Not judged: {measured} is a rolling figure, each month shares data with the last.",
            measured=self.measured(period, value),
        )

    def excluded(
        self,
        period: date,
        value: float | None,
        n: int | None,
        coverage: float | None,
        status: str,
        quality: str,
        num: float | None = None,
    ) -> str:
        """Why a point stands outside limits and rules."""
        name = format_period(period, self.grain)
        if status == "partial":
            return say("Not judged: {period} is not complete yet.", period=name)
        if value is None:
            shape = self.kpi.value
            if isinstance(shape, SigmaLevel) and num == 0 and n is not None and n >= self.kpi.min_show:
                return self._flawless(name, n, shape)
            return say("Not judged: {period} has no value.", period=name)
        if status == "provisional":
            return say("Not judged: {period} may still change, late records are expected.", period=name)
        if quality == "poor_coverage" and not self.tells_coverage:
            return say("Not judged: too few records could be measured in {period}.", period=name)
        if quality == "poor_coverage":
            share = self._share(coverage or 0)
            return say(
                "Not judged: Only {share} of records could be measured in {period}.", share=share, period=name
            )
        return say(
            "Not judged: {period} rests on {n}, at least {needed} are needed.",
            period=name,
            n=format_n(n, self.kpi.min_of),
            needed=format_n(self.kpi.min_rag, self.kpi.min_of),
        )


__all__ = [
    "NOTHING", "Voice", "count_of", "evidence", "format_change", "format_period", "format_range", "format_since", "format_sum",
    "format_value",
]  # fmt: skip
