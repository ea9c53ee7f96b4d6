-- One pair of time stamps of one facility on one date: how many rows hold both, and in how many the end comes first.
-- reads: v_appointment, v_ed_visit, v_or_case
-- by: seen_date
-- from v_appointment: appointment_date
-- from v_ed_visit: visit_date
-- from v_or_case: case_date
WITH pair AS (
  SELECT 'ed_visit: arrival_ts to triage_ts' AS field, facility_id, visit_date AS day, triage_seconds AS seconds
  FROM v_ed_visit
  UNION ALL
  SELECT 'ed_visit: arrival_ts to provider_seen_ts', facility_id, visit_date, provider_seconds FROM v_ed_visit
  UNION ALL
  SELECT 'ed_visit: arrival_ts to departure_ts', facility_id, visit_date, stay_seconds FROM v_ed_visit
  UNION ALL
  SELECT 'ed_visit: decision_to_admit_ts to departure_ts', facility_id, visit_date, boarding_seconds FROM v_ed_visit
  UNION ALL
  SELECT 'appointment: check_in_ts to roomed_ts', facility_id, appointment_date, roomed_seconds FROM v_appointment
  UNION ALL
  SELECT 'appointment: check_in_ts to check_out_ts', facility_id, appointment_date, cycle_seconds FROM v_appointment
  UNION ALL
  SELECT 'appointment: provider_start_ts to provider_end_ts', facility_id, appointment_date, provider_seconds
  FROM v_appointment
  UNION ALL
  SELECT 'procedure_case: patient_out_ts to room_ready_ts', facility_id, case_date, ready_seconds FROM v_or_case
)
SELECT field, facility_id, '?:' || facility_id AS unit_id, day AS seen_date, count(*) AS pairs,
  count(*) FILTER (WHERE seconds < 0) AS reversed
FROM pair
WHERE seconds IS NOT NULL
GROUP BY ALL
