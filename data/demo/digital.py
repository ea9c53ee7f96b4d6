"""The patient portal and monitoring at home: accounts, messages and their replies, enrolments and days with readings."""

from __future__ import annotations

import numpy as np

from data.demo.clock import DAY, HOUR, MINUTE, Clock, lognormal, pick
from data.demo.ehr import person_ids
from data.demo.patients import People, chance
from data.demo.series import Series
from data.demo.writing import Inbox, code_text, date_text, id_text, time_text

ISO = "%Y-%m-%d"
MESSAGES_PER_ENCOUNTER = 0.22
ENROLLED_PER_ENCOUNTER = 0.004
BLOCK = 500_000
PROGRAMMES = ("Heart failure", "Blood pressure", "Diabetes")
DEVICES = ("Scale", "Cuff", "Glucose meter")


class Portal:
    """Writes everything at the end: a person's account follows from the number of the person."""

    def __init__(self, inbox: Inbox, clock: Clock, people: People, seed: int, encounters: int) -> None:
        self.inbox, self.clock, self.people, self.seed, self.encounters = (
            inbox,
            clock,
            people,
            seed,
            encounters,
        )

    def write(self) -> None:
        self._accounts()
        messages = Series(self.inbox, self.clock, "PORTAL_MESSAGES_{}.csv", broken=0)
        for month in range(self.clock.months):
            messages.write(month, self._messages(month))
        messages.close()
        self._monitoring()

    def _accounts(self) -> None:
        extract = self.inbox.open("PORTAL_ACCOUNTS.csv")
        first, end = self.clock.first_day(0) * DAY, self.clock.end_day * DAY
        for begin in range(0, self.people.size, BLOCK):
            person = np.arange(begin, min(begin + BLOCK, self.people.size))
            age = self.people.age(person, np.full(len(person), self.clock.end_day))
            has = chance(person, self.seed + 71) < np.select(
                [age < 18, age < 65, age < 80], [0.42, 0.79, 0.63], 0.41
            )
            # Two thirds had their account before the data begin.
            since = first + ((chance(person, self.seed + 72) - 0.64) / 0.36 * (end - first)).astype(np.int64)
            since = np.minimum(np.maximum(since, first - 900 * DAY), end - DAY)
            idle = (
                lognormal(np.random.default_rng([self.seed, 71, begin]), 45.0, 1.5, len(person)) * DAY
            ).astype(np.int64)
            login = np.maximum(end - HOUR - idle, since)
            extract.write(
                {
                    "PAT_ID": person_ids(person[has]),
                    "ACTIVATED_DTTM": time_text(self.clock.wall(since[has]), ISO),
                    "LAST_LOGIN_DTTM": time_text(self.clock.wall(login[has]), ISO),
                }
            )
        self.inbox.close(extract)

    def _messages(self, month: int) -> dict:
        clock, rng = self.clock, np.random.default_rng([self.seed, 72, month])
        n = int(
            rng.poisson(
                self.encounters / clock.months * MESSAGES_PER_ENCOUNTER * (0.8 + 0.4 * month / clock.months)
            )
        )
        sent = (clock.first_day(month) + rng.integers(0, clock.days(month), n)) * DAY
        sent += rng.integers(6 * 60, 23 * 60, n) * MINUTE
        # Offices answer on working days: a message of the weekend waits for Monday.
        day = sent // DAY
        wait = lognormal(rng, 11.0, 0.95, n)
        wait += 24.0 * np.select([clock.weekdays(day) == 4, clock.weekdays(day) == 5], [0.8, 1.6], 0.3)
        reply = sent + (wait * HOUR).astype(np.int64)
        answered = (rng.random(n) > 0.045) & (reply < clock.end_day * DAY)
        return {
            "MESSAGE_ID": id_text(month * 10_000_000 + np.arange(n), "M"),
            "PAT_ID": person_ids(self.people.anyone(rng, n)),
            "SENT_DTTM": time_text(clock.wall(sent), ISO),
            "FIRST_REPLY_DTTM": time_text(clock.wall(reply), ISO, answered),
        }

    def _monitoring(self) -> None:
        clock, rng = self.clock, np.random.default_rng([self.seed, 73])
        n = int(self.encounters * ENROLLED_PER_ENCOUNTER)
        start = rng.integers(clock.first_day(0), clock.end_day, n)
        length = np.minimum(30 * rng.geometric(0.22, n) + rng.integers(0, 30, n), 540)
        end, kind = start + length, pick(rng, (0.4, 0.35, 0.25), n)
        extract = self.inbox.open("RPM_ENROLLMENTS.csv")
        extract.write(
            {
                "ENROLLMENT_ID": id_text(np.arange(n), "R"),
                "PAT_ID": person_ids(self.people.older(rng, n)),
                "PROGRAM": code_text(kind, PROGRAMMES),
                "DEVICE": code_text(kind, DEVICES),
                "START_DATE": date_text(start, ISO),
                "END_DATE": date_text(end, ISO, end < clock.end_day),
            }
        )
        self.inbox.close(extract)
        habit = np.clip(rng.beta(4.2, 1.9, n), 0.05, 0.98)
        shown = np.maximum(np.minimum(end, clock.end_day - 1) - start + 1, 0)
        who = np.repeat(np.arange(n), shown)
        day = start[who] + np.arange(len(who)) - np.repeat(np.cumsum(shown) - shown, shown)
        read = rng.random(len(who)) < habit[who]
        extract = self.inbox.open("RPM_READINGS.csv")
        extract.write({"ENROLLMENT_ID": id_text(who[read], "R"), "DATE": date_text(day[read], ISO)})
        self.inbox.close(extract)
