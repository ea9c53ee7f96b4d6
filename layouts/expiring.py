"""Licences that have run out or will: how many of each kind, and by when somebody must have acted."""

from __future__ import annotations

from typing import Any

from dash import html

from data.language import mark, say
from layouts import measured, menus, tables, wording
from layouts.blocks import heading, notes, unlit
from layouts.filters import address
from layouts.page import Block, View
from layouts.wording import last_point

COLUMNS = (
    ("credential_lapsed_count", mark("Lapsed")),
    ("credential_expiring_30d", mark("Within 30 days")),
    ("credential_expiring_60d", mark("Within 60 days")),
    ("credential_expiring_90d", mark("Within 90 days")),
)
BY = "credential_type"


def expiring(title: str) -> Block:
    """One line per kind of licence. Whose they are stays with the manager of the unit: nobody is listed here."""

    def draw(view: View) -> Any:
        known = [kpi for kpi, _ in COLUMNS if view.kpi(kpi) is not None]
        lit = [kpi for kpi in known if kpi not in view.dark]
        if not lit:
            reasons = {kpi: view.dark[kpi] for kpi in known}
            return [*heading(say(title)), unlit(view, reasons)] if reasons else []
        answer = view.ask(*lit, by=BY)
        found = {(s.group, s.kpi_id): last_point(s) for s in answer.series if s.group}
        labels = {s.group: s.group_label for s in answer.series if s.group}
        if not labels:
            return []
        rows = []
        for group, label in labels.items():
            link = address(f"/kpi/{lit[-1]}", view.filters, only=(*view.filters.only, (BY, (group,))))
            cells = [measured.counted(found.get((group, kpi))) for kpi in lit]
            rows.append([html.A(label, href=link, className="door"), *cells])
        head = (say("Licence or certificate"), *(say(words) for kpi, words in COLUMNS if kpi in lit))
        days = [point.period for point in found.values() if point]
        note = say(
            "At the end of {period}; the 30 days are part of the 60, and those of the 90.",
            period=wording.period(max(days), view.grain_of(lit[0])),
        )
        table = tables.plain(head, rows, say(title), numeric=range(1, len(head)))
        return [*heading(say(title), note, menus.of_table(view, say(title))), *notes(answer), table]

    return Block(draw, height=360, title=title)
