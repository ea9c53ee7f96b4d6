"""One day in the operating rooms: which room was in use when, what lay between two operations, and who may see it.

A stretch is a room in use and no record of a patient: it has no key, service, surgeon, procedure or reason, and its
clock is told to the nearest five minutes. Still one stretch is one patient, so where a facility hides small numbers
from the asker its rooms are named and none of their stretches leaves this module.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from metrics.compile import Frame
from metrics.disclosure import Rule
from metrics.fetching import label
from metrics.guard import Guard
from metrics.kpis.theatre import or_first_case_on_time_pct, or_gap_excluded_n, or_turnover_median
from metrics.permits import check
from metrics.places import Place
from metrics.question import Access, Answer, Question
from metrics.stored import Stored

TABLE = "v_or_day"
NEAREST = 300
# What lay between an operation and the one before it, in the words of the indicators.
TURNOVER, IDLE, BESIDE, OVERLAP = "turnover", "idle", "beside", "overlap"
CASE, OPEN, BLOCK, CLOSURE = "case", "open", "block", "closure"


@dataclass(frozen=True)
class Stretch:
    """A room in use, or held: seconds after midnight of the local clock. `gap_minutes` lie before it."""

    kind: str
    start: int
    end: int | None
    gap: str = ""
    gap_minutes: float | None = None
    late_minutes: float | None = None
    is_on_time: bool | None = None


@dataclass(frozen=True)
class Room:
    """One room of the day, its stretches in their order."""

    name: str
    facility: str
    stretches: tuple[Stretch, ...]

    def of(self, *kinds: str) -> tuple[Stretch, ...]:
        return tuple(one for one in self.stretches if one.kind in kinds)


@dataclass(frozen=True)
class TheatreDay:
    """What may be shown of a day. `earlier` and `later` = the nearest days with operations; `withheld` = facilities
    of which no single operation may be shown; `known_until` = the last known moment of a day that is not over."""

    day: date | None
    rooms: tuple[Room, ...] = ()
    earlier: date | None = None
    later: date | None = None
    first: date | None = None
    last: date | None = None
    target_minutes: float | None = None
    withheld: tuple[str, ...] = ()
    known_until: int | None = None


class Theatres:
    """Part of the engine: the day of the operating rooms."""

    if TYPE_CHECKING:

        def answer(self, question: Question, access: Access = ...) -> Answer: ...
        def _now(self) -> Stored: ...
        def _lit(self, kpi_id: str) -> Any: ...
        def _kept(self, stored: Stored, words: tuple[Any, ...], make: Callable[[], Any]) -> Any: ...

    def theatre_day(
        self,
        scope_type: str,
        scope_id: str,
        day: date | None = None,
        access: Access = Access(),  # noqa: B008 - frozen
    ) -> TheatreDay:
        """The rooms of a place on a day; without one the latest that is over, with operations and sessions.

        Raises `QuestionError` for an unknown place and for who may not see operations.
        """
        stored, kpi = self._now(), self._lit(or_turnover_median.id)
        question = Question((kpi.id,), "day", scope_type, scope_id)
        place = stored.places.of(question, access)
        check([kpi], question, access)

        def made() -> TheatreDay:
            found = theatre_day(stored, question, place, access, day)
            series = self.answer(replace(question, grain="month"), access).series
            target = next((one.verdict.target for one in series if not one.group), None)
            return replace(found, target_minutes=target)

        return self._kept(stored, ("theatre_day", question, day, access), made)  # type: ignore[no-any-return]


def theatre_day(
    stored: Stored, question: Question, place: Place, access: Access, wanted: date | None
) -> TheatreDay:
    """The day without its target, from the stretches that the refresh placed."""
    if not stored.generation.rows("SELECT 1 FROM duckdb_tables() WHERE table_name = $name", {"name": TABLE}):
        return TheatreDay(None)
    frame = Frame(question, access)
    rows = stored.generation.rows(
        "SELECT stretch_date, count(*) FILTER (WHERE kind = 'case'), count(*) FILTER (WHERE kind = 'open'),\n"
        "  count(*) FILTER (WHERE kind = 'block')\n"
        f"FROM {TABLE}{frame.where(TABLE, _reached(stored, frame))}\nGROUP BY 1 ORDER BY 1",
        frame.params,
    )
    days = [day for day, cases, _, _ in rows if cases]
    if not days:
        return TheatreDay(None)
    # Operations that nobody closed are only still open on the newest day; before it they are gaps in the records.
    running = {day for day, _, waiting, _ in rows if waiting and day >= days[-1]}
    over = [day for day in days if day not in running] or days
    planned = {day for day, _, _, blocks in rows if blocks}
    day = wanted or next((day for day in reversed(over) if day in planned), over[-1])
    found = TheatreDay(
        day,
        earlier=next((one for one in reversed(days) if one < day), None),
        later=next((one for one in days if one > day), None),
        first=days[0],
        last=days[-1],
    )
    return _filled(stored, question, place, access, found, day in running)


def _reached(stored: Stored, frame: Frame) -> str:
    """Nothing after the day that the figures are of: plans of tomorrow are no operations."""
    through = stored.stamp.data_through
    return f"stretch_date <= {frame.bind('through', through)}" if through else "TRUE"


def _filled(
    stored: Stored, question: Question, place: Place, access: Access, found: TheatreDay, is_running: bool
) -> TheatreDay:
    assert found.day is not None
    frame = Frame(replace(question, since=found.day, until=found.day + timedelta(days=1)), access)
    turned, idle = or_turnover_median, or_gap_excluded_n
    on_time: Any = or_first_case_on_time_pct.value
    rows = stored.generation.dicts(
        "SELECT facility_id, room_id, kind, start_seconds, end_seconds, gap_seconds, late_seconds,\n"
        f"  {turned.eligible} AND {turned.valid} AS is_turnover,\n"
        f"  {idle.eligible} AND {idle.value.where} AS is_idle, {on_time.num.where} AS is_on_time\n"  # type: ignore[union-attr]
        f"FROM {TABLE}{frame.where(TABLE)}\nORDER BY facility_id, room_id, start_seconds, end_seconds, kind",
        frame.params,
    )
    guard = Guard(stored, question, place, access)
    hiding = {row["facility_id"] for row in rows if _hides(guard, row["facility_id"])}
    shown = [row for row in rows if row["facility_id"] not in hiding]
    by_room: dict[tuple[str, str], list[Stretch]] = {}
    for row in shown:
        if row["kind"] != OPEN or is_running:
            by_room.setdefault((row["facility_id"], row["room_id"]), []).append(_stretch(row))
    facility = stored.places.name
    rooms = [
        Room(label(stored, "room_id", room), facility("facility", where), tuple(stretches))
        for (where, room), stretches in by_room.items()
    ]
    ends = [one.end or one.start for room in rooms for one in room.of(CASE)]
    return replace(
        found,
        rooms=tuple(sorted(rooms, key=lambda room: (room.facility, _natural(room.name)))),
        withheld=tuple(sorted(facility("facility", one) for one in hiding)),
        known_until=max(ends) if ends and is_running else None,
    )


def _hides(guard: Guard, facility_id: str) -> bool:
    rule = Rule.of([guard.profile(facility_id)], kpi=or_turnover_median)
    return rule.rounds or rule.up_to > 0


def _stretch(row: dict[str, Any]) -> Stretch:
    gap, late, gap_seconds = "", None, row["gap_seconds"]
    if row["kind"] == CASE and gap_seconds is not None:
        gap = OVERLAP if gap_seconds < 0 else BESIDE
        gap = TURNOVER if row["is_turnover"] else IDLE if row["is_idle"] else gap
    if row["late_seconds"] is not None:
        late = row["late_seconds"] / 60
    return Stretch(
        row["kind"],
        _near(row["start_seconds"]),
        None if row["end_seconds"] is None else _near(row["end_seconds"]),
        gap,
        gap_seconds / 60 if gap else None,
        late,
        bool(row["is_on_time"]) if late is not None else None,
    )


def _near(seconds: int) -> int:
    return (seconds + NEAREST // 2) // NEAREST * NEAREST


def _natural(name: str) -> tuple[tuple[int, str], ...]:
    """Room 2 before room 10."""
    return tuple((int(part), "") if part.isdigit() else (-1, part) for part in re.split(r"(\d+)", name))
