"""What is known of a stay, a visit or an operation reaches the breakdowns of everything that is counted on it."""

import pytest

title = "Breakdowns"

STAYS = """
    encounter_id | patient_id | admit_ts         | discharge_ts     | specialty  | drg_code | admission_type | discharge_disposition
    heart        | p          | 2026-01-05 10:00 | 2026-01-08 10:00 | cardiology | 291      | emergency      | home
    hip          | q          | 2026-01-06 10:00 | 2026-01-09 10:00 | surgery    | 470      | elective       | snf
    plain        | r          | 2026-01-06 10:00 | 2026-01-09 10:00 |            |          | urgent         | home
    again        | p          | 2026-01-20 10:00 | 2026-03-25 10:00 | cardiology | 291      | emergency      | died
"""
PATIENTS = """
    patient_id | ethnicity | deprivation_quintile | preferred_language | birth_date
    p          | asian     | 1                    | es                 | 1950-01-01
    q          | white     | 5                    | en                 | 1950-01-01
    r          |           |                      |                    | 1950-01-01
"""


@pytest.mark.parametrize(
    ("by", "back", "others"),
    [
        ("specialty", "cardiology", ("surgery", "unknown")),
        ("drg_code", "291", ("470", "unknown")),
        ("admission_type", "emergency", ("elective", "urgent")),
    ],
)
def test_returns_belong_to_the_care_of_the_first_stay(kpi_spec, by, back, others):
    kpi_spec(
        "readmission_30d_pct",
        by=by,
        expected={("2026-01", back): 100} | {("2026-01", other): 0 for other in others},
        encounter=STAYS,
        patient=PATIENTS,
    )


@pytest.mark.parametrize(
    ("by", "died", "others"),
    [("specialty", "cardiology", ("surgery", "unknown")), ("drg_code", "291", ("470", "unknown"))],
)
def test_deaths_belong_to_the_care_of_the_stay(kpi_spec, by, died, others):
    kpi_spec(
        "mortality_crude_pct",
        by=by,
        expected={("2026-03", died): 100} | {("2026-01", group): 0 for group in (died, *others)},
        encounter=STAYS,
        patient=PATIENTS,
    )


@pytest.mark.parametrize(
    ("by", "groups"),
    [("ethnicity", ("asian", "white", "unknown")), ("deprivation_quintile", ("1", "5", "unknown"))],
)
def test_harm_is_compared_between_the_people_it_meets(kpi_spec, by, groups):
    first, *others = groups
    kpi_spec(
        "hapi_per_1000_discharges",
        by=by,
        expected={("2026-01", first): 1000, ("2026-03", first): 0} | {("2026-01", g): 0 for g in others},
        encounter=STAYS,
        patient=PATIENTS,
        incident="""
            encounter_id | event_ts         | category        | hapi_stage
            heart        | 2026-01-07 12:00 | pressure_injury | 2
        """,
    )


@pytest.mark.parametrize(
    ("by", "cheap", "dear"),
    [
        ("specialty", "surgery", "cardiology"),
        ("admission_type", "elective", "emergency"),
        ("disposition", "snf", "home"),
        ("ethnicity", "white", "asian"),
        ("deprivation_quintile", "5", "1"),
    ],
)
def test_cost_follows_the_case(kpi_spec, by, cheap, dear):
    for kpi_id in ("cost_per_case", "cost_per_case_median", "cost_per_case_trimmed", "supply_cost_per_case"):
        kpi_spec(
            kpi_id,
            by=by,
            expected={("2026-01", cheap): 1000, ("2026-01", dear): 3000},
            encounter=STAYS,
            patient=PATIENTS,
            patient_cost="encounter_id | total_cost | supply_cost \n heart | 3000 | 3000 \n hip | 1000 | 1000",
        )


def test_a_survey_speaks_its_own_language_else_that_of_its_invitation_else_that_of_the_patient(kpi_spec):
    kpi_spec(
        "hcahps_item_top_box_pct",
        by="language",
        expected={("2026-01", "de"): 100, ("2026-01", "es"): 0, ("2026-01", "fr"): 100},
        encounter=STAYS,
        patient=PATIENTS,
        survey_item="survey_type | version | item_code | scale | top_box_values \n hcahps | 2025 | q | nsua4 | [Always]",
        survey_invitation="invitation_id | encounter_id | language \n i | hip | fr",
        survey_response="""
            response_id | version | is_complete | encounter_id | language | invitation_id
            own         | 2025    | true        | heart        | de       |
            invited     | 2025    | true        | hip          |          | i
            patient     | 2025    | true        | heart        |          |
        """,
        survey_answer="""
            response_id | item_code | raw_value
            own         | q         | Always
            invited     | q         | Always
            patient     | q         | Never
        """,
    )


def test_the_hour_band_of_an_appointment_is_that_in_which_it_was_to_start(kpi_spec):
    """Who is called in at 16:05 for 15:59 belongs to the band before."""
    kpi_spec(
        "amb_checkin_to_roomed_median",
        by="hour_band",
        expected={("2026-03", "00-07"): 10, ("2026-03", "08-15"): 15, ("2026-03", "16-23"): 30},
        appointment="""
            scheduled_start_ts | check_in_ts      | roomed_ts
            2026-03-02 07:59   | 2026-03-02 07:55 | 2026-03-02 08:05
            2026-03-02 08:00   | 2026-03-02 08:00 | 2026-03-02 08:15
            2026-03-02 15:59   | 2026-03-02 15:50 | 2026-03-02 16:05
            2026-03-02 16:00   | 2026-03-02 16:00 | 2026-03-02 16:30
        """,
    )


def test_first_cases_are_compared_between_rooms(kpi_spec):
    kpi_spec(
        "or_first_case_on_time_pct",
        by="room_id",
        expected={("2026-03", "one"): 100, ("2026-03", "two"): 0},
        procedure_case="""
            room_id | case_class | sched_start_ts   | patient_in_ts    | is_first_case
            one     | elective   | 2026-03-02 07:30 | 2026-03-02 07:34 | true
            two     | elective   | 2026-03-02 07:30 | 2026-03-02 07:49 | true
        """,
    )


def test_those_who_wait_are_compared_by_deprivation_like_everybody_else(kpi_spec):
    kpi_spec(
        "rtt_list_size",
        by="deprivation_quintile",
        expected={("2026-06", "1"): 2, ("2026-06", "unknown"): 1},
        referral="""
            patient_id | specialty | clock_start_date | clock_stop_date
            p          | surgery   | 2026-06-01       |
            p          | surgery   | 2026-06-30       |
            r          | surgery   | 2026-06-10       |
        """,
        patient="patient_id | deprivation_quintile \n p | 1 \n r |",
    )
