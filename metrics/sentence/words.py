"""The words people use for what the catalogue calls otherwise, and the form in which words are compared."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from unicodedata import combining, normalize

from data.language import language, mark

# id: what people also call it. A phrase stands once; a title needs no line.
_KPIS = """
ed_arrival_to_provider_median: ed wait; ed waits; ed waiting time; emergency wait; emergency waits; emergency waiting time; a&e waits; door to doctor; door to provider time
ed_lwbs_rate: lwbs; walkouts; walk-outs; patients who left without being seen
ed_lbtc_rate: lbtc; left before treatment
ed_4h_pct: four hours; 4 hours; 4 hour performance; 4 hour target; four hour target; four hour standard; 4h
ed_12h_arrival_pct: 12 hour waits; twelve hour waits; over 12 hours
ed_los_discharged_median: ed los; ed stay; ed length of stay; emergency length of stay
ed_decision_to_departure_median: boarding; ed boarding
ed_visits_per_day: emergency visits; ed visits; a&e visits; emergency visits per day
ed_visits_count: emergency arrivals; ed arrivals; arrivals
discharges_per_day: discharges per day
discharges_count: discharges; inpatient discharges
delayed_bed_days: reasons of delay; delay reasons; delayed bed days
ed_return_72h_pct: ed returns; ed reattendance; 72 hour returns; bounce backs
amb_no_show_rate: no show; no shows; no-shows; clinic no shows; missed appointments; dna rate
amb_tnaa_days: third next available; tnaa; third next available appointment
amb_checkin_to_roomed_median: clinic waits; clinic wait; clinic waiting time
amb_slot_utilisation_pct: slot utilisation; slot utilization; clinic utilisation; clinic utilization
rtt_list_size: waiting list; waiting list size; rtt list
rtt_within_18w_pct: 18 weeks; rtt; rtt performance
alos_days: alos; los; length of stay
alos_episode_days: length of episodes; episode length of stay
los_index_oe: los index
occupancy_midnight_pct: occupancy; beds occupied; bed use
average_daily_census: census; average census; midnight census
bed_turnover_interval_days: turnover interval
bed_clean_turnaround_median: bed cleaning; bed turnaround
discharge_before_noon_pct: discharged before noon; noon discharges; early discharges
delayed_discharge_day_pct: delayed discharges; delayed transfers; delayed discharge; bed blocking
long_stay_21d_count: long stayers; super stranded; stranded patients
or_turnover_median: theatre turnover; or turnover; room turnover; turnover in theatre
or_first_case_on_time_pct: first case on time starts; on time starts; fcots; first case starts
or_room_utilisation_pct: theatre utilisation; theatre utilization; theatre use; or utilization
or_day_of_surgery_cancel_pct: cancelled operations; cancelled on the day; theatre cancellations; surgery cancellations
turnover_12m_pct: staff turnover; staff turnover rate; employee turnover
rn_turnover_12m_pct: nurse turnover; rn turnover; nursing turnover
first_year_turnover_pct: new hire turnover
vacancy_rate_pct: vacancies; vacancy; vacant posts
time_to_fill_days_median: time to hire
overtime_pct: overtime
agency_hours_pct: agency; agency use; agency staff; agency hours
agency_cost_pct: agency cost; agency spend
sickness_absence_pct: sickness; sick leave; absence; absenteeism; sickness rate
nursing_hppd: hppd; nursing hours; care hours
shift_fill_rate_pct: fill rate; shift fill rate; shift fill
training_compliance_pct: training; training compliance; mandatory training
cost_per_case: cost per case; cost per inpatient; unit cost
cost_per_adjusted_discharge: cost per adjusted discharge
case_mix_index: cmi; case mix
operating_margin_pct: margin; operating margin percent
budget_variance_static_pct: budget; budget variance; variance to budget
days_in_ar_net: days in ar; days in a/r; net days in ar; net days in a/r; receivable days
days_in_ar_gross: gross days in ar
ar_over_90_pct: ar over 90; ar over 90 days; a/r over 90
denial_rate_initial_pct: denials; denial; denial rate; claim denials
denial_overturn_pct: appeals won; denials overturned; overturn rate
denial_writeoff_pct: denial writeoffs; write offs; denial write offs
clean_claim_rate_pct: clean claims; clean claim; clean claim rate percent
first_pass_resolution_pct: first pass; first pass rate
net_collection_rate_pct: net collections; collection rate
charge_lag_days_median: charge lag days; lag of charges
dnfb_days: dnfb; unbilled
hcahps_overall_9_10_pct: hcahps; overall rating; patient satisfaction; hcahps overall
hcahps_nurses_pct: nurse communication
hcahps_doctors_pct: doctor communication; physician communication
nps: net promoter
fft_positive_pct: fft; friends and family; friends and family test
survey_response_rate_pct: response rate; survey response
complaint_on_time_pct: complaints on time
complaint_resolution_days_median: complaint response time; complaint days
readmission_30d_pct: readmission; readmissions; readmission rate; 30 day readmission; 30 day readmissions; readmitted
mortality_crude_pct: deaths; crude mortality
mortality_oe: mortality; hsmr; smr; standardised mortality; mortality ratio
mortality_oe_shmi: shmi
falls_per_1000_patient_days: falls; falls rate; fall rate
hapi_per_1000_patient_days: pressure ulcers; pressure injuries; pressure sores; bed sores
clabsi_per_1000_line_days: clabsi; line infections; central line infections
cauti_per_1000_catheter_days: cauti; catheter infections
hai_sir: infections; infection; hai; sir
hand_hygiene_pct: hand washing; handwashing
sepsis_bundle_pct: sepsis; sepsis bundle; sep-1
incidents_per_1000_patient_days: incidents; incident rate
medication_errors_per_1000_patient_days: medication errors; drug errors; med errors
telehealth_share_pct: telehealth; virtual visits; video visits; telehealth share
portal_activation_pct: portal; portal use; portal accounts
policy_review_overdue_pct: overdue policies; policies overdue
audit_findings_overdue_count: overdue findings
actions_overdue_count: late actions; actions overdue
dq_completeness_pct: completeness; data quality
"""
_DIMENSIONS = """
facility_id: facility; site; hospital; facilities; campus
unit_id: unit; ward; department; clinic; team
acuity: triage; triage category; triage level; esi
arrival_mode: mode of arrival; arrival mode; arrival
arrival_hour_band: hour; time of day; hour of day; arrival hour; hour band
hour_band: hour; time of day
weekday: weekday; day of week; day of the week
admit_weekday: weekday; admission weekday; day of week
disposition: disposition; discharge destination; destination
age_band: age; age band; age group; ages; aged
sex: sex; gender
payer_class: payer; payor; insurance; payer class; insurer
payer_id: insurer; payer name; insurance company
plan_type: kind of plan; plan; plan type
service_line: service line; service
service: service; surgical service; specialty
specialty: specialty; speciality
ethnicity: ethnicity; ethnic group; race
deprivation_quintile: deprivation; deprivation quintile; imd; quintile
staff_group: staff group; staff; profession
job_role: role; job; job role; grade
employment_type: contract; employment; employment type
tenure_band: years of service; tenure; seniority
termination_type: reason of leaving; reason; leaving reason
shift_of_day: shift
unit_type: unit type; kind of unit; type of unit; ward type
drg_code: drg; drg code
procedure_code: procedure; procedure code
visit_type: visit type; appointment type
new_or_return: new or return; new or follow up
modality: modality; channel of visit
receiving_unit_id: receiving unit; receiving ward
denial_category: reason; denial reason; denial category
cancel_reason_group: reason; cancel reason
cost_centre_id: cost centre; cost center
account_class: account; account class
language: language
mode: mode; survey mode
department: department
owner: owner; accountable; responsible
fuel: fuel; energy source
injury_level: injury; injury level
harm_level: harm; harm level
subject: subject; topic
"""
_STOP = """
a an and the of for in at on to me show give see look let please what is are was were how do does we our us i my when
where there it did have has which many much than with over during within whats chart trend rate rates number numbers
figure figures value values kpi indicator only patients patient percent % ? looking like
"""
# The small words of titles in other languages.
_STOP_IN = {
    "es": "a al con de del el en la las lo los o para por que se sin su un una y",
    "de": "am an auf aus bei bis das dem den der des die ein eine einem einen einer eines für im in ins mit nach oder pro "
    "sind über um und unter vom von vor zu zum zur",
}
REFUSING = {
    "not": mark("leave groups out"), "except": mark("leave groups out"), "excluding": mark("leave groups out"), "without": mark("leave groups out"),
    "exclude": mark("leave groups out"), "why": mark("tell causes"), "because": mark("tell causes"), "predict": mark("answer with a forecast alone"),
    "forecast": mark("answer with a forecast alone"), "should": mark("advise"), "average": mark("compute new figures"),
    "sum": mark("compute new figures"), "total": mark("compute new figures"), "top": mark("rank by itself: name an indicator and “by ward”"),
    "worst": mark("rank by itself: name an indicator and “by ward”"), "best": mark("rank by itself: name an indicator and “by ward”"),
    "highest": mark("rank by itself: name an indicator and “by ward”"), "more": mark("compare with a number"),
    "less": mark("compare with a number"), "above": mark("compare with a number"), "below": mark("compare with a number"),
    "warum": mark("tell causes"), "weshalb": mark("tell causes"), "wieso": mark("tell causes"),
    "prognose": mark("answer with a forecast alone"), "vorhersage": mark("answer with a forecast alone"),
    "prevision": mark("answer with a forecast alone"), "pronostico": mark("answer with a forecast alone"),
    "wer": mark("list people"), "quien": mark("list people"), "quienes": mark("list people"),
    "name": mark("list people"), "names": mark("list people"), "who": mark("list people"),
}  # fmt: skip


def stem(word: str) -> str:
    """A word without its plural, so that denial finds denials."""
    if len(word) > 4 and word.endswith("ies"):
        return f"{word[:-3]}y"
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word


def stop_words() -> frozenset[str]:
    """Words that say nothing by themselves, in English and in the language of now."""
    return _stop_words(language())


@cache
def _stop_words(name: str) -> frozenset[str]:
    return frozenset((*_STOP.split(), *tokens(_STOP_IN.get(name, ""))))


@lru_cache(maxsize=16_384)
def tokens(text: str) -> tuple[str, ...]:
    """The words of a text in the form in which they are compared: lower case, no accents, hyphens between letters opened."""
    letters = "".join(one for one in normalize("NFD", text.lower()) if not combining(one))
    plain = re.sub(r"(?<=[a-z])-(?=[a-z])|(?<=\d)-(?=[a-z])", " ", letters.replace("’", "'"))
    return tuple(w.strip(".'-") for w in re.findall(r"[\w&%./'+-]+|<\d+", plain) if w.strip(".'-/"))


@lru_cache(maxsize=16_384)
def stems(text: str) -> tuple[str, ...]:
    return tuple(stem(word) for word in tokens(text))


def table(text: str) -> dict[str, tuple[str, ...]]:
    """Lines of a name, a colon and its phrases."""
    lines = (line.split(": ", 1) for line in text.strip().splitlines())
    return {name: tuple(phrase.strip() for phrase in phrases.split(";")) for name, phrases in lines}


KPI_WORDS = table(_KPIS)
DIMENSION_WORDS = table(_DIMENSIONS)
