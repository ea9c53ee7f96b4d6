"""The accepted rows as they are stored: identifiers keyed, system columns filled."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from threading import Lock

import duckdb

from data.schema import SYSTEM, Column
from pipelines.job import Job
from pipelines.lookups import scoped
from pipelines.pseudonym import Pseudonyms
from pipelines.source import Feed
from pipelines.sqltext import literal, name
from pipelines.stage import Plan

# What stands in a required column of a deletion that names only its key. Nobody sees it: the row is flagged deleted.
FILLER = {
    "VARCHAR": "'?'", "DATE": "DATE '1900-01-01'", "TIMESTAMPTZ": "TIMESTAMPTZ '1900-01-01 00:00:00+00'",
    "BOOLEAN": "false", "VARCHAR[]": "[]",
}  # fmt: skip
FLAGS = ("is_test", "is_void")


class Keyring:
    """Pseudonyms of one load. A value that several columns may hold is hashed once and looked up afterwards.

    The lookup tables lie beside the raw text and end with it. Threads share them: one at a time adds to a domain.
    """

    def __init__(self, con: duckdb.DuckDBPyConnection, pads: Pseudonyms, feeds: Iterable[Feed]) -> None:
        self.pads = pads
        # A domain that is only ever the row's own key: hardly a value comes twice, so there is nothing to look up.
        shared = {feed.target[c].keyed for feed in feeds for c in feed.columns if feed.key != (c,)} - {""}
        self._locks = {domain: Lock() for domain in sorted(shared)}
        for domain in self._locks:
            con.execute(f"CREATE TABLE {_lookup(domain)} (known VARCHAR, pseudonym VARCHAR)")

    def remember(self, con: duckdb.DuckDBPyConnection, plan: Plan) -> set[str]:
        """Hash the values of `stage` that this load has not met yet; the domains that can be looked up then.

        Not inside a transaction that writes the warehouse: one transaction writes one database.
        """
        domains = set()
        for column in plan.columns:
            if column.keyed in self._locks:
                value, table = scoped(plan.profile, f"stage.{name(column.name)}"), _lookup(column.keyed)
                with self._locks[column.keyed]:
                    con.execute(
                        f"INSERT INTO {table} SELECT value, {self.pads.sql('value', column.keyed)} FROM "
                        f"(SELECT DISTINCT {value} AS value FROM stage WHERE _rule = 0 AND {value} IS NOT NULL) AS met "
                        f"ANTI JOIN {table} AS k ON k.known = met.value",
                        self.pads.parameters({column.keyed}),
                    )
                domains.add(column.keyed)
        return domains

    def rows(
        self, plan: Plan, batch_id: str, jobs: Sequence[Job], known: Collection[str]
    ) -> tuple[str, str, dict[str, bytes]]:
        """(select list, FROM clause over `stage`, parameters) of the rows as the target stores them.

        Domains not `known` to the lookup tables are hashed row by row.
        """
        feed, parts, joins, inline = plan.feed, [], "", set()
        for number, column in enumerate(plan.columns):
            if column in SYSTEM:
                continue
            value = f"stage.{name(column.name)}"
            if column.keyed in known:
                joins += f" LEFT JOIN {_lookup(column.keyed)} AS k{number} ON k{number}.known = {scoped(plan.profile, value)}"
                value = f"k{number}.pseudonym"
            elif column.keyed:
                value = self.pads.sql(scoped(plan.profile, value), column.keyed)
                inline.add(column.keyed)
            parts.append(f"{_filled(feed, column, value)} AS {name(column.name)}")
        there = {column.name for column in plan.columns}
        parts += [
            f"{literal(plan.profile.source_id)} AS source_id", f"{literal(batch_id)} AS batch_id",
            f"{_per_file(job.delivery.name for job in jobs)} AS source_file", "_line AS source_row",
            f"{version_sql(feed, jobs)} AS source_updated_ts", "_deleted AS is_deleted",
            *(f"{f'coalesce({flag}, false)' if flag in there else 'false'} AS {flag}" for flag in FLAGS),
        ]  # fmt: skip
        return ", ".join(parts), f"stage{joins}", self.pads.parameters(inline)


def _lookup(domain: str) -> str:
    return f"raw.main.pseudonyms_{domain}"


def _filled(feed: Feed, column: Column, value: str) -> str:
    """A deletion may name no more than its key."""
    if not feed.deletes or not column.required or column.name in feed.key:
        return value
    return f"CASE WHEN _deleted THEN coalesce({value}, {FILLER.get(column.type, '0')}) ELSE {value} END"


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


def stored_sql(plan: Plan, column: Column, pads: Pseudonyms) -> tuple[str, dict[str, bytes]]:
    """A column of `stage` as it is stored, and the pads that takes."""
    value, domains = name(column.name), {column.keyed} - {""}
    if column.keyed:
        value = pads.sql(scoped(plan.profile, value), column.keyed)
    return _filled(plan.feed, column, value), pads.parameters(domains)


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


__all__ = ["Keyring", "has_version", "key_sql", "stored_sql", "version_sql"]
