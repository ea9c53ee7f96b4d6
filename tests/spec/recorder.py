"""Turns spec tests into the worked examples of the catalogue page: `make examples` writes what they declare."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from tests.world import rows_of

SHIPPED = Path(__file__).resolve().parents[2] / "metrics" / "examples.json"
MOST_ROWS = 24
found: dict[str, list[dict[str, Any]]] = {}


def said(node: Any) -> str:
    """What the test says about its rows: its first sentence, else its name."""
    doc = " ".join((node.function.__doc__ or "").split())
    words = node.originalname.removeprefix("test_").replace("_", " ")
    return doc or f"{words[:1].upper()}{words[1:]}."


def plain(key: Any) -> list[str]:
    """A key of `expected` as period and group."""
    period, group = key if isinstance(key, tuple) else (key, "")
    return [period.isoformat() if isinstance(period, date) else str(period), str(group)]


def note(node: Any, kpi_id: str, call: Mapping[str, Any], tables: Mapping[str, str]) -> None:
    """Remember one call of `kpi_spec`."""
    expected = call["expected"]
    found.setdefault(kpi_id, []).append(
        {
            "says": said(node),
            "by": call["by"],
            "grain": call["grain"],
            "scope": list(call["scope"]),
            "digits": call["digits"],
            "expected": [[*plain(key), value] for key, value in expected.items()],
            "tables": {name: rows_of(text) for name, text in tables.items()},
            "is_limit": "limit" in node.path.stem or "limit" in node.originalname,
            "is_plain": not (call["only"] or call["since"] or call["until"]),
        }
    )


def _fitness(example: dict[str, Any]) -> tuple[Any, ...]:
    """The smaller is the better example: unsplit, with a value, several rows, short, and no test of a border."""
    rows = sum(len(rows) for rows in example["tables"].values())
    values = [value for *_, value in example["expected"] if value is not None]
    return (
        bool(example["by"]),
        not values,
        rows > MOST_ROWS or rows < 2,
        example["is_limit"],
        "by hand" not in example["says"] and "manual" not in example["says"],
        rows < 5,
        len(example["expected"]) > 4,
        len(example["tables"]) > 3,
    )


def _tidy(rows: list[dict[str, str | None]]) -> list[list[str]]:
    names = list(rows[0]) if rows else []
    return [names, *[[re.sub(r"\s+", " ", row[name] or "") for name in names] for row in rows]]


def write(path: Path = SHIPPED) -> int:
    """The best example of every KPI into the file that the product ships."""
    chosen = {}
    for kpi_id, examples in sorted(found.items()):
        usable = [e for e in examples if e.pop("is_plain")]
        if not usable:
            continue
        best = min(usable, key=_fitness)
        best.pop("is_limit")
        chosen[kpi_id] = {**best, "tables": {name: _tidy(rows) for name, rows in best["tables"].items()}}
    lines = (
        f" {json.dumps(kpi_id)}: {json.dumps(one, ensure_ascii=False)}" for kpi_id, one in chosen.items()
    )
    path.write_text("{\n" + ",\n".join(lines) + "\n}\n", "utf-8")
    return len(chosen)
