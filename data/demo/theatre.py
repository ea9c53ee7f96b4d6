"""The operating-room log: rooms, sessions, cases one after another, first cases late or not, blocks kept or released."""

from __future__ import annotations

import numpy as np
import pyarrow.compute as pc

from data.demo import stays as ward
from data.demo.clock import DAY, HOUR, MINUTE, Clock, lognormal, pick
from data.demo.dirt import Flaw, spoil
from data.demo.ehr import DEPARTMENTS, person_ids
from data.demo.hospital import WORKING_DAYS, Month
from data.demo.places import HOSPITALS, OR_UNIT, PLANNED_SHARE
from data.demo.series import Series
from data.demo.stories import effect
from data.demo.writing import Inbox, code_text, id_text, number_text, time_text

SERVICES = ("GENERAL", "ORTHOPEDICS", "UROLOGY", "EYE", "OBSTETRICS")
GENERAL, ORTHO, UROLOGY, EYE, OBSTETRICS = range(5)
MINUTES = np.array([98.0, 112.0, 74.0, 52.0, 56.0])
GAP_MINUTES = (29.0, 31.5)
ON_TIME = (0.81, 0.76)
CASES_PER_ROOM_DAY = 4.1
MOST_CASES_PER_ROOM = 6
# Rooms without a block of their own are numbered apart.
EXTRA, URGENT = 100_000, 200_000
OPENS, CLOSES = 7 * HOUR + 30 * MINUTE, 15 * HOUR + 30 * MINUTE
ISO = "%Y-%m-%d"
FLAWS = (
    Flaw("IN_ROOM_DTTM", "2025-02-31 07:30:00"),
    Flaw("OUT_ROOM_DTTM", "2019-01-01 09:00:00"),
    Flaw("CASE_CLASS_C_NAME", "???"),
    Flaw("LOG_ID", None),
    Flaw("ROOM_ID", None),
)


class Theatres:
    """Plans each chunk of a month into rooms and days, then writes the log and the blocks."""

    def __init__(self, inbox: Inbox, clock: Clock, seed: int, encounters: int) -> None:
        self.clock, self.seed = clock, seed
        self.monthly = encounters / clock.months * 0.112
        self.counter = 70_000_000
        self.log = Series(inbox, clock, "OR_LOG_{}.csv", broken=3, quoted=True)
        self.blocks = Series(inbox, clock, "OR_BLOCK_{}.csv", broken=0)

    def write(self, month: Month) -> None:
        if month.number < 0:
            return
        rng = np.random.default_rng([self.seed, 41, month.number, month.chunk])
        for hospital in range(len(HOSPITALS)):
            self._hospital(rng, month, hospital)

    def close(self) -> None:
        self.log.close()
        self.blocks.close()

    def _hospital(self, rng: np.random.Generator, month: Month, hospital: int) -> None:
        stays, clock = month.stays, self.clock
        here = stays.hospital == hospital
        surgical = np.isin(stays.service, (4, 5))
        listed = (
            here
            & surgical
            & (stays.planned & ((stays.kind == ward.DAY_CASE) | (rng.random(len(here)) < 0.93)))
        )
        urgent = here & (stays.kind == ward.INPATIENT) & ~stays.planned
        urgent &= (surgical & (rng.random(len(here)) < 0.62)) | ((stays.service == 7) & (stays.drg == 1))
        rows, blocks = self._listed(rng, month, hospital, np.flatnonzero(listed))
        more = self._urgent(rng, month, hospital, np.flatnonzero(urgent))
        joined = {name: np.concatenate([rows[name], more[name]]) for name in rows}
        keep = joined["planned"] < clock.end_day * DAY
        joined = {name: values[keep] for name, values in joined.items()}
        self.log.write(month.number, spoil(rng, self._columns(rng, month, hospital, joined), FLAWS))
        self.blocks.write(month.number, blocks)

    def _listed(self, rng, month: Month, hospital: int, index: np.ndarray) -> tuple[dict, dict]:
        """Elective cases: each day's list is cut into rooms by service, each room runs one case after another."""
        clock, stays = self.clock, month.stays
        day = clock.to_local(stays.started[index]) // DAY
        day_case = stays.kind[index] == ward.DAY_CASE
        mix = np.where(
            rng.random(len(index)) < 0.2, np.where(rng.random(len(index)) < 0.55, EYE, UROLOGY), GENERAL
        )
        service = np.where(stays.service[index] == 5, ORTHO, np.where(day_case, mix, GENERAL))
        rooms = max(
            1, round(self.monthly * month.share * PLANNED_SHARE[hospital] / WORKING_DAYS / CASES_PER_ROOM_DAY)
        )
        order = np.lexsort((rng.random(len(index)), service, day))
        index, day, service, day_case = index[order], day[order], service[order], day_case[order]
        n = len(index)
        first_of_day = np.flatnonzero(np.r_[True, day[1:] != day[:-1]]) if n else np.array([], int)
        per_day = np.diff(np.r_[first_of_day, n])
        rank = np.arange(n) - np.repeat(first_of_day, per_day)
        # A list too long for the rooms of the day gets another room, one without a block.
        open_rooms = np.maximum(rooms, -(-per_day // MOST_CASES_PER_ROOM))
        room = rank * np.repeat(open_rooms, per_day) // np.maximum(np.repeat(per_day, per_day), 1)
        starts = np.r_[True, (day[1:] != day[:-1]) | (room[1:] != room[:-1])][:n]
        first = np.flatnonzero(starts)
        position = np.arange(n) - np.repeat(first, np.diff(np.r_[first, n]))
        service, owner = _owned(rng, service, np.cumsum(starts) - 1, day_case)

        length = lognormal(rng, MINUTES[service] * np.where(day_case, 0.8, 1.12), 0.38, n)
        booked = np.maximum(np.rint(length * rng.normal(1.0, 0.16, n) / 5) * 5, 15)
        gap = lognormal(
            rng,
            GAP_MINUTES[hospital]
            * (effect("turnover", month.number, clock.months, 1.0) if hospital else 1.0),
            0.3,
            n,
        )
        gap = np.where(rng.random(n) < 0.05, gap + rng.uniform(40, 160, n), gap)
        late = np.where(
            rng.random(n) < ON_TIME[hospital], rng.uniform(-9, 4.4, n), lognormal(rng, 14.0, 0.6, n) + 5
        )
        start = _run(np.where(position == 0, late, gap), length, first)
        plan = _run(np.where(position == 0, 0.0, 30.0), booked, first)
        rows = {
            "stay": index, "service": service, "room": _number_rooms(room, rooms, month.chunk),
            "planned": day * DAY + OPENS + (plan * MINUTE).astype(np.int64),
            "booked": booked, "start": day * DAY + OPENS + (start * MINUTE).astype(np.int64),
            "length": length, "first": position == 0, "class": np.zeros(n, int),
        }  # fmt: skip
        blocks = self._block_rows(month, hospital, rooms, day[first], room[first], owner)
        return rows, blocks

    def _urgent(self, rng, month: Month, hospital: int, index: np.ndarray) -> dict:
        """Cases that cannot wait: in a room of their own, some hours after the patient came in."""
        clock, stays = self.clock, month.stays
        n = len(index)
        begin = clock.to_local(stays.admitted[index]) + (lognormal(rng, 7.0, 0.7, n) * HOUR).astype(np.int64)
        begin = clock.wall(np.sort(np.minimum(begin, clock.to_local(stays.left[index]) - 2 * HOUR)))
        service = np.where(
            stays.service[index] == 7, OBSTETRICS, np.where(stays.service[index] == 5, ORTHO, GENERAL)
        )
        length = lognormal(rng, MINUTES[service] * 1.05, 0.4, n)
        rooms = max(1, round(self.monthly * month.share * PLANNED_SHARE[hospital] * 0.3 / 30 / 2))
        return {
            "stay": index, "service": service, "room": URGENT + np.arange(n) % rooms + 1 + month.chunk * rooms,
            "planned": begin - 20 * MINUTE, "booked": np.rint(length / 5) * 5, "start": begin,
            "length": length, "first": np.zeros(n, bool), "class": pick(rng, (0.0, 0.45, 0.4, 0.15), n),
        }  # fmt: skip

    def _block_rows(self, month: Month, hospital: int, rooms: int, day, room, owner) -> dict:
        """Every room has a block on every working day; one that nobody used was released a week before."""
        clock = self.clock
        days = clock.first_day(month.number) + np.arange(clock.days(month.number))
        days = days[clock.is_working(days)]
        grid_day, grid_room = np.repeat(days, rooms), np.tile(np.arange(rooms), len(days))
        service = (grid_day + grid_room) % 4
        used = np.zeros(len(grid_day), bool)
        place = {
            (d, r): i for i, (d, r) in enumerate(zip(grid_day.tolist(), grid_room.tolist(), strict=True))
        }
        for d, r, s in zip(day.tolist(), room.tolist(), owner.tolist(), strict=True):
            if (at := place.get((d, r))) is not None:
                service[at], used[at] = s, True
        number = grid_room + 1 + month.chunk * rooms
        return {
            "BLOCK_ID": id_text(grid_day * 100_000 + number * 10 + hospital, "B"),
            "ROOM_ID": _room(hospital, number),
            "BLOCK_KIND": code_text(np.zeros(len(grid_day), int), ("ALLOCATED",)),
            "SERVICE": code_text(service, SERVICES),
            "BLOCK_START": time_text(grid_day * DAY + OPENS, ISO),
            "BLOCK_END": time_text(grid_day * DAY + CLOSES, ISO),
            "RELEASED": time_text(grid_day * DAY - 7 * DAY + 10 * HOUR, ISO, ~used),
        }

    def _columns(self, rng, month: Month, hospital: int, r: dict) -> dict:
        n, stays = len(r["stay"]), month.stays
        cancelled = rng.random(n) < 0.022
        cancelled &= r["class"] == 0
        end = r["start"] + (r["length"] * MINUTE).astype(np.int64)
        cut = r["start"] + (r["length"] * rng.uniform(0.22, 0.34, n) * MINUTE).astype(np.int64)
        close = end - rng.integers(4, 13, n) * MINUTE
        ready = end + rng.integers(14, 24, n) * MINUTE
        done = ~cancelled
        own = np.random.default_rng([self.seed, 42, month.number, month.chunk, hospital])
        booked = r["planned"] - (lognormal(own, 21.0, 0.7, n) * DAY).astype(np.int64) - DAY
        called_off = r["planned"] - np.where(
            own.random(n) < 0.6, own.integers(0, 8, n) * HOUR, own.integers(1, 6, n) * DAY
        )
        number = self.counter + np.arange(n)
        self.counter += n

        def stamp(when: np.ndarray, known: np.ndarray = done):
            return time_text(self.clock.wall(when // MINUTE * MINUTE), ISO, known, seconds=True)

        return {
            "LOG_ID": id_text(number, "L"),
            "PAT_ENC_CSN_ID": id_text(stays.csn[r["stay"]]),
            "PAT_ID": person_ids(stays.person[r["stay"]]),
            "LOC_DEPARTMENT_ID": code_text(np.full(n, OR_UNIT[hospital]), DEPARTMENTS),
            "ROOM_ID": _room(hospital, r["room"]),
            "SERVICE_C_NAME": code_text(r["service"], SERVICES),
            "PRIMARY_PHYS_ID": id_text(
                hospital * 1000 + 200 + r["service"] * 10 + rng.integers(0, 5, n), "S"
            ),
            "CASE_CLASS_C_NAME": code_text(r["class"], ("Elective", "Urgent", "Emergent", "Add-on")),
            "PATIENT_CLASS_C": code_text(stays.kind[r["stay"]], ("101", "104", "105")),
            "SCHED_START_DTTM": stamp(r["planned"], np.isin(r["class"], (0, 1, 3))),
            "SCHED_MINUTES": number_text(r["booked"], 0),
            "FIRST_CASE_YN": code_text(r["first"].astype(int), ("N", "Y")),
            "IN_ROOM_DTTM": stamp(r["start"]),
            "ANESTHESIA_START_DTTM": stamp(r["start"] + 3 * MINUTE),
            "PROCEDURE_START_DTTM": stamp(cut),
            "PROCEDURE_COMPLETE_DTTM": stamp(close),
            "OUT_ROOM_DTTM": stamp(end),
            "ROOM_READY_DTTM": stamp(ready),
            "LOG_STATUS_C_NAME": code_text(cancelled.astype(int), ("Completed", "Canceled")),
            "CANCEL_REASON_C_NAME": code_text(
                pick(rng, (0.5, 0.3, 0.2), n), ("Patient", "Clinical", "Hospital"), cancelled
            ),
            "BOOKED_DTTM": stamp(booked, r["class"] == 0),
            "CANCEL_DTTM": stamp(called_off, cancelled & (own.random(n) > 0.05)),
            "RESCHED_LOG_ID": id_text(number[_again(own, r)], "L", cancelled & (own.random(n) < 0.85)),
        }


def _again(rng: np.random.Generator, r: dict) -> np.ndarray:
    """For each case the place of a case of its service some days later, as the new date of a cancelled one."""
    order = np.lexsort((r["planned"], r["service"]))
    place = np.empty(len(order), dtype=np.int64)
    place[order] = np.arange(len(order))
    later = np.minimum(place + rng.integers(4, 40, len(order)), len(order) - 1)
    return order[later]


def _owned(rng: np.random.Generator, service: np.ndarray, session: np.ndarray, day_case: np.ndarray):
    """Each session belongs to the service with most cases; day cases are mostly of the owner's kind."""
    count = int(session[-1]) + 1 if len(session) else 0
    cases = np.bincount(session * len(SERVICES) + service, minlength=count * len(SERVICES))
    owner = cases.reshape(count, len(SERVICES)).argmax(axis=1)
    moved = rng.random(len(service)) < np.where(day_case, 0.93, 0.7)
    return np.where(moved, owner[session], service), owner


def _number_rooms(room: np.ndarray, rooms: int, chunk: int) -> np.ndarray:
    """Room numbers of a chunk: its own rooms, and apart from them those opened for a long list."""
    return np.where(room < rooms, room + 1 + chunk * rooms, EXTRA + room - rooms + 1 + chunk * 50)


def _run(before: np.ndarray, length: np.ndarray, first: np.ndarray) -> np.ndarray:
    """Start of each case when cases follow each other from the first of each room-day on."""
    spent = np.cumsum(before + length)
    counts = np.diff(np.r_[first, len(length)])
    base = np.repeat(np.r_[0.0, spent][first], counts) if len(first) else np.array([])
    return spent - length - base


def _room(hospital: int, number: np.ndarray):
    kinds = tuple(f"{HOSPITALS[hospital]}-OR{kind}" for kind in ("", "X", "E"))
    return pc.binary_join_element_wise(code_text(number // EXTRA, kinds), id_text(number % EXTRA), "")
