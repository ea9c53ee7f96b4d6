"""Incident reports and complaints, by year, as a risk-management system lists them."""

from __future__ import annotations

import csv
import io

import numpy as np

from data.demo.clock import DAY, HOUR, MINUTE, Clock, pick
from data.demo.places import BEDDED, CLINICS, ED_UNIT, UNITS
from data.demo.writing import Inbox

CATEGORIES = ("Fall", "Medication", "Pressure Injury", "Violence", "Equipment", "Other")
LEVELS = ("A-B near miss", "C-D no harm", "E temporary harm", "F hospitalization", "G-H severe", "I death")
LEVEL_SHARE = (0.22, 0.52, 0.19, 0.05, 0.017, 0.003)
SUBJECTS = ("Communication", "Waiting", "Care", "Billing", "Facilities", "Staff attitude")
KINDS = ("Complaint", "Grievance", "Concern", "Compliment")
PER_1000_DAYS = 38.0
COMPLAINTS_PER_1000_DAYS = 3.4


class Safety:
    """Reports in proportion to patient days."""

    def __init__(self, clock: Clock, seed: int) -> None:
        self.clock, self.rng = clock, np.random.default_rng([seed, 101])

    def write(self, inbox: Inbox, patient_days: np.ndarray) -> None:
        """`patient_days`: by unit, over all months."""
        per_month = patient_days.sum() / self.clock.months / 1000
        years: dict[int, tuple[list, list]] = {}
        for month in range(self.clock.months):
            incidents, complaints = years.setdefault(self.clock.start(month).year, ([], []))
            incidents += self._incidents(
                month, int(self.rng.poisson(PER_1000_DAYS * per_month)), patient_days
            )
            complaints += self._complaints(month, int(self.rng.poisson(COMPLAINTS_PER_1000_DAYS * per_month)))
        for year, (incidents, complaints) in years.items():
            if len(incidents) > 300:
                incidents.append(["", *incidents[0][1:]])
                incidents.append(["I-LATE", "", *incidents[1][2:]])
            inbox.text(f"incidents_{year}.csv", _csv(INCIDENT_HEADER, incidents), "cp1252")
            inbox.text(f"complaints_{year}.csv", _csv(COMPLAINT_HEADER, complaints), "cp1252")

    def _incidents(self, month: int, n: int, patient_days: np.ndarray) -> list[list[str]]:
        rng, clock = self.rng, self.clock
        weights = np.zeros(len(UNITS))
        weights[list(BEDDED)] = patient_days[list(BEDDED)] + 1
        weights[list(ED_UNIT)] = weights.max() * 0.5
        unit, category, level = (
            pick(rng, weights, n),
            pick(rng, (0.24, 0.28, 0.12, 0.08, 0.07, 0.21), n),
            pick(rng, LEVEL_SHARE, n),
        )
        happened = (clock.first_day(month) + rng.integers(0, clock.days(month), n)) * DAY + rng.integers(
            0, 1440, n
        ) * MINUTE
        reported = np.minimum(
            happened + (rng.exponential(20, n) * HOUR).astype(np.int64), clock.end_day * DAY - HOUR
        )
        rows = []
        for i in range(n):
            status = "Finally approved" if reported[i] < (clock.end_day - 40) * DAY else "Being reviewed"
            rows.append([
                f"I-{month:03}-{i:06}", _moment(happened[i]), _moment(max(reported[i], happened[i])), UNITS[unit[i]].name,
                "Near miss" if level[i] == 0 else "Incident", CATEGORIES[category[i]], LEVELS[level[i]], status,
                "Assisted" if category[i] == 0 and rng.random() < 0.2 else "", "Nurse",
            ])  # fmt: skip
        return rows

    def _complaints(self, month: int, n: int) -> list[list[str]]:
        rng, clock = self.rng, self.clock
        places = np.array([*BEDDED, *ED_UNIT, *CLINICS])
        unit = places[rng.integers(0, len(places), n)]
        received = clock.first_day(month) + rng.integers(0, clock.days(month), n)
        answered = received + 3 + rng.gamma(2.2, 6.5, n).astype(np.int64)
        rows = []
        for i in range(n):
            done = answered[i] < clock.end_day
            rows.append([
                f"C-{month:03}-{i:05}", KINDS[int(pick(rng, (0.45, 0.25, 0.18, 0.12), 1)[0])], UNITS[unit[i]].name, _date(received[i]),
                _date(min(received[i] + 2, clock.end_day)), _date(received[i] + 30), _date(answered[i]) if done else "",
                _date(answered[i]) if done else "", ("Upheld", "Partly upheld", "Not upheld")[rng.integers(0, 3)] if done else "",
                SUBJECTS[rng.integers(0, len(SUBJECTS))], ("Letter", "Phone", "Web")[rng.integers(0, 3)],
            ])  # fmt: skip
        return rows


INCIDENT_HEADER = (
    "Ref",
    "Event Date/Time",
    "Entered Date/Time",
    "Location",
    "Record Type",
    "Category",
    "Severity",
    "Approval Status",
    "Fall Detail",
    "Reporter Role",
)
COMPLAINT_HEADER = (
    "Ref",
    "Kind",
    "Location",
    "Received",
    "Acknowledged",
    "Response Due",
    "Responded",
    "Closed",
    "Outcome",
    "Subject",
    "Channel",
)


def _moment(seconds: int) -> str:
    return f"{np.datetime64(int(seconds), 's').item():%m/%d/%Y %H:%M}"


def _date(day: int) -> str:
    return f"{np.datetime64(int(day), 'D').item():%m/%d/%Y}"


def _csv(header: tuple[str, ...], rows: list) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(header)
    writer.writerows(rows)
    return out.getvalue()
