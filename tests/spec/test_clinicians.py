"""Single clinicians behind the numbers: who is credited with what."""

title = "Clinicians"


def test_a_missed_appointment_is_that_of_the_clinician_it_was_booked_with(kpi_spec):
    kpi_spec(
        "amb_no_show_rate",
        by="provider_id",
        appointment="""
            scheduled_start_ts | status    | provider_id
            2026-04-10 09:00   | completed | d1
            2026-04-10 09:30   | no_show   | d1
            2026-04-10 09:00   | completed | d2
            2026-04-10 10:00   | no_show   |
        """,
        expected={("2026-04", "d1"): 50, ("2026-04", "d2"): 0, ("2026-04", "unknown"): 100},
    )


def test_a_slot_is_that_of_the_clinician_who_offers_it_and_an_overbooked_visit_of_the_one_who_saw_the_patient(
    kpi_spec,
):
    """20 of 40 offered minutes used; d2 offers nothing and sees somebody all the same: no share of nothing."""
    kpi_spec(
        "amb_slot_utilisation_pct",
        by="provider_id",
        unit="""
            unit_id | facility_id
            C1      | F1
        """,
        template_slot="""
            slot_id | unit_id | slot_start_ts    | slot_minutes | provider_id | appointment_id
            S1      | C1      | 2026-04-10 09:00 | 20           | d1          | A1
            S2      | C1      | 2026-04-10 09:20 | 20           | d1          |
        """,
        appointment="""
            appointment_id | unit_id | facility_id | scheduled_start_ts | scheduled_minutes | status    | provider_id | is_overbook
            A1             | C1      | F1          | 2026-04-10 09:00   | 20                | completed | d1          | false
            A2             | C1      | F1          | 2026-04-10 11:00   | 20                | completed | d2          | true
        """,
        expected={("2026-04", "d1"): 50},
    )


def test_a_turnover_is_that_of_the_surgeon_who_comes_after_it(kpi_spec):
    kpi_spec(
        "or_turnover_median",
        by="surgeon_id",
        procedure_case="""
            case_id | room_id | case_class | patient_in_ts    | patient_out_ts   | surgeon_id
            1       | R1      | elective   | 2026-05-04 08:00 | 2026-05-04 09:00 | s1
            2       | R1      | elective   | 2026-05-04 09:20 | 2026-05-04 10:00 | s2
            3       | R1      | elective   | 2026-05-04 10:40 | 2026-05-04 11:00 |
        """,
        expected={("2026-05", "s2"): 20, ("2026-05", "unknown"): 40},
    )


def test_a_stay_is_that_of_the_surgeon_of_its_first_done_operation(kpi_spec):
    """E1 was first operated by s1 (the cancelled case before counts for nothing), E2 by nobody that is known."""
    kpi_spec(
        "cost_per_case",
        by="surgeon_id",
        encounter="""
            encounter_id | encounter_class | discharge_ts
            E1           | inpatient       | 2026-05-09 12:00
            E2           | inpatient       | 2026-05-09 12:00
            E3           | inpatient       | 2026-05-09 12:00
        """,
        patient_cost="""
            encounter_id | total_cost | is_final
            E1           | 900        | true
            E2           | 500        | true
            E3           | 100        | true
        """,
        procedure_case="""
            case_id | encounter_id | room_id | status    | sched_start_ts   | patient_in_ts    | surgeon_id
            0       | E1           | R1      | cancelled | 2026-05-03 07:00 |                  | s9
            2       | E1           | R1      | done      | 2026-05-04 07:00 | 2026-05-04 08:00 | s1
            1       | E1           | R1      | done      |                  | 2026-05-04 12:00 | s2
            3       | E2           | R1      | done      |                  | 2026-05-04 12:00 |
        """,
        expected={("2026-05", "s1"): 900, ("2026-05", "unknown"): 300},
    )


def test_an_answer_is_about_the_clinician_of_the_visit(kpi_spec):
    kpi_spec(
        "cgcahps_top_box_pct",
        by="provider_id",
        survey_item="""
            survey_type | version | item_code | composite_code         | scale | top_box_values
            cgcahps     | 3.1     | LISTEN    | provider_communication | nsua4 | [4]
        """,
        encounter="""
            encounter_id | attending_provider_id
            E1           | d1
            E2           | d1
            E3           |
        """,
        survey_response="""
            response_id | encounter_id | survey_type | version | event_date | is_complete
            R1          | E1           | cgcahps     | 3.1     | 2026-04-10 | true
            R2          | E2           | cgcahps     | 3.1     | 2026-04-10 | true
            R3          | E3           | cgcahps     | 3.1     | 2026-04-10 | true
            R4          |              | cgcahps     | 3.1     | 2026-04-10 | true
        """,
        survey_answer="""
            response_id | item_code | raw_value | is_applicable
            R1          | LISTEN    | 4         | true
            R2          | LISTEN    | 2         | true
            R3          | LISTEN    | 4         | true
            R4          | LISTEN    | 4         | true
        """,
        expected={("2026-04", "d1"): 50, ("2026-04", "unknown"): 100},
    )
