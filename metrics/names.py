"""Codes of the vocabularies as people say them: for groups, filters and exports."""

from __future__ import annotations

from data.language import mark, say
from metrics.dates import weekday_name

# Words that are not simply written out. Everything else is the code with blanks and a capital.
_SPOKEN = {
    "medicare_ffs": mark("Medicare fee-for-service"),
    "medicare_advantage": mark("Medicare Advantage"),
    "medicaid_managed": mark("Medicaid managed care"),
    "workers_comp": mark("Workers' compensation"),
    "va_tricare": mark("VA and TRICARE"),
    "public_nhs": mark("NHS"),
    "self_pay": mark("Self-pay"),
    "snf": mark("Skilled nursing facility"),
    "ltac": mark("Long-term acute care"),
    "ama": mark("Against medical advice"),
    "lwbs": mark("Left without being seen"),
    "ed": mark("Emergency department"),
    "icu": mark("Intensive care"),
    "nicu": mark("Neonatal intensive care"),
    "pacu": mark("Recovery room"),
    "or": mark("Operating rooms"),
    "med_surg": mark("Medical and surgical"),
    "step_down": mark("Step-down"),
    "rn": mark("Registered nurses"),
    "lpn": mark("Practical nurses"),
    "ahp": mark("Allied health"),
    "permanent_ft": mark("Permanent, full time"),
    "permanent_pt": mark("Permanent, part time"),
    "per_diem": mark("Per diem"),
    "pto": mark("Paid time off"),
    "coding_billing": mark("Coding and billing"),
    "hcahps": mark("HCAHPS"),
    "cgcahps": mark("CG-CAHPS"),
    "oascahps": mark("OAS CAHPS"),
    "fft": mark("Friends and Family Test"),
    "nps": mark("Net promoter score"),
    "ivr": mark("Voice response"),
    "sms": mark("Text message"),
    "walk_in": mark("Walk-in"),
    "non_facility": mark("Own home"),
    "0_30": mark("0–30 days"),
    "31_60": mark("31–60 days"),
    "61_90": mark("61–90 days"),
    "91_120": mark("91–120 days"),
    "121_180": mark("121–180 days"),
    "181_plus": mark("Over 180 days"),
    "dnfb": mark("Discharged, not final billed"),
    "app": mark("Advanced practitioners"),
    "psych": mark("Psychiatry"),
    "rehab": mark("Rehabilitation"),
    "admin": mark("Administration"),
    "labour_delivery": mark("Labour and delivery"),
    "left_without_seen": mark("Left without being seen"),
    "left_before_complete": mark("Left before completion"),
    "cancelled_patient": mark("Cancelled by the patient"),
    "cancelled_provider": mark("Cancelled by the clinic"),
    "add_on": mark("Added to the list"),
    "hospital_non_clinical": mark("Hospital, not clinical"),
    "board_cert": mark("Board certificate"),
    "bls": mark("Basic life support"),
    "acls": mark("Advanced life support"),
    "dbs": mark("DBS check"),
    "gross_ip_revenue": mark("Gross inpatient revenue"),
    "gross_op_revenue": mark("Gross outpatient revenue"),
    "rev_cycle_cost": mark("Revenue cycle cost"),
    "equity": mark("Net worth"),
    "non_covered": mark("Not covered"),
    "unbilled_dnfb": mark("Unbilled, discharged"),
    "unbilled_inhouse": mark("Unbilled, in house"),
    "clabsi": mark("Bloodstream infection from a central line"),
    "cauti": mark("Urinary infection from a catheter"),
    "mrsa_lab": mark("MRSA, laboratory"),
    "cdi_lab": mark("C. difficile, laboratory"),
    "ssi": mark("Surgical site infection"),
    "vae": mark("Ventilator event"),
    "web_mail": mark("Web and mail"),
    "web_phone": mark("Web and phone"),
    "web_mail_phone": mark("Web, mail and phone"),
    "home": mark("Own home"),
    "electricity": mark("Electricity"),
    "gas": mark("Gas"),
    "oil": mark("Oil"),
    "steam": mark("Steam"),
    "hispanic_or_latino": mark("Hispanic or Latino"),
    "not_hispanic_or_latino": mark("Not Hispanic or Latino"),
    "am": mark("Morning"),
    "pm": mark("Afternoon"),
    "en": mark("English"),
    "es": mark("Spanish"),
}

# Codes of lists that every hospital keeps for itself, in the words that most of them use: said in the language of the
# reader. Any other stands as the hospital wrote it.
USUAL = (
    mark("Acute transfer"), mark("Adult"), mark("Adult with mental illness"), mark("Audit"),
    mark("Authorization"), mark("Bill hold"), mark("Billing"), mark("Blood pressure"), mark("Cancer"),
    mark("Cardiology"), mark("Care"), mark("Care Assistant"), mark("Child"),
    mark("Child with mental illness"), mark("Clerk"), mark("Coding"), mark("Communication"),
    mark("Critical"), mark("Cuff"), mark("Declined"), mark("Dermatology"), mark("Diabetes"),
    mark("Dispense"), mark("Endocrinology"), mark("Equipment checks"), mark("Facilities"),
    mark("Family medicine"), mark("Glucose meter"), mark("Heart"), mark("Heart failure"), mark("High"),
    mark("Home health"), mark("Infection control"), mark("Label"), mark("Laboratory"), mark("Letter"),
    mark("Life safety"), mark("Manager"), mark("Medical staff"), mark("Medication storage"),
    mark("Medication supply"), mark("Medicine"), mark("Medium"), mark("Missing charges"), mark("Order"),
    mark("Orthopaedics"), mark("Paediatrics"), mark("Patient days"), mark("Pharmacy"), mark("Primary care"),
    mark("Registered Nurse"), mark("Routine"), mark("Scale"), mark("Signature"), mark("Staff attitude"),
    mark("Surgery"), mark("Terminal"), mark("Visits"), mark("Waiting for a place"),
    mark("Waiting for family"), mark("Waiting for home care"), mark("Waiting for insurance"), mark("Women"),
)  # fmt: skip


DIMENSIONS = {
    "facility_id": "facility",
    "unit_id": "unit",
    "payer_class": "payer",
    "acuity": "triage",
    "payer_id": "insurer",
    "plan_type": "kind of plan",
    "tenure_band": "years of service",
    "termination_type": "reason of leaving",
    "item_code": "question",
    "ed_type": "kind of emergency department",
    "denial_category": "reason",
    "cancel_reason_group": "reason",
}


def spoken(code: str) -> str:
    """A code as a label: `medicare_ffs` is Medicare fee-for-service, `first_case` is First case."""
    if code in _SPOKEN:
        return say(_SPOKEN[code])
    words = code.replace("_", " ")
    return say(words[:1].upper() + words[1:])


def group_name(dimension: str, group: str) -> str:
    """A group of a dimension that no register names: weekday 1 is Monday, arrival_hour 15 is 15:00."""
    if dimension == "weekday" and group in tuple("1234567"):
        return weekday_name(int(group))
    if dimension.endswith("_hour") and group.isascii() and group.isdigit():
        return f"{int(group):02d}:00"
    return spoken(group)


def dimension_name(dimension: str) -> str:
    """A dimension as people say it: payer_class is payer."""
    name = DIMENSIONS.get(dimension) or dimension.removesuffix("_id").removesuffix("_class").replace("_", " ")
    return say(name)
