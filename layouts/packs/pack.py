"""What an export is: one answer, the definitions behind it, and the rows that every format writes alike."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

from metrics.kpi import Kpi
from metrics.question import Answer

COLUMNS = (
    "kpi_id", "kpi", "unit", "group", "grain", "period", "value", "n", "numerator", "denominator", "coverage",
    "period_status", "hidden_because", "mean", "lower_limit", "upper_limit", "target", "signal", "variation",
    "definition_version", "load_id",
)  # fmt: skip
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")


@dataclass(frozen=True)
class Pack:
    """A format: `build` turns an answer and the KPIs it speaks of into bytes."""

    name: str
    mime: str
    build: Callable[[Answer, dict[str, Kpi]], bytes]


def safe_text(value: str) -> str:
    """Text that a spreadsheet will show and never run."""
    return f"'{value}" if value.startswith(FORMULA_STARTS) else value


def rows(answer: Answer, kpis: dict[str, Kpi]) -> Iterator[tuple[str | float | int | date | None, ...]]:
    """One row per point in the order of COLUMNS; a hidden point has no number in any column."""
    for series in answer.series:
        kpi = kpis[series.kpi_id]
        for point in series.points:
            shown = None if point.hidden else point
            yield (
                kpi.id,
                safe_text(kpi.title),
                kpi.unit,
                safe_text(series.group_label),
                answer.question.grain,
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
                None if series.verdict.hidden else series.verdict.target,
                "" if point.hidden else point.rule,
                "" if point.hidden else point.variation,
                kpi.version,
                answer.stamp.load_id,
            )


def definition_lines(answer: Answer, kpis: dict[str, Kpi]) -> list[tuple[str, str]]:
    """What a reader needs to trust the numbers: verdicts, definitions, filters and the data stamp."""
    stamp, question = answer.stamp, answer.question
    lines = [
        ("Data through", f"{stamp.data_through or 'unknown'}"),
        ("Loaded", stamp.loaded_at),
        ("Load", str(stamp.load_id)),
        ("Place", f"{question.scope_type} {question.scope_id}"),
        ("Split by", question.by or "nothing"),
        ("Filters", "; ".join(f"{name}: {', '.join(values)}" for name, values in question.only) or "none"),
    ]
    if stamp.is_demo:
        lines.insert(0, ("Demo data", "Invented patients and places. Not for decisions."))
    for kpi_id in dict.fromkeys(series.kpi_id for series in answer.series):
        kpi = kpis[kpi_id]
        lines += [
            ("", ""),
            ("KPI", f"{kpi.title} ({kpi.id}, number {kpi.number})"),
            *(
                (f"Verdict, {s.group_label}" if s.group_label else "Verdict", s.verdict.sentence)
                for s in answer.of(kpi_id)
            ),
            ("Means", kpi.means),
            ("Formula", kpi.formula),
            ("Unit", kpi.unit),
            ("Better is", str(kpi.direction)),
            ("Caution", kpi.caution or "none"),
            ("Owner", kpi.owner),
            ("Definition version", kpi.version),
        ]
    lines += [("Note", note) for note in answer.notes]
    return [(safe_text(name), safe_text(text)) for name, text in lines]
