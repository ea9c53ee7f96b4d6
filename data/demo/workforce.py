"""Staff: who is hired, who leaves, which posts stay empty; the HR snapshot and the post reports."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass

import numpy as np

from data.demo.clock import Clock
from data.demo.places import FACILITIES, UNIT_INDEX, UNITS
from data.demo.stories import BY_KEY, is_on
from data.demo.writing import Inbox

ROLES = ("Registered Nurse", "Care Assistant", "Technician", "Physician", "Clerk", "Manager")
JOB_CODES = ("N100", "A200", "T300", "D400", "C500", "M600")
RN, ASSISTANT, TECHNICIAN, PHYSICIAN, CLERK, MANAGER = range(len(ROLES))
# Heads for the patients that a unit has at the default size: 9 nursing hours a day on a ward, 24 in intensive care.
HEADS = {
    "QUIL-ED": 40, "QUIL-ICU": 62, "QUIL-SDU": 18, "QUIL-3N": 16, "QUIL-4W": 36, "QUIL-5N": 30, "QUIL-6S": 54, "QUIL-MAT": 24,
    "QUIL-OR": 42, "BRAC-ED": 28, "BRAC-ICU": 36, "BRAC-SDU": 12, "BRAC-2E": 20, "BRAC-3E": 19, "BRAC-3W": 14, "BRAC-4S": 36,
    "BRAC-MAT": 18, "BRAC-OR": 28, "LIND-FM": 8, "LIND-PED": 6, "MARR-CAR": 6, "MARR-END": 5, "SALT-ORT": 7, "HARR-FM": 7,
    "HARR-DER": 5,
}  # fmt: skip
OFFICE = {"QUIL": 140, "BRAC": 90}
WARD_MIX, CLINIC_MIX, OFFICE_MIX = (
    (0.56, 0.2, 0.07, 0.08, 0.07, 0.02),
    (0.26, 0.22, 0.08, 0.22, 0.18, 0.04),
    (0, 0, 0.3, 0, 0.55, 0.15),
)
YEARLY = np.array([0.165, 0.235, 0.16, 0.075, 0.185, 0.11])
NEWCOMER = 1.7
GAP_MONTHS = 2.6
NEVER_FILLED = 0.055
EARLIER = 15
REASONS = (
    "Voluntary|New position",
    "Voluntary|Relocation",
    "Voluntary|Retirement",
    "Involuntary|Performance",
    "Other|End of contract",
    "Other|Death",
)
REASON_SHARE = np.array([0.5, 0.2, 0.13, 0.11, 0.045, 0.015])
ICU_NURSE_REASONS = np.array([0.72, 0.18, 0.04, 0.04, 0.02, 0.0])
OFFICE_UNIT = -1


@dataclass
class Spell:
    """One employment: who, in which seat, from when to when (None = still there)."""

    employee: int
    seat: int
    hired: int
    left: int | None
    reason: int


class Workforce:
    """Seats of every unit, filled and emptied month by month, from before the data begin."""

    def __init__(self, clock: Clock, seed: int, scale: float) -> None:
        self.clock = clock
        self.rng = np.random.default_rng([seed, 71])
        units, offices = [], []
        for unit, heads in HEADS.items():
            units += [UNIT_INDEX[unit]] * max(4, round(heads * scale))
        for place, heads in OFFICE.items():
            offices += [place] * max(4, round(heads * scale))
        self.unit = np.array(units + [OFFICE_UNIT] * len(offices))
        self.facility = [UNITS[u].facility for u in units] + offices
        self.role = self._roles()
        n = len(self.unit)
        self.fte = self.rng.choice((1.0, 1.0, 1.0, 0.9, 0.8, 0.6), n)
        self.spells: list[Spell] = []
        self.filled: dict[int, np.ndarray] = {}
        self._live()

    def _roles(self) -> np.ndarray:
        role = np.zeros(len(self.unit), dtype=int)
        for unit in np.unique(self.unit):
            here = np.flatnonzero(self.unit == unit)
            mix = (
                OFFICE_MIX
                if unit == OFFICE_UNIT
                else CLINIC_MIX
                if UNITS[unit].type == "clinic"
                else WARD_MIX
            )
            place = (np.arange(len(here)) + 0.5) / len(here)
            role[here] = np.minimum(np.searchsorted(np.cumsum(mix), place, side="right"), len(ROLES) - 1)
        return role

    def _live(self) -> None:
        rng, clock, n = self.rng, self.clock, len(self.unit)
        begin = clock.first_day(-EARLIER)
        hired = begin - rng.integers(30, 4_000, n)
        self._first_employee = 100_001
        holder = self._first_employee + np.arange(n)
        following = self._first_employee + n
        back = np.zeros(n, dtype=int)
        for month in range(-EARLIER, clock.months):
            first, last = clock.first_day(month), clock.first_day(month + 1) - 1
            due = np.flatnonzero((holder < 0) & (back <= month))
            holder[due] = following + np.arange(len(due))
            following += len(due)
            hired[due] = rng.integers(first, min(first + 20, last) + 1, len(due))
            yearly = YEARLY[self.role] * np.where(first - hired < 365, NEWCOMER, 0.92)
            icu = (self.unit == UNIT_INDEX["QUIL-ICU"]) & (self.role <= ASSISTANT)
            goes = (holder >= 0) & (hired < first) & (rng.random(n) < yearly / 12)
            if is_on("leavers", month, clock.months):
                goes = self._exodus(goes, icu & (holder >= 0) & (hired < first))
            for seat in np.flatnonzero(goes).tolist():
                shares = ICU_NURSE_REASONS if icu[seat] else REASON_SHARE
                reason = int(rng.choice(len(REASONS), p=shares))
                day = int(rng.integers(first, last + 1))
                self.spells.append(Spell(int(holder[seat]), seat, int(hired[seat]), day, reason))
                holder[seat] = -1
                lag = 1 + int(rng.exponential(GAP_MONTHS))
                back[seat] = month + (1 if icu[seat] else lag)
            self.filled[month] = holder.copy()
        for seat in np.flatnonzero(holder >= 0).tolist():
            self.spells.append(Spell(int(holder[seat]), seat, int(hired[seat]), None, 0))

    def _exodus(self, goes: np.ndarray, may_go: np.ndarray) -> np.ndarray:
        """The story in the ICU: a steady share of its nurses and assistants every month."""
        there = np.flatnonzero(may_go)
        count = int(len(there) * BY_KEY["leavers"].effect + self.rng.random())
        goes = goes & ~may_go
        goes[self.rng.choice(there, min(count, len(there)), replace=False)] = True
        return goes

    def working(self, month: int) -> tuple[np.ndarray, np.ndarray]:
        """(employee, seat) of those in post at the end of a month."""
        seats = np.flatnonzero(self.filled[month] >= 0)
        return self.filled[month][seats], seats

    def centre(self, seat: int) -> str:
        unit = int(self.unit[seat])
        return UNITS[unit].cost_centre if unit >= 0 else f"{self.entity(seat)}-9010"

    def entity(self, seat: int) -> str:
        return next(f.entity for f in FACILITIES if f.id == self.facility[seat])

    def write(self, inbox: Inbox) -> None:
        self._workers(inbox)
        self._posts(inbox)

    def _workers(self, inbox: Inbox) -> None:
        """Everybody who worked since the records begin; one row per employment, Windows code page, Excel's line ends."""
        header = (
            "Employee ID", "Worker Status", "Original Hire Date", "Hire Date", "Termination Date", "Termination Category",
            "Primary Termination Reason", "Job Code", "Job Profile", "Time Type", "FTE %", "Cost Center – ID", "Position ID", "Entity",
        )  # fmt: skip
        rows: list[list[str]] = []
        for i, s in enumerate(sorted(self.spells, key=lambda s: (s.employee, s.hired))):
            left, (category, reason) = s.left, REASONS[s.reason].split("|")
            hired = _us(s.hired)
            row = [
                f"E{s.employee}", "Active" if left is None else "Terminated", hired, hired, _us(left) if left else "",
                category if left else "", reason if left else "", JOB_CODES[self.role[s.seat]], ROLES[self.role[s.seat]],
                "Full time" if self.fte[s.seat] >= 0.9 else "Part time", f"{self.fte[s.seat] * 100:.0f}%", self.centre(s.seat),
                f"P{s.seat + 10_001}", self.entity(s.seat),
            ]  # fmt: skip
            if i % 400 == 399:
                fault = {0: (3, "31/31/2024"), 1: (11, "00-0000"), 2: (4, "01/01/1999")}[i // 400 % 3]
                row[fault[0]] = fault[1]
            rows.append(row)
        if len(rows) > 500:
            rows.append(rows[7])
        as_of = np.datetime64(self.clock.end_day - 1, "D").item()
        inbox.text(f"Workers_{as_of:%Y%m%d}.csv", _csv(header, rows), "cp1252")

    def _posts(self, inbox: Inbox) -> None:
        header = ("Report Month", "Cost Center", "Job Profile", "Budgeted FTE", "Filled FTE", "Frozen FTE")
        cells: dict[tuple[str, int], list[int]] = {}
        for seat in range(len(self.unit)):
            if self.unit[seat] >= 0:
                cells.setdefault((self.centre(seat), int(self.role[seat])), []).append(seat)
        years: dict[int, list[tuple]] = {}
        for month in range(self.clock.months):
            holder, day = self.filled[month], self.clock.start(month)
            for (centre, role), seats in cells.items():
                have = float(self.fte[seats].sum())
                budget = round(have * (1 + NEVER_FILLED * (role in (RN, ASSISTANT, PHYSICIAN))), 2)
                filled = float(self.fte[[s for s in seats if holder[s] >= 0]].sum())
                frozen = round(budget * 0.01, 2) if role == CLERK else 0
                years.setdefault(day.year, []).append(
                    (f"{day:%Y-%m}", centre, ROLES[role], f"{budget:.2f}", f"{filled:.2f}", f"{frozen:.2f}")
                )
        for year, rows in years.items():
            if len(rows) > 500:
                rows.append(("2024-13", "01-6010", ROLES[0], "1.00", "1.00", "0.00"))
            inbox.text(f"POSITIONS_{year}.csv", _csv(header, rows))


def _us(day: int | None) -> str:
    return f"{np.datetime64(day, 'D').item():%m/%d/%Y}"


def _csv(header: tuple[str, ...], rows: list) -> str:
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(header)
    writer.writerows(rows)
    return out.getvalue()
