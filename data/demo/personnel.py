"""What HR keeps beside the staff list: absence, vacancies filled, courses and licences, and the ward rosters."""

from __future__ import annotations

import csv
import io

import numpy as np

from data.demo.clock import Clock, add_months, lognormal, winter
from data.demo.places import BEDDED, UNITS
from data.demo.workforce import (
    ASSISTANT,
    CLERK,
    JOB_CODES,
    MANAGER,
    PHYSICIAN,
    RN,
    ROLES,
    TECHNICIAN,
    Workforce,
)
from data.demo.writing import Inbox

# course: who needs it, months until it must be renewed (None = once), share of renewals that come late
COURSES = {
    "FIRE": (ROLES, 12, 0.16),
    "PRIVACY": (ROLES, 24, 0.12),
    "LIFTING": ((ROLES[RN], ROLES[ASSISTANT]), 24, 0.2),
    "BLOOD": ((ROLES[RN],), None, 0.0),
}
GRACE_DAYS = 60
LICENCES = {ROLES[RN]: ("LICENSE", "BLS"), ROLES[PHYSICIAN]: ("LICENSE", "BLS"), ROLES[TECHNICIAN]: ("BLS",)}
LICENCE_MONTHS = 24
SPELLS_A_YEAR = {RN: 2.1, ASSISTANT: 2.9, TECHNICIAN: 1.9, PHYSICIAN: 0.9, CLERK: 2.2, MANAGER: 1.1}
# Reason of a spell: share of the short ones, of the long ones.
REASONS = {
    "Cold or flu": (0.36, 0.02), "Stomach": (0.16, 0.03), "Back or joints": (0.16, 0.34), "Mental health": (0.12, 0.37),
    "Injury": (0.06, 0.14), "Other": (0.14, 0.10),
}  # fmt: skip
ROSTER_MONTHS = 13
SHIFT_HOURS = 12
# Of the contracted days a roster plans those that leave, courses and sickness will not take.
ROSTERED = 0.405 * 0.96


class Personnel:
    """Lists made after the staff is known, from random numbers of their own."""

    def __init__(self, clock: Clock, workforce: Workforce, seed: int) -> None:
        self.clock, self.workforce, self.seed = clock, workforce, seed

    def write(self, inbox: Inbox) -> None:
        self._absences(inbox, np.random.default_rng([self.seed, 72]))
        self._vacancies(inbox, np.random.default_rng([self.seed, 73]))
        self._courses(inbox, np.random.default_rng([self.seed, 74]))
        self._licences(inbox, np.random.default_rng([self.seed, 75]))
        self._roster(inbox)

    def _span(self, hired: int, left: int | None) -> tuple[int, int]:
        """First and last day of an employment inside the data."""
        end = self.clock.end_day - 1
        return max(hired, self.clock.first_day(0)), min(end if left is None else left, end)

    def _absences(self, inbox: Inbox, rng: np.random.Generator) -> None:
        """Many short spells, more of them in winter, and a few that last for months."""
        header = ("Absence ID", "Employee ID", "First Day", "Last Day", "Absence Type", "FTE Lost", "Reason")
        years: dict[int, list[tuple]] = {}
        # Reasons have random numbers of their own, so that spells stay where they are.
        doctor = np.random.default_rng([self.seed, 77])
        for spell in self.workforce.spells:
            first, last = self._span(spell.hired, spell.left)
            if last < first:
                continue
            role, fte = int(self.workforce.role[spell.seat]), float(self.workforce.fte[spell.seat])
            count = rng.poisson(SPELLS_A_YEAR[role] * (last - first + 1) / 365)
            days = rng.integers(first, last + 1, 2 * count + 2)
            chosen = days[rng.random(len(days)) < 0.5 * (1 + 0.3 * winter(days))][:count]
            free = first
            for day in sorted(chosen.tolist()):
                if day < free:
                    continue
                is_long, is_birth = rng.random() < 0.035, rng.random() < 0.02
                length = int(
                    rng.integers(90, 180)
                    if is_birth
                    else lognormal(rng, 55 if is_long else 2.6, 0.6, 1)[0] + 1
                )
                end = day + length - 1
                kind = "Parental" if is_birth else "Sickness"
                shown = "" if end > last and spell.left is None else _us(min(end, last))
                reason = "" if is_birth else _reason(doctor, is_long)
                rows = years.setdefault(np.datetime64(day, "D").item().year, [])
                rows.append(
                    (f"A{len(rows)}-{day}", f"E{spell.employee}", _us(day), shown, kind, f"{fte:.2f}", reason)
                )
                free = end + 2
        for year, rows in years.items():
            if len(rows) > 400:
                rows.append((f"A-X-{year}", rows[0][1], "02/30/2025", "", "Sickness", "1.00", ""))
            inbox.text(f"ABSENCES_{year}.csv", _csv(header, rows), "cp1252")

    def _vacancies(self, inbox: Inbox, rng: np.random.Generator) -> None:
        """Everybody hired for a unit since the data begin was wanted before."""
        header = (
            "Requisition", "Cost Center", "Job Code", "Job Profile", "Approved", "Posted", "Offer Accepted", "Start",
            "Cancelled", "Evergreen",
        )  # fmt: skip
        years: dict[int, list[tuple]] = {}
        since = self.clock.first_day(0)
        for number, spell in enumerate(self.workforce.spells):
            if (
                spell.hired < since
                or spell.hired >= self.clock.end_day
                or self.workforce.unit[spell.seat] < 0
            ):
                continue
            role = int(self.workforce.role[spell.seat])
            accepted = spell.hired - int(rng.integers(18, 45))
            approved = accepted - int(lognormal(rng, 58 if role in (RN, PHYSICIAN) else 36, 0.45, 1)[0])
            posted = min(approved + int(rng.integers(2, 12)), accepted)
            is_pool = role == ASSISTANT and rng.random() < 0.1
            if accepted < since:
                continue
            years.setdefault(np.datetime64(accepted, "D").item().year, []).append(
                (
                    f"RQ{number + 40_000}", self.workforce.centre(spell.seat), JOB_CODES[role], ROLES[role], _us(approved),
                    _us(posted), _us(accepted), _us(spell.hired), "", "Y" if is_pool else "N",
                )
            )  # fmt: skip
        for year, rows in years.items():
            inbox.text(f"REQUISITIONS_{year}.csv", _csv(header, rows), "cp1252")

    def _courses(self, inbox: Inbox, rng: np.random.Generator) -> None:
        rules = [
            (course, role, "Y", "" if months is None else months, GRACE_DAYS)
            for course, (roles, months, _) in COURSES.items()
            for role in roles
        ]
        header = ("Course", "Job Profile", "Mandatory", "Renewal Months", "Grace Days")
        inbox.text("COURSE_RULES.csv", _csv(header, rules), "cp1252")
        years: dict[int, list[tuple]] = {}
        for spell in self.workforce.spells:
            role = ROLES[self.workforce.role[spell.seat]]
            end = self.clock.end_day if spell.left is None else spell.left
            for course, (roles, months, late) in COURSES.items():
                if role not in roles:
                    continue
                day = spell.hired + int(rng.integers(1, GRACE_DAYS))
                while day < end:
                    done = np.datetime64(day, "D").item()
                    expires = "" if months is None else f"{add_months(done.replace(day=1), months):%m/%d/%Y}"
                    if day >= self.clock.first_day(-24):
                        years.setdefault(done.year, []).append(
                            (f"E{spell.employee}", course, _us(day), expires, "Pass")
                        )
                    if months is None:
                        break
                    delay = int(rng.integers(1, 120)) if rng.random() < late else -int(rng.integers(1, 45))
                    day += int(months * 30.4) + delay
        for year, rows in years.items():
            if len(rows) > 400:
                rows.append(("", "FIRE", "01/01/2025", "", "Pass"))
            inbox.text(
                f"COURSES_PASSED_{year}.csv",
                _csv(("Employee ID", "Course", "Completed", "Expires", "Result"), rows),
                "cp1252",
            )

    def _licences(self, inbox: Inbox, rng: np.random.Generator) -> None:
        rules = [(role, kind) for role, kinds in LICENCES.items() for kind in kinds]
        inbox.text("LICENSE_RULES.csv", _csv(("Job Profile", "License Type"), rules), "cp1252")
        rows: list[tuple] = []
        for spell in self.workforce.spells:
            end = self.clock.end_day if spell.left is None else spell.left
            for kind in LICENCES.get(ROLES[self.workforce.role[spell.seat]], ()):
                issued = spell.hired - int(rng.integers(0, 600))
                while issued < end:
                    expires = issued + int(LICENCE_MONTHS * 30.4)
                    if expires >= self.clock.first_day(-1):
                        checked = "N" if rng.random() < 0.004 else "Y"
                        rows.append(
                            (
                                f"L{len(rows) + 1}",
                                f"E{spell.employee}",
                                kind,
                                _us(issued),
                                _us(expires),
                                checked,
                            )
                        )
                    issued = expires + (
                        int(rng.integers(3, 40)) if rng.random() < 0.03 else -int(rng.integers(0, 30))
                    )
        header = ("License ID", "Employee ID", "License Type", "Issued", "Expires", "Verified")
        inbox.text("LICENSES.csv", _csv(header, rows), "cp1252")

    def _roster(self, inbox: Inbox) -> None:
        """What the wards planned for nurses and assistants; the roster system keeps thirteen months."""
        header = ("Roster ID", "Cost Center", "Job Profile", "Work Date", "Shift", "Planned Hours")
        first = max(self.clock.months - ROSTER_MONTHS, 0)
        rows: list[tuple] = []
        for unit in BEDDED:
            for role in (RN, ASSISTANT):
                seats = (self.workforce.unit == unit) & (self.workforce.role == role)
                daily = float(self.workforce.fte[seats].sum()) * ROSTERED * SHIFT_HOURS
                for day in range(self.clock.first_day(first), self.clock.end_day):
                    for shift, part in (("D", 0.64), ("N", 0.36)):
                        rows.append(
                            (
                                f"S{len(rows) + 1}", UNITS[unit].cost_centre, ROLES[role], _us(day), shift,
                                f"{daily * part:.2f}",
                            )
                        )  # fmt: skip
        inbox.text("ROSTER.csv", _csv(header, rows), "cp1252")


def _reason(rng: np.random.Generator, is_long: bool) -> str:
    return str(rng.choice(list(REASONS), p=[shares[is_long] for shares in REASONS.values()]))


def _us(day: int) -> str:
    return f"{np.datetime64(int(day), 'D').item():%m/%d/%Y}"


def _csv(header: tuple[str, ...], rows: list) -> str:
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(header)
    writer.writerows(rows)
    return out.getvalue()
