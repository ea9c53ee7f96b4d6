"""A large hospital without an hour of loading: the loaded rows of a small one, many times over.

Patients, their visits and all that hangs on them are copied under other keys; facilities, units, payers, staff and
their shifts, the ledger and the calendar stay as they are. The result is as many patients in the same wards: the row
counts of a large network, not its number of places.
"""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import date
from pathlib import Path

from data import generations
from data.schema import LOADED, Table
from data.settings import Settings, read_settings
from data.warehouse import build

# Key domains of staff. All others name patients, visits or papers about them.
STAFF = {"staff", "provider", "shift", "absence", "assignment", "credential"}
# Plain columns that have to differ between copies: one room cannot hold fifty operations at a time.
ALSO = {"room_id", "bed_id", "block_id", "slot_id"}


def settings_of(home: Path) -> Settings:
    """The settings of a bench home. One generation is kept: those of a large one fill a disk."""
    return replace(read_settings(home), keep_generations=1)


def renamed(table: Table) -> list[str]:
    """Columns of a loaded table that get another value in every copy; none = the table is not copied."""
    return [c.name for c in table.columns if (c.keyed and c.keyed not in STAFF) or c.name in ALSO]


def copied(small: Path, large: Path, times: int) -> int:
    """Make the home `large` from the served generation of `small`; gives the number of its encounters."""
    shutil.rmtree(large, ignore_errors=True)
    source, target = settings_of(small), settings_of(large)
    target.make_home()
    # With the targets that people wrote: a hospital whose store lacks them waits for a judgement at every view.
    for name in ("settings.toml", "store.sqlite"):
        shutil.copy(small / name, large / name)
    generations.clone(source.warehouse, target.warehouse)
    with build(target, "benchmark") as candidate:
        candidate.lock()
        for table in LOADED.values():
            if columns := renamed(table):
                others = ", ".join(f"{column} || '~' || copy AS {column}" for column in columns)
                candidate.con.execute(
                    f'INSERT INTO "{table.name}" SELECT t.* REPLACE ({others}) '
                    f'FROM range(1, {times}) c(copy), "{table.name}" t'
                )
        found = candidate.con.execute("SELECT count(*) FROM live.encounter").fetchall()[0][0]
        candidate.publish({"as_of": candidate.base["as_of"], "is_demo": True})
    return int(found)


def as_of(settings: Settings) -> date:
    """The date that decided what was final in the served generation."""
    number = generations.current(settings.warehouse)
    assert number is not None
    return date.fromisoformat(str(generations.read_manifest(settings.warehouse, number)["as_of"])[:10])
