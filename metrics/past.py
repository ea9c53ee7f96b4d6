"""What became of a KPI: the versions of its definition, the final values that later data changed, the loads it can be seen at."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

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
    published; both are empty for the version that the first load began with. `formula` and `statement` are empty for
    one that was replaced before definitions were kept."""

    version: str
    since_load: int | None = None
    since: str = ""
    formula: str = ""
    statement: str = ""


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
        found.append(Version(version, since, published, *kept.get(version, ("", ""))))
        since = until
    return tuple(reversed(found))


def _definitions(stored: Stored, kpi: Kpi) -> list[tuple[str, str, str]]:
    """What was kept of the versions of a definition; a generation from before they were kept has none."""
    there = "SELECT 1 FROM duckdb_tables() WHERE table_name = 'kpi_definition'"
    if not stored.generation.rows(there):
        return []
    return stored.generation.rows(
        "SELECT definition_version, formula, statement FROM kpi_definition WHERE kpi_id = $kpi",
        {"kpi": kpi.id},
    )


def keep_definitions(con: duckdb.DuckDBPyConnection, kpis: Collection[Kpi], load_id: int) -> None:
    """Add the definitions that no earlier generation was computed by."""
    names = ("kpi_id", "definition_version", "since_load", "formula", "statement")
    known = con.execute(f"SELECT {', '.join(names)} FROM kpi_definition").fetchall()
    there = {row[:2] for row in known}
    fresh = [
        (kpi.id, kpi.version, load_id, kpi.formula, statement_of(kpi))
        for kpi in kpis
        if (kpi.id, kpi.version) not in there
    ]
    if fresh:
        rows = [dict(zip(names, row, strict=True)) for row in [*known, *fresh]]
        replace_rows(con, "kpi_definition", rows)


def statement_of(kpi: Kpi) -> str:
    """The SQL of a KPI's values by month, or by its shortest period where it has no months."""
    return compile([kpi], Question((kpi.id,), "month" if "month" in kpi.grains else kpi.grains[0])).sql
