"""Encounters, movements, beds and emergency visits."""

from data.schema.table import Table

TABLES = (
    Table.of(
        "encounter",
        grain="one visit or admission (one source visit number)",
        key=("encounter_id",),
        columns="""
            encounter_id | VARCHAR | required keyed:encounter | visit
            patient_id | VARCHAR | required keyed:patient | person
            facility_id | VARCHAR | required | site
            patient_account_id | VARCHAR | keyed:account | hospital billing account (HAR, FIN, account number); not the ledger's account_id
            episode_id | VARCHAR | keyed:episode | links encounters of one episode across facilities of the network (G16)
            unit_id | VARCHAR |  | last or only unit; needed for visits without stay rows
            encounter_class | VARCHAR | required vocabulary:encounter_class | the final class of the visit
            status | VARCHAR | required vocabulary:encounter_status | entered-in-error and deleted visits are flagged is_deleted instead
            admission_type | VARCHAR | vocabulary:admission_type | admission type
            admission_source | VARCHAR | vocabulary:admission_source | admission source
            start_ts | TIMESTAMPTZ | required | first contact of the visit (arrival or registration, ED included)
            admit_ts | TIMESTAMPTZ | required | instant length of stay starts: inpatient or observation start when the source gives it (profile switch admit_from), else = start_ts
            discharge_ts | TIMESTAMPTZ |  | patient leaves; end of visit for other classes; null = still open
            expected_discharge_ts | TIMESTAMPTZ |  | planned discharge
            discharge_order_ts | TIMESTAMPTZ |  | order written
            discharge_ready_ts | TIMESTAMPTZ |  | no longer needs the acute bed
            discharge_disposition | VARCHAR | vocabulary:discharge_disposition | null while open
            discharge_unit_id | VARCHAR |  | unit the patient left from
            attending_provider_id | VARCHAR | keyed:provider | attending at discharge
            service_line | VARCHAR |  | service line
            service | VARCHAR |  | hospital service as the source says
            specialty | VARCHAR |  | specialty
            drg_code | VARCHAR |  | final DRG
            drg_weight | DOUBLE |  | relative weight of the DRG version in force at discharge
            drg_gmlos | DOUBLE [days] |  | geometric mean LOS of that DRG
            principal_dx | VARCHAR |  | ICD-10 (or the code system given in encounter_diagnosis)
            dx_group | VARCHAR | vocabulary:dx_group | dx group
            is_planned_admission | BOOLEAN | required | planned, for 7.01
            is_newborn | BOOLEAN | required | newborn stay
            leave_days | INTEGER [days] |  | leave-of-absence days to subtract from LOS
            payer_id | VARCHAR |  | primary payer at final bill
            final_coded_date | DATE |  | coding finished
        """,
    ),
    Table.of(
        "encounter_location",
        grain="one stay of one encounter in one unit or bed (the spine of census)",
        key=("stay_id",),
        columns="""
            stay_id | VARCHAR | required keyed:stay | stay
            encounter_id | VARCHAR | required keyed:encounter | visit
            unit_id | VARCHAR | required | unit; unknown unit if unmapped
            room_id | VARCHAR |  | room
            bed_id | VARCHAR |  | bed
            in_ts | TIMESTAMPTZ | required | patient physically in
            out_ts | TIMESTAMPTZ |  | patient physically out; null = still in
            patient_class | VARCHAR | required vocabulary:patient_class | patient class
            bed_type | VARCHAR |  | as the source says
            service | VARCHAR |  | hospital service during the stay
            level_of_care | VARCHAR |  | as the source says
            stay_kind | VARCHAR | required vocabulary:stay_kind | stay kind
            is_derived | BOOLEAN | required | true when synthesised from the encounter period
        """,
    ),
    Table.of(
        "encounter_diagnosis",
        grain="one diagnosis of one encounter",
        key=("encounter_id", "seq"),
        columns="""
            encounter_id | VARCHAR | required keyed:encounter | visit
            seq | INTEGER | required | 1 = principal
            dx_code | VARCHAR | required | code without dots
            code_system | VARCHAR | required vocabulary:code_system | code system
            poa | VARCHAR | vocabulary:poa | (present on admission)
        """,
    ),
    Table.of(
        "encounter_event",
        grain="one time-stamped milestone of one encounter",
        key=("encounter_event_id",),
        columns="""
            encounter_event_id | VARCHAR | required keyed:encounter_event | event
            encounter_id | VARCHAR | required keyed:encounter | visit
            event_type | VARCHAR | required vocabulary:event_type | event type
            event_ts | TIMESTAMPTZ | required | when it happened
            recorded_ts | TIMESTAMPTZ |  | when it was entered
            unit_id | VARCHAR |  | place
            source_event_code | VARCHAR |  | code in the source, for mapping reports
        """,
    ),
    Table.of(
        "procedure",
        grain="one billed or clinical procedure",
        key=("procedure_id",),
        columns="""
            procedure_id | VARCHAR | required keyed:procedure | procedure
            encounter_id | VARCHAR | required keyed:encounter | visit
            procedure_code | VARCHAR | required | code
            code_system | VARCHAR | required vocabulary:code_system | code system
            start_ts | TIMESTAMPTZ |  | start
            end_ts | TIMESTAMPTZ |  | end
            provider_id | VARCHAR | keyed:provider | performer
            cost_amount | DECIMAL(18,2) |  | cost given by the source (Synthea BASE_COST)
        """,
    ),
    Table.of(
        "bed_capacity",
        grain="one unit on one date (interval feeds are expanded to dates)",
        key=("unit_id", "census_date"),
        columns="""
            unit_id | VARCHAR | required | unit
            census_date | DATE | required | day
            licensed_beds | INTEGER [beds] |  | licensed
            staffed_beds | INTEGER [beds] | required | open and staffed at the census instant
            blocked_beds | INTEGER [beds] |  | blocked
            block_reason | VARCHAR |  | main reason
            target_hppd | DOUBLE [h per patient day] |  | staffing plan of the unit
        """,
    ),
    Table.of(
        "reported_census",
        grain="one census count delivered by the source itself",
        key=("unit_id", "census_ts"),
        columns="""
            unit_id | VARCHAR | required | unit
            census_ts | TIMESTAMPTZ | required | instant of the count
            patients | INTEGER [patients] | required | count, compared with the derived census (tolerance 1 %)
        """,
    ),
    Table.of(
        "bed_clean_event",
        grain="one dirty bed",
        key=("clean_id",),
        columns="""
            clean_id | VARCHAR | required | clean
            unit_id | VARCHAR | required | unit
            bed_id | VARCHAR |  | bed
            dirty_ts | TIMESTAMPTZ | required | bed empty
            assigned_ts | TIMESTAMPTZ |  | cleaner assigned
            clean_start_ts | TIMESTAMPTZ |  | start
            clean_end_ts | TIMESTAMPTZ |  | ready
            clean_type | VARCHAR | required vocabulary:clean_type | clean type
        """,
    ),
    Table.of(
        "alc_period",
        grain="one spell of delayed discharge",
        key=("alc_id",),
        columns="""
            alc_id | VARCHAR | required keyed:alc | spell
            encounter_id | VARCHAR | required keyed:encounter | visit
            start_ts | TIMESTAMPTZ | required | patient ready, no longer needs the acute bed
            end_ts | TIMESTAMPTZ |  | end, null = open
            reason_code | VARCHAR | required | reason
            pathway | VARCHAR |  | discharge pathway
        """,
    ),
    Table.of(
        "ed_visit",
        grain="one ED attendance; encounter_id may also be the inpatient encounter when the source keeps one visit number",
        key=("encounter_id",),
        columns="""
            encounter_id | VARCHAR | required keyed:encounter | visit
            facility_id | VARCHAR | required | site
            unit_id | VARCHAR | required | ED
            arrival_ts | TIMESTAMPTZ | required | earliest of registration, triage, ambulance handover
            arrival_mode | VARCHAR | vocabulary:arrival_mode | arrival mode
            is_scheduled_return | BOOLEAN | required | planned follow-up attendance
            ed_type | INTEGER |  | NHS type 1, 2, 3
            handover_ts | TIMESTAMPTZ |  | ambulance crew handed the patient over; null = other arrival or not recorded
            triage_ts | TIMESTAMPTZ |  | triage started
            acuity | INTEGER |  | ESI or MTS, 1-5
            roomed_ts | TIMESTAMPTZ |  | in a treatment space
            provider_seen_ts | TIMESTAMPTZ |  | first contact with physician, APN or PA
            decision_to_admit_ts | TIMESTAMPTZ |  | earliest of admit evaluation, admit order, bed request, acceptance by the admitting physician (1.03); never imputed silently
            decision_to_transfer_ts | TIMESTAMPTZ |  | last order, given during the visit, to transfer the patient to another hospital
            bed_request_ts | TIMESTAMPTZ |  | bed requested
            bed_ready_ts | TIMESTAMPTZ |  | inpatient bed ready
            disposition_ts | TIMESTAMPTZ |  | disposition decided
            departure_ts | TIMESTAMPTZ |  | physically left the ED
            disposition | VARCHAR | required vocabulary:ed_disposition | ed disposition
            had_observation | BOOLEAN | required | observation status during or after the visit
            mental_health_flag | BOOLEAN | required | mental-health stratum
            inpatient_encounter_id | VARCHAR | keyed:encounter | resulting stay; = encounter_id when the source keeps one visit number
            is_triage_only | BOOLEAN |  | the source keeps triage as a visit of its own; voided where a treatment visit follows
        """,
    ),
    Table.of(
        "patient_order",
        grain="one order for one patient, as far as it starts a clock",
        key=("order_id",),
        columns="""
            order_id | VARCHAR | required keyed:order | order
            patient_id | VARCHAR | required keyed:patient | person
            encounter_id | VARCHAR | keyed:encounter | visit; null = the source names the patient only
            order_type | VARCHAR | required vocabulary:order_type | what is ordered
            ordered_ts | TIMESTAMPTZ | required | signed
        """,
    ),
    Table.of(
        "expected_value",
        grain="one model output for one encounter",
        key=("encounter_id", "model"),
        columns="""
            encounter_id | VARCHAR | required keyed:encounter | visit
            model | VARCHAR | required vocabulary:model | model
            expected | DOUBLE | required | expected days or probability
            model_version | VARCHAR | required | version, constant in a series
            is_reference_fit | BOOLEAN | required | external reference (true) or in-house (false)
        """,
    ),
)
