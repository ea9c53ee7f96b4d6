"""Values that an already loaded row knows, found by what this row says about it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from data.schema import LOADED, Column
from pipelines.pseudonym import Pseudonyms
from pipelines.source import Feed, Profile, Verb
from pipelines.sqltext import literal, name
from pipelines.verbs import Compiled


def scoped(profile: Profile, value: str) -> str:
    """Two systems that may issue the same number keep them apart (`id_scope = "source"`)."""
    return f"({literal(profile.source_id + ':')} || {value})" if profile.id_scope == "source" else value


def looked_up(done: Compiled, lookup: Mapping[str, str], profile: Profile, pads: Pseudonyms) -> Compiled:
    """The value of the row found by this column. A pseudonym is taken as it is; without a row the value is a key itself."""
    key, taken = _sought(lookup), _taken(lookup)
    value = scoped(profile, done.stored)
    wanted = pads.sql(value, key.keyed) if key.keyed else value
    found = (
        f"(SELECT any_value(known.{name(taken.name)}) FROM {name(lookup['table'])} AS known "
        f"WHERE known.{name(key.name)} = {wanted})"
    )
    if taken.keyed:
        found = f"coalesce({found}, {pads.sql(value, taken.keyed)})"
    return replace(done, stored=found, seen="")


def as_found(column: Column, verb: Verb) -> Column:
    """The column as it is stored: what was taken from a loaded row is not hashed again."""
    return replace(column, keyed="") if verb.lookup and _taken(verb.lookup).keyed else column


def pads_of(feed: Feed) -> set[str]:
    """The pseudonym domains that the lookups of a feed hash in."""
    lookups = [verb.lookup for verb in feed.columns.values() if verb.lookup]
    return {column.keyed for lookup in lookups for column in (_sought(lookup), _taken(lookup))} - {""}


def _sought(lookup: Mapping[str, str]) -> Column:
    table = LOADED[lookup["table"]]
    return table[lookup.get("by", table.key[0])]


def _taken(lookup: Mapping[str, str]) -> Column:
    return LOADED[lookup["table"]][lookup["take"]]


__all__ = ["as_found", "looked_up", "pads_of", "scoped"]
