"""The patient portal, monitoring at home, and where a patient belongs."""

from data.schema.table import Table

DATA_CLASS = "clinical"
TABLES = (
    Table.of(
        "v_patient_place",
        grain="one patient who was ever seen, where last seen",
        key=("patient_id",),
        time="last_seen_date",
        columns="""
            patient_id | VARCHAR | required keyed:patient | person
            facility_id | VARCHAR | required | facility last seen in
            unit_id | VARCHAR | required | unknown unit of the facility
            last_seen_date | DATE | required | local date of the last kept appointment or finished visit
        """,
    ),
    Table.of(
        "v_portal_span",
        grain="the months in which one patient counts as active after one month with visits",
        key=("patient_id", "from_month"),
        time="from_month",
        cadence_days=31,
        columns="""
            patient_id | VARCHAR | required keyed:patient | patient
            facility_id | VARCHAR | required | facility of the last visit of the month
            unit_id | VARCHAR | required | unknown unit of the facility
            seen_date | DATE | required | local date of that visit
            from_month | DATE | required | month of the visits, its first day
            until_month | DATE | required | first month in which they count no longer
            activated_month | DATE |  | month in which the portal account was activated
            login_until | DATE |  | twelve months after the month of the last login
            age_band | VARCHAR | required | age band at the visit
            sex | VARCHAR | required | vocabulary sex
            language | VARCHAR | required | preferred language, or unknown
            ethnicity | VARCHAR | required | ethnicity as the site lists it, or unknown
            deprivation_quintile | VARCHAR | required | 1 most deprived to 5 least, or unknown
        """,
    ),
    Table.of(
        "v_portal_month",
        grain="the active patients of one facility and group of people at one month end",
        key=("facility_id", "month_end", "age_band", "sex", "language", "ethnicity", "deprivation_quintile"),
        time="month_end",
        cadence_days=31,
        columns="""
            facility_id | VARCHAR | required | facility where the patients were last seen by then
            unit_id | VARCHAR | required | unknown unit of the facility
            month_end | DATE | required | last date of a month
            age_band | VARCHAR | required | age band at the last visit
            sex | VARCHAR | required | vocabulary sex
            language | VARCHAR | required | preferred language, or unknown
            ethnicity | VARCHAR | required | ethnicity as the site lists it, or unknown
            deprivation_quintile | VARCHAR | required | 1 most deprived to 5 least, or unknown
            patients | INTEGER [patients] | required | seen in the 12 months before, alive
            activated | INTEGER [patients] | required | those of them with an activated portal account
            in_use | INTEGER [patients] | required | those of them with a login in the 12 months before, or later
        """,
    ),
    Table.of(
        "v_portal_message",
        grain="one message of a patient who was ever seen",
        key=("message_id",),
        time="sent_date",
        columns="""
            message_id | VARCHAR | required | message
            facility_id | VARCHAR | required | facility where the patient was last seen
            unit_id | VARCHAR | required | unknown unit of the facility
            sent_date | DATE | required | local date
            weekday | INTEGER | required | ISO weekday
            age_band | VARCHAR | required | age band
            sex | VARCHAR | required | vocabulary sex
            language | VARCHAR | required | preferred language, or unknown
            ethnicity | VARCHAR | required | ethnicity as the site lists it, or unknown
            deprivation_quintile | VARCHAR | required | 1 most deprived to 5 least, or unknown
            reply_seconds | BIGINT [s] |  | sent to first reply; may be negative
            reply_working_days | INTEGER [days] |  | working days after the date sent up to the date of the reply; null = none, or impossible
            open_working_days | INTEGER [days] |  | the same up to the last message or reply of all; null when there is a reply
        """,
    ),
    Table.of(
        "v_rpm_period",
        grain="one complete 30-day period of one enrolment",
        key=("enrolment_id", "period_number"),
        time="end_date",
        cadence_days=4,
        columns="""
            enrolment_id | VARCHAR | required keyed:enrolment | enrolment
            facility_id | VARCHAR | required | facility where the patient was last seen
            unit_id | VARCHAR | required | unknown unit of the facility
            period_number | INTEGER | required | 1 = the first 30 days
            end_date | DATE | required | last date of the period
            programme | VARCHAR | required | programme
            device | VARCHAR | required | device, or unknown
            age_band | VARCHAR | required | age band at the end of the period
            reading_days | INTEGER [days] | required | dates with at least one reading
        """,
    ),
)
