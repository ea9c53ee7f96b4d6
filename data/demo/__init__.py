"""A believable fictional hospital network that delivers files the way real systems export them.

"Wardboard Demo Health": two hospitals (Quillmere, Brackenwell) and four clinics (Lindenrow, Marrowbank, Saltfen,
Harrowmoss), three years up to the last complete month before `until`. Same arguments, same bytes. Months stream by one
after another, so that memory does not grow with the number of encounters.

Eight changes are planted; `STORIES` holds them as data. Months count back from the last month of the data (0):

| since | where | what changes | KPI | direction |
|---|---|---|---|---|
| -11 | ward Quillmere 4 West | nurse communication falls, 80 to 57 % best answers | hcahps_nurses_pct | concern |
| -10 | ward Quillmere 5 North | 30-day readmissions rise, 16 to 32 % | readmission_30d_pct | concern |
| -10 | Quillmere ICU | nurses leave, 1.4 to 5 % of staff a month | turnover_monthly_pct | concern |
| -7 | Quillmere emergency department | provider at triage, 38 to 24 min to the provider, fewer leave unseen | ed_arrival_to_provider_median | improvement |
| -6 | Brackenwell theatres | room turnover falls, 32 to 25 min | or_turnover_median | improvement |
| -5 | payer Veldrane | initial denials rise, 11 to 32 % of its claims | denial_rate_initial_pct | concern |
| -5 | Saltfen Bone and Joint | no-shows rise, 11 to 19 % | amb_no_show_rate | concern |
| -4 | ward Brackenwell 3 East | agency hours rise, 4 to 19 % | agency_hours_pct | concern |

Behind the stories nothing lasting happens, so that a chart which claims a change has found one. What moves there:

- volumes grow by 0.4 % and prices by 0.8 % a year, far inside the spread of a month;
- winter brings 4 % more emergencies and fuller wards than summer, in busy spells of days that both hospitals share in
  part; Mondays are busy, weekends send few people home;
- six public holidays close theatres and clinics, the other federal ones and the days around the feasts thin them out;
  on a feast fewer people come to the emergency department, on the day after more; summer and December are for leave;
- beds and posts follow the patients of the months around, so that occupancy and vacancies wander slowly and stay;
- each story moves more than its own KPI (`Story.moves`): refused claims are paid late and so raise receivables.

About half a percent of the rows is dirty in many ways, so that quarantine is never empty.
"""

from __future__ import annotations

import csv
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np

from data.demo.beds import Beds
from data.demo.billing import Billing
from data.demo.bills import bills
from data.demo.books import Books
from data.demo.clinics import Clinics
from data.demo.clock import DAY, HOUR, MINUTE, Clock
from data.demo.digital import Portal
from data.demo.ehr import Ehr
from data.demo.goals import COLUMNS, SETTINGS, targets
from data.demo.hospital import Hospitals
from data.demo.leaving import Leaving
from data.demo.ledger import Ledger
from data.demo.personnel import Personnel
from data.demo.places import CLINICS, FACILITIES, HOSPITALS, UNITS
from data.demo.registers import Registers
from data.demo.rosters import Rosters
from data.demo.safety import Safety
from data.demo.scores import Scores
from data.demo.stories import STORIES, Story
from data.demo.surveys import Surveys
from data.demo.theatre import Theatres
from data.demo.unbilled import Unbilled
from data.demo.volumes import Volumes
from data.demo.workforce import Workforce
from data.demo.writing import Inbox

DEFAULT_ENCOUNTERS = 80_000
YEARLY_FILES_UP_TO = 1_000_000
# The staff grows with the hospitals, up to a size at which more of it would only be more of the same.
STAFF_RANGE = (0.15, 50.0)
Progress = Callable[[int, int, str], None]


@dataclass(frozen=True)
class Delivered:
    """What was written."""

    files: int
    rows: int


def generate(
    inbox: Path, encounters: int, until: date, seed: int, progress: Progress | None = None
) -> Delivered:
    """Write the exports of about `encounters` hospital encounters (and what goes with them) into `inbox`.

    `progress` is called with (done, of how much, what is being written).
    """
    clock = Clock(until, has_monthly_files=encounters > YEARLY_FILES_UP_TO)
    # Never of a time to come, such as on the first of a month: the inbox would take them for unfinished.
    box = Inbox(inbox, min(clock.end_day * DAY + 30 * HOUR, int(time.time()) - MINUTE), progress)
    hospitals = Hospitals(clock, seed, encounters)
    ehr, billing, surveys = (
        Ehr(box, clock, hospitals.people, seed),
        Billing(box, clock, seed),
        Surveys(box, clock, seed),
    )
    theatres, scores = Theatres(box, clock, seed, encounters), Scores(box, clock, seed)
    beds, books = Beds(clock), Books(clock)
    leaving, unbilled = Leaving(box, clock, seed), Unbilled(box, clock, seed)
    for month in hospitals.months():
        box.tell(
            0.7 * max(month.number, 0) / clock.months, f"Hospitals, {clock.start(max(month.number, 0)):%B %Y}"
        )
        ehr.write(month)
        leaving.write(month)
        beds.add(month)
        theatres.write(month)
        scores.write(month)
        day = clock.to_local(month.stays.in_bed) // DAY
        surveys.write(month, hospitals.pressure_at(month.stays.hospital, day))
        rows = bills(
            clock, np.random.default_rng([seed, 52, month.number + 1, month.chunk]), hospitals.people, month
        )
        billing.write(month.number, month.chunk, rows)
        unbilled.write(month.number, month.chunk, rows)
        books.add(month, rows)
    for part in (ehr, theatres, scores, billing, unbilled, leaving):
        part.close()
    ehr.patients(hospitals.dead)
    clinics = _clinics(box, clock, hospitals, surveys, seed, encounters)
    Portal(box, clock, hospitals.people, seed, encounters).write()
    workforce = _staff(box, clock, seed, encounters)
    box.tell(0.95, "Ledger, budget, beds and incidents")
    _offices(box, clock, clinics, books, beds, surveys, workforce, seed)
    box.tell(1.0, "Done")
    return Delivered(box.files, box.rows)


def _clinics(
    box: Inbox, clock: Clock, hospitals: Hospitals, surveys: Surveys, seed: int, encounters: int
) -> Clinics:
    clinics = Clinics(box, clock, hospitals.people, seed, encounters)
    for month in range(clock.months):
        box.tell(0.7 + 0.12 * month / clock.months, f"Clinics, {clock.start(month):%B %Y}")
        clinics.write(month)
        surveys.clinics(month, clinics.kept)
    clinics.close()
    surveys.close()
    return clinics


def _staff(box: Inbox, clock: Clock, seed: int, encounters: int) -> Workforce:
    scale = float(np.clip(encounters / DEFAULT_ENCOUNTERS, *STAFF_RANGE))
    workforce = Workforce(clock, seed, scale)
    workforce.write(box)
    Personnel(clock, workforce, seed).write(box)
    rosters = Rosters(box, clock, workforce, seed)
    for month in range(clock.months):
        box.tell(0.82 + 0.13 * month / clock.months, f"Time cards, {clock.start(month):%B %Y}")
        rosters.write(month)
    rosters.close()
    return workforce


def _offices(
    box: Inbox,
    clock: Clock,
    clinics: Clinics,
    books: Books,
    beds: Beds,
    surveys: Surveys,
    workforce: Workforce,
    seed: int,
) -> None:
    owners = [facility.id for facility in FACILITIES[len(HOSPITALS) :]]
    per_clinic = np.zeros((len(owners), clock.months))
    for row, unit in enumerate(CLINICS):
        per_clinic[owners.index(UNITS[unit].facility)] += clinics.kept[row]
    Ledger(clock, books, per_clinic, seed).write(box)
    Volumes(clock, beds.census, clinics.kept, seed).write(box, workforce)
    books.receivables(box, per_clinic, np.random.default_rng([seed, 62]))
    beds.write(box, seed)
    Safety(box, clock, seed).write(beds.census.sum(axis=1))
    Registers(box, clock, seed).write(beds.census)
    surveys.codebook()


def write_home(
    home: Path, encounters: int, until: date, seed: int, progress: Progress | None = None
) -> Delivered:
    """A demo home ready to refresh: settings.toml, targets.csv and the exports in `inbox`."""
    home.mkdir(parents=True, exist_ok=True)
    (home / "settings.toml").write_text(SETTINGS, "utf-8")
    with (home / "targets.csv").open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, COLUMNS)
        writer.writeheader()
        writer.writerows(targets(until))
    return generate(home / "inbox", encounters, until, seed, progress)


__all__ = [
    "DEFAULT_ENCOUNTERS",
    "SETTINGS",
    "STORIES",
    "Delivered",
    "Story",
    "generate",
    "targets",
    "write_home",
]
