-- One classified comment of three words or more; text that was not loaded counts as long enough.
-- reads: encounter, patient, survey_comment, survey_response, unit
-- only encounter: encounter_id IN (SELECT encounter_id FROM live.survey_response)
-- by: response_id
-- from survey_comment: response_id
-- from survey_response: response_id
-- from encounter: SELECT response_id FROM live.survey_response SEMI JOIN changed USING (encounter_id)
-- from patient: SELECT response_id FROM live.survey_response JOIN live.encounter USING (encounter_id) SEMI JOIN changed USING (patient_id)
SELECT c.response_id, c.item_code, r.facility_id, coalesce(u.unit_id, '?:' || r.facility_id) AS unit_id,
  coalesce(r.response_date, r.event_date) AS response_date, coalesce(r.mode, 'unknown') AS mode,
  coalesce(r.service_line, e.service_line, u.service_line, 'unknown') AS service_line,
  coalesce(r.language, p.preferred_language, 'unknown') AS language,
  age_band_at(p.birth_date, coalesce(r.response_date, r.event_date)) AS age_band,
  coalesce(p.sex, 'unknown') AS sex,
  coalesce(p.ethnicity, 'unknown') AS ethnicity,
  coalesce(c.topic, 'unknown') AS topic,
  c.comment_sentiment = 'negative' AND coalesce(c.sentiment_confidence, 0) >= 0.7 AS is_negative,
  c.comment_sentiment = 'positive' AND coalesce(c.sentiment_confidence, 0) >= 0.7 AS is_positive
FROM live.survey_comment c
JOIN live.survey_response r ON r.response_id = c.response_id
LEFT JOIN live.unit u ON u.unit_id = r.unit_id
LEFT JOIN live.encounter e ON e.encounter_id = r.encounter_id
LEFT JOIN live.patient p ON p.patient_id = e.patient_id
WHERE c.comment_sentiment IS NOT NULL AND coalesce(r.response_date, r.event_date) IS NOT NULL
  AND (c.comment_text IS NULL OR len(string_split_regex(trim(c.comment_text), '\s+')) >= 3)
