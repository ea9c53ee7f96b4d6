"""Invented risk scores for every inpatient, and the steps of sepsis care.

The scores come from no real model: their version says so, and no site should learn anything from them.
"""

from __future__ import annotations

import numpy as np

from data.demo import stays as ward
from data.demo.clock import HOUR, MINUTE, Clock
from data.demo.hospital import Month
from data.demo.places import SERVICES
from data.demo.series import Series
from data.demo.writing import Inbox, code_text, id_text, number_text, time_text

VERSION = "demo-1 (invented)"
RETURNS = np.array([service.returns for service in SERVICES])
SEPSIS = "871"
STEPS = (
    ("lactate", 3, 0.93),
    ("cultures", 3, 0.92),
    ("antibiotic", 3, 0.87),
    ("fluids", 3, 0.9),
    ("repeat lactate", 6, 0.88),
)


class Scores:
    """Two exports that follow the stays; a stay of the month before the data has neither."""

    def __init__(self, inbox: Inbox, clock: Clock, seed: int) -> None:
        self.clock, self.seed = clock, seed
        self.scores = Series(inbox, clock, "RISK_SCORES_{}.csv", broken=0)
        self.steps = Series(inbox, clock, "SEPSIS_STEPS_{}.csv", broken=0)

    def write(self, month: Month) -> None:
        rng = np.random.default_rng([self.seed, 151, month.number + 1, month.chunk])
        stays = month.stays
        here = np.flatnonzero(stays.kind == ward.INPATIENT)
        age, service = stays.age[here], stays.service[here]
        dies = 1 / (1 + np.exp(-(-6.75 + 0.034 * age + rng.normal(0, 0.5, len(here)))))
        returns = np.clip(1.27 * RETURNS[service] * rng.uniform(0.7, 1.3, len(here)), 0, 1)
        csn = id_text(stays.csn[here])
        for model, expected in (("mortality", dies), ("readmission_30d", returns)):
            columns = {
                "CSN": csn,
                "MODEL": code_text(np.zeros(len(here), int), (model,)),
                "EXPECTED": number_text(expected, 4),
                "VERSION": code_text(np.zeros(len(here), int), (VERSION,)),
            }
            self.scores.write(month.number, columns)
        self._sepsis(rng, month)

    def _sepsis(self, rng: np.random.Generator, month: Month) -> None:
        stays = month.stays
        drg = np.array([[d.code == SEPSIS for d in s.drgs] + [False] * (4 - len(s.drgs)) for s in SERVICES])
        here = np.flatnonzero((stays.kind == ward.INPATIENT) & drg[stays.service, stays.drg])
        start = self.clock.to_local(stays.started[here])
        n = len(here)
        for name, hours, share in STEPS:
            limit = hours * HOUR
            is_late = rng.random(n) > share
            took = np.where(is_late, limit + rng.exponential(50, n) * MINUTE, rng.uniform(0.1, 1, n) * limit)
            self.steps.write(
                month.number,
                {
                    "CSN": id_text(stays.csn[here]),
                    "STEP": code_text(np.zeros(n, int), (name,)),
                    "TIME_ZERO": time_text(self.clock.wall(start)),
                    "DUE": time_text(self.clock.wall(start + limit)),
                    "DONE": time_text(
                        self.clock.wall(start + took.astype(np.int64)), known=rng.random(n) > 0.01
                    ),
                    "APPLIES": code_text((rng.random(n) < 0.06).astype(int), ("Y", "N")),
                },
            )

    def close(self) -> None:
        self.scores.close()
        self.steps.close()
