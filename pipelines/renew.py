"""Make anew only those rows of a derived table that follow from rows which changed, where its model says which.

A model's header may hold, beside what it reads:

    -- by: charge_id
    -- from charge: charge_id
    -- from encounter: SELECT charge_id FROM live.charge SEMI JOIN changed USING (encounter_id)
    -- only encounter: encounter_class = 'inpatient'

`by` names columns of the result: rows of one value of them are a part. `from` says which parts a row of a table belongs
to, as expressions (a part is then made from those rows of the table alone), or which ones it touches, as a SELECT over
the rows that changed. `only` says which rows matter at all; of several for one table any is enough. A change in any
other table makes all anew. Where a table is read whole, a comment `/* parts: month_date IN (FROM touched) */` behind a
WHERE may say early which rows are wanted.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

import duckdb

from data import stamps
from data.schema import DERIVED, LOADED
from pipelines.changes import MOST_CHANGED, Changes, changed, unlike

_LINE = re.compile(r"^-- (by|from (\w+)|only (\w+)): (.+(?:\n--   .+)*)$", re.MULTILINE)
_HINT = re.compile(r"/\* parts: (.+?) \*/", re.DOTALL)
_NAMED = re.compile(r"\blive\.(\w+)|\b(v_\w+)")


@dataclass(frozen=True)
class Parts:
    """What a model says about its parts; without a `by` it has none."""

    by: str
    froms: Mapping[str, tuple[str, ...]]
    onlys: Mapping[str, tuple[str, ...]]


@cache
def parts(text: str) -> Parts:
    """The declaration in the header of a model."""
    by = ""
    froms: dict[str, tuple[str, ...]] = {}
    onlys: dict[str, tuple[str, ...]] = {}
    for _, source, sole, lines in _LINE.findall(text):
        said = re.sub(r"\n--\s+", " ", lines)
        if source:
            froms[source] = (*froms.get(source, ()), said)
        elif sole:
            onlys[sole] = (*onlys.get(sole, ()), said)
        else:
            by = said
    return Parts(by, froms, onlys)


def matters(con: duckdb.DuckDBPyConnection, text: str, source: str, changes: Changes) -> bool:
    """Whether what changed in a table can change what the model makes."""
    if changes.is_same(source):
        return False
    if changes.rows(source) is None:
        return True
    # One by one: a condition of its own is a join of few rows, one of several together reads every table whole.
    return any(changes.has(source, counts) for counts in _counts(text, source, changes))


def _counts(text: str, source: str, changes: Changes) -> list[str]:
    """Which rows of a table the model can see at all: those of which one of these conditions is true.

    Conditions that look into other tables hold only while these are what they were.
    """
    seen = "NOT (is_deleted OR is_test OR is_void)" if source in LOADED else "TRUE"
    onlys = parts(text).onlys.get(source, ())
    named = {one or other for one, other in _NAMED.findall(" ".join(onlys))}
    if not all(changes.is_same(table) for table in named):
        onlys = ()
    return [f"{seen} AND ({one})" for one in onlys or ("TRUE",)]


def renew(
    con: duckdb.DuckDBPyConnection,
    name: str,
    text: str,
    sources: list[str],
    changes: Changes,
    before: str,
    given: Mapping[str, object],
) -> bool:
    """Make the parts anew that the changed rows of `sources` touch. False where the model cannot say, or they are many."""
    declared = parts(text)
    if not all(source in declared.froms and changes.rows(source) for source in sources):
        return False
    touched = " UNION ".join(one for source in sources for one in _touched(text, source, changes))
    con.execute(
        f"CREATE OR REPLACE TEMP TABLE touched AS SELECT DISTINCT * FROM ({touched}) t({declared.by})"
    )
    if not con.execute("SELECT 1 FROM touched LIMIT 1").fetchall():
        changes.tell(name, before, is_told=False)
        return True
    columns, own = stamps.content(name), f"({declared.by}) IN (FROM touched)"
    con.execute(f"CREATE OR REPLACE TEMP TABLE gone AS SELECT rowid AS place, * FROM {name} WHERE {own}")
    n, gone = stamps.read(before)[0], stamps.read(stamps.rows_of(con, name, "gone"))
    if gone[0] > MOST_CHANGED * n:
        return False
    con.execute(f"CREATE OR REPLACE TEMP TABLE came AS FROM {name} LIMIT 0")
    con.execute(
        f"INSERT INTO came BY NAME SELECT * FROM (\n{restricted(text)}\n) WHERE {own}", dict(given) or None
    )
    came = stamps.read(stamps.rows_of(con, name, "came"))
    unlike(con, changed(name), columns, "came WHERE TRUE", "gone WHERE TRUE")
    if came != gone:
        con.execute(f"DELETE FROM {name} WHERE rowid IN (SELECT place FROM gone)")
        con.execute(f"INSERT INTO {name} FROM came ORDER BY {DERIVED[name].time}")
    old = stamps.read(before)
    changes.tell(name, stamps.added([old, came, (-gone[0], -gone[1])]), is_told=True)
    for table in ("touched", "gone", "came"):
        con.execute(f"DROP TABLE {table}")
    return True


def _touched(text: str, source: str, changes: Changes) -> list[str]:
    rows = f"(SELECT * FROM {changed(source)} WHERE ({') OR ('.join(_counts(text, source, changes))}))"
    return [
        re.sub(r"\bchanged\b", rows, said) if _is_query(said) else f"SELECT {said} FROM {rows}"
        for said in parts(text).froms[source]
    ]


def _is_query(said: str) -> bool:
    return said.startswith("SELECT")


def restricted(text: str) -> str:
    """The SELECT of a model over the rows of the parts in `touched`."""
    for source, every in parts(text).froms.items():
        for said in every:
            if not _is_query(said):
                place = f"live.{source}" if source in LOADED else source
                some = f"(SELECT * FROM {place} WHERE ({said}) IN (FROM touched))"
                text = re.sub(rf"\b(FROM|JOIN) {re.escape(place)}\b", rf"\1 {some}", text)
    return _HINT.sub(r"AND (\1)", text)
