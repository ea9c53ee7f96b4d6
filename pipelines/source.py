"""The words of a profile as values: source, feed, reader, verb, check, ignore."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

from data.schema import Table

MODES = ("delta", "snapshot", "append")
SEVERITIES = ("warn", "quarantine", "fail")
KINDS = (
    "text", "int", "money", "decimal", "date", "local_timestamp", "utc_timestamp", "time_hhmm", "epoch_ms",
    "excel_serial", "epic_real", "duration_min", "bool", "list", "theme",
)  # fmt: skip
NULLS = ("", "NULL", "null", "\\N")
EACH = "each."


@dataclass(frozen=True)
class Reader:
    """How the bytes of an export become fields."""

    type: str = "csv"
    delimiter: str = ","
    quote: str = '"'
    encoding: str = "utf-8"
    header: bool = True
    header_rows: int = 1
    header_use: int = 1
    skip_rows: int = 0
    names: tuple[str, ...] = ()
    null: tuple[str, ...] = NULLS
    decimal: str = "."
    sheet: str = ""
    final_newline: str = "required"


@dataclass(frozen=True)
class Verb:
    """Where the value of one target column comes from, and what is done to it on the way."""

    source: tuple[str, ...] = ()
    sql: str = ""
    const: Any = None
    coalesce: tuple[str, ...] = ()
    concat: tuple[str, ...] = ()
    separator: str = ""
    kind: str = ""
    format: tuple[str, ...] = ()
    scale: float = 1
    sign: int = 1
    sentinel_null: bool = False
    map: str = ""
    strip: str = ""
    default: Any = None
    lookup: Mapping[str, str] = field(default_factory=dict)
    line: int = 0


@dataclass(frozen=True)
class Check:
    """One sentence about a target row, and the condition that holds when it is fine."""

    name: str
    sql: str
    severity: str
    sentence: str


@dataclass(frozen=True)
class Ignore:
    """Records a feed leaves out on purpose; they are counted."""

    name: str
    where: str
    reason: str


@dataclass(frozen=True)
class Feed:
    """One export: which files, which table, and one verb for each target column."""

    name: str
    files: tuple[str, ...]
    target: Table
    columns: Mapping[str, Verb]
    reader: Reader
    mode: str = "delta"
    key: tuple[str, ...] = ()
    version_by: str = ""
    require: tuple[str, ...] = ()
    checks: tuple[Check, ...] = ()
    ignores: tuple[Ignore, ...] = ()
    window: Mapping[str, Any] = field(default_factory=dict)
    deletes: Mapping[str, Any] = field(default_factory=dict)
    unpivot: Mapping[str, Any] = field(default_factory=dict)
    extracted: Mapping[str, str] = field(default_factory=dict)
    extra_columns: str = "ignore"
    resource: str = ""
    explode: str = ""
    time_zone: str = ""
    max_quarantine_pct: float | None = None
    allow_future_days: int = 1
    line: int = 0

    def takes(self, name: str) -> bool:
        return _fits(name, self.files)

    @property
    def is_spread(self) -> bool:
        """Whether one record becomes several rows, or none."""
        return bool(self.unpivot or self.explode)

    def raw_name(self, column: str) -> str:
        """What the raw table calls a column: feeds that explode differently share it."""
        return f"{self.name}:{column}" if column.startswith(EACH) else column

    @property
    def named_columns(self) -> set[str]:
        """Source columns the profile names outside SQL."""
        found = set(self.require)
        for verb in self.columns.values():
            found |= {*verb.source, *verb.coalesce, *verb.concat}
        found |= {self.deletes["column"]} if self.deletes else set()
        return found - ({self.unpivot["name_to"], self.unpivot["value_to"]} if self.unpivot else set())


@dataclass(frozen=True)
class Profile:
    """One source system."""

    path: Path
    source_id: str
    system: str
    time_zone: str
    feeds: tuple[Feed, ...]
    maps: Mapping[str, Mapping[str, str | None]]
    facilities: tuple[Mapping[str, Any], ...] = ()
    units: tuple[Mapping[str, Any], ...] = ()
    payers: tuple[Mapping[str, Any], ...] = ()
    id_scope: str = "site"
    hash: tuple[str, ...] = ()
    drop: tuple[str, ...] = ()
    derive_stays: bool = False
    derive_claim_amounts: bool = False
    unused: tuple[tuple[tuple[str, ...], str], ...] = ()
    unused_resources: Mapping[str, str] = field(default_factory=dict)
    derive_ed_times: bool = False
    fingerprint: str = ""

    def leaves_out(self, name: str) -> str:
        """Why this profile does not load a file of this name, when it says so."""
        return next((reason for files, reason in self.unused if _fits(name, files)), "")


def _fits(name: str, patterns: tuple[str, ...]) -> bool:
    return any(fnmatchcase(name.casefold(), pattern.casefold()) for pattern in patterns)


def as_text(value: Any) -> Any:
    """A TOML value as the loader writes it into SQL."""
    return value.isoformat() if isinstance(value, date | datetime) else value


__all__ = [
    "EACH", "KINDS", "MODES", "SEVERITIES", "Check", "Feed", "Ignore", "Profile", "Reader", "Verb", "as_text",
]  # fmt: skip
