"""Hospital stays: service, length with its heavy tail, the way through the units, how they end, who comes back."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from data.demo import emergency
from data.demo.clock import DAY, HOUR, MINUTE, Clock, pick
from data.demo.places import ICU_UNIT, SDU_UNIT, SERVICE_INDEX, SERVICES, UNIT_INDEX
from data.demo.stories import effect

INPATIENT, OBSERVATION, DAY_CASE = 0, 1, 2
DISPOSITIONS = ("01", "06", "03", "62", "50", "02", "07", "20")
DIED, AWAY, AMA_LEFT = 7, 5, 6
EMERGENCY_SERVICES = np.array([0.36, 0.19, 0.15, 0.085, 0.115, 0.06, 0.04, 0.0])
PLANNED_SERVICES = np.array([0.0, 0.03, 0.0, 0.0, 0.44, 0.49, 0.04, 0.0])
DAY_SERVICES = np.array([0.0, 0.06, 0.0, 0.0, 0.52, 0.42, 0.0, 0.0])
LEAVES_BY_HOUR = (
    np.array([0, 0, 0, 0, 0, 0, 0.4, 1, 2.4, 5, 8, 9.5, 12, 13.5, 13.5, 12, 10, 7.5, 5, 3, 1.6, 0.8, 0.2, 0]),
    np.array(
        [0, 0, 0, 0, 0, 0, 0.3, 0.8, 1.8, 4, 6.5, 8.5, 12, 14, 14.5, 13, 11, 8, 5.5, 3, 1.6, 0.8, 0.2, 0]
    ),
)
TAIL_SHARE, TAIL_FACTOR = 0.022, 3.0
RETURN_DAYS = 14.0
NO_TIME = -1


@dataclass
class Stays:
    """One row per stay. `unit` and `enter` hold up to three places in order; -1 = no such step."""

    hospital: np.ndarray
    person: np.ndarray
    age: np.ndarray
    kind: np.ndarray
    service: np.ndarray
    drg: np.ndarray
    started: np.ndarray
    admitted: np.ndarray
    in_bed: np.ndarray
    left: np.ndarray
    days: np.ndarray
    ended: np.ndarray
    planned: np.ndarray
    from_ed: np.ndarray
    unit: np.ndarray
    enter: np.ndarray
    csn: np.ndarray = field(default_factory=lambda: np.array([], dtype=np.int64))

    @property
    def last_unit(self) -> np.ndarray:
        steps = (self.unit >= 0).sum(axis=0) - 1
        return self.unit[np.maximum(steps, 0), np.arange(len(steps))]

    @property
    def ward(self) -> np.ndarray:
        return self.last_unit


DRG_WEIGHT = np.array([[d.weight for d in s.drgs] + [0.0] * (4 - len(s.drgs)) for s in SERVICES])
DRG_STAY = np.array([[d.gmlos for d in s.drgs] + [1.0] * (4 - len(s.drgs)) for s in SERVICES])
DRG_COUNT = np.array([len(s.drgs) for s in SERVICES])
ICU_SHARE = np.array([s.icu for s in SERVICES])
RETURNS = np.array([s.returns for s in SERVICES])


def stays(
    clock: Clock,
    rng: np.random.Generator,
    hospital: np.ndarray,
    person: np.ndarray,
    age: np.ndarray,
    kind: np.ndarray,
    service: np.ndarray,
    started: np.ndarray,
    admitted: np.ndarray,
    in_bed: np.ndarray,
    planned: np.ndarray,
    from_ed: np.ndarray,
    busy: np.ndarray,
) -> Stays:
    """Follow each admission to its end."""
    n = len(person)
    drg = (rng.random(n) ** 1.25 * DRG_COUNT[service]).astype(np.int64)
    inpatient = kind == INPATIENT
    icu = inpatient & (rng.random(n) < ICU_SHARE[service] * np.where(planned, 0.5, 1.0))
    sdu = inpatient & np.where(icu, rng.random(n) < 0.5, rng.random(n) < 0.1)

    days = _length(clock, rng, service, drg, kind, icu, age, in_bed, busy)
    left = _leave(clock, rng, hospital, kind, in_bed, days)
    ended = _ending(rng, n, age, icu, inpatient, service)

    ward = _wards(rng, hospital, service)
    first = np.where(icu, np.array(ICU_UNIT)[hospital], np.where(sdu, np.array(SDU_UNIT)[hospital], ward))
    second = np.where(icu & sdu, np.array(SDU_UNIT)[hospital], np.where(icu | sdu, ward, -1))
    third = np.where(icu & sdu, ward, -1)
    dies_in_icu = icu & (ended == DIED) & (rng.random(n) < 0.7)
    second = np.where(dies_in_icu, -1, second)
    third = np.where(dies_in_icu, -1, third)
    length = left - in_bed
    cut1, cut2 = rng.uniform(0.4, 0.65, n), rng.uniform(0.7, 0.85, n)
    whole = lambda share: in_bed + (length * share).astype(np.int64) // MINUTE * MINUTE  # noqa: E731
    enter = np.stack(
        [in_bed, np.where(second >= 0, whole(cut1), NO_TIME), np.where(third >= 0, whole(cut2), NO_TIME)]
    )
    return Stays(
        hospital=hospital, person=person, age=age, kind=kind, service=service, drg=drg, started=started,
        admitted=admitted, in_bed=in_bed, left=left, days=days, ended=ended, planned=planned, from_ed=from_ed,
        unit=np.stack([first, second, third]), enter=enter,
    )  # fmt: skip


def _length(clock, rng, service, drg, kind, icu, age, in_bed, busy) -> np.ndarray:
    """Nights in hospital: lognormal by DRG, longer in intensive care and for the old, with a long tail."""
    n = len(service)
    median = DRG_STAY[service, drg] * np.where(icu, 1.5, 1.0) * np.where(age >= 75, 1.06, 0.92)
    nights = median * np.exp(0.62 * rng.standard_normal(n) + 0.5 * busy)
    tail = rng.random(n) < TAIL_SHARE
    nights = np.where(tail & (service != SERVICE_INDEX["OBS"]), nights * TAIL_FACTOR + 2, nights)
    nights = np.floor(nights + rng.random(n)).astype(np.int64)
    nights = np.minimum(nights, 180)
    day = clock.to_local(in_bed) // DAY + nights
    weekday = np.where(clock.is_holiday(day), 5, clock.weekdays(day))
    # Before a weekend or a holiday many go home a little early, a few have to wait until it is over.
    chance = rng.random(n)
    early = (weekday >= 5) & (chance < 0.17) & (nights > weekday - 3)
    late = (weekday >= 5) & (chance > 0.94) & (nights > 1)
    nights = nights + np.select([early, late], [4 - weekday, 7 - weekday], 0)
    nights = np.where(kind == OBSERVATION, (rng.random(n) < 0.55).astype(np.int64), nights)
    return np.where(kind == DAY_CASE, 0, nights)


def _leave(clock, rng, hospital, kind, in_bed, days) -> np.ndarray:
    """The hour of leaving follows the ward round, not the hour of arriving."""
    n = len(days)
    local = clock.to_local(in_bed)
    hour = np.where(hospital == 0, pick(rng, LEAVES_BY_HOUR[0], n), pick(rng, LEAVES_BY_HOUR[1], n))
    planned = (local // DAY + days) * DAY + hour * HOUR + rng.integers(0, 60, n) * MINUTE
    short = local + (rng.uniform(3, 9, n) * HOUR).astype(np.int64)
    soonest = local + (rng.uniform(4, 10, n) * HOUR).astype(np.int64)
    leave = np.where(kind == DAY_CASE, short, np.maximum(planned, soonest))
    return np.maximum(clock.to_utc(leave // MINUTE * MINUTE), in_bed + 30 * MINUTE)


def _ending(rng, n, age, icu, inpatient, service) -> np.ndarray:
    old = np.clip((age - 50) / 40, 0, 1)
    died = np.where(icu, 0.035 + 0.06 * old, 0.002 + 0.028 * old) * (service != SERVICE_INDEX["OBS"])
    chance = rng.random(n)
    edges = np.stack(
        [
            died,
            0.012 + 0 * old,
            0.018 + 0 * old,
            0.005 + 0.02 * old,
            0.02 + 0.05 * old,
            0.03 + 0.2 * old,
            0.08 + 0.14 * old,
        ]
    )
    order = np.array([DIED, AMA_LEFT, AWAY, 4, 3, 2, 1])
    cumulative = np.cumsum(edges, axis=0)
    step = (chance[None, :] >= cumulative).sum(axis=0)
    ended = np.where(step < len(order), order[np.minimum(step, len(order) - 1)], 0)
    healthy = service == SERVICE_INDEX["OBS"]
    ended = np.where(healthy & (chance > 0.01), 0, ended)
    return np.where(inpatient, ended, 0)


def _wards(rng, hospital, service) -> np.ndarray:
    ward = np.full(len(service), -1)
    draw = rng.random(len(service))
    for s, spec in enumerate(SERVICES):
        for h, choices in enumerate(spec.wards):
            here = (service == s) & (hospital == h)
            if here.any():
                edges = np.cumsum([share for _, share in choices])
                ids = np.array([UNIT_INDEX[name] for name, _ in choices])
                ward[here] = ids[np.minimum(np.searchsorted(edges, draw[here], side="right"), len(ids) - 1)]
    return ward


def returning(clock: Clock, rng: np.random.Generator, stay: Stays) -> dict[str, np.ndarray]:
    """Unplanned returns within 30 days: who, where, for what and when they will stand in the emergency department."""
    month = clock.month_of_day(clock.to_local(stay.left) // DAY)
    likely = RETURNS[stay.service] * np.where(stay.ended == 2, 1.2, 1.0)
    months = clock.months
    begun = np.array([effect("returns", m, months, 1.0) for m in range(-1, months + 1)])
    at_5n = stay.last_unit == UNIT_INDEX["QUIL-5N"]
    likely = np.where(at_5n, likely * begun[np.clip(month, -1, months) + 1], likely)
    alive = (stay.kind == INPATIENT) & ~np.isin(stay.ended, (DIED, AWAY, AMA_LEFT))
    comes = alive & (rng.random(len(likely)) < likely)
    within = 1 - np.exp(-28.5 / RETURN_DAYS)
    delay = 1 - RETURN_DAYS * np.log(1 - within * rng.random(int(comes.sum())))
    back = clock.to_local(stay.left[comes]) // DAY * DAY + (delay * DAY).astype(np.int64)
    hours = pick(rng, emergency.ARRIVALS_BY_HOUR, len(back))
    return {
        "hospital": stay.hospital[comes],
        "person": stay.person[comes],
        "service": stay.service[comes],
        "local": back // DAY * DAY + hours * HOUR + rng.integers(0, HOUR, len(back)),
    }
