"""By key and version: the newest row wins, whatever the order of arrival, and every record is accounted for."""

from __future__ import annotations

import itertools
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from data.settings import read_settings
from tests.oracle.effort import EFFORT
from tests.pipelines.site import Site, outcome, row, visits

STATE = "SELECT encounter_id, patient_id, service, is_deleted, epoch(source_updated_ts) FROM encounter ORDER BY ALL"


def day(number: int) -> str:
    return f"2024-02-{number:02d} 08:00"


def test_a_newer_version_replaces_and_a_late_older_one_does_not(site: Site) -> None:
    site.load(site.file("visits_1.csv", visits(row(1, "second", updated=day(2)))))
    older = site.load(site.file("visits_2.csv", visits(row(1, "first", updated=day(1)))))
    newer = site.load(site.file("visits_3.csv", visits(row(1, "third", updated=day(3)))))
    assert outcome(older[0]) == (0, 0, 0, 1, 0)
    assert outcome(newer[0]) == (0, 1, 0, 0, 0)
    assert site.ask("SELECT service FROM live.encounter") == [("third",)]


def test_inside_one_file_identical_rows_count_once_and_different_ones_are_all_refused(site: Site) -> None:
    content = visits(
        row(1, "a"), row(1, "a"),
        row(2, "a", updated=day(1)), row(2, "b", updated=day(2)),
        row(3, "a"), row(3, "b"),
    )  # fmt: skip
    assert outcome(site.load(site.file("visits.csv", content))[0]) == (2, 0, 1, 1, 2)
    assert site.ask("SELECT service FROM live.encounter ORDER BY 1") == [("a",), ("b",)]
    assert site.ask("SELECT DISTINCT rule_code FROM quarantine") == [("duplicate_key_conflict",)]


def test_the_key_of_another_source_is_refused(site: Site) -> None:
    site.load(site.file("visits_1.csv", visits(row(1, "ours"))))
    site.profile.write_text(site.profile.read_text().replace('id = "ehr"', 'id = "billing"'))
    assert outcome(site.load(site.file("visits_2.csv", visits(row(1, "theirs"), row(2))))[0]) == (
        1,
        0,
        0,
        0,
        1,
    )
    assert site.ask("SELECT service FROM live.encounter WHERE service IS NOT NULL") == [("ours",)]


def test_two_systems_that_issue_the_same_number_are_kept_apart(site: Site) -> None:
    site.write_profile(source='id_scope = "source"')
    site.load(site.file("visits_1.csv", visits(row(1, "ours"))))
    site.profile.write_text(site.profile.read_text().replace('id = "ehr"', 'id = "billing"'))
    site.load(site.file("visits_2.csv", visits(row(1, "theirs"))))
    assert site.ask("SELECT service FROM live.encounter ORDER BY 1") == [("ours",), ("theirs",)]


def test_a_deletion_needs_no_more_than_its_key(site: Site) -> None:
    site.write_profile(feed='deletes = { column = "note", values = ["D"] }')
    site.load(site.file("visits_1.csv", visits(row(1, updated=day(1)), row(2, updated=day(1)))))
    found = site.load(site.file("visits_2.csv", visits(f"V1,,,,,{day(2)},D", f"V9,,,,,{day(2)},D")))
    assert outcome(found[0]) == (1, 1, 0, 0, 0)
    late = site.load(site.file("visits_3.csv", visits(row(9, updated=day(1)))))
    assert outcome(late[0]) == (0, 0, 0, 1, 0)
    assert site.ask("SELECT count(*) FROM live.encounter") == [(1,)]


SNAPSHOT = 'mode = "snapshot"\nextracted = { pattern = "(\\\\d{8})", format = "%Y%m%d" }'


def _state_after(site: Site, files: list[Path], together: bool) -> list[tuple[object, ...]]:
    if together:
        site.load(*files)
    else:
        for path in files:
            site.load(path)
    return site.ask(STATE)


def test_snapshots_give_the_same_rows_in_any_order(tmp_path: Path) -> None:
    """What the newest snapshot lacks is deleted, also when an older one comes late."""
    contents = {
        "visits_20240201.csv": visits(row(1, "a"), row(2, "a"), row(3, "a")),
        "visits_20240202.csv": visits(row(1, "b"), row(3, "b")),
        "visits_20240203.csv": visits(row(1, "c"), row(2, "c")),
    }
    states = []
    for number, order in enumerate(itertools.permutations(contents)):
        site = Site(read_settings(tmp_path / f"home{number}"), tmp_path / "in", feed=SNAPSHOT)
        states.append(_state_after(site, [site.file(name, contents[name]) for name in order], together=False))
    live = [{(r[0], r[2]) for r in state if not r[3]} for state in states]
    assert all(found == live[0] for found in live)
    assert len(live[0]) == 2


VERSIONS = st.lists(
    st.lists(st.tuples(st.integers(1, 3), st.integers(1, 3), st.sampled_from("ab")), min_size=1, max_size=4),
    min_size=2,
    max_size=3,
)


@given(VERSIONS, st.data())
@settings(
    max_examples=12 if EFFORT >= 1 else 3,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
def test_the_order_of_arrival_does_not_matter(
    tmp_path_factory: pytest.TempPathFactory, files: list, data: st.DataObject
) -> None:
    """One after the other in any order, or all at once: the same rows."""
    order = data.draw(st.permutations(range(len(files))))
    folder = tmp_path_factory.mktemp("order")

    def state(name: str, sequence: list[int], together: bool) -> list[tuple[object, ...]]:
        site = Site(read_settings(folder / name), folder / f"{name}_in")
        paths = [
            site.file(
                f"visits_{n}.csv",
                visits(*(row(key, f"{n}{note}", updated=day(version)) for key, version, note in files[n])),
            )
            for n in sequence
        ]
        return _state_after(site, paths, together)

    one = state("one", list(range(len(files))), together=False)
    assert state("two", list(order), together=False) == one
    assert state("three", list(range(len(files))), together=True) == one


def test_too_many_refused_records_stop_the_file_but_not_its_neighbours(site: Site) -> None:
    bad = visits(*(row(n) for n in range(50)), *(f"X{n},P1,I,never,,," for n in range(10)))
    found = site.load(
        site.file("visits_1.csv", bad), site.file("visits_2.csv", visits(*(row(n) for n in range(60, 90))))
    )
    assert [(f["file"], f["status"]) for f in found] == [
        ("visits_1.csv", "rejected"),
        ("visits_2.csv", "loaded"),
    ]
    assert "16.7 % of the records are refused (limit 5 %)" in found[0]["reason"]
    assert "never" not in found[0]["reason"]
    assert site.ask("SELECT count(*) FROM live.encounter") == [(30,)]


def test_a_feed_may_allow_more(site: Site) -> None:
    site.write_profile(feed="max_quarantine_pct = 20")
    bad = visits(*(row(n) for n in range(50)), *(f"X{n},P1,I,never,,," for n in range(10)))
    assert outcome(site.load(site.file("visits.csv", bad))[0]) == (50, 0, 0, 0, 10)


IGNORE = """
[[feed.ignore]]
name = "test_patients"
where = "note = 'test'"
reason = "Test patients are no patients."
"""


def test_records_left_out_on_purpose_are_counted_by_name(site: Site) -> None:
    site.write_profile(more=IGNORE)
    found = site.load(site.file("visits.csv", visits(row(1), row(2, "test"), row(3))))[0]
    assert (found["rows_read"], found["rows_ignored"]) == (2, 1)
    assert site.ask("SELECT condition, reason, rows_ignored FROM load_ignored") == [
        ("test_patients", "Test patients are no patients.", 1)
    ]


CHECK = """
[[feed.check]]
name = "note_is_short"
sql = "length(service) < 5"
severity = "{severity}"
sentence = "The note is too long."
"""


def test_checks_of_a_profile_warn_refuse_or_stop(site: Site) -> None:
    content = visits(row(1, "short"[:4]), row(2, "much longer"))
    site.write_profile(more=CHECK.format(severity="warn"))
    assert outcome(site.load(site.file("visits.csv", content))[0]) == (2, 0, 0, 0, 0)
    assert ("note_is_short", 1) in site.ask("SELECT rule_code, row_count FROM dq_issue")
    site.write_profile(more=CHECK.format(severity="fail"))
    assert (
        site.load(site.file("visits.csv", content))[0]["reason"]
        == "The check note_is_short fails: The note is too long."
    )
    site.write_profile(more=CHECK.format(severity="quarantine"))
    assert outcome(site.load(site.file("visits.csv", content))[0]) == (0, 0, 1, 0, 1)


def test_sql_of_a_profile_reaches_no_file_and_its_failure_quotes_no_value(site: Site) -> None:
    site.write_profile(columns="specialty = { sql = \"(SELECT content FROM read_text('/etc/passwd'))\" }")
    assert "subquery" in site.load(site.file("visits.csv", visits(row(1))))[0]["reason"]
    site.write_profile(columns='specialty = { sql = "note::INTEGER" }')
    reason = site.load(site.file("visits.csv", visits(row(1, "MRN-99887"))))[0]["reason"]
    assert "MRN-99887" not in reason
    assert reason


def test_the_same_version_with_two_patients_ends_alike_whatever_came_first(tmp_path: Path) -> None:
    """The patient is keyed: neither the order of arrival nor the text of the identifier may decide."""
    one = visits(row(1, "a", patient="P1", updated=day(1)))
    two = visits(row(1, "a", patient="P2", updated=day(1)))
    ends = set()
    for number, loads in enumerate([[[one], [two]], [[two], [one]], [[one, two]], [[two, one]]]):
        settings = read_settings(tmp_path / f"home{number}", {"WARDBOARD_KEY_FILE": str(tmp_path / "key")})
        site = Site(settings, tmp_path / f"site{number}")
        for load, contents in enumerate(loads):
            site.load(*(site.file(f"visits_{load}{n}.csv", text) for n, text in enumerate(contents)))
        ends.add(tuple(site.ask("SELECT patient_id, service FROM live.encounter")))
    assert len(ends) == 1
