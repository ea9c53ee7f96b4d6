"""Survey questions and their answers, ready to count."""

from data.schema.table import Table

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
            is_complete | BOOLEAN | required | the survey counts as complete
            is_answered | BOOLEAN | required | applicable and not blank
            is_top_box | BOOLEAN | required | best possible answer
            is_bottom_box | BOOLEAN | required | one of the worst answers: the lower two of four or five, no, or 0-6
            linear_score | DECIMAL(18,9) |  | answer on 0-100
            score_0_10 | INTEGER |  | the answer itself on a 0-10 question
        """,
    ),
)
