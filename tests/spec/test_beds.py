"""Beds: how many are taken, and how fast they turn (kpis.md W1, W11)."""

from datetime import date

from tests.world import text_of

title = "Beds"

PERIOD = {"since": date(2026, 3, 1), "until": date(2026, 3, 4)}
CENSUS = {
    "encounter_location": """
        stay_id | encounter_id | unit_id | in_ts               | out_ts
        S1      | E1           | A       | 2026-03-01 08:00    | 2026-03-03 11:00
        S2      | E2           | A       | 2026-03-01 23:59:59 | 2026-03-02 00:00:00
        S3      | E3           | A       | 2026-03-02 00:00:00 | 2026-03-02 18:00
        S4      | E4           | A       | 2026-03-01 10:00    | 2026-03-02 23:30
        S5      | E4           | B       | 2026-03-02 23:30    | 2026-03-04 09:00
        S6      | E5           | B       | 2026-02-27 12:00    |
        S7      | E6           | A       | 2026-03-03 07:00    | 2026-03-03 15:00
    """,
    "bed_capacity": """
        unit_id | census_date | staffed_beds | licensed_beds
        A       | 2026-03-01  | 4            | 5
        A       | 2026-03-02  | 4            | 5
        A       | 2026-03-03  | 4            | 5
        B       | 2026-03-01  | 2            |
        B       | 2026-03-02  | 2            |
        B       | 2026-03-03  | 2            |
    """,
}


def test_the_census_is_taken_one_second_before_midnight(kpi_spec):
    """A one-second stay counts, a day-only stay never; a transfer at 23:30 counts once, in the receiving unit."""
    kpi_spec(
        "average_daily_census",
        by="unit_id",
        grain="day",
        **PERIOD,
        **CENSUS,
        expected={
            ("2026-03-01", "A"): 3, ("2026-03-02", "A"): 1, ("2026-03-03", "A"): 0,
            ("2026-03-01", "B"): 1, ("2026-03-02", "B"): 2, ("2026-03-03", "B"): 2,
        },
    )  # fmt: skip


def test_staffed_beds_are_those_of_an_average_day(kpi_spec):
    """Six beds on each of three days, whoever lies in them."""
    kpi_spec("staffed_beds_mean", **PERIOD, **CENSUS, expected={"2026-03": 6})


def test_the_mean_census_divides_by_calendar_days(kpi_spec):
    """Nine patient days in three days are 3.00, whichever units were empty."""
    kpi_spec("average_daily_census", **PERIOD, **CENSUS, expected={"2026-03": 3})


def test_occupancy_adds_beds_before_it_divides(kpi_spec):
    """9 of 18 bed days are 50.0 %, not the mean of 33.3 and 83.3."""
    kpi_spec("occupancy_midnight_pct", **PERIOD, **CENSUS, expected={"2026-03": 50})


def test_each_unit_has_its_own_occupancy(kpi_spec):
    kpi_spec(
        "occupancy_midnight_pct",
        by="unit_id",
        **PERIOD,
        **CENSUS,
        expected={("2026-03", "A"): 400 / 12, ("2026-03", "B"): 500 / 6},
    )


def test_licensed_beds_that_are_not_reported_lower_the_coverage(kpi_spec):
    """Unit A has 5 licensed beds; unit B does not say."""
    kpi_spec(
        "occupancy_midnight_licensed_pct",
        **PERIOD,
        **CENSUS,
        expected={"2026-03": 400 / 15},
        expected_coverage={"2026-03": 1 / 2},
    )


def test_the_instant_of_the_census_is_exact(kpi_spec):
    """In at 23:59:59 counts, half a second later not; out at 23:59:59 does not count, half a second later does."""
    kpi_spec(
        "average_daily_census",
        by="unit_id",
        grain="day",
        encounter_location="""
            unit_id | in_ts                 | out_ts
            A       | 2026-03-01 23:59:59   | 2026-03-02 23:59:59
            B       | 2026-03-01 23:59:59.5 | 2026-03-02 23:59:59.5
            C       | 2026-03-01 12:00      | 2026-03-01 13:00
        """,
        until=date(2026, 3, 3),
        expected={
            ("2026-03-01", "A"): 1,
            ("2026-03-01", "B"): 0,
            ("2026-03-01", "C"): 0,
            ("2026-03-02", "A"): 0,
            ("2026-03-02", "B"): 1,
            ("2026-03-02", "C"): 0,
        },
    )


def test_a_stay_over_a_change_of_clocks_counts_every_midnight_once(kpi_spec):
    kpi_spec(
        "average_daily_census",
        grain="day",
        encounter_location="unit_id | in_ts | out_ts \n A | 2026-10-31 12:00 | 2026-11-02 23:59:59",
        expected={"2026-10-31": 1, "2026-11-01": 1, "2026-11-02": 0},
    )


def test_open_stays_count_up_to_the_last_event_of_the_hospital(kpi_spec):
    """An emergency visit on the 4th shows that the data reach there; a planned admission in May does not."""
    kpi_spec(
        "average_daily_census",
        grain="day",
        encounter="""
            encounter_id | status   | start_ts         | admit_ts         | encounter_class
            1            | active   | 2026-03-02 10:00 | 2026-03-02 10:00 | inpatient
            2            | planned  | 2026-05-01 10:00 | 2026-05-01 10:00 | inpatient
            3            | finished | 2026-03-03 10:00 | 2026-03-03 10:00 | ed
        """,
        unit="unit_id | facility_id | is_inpatient_bedded \n A | F | true \n ED | F | false",
        ed_visit="encounter_id | unit_id | arrival_ts | departure_ts \n 3 | ED | 2026-03-03 10:00 | 2026-03-04 01:00",
        encounter_location="encounter_id | unit_id | in_ts \n 1 | A | 2026-03-02 10:00",
        expected={"2026-03-02": 1, "2026-03-03": 1, "2026-03-04": 1},
    )


def test_the_data_reach_to_the_end_of_the_latest_visit(kpi_spec):
    """A clinic visit that ends after midnight on the 4th is an event of the hospital on the 4th."""
    kpi_spec(
        "average_daily_census",
        grain="day",
        encounter="""
            encounter_id | encounter_class | start_ts         | admit_ts         | discharge_ts
            1            | inpatient       | 2026-03-03 10:00 | 2026-03-03 10:00 |
            2            | outpatient      | 2026-03-03 22:00 | 2026-03-03 22:00 | 2026-03-04 01:00
        """,
        encounter_location="encounter_id | unit_id | in_ts \n 1 | A | 2026-03-03 10:00",
        expected={"2026-03-03": 1, "2026-03-04": 1},
    )


def test_a_stay_nobody_closed_ends_with_its_visit(kpi_spec):
    kpi_spec(
        "average_daily_census",
        grain="day",
        encounter="""
            encounter_id | start_ts         | admit_ts         | discharge_ts
            1            | 2026-03-01 10:00 | 2026-03-01 10:00 | 2026-03-02 10:00
            2            | 2026-03-03 10:00 | 2026-03-03 10:00 | 2026-03-03 11:00
        """,
        encounter_location="encounter_id | unit_id | in_ts \n 1 | A | 2026-03-01 10:00",
        expected={"2026-03-01": 1, "2026-03-02": 0, "2026-03-03": 0},
    )


def test_only_inpatients_and_boarders_in_bedded_units_are_in_the_census(kpi_spec):
    """Not observation, not a unit without beds, not well babies, not a stay that ends before it starts."""
    kpi_spec(
        "average_daily_census",
        grain="day",
        encounter="""
            encounter_id | status    | start_ts         | admit_ts
            gone         | cancelled | 2026-03-01 10:00 | 2026-03-01 10:00
        """,
        unit="""
            unit_id | facility_id | is_inpatient_bedded | unit_type
            A       | F           | true                | med_surg
            N       | F           | true                | nursery
            ED      | F           | false               | ed
        """,
        encounter_location="""
            encounter_id | unit_id | in_ts            | out_ts           | patient_class
            1            | A       | 2026-03-01 10:00 | 2026-03-02 10:00 | inpatient
            2            | A       | 2026-03-01 10:00 | 2026-03-02 10:00 | boarder
            3            | A       | 2026-03-01 10:00 | 2026-03-02 10:00 | observation
            4            | N       | 2026-03-01 10:00 | 2026-03-02 10:00 | inpatient
            5            | ED      | 2026-03-01 10:00 | 2026-03-02 10:00 | boarder
            6            | A       | 2026-03-02 10:00 | 2026-03-01 10:00 | inpatient
            gone         | A       | 2026-03-01 10:00 | 2026-03-02 10:00 | inpatient
        """,
        expected={"2026-03-01": 2, "2026-03-02": 0},
    )


def test_a_unit_exists_from_its_opening_to_its_closing(kpi_spec):
    """The wing opened on the 3rd and closed on the 4th; the annex has stays on dates that it should not."""
    found = kpi_spec(
        "average_daily_census",
        by="unit_id",
        grain="day",
        unit="""
            unit_id | facility_id | valid_from | valid_to   | is_inpatient_bedded
            Ward    | F           | 2020-01-01 |            | true
            Wing    | F           | 2026-03-03 | 2026-03-04 | true
            Annex   | F           | 2026-03-04 | 2026-03-04 | true
        """,
        encounter_location="""
            unit_id | in_ts            | out_ts
            Ward    | 2026-03-01 10:00 | 2026-03-06 10:00
            Annex   | 2026-03-03 10:00 | 2026-03-06 10:00
        """,
        expected={
            **{(f"2026-03-0{day}", "Ward"): float(day < 6) for day in range(1, 7)},
            **{(f"2026-03-0{day}", "Wing"): 0 for day in (3, 4)},
            **{(f"2026-03-0{day}", "Annex"): 1 for day in (3, 4, 5)},
        },
    )
    assert {group for _, group in found} == {"Ward", "Wing", "Annex"}


def test_bed_numbers_are_carried_forward_for_seven_days(kpi_spec):
    """The eighth day after the last count has no bed number, so it does not count."""
    for kpi_id in ("occupancy_midnight_pct", "occupancy_midnight_licensed_pct"):
        kpi_spec(
            kpi_id,
            encounter_location="unit_id | in_ts | out_ts \n A | 2026-03-01 10:00 | 2026-03-09 10:00",
            bed_capacity="unit_id | census_date | staffed_beds | licensed_beds \n A | 2026-03-01 | 2 | 2",
            expected={"2026-03": 50},
            expected_n={"2026-03": 8},
            expected_coverage={"2026-03": 8 / 9},
        )


def test_patients_without_a_staffed_bed_are_a_fault_and_a_closed_unit_is_not(kpi_spec):
    """Unit B is closed and empty, unit C is closed and holds a patient."""
    for kpi_id in ("occupancy_midnight_pct", "occupancy_midnight_licensed_pct"):
        kpi_spec(
            kpi_id,
            v_bed_day="""
                unit_id | bed_date   | patients | staffed_beds | licensed_beds
                A       | 2026-03-01 | 3        | 2            | 2
                B       | 2026-03-01 | 0        | 0            | 0
                C       | 2026-03-01 | 1        | 0            | 0
            """,
            expected={"2026-03": 150},
            expected_n={"2026-03": 2},
            expected_coverage={"2026-03": 2 / 3},
        )


def beds(*runs: tuple[int, int]) -> list[dict[str, object]]:
    """So many days with so many staffed beds and 17 patients, from 1 June on."""
    counts = [staffed for days, staffed in runs for _ in range(days)]
    return [
        {"unit_id": "A", "bed_date": f"2026-06-{day:02d}", "patients": 17, "staffed_beds": staffed}
        for day, staffed in enumerate(counts, start=1)
    ]


def leavers(count: int, kind: str = "discharge") -> list[dict[str, object]]:
    return [
        {"exit_id": f"{kind}{i}", "unit_id": "A", "exit_date": "2026-06-15", "kind": kind}
        for i in range(count)
    ]


def test_twenty_beds_and_102_discharges_turn_five_times(kpi_spec):
    """102 / 20 = 5.10 per bed in 30 days; (600 - 510) / 102 = 0.8824 days, which is 5.0 days x 15 % / 85 %."""
    month = {"v_bed_day": text_of(beds((30, 20))), "v_unit_exit": text_of(leavers(102))}
    kpi_spec("bed_turnover_rate", **month, expected={"2026-06": 5.1})
    kpi_spec("bed_turnover_interval_days", **month, expected={"2026-06": 90 / 102})
    kpi_spec("bed_turnover_interval_days", **month, expected={"2026-06": 5.0 * 0.15 / 0.85})
    kpi_spec("occupancy_midnight_pct", v_bed_day=month["v_bed_day"], expected={"2026-06": 85})


def test_more_patients_than_beds_give_a_negative_interval(kpi_spec):
    """Twenty beds for 21 days, then 15: 555 bed days, 561 patient days, 86 discharges."""
    rows = beds((21, 20), (9, 15))
    for row in rows:
        row["patients"] = 19
    rows[0]["patients"] = 10
    assert sum(row["patients"] for row in rows) == 561
    month = {"v_bed_day": text_of(rows), "v_unit_exit": text_of(leavers(86))}
    kpi_spec("bed_turnover_rate", **month, expected={"2026-06": 86 / 18.5})
    kpi_spec("bed_turnover_interval_days", **month, expected={"2026-06": -6 / 86})


def test_a_unit_also_turns_its_beds_by_transfer(kpi_spec):
    """The hospital counts 10 discharges, the unit 10 discharges and 20 transfers out."""
    month = {
        "v_bed_day": text_of(beds((30, 20))),
        "v_unit_exit": text_of(leavers(10) + leavers(20, "transfer")),
    }
    kpi_spec("bed_turnover_rate", **month, expected={"2026-06": 0.5})
    kpi_spec("bed_turnover_rate", by="unit_id", **month, expected={("2026-06", "A"): 1.5})
    kpi_spec("bed_turnover_interval_days", **month, expected={"2026-06": 9})
    kpi_spec("bed_turnover_interval_days", scope=("unit", "A"), **month, expected={"2026-06": 3})
