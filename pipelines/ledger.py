"""The loader's own records: load_log, quarantine, ignored records, findings and codes, and the raw lines apart."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb

from data.language import mark
from data.reasons import UNKNOWN_CODES
from pipelines.intake import Delivery
from pipelines.job import Job
from pipelines.rawlines import raw_lines
from pipelines.readers.delimited import Fault
from pipelines.source import Profile
from pipelines.stage import Plan
from pipelines.verbs import layered

CODES_SHOWN = 200
CODE_LENGTH = 60
INSERT_ROWS = 10_000


@dataclass
class Ledger:
    """Collects what one load has to say. Every group of files has its own, and only what was committed is absorbed."""

    run_id: str
    batch_id: str
    known: set[tuple[str, str]] = field(default_factory=set)
    files: list[dict[str, Any]] = field(default_factory=list)
    issues: dict[tuple[str, str], dict[str, Any]] = field(default_factory=dict)
    codes: dict[tuple[str, str], dict[str, Any]] = field(default_factory=dict)
    refusals: list[dict[str, Any]] = field(default_factory=list)
    ignored: list[dict[str, Any]] = field(default_factory=list)
    raw: list[str] = field(default_factory=list)

    def fresh(self) -> Ledger:
        return Ledger(self.run_id, self.batch_id)

    def absorb(self, other: Ledger) -> None:
        """What a group said that is committed."""
        self.files += other.files
        self.raw += other.raw
        for issue in other.issues.values():
            self.issue(issue["table_name"], issue["rule_code"], issue["message"], issue["row_count"],
                       issue["source_id"], issue["severity"])  # fmt: skip
        for key, code in other.codes.items():
            if key in self.codes:
                self.codes[key]["row_count"] += code["row_count"]
            else:
                self.codes[key] = code

    def keep_raw(self, folder: Path) -> None:
        """Append the raw lines to the owner's file of this load, and let go of them."""
        if self.raw:
            path = folder / f"{self.batch_id}.jsonl"
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
            with os.fdopen(handle, "a", encoding="utf-8") as out:
                out.writelines(self.raw)
            self.raw.clear()

    def is_known(self, sha256: str, fingerprint: str) -> bool:
        """These bytes were loaded before, or are in this very load, under the very same profile."""
        is_old = (sha256, fingerprint) in self.known
        self.known.add((sha256, fingerprint))
        return is_old

    def tell_twins(self) -> None:
        """A copy of a file that was refused in this load is refused too: its bytes were not loaded before."""
        refused = {_bytes_of(row): row["reason"] for row in self.files if row["status"] == "rejected"}
        for row in self.files:
            if row["status"] == "duplicate" and _bytes_of(row) in refused:
                row |= {"status": "rejected", "reason": refused[_bytes_of(row)]}

    def log(
        self, delivery: Delivery, profile: Profile | None, started: datetime, **found: Any
    ) -> dict[str, Any]:
        row = {
            "run_id": self.run_id, "batch_id": self.batch_id, "source_id": profile.source_id if profile else "",
            "file": delivery.name, "feed": "", "target_table": None, "file_sha256": delivery.sha256,
            "bytes": delivery.bytes, "status": "loaded", "reason": None, "rows_read": 0, "rows_inserted": 0,
            "rows_updated": 0, "rows_unchanged": 0, "rows_superseded": 0, "rows_quarantined": 0, "rows_ignored": 0,
            "min_event_ts": None, "max_event_ts": None, "extracted_ts": None, "started_ts": started,
            "ended_ts": datetime.now(UTC), "profile_hash": profile.fingerprint if profile else "", **found,
        }  # fmt: skip
        self.files.append(row)
        return row

    def issue(
        self, table: str, rule: str, message: str, rows: int, source: str, severity: str = "warn"
    ) -> None:
        if rows:
            found = self.issues.setdefault(
                (table, rule),
                {"batch_id": self.batch_id, "source_id": source, "table_name": table, "rule_code": rule,
                 "severity": severity, "message": message, "row_count": 0, "first_seen_ts": datetime.now(UTC)},
            )  # fmt: skip
            found["row_count"] += rows

    def note_codes(self, con: duckdb.DuckDBPyConnection, plan: Plan) -> None:
        """Which source codes were met, and which of them no map or list knows."""
        for (map_name, column), done in plan.seen.items():
            # What is stored follows from the source value alone, so it is worked out once for each.
            first = done.steps[0] if done.steps and done.steps[0][0] == done.seen else (done.seen, done.seen)
            met = f"(SELECT {first[1]} AS {first[0]}, count(*) AS _met FROM kept GROUP BY 1)"
            rest = [step for step in done.steps if step != first]
            rows = con.execute(
                f"{plan.kept} SELECT CAST({done.seen} AS VARCHAR), CAST({done.stored} AS VARCHAR), _met "
                f"FROM {layered(met, [rest])} WHERE {done.seen} IS NOT NULL ORDER BY 3 DESC LIMIT {CODES_SHOWN + 1}",
                plan.kept_parameters or None,
            ).fetchall()
            table, unknown = plan.feed.target.name, sum(n for _, target, n in rows if target is None)
            message = UNKNOWN_CODES.format(column=column)
            self.issue(table, f"code_unmapped:{column}", message, unknown, plan.profile.source_id)
            if len(rows) > CODES_SHOWN:
                continue  # so many different values are no code list, and may say something about a person
            for value, target, n in rows:
                if len(value) <= CODE_LENGTH:
                    key = (map_name, value)
                    seen = self.codes.setdefault(
                        key,
                        {"batch_id": self.batch_id, "source_id": plan.profile.source_id, "map_name": map_name,
                         "source_value": value, "target_value": target, "row_count": 0},
                    )  # fmt: skip
                    seen["row_count"] += n

    def note_ignored(
        self,
        delivery: Delivery,
        plan: Plan,
        counts: Mapping[int, int],
        empty: int,
        unused: Mapping[str, int],
    ) -> None:
        reasons = [(ignore.name, ignore.reason) for ignore in plan.feed.ignores]
        rows = [(*reasons[number], n) for number, n in counts.items()]
        if empty:
            rows.append(
                ("no_values", mark("No column of the record that would become a row holds a value."), empty)
            )
        rows += [(kind, plan.profile.unused_resources[kind], n) for kind, n in unused.items()]
        for condition, reason, n in rows:
            self.ignored.append(
                {"batch_id": self.batch_id, "file": delivery.name, "feed": plan.feed.name,
                 "condition": condition, "reason": reason, "rows_ignored": n}
            )  # fmt: skip

    def quarantine(
        self, job: Job, plan: Plan, refused: Iterable[tuple[int, int]], faults: Iterable[Fault]
    ) -> None:
        """Refused records of one file, for the warehouse without values, and their raw lines apart.

        `refused` holds (line, number of the rule) of rows, `faults` the pieces that are no records.
        """
        delivery, feed = job.delivery, plan.feed
        found = [(line, plan.rules[rule - 1]) for line, rule in refused]
        said = [(line, rule.column or None, rule.code, rule.sentence) for line, rule in found]
        said += [(fault.line, None, fault.rule, fault.sentence) for fault in faults]
        known = {line: place for line, *place in raw_lines(job.framed, plan, {line for line, *_ in said})}
        for line, column, code, reason in said:
            offset, pointer, text = known.get(line, (None, None, None))
            self.refusals.append(
                {"quarantine_id": hashlib.md5(f"{delivery.sha256}{feed.name}{line}{code}".encode(), usedforsecurity=False).hexdigest(),
                 "batch_id": self.batch_id, "source_id": plan.profile.source_id, "file": delivery.name,
                 "feed": feed.name, "file_sha256": delivery.sha256, "source_row": line, "byte_offset": offset, "pointer": pointer or None,
                 "target_table": feed.target.name, "column_name": column, "rule_code": code, "reason": reason,
                 "created_ts": datetime.now(UTC)}
            )  # fmt: skip
            line_said = {"file": delivery.name, "feed": feed.name, "line": line, "rule": code, "reason": reason,
                         "raw": text}  # fmt: skip
            self.raw.append(json.dumps(line_said, ensure_ascii=False) + "\n")

    def store_refused(self, con: duckdb.DuckDBPyConnection) -> None:
        """The records of one group that were kept out, in its own transaction."""
        _insert(con, "quarantine", self.refusals)
        _insert(con, "load_ignored", self.ignored)

    def write(self, con: duckdb.DuckDBPyConnection) -> None:
        """The rows of this load that are not written group by group."""
        _insert(con, "load_log", self.files)
        _insert(con, "dq_issue", list(self.issues.values()))
        _insert(con, "code_map_seen", list(self.codes.values()))


def files_loaded(con: duckdb.DuckDBPyConnection) -> set[tuple[str, str]]:
    """(sha256 of the bytes, fingerprint of the profile) of every file loaded before."""
    found = con.execute("SELECT DISTINCT file_sha256, profile_hash FROM load_log WHERE status = 'loaded'")
    return set(found.fetchall())


def _insert(con: duckdb.DuckDBPyConnection, table: str, rows: Sequence[Mapping[str, Any]]) -> None:
    """All rows in few statements. Lists as parameters: anything registered would load pandas, half a second."""
    for start in range(0, len(rows), INSERT_ROWS):
        part = rows[start : start + INSERT_ROWS]
        columns = {column: [row[column] for row in part] for column in part[0]}
        filled = {c: values for c, values in columns.items() if any(value is not None for value in values)}
        values = ", ".join(f"unnest(${column}) AS {column}" for column in filled)
        con.execute(f"INSERT INTO {table} BY NAME SELECT {values}", filled)


def refused_rows(con: duckdb.DuckDBPyConnection) -> dict[int, list[tuple[int, int]]]:
    """(line, number of the rule) of every refused row of `stage`, by file. A record is named once, by its first rule."""
    found: dict[int, list[tuple[int, int]]] = {}
    for file, line, rule in con.execute(
        "SELECT _file, _line, min(_rule) FROM stage WHERE _rule > 0 GROUP BY ALL ORDER BY ALL"
    ).fetchall():
        found.setdefault(file, []).append((line, rule))
    return found


def events_of(con: duckdb.DuckDBPyConnection, column: str | None) -> dict[int, tuple[datetime, datetime]]:
    """First and last event among the accepted rows of `stage`, by file."""
    if not column:
        return {}
    rows = con.execute(
        f"SELECT _file, epoch(CAST(min({column}) AS TIMESTAMPTZ)), epoch(CAST(max({column}) AS TIMESTAMPTZ)) "
        f"FROM stage WHERE _rule = 0 AND {column} IS NOT NULL GROUP BY _file"
    ).fetchall()
    return {
        file: (datetime.fromtimestamp(low, UTC), datetime.fromtimestamp(high, UTC))
        for file, low, high in rows
    }


def _bytes_of(row: Mapping[str, Any]) -> tuple[str, str]:
    """What makes two files the same: their bytes, read under the same profile."""
    return row["file_sha256"], row["profile_hash"]


__all__ = ["Ledger", "events_of", "files_loaded", "refused_rows"]
