"""What the data page says about loading: files and their sums, refusals by rule, oddities, freshness, runs.

Counts, names of rules and sentences only; never a value of a row.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from data.schema import DERIVED
from data.warehouse import Generation
from metrics.places import Places
from metrics.question import Access

Rows = tuple[dict[str, Any], ...]


@dataclass(frozen=True)
class Loads:
    """Rows as dictionaries: `files` are load_log rows, `quarantine` counts by file, feed, rule and reason."""

    files: Rows = ()
    ignored: Rows = ()
    quarantine: Rows = ()
    issues: Rows = ()
    freshness: Rows = ()
    runs: Rows = ()


def _local(*columns: str) -> str:
    """Instants as UTC text, since an instant does not leave the warehouse as it is."""
    return ", ".join(f"strftime(timezone('UTC', {c}), '%Y-%m-%dT%H:%M:%SZ') AS {c}" for c in columns)


def read_loads(generation: Generation, access: Access) -> Loads:
    """Everything the loader wrote down, newest load first."""
    rows = generation.dicts
    freshness = rows("SELECT * FROM data_horizon ORDER BY table_name, facility_id")
    return Loads(
        files=tuple(
            rows(
                "SELECT * EXCLUDE (min_event_ts, max_event_ts, extracted_ts, started_ts, ended_ts), "
                f"{_local('min_event_ts', 'max_event_ts', 'extracted_ts', 'started_ts', 'ended_ts')} FROM load_log "
                "ORDER BY load_log.started_ts DESC, file, feed"
            )
        ),
        ignored=tuple(rows("SELECT * FROM load_ignored ORDER BY batch_id DESC, file, feed, condition")),
        quarantine=tuple(
            rows(
                "SELECT batch_id, source_id, file, feed, target_table, column_name, rule_code, reason, "
                "count(*) AS rows FROM quarantine GROUP BY ALL ORDER BY rows DESC, file, rule_code, reason"
            )
        ),
        issues=tuple(
            rows(
                f"SELECT * EXCLUDE (first_seen_ts), {_local('first_seen_ts')} FROM dq_issue "
                "ORDER BY row_count DESC, table_name, rule_code"
            )
        ),
        freshness=tuple(
            {**row, "usual_gap_days": DERIVED[row["table_name"]].cadence_days}
            for row in freshness
            if row["facility_id"] == "*" or Places.may_see(access, row["facility_id"])
        ),
        runs=tuple(
            rows(
                f"SELECT * EXCLUDE (started_ts, ended_ts), {_local('started_ts', 'ended_ts')} FROM refresh_run "
                "ORDER BY load_id DESC"
            )
        ),
    )
