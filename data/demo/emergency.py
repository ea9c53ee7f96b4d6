"""Emergency visits: arrival, triage, room, provider, decision, departure, and who leaves before they are seen."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from data.demo.clock import MINUTE, Clock, lognormal, pick
from data.demo.stories import effect

DISPOSITIONS = (
    "Discharge", "Admit", "Observation", "Transfer to Another Facility", "LWBS before Provider",
    "Eloped", "AMA", "Expired", "Dead on Arrival",
)  # fmt: skip
HOME, ADMIT, OBSERVE, TRANSFER, LWBS, ELOPED, AMA, EXPIRED, DOA = range(len(DISPOSITIONS))

ACUITY = (0.012, 0.19, 0.46, 0.262, 0.076)
ADMITTED = np.array([0.72, 0.42, 0.165, 0.03, 0.01])
OBSERVED = np.array([0.05, 0.16, 0.08, 0.01, 0.0])
WAIT_FACTOR = np.array([0.2, 0.72, 1.05, 1.2, 1.25])
PATIENCE = np.array([0.0, 0.25, 0.9, 1.7, 2.1])
TREATMENT = np.array([150.0, 165.0, 128.0, 74.0, 48.0])
ARRIVALS_BY_HOUR = np.array(
    [2.6, 2.1, 1.8, 1.6, 1.6, 1.8, 2.4, 3.4, 4.6, 5.6, 6.2, 6.3, 6.1, 5.9, 5.7, 5.6, 5.6, 5.7, 5.7, 5.5, 5.1, 4.5, 3.9, 3.2]
)  # fmt: skip
WAIT_BY_HOUR = np.interp(np.arange(24), [0, 5, 9, 13, 19, 23], [0.95, 0.62, 0.8, 1.1, 1.3, 1.1])
WAIT_MINUTES = (40.0, 33.0)
BOARDING_MINUTES = (118.0, 92.0)


@dataclass
class Visits:
    """One row per visit; instants in UTC seconds, a false flag where an instant was never recorded."""

    hospital: np.ndarray
    person: np.ndarray
    age: np.ndarray
    arrived: np.ndarray
    acuity: np.ndarray
    mode: np.ndarray
    triaged: np.ndarray
    roomed: np.ndarray
    seen: np.ndarray
    decided: np.ndarray
    ready: np.ndarray
    departed: np.ndarray
    disposition: np.ndarray
    is_seen: np.ndarray
    is_return: np.ndarray
    is_mental: np.ndarray


def visits(
    clock: Clock,
    rng: np.random.Generator,
    month: int,
    hospital: np.ndarray,
    person: np.ndarray,
    age: np.ndarray,
    local: np.ndarray,
    busy: np.ndarray,
    full: np.ndarray,
    must_admit: np.ndarray,
) -> Visits:
    """What happens to each arrival; `busy` is the pressure of its hospital and day, `full` that of its wards, 0 = usual."""
    n = len(person)
    arrived = clock.to_utc(local)
    hour = local % 86_400 // 3_600
    acuity = pick(rng, ACUITY, n)
    acuity = np.where(must_admit, np.minimum(acuity, 2), acuity)
    mode = np.where(rng.random(n) < np.array([0.9, 0.42, 0.2, 0.07, 0.03])[acuity] + 0.1 * (age > 75), 1, 0)
    mode = np.where(rng.random(n) < 0.012, 2, mode)

    median = np.array(WAIT_MINUTES)[hospital] * WAIT_BY_HOUR[hour] * np.exp(1.5 * busy) * WAIT_FACTOR[acuity]
    median = np.where(hospital == 0, median * effect("triage", month, clock.months, 1.0), median)
    wait = np.maximum(lognormal(rng, median, 0.55, n), 1.0)

    chance = rng.random(n)
    admit = ADMITTED[acuity] * np.where(age >= 65, 1.45, np.where(age < 18, 0.4, 0.95))
    observe = OBSERVED[acuity] * np.where(age < 18, 0.3, 1.0)
    other = admit + observe
    disposition = np.select(
        [chance < admit, chance < other, chance < other + 0.012, chance < other + 0.018,
         chance < other + 0.024, chance < other + 0.026, chance < other + 0.0265],
        [ADMIT, OBSERVE, TRANSFER, ELOPED, AMA, EXPIRED, DOA],
        HOME,
    )  # fmt: skip
    gives_up = (rng.random(n) < 0.00072 * wait * PATIENCE[acuity]) & ~must_admit & (disposition == HOME)
    disposition = np.where(gives_up, LWBS, disposition)
    disposition = np.where(must_admit, ADMIT, disposition)
    is_return = (disposition == HOME) & (rng.random(n) < 0.012)

    def after(minutes: np.ndarray) -> np.ndarray:
        return arrived + (minutes * MINUTE).astype(np.int64)

    treat = lognormal(rng, TREATMENT[acuity] * np.exp(0.4 * busy), 0.5, n)
    leave = wait + treat + rng.uniform(4, 22, n)
    decide = wait + 1.05 * treat + rng.uniform(5, 25, n)
    night = np.where((hour >= 20) | (hour < 5), 1.25, 1.0)
    board = lognormal(rng, np.array(BOARDING_MINUTES)[hospital] * np.exp(2.6 * full) * night, 0.62, n)
    bedded = np.isin(disposition, (ADMIT, OBSERVE))
    stay = np.where(bedded, decide + board, leave)
    stay = np.where(gives_up, wait * rng.uniform(0.6, 1.5, n) + 8, stay)
    return Visits(
        hospital=hospital, person=person, age=age, arrived=arrived, acuity=acuity + 1, mode=mode,
        triaged=after(np.minimum(0.35 * wait, rng.uniform(3, 11, n))),
        roomed=after(wait * rng.uniform(0.62, 0.95, n)),
        seen=after(wait),
        decided=after(decide),
        ready=after(decide + 0.8 * board),
        departed=after(stay),
        disposition=disposition,
        is_seen=~np.isin(disposition, (LWBS, DOA)),
        is_return=is_return,
        is_mental=rng.random(n) < 0.045,
    )  # fmt: skip
