"""CSV: one row per point, UTF-8 with a byte-order mark so that Excel reads accents."""

from __future__ import annotations

import csv
import io
from typing import Any

from layouts.packs.pack import COLUMNS, Pack, definition_lines, rows, safe_text
from layouts.sheets import Sheet, Shown
from metrics.kpi import Kpi
from metrics.question import Answer


def build(answer: Answer, kpis: dict[str, Kpi]) -> bytes:
    """The points, then the definitions as comment lines that start with `#`."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    writer.writerows(rows(answer, kpis))
    _write_lines(writer, definition_lines(answer, kpis))
    return text.getvalue().encode("utf-8-sig")


def build_tables(sheets: list[Sheet], lines: list[tuple[str, str]]) -> bytes:
    """Tables one below the other as they are shown, then stamp and definitions as comment lines."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    for index, sheet in enumerate(sheets):
        if index:
            writer.writerow(())
        if len(sheets) > 1:
            writer.writerow((f"# {sheet.name}",))
        writer.writerow([safe_text(name) for name in sheet.head])
        for row in sheet.rows:
            writer.writerow([c.text.lstrip("+") if isinstance(c, Shown) else safe_text(c) for c in row])
    _write_lines(writer, lines)
    return text.getvalue().encode("utf-8-sig")


def _write_lines(writer: Any, lines: list[tuple[str, str]]) -> None:
    for name, value in lines:
        writer.writerow((f"# {name}".rstrip(), value) if name or value else ("#",))


pack = Pack(name="csv", mime="text/csv; charset=utf-8", build=build, build_tables=build_tables)
