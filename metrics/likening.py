"""Holds the last value of a series against an earlier one, both of the places that were open in both."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from data.language import mark, say
from metrics.alike import AGAINST, Alike, LeftOut, left_out
from metrics.asking import ask
from metrics.breaks import crossed_by
from metrics.calendars import Span
from metrics.disclosure import sensitive
from metrics.kpi import Kpi
from metrics.places import Place
from metrics.question import Access, Answer, Point, Question, Series, no_such_time
from metrics.spans import earlier, last_point, nearest_grain, period
from metrics.standing import Standing, Standings, most_left, told_of_some
from metrics.stored import Stored
from metrics.words import format_period, format_value

Compared = tuple[tuple[Span, Span], Standing]
MOST_TOGETHER = 40  # KPIs in one statement
NOT_OF_TRAITS = mark("Figures cut by a protected trait are not compared like for like.")
NOT_EARLIER = mark("Figures of an earlier data load are kept of whole places and not compared like for like.")


def likened(stored: Stored, answer: Answer, place: Place, access: Access, market: str) -> Answer:
    """The answer with every unsplit series beside its earlier value, where leaving places out changes anything.

    Verdict, limits and target stay those of the whole place. The numbers are those that the question gives under a filter
    of the places, by the same rules: what such a filter must not show is not shown here.
    """
    question = answer.question
    if question.like not in ("", *AGAINST):
        raise no_such_time(question.like)
    if not question.like or question.by:
        return answer
    if question.asof is not None or sensitive(question):
        why = NOT_EARLIER if question.asof is not None else NOT_OF_TRAITS
        return replace(answer, likes=(say(why),))
    pairs = _Pairs(stored, question, place, access, market)
    standings = pairs.standings(answer.series)
    series = tuple(pairs.told(answer.series, standings))
    each = [standing for _, standing in standings.values()]
    said = [left_out(each[0].left)] if len(each) == 1 else told_of_some(each)
    if len(series) == 1 and series[0].alike:
        said.insert(0, pairs.sentence(series[0].alike, stored.kpis[series[0].kpi_id]))
    return replace(answer, series=series, likes=tuple(filter(None, said)))


def absent(
    stored: Stored, answer: Answer, question: Question, place: Place, access: Access
) -> tuple[LeftOut, ...] | None:
    """The places that were not open in both times of the KPIs of a question, None where nothing is compared; no value is
    computed for it."""
    if question.asof is not None or sensitive(question):
        return None
    pairs = _Pairs(stored, question, place, access, "")
    each = [standing for _, standing in pairs.standings(answer.series).values()]
    if not each:
        return None
    return each[0].left if len(each) == 1 else most_left(each)


class _Pairs:
    """The pairs of periods that the series of one question are held against each other in."""

    def __init__(self, stored: Stored, question: Question, place: Place, access: Access, market: str) -> None:
        self.stored, self.question, self.place = stored, question, place
        self.access, self.market = access, market

    def told(self, every: Sequence[Series], standings: Mapping[str, Compared]) -> list[Series]:
        """The series with what they are like for like; those that share their places are asked together."""
        sharing: dict[tuple[str, tuple[str, ...]], list[str]] = {}
        for kpi_id, (_, standing) in standings.items():
            if standing.left:
                grain = nearest_grain(self.stored.kpis[kpi_id], self.question.grain)
                sharing.setdefault((grain, standing.kept), []).append(kpi_id)
        found: dict[str, Alike] = {}
        for (grain, kept), some in sharing.items():
            asked = replace(standings[some[0]][1].of(self.question), grain=grain)
            told = self._asked([self.stored.kpis[kpi_id] for kpi_id in some], asked) if kept else {}
            for kpi_id in some:
                spans, standing = standings[kpi_id]
                found[kpi_id] = _alike(told.get(kpi_id), *spans, standing.left)
        return [replace(series, alike=found.get(series.kpi_id)) for series in every]

    def standings(self, every: Sequence[Series]) -> dict[str, Compared]:
        """By KPI the period of its verdict with the one that it is held against, and who was open in both."""
        grains: dict[str, dict[str, tuple[Span, Span]]] = {}
        for series in every:
            grain = nearest_grain(self.stored.kpis[series.kpi_id], self.question.grain)
            if spans := self._spans(series, grain, self.stored.kpis[series.kpi_id]):
                grains.setdefault(grain, {})[series.kpi_id] = spans
        found = {}
        for grain, spans_of in grains.items():
            standings = Standings(self.stored, self.question, self.place, self.access, grain)
            kpis = [self.stored.kpis[kpi_id] for kpi_id in spans_of]
            standings.read(kpis, {span for spans in spans_of.values() for span in spans})
            found |= {kpi.id: (spans_of[kpi.id], standings.of(kpi, *spans_of[kpi.id])) for kpi in kpis}
        return found

    def sentence(self, found: Alike, kpi: Kpi) -> str:
        """Both numbers with their periods."""
        if found.value is None:
            return ""
        grain = nearest_grain(kpi, self.question.grain)
        money = self.stored.places.money(self.stored.places.facility_of(self.place), self.access)
        value, then = (format_value(one, kpi.unit, money, kpi.decimals) for one in (found.value, found.then))
        when, before = (format_period(day, grain) for day in (found.period, found.before))
        return say(
            "Like-for-like: {value} in {period}, {then} in {before}.",
            value=value,
            period=when,
            then=then,
            before=before,
        )

    def _spans(self, series: Series, grain: str, kpi: Kpi) -> tuple[Span, Span] | None:
        """The period that the verdict stands on and the one it is held against, where both have a value of one series."""
        now = last_point(series)
        if now is None or now.value is None or crossed_by(kpi, now.period, grain, self.question.like):
            return None
        first = earlier(now.period, grain, self.question.like)
        there = any(point.period == first for point in series.points)
        return (period(now.period, grain), period(first, grain)) if there else None

    def _asked(self, kpis: Sequence[Kpi], question: Question) -> dict[str, Series]:
        """Those that read the same tables in one statement, and never so many that planning it takes longer than running it."""
        in_order = sorted(kpis, key=lambda kpi: kpi.table)
        found: dict[str, Series] = {}
        for at in range(0, len(in_order), MOST_TOGETHER):
            some = in_order[at : at + MOST_TOGETHER]
            series = ask(self.stored, some, question, self.place, self.access, self.market, [])
            found |= {one.kpi_id: one for one in series if not one.group}
        return found


def _alike(series: Series | None, now: Span, then: Span, left: tuple[LeftOut, ...]) -> Alike:
    points = [_point(series, span) for span in (now, then)]
    values = [point.value if point else None for point in points]
    hidden = next((point.hidden for point in points if point and point.hidden), "")
    if hidden or None in values:
        # One of two would say of the other what it must not.
        values = [None, None]
    return Alike(now[0], then[0], values[0], values[1], left, hidden)


def _point(series: Series | None, span: Span) -> Point | None:
    return next((point for point in series.points if point.period == span[0]), None) if series else None
