"""The people: everything about a person follows from a number, so that no list of people is ever held in memory."""

from __future__ import annotations

import numpy as np

from data.demo.clock import Clock
from data.demo.places import OVER_65, UNDER_65

FEMALE_SHARE = 0.52
_YEAR = 365.2425
# Codes and how often each is recorded; what is left was never asked.
ETHNICITY = (("2", 0.76), ("1", 0.13), ("3", 0.04))
RACE = (("1", 0.6), ("2", 0.17), ("4", 0.07), ("5", 0.05), ("9", 0.05))
LANGUAGE = (("132", 0.86), ("133", 0.09), ("99", 0.03))
Coded = tuple[np.ndarray, tuple[str, ...], np.ndarray]
# Those who die in hospital get numbers of their own, so that nobody is seen again after death.
LAST_VISIT = 50_000_000_000


def chance(person: np.ndarray, salt: int) -> np.ndarray:
    """A fixed number in [0, 1) for each person and purpose (splitmix64)."""
    x = person.astype(np.uint64) + np.uint64((salt * 0x9E3779B97F4A7C15) & 0xFFFFFFFFFFFFFFFF)
    with np.errstate(over="ignore"):
        x = (x ^ (x >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        x = (x ^ (x >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        x = x ^ (x >> np.uint64(31))
    return (x >> np.uint64(11)).astype(np.float64) / float(1 << 53)


class People:
    """A pool of people who may visit; `seed` and `size` decide who they are."""

    def __init__(self, clock: Clock, seed: int, size: int) -> None:
        self.clock, self.salt, self.size = clock, seed * 16 + 1, size

    def birth_day(self, person: np.ndarray) -> np.ndarray:
        u = chance(person, self.salt)
        age = np.interp(u, (0, 0.17, 0.47, 0.71, 0.84, 0.94, 1), (0, 18, 45, 65, 75, 85, 98))
        return (self.clock.first_day(0) - age * _YEAR).astype(np.int64)

    def age(self, person: np.ndarray, day: np.ndarray) -> np.ndarray:
        return np.maximum((day - self.birth_day(person)) / _YEAR, 0)

    def is_female(self, person: np.ndarray) -> np.ndarray:
        return chance(person, self.salt + 1) < FEMALE_SHARE

    def payer(self, person: np.ndarray, age: np.ndarray) -> np.ndarray:
        u = chance(person, self.salt + 2)
        old = np.searchsorted(np.cumsum(OVER_65), u, side="right")
        young = np.searchsorted(np.cumsum(UNDER_65), u, side="right")
        return np.minimum(np.where(age >= 65, old, young), len(OVER_65) - 1)

    def ethnicity(self, person: np.ndarray) -> Coded:
        return self._coded(person, 3, ETHNICITY)

    def race(self, person: np.ndarray) -> Coded:
        return self._coded(person, 4, RACE)

    def language(self, person: np.ndarray) -> Coded:
        return self._coded(person, 5, LANGUAGE)

    def _coded(self, person: np.ndarray, salt: int, shares: tuple[tuple[str, float], ...]) -> Coded:
        """Which code each person has, the codes, and who has one at all."""
        edges = np.cumsum([share for _, share in shares])
        found = np.searchsorted(edges, chance(person, self.salt + salt), side="right")
        return np.minimum(found, len(shares) - 1), tuple(code for code, _ in shares), found < len(shares)

    def anyone(self, rng: np.random.Generator, count: int) -> np.ndarray:
        return rng.integers(0, self.size, count)

    def older(self, rng: np.random.Generator, count: int) -> np.ndarray:
        """Adults, the old more often: the oldest of three."""
        drawn = rng.integers(0, self.size, (3, count))
        return drawn[np.argmin(self.birth_day(drawn), axis=0), np.arange(count)]

    def mothers(self, rng: np.random.Generator, count: int, day: np.ndarray) -> np.ndarray:
        """Women of 18 to 44; where twenty draws find none, the last draw stays."""
        found = rng.integers(0, self.size, count)
        for _ in range(20):
            age = self.age(found, day)
            wrong = ~(self.is_female(found) & (age >= 18) & (age < 45))
            if not wrong.any():
                break
            found[wrong] = rng.integers(0, self.size, int(wrong.sum()))
        return found
