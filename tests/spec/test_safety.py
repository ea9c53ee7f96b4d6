"""Falls, pressure injuries, medication errors and how openly they are reported."""

import pytest

from tests.world import text_of

title = "Patient safety"

UNITS = """
    unit_id | unit_type | is_inpatient_bedded
    A       | med_surg  | true
    B       | surgical  | true
    ED      | ed        | false
    ?:F     | other     | false
"""
EVENT = "incident_id | event_ts | reported_ts | unit_id | category | is_patient_related | is_event_time_known"
FALL = "2026-03-10 10:00 | 2026-03-10 11:00 | A | fall | true | true"


def days(*patients: int) -> str:
    """Unit A and as many days in March 2026 as there are numbers of patients."""
    return text_of(
        [
            {"facility_id": "F", "unit_id": "A", "bed_date": f"2026-03-{day:02}", "patients": n}
            for day, n in enumerate(patients, 1)
        ]
    )


def falls(n: int) -> str:
    return "\n".join([EVENT, *(f"i{i} | {FALL}" for i in range(n))])


@pytest.mark.parametrize(("n", "patient_days", "rate"), [(7, 2350, 2.98), (14, 4610, 3.04)])
def test_falls_are_counted_for_every_thousand_patient_days(kpi_spec, n, patient_days, rate):
    """Example W14: 7 falls in 2,350 patient days, 14 in 4,610."""
    kpi_spec(
        "falls_per_1000_patient_days",
        digits=2,
        expected={"2026-03": rate},
        incident=falls(n),
        unit=UNITS,
        v_incident_day=days(*[patient_days // 10] * 10),
    )


FALLS = f"""
    {EVENT} | injury_level | status
    two     | {FALL} | minor    | approved
    again   | {FALL} | moderate | approved
    plain   | {FALL} | none     | in_review
    major   | {FALL} | major    | closed
    dead    | {FALL} | death    | approved
    unknown | {FALL} |          | holding
    nurse   | 2026-03-10 10:00 | 2026-03-10 11:00 | A  | fall       | false | true | major | approved
    ed      | 2026-03-10 10:00 | 2026-03-10 11:00 | ED | fall       | true  | true | major | approved
    drug    | 2026-03-10 10:00 | 2026-03-10 11:00 | A  | medication | true  | true | major | approved
    refused | {FALL} | major | rejected
    twice   | {FALL} | major | duplicate
"""


@pytest.mark.parametrize(
    ("kpi", "count"),
    [("falls_per_1000_patient_days", 6), ("falls_injury_per_1000", 4), ("falls_major_per_1000", 2)],
)
def test_a_fall_counts_when_a_patient_fell_in_a_ward_and_the_report_stands(kpi_spec, kpi, count):
    kpi_spec(
        kpi,
        expected={"2026-03": 10.0 * count},
        incident=FALLS,
        unit=UNITS,
        v_incident_day=days(50, 50),
    )


def test_falls_by_injury_are_parts_of_one_rate(kpi_spec):
    """Six falls in 100 patient days; each injury is held against all of those days. A fall without one is unknown."""
    kpi_spec(
        "falls_per_1000_patient_days",
        by="injury_level",
        expected={
            ("2026-03", level): 10 for level in ("none", "minor", "moderate", "major", "death", "unknown")
        },
        incident=FALLS,
        unit=UNITS,
        v_incident_day=days(50, 50),
    )


def test_a_fall_belongs_to_the_date_and_month_of_the_fall_by_the_local_clock(kpi_spec):
    """04:30 UTC on 1 April is still March in New York; the report of 2 April does not move it."""
    kpi_spec(
        "falls_per_1000_patient_days",
        expected={"2026-03": 1000 / 40},
        incident=f"{EVENT}\n i1 | 2026-04-01 03:30+00:00 | 2026-04-02 09:00 | A | fall | true | true",
        unit=UNITS,
        v_incident_day=days(20, 20),
    )


def test_days_before_the_first_and_after_the_last_report_are_not_days_without_a_fall(kpi_spec):
    """Beds were counted all March; the reports reach from the 2nd to the 3rd, also for the other ward."""
    beds = text_of(
        [
            {"facility_id": "F", "unit_id": unit, "bed_date": f"2026-03-{day:02}", "patients": 10}
            for day in range(1, 7)
            for unit in "AB"
        ]
    )
    kpi_spec(
        "falls_per_1000_patient_days",
        by="unit_id",
        expected={("2026-03", "A"): 1000 / 20, ("2026-03", "B"): 0},
        incident=f"{EVENT}\n i1 | 2026-03-02 23:30 | 2026-03-03 07:00 | A | fall | true | true",
        unit=UNITS,
        v_bed_day=beds,
    )


def test_without_patient_days_there_is_no_rate(kpi_spec):
    kpi_spec(
        "falls_per_1000_patient_days",
        expected={"2026-03": None},
        incident=falls(1),
        unit=UNITS,
        v_incident_day=days(0),
    )


def test_a_report_without_a_unit_takes_the_one_the_patient_lay_in(kpi_spec):
    """At 10:00 the patient had just moved from A to B: a stay holds its first instant and not its last."""
    kpi_spec(
        "falls_per_1000_patient_days",
        by="unit_id",
        expected={("2026-03", "A"): 0, ("2026-03", "B"): 1000},
        incident="""
            encounter_id | event_ts         | reported_ts      | unit_id | category | is_patient_related
            E            | 2026-03-10 10:00 | 2026-03-10 11:00 | ?:F     | fall     | true
        """,
        encounter_location="""
            encounter_id | unit_id | in_ts            | out_ts
            E            | A       | 2026-03-09 08:00 | 2026-03-10 10:00
            E            | B       | 2026-03-10 10:00 |
        """,
        unit=UNITS,
        v_incident_day="unit_id | bed_date | patients \n A | 2026-03-10 | 1 \n B | 2026-03-10 | 1",
    )


STAY = "encounter_id | start_ts | admit_ts | discharge_ts | patient_id"
PEOPLE = "patient_id | birth_date \n old | 1950-01-01 \n child | 2010-01-01"


def test_a_new_pressure_injury_is_one_found_a_day_after_the_start_and_not_on_admission(kpi_spec):
    """Deep tissue needs three days; one stay counts once; who had an injury on admission is left out."""
    stays = [
        f"{name} | 2026-03-01 08:00 | 2026-03-01 08:00 | 2026-03-20 10:00 | {'child' if name == 'kid' else 'old'}"
        for name in ("day", "late", "deep", "deeper", "first", "there", "coded", "kid", "unstageable", "well")
    ]
    kpi_spec(
        "hapi_per_1000_discharges",
        expected={"2026-03": 1000 * 4 / 7},
        expected_n={"2026-03": 7},
        encounter="\n".join([STAY, *stays]),
        patient=PEOPLE,
        incident="""
            encounter_id | event_ts         | category        | hapi_stage  | present_on_admission | status
            day          | 2026-03-02 08:00 | pressure_injury | 2           | false                | approved
            late         | 2026-03-02 08:01 | pressure_injury | 2           |                      | approved
            late         | 2026-03-09 08:01 | pressure_injury | 4           | false                | approved
            deep         | 2026-03-04 08:00 | pressure_injury | deep_tissue | false                | approved
            deeper       | 2026-03-04 08:01 | pressure_injury | deep_tissue | false                | approved
            first        | 2026-03-09 08:00 | pressure_injury | 1           | false                | approved
            first        | 2026-03-09 08:00 | fall            | 3           | false                | approved
            first        | 2026-03-09 08:00 | pressure_injury | 3           | false                | rejected
            there        | 2026-03-09 08:00 | pressure_injury | 3           | true                 | approved
            kid          | 2026-03-09 08:00 | pressure_injury | 3           | false                | approved
            unstageable  | 2026-03-09 08:00 | pressure_injury | unstageable | false                | approved
        """,
        encounter_diagnosis="""
            encounter_id | seq | dx_code | poa | code_system
            coded        | 1   | L89153  | W   | icd10
            well         | 1   | L89153  | U   | icd10
            day          | 1   | L89151  | N   | icd10
            day          | 2   | L89159  | N   | icd10
            day          | 3   | L89150  |     | icd10
            first        | 1   | L89156  | N   | icd9
        """,
    )


@pytest.mark.parametrize(("code", "rate"), [("L89150", 1000), ("L89156", 1000), ("L89151", 0), ("L97120", 0)])
def test_the_last_character_of_a_coded_pressure_injury_is_its_stage(kpi_spec, code, rate):
    kpi_spec(
        "hapi_per_1000_discharges",
        expected={"2026-03": rate},
        encounter=f"{STAY}\n a | 2026-03-01 08:00 | 2026-03-01 08:00 | 2026-03-20 10:00 | old",
        patient=PEOPLE,
        encounter_diagnosis=f"encounter_id | seq | dx_code | poa \n a | 1 | {code} | N",
    )


def test_reported_new_pressure_injuries_leave_out_those_found_on_admission(kpi_spec):
    kpi_spec(
        "hapi_per_1000_patient_days",
        expected={"2026-03": 20},
        incident="""
            unit_id | event_ts         | category        | hapi_stage  | present_on_admission
            A       | 2026-03-10 10:00 | pressure_injury | 2           |
            A       | 2026-03-10 10:00 | pressure_injury | deep_tissue | false
            A       | 2026-03-10 10:00 | pressure_injury | 3           | true
            A       | 2026-03-10 10:00 | pressure_injury | mucosal     | false
            A       | 2026-03-10 10:00 | pressure_injury |             | false
            ED      | 2026-03-10 10:00 | pressure_injury | 4           | false
        """,
        unit=UNITS,
        v_incident_day=days(100),
    )


def test_a_prevalence_round_counts_patients_and_not_injuries(kpi_spec):
    kpi_spec(
        "hapi_prevalence_pct",
        grain="quarter",
        expected={"2026-Q1": 25},
        expected_n={"2026-Q1": 4},
        pressure_survey="""
            survey_date | unit_id | encounter_id | has_hapi_stage2plus
            2026-01-15  | A       | a            | false
            2026-01-15  | A       | b            | true
            2026-03-15  | B       | a            | false
            2026-03-15  | B       | c            | false
        """,
    )


def test_the_national_fall_measure_follows_adult_stays_and_whole_days(kpi_spec):
    """2.9 days are 2; a moderate injury counts and a minor one does not; over 120 days of stay is left out."""
    kpi_spec(
        "falls_cms1017",
        expected={"2026-03": 1000 * 2 / 7},
        expected_n={"2026-03": 3},
        expected_coverage={"2026-03": 3 / 4},
        encounter=f"""
            {STAY}
            hurt    | 2026-03-01 08:00 | 2026-03-01 12:00 | 2026-03-04 07:59 | old
            bruised | 2026-03-01 08:00 | 2026-03-01 08:00 | 2026-03-05 08:00 | old
            kid     | 2026-03-01 08:00 | 2026-03-01 08:00 | 2026-03-05 08:00 | child
            long    | 2025-10-01 08:00 | 2025-10-01 08:00 | 2026-03-05 08:00 | old
            broken  | 2026-03-09 08:00 | 2026-03-09 08:00 | 2026-03-09 07:00 | old
            died    | 2026-03-01 08:00 | 2026-03-01 08:00 | 2026-03-02 08:00 | old
        """,
        patient=PEOPLE,
        incident="""
            encounter_id | event_ts         | category | injury_level | is_patient_related | status
            hurt         | 2026-03-02 10:00 | fall     | moderate     | true               | approved
            hurt         | 2026-03-03 10:00 | fall     | major        | true               | approved
            bruised      | 2026-03-02 10:00 | fall     | minor        | true               | approved
            bruised      | 2026-03-02 10:00 | fall     | major        | false              | approved
            kid          | 2026-03-02 10:00 | fall     | major        | true               | approved
            long         | 2026-03-02 10:00 | fall     | major        | true               | approved
            died         | 2026-03-02 07:00 | fall     | death        | true               | approved
        """,
    )


@pytest.mark.parametrize(("nights", "n"), [(120, 1), (121, 0)])
def test_a_stay_of_120_days_is_inside_the_national_fall_measure(kpi_spec, nights, n):
    kpi_spec(
        "falls_cms1017",
        grain="year",
        expected={"2026": 0 if n else None},
        expected_n={"2026": n},
        v_harm_stay=f"encounter_id | discharge_date | los_days | whole_days | age_band \n a | 2026-05-01 | {nights} | 119 | 45-64",
    )
