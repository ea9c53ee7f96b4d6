"""Patients in beds by unit and night, and from them the bed numbers that give each unit a believable occupancy."""

from __future__ import annotations

import numpy as np

from data.demo import stays as ward
from data.demo.clock import DAY, Clock, winter
from data.demo.hospital import Month
from data.demo.places import BEDDED, UNITS
from data.demo.writing import Inbox

OCCUPANCY = {
    "icu": 0.8,
    "step_down": 0.82,
    "med_surg": 0.88,
    "telemetry": 0.87,
    "surgical": 0.85,
    "maternity": 0.76,
}


class Beds:
    """Counts inpatients at the end of each day as the stays stream by."""

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self.first, self.count = clock.first_day(0), clock.end_day - clock.first_day(0)
        self.steps = np.zeros((len(UNITS), self.count + 1))

    def add(self, month: Month) -> None:
        stays = month.stays
        for step in range(3):
            unit, enter = stays.unit[step], stays.enter[step]
            after = stays.enter[step + 1] if step < 2 else np.full(len(unit), -1)
            out = np.where(after > 0, after, stays.left)
            here = (unit >= 0) & (stays.kind == ward.INPATIENT)
            for when, sign in ((enter, 1), (out, -1)):
                day = np.clip(self.clock.to_local(when[here]) // DAY - self.first, 0, self.count)
                flat = np.bincount(unit[here] * (self.count + 1) + day, minlength=self.steps.size)
                self.steps += sign * flat.reshape(self.steps.shape)

    @property
    def census(self) -> np.ndarray:
        """Patients by unit and day."""
        return np.cumsum(self.steps, axis=1)[:, : self.count]

    def write(self, inbox: Inbox, seed: int) -> None:
        rng = np.random.default_rng([seed, 111])
        census = self.census
        days = self.first + np.arange(self.count)
        lines: dict[int, list[str]] = {}
        for unit in BEDDED:
            usual = census[unit].mean() / OCCUPANCY[UNITS[unit].type]
            season = np.rint(usual * (1 + 0.04 * winter(days)))
            blocked = (rng.random(self.count) < 0.04) & (usual > 6)
            staffed = np.maximum(season - blocked, 1).astype(int)
            licensed = int(np.ceil(usual * 1.14))
            for day, beds, shut in zip(days.tolist(), staffed.tolist(), blocked.tolist(), strict=True):
                date = np.datetime64(day, "D").item()
                reason = "cleaning" if shut else ""
                lines.setdefault(date.year, []).append(
                    f"{date:%Y-%m-%d},{UNITS[unit].department},{max(licensed, beds)},{beds},{int(shut)},{reason}"
                )
        for year, rows in lines.items():
            if len(rows) > 500:
                rows += [rows[3], f"{year}-02-30,10104,20,18,0,", f"{year}-03-01,10999,20,18,0,"]
            inbox.text(
                f"BED_CAPACITY_{year}.csv",
                "Census Date,Department,Licensed,Staffed,Blocked,Block Reason\n" + "\n".join(rows) + "\n",
            )
