"""Survey answers, ready to count."""

from data.schema.table import Table

TABLES = (
    Table.of(
        "v_survey_answer",
        grain="one applicable, non-missing answer of one response",
        key=("response_id", "item_code"),
        time="event_date",
        columns="""
            response_id | VARCHAR | required keyed:response | response
            facility_id | VARCHAR | required | facility
            unit_id | VARCHAR | required | unit of discharge or visit
            event_date | DATE | required | local date of discharge or visit
            response_date | DATE |  | local date of the answer
            survey_type | VARCHAR | required | vocabulary survey_type
            version | VARCHAR | required | instrument version
            item_code | VARCHAR | required | question
            composite_code | VARCHAR | required | theme, or unknown
            mode | VARCHAR | required | vocabulary survey_mode
            service_line | VARCHAR | required | service line, or unknown
            age_band | VARCHAR | required | age band
            sex | VARCHAR | required | vocabulary sex
            is_complete | BOOLEAN | required | the survey counts as complete
            is_top_box | BOOLEAN | required | best possible answer
            is_bottom_box | BOOLEAN | required | worst possible answer
            linear_score | DECIMAL(9,4) |  | answer on 0-100
            score_0_10 | INTEGER |  | the answer itself on a 0-10 question
        """,
    ),
)
