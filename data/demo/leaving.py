"""How hospital stays end: ready, ordered, waiting for a place, gone, and the bed made ready for the next patient."""

from __future__ import annotations

import numpy as np

from data.demo import stays as ward
from data.demo.clock import DAY, HOUR, MINUTE, Clock, lognormal, pick
from data.demo.dirt import Flaw, spoil
from data.demo.hospital import Month
from data.demo.places import UNITS
from data.demo.series import Series
from data.demo.writing import Inbox, code_text, id_text, number_text, time_text

US = "%m/%d/%Y"
DEPARTMENTS = tuple(unit.department for unit in UNITS)
# To a nursing home, rehabilitation or a hospice: that is what patients wait for.
AFTERCARE = (2, 3, 4)
REASONS = ("Waiting for a place", "Waiting for home care", "Waiting for family", "Waiting for insurance")
CLEANS = ("ROUTINE", "ISOLATION", "TERMINAL")
CLEAN_MINUTES = np.array([34.0, 52.0, 70.0])
DELAY_FLAWS = (Flaw("READY_DTTM", "02/30/2025 10:00"), Flaw("PAT_ENC_CSN_ID", None))
CLEAN_FLAWS = (Flaw("DIRTY_DTTM", "13/45/2025 10:00"), Flaw("DEPARTMENT_ID", "99999"), Flaw("CLEAN_ID", None))


def leaving(clock: Clock, seed: int, month: Month) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """When each stay was ready, when its discharge was ordered (UTC seconds), and who waited overnight in between."""
    rng = np.random.default_rng([seed, 61, month.number + 1, month.chunk])
    stays = month.stays
    n = len(stays.left)
    chance = (
        np.where(np.isin(stays.ended, AFTERCARE), 0.34, 0.022)
        * (stays.days >= 3)
        * (stays.kind == ward.INPATIENT)
    )
    delayed = rng.random(n) < chance
    nights = np.minimum(1 + rng.geometric(0.32, n), np.maximum(stays.days - 1, 1))
    ordered = stays.left - (lognormal(rng, 165.0, 0.5, n) * MINUTE).astype(np.int64)
    ordered = np.maximum(ordered, stays.in_bed)
    ready = np.where(delayed, stays.left // DAY * DAY - nights * DAY + 15 * HOUR, ordered - 30 * MINUTE)
    return np.maximum(ready, stays.in_bed), ordered, delayed


class Leaving:
    """Writes the list of delayed patients, the expected lengths of stay and the log of bed cleaning."""

    def __init__(self, inbox: Inbox, clock: Clock, seed: int) -> None:
        self.clock, self.seed = clock, seed
        self.delays = Series(inbox, clock, "DISCHARGE_DELAY_{}.csv", broken=1)
        self.expected = Series(inbox, clock, "EXPECTED_LOS_{}.csv", broken=0)
        self.cleans = Series(inbox, clock, "BED_CLEANING_{}.csv", broken=2)

    def close(self) -> None:
        for series in (self.delays, self.expected, self.cleans):
            series.close()

    def write(self, month: Month) -> None:
        rng = np.random.default_rng([self.seed, 62, month.number + 1, month.chunk])
        self.delays.write(month.number, spoil(rng, self._delays(rng, month), DELAY_FLAWS))
        self.expected.write(month.number, self._expected(rng, month))
        self.cleans.write(month.number, spoil(rng, self._cleans(rng, month), CLEAN_FLAWS))

    def _delays(self, rng: np.random.Generator, month: Month) -> dict:
        clock, stays = self.clock, month.stays
        ready, _, delayed = leaving(clock, self.seed, month)
        here = np.flatnonzero(delayed & (ready < clock.end_utc))
        n, end = len(here), stays.left[here]
        return {
            "DELAY_ID": id_text(stays.csn[here], "D"),
            "PAT_ENC_CSN_ID": id_text(stays.csn[here]),
            "READY_DTTM": time_text(clock.to_local(ready[here]), US),
            "END_DTTM": time_text(clock.to_local(end), US, end < clock.end_utc),
            "REASON": code_text(pick(rng, (0.46, 0.24, 0.17, 0.13), n), REASONS),
        }

    def _expected(self, rng: np.random.Generator, month: Month) -> dict:
        """A vendor's model: days by DRG and age, without what makes a single stay long."""
        stays = month.stays
        here = np.flatnonzero((stays.kind == ward.INPATIENT) & (stays.left < self.clock.end_utc))
        known = here[rng.random(len(here)) > 0.03]
        typical = ward.DRG_STAY[stays.service[known], stays.drg[known]]
        days = 1.32 * typical * np.where(stays.age[known] >= 75, 1.12, 0.97) + rng.normal(0, 0.15, len(known))
        return {
            "PAT_ENC_CSN_ID": id_text(stays.csn[known]),
            "EXPECTED_DAYS": number_text(np.maximum(days, 0.8), 2),
            "MODEL_VERSION": code_text(np.zeros(len(known), int), ("demo-2024",)),
        }

    def _cleans(self, rng: np.random.Generator, month: Month) -> dict:
        """Every unit that a patient leaves has a bed to clean."""
        clock, stays = self.clock, month.stays
        unit, left, number = [], [], []
        for step in range(3):
            after = stays.enter[step + 1] if step < 2 else np.full(len(stays.left), -1)
            out = np.where(after > 0, after, stays.left)
            here = (stays.unit[step] >= 0) & (stays.kind != ward.DAY_CASE) & (out < clock.end_utc)
            unit.append(stays.unit[step][here])
            left.append(out[here])
            number.append(stays.csn[here] * 10 + step)
        place, gone, ids = np.concatenate(unit), np.concatenate(left), np.concatenate(number)
        n = len(ids)
        kind = pick(rng, (0.84, 0.12, 0.04), n)
        dirty = clock.to_local(gone) + rng.integers(2, 12, n) * MINUTE
        evening = np.where(dirty % DAY // HOUR >= 18, 1.5, 1.0)
        begun = dirty + (lognormal(rng, 27.0 * evening, 0.6, n) * MINUTE).astype(np.int64)
        done = begun + (lognormal(rng, CLEAN_MINUTES[kind], 0.22, n) * MINUTE).astype(np.int64)
        return {
            "CLEAN_ID": id_text(ids, "C"),
            "DEPARTMENT_ID": code_text(place, DEPARTMENTS),
            "DIRTY_DTTM": time_text(clock.wall(dirty), US),
            "START_DTTM": time_text(clock.wall(begun), US, rng.random(n) > 0.03),
            "READY_DTTM": time_text(clock.wall(done), US, done < clock.end_day * DAY),
            "CLEAN_TYPE": code_text(kind, CLEANS),
        }
