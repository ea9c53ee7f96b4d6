"""Survey questions and their answers, ready to count."""

from data.schema.derived.improvement import OFFICE
from data.schema.table import Table

DATA_CLASS = "experience"
TABLES = (
    Table.of(
        "v_survey_answer",
        grain="one question of one response that its facility asks, answered or not",
        key=("response_id", "item_code"),
        time="event_date",
        cadence_days=7,
        columns="""
            response_id | VARCHAR | required keyed:response | response
            facility_id | VARCHAR | required | facility
            unit_id | VARCHAR | required | unit of discharge or visit
            event_date | DATE | required | local date of discharge or visit; of the answer for nps
            response_date | DATE |  | local date of the answer
            survey_type | VARCHAR | required | vocabulary survey_type
            version | VARCHAR | required | instrument version
            item_code | VARCHAR | required | question
            composite_code | VARCHAR | required | theme, or unknown
            scale | VARCHAR | required | vocabulary scale
            mode | VARCHAR | required | vocabulary survey_mode
            service_line | VARCHAR | required | service line, or unknown
            age_band | VARCHAR | required | age band
            sex | VARCHAR | required | vocabulary sex
            language | VARCHAR | required | language of the survey, else of the patient, or unknown
            ethnicity | VARCHAR | required | ethnicity as the site lists it, or unknown
            is_complete | BOOLEAN | required | the survey counts as complete
            is_answered | BOOLEAN | required | applicable and not blank
            is_top_box | BOOLEAN | required | best possible answer
            is_bottom_box | BOOLEAN | required | one of the worst answers: the lower two of four or five, no, or 0-6
            linear_score | DECIMAL(18,9) |  | answer on 0-100
            score_0_10 | INTEGER |  | the answer itself on a 0-10 question
            provider_id | VARCHAR | required keyed:provider | clinician of the visit, or unknown
        """,
    ),
    Table.of(
        "v_item_day",
        grain="the answers to one question of one survey at one facility on one date",
        key=("facility_id", "answer_date", "survey_type", "version", "item_code"),
        time="answer_date",
        cadence_days=7,
        columns=f"""
            {OFFICE.strip()}
            answer_date | DATE | required | answered; else the date of the visit, else 1970-01-01
            survey_type | VARCHAR | required | vocabulary survey_type
            version | VARCHAR | required | instrument version
            item_code | VARCHAR | required | question
            answers | INTEGER | required | applicable and not blank
        """,
    ),
    Table.of(
        "v_item_asked",
        grain="one question that one facility asks in one survey",
        key=("facility_id", "survey_type", "version", "item_code"),
        time="first_date",
        cadence_days=366,
        columns=f"""
            {OFFICE.strip()}
            first_date | DATE | required | first answer
            survey_type | VARCHAR | required | vocabulary survey_type
            version | VARCHAR | required | instrument version
            item_code | VARCHAR | required | question
            composite_code | VARCHAR | required | theme, or unknown
            scale | VARCHAR | required | vocabulary scale
            top_box_values | VARCHAR[] | required | the best possible answers
            lowest | INTEGER | required | lowest answer of the scale
            highest | DOUBLE | required | highest answer of the scale
            is_best_lowest | BOOLEAN | required | the best answer is coded lowest
        """,
    ),
    Table.of(
        "v_invitation",
        grain="one invited patient who could be reached and was eligible",
        key=("invitation_id",),
        time="event_date",
        cadence_days=7,
        columns="""
            invitation_id | VARCHAR | required keyed:invitation | invitation
            facility_id | VARCHAR | required | facility
            unit_id | VARCHAR | required | unit of discharge or visit
            event_date | DATE | required | local date of discharge or visit
            survey_type | VARCHAR | required | vocabulary survey_type
            mode | VARCHAR | required | vocabulary survey_mode
            service_line | VARCHAR | required | service line, or unknown
            language | VARCHAR | required | language, or unknown
            age_band | VARCHAR | required | age band
            sex | VARCHAR | required | vocabulary sex
            ethnicity | VARCHAR | required | ethnicity as the site lists it, or unknown
            final_status | VARCHAR | required | vocabulary survey_final_status
        """,
    ),
    Table.of(
        "v_sampled",
        grain="sampled patients of one survey of one facility and month with one outcome, where no invitations are known",
        key=("facility_id", "survey_type", "month_date", "outcome"),
        time="month_date",
        cadence_days=31,
        columns="""
            facility_id | VARCHAR | required | facility
            unit_id | VARCHAR | required | stands for the whole facility
            month_date | DATE | required | month of discharge or visit, its first day
            survey_type | VARCHAR | required | vocabulary survey_type
            mode | VARCHAR | required | vocabulary survey_mode; unknown where the strata differ
            outcome | VARCHAR | required | complete, partial or none
            patients | BIGINT [patients] | required | patients
        """,
    ),
    Table.of(
        "v_fft_answer",
        grain="answers of one kind of one group of patients to the friends-and-family question in one unit on one date",
        key=(
            "facility_id",
            "unit_id",
            "response_date",
            "answer",
            "mode",
            "service_line",
            "language",
            "age_band",
            "sex",
            "ethnicity",
        ),
        time="response_date",
        cadence_days=31,
        columns="""
            facility_id | VARCHAR | required | facility
            unit_id | VARCHAR | required | unit
            response_date | DATE | required | local date of the answer; first of the month for counted answers
            mode | VARCHAR | required | vocabulary survey_mode
            unit_type | VARCHAR | required | vocabulary unit_type: the setting
            service_line | VARCHAR | required | service line, or unknown
            language | VARCHAR | required | preferred language, or unknown
            age_band | VARCHAR | required | age band
            sex | VARCHAR | required | vocabulary sex
            ethnicity | VARCHAR | required | ethnicity as the site lists it, or unknown
            answer | VARCHAR | required | very_good, good, neither, poor, very_poor or unknown
            answers | BIGINT [answers] | required | number
        """,
    ),
    Table.of(
        "v_complaint",
        grain="one moment of one complaint or grievance: received, due, or closed",
        key=("complaint_id", "moment"),
        time="moment_date",
        cadence_days=7,
        columns="""
            complaint_id | VARCHAR | required keyed:complaint | reference
            moment | VARCHAR | required | received, due or closed
            moment_date | DATE | required | date of the moment; no due date after the last date of its source
            facility_id | VARCHAR | required | facility
            unit_id | VARCHAR | required | unit
            is_bedded | BOOLEAN | required | the unit is one whose patient days count
            subject | VARCHAR | required | main subject, or unknown
            channel | VARCHAR | required | channel, or unknown
            service_line | VARCHAR | required | service line, or unknown
            language | VARCHAR | required | preferred language, or unknown
            age_band | VARCHAR | required | age band
            sex | VARCHAR | required | vocabulary sex
            ethnicity | VARCHAR | required | ethnicity as the site lists it, or unknown
            outcome | VARCHAR | required | vocabulary complaint_outcome, or unknown
            days_open | INTEGER [days] |  | first receipt to final answer; negative = impossible
            is_in_time | BOOLEAN | required | closed on or before its due date
            acknowledged_working_days | INTEGER [days] |  | working days from receipt to acknowledgement; null = none, -1 = before receipt
            is_ack_ripe | BOOLEAN | required | acknowledged, or three working days have passed
        """,
    ),
    Table.of(
        "v_complaint_day",
        grain="one unit on one date that the complaints of its facility cover",
        key=("unit_id", "care_date"),
        time="care_date",
        columns="""
            facility_id | VARCHAR | required | facility
            unit_id | VARCHAR | required | unit
            care_date | DATE | required | local date
            patients | INTEGER [patient days] |  | patients in a bedded unit at the census instant
            visits | INTEGER [visits] |  | emergency visits and kept appointments
        """,
    ),
    Table.of(
        "v_comment",
        grain="one free-text comment of three words or more in a language that is classified",
        key=("response_id", "item_code"),
        time="response_date",
        cadence_days=31,
        columns="""
            response_id | VARCHAR | required keyed:response | response
            item_code | VARCHAR | required | question
            facility_id | VARCHAR | required | facility
            unit_id | VARCHAR | required | unit
            response_date | DATE | required | local date of the answer
            mode | VARCHAR | required | vocabulary survey_mode
            service_line | VARCHAR | required | service line, or unknown
            language | VARCHAR | required | preferred language, or unknown
            age_band | VARCHAR | required | age band
            sex | VARCHAR | required | vocabulary sex
            ethnicity | VARCHAR | required | ethnicity as the site lists it, or unknown
            topic | VARCHAR | required | topic, or unknown
            is_negative | BOOLEAN | required | negative with a confidence of 0.7 or more
            is_positive | BOOLEAN | required | positive with a confidence of 0.7 or more
        """,
    ),
)
