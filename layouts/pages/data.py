"""Data and loads: can I trust it? Every record of every file is accounted for, and every refusal has a reason."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from dash import html

from data.language import mark, say, say_count
from layouts import tables, wording
from layouts.page import Block, Page, View
from layouts.reaching import empty, freshness, listed, runs

OUTCOMES = ("rows_inserted", "rows_updated", "rows_unchanged", "rows_superseded", "rows_quarantined")


def _sum(rows: Any, column: str) -> int:
    return sum(row.get(column) or 0 for row in rows)


SEVERITY = {"warn": mark("look at it"), "info": mark("to know"), "error": mark("mistake")}


def coded(words: str) -> list[Any]:
    """A sentence whose names in backticks are set as code."""
    return [html.Code(part) if index % 2 else part for index, part in enumerate(words.split("`")) if part]


def lead(view: View) -> Any:
    """The one sentence: how many records came, how many were refused, and whether the sums agree."""
    loads = view.engine.loads(view.access)
    if loads.withheld:
        return html.H2(loads.withheld, className="lead-sentence lead-small")
    files = latest(loads.files)
    read, refused = _sum(files, "rows_read"), _sum(files, "rows_quarantined")
    agree = all(_agrees(row) for row in files)
    rejected = {row["file"] for row in files if row.get("status") == "rejected"}
    sentence = _read(read, len({row["file"] for row in files}), refused)
    sums = (
        say("Every record is accounted for.")
        if agree
        else say("The sums of some files do not agree; they are marked below.")
    )
    if rejected:
        words = say_count(
            len(rejected), "{n} file could not be loaded at all.", "{n} files could not be loaded at all."
        )
        sums += f" {words}"
    return html.H2(f"{sentence} {sums}", className="lead-sentence lead-small")


def _read(records: int, files: int, refused: int) -> str:
    read = say_count(records, "{n} record", "{n} records")
    source = say_count(files, "{n} file", "{n} files")
    if not records:
        return say("{records} read from {files}.", records=read, files=source)
    share = wording.decimal(100 * refused / records, 2)
    return say(
        "{records} read from {files}, {share} % kept aside with a reason.",
        records=read,
        files=source,
        share=share,
    )


def counted(draw: Callable[[View], Any]) -> Callable[[View], Any]:
    """A block of counts over the whole network: nothing where they are withheld, which the lead says."""
    return lambda view: [] if view.engine.loads(view.access).withheld else draw(view)


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
        return say(row["reason"] or "rejected")
    if not _agrees(row):
        return say("does not add up")
    return say("same bytes as before") if row["status"] == "duplicate" else say("adds up")


def _line(name: Any, rows: list[dict[str, Any]], verdict: str) -> list[Any]:
    counts = [wording.count(_sum(rows, column)) for column in ("rows_read", *OUTCOMES, "rows_ignored")]
    css = "faint" if verdict in (say("adds up"), say("same bytes as before")) else "said said-concern wrap"
    return [name, *counts, html.Span(verdict, className=css)]


def reconciliation(view: View) -> list[Any]:
    """Per feed, with every file one click away."""
    title = say("What became of every record")
    files = latest(view.engine.loads(view.access).files)
    if not files:
        return empty(title, say("No file has been loaded."))
    feeds: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for row in files:
        if row["status"] != "rejected":
            feeds.setdefault((row.get("source_id") or "", row.get("feed") or ""), []).append(row)
    lines = []
    for (source, feed), rows in sorted(feeds.items()):
        wrong = sum(not _agrees(row) for row in rows)
        name = [
            feed.replace("_", " "),
            html.Span(f"{source}, {say_count(len(rows), '{n} file', '{n} files')}", className="when"),
        ]
        lines.append(
            _line(
                name,
                rows,
                say_count(wrong, "{n} file off", "{n} files off") if wrong else say("adds up"),
            )
        )
    head = (
        say("Feed"),
        say("Read"),
        say("New"),
        say("Updated"),
        say("Unchanged"),
        say("Older"),
        say("Kept aside"),
        say("Ignored"),
        say("Sum"),
    )
    note = say(
        "Read = new + updated + unchanged + older + kept aside, for each file and feed. Ignored "
        "records are left out by a named rule of the profile and are not part of it."
    )
    parts = listed(view, title, head, lines, range(1, 8), note)
    rejected = [[row["file"], say(row["reason"] or "")] for row in files if row["status"] == "rejected"]
    if rejected:
        parts += [
            html.Div(
                tables.plain((say("File not loaded"), say("Why")), rejected, say("Files not loaded")),
                className="after",
            )
        ]
    each = [
        _line([row["file"], html.Span(row.get("feed") or "", className="when")], [row], _fate(row))
        for row in sorted(files, key=lambda row: (row["file"], row.get("feed") or ""))
    ]
    every = tables.plain((say("File and feed"), *head[1:]), each, say("Every file"), numeric=range(1, 8))
    parts.append(
        html.Details(
            [html.Summary(say_count(len(each), "Every file: {n} line", "Every file: {n} lines")), every]
        )
    )
    return parts


def quarantine(view: View) -> list[Any]:
    """Refused records by rule and reason; never a value of a row."""
    title = say("Kept aside, by rule")
    found: dict[tuple[str, str, str], list[dict[str, Any]]] = {}
    for row in view.engine.loads(view.access).quarantine:
        found.setdefault((row["reason"], row["rule_code"], row["feed"]), []).append(row)
    if not found:
        return empty(title, say("No record was refused."))
    rows = []
    for (reason, rule, feed), group in sorted(found.items(), key=lambda item: -_sum(item[1], "rows")):
        names = sorted({row["file"] for row in group})
        where = names[0] if len(names) == 1 else say("{n} files", n=len(names))
        rows.append(
            [
                coded(say(reason)),
                rule.replace("_", " "),
                feed.replace("_", " "),
                where,
                wording.count(_sum(group, "rows")),
            ]
        )
    note = say(
        "Raw lines stay on this machine, readable by its owner only. Nothing here shows what a record said."
    )
    return listed(
        view, title, (say("Reason"), say("Rule"), say("Feed"), say("File"), say("Records")), rows, (4,), note
    )


def ignored(view: View) -> list[Any]:
    """Records that a profile leaves out by name, and how many."""
    title = say("Ignored by name")
    found: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for row in view.engine.loads(view.access).ignored:
        found.setdefault((row["condition"], row["reason"]), []).append(row)
    if not found:
        return empty(title, say("The profiles ignore no record."))
    rows = [
        [
            condition.replace("_", " "),
            say(reason),
            say_count(len(group), "{n} file", "{n} files"),
            wording.count(_sum(group, "rows_ignored")),
        ]
        for (condition, reason), group in found.items()
    ]
    return listed(view, title, (say("Condition"), say("Why"), say("Files"), say("Records")), rows, (3,))


def issues(view: View) -> list[Any]:
    title = say("Looked odd, but counted")
    found = list(view.engine.loads(view.access).issues)
    if not found:
        return empty(title, say("Nothing looked odd."))
    rows = [
        [
            coded(say(r["message"])),
            r["table_name"].replace("_", " "),
            say(SEVERITY.get(r["severity"], r["severity"])),
            wording.count(r["row_count"]),
        ]
        for r in sorted(found, key=lambda row: -row["row_count"])
    ]
    return listed(view, title, (say("Finding"), say("Table"), say("Weight"), say("Rows")), rows, (3,))


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
        Block(counted(reconciliation), height=700),
        Block(counted(quarantine), height=500),
        Block(freshness, height=500),
        Block(counted(ignored), height=120),
        Block(counted(issues), height=160),
        Block(counted(runs), height=160),
    ),
)
