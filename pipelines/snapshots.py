"""Feeds that replace a window: what is absent from the newest snapshot of its window is deleted."""

from __future__ import annotations

import duckdb

from pipelines.keyed import key_sql
from pipelines.pseudonym import Pseudonyms
from pipelines.sqltext import literal, name
from pipelines.stage import Plan

ALWAYS = "TIMESTAMPTZ '0001-01-01 00:00:00+00'"


def bury(con: duckdb.DuckDBPyConnection, plan: Plan, pads: Pseudonyms, batch_id: str, extracted: str) -> int:
    """Flag rows of this feed that the file no longer has, and rows of this file that a newer snapshot lacks."""
    _list_keys(con, plan, pads)
    table, feed = name(plan.feed.target.name), plan.feed
    join = " AND ".join(f"k.{name(key)} = t.{name(key)}" for key in feed.key)
    mine = f"t.source_id = {literal(plan.profile.source_id)} AND NOT t.is_deleted AND ({_files(plan)})"
    at = f"TIMESTAMPTZ {literal(extracted)}" if extracted else "NULL"
    older = f"coalesce(t.source_updated_ts, {ALWAYS}) <= {at}" if extracted else "true"
    window = _window(con, plan)
    gone = (
        f"SELECT t.rowid FROM {table} AS t WHERE {mine} AND {older} AND {window} "
        f"AND NOT EXISTS (SELECT 1 FROM present AS k WHERE {join})"
    )
    found = con.execute(
        f"UPDATE {table} SET is_deleted = true, batch_id = {literal(batch_id)}, source_updated_ts = {at} "
        f"WHERE rowid IN ({gone})"
    ).fetchall()
    if extracted:
        _yield_to_newer(con, plan, extracted)
    return int(found[0][0])


def _list_keys(con: duckdb.DuckDBPyConnection, plan: Plan, pads: Pseudonyms) -> None:
    """Every key the file mentions, refused rows included: a row with a fault is not a deleted row."""
    keys, parameters = key_sql(plan, pads)
    con.execute(
        f"CREATE OR REPLACE TEMP TABLE present AS SELECT DISTINCT {keys} FROM stage", parameters or None
    )


def _files(plan: Plan) -> str:
    """Rows of the same feed, by the names its files have."""
    return " OR ".join(f"lower(t.source_file) GLOB {literal(p.lower() + '*')}" for p in plan.feed.files)


def _window(con: duckdb.DuckDBPyConnection, plan: Plan) -> str:
    """The part of the table that the file speaks for: all of it, or from its first to its last event."""
    window = plan.feed.window
    if not window:
        return "true"
    column = name(window["column"])
    low, high = con.execute(
        f"SELECT CAST(min({column}) AS VARCHAR), CAST(max({column}) AS VARCHAR) FROM stage WHERE _rule = 0"
    ).fetchall()[0]
    if high is None:
        return "false"
    kind = plan.feed.target[window["column"]].type
    top = f"CAST({literal(high)} AS {kind})"
    bottom = (
        f"{top} - INTERVAL {int(window['days'])} DAY"
        if "days" in window
        else f"CAST({literal(low)} AS {kind})"
    )
    return f"t.{column} BETWEEN {bottom} AND {top}"


def _yield_to_newer(con: duckdb.DuckDBPyConnection, plan: Plan, extracted: str) -> None:
    """A late older snapshot must not bring back what a newer one, already loaded, no longer has."""
    feed, table = plan.feed, name(plan.feed.target.name)
    inside = "true"
    if feed.window:
        column = f"CAST(t.{name(feed.window['column'])} AS TIMESTAMPTZ)"
        inside = f"{column} BETWEEN l.min_event_ts AND l.max_event_ts"
    con.execute(
        f"UPDATE {table} SET is_deleted = true, source_updated_ts = n.newest FROM ("
        f"SELECT t.rowid AS row_id, max(l.extracted_ts) AS newest FROM {table} AS t, load_log AS l "
        f"WHERE l.source_id = {literal(plan.profile.source_id)} AND l.feed = {literal(feed.name)} "
        f"AND l.status = 'loaded' AND l.extracted_ts > TIMESTAMPTZ {literal(extracted)} "
        f"AND t.source_id = l.source_id AND t.source_updated_ts = TIMESTAMPTZ {literal(extracted)} "
        f"AND NOT t.is_deleted AND ({_files(plan)}) AND {inside} GROUP BY 1) AS n WHERE {table}.rowid = n.row_id"
    )


__all__ = ["bury"]
