"""What an export is: one answer, the definitions behind it, and the rows that every format writes alike."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from data.language import say
from layouts import wording
from layouts.sheets import Sheet
from metrics.kpi import Kpi
from metrics.question import Answer, Stamp

COLUMNS = (
    "kpi_id", "kpi", "unit", "place", "group", "grain", "period", "value", "n", "numerator", "denominator", "coverage",
    "period_status", "hidden_because", "mean", "lower_limit", "upper_limit", "limits_from", "target", "variation",
    "assurance", "rule", "since", "quality", "definition_version", "load_id",
)  # fmt: skip
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")


@dataclass(frozen=True)
class Pack:
    """A format: `build` turns an answer and the KPIs it speaks of into bytes, `build_tables` tables as shown."""

    name: str
    mime: str
    build: Callable[[Answer, dict[str, Kpi]], bytes]
    build_tables: Callable[[list[Sheet], list[tuple[str, str]]], bytes]


def safe_text(value: str) -> str:
    """Text that a spreadsheet will show and never run."""
    return f"'{value}" if value.startswith(FORMULA_STARTS) else value


def rows(answer: Answer, kpis: dict[str, Kpi]) -> Iterator[tuple[str | float | int | date | None, ...]]:
    """One row per point in the order of COLUMNS; a hidden point has no number in any column."""
    question = answer.question
    for series in answer.series:
        kpi = kpis[series.kpi_id]
        moves = any(point.target is not None for point in series.points)
        for point in series.points:
            shown = None if point.hidden else point
            yield (
                kpi.id,
                safe_text(say(kpi.title)),
                say(kpi.unit),
                safe_text(f"{question.scope_type} {question.scope_id}"),
                safe_text(series.group_label),
                question.grain,
                point.period,
                shown and shown.value,
                shown and shown.n,
                shown and shown.num,
                shown and shown.den,
                shown and shown.coverage,
                point.status,
                point.hidden,
                shown and shown.centre,
                shown and shown.lower,
                shown and shown.upper,
                shown and shown.segment_start,
                None if series.verdict.hidden else point.target if moves else series.verdict.target,
                shown.variation if shown else "",
                shown.assurance if shown else "",
                shown.rule if shown else "",
                shown and shown.since,
                shown.quality if shown else "",
                kpi.version,
                answer.stamp.load_id,
            )


def _stamp_lines(stamp: Stamp) -> list[tuple[str, str]]:
    demo = (
        [(say("Demo data"), say("Invented patients and places. Not for decisions."))] if stamp.is_demo else []
    )
    return [
        *demo,
        (say("Data through"), f"{stamp.data_through or say('unknown')}"),
        (say("Loaded"), stamp.loaded_at),
        (say("Load"), str(stamp.load_id)),
    ]


def _named(kpi: Kpi) -> list[tuple[str, str]]:
    """An empty line, and the name of the indicator that the lines after it are about."""
    words = say("{indicator} ({id}, number {number})", indicator=say(kpi.title), id=kpi.id, number=kpi.number)
    return [("", ""), ("KPI", words)]


def table_lines(
    stamp: Stamp, context: list[tuple[str, str]], kpis: list[Kpi], told: Mapping[str, str]
) -> list[tuple[str, str]]:
    """Stamp and restrictions of a table, and the definitions of the indicators it speaks of; `told` their verdicts."""
    lines = [*_stamp_lines(stamp), *context]
    for kpi in kpis:
        lines += [
            *_named(kpi),
            *([(say("Verdict"), told[kpi.id])] if kpi.id in told else []),
            (say("Means"), say(kpi.means)),
            (say("Formula"), say(kpi.formula)),
            (say("Unit"), say(kpi.unit)),
            (say("Definition version"), kpi.version),
        ]
    return [(safe_text(name), safe_text(text)) for name, text in lines]


def definition_lines(answer: Answer, kpis: dict[str, Kpi]) -> list[tuple[str, str]]:
    """What a reader needs to trust the numbers: verdicts, definitions, filters and the data stamp."""
    stamp, question = answer.stamp, answer.question
    lines = [
        *_stamp_lines(stamp),
        (say("Place"), f"{question.scope_type} {question.scope_id}"),
        (say("Split by"), question.by or say("nothing")),
        (
            say("Filters"),
            "; ".join(wording.condition(name, values) for name, values in question.only) or say("none"),
        ),
    ]
    for kpi_id in dict.fromkeys(series.kpi_id for series in answer.series):
        kpi = kpis[kpi_id]
        lines += [
            *_named(kpi),
            *(
                (
                    say("Verdict, {group}", group=s.group_label) if s.group_label else say("Verdict"),
                    s.verdict.sentence,
                )
                for s in answer.of(kpi_id)
            ),
            (say("Means"), say(kpi.means)),
            (say("Formula"), say(kpi.formula)),
            (say("Unit"), say(kpi.unit)),
            (say("Direction"), wording.names(kpi)),
            (say("Caution"), say(kpi.caution or "none")),
            (say("Owner"), say(kpi.owner)),
            (say("Definition version"), kpi.version),
        ]
    lines += [(say("Note"), note) for note in answer.notes]
    return [(safe_text(name), safe_text(text)) for name, text in lines]
