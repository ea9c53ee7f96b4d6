"""What a model says about its parts is true: whatever changes in a table, the parts made anew make the whole."""

from __future__ import annotations

import duckdb
import pytest

from data import stamps
from data.schema import DERIVED, LOADED, SYSTEM, Table
from data.settings import Settings
from data.warehouse import build
from pipelines import derive as deriving
from pipelines.changes import Changes
from pipelines.derive import derive, model, order, reads
from pipelines.renew import parts
from tests.once import SMALL_UNTIL, small_demo

DECLARING = [name for name in order() if parts(model(name)) != parts("")]
NAMED = sorted(
    {s for name in DECLARING for s in (*parts(model(name)).froms, *parts(model(name)).onlys)} & set(LOADED)
)
SYSTEM_NAMES = {column.name for column in SYSTEM}


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """A small demo hospital, derived by today's program."""
    return small_demo(tmp_path_factory, "renewed")


def disturb(con: duckdb.DuckDBPyConnection, table: Table) -> bool:
    """Some rows become void, some take over what others say, and some stand there once more under other keys.

    False where the demo has none.
    """
    key = ", ".join(table.key)
    rows = con.execute(f"SELECT count(*) FROM {table.name}").fetchall()[0][0]
    some = f"hash({key}) % {max(min(rows // 6, 90), 3)}"
    chosen = f"FROM {table.name} WHERE {some}"
    con.execute(f"UPDATE {table.name} SET is_void = TRUE WHERE {some} = 0")
    content = [c.name for c in table.columns if c.name not in (*table.key, *SYSTEM_NAMES)]
    said = ", ".join(f"b.{name}" for name in content)
    names = ", ".join([*table.key, *content, *SYSTEM_NAMES])
    con.execute(
        f"CREATE OR REPLACE TEMP TABLE swapped AS SELECT {', '.join(f'a.{k}' for k in table.key)}"
        f"{', ' + said if said else ''}, {', '.join(f'a.{name}' for name in SYSTEM_NAMES)} FROM "
        f"(SELECT *, row_number() OVER (ORDER BY {key}) AS place {chosen} = 1) a JOIN "
        f"(SELECT *, row_number() OVER (ORDER BY {key} DESC) AS place {chosen} = 1) b USING (place)"
    )
    con.execute(f"DELETE {chosen} = 1")
    con.execute(f"INSERT INTO {table.name} ({names}) FROM swapped")
    if words := [k for k in table.key if table[k].type == "VARCHAR"]:
        other = ", ".join(f"{k} || '~' AS {k}" for k in words)
        con.execute(f"INSERT INTO {table.name} SELECT * REPLACE ({other}) {chosen} = 2")
    return bool(rows)


def readers(source: str) -> list[str]:
    """The derived tables that a change in a loaded one may reach, and all that they read."""
    reached, wanted = {source}, set[str]()
    for name in order():
        if reads(name) & reached:
            reached.add(name)
    queue = sorted(reached - {source})
    while queue:
        name = queue.pop()
        if name not in wanted:
            wanted.add(name)
            queue += sorted(reads(name) & set(DERIVED))
    return [name for name in order() if name in wanted]


def made(con: duckdb.DuckDBPyConnection, tables: list[str]) -> dict[str, str]:
    return {name: stamps.rows_of(con, name) for name in tables}


@pytest.mark.parametrize("source", NAMED)
def test_what_changed_in_a_table_changes_the_tables_made_of_it_as_if_they_were_made_from_nothing(
    demo, source
):
    tables = readers(source)
    with build(demo, "test") as candidate:
        con = candidate.con
        before = made(con, tables)
        is_filled = disturb(con, LOADED[source])
        derive(con, SMALL_UNTIL, tables)
        renewed, told = made(con, tables), stamps.known(con, "rows")
        con.execute("DELETE FROM built_from")
        derive(con, SMALL_UNTIL, tables)
        anew = made(con, tables)
    assert renewed == anew
    assert {name: told[name] for name in tables} == anew, "what is remembered of a table is what is in it"
    assert (before != anew) == is_filled, "the disturbance was felt"


@pytest.mark.parametrize("name", DECLARING)
def test_a_model_speaks_of_tables_that_it_reads_and_of_parts_of_its_own(name):
    declared = parts(model(name))
    assert {*declared.froms, *declared.onlys} <= reads(name)
    for column in filter(None, declared.by.split(", ")):
        assert DERIVED[name][column].required
    assert bool(declared.by) == bool(declared.froms)


def test_a_new_visit_builds_none_of_the_tables_that_know_their_parts(demo, monkeypatch):
    built = []
    real = deriving._build
    monkeypatch.setattr(
        deriving, "_build", lambda con, name, as_of: (built.append(name), real(con, name, as_of))
    )
    with build(demo, "test") as candidate:
        con = candidate.con
        for table in ("ed_visit", "encounter"):
            others = ", ".join(
                f"{c.name} || '~' AS {c.name}"
                for c in LOADED[table].columns
                if c.keyed and c.name != "unit_id"
            )
            con.execute(
                f"INSERT INTO {table} SELECT * REPLACE ({others}) FROM {table} WHERE encounter_id = "
                "(SELECT min(encounter_id) FROM live.ed_visit JOIN live.encounter USING (encounter_id) "
                "WHERE disposition = 'discharged' AND encounter_class = 'ed')"
            )
        derive(con, SMALL_UNTIL)
    assert not {
        "v_ed_visit",
        "v_ed_return",
        "v_charge",
        "v_posting",
        "v_survey_answer",
        "v_bed_day",
        "v_completeness",
        "v_duplicate",
    } & {*built}
    assert "v_visit_reach" in built, "it says nothing of its parts"


def test_where_the_generation_before_is_not_what_was_derived_from_nothing_is_believed(demo):
    with build(demo, "test") as candidate:
        con = candidate.con
        known = stamps.known(con, "rows")
        con.execute("DELETE FROM ed_visit WHERE hash(encounter_id) % 80 = 0")
        assert Changes(con, known).rows("ed_visit")
        con.execute("UPDATE built_from SET stamp = 'other' WHERE kind = 'place' AND part = 'ed_visit'")
        other = Changes(con, known)
        assert not other.is_same("ed_visit")
        assert other.rows("ed_visit") is None
        con.execute("DELETE FROM built_from WHERE kind = 'place'")
        unplaced = Changes(con, known)
        assert not unplaced.is_same("ed_visit")
        assert unplaced.is_same("encounter")
        assert unplaced.rows("ed_visit") is None


def test_a_table_that_nobody_wrote_into_is_not_read(demo, monkeypatch):
    read = []
    real = stamps.rows_of
    monkeypatch.setattr(
        stamps, "rows_of", lambda con, table, of="": (read.append(table), real(con, table, of))[1]
    )
    with build(demo, "test") as candidate:
        con = candidate.con
        changes = Changes(con, stamps.known(con, "rows"))
        assert all(changes.is_same(table) for table in stamps.known(con, "rows"))
        assert not {*read} & {*LOADED}
        con.execute(
            "UPDATE complaint SET is_void = TRUE WHERE complaint_id = (SELECT min(complaint_id) FROM complaint)"
        )
        changes = Changes(con, stamps.known(con, "rows"))
        assert [table for table in stamps.known(con, "rows") if not changes.is_same(table)] == ["complaint"]
        assert {*read} & {*LOADED} == {"complaint"}


@pytest.mark.parametrize(
    "write",
    [
        "UPDATE incident SET is_void = NOT is_void WHERE incident_id = (SELECT max(incident_id) FROM incident)",
        "DELETE FROM incident WHERE incident_id = (SELECT max(incident_id) FROM incident)",
        "INSERT INTO incident SELECT * REPLACE (incident_id || '~' AS incident_id) FROM incident LIMIT 1",
    ],
)
def test_a_change_is_seen_whether_it_is_still_in_memory_or_written_to_the_file(demo, write):
    with build(demo, "test") as candidate:
        con = candidate.con
        known = stamps.known(con, "rows")
        con.execute(write)
        in_memory = Changes(con, known).stamp("incident")
        con.execute("CHECKPOINT")
        written = Changes(con, known)
        assert written.stamp("incident") == in_memory == stamps.rows_of(con, "incident") != known["incident"]
        rows = written.rows("incident")
        assert con.execute(f"SELECT count(*) BETWEEN 1 AND 2 FROM {rows}").fetchall()[0][0]


def test_where_no_generation_stands_beside_nothing_is_looked_for_in_it(demo):
    with build(demo, "test") as candidate:
        con = candidate.con
        known = stamps.known(con, "rows")
        con.execute("DETACH base")
        con.execute("DELETE FROM incident")
        empty = Changes(con, known)
        assert empty.stamp("incident") == stamps.rows_of(con, "incident")
        assert empty.rows("incident") is None
