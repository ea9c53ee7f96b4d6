"""Answers, complaints, portals and long waits by who the patients are, as far as a row leads to a visit."""

import pytest

title = "Groups of patients"

VISITS = """
    encounter_id | patient_id | discharge_ts     | service_line
    old          | p          | 2026-03-05 10:00 | Heart
    young        | q          | 2026-03-06 10:00 | Joints
"""
PATIENTS = """
    patient_id | birth_date | sex    | ethnicity | preferred_language | deprivation_quintile
    p          | 1950-01-01 | male   | white     | en                 | 1
    q          | 1990-01-01 | female |           | es                 | 5
"""
PAIRS = {
    "age_band": ("75-84", "18-44"),
    "sex": ("male", "female"),
    "ethnicity": ("white", "unknown"),
    "language": ("en", "es"),
    "service_line": ("Heart", "Joints"),
}
KNOWN = {"encounter": VISITS, "patient": PATIENTS}


@pytest.mark.parametrize("by", ["age_band", "sex", "ethnicity"])
def test_who_answers_is_known_by_the_visit_of_the_invitation(kpi_spec, by):
    """A letter without a visit belongs to nobody known."""
    old, young = PAIRS[by]
    expected = {("2026-03", old): 100, ("2026-03", young): 0}
    expected["2026-03", "unknown"] = 50 if young == "unknown" else 100
    kpi_spec(
        "survey_response_rate_pct",
        by=by,
        expected=expected,
        survey_invitation="""
            encounter_id | event_date | final_status
            old          |            | complete
            young        |            | no_response
                         | 2026-03-07 | complete
        """,
        **KNOWN,
    )


@pytest.mark.parametrize("by", list(PAIRS))
def test_friends_and_family_are_told_by_the_visit_of_the_answer(kpi_spec, by):
    old, young = PAIRS[by]
    kpi_spec(
        "fft_positive_pct",
        by=by,
        expected={("2026-03", old): 100, ("2026-03", young): 0},
        survey_item="survey_type | version | item_code | scale | top_box_values \n fft | 1 | q | fft6 | [1]",
        survey_response="""
            response_id | survey_type | encounter_id | response_date
            a           | fft         | old          | 2026-03-08
            b           | fft         | young        | 2026-03-08
        """,
        survey_answer="response_id | item_code | raw_value \n a | q | good \n b | q | poor",
        **KNOWN,
    )


def test_friends_and_family_are_told_by_the_kind_of_place(kpi_spec):
    """Counted answers know their place and nothing of the people."""
    kpi_spec(
        "fft_positive_pct",
        by="unit_type",
        expected={("2026-03", "clinic"): 75, ("2026-03", "ed"): 0},
        unit="unit_id | facility_id | unit_type \n C | F | clinic \n E | F | ed",
        survey_count="""
            survey_type | facility_id | unit_id | month      | item_code | raw_value | answers
            fft         | F           | C       | 2026-03-01 | q         | good      | 3
            fft         | F           | C       | 2026-03-01 | q         | poor      | 1
            fft         | F           | E       | 2026-03-01 | q         | poor      | 2
        """,
    )


COMPLAINTS = """
    complaint_id | kind      | unit_id | encounter_id | received_date | closed_date
    1            | complaint | W       | old          | 2026-03-10    | 2026-03-12
    2            | complaint | W       | young        | 2026-03-20    | 2026-03-30
    3            | complaint | W       | young        | 2026-03-20    | 2026-03-30
"""
WARD = "unit_id | facility_id | unit_type | is_inpatient_bedded \n W | F | med_surg | true"
BEDS = "unit_id | bed_date | patients \n W | 2026-03-10 | 400 \n W | 2026-03-20 | 600"


@pytest.mark.parametrize("by", list(PAIRS))
def test_complaints_of_each_group_are_parts_of_one_rate_and_have_a_time_of_their_own(kpi_spec, by):
    """One and two of three complaints on the same 1,000 patient days."""
    old, young = PAIRS[by]
    kpi_spec(
        "complaints_per_1000_patient_days",
        by=by,
        expected={("2026-03", old): 1, ("2026-03", young): 2},
        complaint=COMPLAINTS,
        unit=WARD,
        v_bed_day=BEDS,
        **KNOWN,
    )
    kpi_spec(
        "complaint_resolution_days_median",
        by=by,
        expected={("2026-03", old): 2, ("2026-03", young): 10},
        complaint=COMPLAINTS,
        unit=WARD,
        **KNOWN,
    )


@pytest.mark.parametrize("by", list(PAIRS))
def test_comments_are_told_by_the_visit_they_speak_of(kpi_spec, by):
    old, young = PAIRS[by]
    kpi_spec(
        "comment_negative_pct",
        by=by,
        expected={("2026-03", old): 0, ("2026-03", young): 100},
        survey_response="""
            response_id | encounter_id | response_date
            a           | old          | 2026-03-08
            b           | young        | 2026-03-08
        """,
        survey_comment="""
            response_id | item_code | comment_sentiment | sentiment_confidence
            a           | c         | positive          | 0.9
            b           | c         | negative          | 0.9
        """,
        **KNOWN,
    )


@pytest.mark.parametrize(
    ("by", "first", "second"), [("ethnicity", "white", "unknown"), ("deprivation_quintile", "1", "5")]
)
def test_the_portal_is_compared_between_groups_of_patients(kpi_spec, by, first, second):
    kpi_spec(
        "portal_activation_pct",
        by=by,
        expected={("2026-03", first): 100, ("2026-03", second): 0},
        portal_account="patient_id | activated_ts \n p | 2026-01-01 08:00",
        encounter=VISITS + "again | q | 2026-03-28 10:00 | Joints",
        patient=PATIENTS,
    )
    kpi_spec(
        "portal_reply_within_2wd_pct",
        by=by,
        expected={("2026-03", first): 100, ("2026-03", second): 0},
        portal_message="""
            patient_id | sent_ts          | first_reply_ts
            p          | 2026-03-09 09:00 | 2026-03-09 10:00
            q          | 2026-03-09 09:00 | 2026-03-13 10:00
        """,
        **KNOWN,
    )


STAY = """
    encounter_id | patient_id | admit_ts         | discharge_ts     | service_line | specialty | admission_type | drg_code | payer_id
    long         | p          | 2026-02-01 10:00 | 2026-03-05 10:00 | Heart        | cardio    | emergency      | 291      | medicare_ffs
    short        | q          | 2026-03-01 10:00 | 2026-03-05 10:00 | Joints       | bones     | elective       | 470      | self_pay
"""
PLACES = """
    encounter_id | unit_id | in_ts            | out_ts           | patient_class
    long         | W       | 2026-02-01 10:00 | 2026-03-05 10:00 | inpatient
    short        | W       | 2026-03-01 10:00 | 2026-03-05 10:00 | inpatient
"""
OF_STAYS = {
    "service_line": "Heart", "specialty": "cardio", "admission_type": "emergency", "drg_code": "291",
    "payer_class": "medicare_ffs", "age_band": "75-84", "sex": "male", "ethnicity": "white", "deprivation_quintile": "1",
}  # fmt: skip


@pytest.mark.parametrize("by", list(OF_STAYS))
def test_nights_of_those_who_wait_and_of_those_who_stay_long_are_parts_of_all_nights(kpi_spec, by):
    """In March four nights of the long stay and four of the short one; on two of them the long one only waits."""
    tables = {"encounter": STAY, "encounter_location": PLACES, "patient": PATIENTS, "unit": WARD}
    kpi_spec(
        "long_stay_21d_pct",
        by=by,
        expected={("2026-02", OF_STAYS[by]): 100 * 7 / 28, ("2026-03", OF_STAYS[by]): 50},
        **tables,
    )
    kpi_spec(
        "delayed_discharge_day_pct",
        by=by,
        expected={("2026-02", OF_STAYS[by]): 0, ("2026-03", OF_STAYS[by]): 25},
        alc_period="""
            encounter_id | reason_code | start_ts         | end_ts
            long         | home        | 2026-03-02 10:00 | 2026-03-04 10:00
        """,
        **tables,
    )
    kpi_spec(
        "delayed_bed_days",
        by=by,
        expected={("2026-03", OF_STAYS[by]): 2},
        alc_period="encounter_id | reason_code | start_ts | end_ts \n long | home | 2026-03-02 10:00 | 2026-03-04 10:00",
        **tables,
    )


@pytest.mark.parametrize("by", ["age_band", "sex", "ethnicity", "deprivation_quintile"])
@pytest.mark.parametrize("kpi_id", ["no_harm_share_pct", "report_within_24h_pct"])
def test_who_came_to_harm_is_known_by_the_visit_that_a_report_names(kpi_spec, kpi_id, by):
    """Rates of reports have no such groups, since days in beds are not told by them; shares of reports do."""
    old, young = (PAIRS | {"deprivation_quintile": ("1", "5")})[by]
    expected = {("2026-03", old): 100, ("2026-03", young): 0}
    expected["2026-03", "unknown"] = 50 if young == "unknown" else 100
    kpi_spec(
        kpi_id,
        by=by,
        expected=expected,
        incident="""
            incident_id | encounter_id | event_ts         | reported_ts      | harm_level | is_event_time_known | is_patient_related
            a           | old          | 2026-03-04 08:00 | 2026-03-04 09:00 | none       | true                | true
            b           | young        | 2026-03-04 08:00 | 2026-03-06 09:00 | low        | true                | true
            c           |              | 2026-03-04 08:00 | 2026-03-04 09:00 | none       | true                | true
        """,
        **KNOWN,
    )
