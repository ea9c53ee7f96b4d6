-- One patient looked at in a pressure injury prevalence round.
-- reads: pressure_survey, unit
SELECT s.survey_date, s.encounter_id, u.facility_id, s.unit_id, u.unit_type, s.has_hapi_stage2plus AS has_injury
FROM live.pressure_survey s
JOIN live.unit u ON u.unit_id = s.unit_id
