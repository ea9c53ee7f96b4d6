"""FHIR files from the bytes on: lines, Bundles and single resources, whole, broken and hostile."""

from __future__ import annotations

import gzip
import json
from typing import Any

from tests.pipelines.fhir import bundle, encounter, lines, visits
from tests.pipelines.site import Site, outcome


def delivered(first: int, shape: str) -> bytes:
    """A hundred visits from number `first` on."""
    each = [encounter(number) for number in range(first, first + 100)]
    text = lines(*each)
    written: dict[str, str | bytes] = {
        "blank lines": "\n" + text.replace("\n", "\r\n") + "\n\n",
        "no last line end": text.rstrip("\n"),
        "mark": b"\xef\xbb\xbf" + text.encode(),
        "packed": gzip.compress(text.encode()),
        "bundle": json.dumps(bundle(*each), indent=2),
        "bundle on one line": json.dumps(bundle(*each)),
        "bundle told last": json.dumps(dict(reversed(bundle(*each).items()))),
        "bundles on lines": lines(*(bundle(*each[n : n + 2]) for n in range(0, 100, 2))),
    }
    content = written.get(shape, text)
    return content if isinstance(content, bytes) else content.encode()


SHAPES = {
    "lines": "Encounter.000.ndjson", "blank lines": "2.Encounter.jsonl", "no last line end": "cut.ndjson",
    "mark": "mark.ndjson", "lines by content": "opaque.json", "packed": "Encounter.ndjson.gz", "bundle": "pretty.json",
    "bundle on one line": "all.json", "bundle told last": "odd.json", "bundles on lines": "many.ndjson",
}  # fmt: skip


def test_resources_load_whole_however_they_are_delivered(fhir: Site) -> None:
    files = [fhir.file(name, delivered(100 * n, shape)) for n, (shape, name) in enumerate(SHAPES.items())]
    found = [row for row in fhir.load(*files) if row["feed"] == "encounters"]
    assert {row["file"]: outcome(row) for row in found} == dict.fromkeys(SHAPES.values(), (100, 0, 0, 0, 0))
    assert fhir.ask(
        "SELECT count(*), count(DISTINCT encounter_id), min(epoch(discharge_ts) - epoch(start_ts)), "
        "max(epoch(discharge_ts) - epoch(start_ts)) FROM live.encounter"
    ) == [(1000, 1000, 9000.25, 9000.25)]


BAD: list[tuple[dict[str, Any] | str, str]] = [
    ('{"resourceType": "Encounter", "id": "E500"', "not_json"),
    ('{"resourceType": "Encounter"} {}', "not_json"),
    ('{"resourceType": "Encounter", "id": NaN}', "not_json"),
    ('{"resourceType": "Encounter", "id": "a", "id": "b"}', "member_twice"),
    ('{"resourceType": "Encounter", "x": ' + "[" * 120 + "]" * 120 + "}", "nested_too_deep"),
    ('{"resourceType": "Encounter", "x": ' + "[" * 200_000 + "]" * 200_000 + "}", "nested_too_deep"),
    ('{"resourceType": "Encounter", "id": "nul\0"}', "nul_byte"),
    ('{"id": "E500"}', "no_resource"),
    ("[1, 2]", "no_resource"),
    ('{"resourceType": "Encuonter", "id": "E500"}', "no_feed"),
    (encounter(500, period={"start": "2024-02-31T10:00:00Z"}), "cell_unreadable"),
    (encounter(501, status="done"), "code_unmapped"),
    (encounter(502, subject={"display": "somebody"}), "value_missing"),
    (encounter(503, serviceProvider={"reference": "Organization/X"}), "facility_unknown"),
    (encounter(504, period={"start": "2024-01-05T10:00:00Z", "end": "2024-01-04T10:00:00Z"}),
     "discharge_ts_before_start_ts"),
    (encounter(505, text="x" * (17 << 20)), "record_too_long"),
]  # fmt: skip


def test_a_bad_line_costs_itself_and_is_named_by_line_and_byte(fhir: Site) -> None:
    """Every twentieth line is bad; the last is cut off. A resource may be larger than a row of a table, to a limit."""
    good = [json.dumps(encounter(n, text="x" * (3 << 20 if n == 7 else 1))) for n in range(500)]
    written: list[str] = []
    for number, line in enumerate(good):
        written.append(line)
        if number % 25 == 0 and number // 25 < len(BAD):
            written.append(lines(BAD[number // 25][0]).rstrip("\n"))
    content = "\n".join([*written, json.dumps(encounter(600))[:-40]])
    found = fhir.load(fhir.file("Encounter.ndjson", content))
    assert outcome(visits(found)) == (500, 0, 0, 0, len(BAD) + 1)
    starts = [0]
    for line in content.split("\n"):
        starts.append(starts[-1] + len(line.encode()) + 1)
    places = [26 * n + 2 for n in range(len(BAD))]
    wanted = [(line, starts[line - 1], None, rule) for line, (_, rule) in zip(places, BAD, strict=True)]
    assert fhir.ask(
        "SELECT source_row, byte_offset, pointer, rule_code FROM quarantine WHERE feed = 'encounters' ORDER BY 1"
    ) == [*wanted, (len(written) + 1, starts[-2], None, "truncated_line")]


WHOLE = json.dumps(bundle(*(encounter(n) for n in range(10))))
BROKEN = [
    ("1.json", WHOLE[:-30], "cut off"),
    ("2.json", WHOLE[:-1], "cut off"),
    ("3.json", WHOLE.replace('"status"', "status", 1), "not JSON from byte"),
    ("4.json", WHOLE + "{}", "After the JSON document more text follows"),
    ("5.json", WHOLE.replace('"type"', '"resourceType"', 1), "names a member twice"),
    ("6.json", '{"a":' * 200 + "1" + "}" * 200, "deep in each other"),
    ("7.json", "[]", "does not begin like FHIR JSON"),
    ("8.json", "", "empty"),
    ("9.json", b'{"resourceType": "Bundle", "x": "\xff"}', "not UTF-8"),
    ("10.ndjson", WHOLE[:-30] + "\n", "not one whole JSON value"),
    ("11.json", '{"name": "a package", "version": "1"}', "no resourceType"),
    ("12.ndjson.gz", gzip.compress(WHOLE.encode())[:-9], "damaged or incomplete"),
]


def test_a_document_that_is_not_whole_is_refused_with_its_reason(fhir: Site) -> None:
    found = fhir.load(*(fhir.file(name, content) for name, content, _ in BROKEN))
    assert {row["status"] for row in found} == {"rejected"}
    reasons = {row["file"]: row["reason"] for row in found}
    for name, _, sentence in BROKEN:
        assert sentence in reasons[name], name


def test_a_bad_entry_of_a_bundle_is_named_by_its_pointer(fhir: Site) -> None:
    resources = [encounter(n) for n in range(100)]
    resources[7]["status"] = "done"
    text = json.dumps(bundle(*resources))
    doubled = text.replace('"id": "E9",', '"id": "E9", "id": "E9",')
    found = fhir.load(fhir.file("all.json", doubled))
    assert outcome(visits(found)) == (98, 0, 0, 0, 2)
    told = fhir.ask(
        "SELECT DISTINCT source_row, pointer, rule_code FROM quarantine WHERE feed IN ('encounters') ORDER BY ALL"
    )
    assert told == [(8, "/entry/7/resource", "code_unmapped"), (10, "/entry/9", "member_twice")]
