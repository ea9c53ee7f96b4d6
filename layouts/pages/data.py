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
    loads = view.engine.loads(view.access)
    files = latest(loads.files)
    read, refused = _sum(files, "rows_read"), _sum(files, "rows_quarantined")
    agree = all(_agrees(row) for row in files)
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


def latest(files: Any) -> list[dict[str, Any]]:
    """What became of every file and feed when it last brought something; `files` starts with the newest load."""
    found: dict[tuple[str, str], dict[str, Any]] = {}
    for row in files:
        key = row["file"], row.get("feed") or ""
        if key not in found or found[key]["status"] == "duplicate":
            found[key] = row
    return list(found.values())


def _agrees(row: dict[str, Any]) -> bool:
    return row["rows_read"] == sum(row[c] or 0 for c in OUTCOMES)


def _fate(row: dict[str, Any]) -> str:
    if row["status"] == "rejected":
        return row["reason"] or "rejected"
    if not _agrees(row):
        return "does not add up"
    return "same bytes as before" if row["status"] == "duplicate" else "adds up"


def _line(name: Any, rows: list[dict[str, Any]], verdict: str) -> list[Any]:
    counts = [wording.count(_sum(rows, column)) for column in ("rows_read", *OUTCOMES, "rows_ignored")]
    css = "faint" if verdict in ("adds up", "same bytes as before") else "said said-concern wrap"
    return [name, *counts, html.Span(verdict, className=css)]


def reconciliation(view: View) -> list[Any]:
    """Per feed, with every file one click away."""
    title = "What became of every record"
    files = latest(view.engine.loads(view.access).files)
    if not files:
        return _empty(title, "No file has been loaded.")
    feeds: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for row in files:
        if row["status"] != "rejected":
            feeds.setdefault((row.get("source_id") or "", row.get("feed") or ""), []).append(row)
    lines = []
    for (source, feed), rows in sorted(feeds.items()):
        wrong = sum(not _agrees(row) for row in rows)
        name = [
            feed.replace("_", " "),
            html.Span(f"{source}, {wording.plural(len(rows), 'file')}", className="when"),
        ]
        lines.append(_line(name, rows, f"{wording.plural(wrong, 'file')} off" if wrong else "adds up"))
    head = ("Feed", "Read", "New", "Updated", "Unchanged", "Older", "Kept aside", "Ignored", "Sum")
    note = (
        "Read = new + updated + unchanged + older + kept aside, for each file and feed. Ignored records are left out by "
        "a named rule of the profile and are not part of it."
    )
    parts: list[Any] = [*heading(title, note), tables.plain(head, lines, title, numeric=range(1, 8))]
    rejected = [[row["file"], row["reason"] or ""] for row in files if row["status"] == "rejected"]
    if rejected:
        parts += [
            html.Div(
                tables.plain(("File not loaded", "Why"), rejected, "Files not loaded"), className="after"
            )
        ]
    each = [
        _line([row["file"], html.Span(row.get("feed") or "", className="when")], [row], _fate(row))
        for row in sorted(files, key=lambda row: (row["file"], row.get("feed") or ""))
    ]
    every = tables.plain(("File and feed", *head[1:]), each, "Every file", numeric=range(1, 8))
    parts.append(html.Details([html.Summary(f"Every file: {wording.plural(len(each), 'line')}"), every]))
    return parts


def quarantine(view: View) -> list[Any]:
    """Refused records by rule and reason; never a value of a row."""
    title = "Kept aside, by rule"
    found: dict[tuple[str, str, str], list[dict[str, Any]]] = {}
    for row in view.engine.loads(view.access).quarantine:
        found.setdefault((row["reason"], row["rule_code"], row["feed"]), []).append(row)
    if not found:
        return _empty(title, "No record was refused.")
    rows = []
    for (reason, rule, feed), group in sorted(found.items(), key=lambda item: -_sum(item[1], "rows")):
        names = sorted({row["file"] for row in group})
        where = names[0] if len(names) == 1 else f"{len(names)} files"
        rows.append([reason, rule, feed.replace("_", " "), where, wording.count(_sum(group, "rows"))])
    note = (
        "Raw lines stay on this machine, readable by its owner only. Nothing here shows what a record said."
    )
    return [
        *heading(title, note),
        tables.plain(("Reason", "Rule", "Feed", "File", "Records"), rows, title, numeric=(4,)),
    ]


def ignored(view: View) -> list[Any]:
    title = "Ignored by name"
    found = list(view.engine.loads(view.access).ignored)
    if not found:
        return _empty(title, "The profiles ignore no record.")
    rows = [[r["condition"], r["reason"], r["file"], wording.count(r["rows_ignored"])] for r in found]
    return [*heading(title), tables.plain(("Condition", "Why", "File", "Records"), rows, title, numeric=(3,))]


def issues(view: View) -> list[Any]:
    title = "Looked odd, but counted"
    found = list(view.engine.loads(view.access).issues)
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
    found = list(view.engine.loads(view.access).freshness)
    if not found:
        return _empty(title, "No table has data.")
    newest = max(row["last_date"] for row in found)
    rows = []
    for row in sorted(found, key=lambda row: (row["last_date"], row["table_name"])):
        # A monthly table stands on the first of its month: it is late only after its own usual gap.
        behind = (newest - row["last_date"]).days
        late = (
            html.Span(f"{wording.plural(behind, 'day')} behind", className="said said-concern")
            if behind > 7 + row["usual_gap_days"]
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
    found = list(view.engine.loads(view.access).runs)
    if not found:
        return _empty(title, "No refresh has been recorded.")
    rows = [
        [
            f"load {r['load_id']}",
            wording.instant(r["started_ts"]),
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
