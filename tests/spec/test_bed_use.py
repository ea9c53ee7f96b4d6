"""Crowding by the hour and by the day, long stays and delays (kpis.md W1)."""

from datetime import date

import pytest

from tests.spec.test_beds import CENSUS, PERIOD

title = "Bed use"


def test_hours_in_beds_are_added_over_patients(kpi_spec):
    """114.5003 hours of 288 in unit A are 39.76 %, 96.5 of 144 in unit B 67.01 %."""
    kpi_spec(
        "occupancy_hours_pct",
        by="unit_id",
        **PERIOD,
        **CENSUS,
        expected={("2026-03", "A"): 100 * (114.5 + 1 / 3600) / 288, ("2026-03", "B"): 100 * 96.5 / 144},
    )


def test_beds_have_as_many_hours_as_the_day(kpi_spec):
    """A patient in the only bed all day fills it, on the day of 23 hours as on that of 25."""
    for first, change, last in (
        ("2026-03-07", "2026-03-08", date(2026, 3, 9)),
        ("2026-10-31", "2026-11-01", date(2026, 11, 2)),
    ):
        kpi_spec(
            "occupancy_hours_pct",
            grain="day",
            until=last,
            encounter_location=f"unit_id | in_ts | out_ts \n A | {first} 12:00 | {last} 12:00",
            bed_capacity=f"unit_id | census_date | staffed_beds \n A | {first} | 1",
            expected={first: 50, change: 100},
        )


def test_time_in_a_unit_that_should_be_shut_does_not_count(kpi_spec):
    """No staffed beds and nobody there is in order; no staffed beds and a day patient is not."""
    kpi_spec(
        "occupancy_hours_pct",
        grain="day",
        encounter_location="""
            unit_id | in_ts            | out_ts
            A       | 2026-03-01 00:00 | 2026-03-01 12:00
            A       | 2026-03-02 00:00 | 2026-03-02 12:00
            A       | 2026-03-03 12:00 | 2026-03-03 12:00
        """,
        bed_capacity="""
            unit_id | census_date | staffed_beds
            A       | 2026-03-01  | 2
            A       | 2026-03-02  | 0
            A       | 2026-03-03  | 0
        """,
        expected={"2026-03-01": 25},
        expected_coverage={"2026-03-01": 1, "2026-03-02": 0, "2026-03-03": 1},
    )


def test_the_fullest_hour_is_counted_at_full_hours_over_all_units(kpi_spec):
    """At 10:00 there are three, at 11:00 one; who comes at 10:00 is there, who leaves at 10:00 is not."""
    stays = """
        unit_id | in_ts            | out_ts
        A       | 2026-03-01 09:30 | 2026-03-01 10:30
        A       | 2026-03-01 10:00 | 2026-03-01 11:00
        B       | 2026-03-01 09:59 | 2026-03-01 10:01
        B       | 2026-03-01 08:00 | 2026-03-01 10:00
        B       | 2026-03-01 10:01 | 2026-03-01 10:59
        A       | 2026-03-01 11:00 | 2026-03-03 12:00
    """
    kpi_spec("peak_census", encounter_location=stays, expected={"2026-03": 3})
    kpi_spec(
        "peak_census",
        by="unit_id",
        encounter_location=stays,
        expected={("2026-03", "A"): 2, ("2026-03", "B"): 1},
    )


def test_the_hour_that_is_repeated_is_two_hours(kpi_spec):
    """One leaves before the second one o'clock, another comes before it: never two at once."""
    kpi_spec(
        "peak_census",
        grain="day",
        until=date(2026, 11, 2),
        encounter_location="""
            unit_id | in_ts                  | out_ts
            A       | 2026-11-01 00:30-04:00 | 2026-11-01 01:30-04:00
            A       | 2026-11-01 01:45-04:00 | 2026-11-01 03:30-05:00
        """,
        expected={"2026-11-01": 1},
    )


FULL = {
    "encounter_location": """
        unit_id | in_ts            | out_ts
        A       | 2026-03-01 10:00 | 2026-03-03 10:00
        A       | 2026-03-02 10:00 | 2026-03-03 10:00
        B       | 2026-03-01 10:00 | 2026-03-02 10:00
        B       | 2026-03-03 10:00 | 2026-03-03 11:00
    """,
    "bed_capacity": """
        unit_id | census_date | staffed_beds
        A       | 2026-03-01  | 1
        A       | 2026-03-02  | 1
        B       | 2026-03-01  | 1
        B       | 2026-03-02  | 2
        B       | 2026-03-03  | 2
    """,
}


def test_a_day_is_over_when_patients_are_more_than_beds_in_all(kpi_spec):
    """2 of 2 beds, 2 of 3, 0 of 3: full is over 92 % and not over 100 %; the full unit A hides in its hospital."""
    kpi_spec("days_over_92_pct", **FULL, expected={"2026-03": 100 / 3})
    kpi_spec("days_over_100_pct", **FULL, expected={"2026-03": 0})
    kpi_spec(
        "days_over_100_pct", by="unit_id", **FULL, expected={("2026-03", "A"): 100 / 3, ("2026-03", "B"): 0}
    )


def test_exactly_92_percent_is_not_over(kpi_spec):
    for kpi_id, patients in (("days_over_92_pct", 920), ("days_over_100_pct", 1000)):
        kpi_spec(
            kpi_id,
            v_bed_day=f"""
                bed_date   | unit_id | patients     | staffed_beds
                2026-03-01 | A       | {patients}     | 1000
                2026-03-02 | A       | {patients + 1} | 1000
            """,
            expected={"2026-03": 50},
        )


def test_patients_in_a_unit_that_should_be_shut_do_not_fill_the_others(kpi_spec):
    """On the 1st they are not counted against the beds of B; the one bed of C, with two patients, is on the 2nd."""
    for kpi_id in ("days_over_92_pct", "days_over_100_pct"):
        kpi_spec(
            kpi_id,
            v_bed_day="""
                bed_date   | unit_id | patients | staffed_beds
                2026-03-01 | A       | 5        | 0
                2026-03-01 | B       | 9        | 10
                2026-03-02 | B       | 10       | 10
                2026-03-02 | C       | 2        | 1
                2026-03-03 | A       | 0        | 0
                2026-03-03 | B       | 0        | 1
            """,
            expected={"2026-03": 100 / 3},
            expected_coverage={"2026-03": 5 / 6},
        )


DELAYED = {
    "encounter": """
        encounter_id | admit_ts         | discharge_ts
        1            | 2026-03-01 08:00 | 2026-03-05 12:00
        2            | 2026-03-01 08:00 | 2026-03-05 12:00
        3            | 2026-03-01 08:00 | 2026-03-05 12:00
    """,
    "encounter_location": """
        encounter_id | unit_id | in_ts            | out_ts
        1            | A       | 2026-03-01 08:00 | 2026-03-05 12:00
        2            | A       | 2026-03-01 08:00 | 2026-03-03 12:00
        2            | B       | 2026-03-03 12:00 | 2026-03-05 12:00
        3            | B       | 2026-03-01 08:00 | 2026-03-05 12:00
    """,
    "alc_period": """
        encounter_id | start_ts            | end_ts
        1            | 2026-03-02 10:00    | 2026-03-03 10:00
        1            | 2026-03-02 20:00    | 2026-03-04 10:00
        1            | 2026-03-05 08:00    |
        2            | 2026-03-03 23:59:59 |
        3            | 2026-03-03 10:00    | 2026-03-03 23:59:59
        3            | 2026-03-04 10:00    | 2026-03-03 10:00
    """,
}


def test_a_delay_counts_on_the_nights_it_covers(kpi_spec):
    """Two listed delays of one patient are one; ready and gone on the 5th is none; the instant is 23:59:59."""
    kpi_spec(
        "delayed_discharge_day_pct",
        grain="day",
        **DELAYED,
        expected={
            "2026-03-01": 0, "2026-03-02": 100 / 3, "2026-03-03": 200 / 3, "2026-03-04": 100 / 3, "2026-03-05": None,
        },
    )  # fmt: skip
    kpi_spec("delayed_discharge_day_pct", **DELAYED, expected={"2026-03": 400 / 12})


def test_a_delay_goes_with_the_patient_to_the_next_unit(kpi_spec):
    kpi_spec(
        "delayed_discharge_day_pct",
        by="unit_id",
        **DELAYED,
        expected={("2026-03", "A"): 200 / 6, ("2026-03", "B"): 200 / 6},
    )


def test_patients_waiting_to_leave_are_those_of_the_last_night(kpi_spec):
    kpi_spec("alc_patients_now", **DELAYED, until=date(2026, 3, 5), expected={"2026-03": 1})
    kpi_spec("alc_patients_now", **DELAYED, expected={"2026-03": 0})


def test_a_hospital_without_a_list_of_delays_has_no_figure(kpi_spec):
    """North lists one delay; South lists none, and is not free of delays for it."""
    for kpi_id, value in (("delayed_discharge_day_pct", 50), ("alc_patients_now", 1)):
        kpi_spec(
            kpi_id,
            by="facility_id",
            until=date(2026, 3, 2),
            unit="unit_id | facility_id \n N | North \n S | South",
            encounter="""
                encounter_id | facility_id | admit_ts         | discharge_ts
                1            | North       | 2026-03-01 08:00 | 2026-03-02 08:00
                2            | North       | 2026-03-01 08:00 | 2026-03-02 08:00
                3            | South       | 2026-03-01 08:00 | 2026-03-02 08:00
            """,
            encounter_location="""
                encounter_id | unit_id | in_ts            | out_ts
                1            | N       | 2026-03-01 08:00 | 2026-03-02 08:00
                2            | N       | 2026-03-01 08:00 | 2026-03-02 08:00
                3            | S       | 2026-03-01 08:00 | 2026-03-02 08:00
            """,
            alc_period="encounter_id | start_ts \n 1 | 2026-03-01 09:00",
            expected={("2026-03", "North"): value},
            expected_coverage={("2026-03", "North"): 1, ("2026-03", "South"): 0},
        )


LONG = {
    "unit": "unit_id | facility_id | unit_type \n A | F | med_surg \n R | F | rehab \n P | F | psych \n N | F | nicu",
    "encounter": """
        encounter_id | episode_id | admit_ts         | discharge_ts
        old          | e          | 2026-02-10 23:00 | 2026-02-28 08:00
        moved        | e          | 2026-02-28 09:00 | 2026-03-04 12:00
        new          |            | 2026-03-01 08:00 | 2026-03-04 12:00
        rehab        |            | 2026-01-01 08:00 | 2026-03-04 12:00
        psych        |            | 2026-01-01 08:00 | 2026-03-04 12:00
        nicu         |            | 2026-01-01 08:00 | 2026-03-04 12:00
    """,
    "encounter_location": """
        encounter_id | unit_id | in_ts            | out_ts
        moved        | A       | 2026-03-01 09:00 | 2026-03-04 12:00
        new          | A       | 2026-03-01 08:00 | 2026-03-04 12:00
        rehab        | R       | 2026-03-01 08:00 | 2026-03-04 12:00
        psych        | P       | 2026-03-01 08:00 | 2026-03-04 12:00
        nicu         | N       | 2026-03-01 08:00 | 2026-03-04 12:00
    """,
}


@pytest.mark.parametrize(
    ("kpi_id", "values"),
    [
        ("long_stay_21d_count", (0, 0, 1, 0)),
        ("long_stay_14d_count", (1, 1, 1, 0)),
        ("long_stay_7d_count", (1, 1, 1, 0)),
        ("long_stay_21d_pct", (0, 0, 50, None)),
    ],
)
def test_a_long_stay_is_counted_from_the_first_admission_of_its_episode(kpi_spec, kpi_id, values):
    """10 February is 19 to 21 days before 1 to 3 March; rehabilitation, psychiatry and newborn care are meant to be long."""
    kpi_spec(
        kpi_id,
        grain="day",
        **LONG,
        expected={f"2026-03-0{day}": value for day, value in enumerate(values, start=1)},
    )


def test_long_stays_of_a_month_are_the_mean_of_its_days(kpi_spec):
    kpi_spec("long_stay_21d_count", **LONG, expected={"2026-03": 1 / 4})
    kpi_spec("long_stay_21d_pct", **LONG, expected={"2026-03": 100 / 6})


@pytest.mark.parametrize(("kpi_id", "days"), [("long_stay_14d_count", 14), ("long_stay_7d_count", 7)])
def test_a_week_and_two_weeks_begin_on_their_day(kpi_spec, kpi_id, days):
    kpi_spec(
        kpi_id,
        grain="day",
        since=date(2026, 3, days),
        encounter="encounter_id | admit_ts | discharge_ts \n 1 | 2026-03-01 23:00 | 2026-03-17 08:00",
        encounter_location="encounter_id | unit_id | in_ts \n 1 | A | 2026-03-01 23:00",
        expected={f"2026-03-{day:02}": (day > days) * (day < 17) for day in range(days, 18)},
    )


def test_a_unit_of_one_licensed_bed_has_an_occupancy(kpi_spec):
    kpi_spec(
        "occupancy_midnight_licensed_pct",
        v_bed_day="unit_id | bed_date | patients | licensed_beds \n A | 2026-03-01 | 1 | 1",
        expected={"2026-03": 100},
    )
