"""From judged values to what may be told: points and the one verdict of a series, with hidden ones emptied."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from types import MappingProxyType
from typing import Any

from data.language import mark, say
from metrics.disclosure import NOTHING, Rule, is_of_staff, sentence
from metrics.goals import goals_ahead, kept_goal
from metrics.judging import Value, judged, shown_n
from metrics.kpi import Direction, Kpi
from metrics.question import ForecastPoint, Point, Series, Verdict
from metrics.record import Record, without_coverage
from metrics.words import Voice

# Grains that are shown and not judged: a day follows its weekday more than anything else.
NEVER_JUDGED = {"day": mark("Not judged: single days are shown, weeks and months are judged.")}
NOT_KEPT = mark(
    "Not judged: of that time only the values of these periods are kept, not what was said of them."
)
HISTORY = 36  # final periods that a forecast rests on; one hidden among them hides it


@dataclass(frozen=True)
class Told:
    """One series before it is told: its values, its verdict rows where they are stored, and how to judge the rest."""

    kpi: Kpi
    group: str
    label: str
    values: Sequence[Value]
    verdicts: Sequence[Mapping[str, Any] | None] = ()
    targets: Sequence[Mapping[str, Any]] = ()
    currency: str = "USD"
    is_unit: bool = False
    forecast: tuple[ForecastPoint, ...] = ()
    forecast_message: str = ""
    rebases: Sequence[date] = ()
    is_past: bool = False
    unjudged: str = ""  # the sentence that says why it must not be judged


def tell(
    told: Told,
    rule: Rule,
    grain: str,
    market: str,
    load_id: int,
    since: date | None,
    until: date | None,
    gone: Mapping[date, float] = MappingProxyType({}),
) -> Series:
    """The series as it may be shown, between `since` and `until`; limits always come from its whole history.

    `gone` holds periods that would give away a small number elsewhere, with the largest count that is hidden there.
    """
    kpi = told.kpi
    values = [rule.rounded(kpi, value, told.is_unit) for value in told.values]
    hidden = [
        rule.hides(kpi, raw, told.is_unit)
        or (rule.hides(kpi, value, told.is_unit) if value is not raw else "")
        or (f"<{gone[raw.period] + 1:g}" if raw.period in gone else "")
        for raw, value in zip(told.values, values, strict=True)
    ]
    # Of colleagues whatever is not shown is secret: a floor counts them, however much time stands behind a rate.
    secret = [why.startswith("<") or (bool(why) and is_of_staff(kpi)) for why in hidden]
    is_stored = bool(told.verdicts) and all(told.verdicts) and not told.unjudged
    is_stored = is_stored and not rule.rounds and not any(secret)
    # A mean over hidden points, less the shown ones, would tell them: limits rest on what is shown and on nothing else.
    known = [_emptied(value) if is_secret else value for value, is_secret in zip(values, secret, strict=True)]
    rows = told.verdicts if is_stored else _rows(told, known, grain, market)
    inside = [
        i
        for i, v in enumerate(values)
        if (since is None or v.period >= since) and (until is None or v.period < until)
    ]
    points = tuple(_point(kpi, values[i], rows[i], hidden[i], rule) for i in inside)
    finals = [i for i in inside if values[i].status == "final"]
    stands = finals[-1] if finals else inside[-1] if inside else None
    verdict = (
        Verdict(
            kpi.id, None, None, None, say("Not judged"), say("Not judged: there is no value in this time.")
        )
        if stands is None
        else _verdict(told, values[stands], rows[stands], hidden[stands], rule, grain, is_stored)
    )
    published = told.verdicts[stands] if stands is not None and told.verdicts else None
    version = (published or {}).get("definition_version") or kpi.version
    verdict = replace(verdict, definition_version=version, load_id=load_id)
    forecast, message = told.forecast, told.forecast_message
    if any([secret[i] for i, value in enumerate(values) if value.status == "final"][-HISTORY:]):
        forecast, message = (), say("Not shown: the history holds small numbers.") if message else ""
    if until is not None:
        forecast = tuple(point for point in forecast if point.target < until)
    last = values[inside[-1]].period if inside else None
    is_open = last is not None and grain == "month" and until is None
    ahead = goals_ahead(kpi, told.targets, last, [point.target for point in forecast]) if is_open else ()
    return Series(kpi.id, told.group, told.label, points, verdict, forecast, message, ahead)


def _rows(told: Told, values: Sequence[Value], grain: str, market: str) -> Sequence[Mapping[str, Any]]:
    if told.unjudged:
        return [_unjudged(told, value, told.unjudged) for value in values]
    goals, rebases = told.targets, told.rebases
    if told.is_past:
        # Targets and rebases of today would tell what nobody was told then; of a band only the lower end is kept.
        rows = [row for row in told.verdicts if row]
        if told.kpi.direction is Direction.TARGET or len(rows) < len(values):
            return [_unjudged(told, value, say(NOT_KEPT)) for value in values]
        goals = [kept_goal(told.kpi, row, grain) for row in rows if row["target"] is not None]
        _, *rebases = sorted({row["segment_start"] for row in rows if row["segment_start"]}) or [None]
    currency = told.currency
    return judged(told.kpi, values, grain, goals, market, currency, told.is_unit, rebases).points


def _emptied(value: Value) -> Value:
    return value._replace(num=None, den=None, value=None, n_eligible=0, n_valid=0)


def _unjudged(told: Told, value: Value, why: str) -> dict[str, Any]:
    return {
        "value": value.value,
        "n": shown_n(told.kpi, value, told.is_unit),
        "chart": "line",
        "point_state": "none",
        "n_points": 0,
        "variation": "none",
        "quality": "good",
        "is_judged": False,
        "head": say("Not judged"),
        "sentence": why,
    }


def _point(kpi: Kpi, value: Value, row: Mapping[str, Any], hidden: str, rule: Rule) -> Point:
    point = Point.of(
        period=value.period,
        value=value.value,
        n=row["n"],
        num=value.num,
        den=value.den,
        coverage=None if rule.hides_excluded(kpi, value) else value.coverage,
        status=value.status,
        days_covered=value.days_covered,
        days_in_period=value.days_in_period,
        hidden=hidden,
        centre=row.get("centre"),
        lower=row.get("lower"),
        upper=row.get("upper"),
        rule=row.get("rule") or "",
        side=row.get("side") or "",
        variation=row["variation"],
        is_judged=row["is_judged"],
        segment_start=row.get("segment_start"),
        target=row.get("target"),
        assurance=row.get("assurance") or "",
        since=row.get("since"),
        quality=row["quality"],
    )
    return replace(point, **NOTHING) if hidden else point


def _verdict(
    told: Told, value: Value, row: Mapping[str, Any], hidden: str, rule: Rule, grain: str, is_stored: bool
) -> Verdict:
    kpi = told.kpi
    if hidden:
        return Verdict(
            kpi.id,
            value.period,
            None,
            None,
            say("Not shown"),
            sentence(hidden),
            status=value.status,
            hidden=hidden,
        )
    # The share that could be measured would tell how few could not.
    is_muted = rule.hides_excluded(kpi, value) and value.coverage is not None
    said, voice = row["sentence"], Voice(kpi, grain, told.currency)
    if is_stored:
        said = Record(told, value, row, grain).said(is_muted)
    elif is_muted:
        said = without_coverage(said, voice, value)
    return Verdict(
        kpi_id=kpi.id,
        period=value.period,
        value=value.value,
        n=row["n"],
        head=say(row["head"]) if is_stored else row["head"],
        sentence=said,
        variation=row["variation"],
        assurance=row.get("assurance") or "",
        rule=row.get("rule") or "",
        side=row.get("side") or "",
        since=row.get("since"),
        centre=row.get("centre"),
        lower=row.get("lower"),
        upper=row.get("upper"),
        target=row.get("target"),
        target_met=row.get("target_met"),
        chart=row["chart"],
        point_state=row["point_state"],
        n_points=row["n_points"],
        quality=row["quality"],
        status=value.status,
    )


def lend(series: Series, kpi: Kpi, sibling: Kpi, judge: Series | None) -> Series:
    """A series that must not judge itself takes the verdict of its sibling, and says so."""
    own = series.verdict
    if judge is None or own.hidden:
        return series
    lent = judge.verdict
    said = say("Judged by {title}: {sentence}", title=say(sibling.title), sentence=lent.sentence)
    value = {"kpi_id": kpi.id, "value": own.value, "n": own.n, "period": own.period, "sentence": said}
    # Limits and target belong to the sibling's scale and would be read against this value.
    scale = {"centre": None, "lower": None, "upper": None, "chart": own.chart, "point_state": own.point_state}
    goal = {"target": own.target, "target_met": own.target_met, "definition_version": own.definition_version}
    return replace(series, verdict=replace(lent, **value, **scale, **goal))
