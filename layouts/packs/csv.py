"""CSV: one row per point, UTF-8 with a byte-order mark so that Excel reads accents."""

from __future__ import annotations

import csv
import io

from layouts.packs.pack import COLUMNS, Pack, definition_lines, rows
from metrics.kpi import Kpi
from metrics.question import Answer


def build(answer: Answer, kpis: dict[str, Kpi]) -> bytes:
    """The points, then the definitions as comment lines that start with `#`."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    writer.writerows(rows(answer, kpis))
    for name, value in definition_lines(answer, kpis):
        writer.writerow((f"# {name}".rstrip(), value) if name or value else ("#",))
    return text.getvalue().encode("utf-8-sig")


pack = Pack(name="csv", mime="text/csv; charset=utf-8", build=build)
