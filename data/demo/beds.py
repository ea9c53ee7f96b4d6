"""Patients in beds by unit and night, and from them the beds that each unit is given and opens when it is full."""

from __future__ import annotations

import numpy as np

from data.demo import stays as ward
from data.demo.clock import DAY, Clock
from data.demo.hospital import Month
from data.demo.places import BEDDED, UNITS
from data.demo.writing import Inbox

# How full a ward is planned to be. On a full day beds are opened, up to those it has the space and the licence for.
PLANNED = {
    "icu": 0.86,
    "step_down": 0.86,
    "med_surg": 0.94,
    "telemetry": 0.93,
    "surgical": 0.9,
    "maternity": 0.8,
}
FULL_DAYS = 0.97
PLANNING_DAYS = 151


def _usual(census: np.ndarray) -> np.ndarray:
    """What a ward plans for on each day: the patients of the months around it."""
    window = np.ones(PLANNING_DAYS)
    return np.convolve(census, window, "same") / np.convolve(np.ones(len(census)), window, "same")


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
            planned = np.rint(_usual(census[unit]) / PLANNED[UNITS[unit].type])
            licensed = int(np.ceil(max(planned.max() + 1, np.quantile(census[unit], FULL_DAYS))))
            blocked = (rng.random(self.count) < 0.04) & (planned > 6)
            opened = np.minimum(census[unit], licensed)
            staffed = np.maximum(np.maximum(planned - blocked, opened), 1).astype(int)
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
