-- How often each question of a survey was answered at one facility on one date.
-- reads: live.survey_answer, live.survey_response
-- by: answer_date
-- from survey_response: coalesce(response_date, event_date, DATE '1970-01-01')
-- from survey_answer: SELECT coalesce(response_date, event_date, DATE '1970-01-01') FROM live.survey_response
--   SEMI JOIN changed USING (response_id)
SELECT r.facility_id, '?:' || r.facility_id AS unit_id, r.answer_date, r.survey_type, r.version, a.item_code,
  CAST(count(*) AS INTEGER) AS answers
FROM (
  SELECT response_id, facility_id, survey_type, version,
    coalesce(response_date, event_date, DATE '1970-01-01') AS answer_date
  FROM live.survey_response
) AS r
JOIN live.survey_answer AS a ON a.response_id = r.response_id
WHERE a.is_applicable AND a.raw_value IS NOT NULL
  /* parts: r.answer_date IN (FROM touched) */
GROUP BY ALL
