"""Stays and discharges (kpis.md W15)."""

import pytest

title = "Stays"

STAYS = """
    encounter_id | admit_ts         | discharge_ts
    1            | 2026-03-02 08:00 | 2026-03-02 20:00
    2            | 2026-03-02 23:59 | 2026-03-03 00:00
    3            | 2026-03-02 08:00 | 2026-03-04 12:00
    4            | 2026-03-02 08:00 | 2026-03-05 10:00
    5            | 2026-03-02 08:00 | 2026-03-06 12:00
    6            | 2026-03-02 08:00 | 2026-03-07 11:59
    7            | 2026-03-01 08:00 | 2026-03-31 12:00
    8            | 2026-03-01 08:00 |
"""


def test_length_of_stay_counts_nights_and_one_day_for_none(kpi_spec):
    """1, 1, 2, 3, 4, 5 and 30 days are 46 days of 7 patients: 6.57; who is still there is not counted."""
    kpi_spec("alos_days", encounter=STAYS, expected={"2026-03": 46 / 7}, expected_n={"2026-03": 7})


def test_a_stay_within_one_day_is_no_day_where_nights_are_counted(kpi_spec):
    """Example W15: the stay that began and ended on 2 March is 0 days, and 45 days of 7 patients are 6.43."""
    kpi_spec("alos_zero_days", encounter=STAYS, expected={"2026-03": 45 / 7}, expected_n={"2026-03": 7})


MOVED = """
    encounter_id | facility_id | patient_id | episode_id | admit_ts         | discharge_ts     | leave_days | status    | encounter_class | is_newborn
    1            | F           | P          | E          | 2026-03-01 08:00 | 2026-03-05 10:00 |            | finished  | inpatient       | false
    2            | G           | P          | E          | 2026-03-05 11:00 | 2026-03-11 10:00 |            | finished  | inpatient       | false
    3            | F           | Q          |            | 2026-03-02 08:00 | 2026-03-04 10:00 |            | finished  | inpatient       | false
    4            | F           | R          | E          | 2026-03-10 08:00 | 2026-03-14 10:00 | 1          | finished  | inpatient       | false
    5            | F           | R          | E          | 2026-03-09 08:00 | 2026-04-20 10:00 |            | cancelled | inpatient       | false
    6            | F           | R          | E          | 2026-03-01 08:00 | 2026-03-20 10:00 |            | finished  | observation     | false
    7            | F           | R          | E          | 2026-03-01 08:00 | 2026-03-20 10:00 |            | finished  | inpatient       | true
    8            | F           | S          | S          | 2026-03-01 08:00 | 2026-03-05 10:00 |            | finished  | inpatient       | false
    9            | G           | S          | S          | 2026-03-05 08:00 |                  |            | active    | inpatient       | false
"""


def test_a_move_to_another_hospital_goes_on_with_the_episode(kpi_spec):
    """Four and six days are one episode of ten; beside it are stays of 2 and 3 days; what is still open has no length."""
    kpi_spec(
        "alos_episode_days",
        encounter=MOVED,
        expected={"2026-03": (10 + 2 + 3) / 3},
        expected_n={"2026-03": 3},
    )
    kpi_spec(
        "alos_episode_days",
        by="facility_id",
        encounter=MOVED,
        expected={("2026-03", "F"): (2 + 3) / 2, ("2026-03", "G"): 10},
    )
    kpi_spec("alos_days", encounter=MOVED, expected={"2026-03": (4 + 6 + 2 + 3 + 4) / 5})


def test_leave_and_impossible_stays_do_not_add_days(kpi_spec):
    """Leave comes off but leaves at least a day; over 365 days or out before in is a mistake."""
    kpi_spec(
        "alos_days",
        by="service_line",
        encounter="""
            service_line | admit_ts         | discharge_ts     | leave_days | is_newborn | status
            leave        | 2026-03-02 08:00 | 2026-03-12 08:00 | 4          | false      | finished
            all leave    | 2026-03-02 08:00 | 2026-03-12 08:00 | 10         | false      | finished
            more leave   | 2026-03-02 08:00 | 2026-03-12 08:00 | 11         | false      | finished
            year         | 2025-03-12 08:00 | 2026-03-12 08:00 |            | false      | finished
            too long     | 2025-03-11 08:00 | 2026-03-12 08:00 |            | false      | finished
            back         | 2026-03-12 08:00 | 2026-03-12 07:59 |            | false      | finished
            instant      | 2026-03-12 08:00 | 2026-03-12 08:00 |            | false      | finished
            baby         | 2026-03-02 08:00 | 2026-03-12 08:00 |            | true       | finished
            cancelled    | 2026-03-02 08:00 | 2026-03-12 08:00 |            | false      | cancelled
        """,
        expected={
            ("2026-03", "leave"): 6,
            ("2026-03", "all leave"): 1,
            ("2026-03", "year"): 365,
            ("2026-03", "instant"): 1,
        },
    )


def test_noon_is_not_before_noon(kpi_spec):
    """Of stays over a night that did not end in death, those that left at 00:00, 10:00 and 11:59 were early: 3 of 6."""
    kpi_spec(
        "discharge_before_noon_pct", encounter=STAYS, expected={"2026-03": 50}, expected_n={"2026-03": 6}
    )


def test_death_babies_and_day_stays_are_no_morning_discharges(kpi_spec):
    kpi_spec(
        "discharge_before_noon_pct",
        encounter="""
            admit_ts         | discharge_ts     | discharge_disposition | is_newborn
            2026-03-01 08:00 | 2026-03-02 09:00 | died                  | false
            2026-03-01 08:00 | 2026-03-02 09:00 | home                  | true
            2026-03-02 08:00 | 2026-03-02 09:00 | home                  | false
            2026-03-01 08:00 | 2026-03-02 15:00 | home                  | false
        """,
        expected={"2026-03": 0},
        expected_n={"2026-03": 1},
    )


@pytest.mark.parametrize(
    ("by", "group"),
    [
        ("service_line", "medicine"), ("specialty", "renal"), ("admission_type", "urgent"), ("drg_code", "291"),
        ("payer_class", "commercial"), ("disposition", "snf"), ("age_band", "65-74"), ("sex", "female"),
        ("unit_id", "Ward"), ("facility_id", "North"),
    ],
)  # fmt: skip
def test_a_discharge_knows_what_it_was_for(kpi_spec, by, group):
    """The unit left is that of the discharge; what the stay does not say, the unit says."""
    kpi_spec(
        "alos_days",
        by=by,
        patient="patient_id | birth_date | sex \n p | 1961-03-01 | female",
        unit="unit_id | facility_id | service_line | specialty \n Ward | North | medicine | renal",
        encounter="""
            patient_id | facility_id | unit_id | discharge_unit_id | admission_type | drg_code | payer_id   | admit_ts         | discharge_ts     | discharge_disposition
            p          | North       | Other   | Ward              | urgent         | 291      | commercial | 2026-03-01 08:00 | 2026-03-02 09:00 | snf
        """,
        expected={("2026-03", group): 1},
    )


def test_the_month_is_that_of_the_local_date_of_discharge(kpi_spec):
    """22:30 on 31 March in New York is April in UTC."""
    kpi_spec(
        "alos_days",
        encounter="admit_ts | discharge_ts \n 2026-03-30 23:30 | 2026-03-31 22:30",
        expected={"2026-03": 1},
    )


def test_a_trip_to_theatre_keeps_the_bed_and_a_move_gives_it_up(kpi_spec):
    """A, theatre, recovery, A, imaging, A, B and home: one transfer out of A and one discharge from B; babies are left out."""
    kpi_spec(
        "bed_turnover_rate",
        by="unit_id",
        grain="year",
        unit="""
            unit_id | facility_id | unit_type | is_inpatient_bedded
            A       | F           | med_surg  | true
            B       | F           | med_surg  | true
            OR      | F           | or        | false
            PACU    | F           | pacu      | false
            CT      | F           | imaging   | false
        """,
        encounter="""
            encounter_id | start_ts         | admit_ts         | discharge_ts     | discharge_unit_id | is_newborn
            1            | 2026-03-01 10:00 | 2026-03-01 10:00 | 2026-03-05 10:00 | B                 | false
            2            | 2026-03-01 10:00 | 2026-03-01 10:00 | 2026-03-05 10:00 | A                 | true
        """,
        encounter_location="""
            stay_id | encounter_id | unit_id | in_ts            | out_ts           | patient_class
            a       | 1            | A       | 2026-03-01 10:00 | 2026-03-02 08:00 | inpatient
            b       | 1            | OR      | 2026-03-02 08:00 | 2026-03-02 10:00 | inpatient
            i       | 1            | PACU    | 2026-03-02 10:00 | 2026-03-02 11:00 | inpatient
            j       | 1            | A       | 2026-03-02 11:00 | 2026-03-02 20:00 | inpatient
            k       | 1            | CT      | 2026-03-02 20:00 | 2026-03-02 21:00 | inpatient
            c       | 1            | A       | 2026-03-02 21:00 | 2026-03-03 10:00 | boarder
            d       | 1            | B       | 2026-03-03 10:00 | 2026-03-05 10:00 | inpatient
            e       | 2            | B       | 2026-03-01 10:00 | 2026-03-03 10:00 | inpatient
            f       | 2            | A       | 2026-03-03 10:00 | 2026-03-05 10:00 | inpatient
            g       | 3            | B       | 2026-03-01 10:00 | 2026-03-02 10:00 | observation
            h       | 3            | A       | 2026-03-02 10:00 | 2026-03-03 10:00 | observation
        """,
        bed_capacity="""
            unit_id | census_date | staffed_beds
            A       | 2026-03-01  | 4
            B       | 2026-03-01  | 2
        """,
        expected={("2026", "A"): 1 / 4, ("2026", "B"): 1 / 2},
    )
