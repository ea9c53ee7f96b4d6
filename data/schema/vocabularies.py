"""The value lists of the canonical model; columns point to them by name (`vocabulary:<name>`)."""

_TEXT = """
encounter_class: inpatient observation ed day_case outpatient virtual home snf hospice recurring preadmit other
encounter_status: planned active finished cancelled unknown
admission_type: emergency urgent elective maternity newborn trauma transfer_in unknown
admission_source: non_facility clinic ed hospital_transfer snf other_facility same_hospital_unit ambulatory_surgery hospice law_enforcement disaster_site born_inside born_outside unknown
discharge_disposition: home home_health snf rehab ltac psych_facility hospice acute_transfer ama law_enforcement died other unknown
patient_class: inpatient observation boarder outpatient_in_bed
stay_kind: admit transfer class_change leave_return
unit_type: ed treatment_room icu step_down med_surg telemetry surgical maternity labour_delivery nursery nicu paediatric psych rehab observation or pacu imaging clinic discharge_lounge other
patient_day_method: midnight midnight_plus_short_stay_hours multiple_census actual_hours
bed_status: staffed blocked closed
clean_type: routine isolation terminal
arrival_mode: walk_in ambulance police other
ed_disposition: admitted observation discharged transferred lwbs left_before_complete ama died dead_on_arrival in_progress
dx_group: psychiatric rehabilitation cancer_medical obstetric other
poa: Y N U W exempt
code_system: icd10 icd10pcs icd9 snomed cpt hcpcs opcs4 loinc local
event_type: ed_arrival triage_start triage_end ed_roomed provider_seen decision_to_admit admit_order bed_request bed_assigned bed_ready ready_to_move departed discharge_order discharge_ready leave_start leave_end temporary_out temporary_in class_change still_in_census other
order_type: decision_to_admit decision_to_transfer
model: los mortality readmission_30d
appointment_status: requested waitlist scheduled arrived completed no_show cancelled_patient cancelled_provider left_without_seen rescheduled
cancel_by: patient provider system
new_or_return: new return unknown
modality: in_person video audio
stop_reason: treated no_treatment declined watchful_wait discharged_dna null_void
case_class: elective urgent emergency add_on
case_status: scheduled done cancelled
cancel_reason_group: patient clinical hospital_non_clinical
block_kind: allocated open closure
staff_group: rn lpn care_assistant physician app ahp pharmacist technician admin support management other
employment_type: permanent_ft permanent_pt fixed_term per_diem agency
termination_type: voluntary involuntary retirement end_of_contract death other unknown
position_status: filled vacant frozen
shift_kind: worked scheduled
shift_of_day: day evening night
pay_code: regular overtime agency per_diem orientation education pto sick other_nonproductive
absence_reason_group: sickness parental other
training_status: assigned in_progress completed overdue exempt withdrawn
training_result: pass fail attended
credential_type: licence board_cert bls acls dbs other
account_class: gross_ip_revenue gross_op_revenue contractual_allowance charity bad_debt net_patient_revenue other_operating_revenue salaries benefits contract_labour overtime_pay supplies drugs purchased_services depreciation interest other_expense rev_cycle_cost non_operating asset liability equity
budget_version: original revised forecast
payer_class: medicare_ffs medicare_advantage medicaid medicaid_managed commercial self_pay workers_comp va_tricare other_government public_nhs charity other unknown
txn_type: payment contractual denial_writeoff bad_debt charity refund transfer other_adj
claim_type: institutional professional dental
filing_sequence: primary secondary tertiary
ack_status: accepted accepted_with_errors rejected
payer_ack_status: accepted rejected
first_result: paid partial denied rejected pending
final_result: paid partial written_off patient_resp open
denial_category: coordination_of_benefits eligibility authorisation medical_necessity coding_billing missing_information provider_enrolment bundling duplicate timely_filing non_covered generic pending unknown
adjustment_category: contractual patient_share capitation prior_payer coordination_of_benefits eligibility authorisation medical_necessity coding_billing missing_information provider_enrolment bundling duplicate timely_filing non_covered generic pending unknown
payment_method: ach check wire other none
age_from: discharge service bill
balance_status: in_house dnfb billed_not_submitted billed denied bad_debt closed
age_bucket: 0_30 31_60 61_90 91_120 121_180 181_plus unbilled_dnfb unbilled_inhouse
survey_type: hcahps cgcahps oascahps fft nps local
survey_mode: mail phone mixed ivr web web_mail web_phone web_mail_phone sms kiosk other unknown
survey_final_status: complete partial refused no_response ineligible
scale: nsua4 yn2 def3 0_10 recommend4 fft6 agree4 agree5 rating5
sentiment: positive neutral negative
complaint_kind: complaint grievance concern compliment
complaint_outcome: upheld partly_upheld not_upheld withdrawn
incident_category: fall pressure_injury medication infection violence equipment other
harm_level: none low moderate severe death
injury_level: none minor moderate major death
ncc_merp: A B C D E F G H I
medication_stage: prescribing transcribing dispensing administration monitoring other
hapi_stage: 1 2 3 4 unstageable deep_tissue mucosal
incident_status: holding in_review awaiting_approval approved closed rejected duplicate
hai_type: clabsi cauti mrsa_lab cdi_lab ssi vae
device: central_line urinary_catheter ventilator
hh_method: direct electronic
action_source: audit incident complaint project
sex: male female other unknown
suppression_profile: cms nhs_hes nhs_5 internal
severity: info warn quarantine fail
agg: ratio median percentile geomean mean top_box snapshot formula
data_class: clinical safety experience workforce staff_records finance revenue governance sensitive
direction: lower higher neutral target
period_status: provisional final
record: visit appointment operation
"""

VOCABULARIES: dict[str, tuple[str, ...]] = {
    name: tuple(values.split())
    for name, values in (line.split(": ", 1) for line in _TEXT.strip().splitlines())
}
