"""What people type into the search, one line each: what it means, or why it has no answer."""

from __future__ import annotations

from datetime import date

import pytest

from metrics.calendars import Calendar
from metrics.catalogue import KPIS
from metrics.names import spoken
from metrics.places import Place
from metrics.sentence import NotUnderstood, World, read
from metrics.sentence.words import DIMENSION_WORDS, KPI_WORDS, stems

PLACES = (
    Place("network", "*", "Whole network"),
    Place("facility", "A", "Site A", "*"),
    Place("facility", "B", "Site B", "*"),
    Place("facility", "H1", "Riverside General", "*"),
    Place("unit", "A-ED", "Emergency department", "A", "ed"),
    Place("unit", "B-ED", "Emergency department", "B", "ed"),
    Place("unit", "B-4W", "4 West medical", "B", "med_surg"),
)
GROUPS = {
    "acuity": "1 2 3 4 5 unknown",
    "payer_class": "medicare_ffs medicare_advantage medicaid medicaid_managed commercial self_pay",
    "arrival_mode": "ambulance walk_in police",
    "age_band": "0-17 18-44 75-84 85+",
    "sex": "female male",
    "disposition": "home admitted",
    "admission_type": "emergency elective",
    "service_line": "cardiology surgery",
    "specialty": "cardiology orthopaedics",
}
PAGES = {"Emergency waits": "/access", "Workforce": "/workforce", "Home": "/"}
WORLD = World(
    KPIS,
    PLACES,
    PAGES,
    lambda kpi_id, name: [(code, spoken(code)) for code in GROUPS.get(name, "").split()],
    date(2026, 11, 22),
    calendar=lambda scope: Calendar(7 if scope == ("facility", "B") else 10),
)

UNDERSTOOD = """
ed waits last 13 weeks site b by triage         | ed_arrival_to_provider_median | B | 2026-08-24..2026-11-23 week by=acuity
denials last 12 months by payer                 | denial_rate_initial_pct       | * | 2025-11-01..2026-11-01 month by=payer_class
lwbs riverside vs target                        | ed_lwbs_rate                  | H1 | vs=target
left without being seen at Site A               | ed_lwbs_rate                  | A |
Door to provider, ambulance only                | ed_arrival_to_provider_median | * | arrival_mode:ambulance
no shows since june                             | amb_no_show_rate              | * | 2026-06-01..
length of stay payer medicare                   | alos_days                     | * | payer_class:medicare_ffs|medicare_advantage
length of stay medicaid                         | alos_days                     | * | payer_class:medicaid
length of stay medicare or medicaid             | alos_days                     | * | payer_class:medicare_ffs|medicare_advantage|medicaid
readmissions 2025 by age                        | readmission_30d_pct           | * | 2025-01-01..2026-01-01 by=age_band
readmissions age 75-84 and 85+                  | readmission_30d_pct           | * | age_band:75-84|85+
ed waits triage 2 or 3                          | ed_arrival_to_provider_median | * | acuity:2|3
ed waits triage level 1, sex female             | ed_arrival_to_provider_median | * | acuity:1 sex:female
staff turnover                                  | turnover_12m_pct              | * |
bed turnover                                    | bed_turnover_rate             | * |
occupancy 4 west                                | occupancy_midnight_pct        | B-4W |
occupancy emergency department site b           | occupancy_midnight_pct        | B-ED |
occupancy in the emergency department of Site A | occupancy_midnight_pct        | A-ED |
overtime by shift last 30 days                  | overtime_pct                  | * | 2026-10-24..2026-11-23 day by=shift_of_day
sickness last 13 weeks                          | sickness_absence_pct          | * | 2026-08-24..2026-11-23 month
1.05 last month                                 | ed_lwbs_rate                  | * | 2026-10-01..2026-11-01 month
ed_lwbs_rate q3 2026                            | ed_lwbs_rate                  | * | 2026-07-01..2026-10-01
denials from jan 2026 to june 2026              | denial_rate_initial_pct       | * | 2026-01-01..2026-07-01
denials between 2026-01-05 and 2026-02-10       | denial_rate_initial_pct       | * | 2026-01-05..2026-02-11
what is the occupancy at site b this month?     | occupancy_midnight_pct        | B | 2026-11-01..2026-12-01
patient falls per ward                          | falls_per_1000_patient_days   | * | by=unit_id
cost per case by service line year on year      | cost_per_case                 | * | by=service_line vs=ly
occupancy everything                            | occupancy_midnight_pct        | * | everything
ed waits by day of week                         | ed_arrival_to_provider_median | * | by=weekday
ed waits by day                                 | ed_arrival_to_provider_median | * | day
without seen                                    | ed_lwbs_rate                  | * |
denials last year compared with the previous period | denial_rate_initial_pct   | * | 2025-01-01..2026-01-01 month vs=prev
falls ytd vs peers riverside                    | falls_per_1000_patient_days   | H1 | 2026-01-01..2026-11-23 vs=peers
denials last two quarters                       | denial_rate_initial_pct       | * | 2026-04-01..2026-10-01 quarter
Workforce riverside last 6 months               | /workforce                    | H1 | 2026-05-01..2026-11-01 month
site a                                          | -                             | A |
last 8 weeks                                    | -                             | * | 2026-09-28..2026-11-23 week
denials this fiscal year                        | denial_rate_initial_pct       | * | 2026-10-01..2027-10-01 month as=fiscal_year
denials last financial year by payer            | denial_rate_initial_pct       | * | 2025-10-01..2026-10-01 month as=last_fiscal_year by=payer_class
falls fiscal year to date                       | falls_per_1000_patient_days   | * | 2026-10-01..2026-11-23 month as=fiscal_year_to_date
falls fytd                                      | falls_per_1000_patient_days   | * | 2026-10-01..2026-11-23 month as=fiscal_year_to_date
falls last fiscal quarter site b                | falls_per_1000_patient_days   | B | 2026-07-01..2026-10-01 month as=last_fiscal_quarter
falls this fiscal year site b                   | falls_per_1000_patient_days   | B | 2026-07-01..2027-07-01 month as=fiscal_year
occupancy last 2 fiscal years                   | occupancy_midnight_pct        | * | 2024-10-01..2026-10-01 month
occupancy fy26                                  | occupancy_midnight_pct        | * | 2025-10-01..2026-10-01 month
occupancy fiscal year 2025 vs target            | occupancy_midnight_pct        | * | 2024-10-01..2025-10-01 month vs=target
this fiscal quarter                             | -                             | * | 2026-10-01..2027-01-01 month as=fiscal_quarter
"""
REFUSED = """
turnover                         | part of the name of              | Bed turnover rate
energy                           | part of the name of              | Energy per patient day
occupancy emergency department   | the name of 2 places              | Emergency department Site A
falls and sickness               | One indicator at a time           | Patient falls
occupancy site a and site b      | One place at a time               | Site A
denials 2025 last 3 months       | One period at a time              |
denials by colour                | cannot be split by “colour”       | by payer
los by triage                    | cannot be split by “triage”       | by service line
denials vs the moon              | Nothing can be compared with “moon” | vs target
denials payer martians           | no payer “martians”               | payer Medicaid
denials payer                    | Which payer?                      | payer Commercial
los cardiology                   | could be service line or specialty | specialty cardiology
los vs target triage 9           | cannot be filtered by “triage”    | by payer
why did lwbs rise                | cannot tell causes                |
lwbs without ambulance           | cannot leave groups out           |
worst ward for falls             | cannot rank by itself             |
lwbs above 5                     | cannot compare with a number      |
who waited in site b             | cannot list people                |
denials last few months          | how many?                         |
denials last 900 fiscal years    | not in the data                   |
denials from june 2026 to may 2026 | ends before it begins           |
flals last 3 months              | “flals” is not known              | falls
denials at site c                | “site c” is not known             | Site A
by payer                         | Which indicator?                  | denials by payer
shoe size                        | not known                         |
; drop table                     | part of the name of              |
"""


def lines(text: str) -> list[list[str]]:
    return [[part.strip() for part in line.split(" | ")] for line in text.strip().splitlines()]


def meaning(sentence: str) -> str:
    """What was understood, in the notation of the table."""
    found = read(sentence, WORLD)
    time = f"{found.since or ''}..{found.until or ''}"
    parts = ["everything" if found.is_everything else time if time != ".." else "", found.grain]
    parts += [f"as={found.stretch}" if found.stretch else ""]
    parts += [f"by={found.by}" if found.by else ""]
    parts += [f"{name}:{'|'.join(values)}" for name, values in found.only]
    parts += [f"vs={found.compare}" if found.compare else ""]
    about = found.kpi_id or found.page or "-"
    return f"{about} | {found.scope[1] or '*'} | {' '.join(part for part in parts if part)}".strip(" |")


def refused(sentence: str) -> str:
    """Why a sentence has no answer; nothing where it has one."""
    try:
        read(sentence, WORLD)
    except NotUnderstood as refusal:
        return str(refusal)
    return ""


@pytest.mark.parametrize("line", lines(UNDERSTOOD), ids=lambda line: line[0])
def test_a_sentence_means_one_view(line: list[str]):
    sentence, *expected = line
    assert meaning(sentence) == " | ".join(part.strip(" |") for part in expected).strip(" |")


@pytest.mark.parametrize("line", lines(REFUSED), ids=lambda line: line[0])
def test_what_is_not_understood_is_refused_with_what_could_be_meant(line: list[str]):
    sentence, reason, *offered = line
    with pytest.raises(NotUnderstood) as refusal:
        read(sentence, WORLD)
    assert reason.strip("| ") in str(refusal.value)
    titles = [title for title, _ in refusal.value.could]
    assert not offered or not offered[0].strip("| ") or offered[0].strip("| ") in titles


@pytest.mark.parametrize("line", lines(REFUSED), ids=lambda line: line[0])
def test_every_offer_is_a_sentence_that_goes_further(line: list[str]):
    with pytest.raises(NotUnderstood) as refusal:
        read(line[0], WORLD)
    for _, other in refusal.value.could:
        assert refused(other) != str(refusal.value)


def test_every_title_and_every_other_name_is_understood_as_itself():
    titles = {stems(kpi.title): kpi.id for kpi in KPIS.values()}
    for kpi in KPIS.values():
        for name in (kpi.title, kpi.id, *KPI_WORDS.get(kpi.id, ())):
            assert read(name, WORLD).kpi_id == titles.get(stems(name), kpi.id), name


def test_a_word_for_an_indicator_stands_for_one_only():
    phrases = [phrase for own in KPI_WORDS.values() for phrase in {stems(words) for words in own}]
    assert len(phrases) == len(set(phrases))
    assert set(KPI_WORDS) <= set(KPIS)
    assert set(DIMENSION_WORDS) <= {
        "facility_id",
        "unit_id",
        *(name for kpi in KPIS.values() for name in kpi.by),
    }


def test_what_is_understood_is_said_in_words_before_anything_opens():
    found = read("ed waits last 13 weeks site b by triage", WORLD)
    assert [(part.kind, part.words) for part in found.parts] == [
        ("Indicator", "Door to provider"),
        ("Place", "Site B"),
        ("Period", "last 13 weeks, to 22 Nov 2026"),
        ("Grain", "by week"),
        ("Split", "by triage"),
    ]


def test_a_grain_that_an_indicator_lacks_is_replaced_aloud():
    found = read("sickness weekly", WORLD)
    assert found.grain == "month"
    assert found.parts[-1].words == "by month; there are no weeks"
