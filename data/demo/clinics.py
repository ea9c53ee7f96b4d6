"""Clinic appointments as a scheduling extract: booked ahead, kept, missed, moved or called off."""

from __future__ import annotations

import numpy as np
import pyarrow.compute as pc

from data.demo.clock import DAY, HOUR, MINUTE, Clock, lognormal, pick, winter
from data.demo.dirt import Flaw, spoil
from data.demo.ehr import DEPARTMENTS, PAYER_IDS, person_ids
from data.demo.patients import People
from data.demo.places import CLINICS, UNIT_INDEX
from data.demo.series import Series
from data.demo.slots import readings, slots
from data.demo.stories import effect, is_on
from data.demo.writing import Inbox, code_text, date_text, id_text, time_text

PER_ENCOUNTER = 0.92
CHUNK = 50_000
BY_WEEKDAY = np.array([1.1, 1.08, 1.02, 0.98, 0.82, 0, 0])
SIZE = np.array([1.35, 1.0, 0.85, 0.8, 1.1, 1.05, 0.75])
NO_SHOW = np.array([0.118, 0.102, 0.088, 0.107, 0.11, 0.135, 0.098])
ROOM_MINUTES = np.array([13.0, 16.0, 15.0, 12.0, 19.0, 14.0, 11.0])
STATUSES = ("2", "4", "3", "3", "3", "5", "1")
KEPT, MISSED, BY_PATIENT, BY_OFFICE, MOVED, LEFT, STALE = range(len(STATUSES))
FLAWS = (
    Flaw("APPT_DTTM", "2025-13-40 09:00:00"),
    Flaw("APPT_STATUS_C", "77"),
    Flaw("DEPARTMENT_ID", "29999"),
    Flaw("PAT_ENC_CSN_ID", None),
    Flaw("CHECKOUT_DTTM", "2019-01-01 08:00:00"),
    Flaw("APPT_LENGTH", "-20"),
)
ISO = "%Y-%m-%d"


class Clinics:
    """A pipe-delimited extract; `kept` counts completed visits by unit and month for the ledger."""

    def __init__(self, inbox: Inbox, clock: Clock, people: People, seed: int, encounters: int) -> None:
        self.clock, self.people, self.seed = clock, people, seed
        self.series = Series(inbox, clock, "V_SCHED_APPT_{}.txt", delimiter="|")
        self.slots = Series(inbox, clock, "V_SCHED_SLOT_{}.txt", delimiter="|", broken=1)
        self.inbox = inbox
        self.monthly = encounters * PER_ENCOUNTER / clock.months
        self.counter = 4_000_000_000_000
        self.kept = np.zeros((len(CLINICS), clock.months))

    def write(self, month: int) -> None:
        parts = max(1, -(-int(self.monthly) // CHUNK))
        for part in range(parts):
            rng = np.random.default_rng([self.seed, 31, month, part])
            rows = self._rows(rng, month, parts)
            own = np.random.default_rng([self.seed, 33, month, part])
            rows |= self._technology(own, rows)
            self.series.write(month, spoil(rng, rows, FLAWS))
            self.slots.write(month, slots(own, rows))

    def close(self) -> None:
        self.series.close()
        self.slots.close()
        readings(self.inbox, self.clock, self.seed)

    def _technology(self, rng: np.random.Generator, rows: dict) -> dict:
        """Video visits that the line was too bad for: some were missed for it, few went on all the same."""
        n = len(rows["VISIT_MODE"])
        video = np.array(pc.equal(rows["VISIT_MODE"], "VIDEO"))
        status = np.array(rows["APPT_STATUS_C"].to_pylist())
        likely = np.select([status == "4", status == "5", status == "2"], [0.22, 0.5, 0.004], 0.0)
        return {"TECH_FAILURE_YN": code_text((video & (rng.random(n) < likely)).astype(int), ("N", "Y"))}

    def _rows(self, rng: np.random.Generator, month: int, parts: int) -> dict:
        clock = self.clock
        days = clock.first_day(month) + np.arange(clock.days(month))
        weight = BY_WEEKDAY[clock.weekdays(days)] * clock.planned_work(days)
        season = 1 + 0.05 * float(winter(days[len(days) // 2]))
        n = int(rng.poisson(self.monthly / parts * season * weight.sum() / 21.2))
        day = days[pick(rng, weight, n)]
        clinic = pick(rng, SIZE, n)
        unit = np.array(CLINICS)[clinic]
        scheduled = day * DAY + pick(rng, np.array([4, 6, 6, 5, 2, 5, 6, 5, 3]), n) * HOUR + 8 * HOUR
        scheduled += rng.integers(0, 3, n) * 20 * MINUTE
        person = self.people.anyone(rng, n)
        age = self.people.age(person, day)
        is_new = rng.random(n) < np.where(clinic < 2, 0.14, 0.32)
        lead = np.floor(lognormal(rng, np.where(is_new, 17.0, 11.0), 0.95, n)).astype(np.int64)
        lead = np.where(rng.random(n) < 0.12, 0, np.minimum(lead, 200))
        video = (rng.random(n) < np.where(clinic == 4, 0.03, 0.13)) & ~is_new

        missed = NO_SHOW[clinic] * (0.55 + 0.022 * np.minimum(lead, 40)) * np.where(video, 0.7, 1.0)
        missed = missed * np.where(age < 40, 1.18, 0.9)
        if is_on("noshow", month, clock.months):
            story = unit == UNIT_INDEX["SALT-ORT"]
            missed = missed + effect("noshow", month, clock.months, 0.0) * story * (
                0.6 + 0.03 * np.minimum(lead, 30)
            )
        chance = rng.random(n)
        off = np.array([0.095, 0.03, 0.035, 0.004, 0.003]).cumsum()
        status = np.select(
            [chance < missed, *(chance < missed + edge for edge in off)],
            [MISSED, BY_PATIENT, BY_OFFICE, MOVED, LEFT, STALE], KEPT,
        )  # fmt: skip
        kept = status == KEPT
        np.add.at(self.kept, (clinic[kept], month), 1)
        return self._columns(rng, unit, clinic, person, age, scheduled, lead, is_new, video, status)

    def _columns(self, rng, unit, clinic, person, age, scheduled, lead, is_new, video, status) -> dict:
        n = len(unit)
        kept, came = status == KEPT, np.isin(status, (KEPT, LEFT))
        off = np.isin(status, (BY_PATIENT, BY_OFFICE, MOVED))
        day = scheduled // DAY
        made = (day - lead) * DAY + 9 * HOUR + rng.integers(0, 7 * HOUR, n)
        made = np.where(lead == 0, np.minimum(made, scheduled - 30 * MINUTE), made)
        hours_before = np.minimum(lognormal(rng, 40.0, 1.4, n), np.maximum(lead, 0.2) * 20)
        cancelled = np.maximum(scheduled - (hours_before * HOUR).astype(np.int64), made + MINUTE)
        minutes = np.where(is_new, 40, 20)
        check_in = scheduled + ((rng.normal(-7, 9, n)) * MINUTE).astype(np.int64)
        wait = lognormal(rng, ROOM_MINUTES[clinic] * (1 + 0.25 * (scheduled % DAY > 10 * HOUR)), 0.5, n)
        roomed = np.maximum(check_in, scheduled - 5 * MINUTE) + (wait * MINUTE).astype(np.int64)
        enter = roomed + rng.integers(3, 16, n) * MINUTE
        leave = enter + (lognormal(rng, minutes * 0.7, 0.35, n) * MINUTE).astype(np.int64)
        out = leave + rng.integers(2, 12, n) * MINUTE
        csn = self.counter + np.arange(n)
        self.counter += n
        moved_to = np.where(rng.random(n) < 0.9, np.roll(csn, -1), csn)
        there = kept & ~video
        reason = np.select([status == BY_PATIENT, status == BY_OFFICE], [0, 1], 2)

        def stamp(when: np.ndarray, known: np.ndarray | None = None):
            return time_text(self.clock.wall(when), ISO, known, seconds=True)

        return {
            "PAT_ENC_CSN_ID": id_text(csn),
            "PAT_ID": person_ids(person),
            "DEPARTMENT_ID": code_text(unit, DEPARTMENTS),
            "PROV_ID": id_text(unit * 100 + rng.integers(1, 9, n), "P"),
            "PRC_NAME": code_text(
                np.where(video, 2, is_new.astype(int)), ("RETURN VISIT", "NEW PATIENT", "VIDEO VISIT")
            ),
            "VISIT_MODE": code_text(video.astype(int), ("IN PERSON", "VIDEO")),
            "NEW_PATIENT_YN": code_text(is_new.astype(int), ("N", "Y")),
            "APPT_MADE_DTTM": stamp(made),
            "APPT_DTTM": stamp(scheduled),
            "APPT_LENGTH": id_text(minutes),
            "APPT_STATUS_C": code_text(status, STATUSES),
            "APPT_CANC_DTTM": stamp(cancelled, off),
            "CANCEL_INITIATOR": code_text(
                np.where(status == MOVED, 0, reason), ("PATIENT", "PROVIDER", "PATIENT"), off
            ),
            "CANCEL_REASON_C_NAME": code_text(
                reason, ("Patient request", "Provider unavailable", "Rescheduled"), off
            ),
            "RESCHED_APPT_CSN_ID": id_text(moved_to, known=status == MOVED),
            "CHECKIN_DTTM": stamp(check_in, came & ~video),
            "ROOMED_DTTM": stamp(roomed, there & (rng.random(n) > 0.03)),
            "PHYS_ENTER_DTTM": stamp(enter, kept),
            "VISIT_END_DTTM": stamp(leave, kept),
            "CHECKOUT_DTTM": stamp(out, there),
            "WALK_IN_YN": code_text(((lead == 0) & (rng.random(n) < 0.3)).astype(int), ("N", "Y")),
            "OVERBOOKED_YN": code_text((rng.random(n) < 0.03).astype(int), ("N", "Y")),
            "PAYOR_ID": code_text(self.people.payer(person, age), PAYER_IDS),
            "UPDATE_DATE": date_text(np.minimum(day + 1, self.clock.end_day), ISO),
        }
