-- One invited patient who was eligible and could be reached; who turned out not to be eligible is left out.
-- reads: encounter, facility, patient, survey_invitation, unit
-- only encounter: encounter_id IN (SELECT encounter_id FROM live.survey_invitation)
-- by: invitation_id
-- from survey_invitation: invitation_id
-- from encounter: SELECT invitation_id FROM live.survey_invitation SEMI JOIN changed USING (encounter_id)
-- from patient: SELECT invitation_id FROM live.survey_invitation JOIN live.encounter USING (encounter_id) SEMI JOIN changed USING (patient_id)
WITH invited AS (
  SELECT i.*, e.discharge_ts, e.patient_id, e.discharge_unit_id, e.unit_id AS visit_unit_id, e.service_line AS visit_line,
    coalesce(CAST(timezone(f.time_zone, e.discharge_ts) AS DATE), i.event_date, i.sent_date) AS on_date
  FROM live.survey_invitation i
  LEFT JOIN live.encounter e ON e.encounter_id = i.encounter_id
  LEFT JOIN live.facility f ON f.facility_id = e.facility_id
)
SELECT i.invitation_id, i.facility_id, coalesce(u.unit_id, '?:' || i.facility_id) AS unit_id,
  i.on_date AS event_date,
  i.survey_type, i.mode,
  coalesce(i.service_line, i.visit_line, u.service_line, 'unknown') AS service_line,
  coalesce(i.language, 'unknown') AS language,
  age_band_at(p.birth_date, i.on_date) AS age_band,
  coalesce(p.sex, 'unknown') AS sex,
  coalesce(p.ethnicity, 'unknown') AS ethnicity,
  i.final_status
FROM invited i
LEFT JOIN live.patient p ON p.patient_id = i.patient_id
LEFT JOIN live.unit u ON u.unit_id = coalesce(i.unit_id, i.discharge_unit_id, i.visit_unit_id)
WHERE i.is_eligible AND NOT i.undeliverable AND i.final_status <> 'ineligible' AND i.on_date IS NOT NULL
