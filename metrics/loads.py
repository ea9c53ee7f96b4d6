"""What the data page says about loading: files and their sums, refusals by rule, oddities, freshness, runs.

Counts, names of rules and sentences only; never a value of a row.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from data.language import mark, say
from data.reasons import again
from data.schema import DERIVED, VOCABULARIES
from data.warehouse import Generation
from metrics.places import Places
from metrics.question import Access

WITHHELD = mark(
    "What was read and refused counts rows of the whole network, of which the role {role} may see a part only."
)
Rows = tuple[dict[str, Any], ...]


@dataclass(frozen=True)
class Loads:
    """Rows as dictionaries: `files` are load_log rows, `quarantine` counts by file, feed, rule and reason.

    `withheld` says why somebody who may see a part of the rows only sees none of those counts, which are about all.
    `unknown` = tables that a newer program loaded and this one does not know.
    """

    files: Rows = ()
    ignored: Rows = ()
    quarantine: Rows = ()
    issues: Rows = ()
    freshness: Rows = ()
    runs: Rows = ()
    withheld: str = ""
    unknown: tuple[str, ...] = ()


def _told(rows: Iterable[dict[str, Any]], column: str = "reason") -> Rows:
    """Rows with their sentence in the language of now."""
    return tuple({**row, column: again(row[column])} if row[column] else row for row in rows)


def _local(*columns: str) -> str:
    """Instants as UTC text, since an instant does not leave the warehouse as it is."""
    return ", ".join(f"strftime(timezone('UTC', {c}), '%Y-%m-%dT%H:%M:%SZ') AS {c}" for c in columns)


def read_loads(generation: Generation, access: Access) -> Loads:
    """Everything the loader wrote down, newest load first; of it what is about the places that somebody may see."""
    rows = generation.dicts
    reached = rows("SELECT * FROM data_horizon ORDER BY table_name, facility_id")
    unknown = tuple(dict.fromkeys(name for row in reached if (name := row["table_name"]) not in DERIVED))
    freshness = tuple(
        {**row, "usual_gap_days": DERIVED[row["table_name"]].cadence_days}
        for row in reached
        if row["table_name"] not in unknown
    )
    if not access.sees_everything:
        places = Places(generation)
        mine = [f for f in places.profiles if places.sees_whole(access, "facility", f)]
        classes = VOCABULARIES["data_class"] if access.classes is None else access.classes
        return Loads(
            freshness=tuple(
                row
                for row in freshness
                if row["facility_id"] in mine and DERIVED[row["table_name"]].data_class in classes
            ),
            withheld=say(WITHHELD, role=access.role),
            unknown=unknown,
        )
    return Loads(
        files=_told(
            rows(
                "SELECT * EXCLUDE (min_event_ts, max_event_ts, extracted_ts, started_ts, ended_ts), "
                f"{_local('min_event_ts', 'max_event_ts', 'extracted_ts', 'started_ts', 'ended_ts')} FROM load_log "
                "ORDER BY load_log.started_ts DESC, file, feed"
            )
        ),
        ignored=_told(rows("SELECT * FROM load_ignored ORDER BY batch_id DESC, file, feed, condition")),
        quarantine=_told(
            rows(
                "SELECT batch_id, source_id, file, feed, target_table, column_name, rule_code, reason, "
                "count(*) AS rows FROM quarantine GROUP BY ALL ORDER BY rows DESC, file, rule_code, reason"
            )
        ),
        issues=_told(
            rows(
                f"SELECT * EXCLUDE (first_seen_ts), {_local('first_seen_ts')} FROM dq_issue "
                "ORDER BY row_count DESC, table_name, rule_code"
            ),
            "message",
        ),
        freshness=freshness,
        unknown=unknown,
        runs=tuple(
            rows(
                f"SELECT * EXCLUDE (started_ts, ended_ts), {_local('started_ts', 'ended_ts')} FROM refresh_run "
                "ORDER BY load_id DESC"
            )
        ),
    )
