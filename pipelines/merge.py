"""Put accepted rows into their table by key and version, and say what became of each record."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import duckdb

from data.language import mark
from data.schema import SYSTEM, Column
from pipelines.job import Job
from pipelines.keyed import Keyring, has_version, stored_sql, version_sql
from pipelines.pseudonym import Pseudonyms
from pipelines.snapshots import bury
from pipelines.sqltext import literal, name
from pipelines.stage import Plan, Rule

FREE_SOURCES = ("site", "builtin", "loader")
CONFLICT = Rule(
    "duplicate_key_conflict",
    "",
    mark("The same key stands in the file more than once with different content and no newer version."),
)
FOREIGN = Rule("key_of_other_source", "", mark("The key already belongs to a row of another source."))
# From best to worst: a record that became several rows gets the worst outcome of its rows.
OUTCOMES = ("unchanged", "inserted", "updated", "superseded", "quarantined")


@dataclass
class Outcome:
    """Records of one feed of one file, by what became of them."""

    read: int
    counts: dict[str, int]

    @property
    def is_balanced(self) -> bool:
        return self.read == sum(self.counts.values())


def merge(
    con: duckdb.DuckDBPyConnection,
    plan: Plan,
    keyring: Keyring,
    known: Collection[str],
    batch_id: str,
    jobs: Sequence[Job],
) -> list[Outcome]:
    """Merge the accepted rows of `stage`, its duplicates settled, into the target; one outcome per file.

    Rows refused here get their rule in `stage._rule`.
    """
    table = plan.feed.target.name
    select, source, parameters = keyring.rows(plan, batch_id, jobs, known)
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
        _compare(con, plan, has_version(plan.feed, jobs))
    if plan.feed.mode == "snapshot" and not is_empty:
        bury(con, plan, keyring.pads, batch_id, jobs[0].extracted)
    return _count(con, plan, len(jobs))


def settle_duplicates(
    con: duckdb.DuckDBPyConnection, plan: Plan, jobs: Sequence[Job], pads: Pseudonyms
) -> None:
    """Keys met more than once: identical rows count once, the newest version wins.

    Inside one file two different rows of the same version are both refused: nobody can say which one is meant. Between
    files the later file wins, or with versions the greater content, so that the order of arrival does not matter.
    """
    keys = ", ".join(name(key) for key in plan.feed.key)
    doubled = f"SELECT {keys} FROM stage WHERE _rule = 0 GROUP BY ALL HAVING count(*) > 1"
    con.execute(f"CREATE OR REPLACE TEMP TABLE doubled AS {doubled}")
    if not con.execute("SELECT 1 FROM doubled LIMIT 1").fetchall():
        return
    is_versioned = has_version(plan.feed, jobs)
    version = version_sql(plan.feed, jobs) if is_versioned else "NULL"
    content = ", ".join(["_deleted", *(name(c.name) for c in plan.columns if c.name not in plan.feed.key)])
    best = (
        "version DESC NULLS LAST, tie DESC, content DESC, _file, _rec" if is_versioned else "_file DESC, _rec"
    )
    stored = [stored_sql(plan, column, pads) for column in _content(plan)]
    tie = _digest(["_deleted", *(sql for sql, _ in stored)])
    parameters = {key: pad for _, pad_of in stored for key, pad in pad_of.items()}
    con.execute(
        f"CREATE OR REPLACE TEMP TABLE ranked AS SELECT s.rowid AS _row, {keys}, _file, _rec, {version} AS version, "
        f"{tie} AS tie, md5(CAST(row({content}) AS VARCHAR)) AS content "
        f"FROM stage AS s SEMI JOIN doubled USING ({keys}) WHERE _rule = 0",
        parameters or None,
    )
    con.execute(
        f"CREATE OR REPLACE TEMP TABLE judged AS WITH aged AS (SELECT *, "
        f"rank() OVER (PARTITION BY {keys}, _file ORDER BY version DESC NULLS LAST) AS age FROM ranked), "
        f"clashing AS (SELECT *, count(DISTINCT content) FILTER (age = 1) OVER (PARTITION BY {keys}, _file) > 1 AS clash "
        f"FROM aged) SELECT _row, clash, content, row_number() OVER best AS nth, first(content) OVER best AS kept "
        f"FROM clashing WINDOW best AS (PARTITION BY {keys}, clash ORDER BY {best})"
    )
    conflict = _rule_number(plan, CONFLICT)
    con.execute(
        f"UPDATE stage SET _rule = CASE WHEN j.clash THEN {conflict} ELSE 0 END, "
        f"_same = NOT j.clash AND j.nth > 1, _older = NOT j.clash AND j.nth > 1 AND j.content <> j.kept "
        f"FROM judged AS j WHERE stage.rowid = j._row"
    )


def _content(plan: Plan) -> list[Column]:
    """What two rows of one key and version can differ in."""
    own = {column.name for column in SYSTEM}
    return [c for c in plan.columns if c.name not in own and c.name not in plan.feed.key]


def _digest(values: Sequence[str]) -> str:
    """What decides between two contents of one version: over values as stored, so that it is the same whether both
    rows come in one load or in two."""
    return f"md5(CAST(row({', '.join(values)}) AS VARCHAR))"


def _rule_number(plan: Plan, rule: Rule) -> int:
    if rule not in plan.rules:
        plan.rules.append(rule)
    return plan.rules.index(rule) + 1


def _compare(con: duckdb.DuckDBPyConnection, plan: Plan, is_versioned: bool) -> None:
    """Against what is stored: newer replaces, equal stays, older is superseded, other people's keys are refused."""
    table, keys = plan.feed.target.name, plan.feed.key
    own = {column.name for column in SYSTEM}
    content = [c for c in plan.feed.target.names if c not in own]
    mapped = {c.name for c in plan.columns}
    flags = ["is_deleted", "is_test", "is_void"]
    compared = [c for c in content if c in mapped and c not in keys] + flags
    same = " AND ".join(f"r.{name(c)} IS NOT DISTINCT FROM t.{name(c)}" for c in compared)
    join = " AND ".join(f"r.{name(k)} = t.{name(k)}" for k in keys)
    new, old = (f"coalesce({side}.source_updated_ts, TIMESTAMPTZ '0001-01-01 00:00:00+00')" for side in "rt")
    # The same version with other content: the winner must not depend on which file came first.
    mine, theirs = (
        _digest([f"{side}.is_deleted", *(f"{side}.{name(c.name)}" for c in _content(plan))]) for side in "rt"
    )
    greater = f"{mine} > {theirs}"
    tie = f"CASE WHEN {greater} THEN 'updated' ELSE 'superseded' END" if is_versioned else "'updated'"
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


def _count(con: duckdb.DuckDBPyConnection, plan: Plan, files: int) -> list[Outcome]:
    ranked = ", ".join(f"{literal(outcome)}: {n}" for n, outcome in enumerate(OUTCOMES))
    row = (
        "SELECT s._file, s._rec, CASE WHEN s._rule > 0 THEN 'quarantined' WHEN s._older THEN 'superseded' "
        "WHEN s._same THEN 'unchanged' ELSE coalesce(f.fate, 'inserted') END AS outcome "
        "FROM stage AS s LEFT JOIN fate AS f ON f._row = s.rowid"
    )
    if plan.feed.is_spread:
        worst = f"max(MAP {{{ranked}}}[outcome])"
        row = (
            f"SELECT _file, [{', '.join(literal(outcome) for outcome in OUTCOMES)}][{worst} + 1] AS outcome "
            f"FROM ({row}) GROUP BY _file, _rec"
        )
    outcomes = [Outcome(0, dict.fromkeys(OUTCOMES, 0)) for _ in range(files)]
    for file, outcome, n in con.execute(
        f"SELECT _file, outcome, count(*) FROM ({row}) GROUP BY ALL"
    ).fetchall():
        outcomes[file].counts[outcome] = n
    records = "count(DISTINCT _rec)" if plan.feed.is_spread else "count(*)"
    for file, n in con.execute(f"SELECT _file, {records} FROM stage GROUP BY _file").fetchall():
        outcomes[file].read = n
    return outcomes


__all__ = ["OUTCOMES", "Outcome", "merge", "settle_duplicates"]
