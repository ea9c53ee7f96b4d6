"""One month of both hospitals: who arrives, who is admitted, who returns. Nothing older than the queue is remembered."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields

import numpy as np

from data.demo import emergency
from data.demo import stays as ward
from data.demo.clock import DAY, MINUTE, Clock, arrivals, fullness, pick, pressure, winter
from data.demo.emergency import Visits
from data.demo.patients import LAST_VISIT, People
from data.demo.places import HOSPITAL_SHARE, HOSPITALS, PLANNED_SHARE, SERVICE_INDEX
from data.demo.stays import DAY_CASE, DIED, INPATIENT, OBSERVATION, Stays

ED_SHARE, SURGERY_SHARE, BIRTH_SHARE, DIRECT_SHARE, DAY_SHARE = 0.76, 0.05, 0.045, 0.02, 0.095
CHUNK = 25_000
ED_BY_WEEKDAY = np.array([1.08, 1.02, 0.99, 0.98, 0.98, 0.97, 0.98])
PLANNED_BY_WEEKDAY = np.array([1.08, 1.12, 1.06, 1.02, 0.78, 0.0, 0.0])
BIRTH_BY_WEEKDAY = np.array([1.05, 1.1, 1.08, 1.06, 1.05, 0.85, 0.81])
MORNING = np.array([0.0] * 5 + [3, 5, 4, 3, 2, 2, 1] + [0.0] * 12)
ALL_DAY = np.ones(24)
# A year; small enough that a chart of three years shows its season and its stories, not its growth.
GROWTH = 0.004
WORKING_DAYS = 20.9


@dataclass
class Month:
    """A chunk of one month: every emergency visit, every stay, and which visit led to which stay."""

    number: int
    chunk: int
    share: float
    visits: Visits
    stays: Stays
    visit_csn: np.ndarray
    is_ed_only: np.ndarray


class Hospitals:
    """The stream of months. `counter` numbers the visits; `queue` holds the returns that are still to come."""

    def __init__(self, clock: Clock, seed: int, encounters: int) -> None:
        self.clock, self.seed, self.encounters = clock, seed, encounters
        self.people = People(clock, seed, max(400, int(encounters * 0.6)))
        self.busy = pressure(clock, np.random.default_rng([seed, 7]), len(HOSPITALS))
        self.full = fullness(self.busy)
        self.counter = 5_000_000_000
        self.dead = LAST_VISIT
        self.queue: list[dict[str, np.ndarray]] = []

    def months(self) -> Iterator[Month]:
        """Month -1 comes first and yields only those who are still in bed when the data begin."""
        for number in range(-1, self.clock.months):
            parts = max(1, -(-int(self.encounters * ED_SHARE / self.clock.months) // CHUNK))
            for chunk in range(parts):
                yield self._month(number, chunk, parts)

    def pressure_at(
        self, hospital: np.ndarray, day: np.ndarray, levels: np.ndarray | None = None
    ) -> np.ndarray:
        levels = self.busy if levels is None else levels
        return levels[hospital, np.clip(day - self.clock.base_day, 0, levels.shape[1] - 1)]

    def _weights(self, number: int, hospital: int, by_weekday: np.ndarray, working_only: bool) -> np.ndarray:
        days = self.clock.first_day(number) + np.arange(self.clock.days(number))
        weight = by_weekday[self.clock.weekdays(days)] * np.exp(
            1.1 * self.pressure_at(np.array(hospital), days)
        )
        if working_only:
            return by_weekday[self.clock.weekdays(days)] * self.clock.planned_work(days)
        return weight * (1 + 0.05 * winter(days)) * self.clock.emergencies(days)

    def _count(
        self, rng: np.random.Generator, number: int, share: float, parts: int, working_only: bool
    ) -> int:
        growth = 1 + GROWTH * (number - self.clock.months / 2) / 12
        expected = self.encounters / self.clock.months * share * growth * self._size(number, working_only)
        return int(rng.poisson(expected / parts))

    def _size(self, number: int, working_only: bool) -> float:
        """How much of a usual month a month is: its days and season, or its working days."""
        days = self.clock.first_day(number) + np.arange(self.clock.days(number))
        if working_only:
            return float(self.clock.planned_work(days).sum()) / WORKING_DAYS
        return len(days) / 30.44 * (1 + 0.04 * float(winter(days[14])))

    def _arrive(self, rng, number, parts, share, by_weekday, by_hour, working_only=False):
        """(hospital, local second) of one kind of arrival at both hospitals."""
        where, when = [], []
        for hospital in range(len(HOSPITALS)):
            of_all = (PLANNED_SHARE if working_only else HOSPITAL_SHARE)[hospital]
            count = self._count(rng, number, share * of_all, parts, working_only)
            weights = self._weights(number, hospital, by_weekday, working_only)
            when.append(arrivals(rng, count, self.clock.first_day(number), weights, by_hour))
            where.append(np.full(count, hospital))
        return np.concatenate(where), np.concatenate(when)

    def _returns_of(self, number: int) -> dict[str, np.ndarray]:
        """Take from the queue those whose return falls in this month; keep the later ones."""
        begin, end = self.clock.first_day(number) * DAY, self.clock.first_day(number + 1) * DAY
        names = ("hospital", "person", "service", "local")
        waiting = {
            k: np.concatenate([q[k] for q in self.queue]) if self.queue else np.array([], int) for k in names
        }
        now = (waiting["local"] >= begin) & (waiting["local"] < end)
        later = waiting["local"] >= end
        self.queue = [{k: waiting[k][later] for k in names}]
        return {k: waiting[k][now] for k in names}

    def _month(self, number: int, chunk: int, parts: int) -> Month:
        rng = np.random.default_rng([self.seed, 11, number + 1, chunk])
        hospital, local = self._arrive(
            rng, number, parts, ED_SHARE, ED_BY_WEEKDAY, emergency.ARRIVALS_BY_HOUR
        )
        person = self.people.anyone(rng, len(local))
        service = pick(rng, ward.EMERGENCY_SERVICES, len(local))
        visits, stays, led = self._emergency(
            rng, number, hospital, person, service, local, np.zeros(len(local), bool)
        )
        planned = self._planned(rng, number, parts)
        stays, led = _join(stays, planned), np.concatenate([led, np.full(len(planned.person), -1)])
        self.queue.append(ward.returning(self.clock, rng, stays))
        for _ in range(3):
            back = self._returns_of(number)
            if not len(back["local"]):
                break
            force = np.ones(len(back["local"]), bool)
            more, again, origin = self._emergency(
                rng, number, back["hospital"], back["person"], back["service"], back["local"], force
            )
            led = np.concatenate([led, origin + len(visits.person)])
            visits, stays = _join(visits, more), _join(stays, again)
            self.queue.append(ward.returning(self.clock, rng, again))
        return self._number(number, chunk, parts, visits, stays, led)

    def _emergency(self, rng, number, hospital, person, service, local, must_admit):
        day = local // DAY
        age = self.people.age(person, day)
        busy = self.pressure_at(hospital, day)
        full = self.pressure_at(hospital, day, self.full)
        visits = emergency.visits(
            self.clock, rng, number, hospital, person, age, local, busy, full, must_admit
        )
        admit = np.flatnonzero(np.isin(visits.disposition, (emergency.ADMIT, emergency.OBSERVE)))
        kind = np.where(visits.disposition[admit] == emergency.ADMIT, INPATIENT, OBSERVATION)
        order = visits.decided[admit] + rng.integers(2, 20, len(admit)) * MINUTE
        stays = ward.stays(
            self.clock, rng, hospital[admit], person[admit], age[admit], kind, service[admit],
            visits.arrived[admit], np.minimum(order, visits.departed[admit]), visits.departed[admit],
            np.zeros(len(admit), bool), np.ones(len(admit), bool), busy[admit],
        )  # fmt: skip
        return visits, stays, admit

    def _planned(self, rng: np.random.Generator, number: int, parts: int) -> Stays:
        """Arrivals that do not come through the emergency department."""
        groups = []
        for share, by_weekday, by_hour, kind, services, working in (
            (SURGERY_SHARE, PLANNED_BY_WEEKDAY, MORNING, INPATIENT, ward.PLANNED_SERVICES, True),
            (BIRTH_SHARE, BIRTH_BY_WEEKDAY, ALL_DAY, INPATIENT, None, False),
            (DIRECT_SHARE, ED_BY_WEEKDAY, ALL_DAY, INPATIENT, ward.EMERGENCY_SERVICES, False),
            (DAY_SHARE, PLANNED_BY_WEEKDAY, MORNING, DAY_CASE, ward.DAY_SERVICES, True),
        ):
            hospital, local = self._arrive(rng, number, parts, share, by_weekday, by_hour, working)
            n, day = len(local), local // DAY
            if services is None:
                service, person = np.full(n, SERVICE_INDEX["OBS"]), self.people.mothers(rng, n, day)
            else:
                service, person = pick(rng, services, n), self.people.older(rng, n)
            started = self.clock.to_utc(local // MINUTE * MINUTE)
            bed = started + rng.integers(10, 90, n) * MINUTE
            groups.append(
                ward.stays(
                    self.clock, rng, hospital, person, self.people.age(person, day), np.full(n, kind), service,
                    started, started, bed, np.full(n, working), np.zeros(n, bool), self.pressure_at(hospital, day),
                )
            )  # fmt: skip
        joined = groups[0]
        for group in groups[1:]:
            joined = _join(joined, group)
        return joined

    def _number(self, number, chunk, parts, visits: Visits, stays: Stays, led: np.ndarray) -> Month:
        """Give visit numbers: a stay that began in the emergency department keeps the number of its visit."""
        visit_csn = self.counter + np.arange(len(visits.person))
        self.counter += len(visits.person)
        fresh = led < 0
        stays.csn = np.zeros(len(led), dtype=np.int64)
        stays.csn[~fresh] = visit_csn[led[~fresh]]
        stays.csn[fresh] = self.counter + np.arange(int(fresh.sum()))
        self.counter += int(fresh.sum())
        dies = (stays.ended == DIED) & (stays.kind == INPATIENT)
        self._bury(stays, dies)
        visits.person[led[~fresh]] = stays.person[~fresh]
        is_ed_only = np.ones(len(visits.person), bool)
        is_ed_only[led[~fresh]] = False
        if number < 0:
            still = self.clock.to_local(stays.left) // DAY >= self.clock.first_day(0)
            stays = _take(stays, still & (stays.kind != DAY_CASE))
            keep = np.zeros(len(visits.person), bool)
            visits, visit_csn, is_ed_only = _take(visits, keep), visit_csn[keep], is_ed_only[keep]
        return Month(number, chunk, 1 / parts, visits, stays, visit_csn, is_ed_only)

    def _bury(self, stays: Stays, dies: np.ndarray) -> None:
        """Who dies becomes a person of their own, with the same age band, so that nobody visits after death."""
        count = int(dies.sum())
        numbers = self.dead + np.arange(count)
        self.dead += count
        stays.person[dies] = numbers
        stays.age[dies] = self.people.age(numbers, stays.started[dies] // DAY)


def _join(a, b):
    """Two sets of rows of one kind as one."""
    kind = type(a)
    return kind(
        **{f.name: np.concatenate([getattr(a, f.name), getattr(b, f.name)], axis=-1) for f in fields(kind)}
    )


def _take(rows, keep: np.ndarray):
    kind = type(rows)
    return kind(
        **{f.name: getattr(rows, f.name)[..., keep] if getattr(rows, f.name).size else getattr(rows, f.name)
           for f in fields(kind)}
    )  # fmt: skip
