"""The accepted rows as they are stored: identifiers keyed, system columns filled."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

import duckdb

from data.schema import SYSTEM
from pipelines.job import Job
from pipelines.pseudonym import Pseudonyms
from pipelines.source import Feed
from pipelines.sqltext import literal, name
from pipelines.stage import Plan, scoped

# What stands in a required column of a deletion that names only its key. Nobody sees it: the row is flagged deleted.
FILLER = {
    "VARCHAR": "'?'", "DATE": "DATE '1900-01-01'", "TIMESTAMPTZ": "TIMESTAMPTZ '1900-01-01 00:00:00+00'",
    "BOOLEAN": "false", "VARCHAR[]": "[]",
}  # fmt: skip
FLAGS = ("is_test", "is_void")


class Keyring:
    """Pseudonyms of one load. A value met in several columns is hashed once and looked up afterwards.

    The lookup tables are temporary: they live in the private connection of the candidate and end with it.
    """

    def __init__(self, con: duckdb.DuckDBPyConnection, pads: Pseudonyms, feeds: Iterable[Feed]) -> None:
        self.con, self.pads = con, pads
        self.uses = Counter(
            feed.target[column].keyed
            for feed in feeds
            for column in feed.columns
            if feed.target[column].keyed
        )

    def rows(self, plan: Plan, batch_id: str, jobs: Sequence[Job]) -> tuple[str, str, dict[str, bytes]]:
        """(select list, FROM clause over `stage`, parameters) of the rows as the target stores them."""
        feed, parts, joins, inline = plan.feed, [], "", set()
        for number, column in enumerate(plan.columns):
            if column in SYSTEM:
                continue
            value = f"stage.{name(column.name)}"
            if column.keyed:
                known = scoped(plan.profile, value)
                is_own_key = feed.key == (column.name,) and self.uses[column.keyed] < 2
                if is_own_key:
                    value = self.pads.sql(known, column.keyed)
                    inline.add(column.keyed)
                else:
                    table = self._remember(column.keyed, known)
                    joins += f" LEFT JOIN {table} AS k{number} ON k{number}.known = {known}"
                    value = f"k{number}.pseudonym"
            if feed.deletes and column.required and column.name not in feed.key:
                filler = FILLER.get(column.type, "0")
                value = f"CASE WHEN _deleted THEN coalesce({value}, {filler}) ELSE {value} END"
            parts.append(f"{value} AS {name(column.name)}")
        there = {column.name for column in plan.columns}
        parts += [
            f"{literal(plan.profile.source_id)} AS source_id", f"{literal(batch_id)} AS batch_id",
            f"{_per_file(job.delivery.name for job in jobs)} AS source_file", "_line AS source_row",
            f"{version_sql(feed, jobs)} AS source_updated_ts", "_deleted AS is_deleted",
            *(f"{f'coalesce({flag}, false)' if flag in there else 'false'} AS {flag}" for flag in FLAGS),
        ]  # fmt: skip
        return ", ".join(parts), f"stage{joins}", self.pads.parameters(inline)

    def _remember(self, domain: str, value: str) -> str:
        """Hash the values of `stage` that this load has not met yet."""
        table = f"pseudonyms_{domain}"
        self.con.execute(f"CREATE TEMP TABLE IF NOT EXISTS {table} (known VARCHAR, pseudonym VARCHAR)")
        self.con.execute(
            f"INSERT INTO {table} SELECT value, {self.pads.sql('value', domain)} FROM "
            f"(SELECT DISTINCT {value} AS value FROM stage WHERE _rule = 0 AND {value} IS NOT NULL) AS met "
            f"ANTI JOIN {table} AS k ON k.known = met.value",
            self.pads.parameters({domain}),
        )
        return table


def _per_file(values: Iterable[str]) -> str:
    """A constant that depends on the file a row came from."""
    return f"[{', '.join(literal(value or None) for value in values)}][_file + 1]"


def version_sql(feed: Feed, jobs: Sequence[Job]) -> str:
    """The instant that orders versions of a row: its own watermark, else the extract time of its file."""
    extracted = f"CAST({_per_file(job.extracted for job in jobs)} AS TIMESTAMPTZ)"
    return (
        f"coalesce(CAST({name(feed.version_by)} AS TIMESTAMPTZ), {extracted})"
        if feed.version_by
        else extracted
    )


def has_version(feed: Feed, jobs: Sequence[Job]) -> bool:
    return bool(feed.version_by) or any(job.extracted for job in jobs)


def key_sql(plan: Plan, pads: Pseudonyms) -> tuple[str, dict[str, bytes]]:
    """The key columns of `stage` as they are stored, for comparing with the target."""
    parts, domains = [], set()
    for key in plan.feed.key:
        value, domain = f"stage.{name(key)}", plan.feed.target[key].keyed
        if domain:
            value = pads.sql(scoped(plan.profile, value), domain)
            domains.add(domain)
        parts.append(f"{value} AS {name(key)}")
    return ", ".join(parts), pads.parameters(domains)


__all__ = ["Keyring", "has_version", "key_sql", "version_sql"]
