"""XLSX: a native chart that Excel can edit, typed numbers, and a sheet with the definitions."""

from __future__ import annotations

import io
import re
from datetime import date
from typing import Any

import xlsxwriter

from data.language import say
from layouts import wording
from layouts.packs.pack import COLUMNS, Pack, definition_lines, rows
from layouts.sheets import Sheet, Shown, number
from layouts.theme import LIGHT
from metrics.kpi import Kpi
from metrics.question import Answer

SAFE = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "nan_inf_to_errors": True}
_MAX_CHARTS = 12
_PERIOD, _VALUE, _MEAN, _LOWER, _UPPER, _TARGET = (
    COLUMNS.index(name) for name in ("period", "value", "mean", "lower_limit", "upper_limit", "target")
)
_OF_THE_KPI = ("value", "mean", "lower_limit", "upper_limit", "target")
_COUNTED = ("n", "numerator", "denominator")


def build(answer: Answer, kpis: dict[str, Kpi]) -> bytes:
    """Sheets Chart, Data and Definition; text never becomes a formula or a link."""
    raw = io.BytesIO()
    book = xlsxwriter.Workbook(raw, SAFE)
    title = ", ".join(dict.fromkeys(say(kpis[s.kpi_id].title) for s in answer.series))[:250]
    book.set_properties(
        {"title": title or "Wardboard", "comments": say("load {load}", load=answer.stamp.load_id)}
    )
    charts, data, definition = (
        book.add_worksheet(name) for name in (say("Chart"), say("Data"), say("Definition"))
    )
    spans = _write_data(book, data, answer, kpis)
    _write_charts(book, charts, answer, kpis, spans)
    _write_definition(book, definition, definition_lines(answer, kpis))
    book.close()
    return raw.getvalue()


def _write_data(book: Any, sheet: Any, answer: Answer, kpis: dict[str, Kpi]) -> list[tuple[int, int]]:
    head = book.add_format({"bold": True, "bottom": 1})
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    looks: dict[str, Any] = {}
    sheet.write_row(0, 0, COLUMNS, head)
    sheet.freeze_panes(1, 2)
    line = 0
    for line, row in enumerate(rows(answer, kpis), start=1):
        for column, value in enumerate(row):
            if isinstance(value, date):
                sheet.write_datetime(line, column, value, day)
            elif isinstance(value, (int, float)):
                code = _number_format(COLUMNS[column], value, kpis[str(row[0])])
                look = looks.get(code) or looks.setdefault(code, book.add_format({"num_format": code}))
                sheet.write_number(line, column, value, look)
            elif value is not None:
                sheet.write_string(line, column, value)
    sheet.autofilter(0, 0, max(line, 1), len(COLUMNS) - 1)
    sheet.autofit(220)
    spans, first = [], 1
    for series in answer.series:
        spans.append((first, first + len(series.points) - 1))
        first += len(series.points)
    return spans


def _number_format(column: str, value: float, kpi: Kpi) -> str:
    """Numbers are whole in their cells and look as on the page."""
    if column in _OF_THE_KPI:
        shown = number(wording.number(kpi, value))
        return shown.format if isinstance(shown, Shown) else "General"
    if column == "coverage":
        return "0.0%"
    if column in _COUNTED:
        return "#,##0" if value == int(value) else "#,##0.00"
    return "General"


def _write_charts(
    book: Any, sheet: Any, answer: Answer, kpis: dict[str, Kpi], spans: list[tuple[int, int]]
) -> None:
    bold = book.add_format({"bold": True, "font_size": 13})
    wrap = book.add_format({"text_wrap": True, "valign": "top"})
    sheet.hide_gridlines(2)
    sheet.set_column(0, 0, 110)
    line = 0
    if answer.stamp.is_demo:
        sheet.write_string(line, 0, say("Demo data: invented patients and places"))
        line += 1
    for series, (first, last) in list(zip(answer.series, spans, strict=True))[:_MAX_CHARTS]:
        kpi = kpis[series.kpi_id]
        name = f"{say(kpi.title)}: {series.group_label}" if series.group_label else say(kpi.title)
        sheet.write_string(line, 0, name, bold)
        sheet.write_string(line + 1, 0, series.verdict.sentence, wrap)
        if last >= first:
            sheet.insert_chart(
                line + 2, 0, _chart(book, kpi, name, first, last), {"description": series.verdict.sentence}
            )
        line += 22
    if len(answer.series) > _MAX_CHARTS:
        left = len(answer.series) - _MAX_CHARTS
        sheet.write_string(line, 0, say("{n} more series are on the sheet Data.", n=left))


def _chart(book: Any, kpi: Kpi, name: str, first: int, last: int) -> Any:
    chart = book.add_chart({"type": "line"})
    looks = (
        (say("Value"), _VALUE, {"color": LIGHT["common"], "width": 1.75}, True),
        (say("Mean"), _MEAN, {"color": LIGHT["mean"], "width": 1}, False),
        (say("Lower limit"), _LOWER, {"color": LIGHT["limit"], "width": 1, "dash_type": "dash"}, False),
        (say("Upper limit"), _UPPER, {"color": LIGHT["limit"], "width": 1, "dash_type": "dash"}, False),
        (say("Target"), _TARGET, {"color": LIGHT["target"], "width": 1, "dash_type": "long_dash"}, False),
    )
    for label, column, line, has_marker in looks:
        marker = (
            {"type": "circle", "size": 5, "fill": {"color": line["color"]}}
            if has_marker
            else {"type": "none"}
        )
        chart.add_series(
            {
                "name": label,
                "categories": [say("Data"), first, _PERIOD, last, _PERIOD],
                "values": [say("Data"), first, column, last, column],
                "line": line,
                "marker": marker,
            }
        )
    chart.set_title({"name": name, "name_font": {"size": 11, "bold": False}, "overlay": False})
    chart.set_x_axis({"date_axis": True, "num_format": "mmm yy", "line": {"color": LIGHT["limit"]}})
    chart.set_y_axis(
        {"name": say(kpi.unit), "major_gridlines": {"visible": True, "line": {"color": LIGHT["rule"]}}}
    )
    chart.set_legend({"position": "bottom"})
    chart.show_blanks_as("gap")
    chart.set_size({"width": 780, "height": 380})
    return chart


def _write_definition(book: Any, sheet: Any, lines: list[tuple[str, str]]) -> None:
    bold = book.add_format({"bold": True, "valign": "top"})
    wrap = book.add_format({"text_wrap": True, "valign": "top"})
    sheet.set_column(0, 0, 28)
    sheet.set_column(1, 1, 100)
    for line, (name, text) in enumerate(lines):
        sheet.write_string(line, 0, name, bold)
        sheet.write_string(line, 1, text, wrap)


def build_tables(sheets: list[Sheet], lines: list[tuple[str, str]]) -> bytes:
    """A sheet for each table as it is shown, numbers typed, and one for stamp and definitions."""
    raw = io.BytesIO()
    book = xlsxwriter.Workbook(raw, SAFE)
    head = book.add_format({"bold": True, "bottom": 1})
    formats: dict[str, Any] = {}
    taken = {say("Definition").lower()}
    for table in sheets:
        sheet = book.add_worksheet(_sheet_name(table.name, taken))
        sheet.write_row(0, 0, table.head, head)
        sheet.freeze_panes(1, 1)
        for line, row in enumerate(table.rows, start=1):
            for column, cell in enumerate(row):
                if isinstance(cell, Shown):
                    look = formats.get(cell.format) or formats.setdefault(
                        cell.format, book.add_format({"num_format": cell.format})
                    )
                    sheet.write_number(line, column, cell.value, look)
                elif cell:
                    sheet.write_string(line, column, cell)
        sheet.autofilter(0, 0, max(len(table.rows), 1), max(len(table.head) - 1, 0))
        sheet.autofit(420)
    _write_definition(book, book.add_worksheet(say("Definition")), lines)
    book.close()
    return raw.getvalue()


def _sheet_name(name: str, taken: set[str]) -> str:
    """A name that Excel accepts and that no other sheet has."""
    plain = re.sub(r"[\[\]:*?/\\']", " ", name)[:28].strip() or say("Table")
    found, count = plain, 1
    while found.lower() in taken:
        count += 1
        found = f"{plain} {count}"
    taken.add(found.lower())
    return found


pack = Pack(
    name="xlsx",
    mime="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    build=build,
    build_tables=build_tables,
)
