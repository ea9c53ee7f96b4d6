"""Readmission chains (kpis.md W6): who is an index stay, and which return decides."""

import pytest

title = "Readmission"

CHAINS = """
    encounter_id | patient_id | facility_id | admit_ts         | discharge_ts     | discharge_disposition | is_planned_admission | encounter_class
    a            | P1         | H1          | 2026-01-02 10:00 | 2026-01-05 12:00 | home                  | false                | inpatient
    b            | P1         | H1          | 2026-01-20 10:00 | 2026-01-24 12:00 | home                  | false                | inpatient
    c            | P1         | H1          | 2026-02-10 10:00 | 2026-02-12 12:00 | home                  | false                | inpatient
    d            | P2         | H1          | 2026-01-10 10:00 | 2026-01-14 12:00 | home                  | false                | inpatient
    e            | P2         | H1          | 2026-01-25 10:00 | 2026-01-26 12:00 | home                  | true                 | inpatient
    f            | P2         | H1          | 2026-02-05 10:00 | 2026-02-07 12:00 | home                  | false                | inpatient
    g            | P3         | H1          | 2026-01-08 10:00 | 2026-01-09 12:00 | acute_transfer        | false                | inpatient
    h            | P3         | H2          | 2026-01-09 14:00 | 2026-01-15 12:00 | home                  | false                | inpatient
    i            | P3         | H1          | 2026-01-30 10:00 | 2026-02-02 12:00 | home                  | false                | inpatient
    j            | P4         | H1          | 2026-01-12 10:00 | 2026-01-16 12:00 | died                  | false                | inpatient
    k            | P5         | H1          | 2026-01-18 10:00 | 2026-01-20 12:00 | ama                   | false                | inpatient
    l            | P5         | H1          | 2026-01-22 10:00 | 2026-01-25 12:00 | home                  | false                | inpatient
    m            | P6         | H1          | 2026-01-28 10:00 | 2026-01-31 12:00 | home                  | false                | inpatient
    n            | P6         | H1          | 2026-03-02 10:00 | 2026-03-04 12:00 | home                  | false                | inpatient
    through      | P7         | H1          | 2026-03-31 10:00 | 2026-03-31 12:00 | home                  | false                | outpatient
"""


def test_of_ten_index_stays_five_come_back(kpi_spec):
    """Deaths, transfers and leaving against advice are no index stays; the 30th day counts; a planned return decides."""
    kpi_spec(
        "readmission_30d_pct",
        grain="quarter",
        encounter=CHAINS,
        expected={"2026-Q1": 50},
        expected_n={"2026-Q1": 10},
    )


def test_a_readmission_belongs_to_the_month_of_the_index_discharge(kpi_spec):
    kpi_spec("readmission_30d_pct", encounter=CHAINS, expected={"2026-01": 500 / 7, "2026-02": 0})


def test_a_readmission_belongs_to_the_hospital_of_the_index_stay(kpi_spec):
    kpi_spec(
        "readmission_30d_pct",
        by="facility_id",
        grain="quarter",
        encounter=CHAINS,
        expected={("2026-Q1", "H1"): 400 / 9, ("2026-Q1", "H2"): 100},
    )


STAY = "encounter_id | patient_id | facility_id | admit_ts | discharge_ts | principal_dx | encounter_class"
THROUGH = "end | z | H1 | 2026-12-31 10:00 | 2026-12-31 12:00 | | outpatient"


def stays(*rows: str, columns: str = STAY, through: str = THROUGH) -> str:
    return "\n".join([columns, *rows, through])


@pytest.mark.parametrize(
    ("days", "last", "late"),
    [(7, "2026-03-08", "2026-03-09"), (30, "2026-03-31", "2026-04-01"), (90, "2026-05-30", "2026-05-31")],
)
def test_the_last_day_of_the_window_counts_and_the_day_after_does_not(kpi_spec, days, last, late):
    """Days are local dates, whatever the hour; the day of discharge itself is inside."""
    kpi_spec(
        f"readmission_{days}d_pct",
        encounter=stays(
            "a | in   | H1 | 2026-02-25 10:00 | 2026-03-01 00:05 | I50 | inpatient",
            f"b | in  | H1 | {last} 23:55     |                  | I50 | inpatient",
            "c | out  | H1 | 2026-02-25 10:00 | 2026-03-01 23:55 | I50 | inpatient",
            f"d | out | H1 | {late} 00:05     |                  | I50 | inpatient",
            "e | same | H1 | 2026-02-25 10:00 | 2026-03-01 10:00 | I50 | inpatient",
            "f | same | H1 | 2026-03-01 12:00 |                  | J18 | inpatient",
        ),
        expected={"2026-03": 200 / 3},
        expected_n={"2026-03": 3},
    )


@pytest.mark.parametrize("days", [7, 30, 90])
def test_a_stay_counts_once_it_was_watched_for_the_whole_window(kpi_spec, days):
    """Of two discharges a day apart, the data reach to the end of the window of the first; a plan is no data."""
    dates = {
        7: ("2026-12-24", "2026-12-25"),
        30: ("2026-12-01", "2026-12-02"),
        90: ("2026-10-02", "2026-10-03"),
    }
    first, second = dates[days]
    kpi_spec(
        f"readmission_{days}d_pct",
        grain="year",
        encounter=stays(
            f"a | p | H1 | {first} 09:00  | {first} 10:00 | I50 | inpatient | finished",
            f"b | q | H1 | {second} 09:00 | {second} 10:00 | I50 | inpatient | finished",
            "c | r | H1 | 2027-06-01 09:00 | | I50 | inpatient | planned",
            columns=f"{STAY} | status",
            through=f"{THROUGH} | finished",
        ),
        expected={"2026": 0},
        expected_n={"2026": 1},
    )


def test_back_on_the_same_day_for_the_same_condition_is_one_stay(kpi_spec):
    """I50.1 and I50.9 are one condition: the two stays merge, and the return counts from the second discharge."""
    kpi_spec(
        "readmission_30d_pct",
        encounter=stays(
            "a | p | H1 | 2026-03-01 10:00 | 2026-03-03 10:00 | I501 | inpatient",
            "b | p | H1 | 2026-03-03 18:00 | 2026-04-05 10:00 | I509 | inpatient",
            "c | p | H1 | 2026-05-05 18:00 | 2026-05-09 10:00 | I509 | inpatient",
        ),
        expected={"2026-04": 100, "2026-05": 0},
    )


@pytest.mark.parametrize(
    ("second_stay", "value"),
    [
        ("b | p | H1 | 2026-03-03 18:00 | 2026-03-05 10:00 | J18 | inpatient", 50),
        ("b | p | H1 | 2026-03-04 00:05 | 2026-03-05 10:00 | I50 | inpatient", 50),
        ("b | p | H1 | 2026-03-03 18:00 | 2026-03-05 10:00 |     | inpatient", 50),
    ],
)
def test_another_condition_or_another_day_is_a_readmission(kpi_spec, second_stay, value):
    kpi_spec(
        "readmission_30d_pct",
        encounter=stays("a | p | H1 | 2026-03-01 10:00 | 2026-03-03 10:00 | I50 | inpatient", second_stay),
        expected={"2026-03": value},
        expected_n={"2026-03": 2},
    )


def test_a_merged_stay_was_planned_when_its_first_part_was(kpi_spec):
    """The unplanned second part of a planned return does not make it unplanned."""
    columns = f"{STAY} | is_planned_admission"
    kpi_spec(
        "readmission_30d_pct",
        encounter=stays(
            "a | p | H1 | 2026-03-01 10:00 | 2026-03-03 10:00 | I50 | inpatient | false",
            "b | p | H1 | 2026-03-10 10:00 | 2026-03-12 10:00 | I50 | inpatient | true",
            "c | p | H1 | 2026-03-12 18:00 | 2026-03-20 10:00 | I50 | inpatient | false",
            columns=columns,
            through=f"{THROUGH} | false",
        ),
        expected={"2026-03": 0},
        expected_n={"2026-03": 2},
    )


@pytest.mark.parametrize(
    ("arrival", "n"), [("2026-03-03 18:00", 1), ("2026-03-04 18:00", 1), ("2026-03-05 00:05", 2)]
)
def test_going_on_in_another_hospital_by_the_next_day_is_a_transfer(kpi_spec, arrival, n):
    """The receiving hospital's stay is the index, whatever the first one wrote; two days later it is a readmission."""
    kpi_spec(
        "readmission_30d_pct",
        encounter=stays(
            "a | p | H1 | 2026-03-01 10:00 | 2026-03-03 10:00 | I50 | inpatient",
            f"b | p | H2 | {arrival}       | 2026-03-09 10:00 | I50 | inpatient",
        ),
        expected={"2026-03": 100 * (n - 1) / n},
        expected_n={"2026-03": n},
    )


def test_next_day_in_the_same_hospital_is_a_readmission(kpi_spec):
    kpi_spec(
        "readmission_30d_pct",
        encounter=stays(
            "a | p | H1 | 2026-03-01 10:00 | 2026-03-03 10:00 | I50 | inpatient",
            "b | p | H1 | 2026-03-04 10:00 |                  | I50 | inpatient",
        ),
        expected={"2026-03": 100},
    )


def test_stays_that_the_measure_leaves_out_are_no_index_stays(kpi_spec):
    """Psychiatric, rehabilitation and cancer care, newborns and children; 18 on the day of admission is adult."""
    columns = f"{STAY} | dx_group | is_newborn"
    kpi_spec(
        "readmission_30d_pct",
        patient="patient_id | birth_date \n child | 2008-03-02 \n adult | 2008-03-01",
        encounter=stays(
            "a | a     | H1 | 2026-03-01 10:00 | 2026-03-03 10:00 | I50 | inpatient | psychiatric    | false",
            "b | b     | H1 | 2026-03-01 10:00 | 2026-03-03 10:00 | I50 | inpatient | rehabilitation | false",
            "c | c     | H1 | 2026-03-01 10:00 | 2026-03-03 10:00 | I50 | inpatient | cancer_medical | false",
            "d | d     | H1 | 2026-03-01 10:00 | 2026-03-03 10:00 | I50 | inpatient |                | true",
            "e | child | H1 | 2026-03-01 10:00 | 2026-03-03 10:00 | I50 | inpatient |                | false",
            "f | adult | H1 | 2026-03-01 10:00 | 2026-03-03 10:00 | I50 | inpatient |                | false",
            "g | g     | H1 | 2026-03-01 10:00 | 2026-03-03 10:00 | I50 | inpatient | obstetric      | false",
            columns=columns,
            through=f"{THROUGH} | | false",
        ),
        expected={"2026-03": 0},
        expected_n={"2026-03": 2},
    )


def test_merged_patient_records_are_one_person(kpi_spec):
    """Record x was merged into y and y into z: the stay of x and the stay of z follow each other."""
    kpi_spec(
        "readmission_30d_pct",
        patient="patient_id | merged_into_patient_id \n x | y \n y | z \n z |",
        encounter=stays(
            "a | x | H1 | 2026-03-01 10:00 | 2026-03-03 10:00 | I50 | inpatient",
            "b | z | H1 | 2026-03-20 10:00 | 2026-03-22 10:00 | I50 | inpatient",
        ),
        expected={"2026-03": 50},
    )


def test_only_inpatient_stays_that_took_place_count_as_returns(kpi_spec):
    columns = f"{STAY} | status"
    kpi_spec(
        "readmission_30d_pct",
        encounter=stays(
            "a | p | H1 | 2026-03-01 10:00 | 2026-03-03 10:00 | I50 | inpatient   | finished",
            "b | p | H1 | 2026-03-10 10:00 | 2026-03-12 10:00 | I50 | inpatient   | cancelled",
            "c | p | H1 | 2026-03-11 10:00 |                  | I50 | inpatient   | planned",
            "d | p | H1 | 2026-03-12 10:00 | 2026-03-13 10:00 | I50 | observation | finished",
            columns=columns,
            through=f"{THROUGH} | finished",
        ),
        expected={"2026-03": 0},
        expected_n={"2026-03": 1},
    )


@pytest.mark.parametrize(
    ("by", "group"),
    [
        ("age_band", "85+"), ("sex", "male"), ("disposition", "snf"), ("payer_class", "medicaid"),
        ("service_line", "medicine"), ("unit_id", "?:H1"),
    ],
)  # fmt: skip
def test_a_stay_knows_who_it_was_and_where_it_ended(kpi_spec, by, group):
    """Without a unit it is the unknown unit of the hospital."""
    columns = f"{STAY} | service_line | payer_id | discharge_disposition"
    kpi_spec(
        "readmission_30d_pct",
        by=by,
        patient="patient_id | birth_date | sex \n p | 1941-03-01 | male",
        encounter=stays(
            "a | p | H1 | 2026-03-01 10:00 | 2026-03-03 10:00 | I50 | inpatient | medicine | medicaid | snf",
            columns=columns,
            through=f"{THROUGH} | | |",
        ),
        expected={("2026-03", group): 0},
    )
