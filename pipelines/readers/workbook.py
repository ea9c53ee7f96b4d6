"""Excel workbooks: one sheet becomes delimited text, then goes the way of any other file."""

from __future__ import annotations

import csv
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from pipelines.refusal import FileRefused
from pipelines.source import Reader


def rows(path: Path, reader: Reader) -> list[list[Any]]:
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        book = CalamineWorkbook.from_path(str(path))
        sheet = reader.sheet or book.sheet_names[0]
        if sheet not in book.sheet_names:
            raise FileRefused(f"The workbook has no sheet {sheet!r}.")
        return book.get_sheet_by_name(sheet).to_python(skip_empty_area=False)
    except CalamineError:
        raise FileRefused("The workbook is damaged or protected by a password.") from None


def header_of(path: Path, reader: Reader) -> tuple[str, ...]:
    if not reader.header:
        return reader.names
    found = rows(path, reader)
    at = reader.skip_rows + reader.header_use - 1
    if len(found) <= at:
        raise FileRefused("The sheet is empty: not even the header row is there.")
    return tuple(_text(cell).strip() or f"column{n}" for n, cell in enumerate(found[at], 1))


def as_delimited(path: Path, reader: Reader, target: Path) -> None:
    """Write the sheet as UTF-8 CSV, owner-only, in the dialect of `Reader()`."""
    with target.open("w", encoding="utf-8", newline="") as out:
        target.chmod(0o600)
        writer = csv.writer(out, lineterminator="\n")
        for row in rows(path, reader):
            writer.writerow([_text(cell) for cell in row])


def _text(cell: Any) -> str:
    """A typed cell as the text a profile declares: ISO dates, whole numbers without a fraction."""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    if isinstance(cell, datetime):
        return cell.isoformat(sep=" ", timespec="seconds")
    if isinstance(cell, timedelta):
        return str(cell)
    if isinstance(cell, date | time):
        return cell.isoformat()
    return str(cell)


__all__ = ["as_delimited", "header_of"]
