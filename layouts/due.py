"""Due dates of open actions as an iCalendar file, which every calendar programme reads (RFC 5545)."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta
from typing import Any

from flask import Flask, Response

from metrics.acting import Action
from metrics.question import Access

FOLD = 75  # octets in a line


def _escaped(text: str) -> str:
    for plain, written in (("\\", "\\\\"), (";", "\\;"), (",", "\\,"), ("\n", "\\n")):
        text = text.replace(plain, written)
    return text.replace("\r", "")


def folded(line: str) -> str:
    """A content line cut after 75 octets, never inside a character; what follows begins with a space."""
    parts, rest, room = [], line, FOLD
    while len(rest.encode()) > room:
        cut = room
        while len(rest[:cut].encode()) > room:
            cut -= 1
        parts.append(rest[:cut])
        rest, room = rest[cut:], FOLD - 1
    return "\r\n ".join([*parts, rest])


def calendar(found: Iterable[Action], titles: Callable[[str], str], site: str) -> str:
    """Every open action on the day it is due; the same action keeps its identity, so that a new file replaces the old."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Wardboard//Actions//EN",
        f"X-WR-CALNAME:{_escaped(site)} actions",
    ]
    for one in found:
        if not one.is_open:
            continue
        changed = datetime.fromisoformat(one.changed_ts)
        name = hashlib.sha256(f"{site}\0{one.action_id}\0{one.written_ts}".encode()).hexdigest()[:20]
        lines += [
            "BEGIN:VEVENT",
            f"UID:{name}@wardboard",
            f"DTSTAMP:{changed:%Y%m%dT%H%M%SZ}",
            f"DTSTART;VALUE=DATE:{_day(one.due)}",
            f"DTEND;VALUE=DATE:{_day(one.due + timedelta(days=1))}",
            f"SUMMARY:{_escaped(f'Due: {one.title} ({one.owner})')}",
            f"DESCRIPTION:{_escaped(f'{titles(one.kpi_id)}, {one.place}')}",
            "TRANSP:TRANSPARENT",
            "END:VEVENT",
        ]
    return "\r\n".join(folded(line) for line in [*lines, "END:VCALENDAR"]) + "\r\n"


def _day(day: date) -> str:
    return f"{day:%Y%m%d}"


def register(server: Flask, engine: Any, site: str, access: Callable[[], Access]) -> None:
    @server.get("/export/actions.ics")
    def due_dates() -> Response:
        kpis = engine.kpis()
        found = engine.actions(access()) if engine.stamp() else ()
        text = calendar(found, lambda kpi_id: kpis[kpi_id].title, site)
        name = {"Content-Disposition": 'attachment; filename="actions.ics"', "Cache-Control": "no-store"}
        return Response(text.encode(), mimetype="text/calendar", headers=name)
