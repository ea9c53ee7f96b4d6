"""Incident reports and complaints, as a risk-management system lists them."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from data.demo.clock import DAY, HOUR, MINUTE, Clock, pick
from data.demo.dirt import Flaw, spoil
from data.demo.places import BEDDED, CLINICS, ED_UNIT, UNITS
from data.demo.series import Series
from data.demo.writing import Inbox, code_text, date_text, id_text, time_text

CATEGORIES = ("Fall", "Medication", "Pressure Injury", "Violence", "Equipment", "Other")
CATEGORY_SHARE = (0.24, 0.28, 0.12, 0.08, 0.07, 0.21)
LEVELS = ("A-B near miss", "C-D no harm", "E temporary harm", "F hospitalization", "G-H severe", "I death")
LEVEL_SHARE = (0.22, 0.52, 0.19, 0.05, 0.017, 0.003)
SUBJECTS = ("Communication", "Waiting", "Care", "Billing", "Facilities", "Staff attitude")
KINDS = ("Complaint", "Grievance", "Concern", "Compliment")
OUTCOMES = ("Upheld", "Partly upheld", "Not upheld")
CHANNELS = ("Letter", "Phone", "Web")
NAMES = tuple(unit.name for unit in UNITS)
PER_1000_DAYS = 38.0
COMPLAINTS_PER_1000_DAYS = 3.4
REVIEW_DAYS = 40
FALL, MEDICATION, PRESSURE_INJURY = range(3)
INJURIES = ("None", "None", "Minor", "Moderate", "Major", "Death")
MERP = ("A", "B", "C", "D", "E", "F", "G", "H", "I")
# First and last letter of each level.
MERP_OF_LEVEL = np.array([(0, 1), (2, 3), (4, 4), (5, 5), (6, 7), (8, 8)])
STAGES = ("Stage 1", "Stage 2", "Stage 3", "Stage 4", "Unstageable", "Deep tissue")
STAGE_SHARE = (0.3, 0.42, 0.1, 0.03, 0.06, 0.09)
SERIOUS = 4
INVESTIGATION_DAYS = 60
CHUNK = 20_000
FLAWS = (Flaw("Ref", None), Flaw("Event Date/Time", None), Flaw("Location", "Ward Nine and Three Quarters"))
COMPLAINT_FLAWS = (Flaw("Received", "last week"), Flaw("Kind", "???"))


class Safety:
    """Reports in proportion to patient days."""

    def __init__(self, inbox: Inbox, clock: Clock, seed: int) -> None:
        self.clock, self.rng = clock, np.random.default_rng([seed, 101])
        self.findings = np.random.default_rng([seed, 102])
        dialect = {"eol": "\r\n"}
        self.incidents = Series(inbox, clock, "incidents_{}.csv", broken=0, **dialect)
        self.complaints = Series(inbox, clock, "complaints_{}.csv", broken=0, **dialect)

    def write(self, patient_days: np.ndarray) -> None:
        """`patient_days`: by unit, over all months."""
        per_month = patient_days.sum() / self.clock.months / 1000
        weights = np.zeros(len(UNITS))
        weights[list(BEDDED)] = patient_days[list(BEDDED)] + 1
        weights[list(ED_UNIT)] = weights.max() * 0.5
        for month in range(self.clock.months):
            for start, n in _parts(int(self.rng.poisson(PER_1000_DAYS * per_month))):
                rows = self._incidents(month, start, n, weights)
                self.incidents.write(month, spoil(self.rng, rows, FLAWS))
            for start, n in _parts(int(self.rng.poisson(COMPLAINTS_PER_1000_DAYS * per_month))):
                rows = self._complaints(month, start, n)
                self.complaints.write(month, spoil(self.rng, rows, COMPLAINT_FLAWS))
        self.incidents.close()
        self.complaints.close()

    def _incidents(self, month: int, start: int, n: int, weights: np.ndarray) -> dict:
        rng, clock = self.rng, self.clock
        unit, category, level = pick(rng, weights, n), pick(rng, CATEGORY_SHARE, n), pick(rng, LEVEL_SHARE, n)
        day = clock.first_day(month) + rng.integers(0, clock.days(month), n)
        happened = clock.wall(day * DAY + rng.integers(0, 1440, n) * MINUTE)
        reported = clock.wall(happened + (rng.exponential(20, n) * HOUR).astype(np.int64) // MINUTE * MINUTE)
        reported = np.maximum(np.minimum(reported, clock.end_day * DAY - HOUR), happened)
        is_done = reported < (clock.end_day - REVIEW_DAYS) * DAY
        is_caught = (category == FALL) & (rng.random(n) < 0.2)
        return {
            "Ref": id_text(100_000 + start + np.arange(n), f"I-{month:03}-"),
            "Event Date/Time": time_text(happened),
            "Entered Date/Time": time_text(reported),
            "Location": code_text(unit, NAMES),
            "Record Type": code_text((level > 0).astype(int), ("Near miss", "Incident")),
            "Category": code_text(category, CATEGORIES),
            "Severity": code_text(level, LEVELS),
            "Approval Status": code_text(is_done.astype(int), ("Being reviewed", "Finally approved")),
            "Fall Detail": code_text(np.zeros(n, int), ("Assisted",), is_caught),
            "Reporter Role": code_text(np.zeros(n, int), ("Nurse",)),
            **self._found(category, level, reported // DAY),
        }

    def _found(self, category: np.ndarray, level: np.ndarray, reported_day: np.ndarray) -> dict:
        """What the review adds: injury of a fall, letter of a medication error, stage of a pressure injury."""
        rng, n = self.findings, len(category)
        first, last = MERP_OF_LEVEL[level].T
        is_pressure, serious = category == PRESSURE_INJURY, level >= SERIOUS
        closed = reported_day + rng.gamma(9.0, 5.6, n).astype(np.int64)
        return {
            "Injury": code_text(level, INJURIES, category == FALL),
            "NCC MERP": code_text(rng.integers(first, last + 1), MERP, category == MEDICATION),
            "Pressure Injury Stage": code_text(pick(rng, STAGE_SHARE, n), STAGES, is_pressure),
            "Present On Admission": code_text((rng.random(n) < 0.38).astype(int), ("N", "Y"), is_pressure),
            "Investigation Due": date_text(reported_day + INVESTIGATION_DAYS, known=serious),
            "Investigation Closed": date_text(closed, known=serious & (closed < self.clock.end_day)),
        }

    def _complaints(self, month: int, start: int, n: int) -> dict:
        rng, clock = self.rng, self.clock
        places = np.array([*BEDDED, *ED_UNIT, *CLINICS])
        unit = places[rng.integers(0, len(places), n)]
        received = clock.first_day(month) + rng.integers(0, clock.days(month), n)
        answered = received + 3 + rng.gamma(2.2, 6.5, n).astype(np.int64)
        done = answered < clock.end_day
        return {
            "Ref": id_text(10_000 + start + np.arange(n), f"C-{month:03}-"),
            "Kind": code_text(pick(rng, (0.45, 0.25, 0.18, 0.12), n), KINDS),
            "Location": code_text(unit, NAMES),
            "Received": date_text(received),
            "Acknowledged": date_text(np.minimum(received + 2, clock.end_day)),
            "Response Due": date_text(received + 30),
            "Responded": date_text(answered, known=done),
            "Closed": date_text(answered, known=done),
            "Outcome": code_text(rng.integers(0, len(OUTCOMES), n), OUTCOMES, done),
            "Subject": code_text(rng.integers(0, len(SUBJECTS), n), SUBJECTS),
            "Channel": code_text(rng.integers(0, len(CHANNELS), n), CHANNELS),
        }


def _parts(count: int) -> Iterator[tuple[int, int]]:
    """(first, how many) of each chunk; one empty chunk when there is nothing, so that a month opens its file."""
    for start in range(0, max(count, 1), CHUNK):
        yield start, min(CHUNK, count - start)
