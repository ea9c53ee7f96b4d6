"""Which chart a series gets, and how far its points carry (kpis.md 5.3 and 5.6)."""

from __future__ import annotations

from statistics import median

import numpy as np

TRIAL_POINTS, PROVISIONAL_POINTS, LOCKED_POINTS = 8, 12, 20
PRIMED = {"p_prime": "p", "u_prime": "u"}
FAMILY = {"proportion": "p_prime", "rate": "u_prime", "count": "c"}
# Below these expected events per period an attribute chart misleads: a longer period, or gaps between events.
FEWEST_EVENTS = {"p": 5, "p_prime": 5, "u": 2, "u_prime": 2, "c": 2}


def point_state(n_points: int) -> str:
    """How far the points of a segment carry: none, trial, provisional or locked."""
    if n_points < TRIAL_POINTS:
        return "none"
    if n_points < PROVISIONAL_POINTS:
        return "trial"
    return "provisional" if n_points < LOCKED_POINTS else "locked"


def automatic_chart(kind: str) -> str:
    """The chart of a kind of value: proportion, rate, count; anything else is charted as individual values."""
    return FAMILY.get(kind, "xmr")


def choose_chart(wanted: str, n_points: int, market: str = "generic") -> str:
    """The chart for a series: house style of the market, and no primed chart on fewer than 12 points."""
    if market == "nhs_trust" and wanted not in ("line", "run"):
        return "xmr"
    return wanted if n_points >= PROVISIONAL_POINTS else PRIMED.get(wanted, wanted)


def is_sparse(chart: str, x: np.ndarray, n: np.ndarray) -> bool:
    """Whether a chart that counts x events out of n would stand on a handful of them."""
    return bool(median(n.tolist()) * x.sum() / n.sum() < FEWEST_EVENTS[chart])
