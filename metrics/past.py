"""What became of a KPI: the versions of its definition, the final values that later data changed, the loads it can be seen at."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

import duckdb

from metrics.compile import compile
from metrics.kpi import Kpi
from metrics.question import Access, Question
from metrics.rejudge import replace_rows
from metrics.restating import Restated, restatements
from metrics.stored import Stored

MOST_RESTATED = 60


@dataclass(frozen=True)
class Version:
    """One version of a definition. `since_load` is the first data load that was computed by it, `since` when that was
    published; both are empty for the version that the first load began with. `effective` is the day since which it is
    in force. `formula` and `statement` are empty for one that was replaced before definitions were kept."""

    version: str
    since_load: int | None = None
    since: str = ""
    formula: str = ""
    statement: str = ""
    effective: date | None = None


@dataclass(frozen=True)
class Past:
    """Versions and loads newest first; `restated` are the final values of one place at one grain that changed."""

    versions: tuple[Version, ...]
    restated: tuple[Restated, ...]
    loads: tuple[tuple[int, str], ...]


def past(stored: Stored, kpi: Kpi, question: Question, access: Access) -> Past:
    """The history of one KPI at the place and grain of `question`, as far as `access` may see it."""
    scope = question.scope_type, question.scope_id
    changed = restatements(stored, question.grain, MOST_RESTATED, access, kpi.id, scope)
    loads = tuple(sorted(stored.loads.items(), reverse=True))
    return Past(versions(stored, kpi), tuple(changed), loads)


def versions(stored: Stored, kpi: Kpi) -> tuple[Version, ...]:
    """Every version that a generation was computed by: what was replaced tells until when, and so since when the next."""
    # What the generation was computed by, which a newer program than the one that made it need not know.
    registry = stored.generation.rows(
        "SELECT definition_version FROM kpi_registry WHERE kpi_id = $kpi", {"kpi": kpi.id}
    )
    now = registry[0][0] if registry else kpi.version
    rows = stored.generation.rows(
        "SELECT definition_version, max(until_load) FROM kpi_value_history WHERE kpi_id = $kpi AND NOT is_absent "
        "AND definition_version <> $now GROUP BY 1 ORDER BY 2, 1",
        {"kpi": kpi.id, "now": now},
    )
    kept = {version: words for version, *words in _definitions(stored, kpi)}
    found: list[Version] = []
    since: int | None = None
    for version, until in [*rows, (now, None)]:
        published = "" if since is None else stored.loads.get(since, "")
        found.append(Version(version, since, published, *kept.get(version, ())))
        since = until
    return tuple(reversed(found))


def _definitions(stored: Stored, kpi: Kpi) -> list[tuple[Any, ...]]:
    """What was kept of the versions of a definition; a generation from before it was kept has less or none of it."""
    columns = "SELECT column_name FROM duckdb_columns() WHERE table_name = 'kpi_definition'"
    there = {name for (name,) in stored.generation.rows(columns)}
    if not there:
        return []
    effective = "effective_date" if "effective_date" in there else "NULL"
    return stored.generation.rows(
        f"SELECT definition_version, formula, statement, {effective} FROM kpi_definition WHERE kpi_id = $kpi",
        {"kpi": kpi.id},
    )


def keep_definitions(con: duckdb.DuckDBPyConnection, kpis: Collection[Kpi], load_id: int) -> None:
    """Add the definitions that no earlier generation was computed by; a declared version holds since the day it says now."""
    names = ("kpi_id", "definition_version", "since_load", "formula", "statement", "effective_date")
    known = {row[:2]: row for row in con.execute(f"SELECT {', '.join(names)} FROM kpi_definition").fetchall()}
    declared = {
        (kpi.id, kpi.version): (kpi.id, kpi.version, load_id, kpi.formula, statement_of(kpi), kpi.effective)
        for kpi in kpis
    }
    dated = {key: (*known.get(key, row)[:-1], row[-1]) for key, row in declared.items()}
    if known | dated != known:
        rows = [dict(zip(names, row, strict=True)) for row in (known | dated).values()]
        replace_rows(con, "kpi_definition", rows)


def statement_of(kpi: Kpi) -> str:
    """The SQL of a KPI's values by month, or by its shortest period where it has no months."""
    return compile([kpi], Question((kpi.id,), "month" if "month" in kpi.grains else kpi.grains[0])).sql
