"""How many come and leave, and by which way."""

import pytest

title = "Activity"

VISITS = """
    encounter_id | arrival_ts       | departure_ts     | disposition
    1            | 2026-04-06 08:05 | 2026-04-06 11:00 | discharged
    2            | 2026-04-06 08:59 | 2026-04-06 15:30 | admitted
    3            | 2026-04-06 23:40 | 2026-04-07 02:00 | lwbs
    4            | 2026-04-12 00:00 | 2026-04-12 00:30 | discharged
    5            | 2026-04-12 10:00 | 2026-04-12 10:00 | dead_on_arrival
"""
STAYS = """
    encounter_id | admit_ts         | discharge_ts     | admission_source | discharge_unit_id | is_newborn
    1            | 2026-03-02 08:00 | 2026-03-02 20:00 | ed               | W2                | false
    2            | 2026-03-02 08:00 | 2026-03-16 12:00 | ed               | W2                | false
    3            | 2026-03-02 08:00 | 2026-03-17 10:00 | clinic           | W1                | false
    4            | 2026-03-01 08:00 | 2026-03-31 12:00 |                  | W1                | false
    5            | 2026-02-01 08:00 | 2026-03-31 12:00 | ed               | W1                | false
    6            | 2026-03-02 08:00 | 2026-03-04 12:00 | born_inside      | W1                | true
"""
WAY = """
    stay_id | encounter_id | unit_id | in_ts            | out_ts           | patient_class
    a       | 1            | OR      | 2026-03-02 08:00 | 2026-03-02 10:00 | inpatient
    b       | 1            | W1      | 2026-03-02 10:00 | 2026-03-02 10:10 | inpatient
    c       | 1            | IC      | 2026-03-02 10:10 | 2026-03-02 15:00 | inpatient
    d       | 1            | W2      | 2026-03-02 15:00 | 2026-03-02 20:00 | inpatient
    e       | 2            | W2      | 2026-03-02 08:00 | 2026-03-16 12:00 | inpatient
"""
UNITS = """
    unit_id | unit_type | is_inpatient_bedded
    W1      | med_surg  | true
    W2      | surgical  | true
    IC      | icu       | true
    OR      | or        | false
"""


@pytest.mark.parametrize(
    ("by", "expected"),
    [
        ("arrival_hour", {("2026-04", "8"): 2, ("2026-04", "23"): 1, ("2026-04", "0"): 1}),
        ("weekday", {("2026-04", "1"): 3, ("2026-04", "7"): 1}),
        ("disposition", {("2026-04", "lwbs"): 1, ("2026-04", "discharged"): 2, ("2026-04", "admitted"): 1}),
    ],
)
def test_a_visit_belongs_to_the_hour_and_the_weekday_of_its_arrival(kpi_spec, by, expected):
    """8:05 and 8:59 are the hour from eight; who came on Monday night and left on Tuesday came on a Monday."""
    kpi_spec("ed_visits_count", by=by, ed_visit=VISITS, expected=expected)


def test_every_visit_that_ended_counts_once(kpi_spec):
    """Four visits; who was dead on arrival came for no care."""
    kpi_spec("ed_visits_count", ed_visit=VISITS, expected={"2026-04": 4}, expected_n={"2026-04": 4})


@pytest.mark.parametrize(
    ("by", "expected"),
    [
        (
            "los_band",
            {
                **{("2026-03", days): 1 for days in ("1", "14", "15-20", "21-30", "31+")},
                ("2026-03", "2"): 0,
            },
        ),
        (
            "admission_source",
            {
                ("2026-03", "ed"): 3,
                ("2026-03", "clinic"): 1,
                ("2026-03", "unknown"): 1,
                ("2026-03", "born_inside"): 0,
            },
        ),
        ("first_unit_id", {("2026-03", "IC"): 1, ("2026-03", "W2"): 1, ("2026-03", "W1"): 3}),
        ("first_unit_type", {("2026-03", "icu"): 1, ("2026-03", "surgical"): 1, ("2026-03", "med_surg"): 3}),
        ("unit_type", {("2026-03", "surgical"): 2, ("2026-03", "med_surg"): 3}),
    ],
)
def test_a_stay_begins_in_the_first_ward_that_kept_the_patient(kpi_spec, by, expected):
    """Theatre and ten minutes in a ward are passed over; without a known place the stay began where it ended. A newborn
    leaves a 0 behind where nobody else was."""
    kpi_spec(
        "discharges_count",
        by=by,
        encounter=STAYS,
        encounter_location=WAY,
        unit=UNITS,
        expected=expected,
    )


def test_every_stay_that_ended_counts_once(kpi_spec):
    """Five stays; a newborn is not counted."""
    kpi_spec("discharges_count", encounter=STAYS, expected={"2026-03": 5}, expected_n={"2026-03": 5})
