"""Raw text to typed rows of one target table, each with the rule that refuses it, or none. One statement."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatchcase

import duckdb

from data.language import mark
from data.reasons import EMPTY
from data.schema import SYSTEM, Column
from data.warehouse import scrub
from pipelines.checks import built_in, second_occurrence
from pipelines.job import Job
from pipelines.lookups import as_found, looked_up, pads_of
from pipelines.pseudonym import Pseudonyms
from pipelines.refusal import FileRefused, did_you_mean
from pipelines.source import EACH, Check, Feed, Profile
from pipelines.sqltext import columns_of, literal, name
from pipelines.verbs import Compiled, compile_verb, layered

OWN = {"source_id", "batch_id", "source_file", "source_row", "is_deleted", "is_test", "is_void"}


@dataclass(frozen=True)
class Rule:
    """Why a row is refused: a code, the source column at fault when there is one, a sentence without values."""

    code: str
    column: str
    sentence: str


@dataclass
class Plan:
    """One feed compiled for one file."""

    feed: Feed
    profile: Profile
    sql: str
    rules: list[Rule]
    columns: list[Column]
    warnings: list[Check]
    seen: dict[tuple[str, str], Compiled] = field(default_factory=dict)
    ignored_sql: str = ""
    absent: list[str] = field(default_factory=list)
    has_dst: bool = False
    kept: str = ""
    parameters: dict[str, bytes] = field(default_factory=dict)
    kept_parameters: dict[str, bytes] = field(default_factory=dict)


def references(con: duckdb.DuckDBPyConnection, feed: Feed) -> dict[str, set[str]]:
    """The source columns each SQL fragment of the feed reads."""
    found = {}
    fragments = {f"column {key}": verb.sql for key, verb in feed.columns.items() if verb.sql}
    fragments |= {f"ignore {ignore.name}": ignore.where for ignore in feed.ignores}
    checks = {f"check {check.name}": check.sql for check in feed.checks}
    for what, sql in {**fragments, **checks}.items():
        try:
            columns = columns_of(con, sql)
        except ValueError as error:
            raise FileRefused(f"Feed {feed.name}, {what}: {error}.") from None
        if what in fragments:
            found[what] = columns
    return found


def wanted(feed: Feed, refs: Mapping[str, set[str]], header: tuple[str, ...], profile: Profile) -> set[str]:
    """The columns of the file that this feed reads; nothing else is ever stored."""
    dropped = {column.casefold() for column in profile.drop}
    real = {column.casefold(): column for column in header if column.casefold() not in dropped}
    names = {column.casefold() for columns in (feed.named_columns, *refs.values()) for column in columns}
    if feed.unpivot:
        names |= set(real)
    return {real[column] for column in names if column in real}


def compile_feed(
    feed: Feed,
    jobs: Sequence[Job],
    as_of: str,
    pads: Pseudonyms,
) -> Plan:
    """The staging statement for files that are alike, or FileRefused when they lack what the feed needs."""
    profile, header, refs = jobs[0].profile, jobs[0].framed.header, jobs[0].refs[feed.name]
    here = {column.casefold(): column for column in header}
    _require(feed, here)
    unpivoted = _items(feed, header)
    available = {c.casefold(): c for c in wanted(feed, refs, header, profile)}
    if feed.unpivot:
        available |= {n.casefold(): n for n in (feed.unpivot["name_to"], feed.unpivot["value_to"])}
    zone = feed.time_zone or profile.time_zone
    compiled: dict[str, Compiled] = {}
    absent = []
    for column in feed.target.columns:
        verb = feed.columns.get(column.name)
        if verb is None:
            continue
        missing = {c for c in refs.get(f"column {column.name}", ()) if c.casefold() not in available}
        done = (
            None
            if missing
            else compile_verb(column, verb, available, zone, feed.reader.decimal, profile.maps)
        )
        if done is None:
            names = sorted(missing) or [*verb.source, *verb.coalesce, *verb.concat]
            if column.required:
                raise FileRefused(_gone(names, header, column.name))
            absent += names
        else:
            compiled[column.name] = looked_up(done, verb.lookup, profile, pads) if verb.lookup else done
    columns = [
        as_found(c, feed.columns[c.name])
        for c in feed.target.columns
        if c.name in compiled and c.name not in OWN - {"is_test", "is_void"}
    ]
    checks = [*built_in(feed, as_of), *feed.checks]
    plan = Plan(feed, profile, "", [], columns, [c for c in checks if c.severity == "warn"], absent=absent)
    plan.parameters = pads.parameters(pads_of(feed))
    plan.has_dst = any(done.dst for done in compiled.values())
    _kept(plan, jobs, available, unpivoted, pads)
    _write(plan, compiled, [c for c in checks if c.severity != "warn"], available, zone)
    return plan


def _require(feed: Feed, here: Mapping[str, str]) -> None:
    for column in (*feed.require, *([feed.deletes["column"]] if feed.deletes else [])):
        if column.casefold() not in here:
            raise FileRefused(_gone([column], tuple(here.values()), ""))


def _gone(names: list[str], header: tuple[str, ...], target: str) -> str:
    hints = "".join(did_you_mean(n, header) for n in names)
    purpose = f", which fills `{target}`" if target else ""
    return f"The required column {' or '.join(names)}{purpose}, is not in the file{hints}."


def _items(feed: Feed, header: tuple[str, ...]) -> list[str]:
    """The columns of a wide file that become rows."""
    if not feed.unpivot:
        return []
    out = [*feed.unpivot.get("keep", ()), *feed.unpivot.get("exclude", ())]
    picked = feed.unpivot.get("columns", ["*"])

    def fits(column: str, patterns: list[str]) -> bool:
        return any(fnmatchcase(column.casefold(), pattern.casefold()) for pattern in patterns)

    return [column for column in header if fits(column, picked) and not fits(column, out)]


def _kept(
    plan: Plan, jobs: Sequence[Job], available: Mapping[str, str], unpivoted: list[str], pads: Pseudonyms
) -> None:
    """The records the feed takes, as text: `cells` are all of them, `kept` those that no named condition ignores."""
    feed = plan.feed
    made = {feed.unpivot["name_to"], feed.unpivot["value_to"]} if feed.unpivot else set()
    hashed = {column.casefold() for column in plan.profile.hash}
    is_padded = any(job.framed.tally.is_padded for job in jobs)
    cells = ""
    for column in available.values():
        if column not in made:
            raw = name(feed.raw_name(column))
            cell = f"nullif(trim({raw}), '')" if is_padded else raw
            if column.casefold() in hashed:
                cell = pads.sql(cell, "source")
                plan.kept_parameters = pads.parameters({"source"})
            cells += f", {cell} AS {name(column)}"
    parts = []
    for number, job in enumerate(jobs):
        source, shifts = job.table(feed), job.framed.shifts
        line = f"r.rowid + {shifts[0][1]}" if shifts else "r._line"
        if len(shifts) > 1:
            lines = ", ".join(f"({first}, {shift})" for first, shift in shifts)
            line = "r.rowid + s.shift"
            source += f" AS r ASOF JOIN (VALUES {lines}) AS s(first, shift) ON r.rowid >= s.first"
        else:
            source += " AS r"
        parts.append(f"SELECT {number} AS _file, r.rowid AS _rec, {line} AS _line{cells} FROM {source}")
    base = " UNION ALL ".join(parts)
    ignores = [f"coalesce(({ignore.where}), false)" for ignore in feed.ignores]
    kept = f"SELECT * FROM cells WHERE NOT ({' OR '.join(ignores)})" if ignores else "SELECT * FROM cells"
    if feed.unpivot:
        items = ", ".join(name(column) for column in unpivoted)
        to, value = name(feed.unpivot["name_to"]), name(feed.unpivot["value_to"])
        kept = f"SELECT * FROM ({kept}) UNPIVOT ({value} FOR {to} IN ({items}))"
    if feed.explode:
        items = ", ".join(f"unnest({name(c)}) AS {name(c)}" for c in available.values() if c.startswith(EACH))
        kept = f"SELECT * REPLACE ({items}) FROM ({kept})"
    plan.kept = f"WITH cells AS ({base}), kept AS ({kept})"
    cases = "".join(f" WHEN {sql} THEN {n}" for n, sql in enumerate(ignores))
    plan.ignored_sql = (
        f"WITH cells AS ({base}) SELECT _file, CASE{cases} END, count(*) FROM cells GROUP BY ALL"
        if ignores
        else ""
    )


def _write(
    plan: Plan, compiled: Mapping[str, Compiled], checks: list[Check], available: Mapping[str, str], zone: str
) -> None:
    feed = plan.feed
    deleted = "false"
    if feed.deletes:
        values = ", ".join(literal(str(v)) for v in feed.deletes["values"])
        deleted = f"coalesce({name(available[feed.deletes['column'].casefold()])} IN ({values}), false)"
    elif "is_deleted" in compiled:
        deleted = f"coalesce({compiled['is_deleted'].stored}, false)"
    typed, verdicts, dst = [], [], []
    for column in plan.columns:
        done = compiled[column.name]
        typed.append(f"{done.stored} AS {name(column.name)}")
        for code, condition, sentence in done.faults:
            typed.append(f"({condition}) AS _f{len(plan.rules)}")
            verdicts.append((f"_f{len(plan.rules)}", len(plan.rules) + 1))
            plan.rules.append(Rule(code, _origin(feed, column.name), sentence))
        if done.dst:
            dst.append(f"({done.dst})")
        if done.seen:
            map_name = feed.columns[column.name].map or column.name
            plan.seen[map_name, column.name] = done
    for column in plan.columns:
        if column.required and column not in SYSTEM:
            spared = "" if column.name in feed.key or not feed.deletes else " AND NOT _deleted"
            verdicts.append((f"{name(column.name)} IS NULL{spared}", len(plan.rules) + 1))
            plan.rules.append(
                Rule(
                    "value_missing",
                    _origin(feed, column.name),
                    EMPTY.format(column=column.name),
                )
            )
    if "facility_id" in compiled and feed.target.name != "facility":
        verdicts.append(("facility_id NOT IN (SELECT facility_id FROM facility)", len(plan.rules) + 1))
        sentence = mark(
            "`facility_id` is not in the list of facilities (give it as [[facility]] in the profile or settings)."
        )
        plan.rules.append(Rule("facility_unknown", _origin(feed, "facility_id"), sentence))
    for check in checks:
        verdicts.append((f"({check.sql}) IS FALSE", len(plan.rules) + 1))
        plan.rules.append(Rule(check.name, "", check.sentence))

    replaced = dict(second_occurrence(feed, zone))
    if "unit_id" in compiled and "facility_id" in compiled and feed.target.name != "unit":
        replaced["unit_id"] = "CASE WHEN unit_id = '?' THEN '?:' || facility_id ELSE unit_id END"
    replacing = ", ".join(f"{sql} AS {column}" for column, sql in replaced.items())
    settled = f"SELECT * REPLACE ({replacing}) FROM typed" if replaced else "SELECT * FROM typed"
    rule = " ".join(f"WHEN {condition} THEN {number}" for condition, number in verdicts)
    plan.sql = (
        f"CREATE OR REPLACE TEMP TABLE stage AS {plan.kept}, "
        f"typed AS (SELECT _file, _rec, _line, {deleted} AS _deleted, {' OR '.join(dst) or 'false'} AS _dst, "
        f"{', '.join(typed)} FROM {layered('kept', [done.steps for done in compiled.values()])}), settled AS ({settled}) "
        f"SELECT _file, _rec, _line, _deleted, coalesce(_dst, false) AS _dst, "
        f"{', '.join(name(c.name) for c in plan.columns)}, "
        f"CAST(CASE {rule or 'WHEN false THEN 0'} ELSE 0 END AS SMALLINT) AS _rule, "
        f"false AS _same, false AS _older FROM settled"
    )


def _origin(feed: Feed, target: str) -> str:
    """The source column a person has to look at."""
    verb = feed.columns[target]
    return " or ".join([*verb.source, *verb.coalesce, *verb.concat])


def run(con: duckdb.DuckDBPyConnection, plan: Plan) -> None:
    """Make the temporary table `stage`. Engine errors are told without the values they carry."""
    try:
        con.execute(plan.sql, {**plan.parameters, **plan.kept_parameters} or None)
    except duckdb.Error as error:
        raise FileRefused(
            f"Feed {plan.feed.name} cannot be computed from this file: {scrub(error)}"
        ) from None


__all__ = ["Plan", "Rule", "compile_feed", "references", "run", "wanted"]
