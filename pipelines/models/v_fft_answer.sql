-- Answers to the friends-and-family question: single ones, and counted ones for the months without single ones.
-- reads: encounter, patient, survey_answer, survey_count, survey_item, survey_response, unit
-- only encounter: encounter_id IN (SELECT encounter_id FROM live.survey_response)
-- The answer is its label, or its code: 1 is the best unless the list of questions says that 5 is; 6 is don't know.
WITH label(raw, answer) AS (
  VALUES ('very good', 'very_good'), ('good', 'good'), ('neither good nor poor', 'neither'), ('neither', 'neither'),
    ('poor', 'poor'), ('very poor', 'very_poor'), ('1', 'very_good'), ('2', 'good'), ('3', 'neither'), ('4', 'poor'),
    ('5', 'very_poor')
),
question AS (
  SELECT item_code, bool_or(list_contains(top_box_values, '5')) AS is_best_highest
  FROM live.survey_item
  WHERE survey_type = 'fft' AND scale = 'fft6'
  GROUP BY item_code
),
single AS (
  SELECT r.facility_id, u.unit_type,
    coalesce(r.service_line, e.service_line, u.service_line, 'unknown') AS service_line,
    coalesce(r.language, p.preferred_language, 'unknown') AS language,
    age_band_at(p.birth_date, coalesce(r.response_date, r.event_date)) AS age_band,
    coalesce(p.sex, 'unknown') AS sex, coalesce(p.ethnicity, 'unknown') AS ethnicity, coalesce(u.unit_id, '?:' || r.facility_id) AS unit_id,
    coalesce(r.response_date, r.event_date) AS response_date, coalesce(r.mode, 'unknown') AS mode,
    lower(trim(a.raw_value)) AS raw, q.is_best_highest, 1 AS answers
  FROM live.survey_answer a
  JOIN live.survey_response r ON r.response_id = a.response_id AND r.survey_type = 'fft'
  JOIN question q ON q.item_code = a.item_code
  LEFT JOIN live.unit u ON u.unit_id = r.unit_id
  LEFT JOIN live.encounter e ON e.encounter_id = r.encounter_id
  LEFT JOIN live.patient p ON p.patient_id = e.patient_id
  WHERE nullif(trim(a.raw_value), '') IS NOT NULL AND coalesce(r.response_date, r.event_date) IS NOT NULL
),
counted AS (
  SELECT c.facility_id, u.unit_type, coalesce(u.service_line, 'unknown') AS service_line, 'unknown' AS language,
    'unknown' AS age_band, 'unknown' AS sex, 'unknown' AS ethnicity,
    coalesce(u.unit_id, '?:' || c.facility_id) AS unit_id, c.month AS response_date, 'unknown' AS mode,
    lower(trim(c.raw_value)) AS raw, coalesce(q.is_best_highest, FALSE) AS is_best_highest, c.answers
  FROM live.survey_count c
  LEFT JOIN question q ON q.item_code = c.item_code
  LEFT JOIN live.unit u ON u.unit_id = c.unit_id
  WHERE c.survey_type = 'fft' AND NOT EXISTS (
    SELECT 1 FROM single s
    WHERE s.facility_id = c.facility_id AND date_trunc('month', s.response_date) = date_trunc('month', c.month))
),
said AS (
  FROM single
  UNION ALL BY NAME
  FROM counted
)
SELECT s.facility_id, s.unit_id, coalesce(s.unit_type, 'unknown') AS unit_type, s.service_line, s.response_date, s.mode,
  s.language, s.age_band, s.sex, s.ethnicity, coalesce(l.answer, 'unknown') AS answer,
  sum(s.answers) AS answers
FROM said s
LEFT JOIN label l
  ON l.raw = CASE WHEN s.is_best_highest AND s.raw IN ('1', '2', '3', '4', '5') THEN (6 - s.raw::INTEGER)::VARCHAR
    ELSE s.raw END
GROUP BY ALL
