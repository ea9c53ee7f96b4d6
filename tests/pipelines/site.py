"""A small site for loader tests: one profile of visits, files written on the spot, and a look at what came of them."""

from __future__ import annotations

import os
import time
from datetime import date
from pathlib import Path
from typing import Any

import duckdb

from data.settings import Settings
from data.warehouse import build
from pipelines.load import load

HEADER = "id,patient,class,start,end,updated,note"
PROFILE = """
format_version = 1
[source]
id = "ehr"
time_zone = "America/New_York"
{source}
[reader]
{reader}
[[facility]]
facility_id = "MAIN"
[[unit]]
unit_id = "W1"
facility_id = "MAIN"
[[feed]]
name = "visits"
files = ["visits*"]
target = "encounter"
require = ["id", "start"]
{feed}
[feed.columns]
encounter_id = {{ from = "id" }}
patient_id = {{ from = "patient" }}
facility_id = {{ const = "MAIN" }}
unit_id = {{ const = "W1" }}
encounter_class = {{ from = "class", map = "class" }}
status = {{ const = "finished" }}
start_ts = {{ from = "start", format = "%Y-%m-%d %H:%M" }}
admit_ts = {{ from = "start", format = "%Y-%m-%d %H:%M" }}
discharge_ts = {{ from = "end", format = "%Y-%m-%d %H:%M" }}
source_updated_ts = {{ from = "updated", format = "%Y-%m-%d %H:%M" }}
service = {{ from = "note" }}
is_planned_admission = {{ const = false }}
is_newborn = {{ const = false }}
{columns}
{more}
[map.class]
I = "inpatient"
E = "ed"
"""


class Site:
    """Writes a profile and files, loads them, and keeps publishing generations in one home."""

    def __init__(self, settings: Settings, folder: Path, **profile: str) -> None:
        self.settings, self.folder = settings, folder
        folder.mkdir(exist_ok=True)
        self.profile = self.write_profile(**profile)

    def write_profile(self, **parts: str) -> Path:
        path = self.folder / "ehr.toml"
        filled = {key: parts.get(key, "") for key in ("source", "reader", "feed", "columns", "more")}
        path.write_text(PROFILE.format(**filled), "utf-8")
        return path

    def file(self, name: str, content: bytes | str) -> Path:
        path = self.folder / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        settled = time.time() - 60
        os.utime(path, (settled, settled))
        return path

    def load(self, *paths: Path) -> list[dict[str, Any]]:
        """Load and publish; gives one row per file and feed."""
        with build(self.settings, "test") as candidate:
            report = load(candidate, self.settings, paths, self.profile, "run", date(2024, 6, 1))
            self.number = candidate.publish()
        return report.files

    def ask(self, sql: str) -> list[tuple[Any, ...]]:
        con = duckdb.connect()
        path = self.settings.warehouse / f"wh-{self.number}.duckdb"
        con.execute(f"ATTACH '{path}' AS wh (READ_ONLY)")
        con.execute("USE wh")
        con.execute("SET TimeZone = 'UTC'")
        rows = con.execute(sql).fetchall()
        con.close()
        return rows


def visits(*rows: str) -> str:
    return "\n".join([HEADER, *rows]) + "\n"


def row(number: int, note: str = "", patient: str = "P1", updated: str = "") -> str:
    return f"V{number},{patient},I,2024-01-05 10:00,2024-01-06 11:00,{updated},{note}"


def thousand(bad: str | None = None, at: int = 500) -> str:
    rows = [row(n) for n in range(1000)]
    if bad is not None:
        rows[at] = bad
    return visits(*rows)


def outcome(found: dict[str, Any]) -> tuple[int, ...]:
    """(inserted, updated, unchanged, superseded, quarantined)."""
    return tuple(
        found[f"rows_{kind}"] for kind in ("inserted", "updated", "unchanged", "superseded", "quarantined")
    )


__all__ = ["HEADER", "Site", "outcome", "row", "thousand", "visits"]
