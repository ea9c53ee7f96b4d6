"""The loader's own records: load_log, quarantine, ignored records, findings and codes, and the raw lines apart."""

from __future__ import annotations

import csv
import io
import json
import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pyarrow

from pipelines.framing import Kind, Tally, frame
from pipelines.intake import Delivery
from pipelines.job import Job
from pipelines.readers.delimited import Fault, Framed, dialect_of, utf8
from pipelines.source import Profile, Reader
from pipelines.stage import Plan

CODES_SHOWN = 200
CODE_LENGTH = 60


@dataclass
class Ledger:
    """Collects what one load has to say and writes it into the candidate."""

    con: duckdb.DuckDBPyConnection
    run_id: str
    batch_id: str
    refused: Path
    files: list[dict[str, Any]] = field(default_factory=list)
    issues: dict[tuple[str, str], dict[str, Any]] = field(default_factory=dict)
    codes: dict[tuple[str, str], dict[str, Any]] = field(default_factory=dict)
    known: set[tuple[str, str]] = field(init=False)

    def __post_init__(self) -> None:
        found = self.con.execute(
            "SELECT DISTINCT file_sha256, profile_hash FROM load_log WHERE status = 'loaded'"
        )
        self.known = set(found.fetchall())

    def is_known(self, sha256: str, fingerprint: str) -> bool:
        """These bytes were loaded before, or are in this very load, under the very same profile."""
        is_old = (sha256, fingerprint) in self.known
        self.known.add((sha256, fingerprint))
        return is_old

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

    def note_codes(self, plan: Plan) -> None:
        """Which source codes were met, and which of them no map or list knows."""
        for (map_name, column), (source, stored) in plan.seen.items():
            rows = self.con.execute(
                f"{plan.kept} SELECT CAST({source} AS VARCHAR), CAST({stored} AS VARCHAR), count(*) FROM kept "
                f"WHERE {source} IS NOT NULL GROUP BY ALL ORDER BY 3 DESC LIMIT {CODES_SHOWN + 1}",
                plan.kept_parameters or None,
            ).fetchall()
            table, unknown = plan.feed.target.name, sum(n for _, target, n in rows if target is None)
            message = f"`{column}` holds codes that its map or list does not know; see the code maps."
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

    def note_ignored(self, delivery: Delivery, plan: Plan, counts: Mapping[int, int], empty: int) -> None:
        reasons = [(ignore.name, ignore.reason) for ignore in plan.feed.ignores]
        rows = [(*reasons[number], n) for number, n in counts.items()]
        if empty:
            rows.append(
                ("no_values", "No column of the record that would become a row holds a value.", empty)
            )
        for condition, reason, n in rows:
            self.con.execute(
                "INSERT INTO load_ignored VALUES (?, ?, ?, ?, ?, ?)",
                [self.batch_id, delivery.name, plan.feed.name, condition, reason, n],
            )

    def quarantine(
        self, job: Job, plan: Plan, refused: Iterable[tuple[int, int]], faults: Iterable[Fault]
    ) -> None:
        """Refused records of one file into the warehouse without values, and their raw lines apart.

        `refused` holds (line, number of the rule) of rows, `faults` the pieces that are no records.
        """
        delivery, framed = job.delivery, job.framed
        lines = [line for line, _ in refused]
        rules = [plan.rules[rule - 1] for _, rule in refused]
        raw = {line: (offset, text) for line, offset, text in _raw_lines(framed, plan, {*lines})}
        offsets = [raw[line][0] if line in raw else None for line in lines]
        broken = list(faults)
        columns = [rule.column or None for rule in rules] + [None] * len(broken)
        table = pyarrow.table(
            {
                "source_row": pyarrow.array(lines + [fault.line for fault in broken], pyarrow.int64()),
                "byte_offset": pyarrow.array(offsets + [fault.offset for fault in broken], pyarrow.int64()),
                "column_name": pyarrow.array(columns, pyarrow.string()),
                "rule_code": pyarrow.array(
                    [r.code for r in rules] + [f.rule for f in broken], pyarrow.string()
                ),
                "reason": pyarrow.array(
                    [r.sentence for r in rules] + [f.sentence for f in broken], pyarrow.string()
                ),
            }
        )
        if not table.num_rows:
            return
        self.con.register("refused_rows", table)
        self.con.execute(
            "INSERT INTO quarantine BY NAME SELECT md5($sha || $feed || source_row || rule_code) AS quarantine_id, "
            "$batch AS batch_id, $source AS source_id, $file AS file, $feed AS feed, $sha AS file_sha256, source_row, "
            "byte_offset, $target AS target_table, column_name, rule_code, reason, now() AS created_ts FROM refused_rows",
            {"sha": delivery.sha256, "feed": plan.feed.name, "batch": self.batch_id, "source": plan.profile.source_id,
             "file": delivery.name, "target": plan.feed.target.name},
        )  # fmt: skip
        self.con.unregister("refused_rows")
        texts = {line: text for line, (_, text) in raw.items()}
        texts |= {line: text for line, _, text in _raw_lines(framed, plan, {fault.line for fault in broken})}
        self._keep_raw(delivery, plan, table, texts)

    def _keep_raw(
        self, delivery: Delivery, plan: Plan, table: pyarrow.Table, texts: Mapping[int, str]
    ) -> None:
        path = self.refused / f"{self.batch_id}.jsonl"
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        with os.fdopen(handle, "a", encoding="utf-8") as out:
            for row in table.to_pylist():
                said = {"file": delivery.name, "feed": plan.feed.name, "line": row["source_row"]}
                said |= {
                    "rule": row["rule_code"],
                    "reason": row["reason"],
                    "raw": texts.get(row["source_row"]),
                }
                out.write(json.dumps(said, ensure_ascii=False) + "\n")

    def write(self) -> None:
        """The rows of this load that are not written file by file."""
        found = {
            "load_log": self.files,
            "dq_issue": list(self.issues.values()),
            "code_map_seen": list(self.codes.values()),
        }
        for table, rows in found.items():
            if rows:
                self.con.register("said", pyarrow.Table.from_pylist(rows))
                self.con.execute(f"INSERT INTO {table} BY NAME SELECT * FROM said")
                self.con.unregister("said")


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


def _raw_lines(framed: Framed, plan: Plan, lines: set[int]) -> Iterator[tuple[int, int, str | None]]:
    """(line, byte offset, text without dropped columns) of the pieces that begin on these lines."""
    reader = plan.feed.reader
    if not lines or reader.type == "parquet":
        return
    wanted = np.array(sorted(lines))
    plain = Reader(encoding="utf-8")
    for block in frame(utf8(framed.text, plain), dialect_of(reader, framed.arity), Tally()):
        for i in np.flatnonzero(np.isin(block.line, wanted) & (block.kind != Kind.BLANK)):
            raw = block.data[block.starts[i] : block.ends[i]].decode("utf-8", "replace").rstrip("\r\n")
            yield int(block.line[i]), block.base + int(block.starts[i]), _without(raw, framed, plan)


def _without(raw: str, framed: Framed, plan: Plan) -> str | None:
    """The line with dropped columns blanked; None when it is too broken to know which those are."""
    dropped = {column.casefold() for column in plan.profile.drop}
    if not dropped:
        return raw
    reader = plan.feed.reader
    dialect: dict[str, Any] = {"delimiter": reader.delimiter, "quotechar": reader.quote or None}
    dialect["quoting"] = csv.QUOTE_MINIMAL if reader.quote else csv.QUOTE_NONE
    cells = next(csv.reader(io.StringIO(raw, newline=""), **dialect), [])
    if len(cells) != len(framed.header):
        return None
    kept = [
        "" if column.casefold() in dropped else cell
        for column, cell in zip(framed.header, cells, strict=True)
    ]
    out = io.StringIO()
    csv.writer(out, lineterminator="", escapechar="\\", **dialect).writerow(kept)
    return out.getvalue()


__all__ = ["Ledger", "events_of", "refused_rows"]
