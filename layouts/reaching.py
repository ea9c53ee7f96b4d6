"""How far the data of each table reach, and which refreshes brought them."""

from __future__ import annotations

from typing import Any

from dash import html

from data.language import say, say_count
from layouts import menus, staleness, tables, wording
from layouts.blocks import heading
from layouts.filters import address
from layouts.page import View


def empty(title: str, words: str) -> list[Any]:
    """A titled sentence where there is no table."""
    return [*heading(title), html.P(words, className="muted")]


def listed(view: View, title: str, head: Any, rows: Any, numeric: Any, note: str = "") -> list[Any]:
    """A titled table with the menu that takes it away."""
    return [
        *heading(title, note, menus.of_table(view, title)),
        tables.plain(head, rows, title, numeric=numeric),
    ]


def freshness(view: View) -> list[Any]:
    """How far each table reaches, late ones first; a facility has a line of its own where it lags behind the others."""
    title = say("How far the data reaches")
    loads = view.engine.loads(view.access)
    found = list(loads.freshness)
    if not found:
        words = say("No table that you may see has data.") if loads.withheld else say("No table has data.")
        return empty(title, words)
    newest = max(row["last_date"] for row in found)
    rows = []
    for row in sorted(
        found, key=lambda row: (row["last_date"], row["table_name"], row["facility_id"] != "*")
    ):
        behind, is_late = (newest - row["last_date"]).days, staleness.is_late(row, newest)
        if row["facility_id"] != "*" and not (is_late or loads.withheld):
            continue
        late = html.Span(
            say_count(behind, "{n} day behind", "{n} days behind"), className="said said-concern"
        )
        place = say("all facilities") if row["facility_id"] == "*" else view.place_name(row["facility_id"])
        rows.append(
            [
                row["table_name"].removeprefix("v_").replace("_", " "),
                place,
                wording.day(row["first_date"]),
                wording.day(row["last_date"]),
                wording.count(row["row_count"]),
                late if is_late else "",
            ]
        )
    return listed(
        view,
        title,
        (say("Table"), say("Facility"), say("From"), say("Until"), say("Rows"), say("Behind")),
        rows,
        (4,),
    )


def _as_published(view: View, load: int) -> Any:
    """A load as the door to home with its figures, where they can be shown again."""
    words = say("load {load}", load=load)
    is_kept = load in view.engine.published()
    return html.A(words, href=address("/", view.filters, asof=load), className="door") if is_kept else words


def runs(view: View) -> list[Any]:
    """The refreshes so far, the newest first."""
    title = say("Refreshes")
    found = list(view.engine.loads(view.access).runs)
    if not found:
        return empty(title, say("No refresh has been recorded."))
    rows = [
        [
            _as_published(view, r["load_id"]),
            wording.instant(r["started_ts"]),
            say(r["trigger"]),
            wording.count(r["files"]),
            wording.count(r["rows_read"]),
            wording.count(r["rows_quarantined"]),
        ]
        for r in sorted(found, key=lambda r: -r["load_id"])
    ]  # fmt: skip
    head = (
        say("Data"),
        say("Started"),
        say("Started by"),
        say("Files"),
        say("Records read"),
        say("Kept aside"),
    )
    return listed(view, title, head, rows[:30], (3, 4, 5))
