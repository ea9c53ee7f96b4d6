"""Surveys, comments and complaints."""

from data.schema.table import Table

TABLES = (
    Table.of(
        "survey_invitation",
        grain="one sampled or invited patient",
        key=("invitation_id",),
        columns="""
            invitation_id | VARCHAR | required keyed:invitation | invitation
            survey_type | VARCHAR | required vocabulary:survey_type | survey type
            version | VARCHAR |  | instrument version
            encounter_id | VARCHAR | keyed:encounter | visit; null when the vendor file has no link
            facility_id | VARCHAR | required | site
            unit_id | VARCHAR |  | unit
            service_line | VARCHAR |  | service line
            event_date | DATE |  | discharge or visit date; first day of month when only the month is known
            sent_date | DATE |  | sampled or sent
            mode | VARCHAR | required vocabulary:survey_mode | survey mode
            language | VARCHAR |  | ISO 639 code
            is_eligible | BOOLEAN | required | eligible
            undeliverable | BOOLEAN | required | bad address, phone or mail
            final_status | VARCHAR | required vocabulary:survey_final_status | survey final status
            lag_days | INTEGER [days] |  | discharge to completion
            adj_weight | DOUBLE |  | sampling weight
        """,
    ),
    Table.of(
        "survey_response",
        grain="one returned survey",
        key=("response_id",),
        columns="""
            response_id | VARCHAR | required keyed:response | response
            invitation_id | VARCHAR | keyed:invitation | invitation
            encounter_id | VARCHAR | keyed:encounter | visit
            facility_id | VARCHAR | required | site
            unit_id | VARCHAR |  | unit
            service_line | VARCHAR |  | service line
            survey_type | VARCHAR | required vocabulary:survey_type | survey type
            version | VARCHAR | required | instrument version
            event_date | DATE |  | as in the invitation; used when encounter_id is null
            response_date | DATE |  | returned
            mode | VARCHAR | vocabulary:survey_mode | survey mode
            is_complete | BOOLEAN | required | complete by the vendor's or the 50 % rule
            language | VARCHAR |  | ISO 639 code
        """,
    ),
    Table.of(
        "survey_answer",
        grain="one answer",
        key=("response_id", "item_code"),
        columns="""
            response_id | VARCHAR | required keyed:response | response
            item_code | VARCHAR | required | item; adjusters (age, sex, education) are loaded as items too
            raw_value | VARCHAR |  | as delivered
            value_num | DOUBLE |  | number if in range
            is_applicable | BOOLEAN | required | false for screened-out, "never used", don't know where the scale says so, missing
        """,
    ),
    Table.of(
        "survey_item",
        grain="one item of one instrument version (customer and shipped data)",
        key=("survey_type", "version", "item_code"),
        columns="""
            survey_type | VARCHAR | required vocabulary:survey_type | survey type
            version | VARCHAR | required | instrument version
            item_code | VARCHAR | required | item
            item_label | VARCHAR |  | short own-word label
            composite_code | VARCHAR |  | theme
            scale | VARCHAR | required vocabulary:scale | scale
            scale_max | DOUBLE |  | largest value
            top_box_values | VARCHAR[] | required | raw values that are top box
            applies_to_all | BOOLEAN | required | counts in the 50 % completeness rule
        """,
    ),
    Table.of(
        "survey_comment",
        grain="one free-text comment (separate table so that text can be dropped or locked)",
        key=("response_id", "item_code"),
        columns="""
            response_id | VARCHAR | required keyed:response | response
            item_code | VARCHAR | required | question
            comment_text | VARCHAR | personal | text; loaded only with comments = true
            comment_sentiment | VARCHAR | vocabulary:sentiment | sentiment
            sentiment_confidence | DOUBLE |  | 0-1
            topic | VARCHAR |  | topic
        """,
    ),
    Table.of(
        "survey_sample",
        grain="one facility x instrument x month x stratum (header of CAHPS files)",
        key=("facility_id", "survey_type", "month", "stratum"),
        columns="""
            facility_id | VARCHAR | required | site
            survey_type | VARCHAR | required vocabulary:survey_type | survey type
            month | DATE | required | discharge month
            stratum | VARCHAR | required | all when not stratified
            eligible_count | INTEGER [patients] |  | eligible discharges
            sample_size | INTEGER [patients] |  | sampled
            sample_type | VARCHAR |  | simple, proportionate, disproportionate
            mode | VARCHAR | vocabulary:survey_mode | survey mode
        """,
    ),
    Table.of(
        "survey_count",
        grain="pre-counted answers (monthly FFT workbooks)",
        key=("survey_type", "facility_id", "unit_id", "month", "item_code", "raw_value"),
        columns="""
            survey_type | VARCHAR | required vocabulary:survey_type | survey type
            facility_id | VARCHAR | required | site
            unit_id | VARCHAR | required | unit; unknown unit for site totals
            month | DATE | required | month
            item_code | VARCHAR | required | item
            raw_value | VARCHAR | required | answer
            answers | INTEGER [answers] | required | count
        """,
    ),
    Table.of(
        "complaint",
        grain="one complaint, grievance, concern or compliment",
        key=("complaint_id",),
        columns="""
            complaint_id | VARCHAR | required keyed:complaint | reference
            kind | VARCHAR | required vocabulary:complaint_kind | complaint KPIs count complaint and grievance
            facility_id | VARCHAR | required | site
            unit_id | VARCHAR |  | unit
            encounter_id | VARCHAR | keyed:encounter | visit
            received_date | DATE | required | received
            acknowledged_date | DATE |  | acknowledged
            due_date | DATE |  | response due
            responded_date | DATE |  | response sent
            closed_date | DATE |  | resolved
            reopened_date | DATE |  | reopened
            outcome | VARCHAR | vocabulary:complaint_outcome | complaint outcome
            subject | VARCHAR |  | main subject
            channel | VARCHAR |  | letter, e-mail, phone, in person, web
        """,
    ),
)
