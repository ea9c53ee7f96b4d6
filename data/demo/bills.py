"""What each visit costs, what is charged and claimed for it, what the payer answers, and when the money comes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from data.demo import stays as ward
from data.demo.clock import DAY, Clock, lognormal, pick
from data.demo.ehr import DRGS, drg_index
from data.demo.hospital import Month
from data.demo.patients import People
from data.demo.patients import chance as fixed_chance
from data.demo.places import ED_UNIT, OR_UNIT, PAYERS
from data.demo.stories import BY_KEY

SELF_PAY = next(i for i, payer in enumerate(PAYERS) if payer.id == "SELF")
STORY_PAYER = next(i for i, payer in enumerate(PAYERS) if payer.id == "VELD")
ED_ONLY = 3
COST = np.array([0.0, 2_900.0, 3_350.0, 640.0])
COST_PER_WEIGHT = 8_150.0
# A year. Prices rise faster outside; the network saves against it, so that a chart of three years stays calm.
INFLATION = 0.008
MARKUP = np.array([3.3, 3.0, 3.1, 3.4])
PAID, PARTIAL, DENIED, PENDING = 0, 1, 2, 3
REASONS = ("197", "50", "27", "16", "11", "22", "29", "18", "96")
REASON_SHARE = np.array([0.24, 0.17, 0.13, 0.18, 0.08, 0.07, 0.03, 0.05, 0.05])
NEVER = 10**6
_WEIGHT = np.array([drg.weight for drg in DRGS])
# No weight fits its group exactly: some groups cost more than they count, some less.
_DEARNESS = 0.86 + 0.28 * fixed_chance(np.arange(len(DRGS)), 3)
_STAY = np.array([drg.gmlos for drg in DRGS])


@dataclass
class Bills:
    """One row per finished visit, days as day numbers. `paid_day` is when the balance is gone."""

    csn: np.ndarray
    hospital: np.ndarray
    kind: np.ndarray
    unit: np.ndarray
    payer: np.ndarray
    admit_day: np.ndarray
    service_day: np.ndarray
    drg: np.ndarray
    cost: np.ndarray
    charge: np.ndarray
    due: np.ndarray
    submit_day: np.ndarray
    answer_day: np.ndarray
    answer: np.ndarray
    reason: np.ndarray
    is_won: np.ndarray
    paid_day: np.ndarray


def bills(clock: Clock, rng: np.random.Generator, people: People, month: Month) -> Bills:
    """Bills of a chunk; visits still open when the data end have none yet."""
    stays, visits, only = month.stays, month.visits, month.is_ed_only
    n_ed = int(only.sum())

    def both(of_stay: np.ndarray, of_visit: np.ndarray) -> np.ndarray:
        return np.concatenate([of_stay, of_visit])

    left = both(stays.left, visits.departed[only])
    kind = both(stays.kind, np.full(n_ed, ED_ONLY))
    drg = both(drg_index(stays), np.zeros(n_ed, int))
    nights = both(stays.days, np.zeros(n_ed, int))
    person, age = both(stays.person, visits.person[only]), both(stays.age, visits.age[only])
    hospital = both(stays.hospital, visits.hospital[only])
    n = len(left)
    service_day = clock.to_local(left) // DAY
    payer = people.payer(person, age)
    years = (service_day - clock.first_day(0)) / 365.25
    inpatient = (
        COST_PER_WEIGHT * _WEIGHT[drg] * _DEARNESS[drg] * (0.72 + 0.28 * (nights + 1) / (_STAY[drg] + 1))
    )
    cost = np.where(kind == ward.INPATIENT, inpatient, COST[kind]) * lognormal(rng, 1.0, 0.22, n)
    cost = np.round(cost * (1 + INFLATION) ** years, 2)
    pays = np.array([p.pays for p in PAYERS])[payer]
    due = np.round(cost * pays * 1.0 * lognormal(rng, 1.0, 0.12, n), 2)
    submit = service_day + 3 + np.minimum(rng.exponential(2.4, n), 40).astype(np.int64)
    slow = 0.68 * np.array([p.days for p in PAYERS])[payer] * lognormal(rng, 1.0, 0.38, n)
    answer_day = submit + np.maximum(slow.astype(np.int64), 5)
    said_month = clock.month_of_day(answer_day)
    refuses = np.array([p.denies for p in PAYERS])[payer]
    changed = (payer == STORY_PAYER) & (said_month - (clock.months - 1) >= BY_KEY["denials"].since)
    refuses = refuses + changed * BY_KEY["denials"].effect
    chance = rng.random(n)
    answer = np.select(
        [payer == SELF_PAY, chance < refuses, chance < refuses + 0.06], [PENDING, DENIED, PARTIAL], PAID
    )
    reason = np.where(changed & (rng.random(n) < 0.75), 0, pick(rng, REASON_SHARE, n))
    is_won = (answer == DENIED) & (rng.random(n) < 0.66)
    rework = lognormal(rng, 80.0, 0.5, n).astype(np.int64)
    paid_day = np.select(
        [payer == SELF_PAY, answer == DENIED, answer == PARTIAL],
        [service_day + np.minimum(lognormal(rng, 72.0, 0.7, n), 300).astype(np.int64), answer_day + rework, answer_day + rework // 2],
        answer_day,
    )  # fmt: skip
    # What patients owe after insurance, and what nobody follows up, comes in late.
    paid_day = paid_day + np.where(rng.random(n) < 0.085, lognormal(rng, 95.0, 0.45, n), 0).astype(np.int64)
    open_still = left >= clock.end_utc
    unit = both(np.where(stays.kind == ward.DAY_CASE, np.array(OR_UNIT)[stays.hospital], stays.last_unit),
                np.array(ED_UNIT)[visits.hospital[only]])  # fmt: skip
    admit_day = both(clock.to_local(stays.in_bed) // DAY, service_day[len(stays.left) :])
    answer = np.where(answer_day >= clock.end_day, PENDING, answer)
    every = Bills(
        csn=both(stays.csn, month.visit_csn[only]), hospital=hospital, kind=kind, unit=unit, payer=payer,
        admit_day=admit_day, service_day=service_day, drg=drg, cost=cost, charge=np.round(cost * MARKUP[kind], 2),
        due=due, submit_day=np.where(open_still, NEVER, submit), answer_day=answer_day, answer=answer, reason=reason,
        is_won=is_won, paid_day=np.where(open_still, NEVER, paid_day),
    )  # fmt: skip
    return every


def only(rows: Bills, keep: np.ndarray) -> Bills:
    return Bills(**{name: values[keep] for name, values in vars(rows).items()})
