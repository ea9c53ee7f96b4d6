"""One verdict per series, on every surface the same: tile, list, chart, table, CSV, XLSX and `answer --json`.

A verdict is computed once; this proves that no surface reads, rounds or words it in a way of its own.
"""

from __future__ import annotations

import csv
import io
import json
import random
from dataclasses import dataclass
from datetime import date
from functools import cache

import openpyxl

import layouts.page
from data.settings import Settings
from layouts import blocks, figures, icons, periods, tables, terminal, wording
from layouts.filters import Filters
from layouts.packs import csv as csv_pack
from layouts.packs import xlsx as xlsx_pack
from layouts.sheets import said, sheets, walk
from layouts.svg import Svg
from metrics.catalogue import KPIS
from metrics.disclosure import Rule
from metrics.judging import Value
from metrics.kpi import Count, Ratio
from metrics.question import Answer, Question, Series, Stamp
from metrics.telling import Told, tell
from tests.oracle.effort import EFFORT

MANY = max(200, round(10_000 * min(EFFORT, EFFORT**3)))
BOOK = 500
CHOSEN = (
    "ed_lwbs_rate", "ed_los_discharged_median", "alos_days", "average_daily_census", "turnover_12m_pct",
    "cost_per_case", "denial_rate_initial_pct", "falls_per_1000_patient_days", "nps", "occupancy_midnight_pct",
)  # fmt: skip
STAMP = Stamp(41, "2026-03-01 05:00", date(2026, 2, 28), date(2026, 3, 1), True)


@dataclass
class Engine:
    """Says what it was made with."""

    answered: Answer

    def stamp(self):
        return STAMP

    def denied(self, access):
        return {}

    def open_actions(self, access):
        return {}

    def dark(self):
        return {}

    def published(self):
        return {}

    def places(self, access):
        return []

    def kpis(self):
        return KPIS

    def currency(self, scope_type, scope_id, access):
        return "USD"


def a_series(seed: int) -> Series:
    """A series at random, judged, guarded and told as the engine does it."""
    dice = random.Random(seed)
    kpi = KPIS[dice.choice(CHOSEN)]
    level, noise, size = dice.uniform(0.02, 0.6), dice.uniform(0, 0.3), dice.choice((8, 40, 400, 5000))
    months, shift = dice.randint(1, 40), dice.choice((0, 0.5, -0.5))
    values = []
    for i in range(months):
        share = min(max(level * (1 + noise * dice.gauss(0, 1) + (shift if i > months // 2 else 0)), 0), 1)
        den = max(1, round(size * dice.uniform(0.7, 1.3)))
        num, per = float(round(share * den)), 1.0
        value = share * 300
        if isinstance(kpi.value, Ratio):
            per = kpi.value.per
            num = num if isinstance(kpi.value.num, Count) else share * den
            value = per * num / den
        status = "final" if i < months - dice.randint(0, 2) else dice.choice(("provisional", "partial"))
        period = date(2023 + i // 12, i % 12 + 1, 1)
        values.append(
            Value(period, num, float(den), value, den + dice.randint(0, den // 3), den, status, 28, 31)
        )
    goal = {"scope_type": "network", "valid_from": date(2023, 1, 1), "valid_to": None, "upper_target": None}
    targets = [goal | {"target": values[0].value * dice.choice((0.4, 1, 2))}] if dice.random() < 0.5 else []
    told = Told(kpi, "", "", values, targets=targets)
    return tell(told, Rule(dice.choice((0, 0, 10))), "month", "us_hospital", STAMP.load_id, None, None)


@cache
def every() -> tuple[Series, ...]:
    return tuple(a_series(seed) for seed in range(MANY))


def view(series: Series) -> layouts.page.View:
    answer = Answer(Question((series.kpi_id,)), (series,), STAMP)
    return layouts.page.View(Engine(answer), Settings(), Filters(period="all"))


def of_class(tree, name: str):
    return next(n for n in walk(tree) if name in (getattr(n, "className", None) or "").split())


def drawings(tree) -> list[str]:
    return [n.label for n in walk(tree) if isinstance(n, Svg) and n.label]


def expected(series: Series) -> str:
    kpi, point = KPIS[series.kpi_id], wording.last_point(series)
    return "too few" if point.hidden else wording.amount(kpi, point.value)


def test_the_random_series_reach_every_kind_of_verdict():
    verdicts = [series.verdict for series in every()]
    assert {v.variation for v in verdicts} >= {"improvement", "concern", "change", "common", "none"}
    assert {v.assurance for v in verdicts} == {"", "pass", "fail", "hit_or_miss"}
    assert any(v.hidden for v in verdicts)
    assert {v.point_state for v in verdicts} == {"none", "trial", "provisional", "locked"}


def test_the_verdict_is_that_of_the_point_it_stands_on():
    for series in every():
        verdict, point = series.verdict, wording.last_point(series)
        assert verdict.period == point.period
        assert (verdict.value, verdict.n) == (point.value, point.n)
        if not verdict.hidden:
            limits = (verdict.centre, verdict.lower, verdict.upper)
            assert limits == (point.centre, point.lower, point.upper)
            assert (verdict.variation, verdict.rule, verdict.side) == (
                point.variation,
                point.rule,
                point.side,
            )


def test_tile_and_list_show_value_variation_promise_and_sentence_alike():
    for series in every():
        seen, verdict = view(series), series.verdict
        tile = blocks.tile(seen, series)
        assert said(of_class(tile, "tile-value")) == expected(series)
        assert f"tile-{verdict.variation}" in tile.className.split()
        words = icons.variation_words(verdict.variation, verdict.side)
        promise = [icons.assurance_words(verdict.assurance)] if verdict.assurance else []
        assert drawings(tile)[:3] == [words, *promise, verdict.sentence][:3]
        (sheet,) = sheets(tables.scorecard(seen, "Indicators", [series]))
        row = dict(zip(sheet.head, sheet.rows[0], strict=True))
        assert getattr(row["Now"], "text", row["Now"]) == expected(series)
        assert row["Change"] == words
        assert row["Target"] == (promise[0] if promise else "no target")
        assert row["Trend with limits"] == verdict.sentence


def test_the_chart_draws_the_points_and_limits_of_the_answer():
    for series in every():
        trimmed = view(series).trim(series)
        traces = figures.spc(trimmed, KPIS[series.kpi_id], "month", "USD", with_forecast=False)["data"]
        shown = [p for p in trimmed.points if p.value is not None]
        if not shown:
            assert traces == []
            continue
        drawn = next(trace for trace in traces if trace["mode"] == "markers")
        assert drawn["x"] == [p.period.isoformat() for p in shown]
        assert drawn["y"] == [float(f"{p.value:.6g}") for p in shown]
        assert drawn["marker"]["symbol"] == [figures.symbol(p) for p in shown]
        for trace, name in zip(traces, ("lower", "upper", "centre"), strict=False):
            line = [getattr(p, name) for p in trimmed.points]
            assert trace["y"] == [None if v is None else float(f"{v:.6g}") for v in line]


def test_the_table_shows_value_n_and_limits_of_every_point():
    for series in every():
        kpi, seen = KPIS[series.kpi_id], view(series)
        found = sheets(periods.numbers(seen, series, kpi))
        rows = [dict(zip(sheet.head, row, strict=True)) for sheet in found for row in sheet.rows]
        points = list(reversed(seen.trim(series).points))
        assert len(rows) == len(points)
        for row, point in zip(rows, points, strict=True):
            text = {name: getattr(cell, "text", cell) for name, cell in row.items()}
            assert text["Value"] == ("too few" if point.hidden else wording.number(kpi, point.value))
            if "n" in row or "Denominator" in row:
                assert text.get("n", text.get("Denominator")) == wording.count(point.n)
            for name, limit in (("Lower", point.lower), ("Mean", point.centre), ("Upper", point.upper)):
                assert name not in row or text[name] == wording.number(kpi, limit)
            if point.variation not in ("common", "none"):
                assert text["Note"] == point.variation.capitalize()


def as_exported(series: Series) -> list[tuple]:
    """What an export must hold of every point: the numbers as they are, nothing of a hidden one."""
    target = None if series.verdict.hidden else series.verdict.target
    return [
        (p.period, p.value, p.n, p.centre, p.lower, p.upper, target, "" if p.hidden else p.variation)
        for p in series.points
    ]


def test_csv_and_excel_hold_the_numbers_and_the_sentences():
    for start in range(0, MANY, BOOK):
        chosen = every()[start : start + BOOK]
        answer = Answer(Question(CHOSEN), chosen, STAMP)
        wanted = [row for series in chosen for row in as_exported(series)]
        sentences = [
            s.verdict.sentence for kpi in dict.fromkeys(s.kpi_id for s in chosen) for s in answer.of(kpi)
        ]
        assert _csv(answer) == (wanted, sentences)
        assert _excel(answer) == ([_in_excel(row) for row in wanted], sentences)


def _in_excel(row: tuple) -> tuple:
    """A workbook keeps sixteen digits of a number, and gives a whole one back as an int."""
    return tuple(float(f"{cell:.16g}") if isinstance(cell, float | int) else cell for cell in row)


NAMES = ("period", "value", "n", "mean", "lower_limit", "upper_limit", "target", "variation")


def _csv(answer: Answer):
    lines = list(csv.reader(io.StringIO(csv_pack.build(answer, KPIS).decode("utf-8-sig"))))
    kept = [line for line in lines[1:] if not line[0].startswith("#")]
    rows = [dict(zip(lines[0], line, strict=True)) for line in kept]
    numbers = NAMES[1:7]
    return [
        (
            date.fromisoformat(row["period"]),
            *(None if row[name] == "" else float(row[name]) for name in numbers),
            row["variation"],
        )
        for row in rows
    ], [line[1] for line in lines if line[0] == "# Verdict"]


def _excel(answer: Answer):
    book = openpyxl.load_workbook(io.BytesIO(xlsx_pack.build(answer, KPIS)), read_only=True)
    head, *lines = book["Data"].iter_rows(values_only=True)
    rows = [dict(zip(head, line, strict=False)) for line in lines]
    told = [value for name, value in book["Definition"].iter_rows(values_only=True) if name == "Verdict"]
    return [
        _in_excel((row["period"].date(), *(row[name] for name in NAMES[1:7]), row["variation"] or ""))
        for row in rows
    ], told


def test_the_answer_as_json_is_the_answer(capsys):
    answer = Answer(Question(CHOSEN), every()[:BOOK], STAMP)
    terminal.print_answer(answer, KPIS, True, True)
    found = json.loads(capsys.readouterr().out)
    for series, read in zip(answer.series, found["series"], strict=True):
        verdict = read["verdict"]
        for name in (
            "value",
            "n",
            "centre",
            "lower",
            "upper",
            "target",
            "variation",
            "assurance",
            "sentence",
        ):
            assert verdict[name] == getattr(series.verdict, name)
        for point, line in zip(series.points, read["points"], strict=True):
            assert (line["value"], line["n"], line["lower"], line["upper"]) == (
                point.value,
                point.n,
                point.lower,
                point.upper,
            )
