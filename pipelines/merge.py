"""Put accepted rows into their table by key and version, and say what became of each record."""

from __future__ import annotations

from dataclasses import dataclass

import duckdb

from data.schema import SYSTEM
from pipelines.keyed import Keyring
from pipelines.snapshots import bury
from pipelines.sqltext import literal, name
from pipelines.stage import Plan, Rule

FREE_SOURCES = ("site", "builtin", "loader")
CONFLICT = Rule(
    "duplicate_key_conflict",
    "",
    "The same key stands in the file more than once with different content and no newer version.",
)
FOREIGN = Rule("key_of_other_source", "", "The key already belongs to a row of another source.")
# From best to worst: a record that became several rows gets the worst outcome of its rows.
OUTCOMES = ("unchanged", "inserted", "updated", "superseded", "quarantined")


@dataclass
class Outcome:
    """Records of one feed of one file, by what became of them."""

    read: int
    counts: dict[str, int]
    tombstones: int = 0

    @property
    def is_balanced(self) -> bool:
        return self.read == sum(self.counts.values())


def merge(
    con: duckdb.DuckDBPyConnection, plan: Plan, keyring: Keyring, batch_id: str, file: str, extracted: str
) -> Outcome:
    """Merge the accepted rows of `stage` into the target; rows refused here get their rule in `stage._rule`."""
    table, keys = plan.feed.target.name, plan.feed.key
    _settle_duplicates(con, plan)
    select, source, parameters = keyring.rows(plan, batch_id, file, extracted)
    good = f"FROM {source} WHERE _rule = 0 AND NOT _same"
    is_empty = not con.execute(f"SELECT 1 FROM {name(table)} LIMIT 1").fetchall()
    if is_empty:
        con.execute(f"INSERT INTO {name(table)} BY NAME SELECT {select} {good}", parameters or None)
        con.execute(
            "CREATE OR REPLACE TEMP TABLE fate AS SELECT NULL::BIGINT AS _row, NULL::VARCHAR AS fate WHERE false"
        )
    else:
        con.execute(
            f"CREATE OR REPLACE TEMP TABLE ready AS SELECT stage.rowid AS _row, {select} {good}",
            parameters or None,
        )
        _compare(con, plan, table, keys, bool(plan.feed.version_by or extracted))
    outcome = _count(con, plan)
    if plan.feed.mode == "snapshot" and not is_empty:
        outcome.tombstones = bury(con, plan, keyring.pads, batch_id, extracted)
    return outcome


def _settle_duplicates(con: duckdb.DuckDBPyConnection, plan: Plan) -> None:
    """Inside one file: identical rows count once, the newest version wins, anything else is refused."""
    keys = ", ".join(name(key) for key in plan.feed.key)
    con.execute("ALTER TABLE stage ADD COLUMN _same BOOLEAN DEFAULT false")
    con.execute("ALTER TABLE stage ADD COLUMN _older BOOLEAN DEFAULT false")
    doubled = f"SELECT {keys} FROM stage WHERE _rule = 0 GROUP BY ALL HAVING count(*) > 1"
    con.execute(f"CREATE OR REPLACE TEMP TABLE doubled AS {doubled}")
    if not con.execute("SELECT 1 FROM doubled LIMIT 1").fetchall():
        return
    version = name(plan.feed.version_by) if plan.feed.version_by else "NULL"
    content = ", ".join(name(c.name) for c in plan.columns if c.name not in plan.feed.key)
    con.execute(
        f"CREATE OR REPLACE TEMP TABLE ranked AS "
        f"SELECT s.rowid AS _row, {keys}, rank() OVER (PARTITION BY {keys} ORDER BY {version} DESC NULLS LAST) AS age, "
        f"row_number() OVER (PARTITION BY {keys} ORDER BY {version} DESC NULLS LAST, _rec) AS nth, "
        f"md5(CAST(row({content}, _deleted) AS VARCHAR)) AS content FROM stage AS s SEMI JOIN doubled USING ({keys}) "
        f"WHERE _rule = 0"
    )
    con.execute(
        f"CREATE OR REPLACE TEMP TABLE judged AS SELECT *, "
        f"count(DISTINCT content) FILTER (age = 1) OVER (PARTITION BY {keys}) > 1 AS clash, "
        f"first(content) OVER (PARTITION BY {keys} ORDER BY nth) AS kept FROM ranked"
    )
    conflict = _rule_number(plan, CONFLICT)
    con.execute(
        f"UPDATE stage SET _rule = CASE WHEN j.clash THEN {conflict} ELSE 0 END, "
        f"_same = NOT j.clash AND j.nth > 1, _older = NOT j.clash AND j.age > 1 AND j.content <> j.kept "
        f"FROM judged AS j WHERE stage.rowid = j._row"
    )


def _rule_number(plan: Plan, rule: Rule) -> int:
    if rule not in plan.rules:
        plan.rules.append(rule)
    return plan.rules.index(rule) + 1


def _compare(
    con: duckdb.DuckDBPyConnection, plan: Plan, table: str, keys: tuple[str, ...], has_version: bool
) -> None:
    """Against what is stored: newer replaces, equal stays, older is superseded, other people's keys are refused."""
    own = {column.name for column in SYSTEM}
    content = [c for c in plan.feed.target.names if c not in own]
    mapped = {c.name for c in plan.columns}
    flags = ["is_deleted", "is_test", "is_void"]
    compared = [c for c in content if c in mapped and c not in keys] + flags
    same = " AND ".join(f"r.{name(c)} IS NOT DISTINCT FROM t.{name(c)}" for c in compared)
    join = " AND ".join(f"r.{name(k)} = t.{name(k)}" for k in keys)
    then = f"md5(CAST(row({', '.join(f't.{name(c)}' for c in compared)}) AS VARCHAR))"
    now = f"md5(CAST(row({', '.join(f'r.{name(c)}' for c in compared)}) AS VARCHAR))"
    new, old = (f"coalesce({side}.source_updated_ts, TIMESTAMPTZ '0001-01-01 00:00:00+00')" for side in "rt")
    # The same version with other content: the winner must not depend on which file came first.
    tie = f"CASE WHEN {now} > {then} THEN 'updated' ELSE 'superseded' END" if has_version else "'updated'"
    free = ", ".join(literal(source) for source in FREE_SOURCES)
    con.execute(
        f"CREATE OR REPLACE TEMP TABLE fate AS SELECT r._row, t.rowid AS _old, CASE "
        f"WHEN t.rowid IS NULL THEN 'inserted' "
        f"WHEN t.source_id <> r.source_id AND t.source_id NOT IN ({free}) THEN 'quarantined' "
        f"WHEN {new} < {old} THEN 'superseded' "
        f"WHEN {new} = {old} AND {same} THEN 'unchanged' "
        f"WHEN {new} > {old} THEN 'updated' ELSE {tie} END AS fate "
        f"FROM ready AS r LEFT JOIN {name(table)} AS t ON {join}"
    )
    con.execute(f"DELETE FROM {name(table)} WHERE rowid IN (SELECT _old FROM fate WHERE fate = 'updated')")
    con.execute(
        f"INSERT INTO {name(table)} BY NAME SELECT r.* EXCLUDE (_row) FROM ready AS r "
        f"WHERE r._row IN (SELECT _row FROM fate WHERE fate IN ('inserted', 'updated'))"
    )
    if con.execute("SELECT 1 FROM fate WHERE fate = 'quarantined' LIMIT 1").fetchall():
        number = _rule_number(plan, FOREIGN)
        con.execute(
            f"UPDATE stage SET _rule = {number} WHERE rowid IN (SELECT _row FROM fate WHERE fate = 'quarantined')"
        )


def _count(con: duckdb.DuckDBPyConnection, plan: Plan) -> Outcome:
    ranked = ", ".join(f"{literal(outcome)}: {n}" for n, outcome in enumerate(OUTCOMES))
    row = (
        "SELECT s._rec, CASE WHEN s._rule > 0 THEN 'quarantined' WHEN s._older THEN 'superseded' "
        "WHEN s._same THEN 'unchanged' ELSE coalesce(f.fate, 'inserted') END AS outcome "
        "FROM stage AS s LEFT JOIN fate AS f ON f._row = s.rowid"
    )
    if plan.feed.unpivot:
        record = f"SELECT _rec, max(MAP {{{ranked}}}[outcome]) AS rank FROM ({row}) GROUP BY _rec"
        found = con.execute(f"SELECT rank, count(*) FROM ({record}) GROUP BY rank").fetchall()
        counts = {OUTCOMES[rank]: n for rank, n in found}
    else:
        counts = dict(con.execute(f"SELECT outcome, count(*) FROM ({row}) GROUP BY outcome").fetchall())
    read = con.execute(
        "SELECT count(DISTINCT _rec) FROM stage" if plan.feed.unpivot else "SELECT count(*) FROM stage"
    )
    return Outcome(read.fetchall()[0][0], {outcome: counts.get(outcome, 0) for outcome in OUTCOMES})


__all__ = ["OUTCOMES", "Outcome", "merge"]
