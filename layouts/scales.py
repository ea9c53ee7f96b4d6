"""Axes of the drawings that the server makes: round numbers between two ends, and where they stand."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, floor, log10


@dataclass(frozen=True)
class Axis:
    """From numbers between `low` and `high` to pixels between `start` and `end`; what lies beyond is held at the end."""

    low: float
    high: float
    start: float
    end: float

    def at(self, value: float) -> float:
        share = (min(max(value, self.low), self.high) - self.low) / (self.high - self.low or 1)
        return self.start + (self.end - self.start) * share

    def ticks(self, about: int = 4) -> list[float]:
        """Round numbers inside the ends, about so many."""
        return ticks(self.low, self.high, about)


def ticks(low: float, high: float, about: int = 4) -> list[float]:
    """Round numbers from `low` to `high`: multiples of 1, 2 or 5 of a power of ten."""
    if not high > low:
        return [low]
    rough = (high - low) / about
    power = 10.0 ** floor(log10(rough))
    step = next(power * m for m in (1, 2, 5, 10) if power * m >= rough * 0.7)
    first = ceil(low / step - 1e-9)
    return [k * step for k in range(first, floor(high / step + 1e-9) + 1)]
