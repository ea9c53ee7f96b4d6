"""Deaths in hospital and after, plain and against what a loaded risk model expects."""

import pytest

title = "Mortality"

STAYS = """
    encounter_id | patient_id | admit_ts         | discharge_ts     | discharge_disposition | is_newborn
    in           | p1         | 2026-01-05 10:00 | 2026-01-09 12:00 | died                  | false
    late         | p2         | 2026-01-01 10:00 | 2026-02-01 12:00 | died                  | false
    month        | p3         | 2026-01-01 10:00 | 2026-01-31 12:00 | died                  | false
    home         | p4         | 2026-01-01 10:00 | 2026-01-11 12:00 | home                  | false
    home2        | p5         | 2026-01-01 10:00 | 2026-01-11 12:00 | hospice               | false
    first        | p6         | 2026-01-01 10:00 | 2026-01-03 12:00 | home                  | false
    second       | p6a        | 2026-01-05 10:00 | 2026-01-09 12:00 | home                  | false
    baby         | p7         | 2026-01-05 10:00 | 2026-01-09 12:00 | died                  | true
    well         | p8         | 2026-01-05 10:00 | 2026-01-09 12:00 |                       | false
    through      | p9         | 2026-03-05 10:00 | 2026-03-02 12:00 | home                  | false
"""
PEOPLE = """
    patient_id | death_date | merged_into_patient_id
    p1         |            |
    p4         | 2026-01-31 |
    p5         | 2026-02-10 |
    p6         | 2026-01-20 |
    p6a        |            | p6
    p8         | 2026-02-09 |
"""
EXPECTED = """
    encounter_id | model           | expected
    in           | mortality       | 0.5
    home         | mortality       | 0.1
    home2        | mortality       | 0.1
    first        | mortality       | 0.05
    second       | mortality       | 0.05
    well         | mortality       | 0.2
    late         | readmission_30d | 0.9
"""


@pytest.mark.parametrize(
    ("kpi", "expected"),
    [
        ("mortality_crude_pct", {"2026-01": 200 / 7, "2026-02": 100, "2026-03": 0}),
        ("mortality_30d_pct", {"2026-01": 500 / 7}),
        ("mortality_oe", {"2026-01": 1.0}),
        ("mortality_oe_shmi", {"2026-01": 4.0}),
    ],
)
def test_a_death_counts_in_hospital_or_within_thirty_days(kpi_spec, kpi, expected):
    """`home` died on the 30th day after admission, `home2` on the 30th after discharge, `well` a day later; `late` died
    in hospital on the 31st day. A death after discharge belongs to the last stay (`second`, a merged record) and a
    newborn to none. The month of discharge counts, once the patient was watched for 30 days.
    """
    kpi_spec(kpi, expected=expected, encounter=STAYS, patient=PEOPLE, expected_value=EXPECTED)


@pytest.mark.parametrize(("through", "n"), [("2026-02-08", 1), ("2026-02-07", 0)])
@pytest.mark.parametrize("kpi", ["mortality_30d_pct", "mortality_oe_shmi"])
def test_a_stay_counts_once_thirty_days_have_passed(kpi_spec, kpi, through, n):
    kpi_spec(
        kpi,
        expected={"2026-01": 0 if n else None},
        expected_n={"2026-01": n},
        encounter=f"""
            encounter_id | admit_ts         | discharge_ts     | discharge_disposition
            a            | 2026-01-05 10:00 | 2026-01-09 12:00 | home
            through      | {through} 08:00  | {through} 12:00  | home
        """,
        expected_value="encounter_id | model | expected \n a | mortality | 0.5",
    )


def test_the_weekday_is_that_of_the_admission_by_the_local_clock(kpi_spec):
    """Monday 5 January, 03:30 UTC, is still Sunday in New York."""
    kpi_spec(
        "mortality_crude_pct",
        by="admit_weekday",
        expected={("2026-01", "7"): 100},
        encounter="""
            encounter_id | admit_ts               | discharge_ts     | discharge_disposition
            a            | 2026-01-05 03:30+00:00 | 2026-01-09 12:00 | died
        """,
    )
