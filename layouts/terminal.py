"""Answers on a terminal and for scripts: the very numbers and sentences of the pages, as text or as JSON."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from layouts import wording
from metrics.kpi import Kpi
from metrics.question import Answer, Point, Series, Stamp
from metrics.to_date import ToDate
from metrics.why import Why

Step = Callable[[str, int, int], None]
SHOWN_PERIODS = 13

COUNTS = (
    "rows_read", "rows_inserted", "rows_updated", "rows_unchanged", "rows_superseded", "rows_quarantined",
    "rows_ignored",
)  # fmt: skip

_out = Console(highlight=False, soft_wrap=True, width=None if sys.stdout.isatty() else 240)
_err = Console(stderr=True, highlight=False, soft_wrap=True)


def say(sentence: str) -> None:
    _out.print(escape(sentence))


def warn(sentence: str) -> None:
    """A sentence for the person, on stderr, so that piped output stays clean."""
    _err.print(escape(sentence))


def print_json(value: Any) -> None:
    json.dump(value, sys.stdout, default=str, ensure_ascii=False, indent=1)
    sys.stdout.write("\n")


def print_table(
    rows: Sequence[Mapping[str, Any]], columns: Sequence[str], as_json: bool, empty: str = ""
) -> None:
    """Rows under the named columns, or all of their fields as JSON."""
    if as_json:
        print_json([dict(row) for row in rows])
        return
    if not rows:
        say(empty)
        return
    table = Table(box=None, header_style="bold", pad_edge=False)
    for column in columns:
        is_number = all(isinstance(row.get(column), int | float | None) for row in rows)
        table.add_column(column.replace("_", " "), justify="right" if is_number else "left", overflow="fold")
    for row in rows:
        table.add_row(*(_cell(row.get(column)) for column in columns))
    _out.print(table)


def print_files(files: Sequence[Mapping[str, Any]]) -> None:
    """The reconciliation of a load: one line per feed and outcome, so that hundreds of files fit on a screen."""
    totals: dict[tuple[str, str, str], dict[str, Any]] = {}
    for row in files:
        key = (row["source_id"], row["feed"], row["status"])
        total = totals.setdefault(
            key, {"source": key[0], "feed": key[1], "status": key[2], "files": 0, **dict.fromkeys(COUNTS, 0)}
        )
        total["files"] += 1
        for count in COUNTS:
            total[count] += row[count]
    if totals:
        shown = [
            {name.removeprefix("rows_"): value for name, value in row.items()} for row in totals.values()
        ]
        print_table(shown, tuple(shown[0]), as_json=False)


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int):
        return f"{value:,}"
    return escape(str(value))


@contextmanager
def progress() -> Iterator[Callable[[str], Step]]:
    """Progress of long work on stderr: bars on a terminal, a line per stage elsewhere.

    Gives a function that names a stage and returns its `step(what, done, total)`.
    """
    if not _err.is_terminal:
        yield _lines
        return
    columns = (
        TextColumn("{task.description:<12}"), BarColumn(), TextColumn("{task.fields[what]}", markup=False),
        TimeElapsedColumn(),
    )  # fmt: skip
    with Progress(*columns, console=_err, transient=False) as bars:

        def stage(title: str) -> Step:
            task = bars.add_task(title, total=None, what="")

            def step(what: str, done: int, total: int) -> None:
                bars.update(task, completed=done, total=total, what="" if done >= total else what)

            return step

        yield stage


def counted(step: Step) -> Callable[[int, int, str], None]:
    """The same step for work that tells how far it is before it tells what it does."""
    return lambda done, total, what: step(what, done, total)


def _lines(title: str) -> Step:
    warn(f"{title} …")

    def step(what: str, done: int, total: int) -> None:
        """A log wants no bar."""

    return step


def print_answer(answer: Answer, kpis: Mapping[str, Kpi], as_json: bool, is_whole: bool) -> None:
    """What the engine said; on a terminal only the newest periods unless the person chose some."""
    if as_json:
        print_json(answer.as_dict())
        return
    for series in answer.series:
        _print_series(series, kpis[series.kpi_id], answer.question.grain, is_whole)
    for kpi_id, reason in answer.dark.items():
        say(f"{kpi_id} is dark: {reason}")
    for reason in answer.denied.values():
        say(reason)
    for note in (*answer.notes, *answer.likes):
        say(note)
    say(stamp(answer.stamp))


def _print_series(series: Series, kpi: Kpi, grain: str, is_whole: bool) -> None:
    _out.print(_heading(kpi.number, kpi.title, series.group_label, kpi.id))
    points = series.points if is_whole else series.points[-SHOWN_PERIODS:]
    rows = [_row(point, kpi, grain) for point in points]
    print_table(
        rows, ("period", "value", "n", "lower", "mean", "upper", "note"), False, "No data for this question."
    )
    if len(points) < len(series.points):
        say(f"({len(series.points) - len(points)} earlier periods: give --since)")
    verdict = series.verdict
    if verdict.head:
        rest = verdict.sentence.removeprefix(verdict.head)
        _out.print(
            f"[bold]{escape(verdict.head)}[/bold]{escape(rest if rest != verdict.sentence else f'. {rest}')}"
        )
    if series.forecast_message:
        say(series.forecast_message)
    say("")


def _heading(number: str, title: str, group: str, kpi_id: str) -> str:
    name = " · ".join(filter(None, [f"{number} {title}", group]))
    return f"[bold]{escape(name)}[/bold] [dim]{escape(kpi_id)}[/dim]"


def _row(point: Point, kpi: Kpi, grain: str) -> dict[str, Any]:
    limits = {
        name: wording.number(kpi, value) if value is not None else None
        for name, value in (("lower", point.lower), ("mean", point.centre), ("upper", point.upper))
    }
    return {
        "period": wording.period(point.period, grain),
        "value": "*" if point.hidden else wording.amount(kpi, point.value),
        "n": None if point.hidden else point.n,
        **limits,
        "note": point.hidden or wording.state(point) or point.rule,
    }


def stamp(stamp: Stamp) -> str:
    """Where the numbers come from, in one line."""
    parts = [
        f"Data {stamp.load_id}, loaded {stamp.loaded_at}",
        f"data through {wording.day(stamp.data_through)}",
        f"judged as of {wording.day(stamp.as_of)}" if stamp.as_of else "",
        "demo data, not a real hospital" if stamp.is_demo else "",
    ]
    return " · ".join(part for part in parts if part)


def print_to_date(found: ToDate, as_json: bool) -> None:
    """A figure over a stretch of time and what it is compared with."""
    if as_json:
        print_json(asdict(found))
        return
    say(found.sentence)


def print_definition(found: Mapping[str, Any], as_json: bool) -> None:
    """A KPI as it is declared, the statement that computes it, and the rows of each step."""
    if as_json:
        print_json(found)
        return
    _out.print(_heading(found["number"], found["title"], "", found["id"]))
    for name in ("means", "formula", "why", "caution", "owner", "unit", "direction", "version", "effective"):
        if found[name]:
            say(f"{name}: {found[name]}")
    for name in ("by", "needs"):
        say(f"{name}: {', '.join(found[name])}")
    say(f"\n{found['statement']}\n")
    print_table(found["steps"], ("step", "rows"), as_json=False)
    if found["verdict"]:
        say(f"\n{found['verdict']}")


def print_why(found: Why, as_json: bool) -> None:
    """A change, its parts by group with the largest first, and what limits them."""
    if as_json:
        print_json(asdict(found))
        return
    say(found.sentence)
    parts = found.contribution.parts if found.contribution else ()
    rows = [
        {
            "group": found.labels.get(part.group, part.group),
            "before": _short(part.value_before),
            "after": _short(part.value_after),
            "from_results": _short(part.rate),
            "from_mix": _short(part.mix),
            "part_of_change": _short(part.total),
        }
        for part in parts
    ]
    if rows:
        print_table(rows, tuple(rows[0]), as_json=False)
    for note in found.notes:
        say(note)


def _short(number: float | None) -> float | None:
    return None if number is None else float(f"{number:.4g}")
