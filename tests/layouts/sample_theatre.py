"""A hand-made day in the operating rooms: the day of the manual (kpis.md W12), in one hospital that shows it and one that may not."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from metrics.question import Access
from metrics.theatre_day import BESIDE, BLOCK, CASE, IDLE, OPEN, OVERLAP, TURNOVER, Room, Stretch, TheatreDay

DAY, NEXT = date(2026, 10, 30), date(2026, 10, 31)


def at(clock: str) -> int:
    hours, minutes = clock.split(":")
    return int(hours) * 3600 + int(minutes) * 60


def case(
    start: str, end: str, gap: str = "", minutes: float | None = None, late: float | None = None
) -> Stretch:
    return Stretch(CASE, at(start), at(end), gap, minutes, late, None if late is None else late <= 5)


SESSION = Stretch(BLOCK, at("07:30"), at("15:30"))
ROOMS = (
    Room("Theatre 1", "Riverside General", (
        SESSION, case("07:35", "09:10", late=4), case("09:40", "11:05", TURNOVER, 28), case("12:50", "14:00", IDLE, 105),
        case("14:25", "16:10", TURNOVER, 45),
    )),
    Room("Theatre 2", "Riverside General", (
        SESSION, case("07:50", "10:00", late=19), case("10:00", "11:00", OVERLAP, -2), case("11:30", "15:15", TURNOVER, 31),
        case("15:50", "16:40", BESIDE, 35),
    )),
)  # fmt: skip
FULL = TheatreDay(DAY, ROOMS, date(2026, 10, 29), NEXT, date(2023, 11, 1), NEXT, 40)
RUNNING = replace(
    FULL, day=NEXT, earlier=DAY, later=None, known_until=at("11:05"),
    rooms=(replace(ROOMS[0], stretches=(*ROOMS[0].stretches[:3], Stretch(OPEN, at("11:30"), None))),),
)  # fmt: skip


class Operates:
    """The part of the sample engine that shows a theatre day; Hillcrest hides small numbers."""

    def theatre_day(
        self, scope_type: str, scope_id: str, day: date | None = None, access: Access = Access()  # noqa: B008
    ) -> TheatreDay:  # fmt: skip
        if scope_id.startswith("H2") or access.leaves_as:
            return replace(FULL, rooms=(), withheld=("Hillcrest Hospital",))
        return RUNNING if day == NEXT else replace(FULL, day=day or DAY)
