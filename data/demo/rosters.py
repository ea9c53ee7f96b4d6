"""Time cards: worked, overtime, agency, sick and paid time off, one row per person, day and pay code."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from data.demo.clock import DAY, HOUR, MINUTE, Clock
from data.demo.dirt import Flaw, spoil
from data.demo.places import UNIT_INDEX, UNITS
from data.demo.series import Series
from data.demo.stories import effect
from data.demo.workforce import ROLES, Workforce
from data.demo.writing import Inbox, code_text, date_text, id_text, number_text, time_text

US = "%m/%d/%Y"
CENTRES = tuple(unit.cost_centre for unit in UNITS)
CODES = ("REG", "OT", "AGY", "PRN", "PTO", "SICK", "ORI")
REG, OT, AGY, PRN, PTO, SICK, ORI = range(len(CODES))
AGENCY = 0.04
# Pay of an hour by role, and what each pay code makes of it.
RATES = np.array([46.0, 22.0, 31.0, 0.0, 23.0, 0.0])
PREMIUM = np.array([1.0, 1.5, 1.9, 1.12, 1.0, 1.0, 1.0])
PER_DIEM = 0.025
CHUNK = 3_000
FLAWS = (
    Flaw("Hours", "-8.00"), Flaw("Hours", "31.00"), Flaw("Work Date", "00/00/2025"), Flaw("Worked Cost Center", "88-8888"),
    Flaw("Pay Code", "XQZ"), Flaw("Timecard ID", None),
)  # fmt: skip


class Rosters:
    """Compressed time cards. Physicians and managers are salaried and punch no clock."""

    def __init__(self, inbox: Inbox, clock: Clock, workforce: Workforce, seed: int) -> None:
        self.clock, self.workforce, self.seed = clock, workforce, seed
        self.series = Series(inbox, clock, "time_{}.csv.gz", broken=4)
        self.counter = 300_000_000

    def write(self, month: int) -> None:
        employee, seat = self.workforce.working(month)
        for part in range(0, max(len(employee), 1), CHUNK):
            rng = np.random.default_rng([self.seed, 81, month, part])
            mine = slice(part, part + CHUNK)
            self.series.write(month, spoil(rng, self._rows(rng, month, employee[mine], seat[mine]), FLAWS))

    def close(self) -> None:
        self.series.close()

    def _rows(self, rng: np.random.Generator, month: int, employee: np.ndarray, seat: np.ndarray) -> dict:
        clocked = (self.workforce.unit[seat] >= 0) & ~np.isin(self.workforce.role[seat], (3, 5))
        employee, seat = employee[clocked], seat[clocked]
        unit, role = self.workforce.unit[seat], self.workforce.role[seat]
        days = self.clock.first_day(month) + np.arange(self.clock.days(month))
        is_clinic = np.array([UNITS[u].type == "clinic" for u in unit], bool)
        working = self.clock.is_working(days)
        chance = rng.random((len(employee), len(days)))
        likely = (
            np.where(is_clinic[:, None], 0.9 * working[None, :], 0.405) * self.workforce.fte[seat][:, None]
        )
        who, when = np.nonzero(chance < likely)
        absent = chance[who, when] / likely[who, when]
        summer = np.isin(self.clock.start(month).month, (7, 8, 12))
        code = np.select(
            [absent < 0.035, absent < (0.125 if summer else 0.1), absent < 0.107], [SICK, PTO, ORI], REG
        )
        parts = [(who, when, code, employee[who], unit[who], unit[who])]
        more = np.flatnonzero((code == REG) & (rng.random(len(who)) < 0.13))
        parts.append(
            (
                who[more],
                when[more],
                np.full(len(more), OT),
                employee[who[more]],
                unit[who[more]],
                unit[who[more]],
            )
        )
        floats = (code == REG) & ~is_clinic[who] & (rng.random(len(who)) < 0.02)
        parts[0] = (*parts[0][:4], np.where(floats, self._neighbour(unit[who]), unit[who]), unit[who])
        hired = self._hired(rng, month, who[code == REG], when[code == REG], unit)
        who, when, code, person, worked, home = (np.concatenate(c) for c in zip(*parts, *hired, strict=True))
        return self._columns(rng, days[when], code, person, worked, home, np.array(role)[who])

    def _neighbour(self, unit: np.ndarray) -> np.ndarray:
        """The next ward of the same hospital."""
        beds = [i for i, u in enumerate(UNITS) if u.is_bedded]
        following = {
            b: next((c for c in beds[i + 1 :] + beds if UNITS[c].facility == UNITS[b].facility), b)
            for i, b in enumerate(beds)
        }
        return np.array([following.get(u, u) for u in unit.tolist()], dtype=int)

    def _hired(self, rng, month: int, who: np.ndarray, when: np.ndarray, unit: np.ndarray) -> list[tuple]:
        """Agency and per-diem shifts, in proportion to the regular shifts of each unit."""
        story = unit[who] == UNIT_INDEX["BRAC-3E"]
        share = AGENCY + effect("agency", month, self.clock.months, 0.0) * story
        clinic = np.array([UNITS[u].type == "clinic" for u in unit[who]], bool)
        share = np.where(clinic, 0.005, share)
        agency = np.flatnonzero(rng.random(len(who)) < share / (1 - share))
        extra = np.flatnonzero(rng.random(len(who)) < PER_DIEM)
        rows = []
        for index, code, base in ((agency, AGY, -1), (extra, PRN, 800_001)):
            person = np.full(len(index), base) if base < 0 else base + rng.integers(0, 60, len(index))
            rows.append(
                (
                    who[index],
                    when[index],
                    np.full(len(index), code),
                    person,
                    unit[who[index]],
                    unit[who[index]],
                )
            )
        return rows

    def _columns(self, rng, day, code, person, worked, home, role) -> dict:
        n = len(day)
        number = self.counter + np.arange(n)
        self.counter += n
        clinic = np.array([UNITS[u].type == "clinic" for u in worked.tolist()], bool)
        night = ~clinic & (rng.random(n) < 0.36)
        length = np.where(clinic, 8.0, 12.0)
        length = np.where(code == OT, rng.choice((2.0, 3.0, 4.0), n), length)
        length = np.where(rng.random(n) < 0.07, length - 0.25, length)
        begin = (
            day * DAY
            + np.where(clinic, 8 * HOUR, np.where(night, 19 * HOUR, 7 * HOUR))
            + rng.integers(-6, 5, n) * MINUTE
        )
        end = begin + (length * HOUR).astype(np.int64)
        punched = np.isin(code, (REG, AGY, PRN, ORI)) & (rng.random(n) > 0.002)
        # In the nights when the clocks change a shift is an hour shorter or longer than they show.
        lasted = self.clock.to_utc(end) - self.clock.to_utc(begin)
        length = np.where(punched, length + (lasted - (end - begin)) / HOUR, length)
        employee: pa.Array = id_text(person, "E", person > 0)
        return {
            "Timecard ID": id_text(number, "T"),
            "Person Number": employee,
            "Home Cost Center": code_text(home, CENTRES),
            "Worked Cost Center": code_text(worked, CENTRES),
            "Job Profile": code_text(role, ROLES),
            "Work Date": date_text(day, US),
            "In DTM": time_text(begin, US, punched),
            "Out DTM": time_text(end, US, punched),
            "Hours": number_text(length),
            "Pay Code": code_text(code, CODES),
            "Pay Cost": number_text(length * RATES[role] * PREMIUM[code]),
        }
