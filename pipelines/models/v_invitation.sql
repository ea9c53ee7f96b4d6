-- One invited patient who was eligible and could be reached; who turned out not to be eligible is left out.
-- reads: encounter, facility, survey_invitation, unit
SELECT i.invitation_id, i.facility_id, coalesce(u.unit_id, '?:' || i.facility_id) AS unit_id,
  coalesce(CAST(timezone(f.time_zone, e.discharge_ts) AS DATE), i.event_date, i.sent_date) AS event_date,
  i.survey_type, i.mode,
  coalesce(i.service_line, e.service_line, u.service_line, 'unknown') AS service_line,
  coalesce(i.language, 'unknown') AS language,
  i.final_status
FROM live.survey_invitation i
LEFT JOIN live.encounter e ON e.encounter_id = i.encounter_id
LEFT JOIN live.facility f ON f.facility_id = e.facility_id
LEFT JOIN live.unit u ON u.unit_id = coalesce(i.unit_id, e.discharge_unit_id, e.unit_id)
WHERE i.is_eligible AND NOT i.undeliverable AND i.final_status <> 'ineligible'
  AND (e.discharge_ts IS NOT NULL OR coalesce(i.event_date, i.sent_date) IS NOT NULL)
