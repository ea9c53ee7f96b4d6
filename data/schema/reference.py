"""Places, people, payers, accounts, calendars and targets: what other tables point to."""

from data.schema.table import Table

TABLES = (
    Table.of(
        "facility",
        grain="one site (hospital, campus, clinic group)",
        key=("facility_id",),
        columns="""
            facility_id | VARCHAR | required | site id, shared by all sources of the customer
            facility_name | VARCHAR | required | display name
            network_id | VARCHAR |  | organisation or health system the site belongs to
            time_zone | VARCHAR | required | IANA zone, e.g. America/New_York
            country_code | VARCHAR | required | ISO 3166-1 alpha-2, or ISO 3166-2 where a part has holidays of its own
            currency_code | VARCHAR | required | ISO 4217; currency of every money column of this facility
            fiscal_year_start_month | INTEGER | required | 1-12
            floor_area_m2 | DOUBLE [m2] |  | heated floor area, for energy per m2
            suppression_profile | VARCHAR | required vocabulary:suppression_profile | suppression profile
            ccn_or_ods | VARCHAR |  | CMS certification number (US) or ODS code (England)
            npi | VARCHAR |  | organisation NPI, used to match X12 payees
            census_time_local | TIME |  | time at which the source counts its own census; only for comparing with reported_census, KPIs always use convention G9
        """,
    ),
    Table.of(
        "unit",
        grain="one ward, ED, clinic, OR suite or other place of care",
        key=("unit_id",),
        columns="""
            unit_id | VARCHAR | required | ?:<facility_id> is the shipped unknown unit of a facility (R10)
            facility_id | VARCHAR | required | site
            unit_name | VARCHAR | required | display name
            unit_type | VARCHAR | required vocabulary:unit_type | unit type
            is_inpatient_bedded | BOOLEAN | required | true when its beds count in bed KPIs (the source's "census included" flag)
            patient_day_method | VARCHAR | required vocabulary:patient_day_method | must be equal between units that are compared (3.08)
            service_line | VARCHAR |  | service line
            specialty | VARCHAR |  | specialty
            cost_centre_id | VARCHAR |  | home cost centre (many cost centres to one unit go through code_map)
            valid_from | DATE | required | first day the unit exists under this id
            valid_to | DATE |  | last day, null = open
        """,
    ),
    Table.of(
        "bed",
        grain="one physical or virtual bed during an interval",
        key=("bed_id", "valid_from"),
        columns="""
            bed_id | VARCHAR | required | bed
            valid_from | DATE | required | first day
            valid_to | DATE |  | last day, null = open
            unit_id | VARCHAR | required | unit the bed belongs to
            room_id | VARCHAR |  | room
            bed_label | VARCHAR |  | name on the door
            status | VARCHAR | required vocabulary:bed_status | bed status
            is_census_bed | BOOLEAN | required | counted in capacity; false for hallway and virtual beds
        """,
    ),
    Table.of(
        "provider",
        grain="one clinician who can be seen by patients",
        key=("provider_id",),
        columns="""
            provider_id | VARCHAR | required keyed:provider | clinician
            employee_id | VARCHAR | keyed:staff | same person in the HR feed
            provider_name | VARCHAR | personal | loaded only if the profile sets staff_names = true; shown only with permission see_individual
            npi | VARCHAR | keyed:npi | national provider id
            specialty | VARCHAR |  | specialty
            service_line | VARCHAR |  | service line
            is_independent_practitioner | BOOLEAN | required | physician, APN or PA (may end the ED "seen" clock)
            is_active | BOOLEAN | required | currently practising
        """,
    ),
    Table.of(
        "patient",
        grain="one person",
        key=("patient_id",),
        columns="""
            patient_id | VARCHAR | required keyed:patient | pseudonymised key
            mrn_hash | VARCHAR | keyed:mrn | keyed HMAC-SHA-256 of the medical record number
            birth_date | DATE | personal | partial dates are completed to the first day; precision kept in birth_date_precision
            birth_date_precision | VARCHAR |  | day, month, year
            sex | VARCHAR | required vocabulary:sex | sex
            ethnicity | VARCHAR |  | site list mapped by code_map
            race | VARCHAR |  | site list mapped by code_map
            preferred_language | VARCHAR |  | ISO 639 code
            interpreter_needed | BOOLEAN |  | interpreter requested
            deprivation_quintile | INTEGER |  | 1 = most deprived, 5 = least
            sdoh_housing_risk | BOOLEAN |  | screened positive
            sdoh_food_risk | BOOLEAN |  | screened positive
            sdoh_transport_risk | BOOLEAN |  | screened positive
            death_date | DATE | personal | date of death, in or out of hospital
            is_deceased | BOOLEAN |  | known dead, date unknown (FHIR deceasedBoolean)
            area_code | VARCHAR | personal | first three characters of postcode or ZIP
            merged_into_patient_id | VARCHAR | keyed:patient | survivor of a record merge; follow at most 10 hops
        """,
    ),
    Table.of(
        "payer",
        grain="one payer or plan",
        key=("payer_id",),
        columns="""
            payer_id | VARCHAR | required | class:<payer_class> rows are shipped for sources that give only a financial class
            payer_name | VARCHAR | required | display name
            payer_class | VARCHAR | required vocabulary:payer_class | payer class
            plan_type | VARCHAR |  | HMO, PPO, ... as the source says
        """,
    ),
    Table.of(
        "cost_centre",
        grain="one cost centre",
        key=("cost_centre_id",),
        columns="""
            cost_centre_id | VARCHAR | required | text; leading zeros kept
            facility_id | VARCHAR | required | site (the ledger's entity is mapped to it)
            name | VARCHAR | required | display name
            service_line | VARCHAR |  | service line
            department | VARCHAR |  | department
        """,
    ),
    Table.of(
        "account",
        grain="one general-ledger account (not a patient account)",
        key=("account_id",),
        columns="""
            account_id | VARCHAR | required | natural account, text
            account_name | VARCHAR |  | description
            account_class | VARCHAR | required vocabulary:account_class | account class
            is_variable | BOOLEAN | required | cost moves with volume (4.08)
        """,
    ),
    Table.of(
        "calendar",
        grain="one date of one facility",
        key=("facility_id", "date"),
        columns="""
            facility_id | VARCHAR | required | site
            date | DATE | required | day
            fiscal_year | INTEGER | required | fiscal year the day belongs to
            fiscal_month | INTEGER | required | 1-12 (or 1-13 where the ledger has 13 periods)
            is_weekend | BOOLEAN | required | weekend
            is_public_holiday | BOOLEAN | required | public holiday
            is_working_day | BOOLEAN | required | working day
        """,
    ),
    Table.of(
        "kpi_target",
        grain="target of one KPI in one scope from a date on (customer data)",
        key=("kpi_id", "scope_type", "scope_id", "valid_from"),
        columns="""
            kpi_id | VARCHAR | required | KPI
            scope_type | VARCHAR | required | network, facility, unit, service_line, provider, cost_centre
            scope_id | VARCHAR | required | id in that scope
            valid_from | DATE | required | first day
            target_value | DOUBLE |  | single target
            target_low | DOUBLE |  | lower edge of a band (direction target)
            target_high | DOUBLE |  | upper edge of a band
            lower_spec | DOUBLE |  | specification limit for 9.06
            upper_spec | DOUBLE |  | specification limit for 9.06
            trajectory_value | DOUBLE |  | planned value on the way to the target
            green_threshold | DOUBLE |  | RAG
            amber_threshold | DOUBLE |  | RAG
            owner | VARCHAR | personal | accountable person or role
        """,
    ),
    Table.of(
        "benchmark",
        grain="one published value",
        key=("kpi_id", "benchmark_name", "period"),
        columns="""
            kpi_id | VARCHAR | required | KPI
            benchmark_name | VARCHAR | required | e.g. DRG GMLOS table, CMS national
            period | VARCHAR | required | as published
            value | DOUBLE |  | headline value
            p25 | DOUBLE |  | percentile
            p50 | DOUBLE |  | percentile
            p75 | DOUBLE |  | percentile
            p90 | DOUBLE |  | percentile
            source_url | VARCHAR | required | where it was read
            confidence | VARCHAR | required | verified, high, med, low
        """,
    ),
)
