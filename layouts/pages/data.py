"""Data and loads: can I trust it? Every record of every file is accounted for, and every refusal has a reason."""

from __future__ import annotations

from typing import Any

from dash import html

from layouts import tables, wording
from layouts.blocks import heading
from layouts.page import Block, Page, View

OUTCOMES = ("rows_inserted", "rows_updated", "rows_unchanged", "rows_superseded", "rows_quarantined")


def _sum(rows: Any, column: str) -> int:
    return sum(row.get(column) or 0 for row in rows)


def _empty(title: str, words: str) -> list[Any]:
    return [*heading(title), html.P(words, className="muted")]


def lead(view: View) -> Any:
    """The one sentence: how many records came, how many were refused, and whether the sums agree."""
    loads = view.engine.loads()
    files = list(loads.files)
    read, refused = _sum(files, "rows_read"), _sum(files, "rows_quarantined")
    agree = all(_sum([row], "rows_read") == sum(_sum([row], c) for c in OUTCOMES) for row in files)
    rejected = {row["file"] for row in files if row.get("status") == "rejected"}
    sentence = f"{wording.plural(read, 'record')} read from {wording.plural(len({r['file'] for r in files}), 'file')}"
    share = f", {100 * refused / read:.2f} % kept aside with a reason" if read else ""
    sums = (
        "Every record is accounted for."
        if agree
        else "The sums of some files do not agree; they are marked below."
    )
    if rejected:
        sums += f" {wording.plural(len(rejected), 'file')} could not be loaded at all."
    return html.H2(f"{sentence}{share}. {sums}", className="lead-sentence lead-small")


def reconciliation(view: View) -> list[Any]:
    title = "What became of each file"
    files = sorted(view.engine.loads().files, key=lambda row: (row["file"], row.get("feed") or ""))
    if not files:
        return _empty(title, "No file has been loaded.")
    rows = []
    for row in files:
        agrees = row["rows_read"] == sum(row[c] or 0 for c in OUTCOMES)
        verdict = "adds up" if agrees else "does not add up"
        if row.get("status") == "rejected":
            verdict = row.get("reason") or "rejected"
        elif row.get("status") == "duplicate":
            verdict = "same bytes as before"
        feed = row.get("feed") or ""
        name = [row["file"], html.Span(feed, className="when")] if feed else row["file"]
        counts = [wording.count(row[c]) for c in ("rows_read", *OUTCOMES, "rows_ignored")]
        rows.append([name, *counts, html.Span(verdict, className="faint" if agrees else "said said-concern")])
    head = ("File and feed", "Read", "New", "Updated", "Unchanged", "Older", "Kept aside", "Ignored", "Sum")
    note = "Read = new + updated + unchanged + older + kept aside, for each file and feed. Ignored records are left out by a named rule of the profile and are not part of it."
    return [*heading(title, note), tables.plain(head, rows, title, numeric=range(1, 8))]


def quarantine(view: View) -> list[Any]:
    """Refused records by rule and reason; never a value of a row."""
    title = "Kept aside, by rule"
    found = sorted(view.engine.loads().quarantine, key=lambda row: -row["rows"])
    if not found:
        return _empty(title, "No record was refused.")
    rows = [[row["reason"], row["rule_code"], row["file"], wording.count(row["rows"])] for row in found]
    note = (
        "Raw lines stay on this machine, readable by its owner only. Nothing here shows what a record said."
    )
    return [
        *heading(title, note),
        tables.plain(("Reason", "Rule", "File", "Records"), rows, title, numeric=(3,)),
    ]


def ignored(view: View) -> list[Any]:
    title = "Ignored by name"
    found = list(view.engine.loads().ignored)
    if not found:
        return _empty(title, "The profiles ignore no record.")
    rows = [[r["condition"], r["reason"], r["file"], wording.count(r["rows_ignored"])] for r in found]
    return [*heading(title), tables.plain(("Condition", "Why", "File", "Records"), rows, title, numeric=(3,))]


def issues(view: View) -> list[Any]:
    title = "Looked odd, but counted"
    found = list(view.engine.loads().issues)
    if not found:
        return _empty(title, "Nothing looked odd.")
    rows = [[r["message"], r["table_name"], r["severity"], wording.count(r["row_count"])] for r in found]
    return [
        *heading(title),
        tables.plain(("Finding", "Table", "Severity", "Rows"), rows, title, numeric=(3,)),
    ]


def freshness(view: View) -> list[Any]:
    """How far each table reaches, with late ones first."""
    title = "How far the data reaches"
    found = list(view.engine.loads().freshness)
    if not found:
        return _empty(title, "No table has data.")
    newest = max(row["last_date"] for row in found)
    rows = []
    for row in sorted(found, key=lambda row: (row["last_date"], row["table_name"])):
        behind = (newest - row["last_date"]).days
        late = (
            html.Span(f"{wording.plural(behind, 'day')} behind", className="said said-concern")
            if behind > 7
            else ""
        )
        place = "all facilities" if row["facility_id"] == "*" else view.place_name(row["facility_id"])
        table = row["table_name"].removeprefix("v_").replace("_", " ")
        rows.append(
            [
                table,
                place,
                wording.day(row["first_date"]),
                wording.day(row["last_date"]),
                wording.count(row["row_count"]),
                late,
            ]
        )
    head = ("Table", "Facility", "From", "Until", "Rows", "")
    return [*heading(title), tables.plain(head, rows, title, numeric=(4,))]


def runs(view: View) -> list[Any]:
    title = "Refreshes"
    found = list(view.engine.loads().runs)
    if not found:
        return _empty(title, "No refresh has been recorded.")
    rows = [
        [
            f"load {r['load_id']}",
            str(r["started_ts"])[:16].replace("T", " "),
            r["trigger"],
            wording.count(r["files"]),
            wording.count(r["rows_read"]),
            wording.count(r["rows_quarantined"]),
        ]
        for r in sorted(found, key=lambda r: -r["load_id"])
    ]  # fmt: skip
    head = ("Data", "Started", "Started by", "Files", "Records read", "Kept aside")
    return [*heading(title), tables.plain(head, rows[:30], title, numeric=(3, 4, 5))]


page = Page(
    title="Data and loads",
    path="/data",
    order=30,
    group="Trust",
    icon="data",
    lead="Where the numbers come from, how old they are, and what was kept out.",
    has_filters=False,
    blocks=(
        Block(lead, height=60),
        Block(reconciliation, height=700),
        Block(quarantine, height=500),
        Block(freshness, height=500),
        Block(ignored, height=120),
        Block(issues, height=160),
        Block(runs, height=160),
    ),
)
