-- One row for each question that a responding patient could answer, answered or not.
-- reads: live.encounter, live.facility, live.patient, live.survey_answer, live.survey_invitation, live.survey_response, live.unit, v_item_asked
-- only encounter: encounter_id IN (SELECT encounter_id FROM live.survey_response)
-- only encounter: encounter_id IN (SELECT encounter_id FROM live.survey_invitation)
-- by: response_id
-- from survey_response: response_id
-- from survey_answer: response_id
-- from survey_invitation: SELECT response_id FROM live.survey_response SEMI JOIN changed USING (invitation_id)
-- from encounter: SELECT response_id FROM live.survey_response SEMI JOIN changed USING (encounter_id)
-- from encounter: SELECT response_id FROM live.survey_response
--   SEMI JOIN (SELECT invitation_id FROM live.survey_invitation SEMI JOIN changed USING (encounter_id)) USING (invitation_id)
-- from patient: SELECT response_id FROM live.survey_response
--   SEMI JOIN (SELECT encounter_id FROM live.encounter SEMI JOIN changed USING (patient_id)) USING (encounter_id)
-- from patient: SELECT response_id FROM live.survey_response SEMI JOIN (SELECT invitation_id FROM live.survey_invitation
--   SEMI JOIN (SELECT encounter_id FROM live.encounter SEMI JOIN changed USING (patient_id)) USING (encounter_id)) USING (invitation_id)
--
-- Unanswered rows are kept: a theme has no score where one of its questions has no answer. Scores count from the worst
-- answer (0) to the best (100); instruments that code the best answer lowest show it in their top-box values.
WITH label(scale, answer, score) AS (
  VALUES ('nsua4', 'never', 1), ('nsua4', 'sometimes', 2), ('nsua4', 'usually', 3), ('nsua4', 'always', 4),
    ('yn2', 'no', 0), ('yn2', 'yes', 1),
    ('def3', 'no', 1), ('def3', 'yes, somewhat', 2), ('def3', 'yes, definitely', 3),
    ('recommend4', 'definitely no', 1), ('recommend4', 'probably no', 2), ('recommend4', 'probably yes', 3),
    ('recommend4', 'definitely yes', 4),
    ('fft6', 'very poor', 1), ('fft6', 'poor', 2), ('fft6', 'neither', 3), ('fft6', 'good', 4), ('fft6', 'very good', 5),
    ('agree4', 'strongly disagree', 1), ('agree4', 'disagree', 2), ('agree4', 'agree', 3), ('agree4', 'strongly agree', 4),
    ('agree5', 'strongly disagree', 1), ('agree5', 'disagree', 2), ('agree5', 'neither', 3), ('agree5', 'agree', 4),
    ('agree5', 'strongly agree', 5),
    ('rating5', 'very poor', 1), ('rating5', 'poor', 2), ('rating5', 'fair', 3), ('rating5', 'good', 4),
    ('rating5', 'very good', 5)
),
response AS (
  SELECT r.response_id, r.facility_id, r.survey_type, r.version, r.is_complete, r.response_date,
    coalesce(u.unit_id, '?:' || r.facility_id) AS unit_id,
    coalesce(r.mode, i.mode, 'unknown') AS mode,
    coalesce(r.service_line, e.service_line, i.service_line, u.service_line, 'unknown') AS service_line,
    coalesce(p.sex, 'unknown') AS sex, p.birth_date, coalesce(e.attending_provider_id, 'unknown') AS provider_id,
    coalesce(r.language, i.language, p.preferred_language, 'unknown') AS language,
    coalesce(p.ethnicity, 'unknown') AS ethnicity,
    coalesce(timezone(f.time_zone, e.discharge_ts)::DATE, r.event_date, i.event_date) AS visit_date
  FROM live.survey_response AS r
  LEFT JOIN live.survey_invitation AS i USING (invitation_id)
  LEFT JOIN live.encounter AS e ON e.encounter_id = coalesce(r.encounter_id, i.encounter_id)
  LEFT JOIN live.facility AS f ON f.facility_id = e.facility_id
  LEFT JOIN live.patient AS p USING (patient_id)
  LEFT JOIN live.unit AS u ON u.unit_id = coalesce(r.unit_id, e.discharge_unit_id, e.unit_id, i.unit_id)
),
dated AS (
  SELECT *,
    CASE survey_type
      WHEN 'nps' THEN coalesce(response_date, visit_date)
      WHEN 'hcahps' THEN visit_date
      ELSE coalesce(visit_date, response_date)
    END AS event_date
  FROM response
),
answer AS (
  SELECT response_id, item_code, raw_value, coalesce(value_num, try_cast(raw_value AS DOUBLE)) AS number
  FROM live.survey_answer
  WHERE is_applicable AND raw_value IS NOT NULL
),
scored AS (
  SELECT r.*, q.item_code, q.composite_code, q.scale,
    a.response_id IS NOT NULL AS is_answered,
    coalesce(list_contains(q.top_box_values, a.raw_value), FALSE) AS is_top_box,
    CASE
      WHEN a.response_id IS NULL THEN NULL
      WHEN q.scale = 'yn2' THEN CASE WHEN list_contains(q.top_box_values, a.raw_value) THEN 100 ELSE 0 END
      WHEN l.score IS NOT NULL THEN (l.score - q.lowest) * 100.0 / (q.highest - q.lowest)
      WHEN a.number BETWEEN q.lowest AND q.highest AND q.is_best_lowest
        THEN (q.highest - a.number) * 100.0 / (q.highest - q.lowest)
      WHEN a.number BETWEEN q.lowest AND q.highest THEN (a.number - q.lowest) * 100.0 / (q.highest - q.lowest)
    END::DECIMAL(18, 9) AS linear_score,
    CASE WHEN q.scale = '0_10' AND a.number BETWEEN 0 AND 10 AND a.number = floor(a.number)
      THEN a.number::INTEGER END AS score_0_10
  FROM dated AS r
  JOIN v_item_asked AS q USING (facility_id, survey_type, version)
  LEFT JOIN answer AS a ON a.response_id = r.response_id AND a.item_code = q.item_code
  LEFT JOIN label AS l ON l.scale = q.scale AND l.answer = lower(trim(a.raw_value))
  WHERE r.event_date IS NOT NULL
)
SELECT response_id, facility_id, unit_id, event_date, response_date, survey_type, version, item_code, composite_code,
  scale, mode, service_line, sex, language, ethnicity, is_complete, is_answered, is_top_box, linear_score, score_0_10,
  provider_id,
  coalesce(CASE
    WHEN scale = '0_10' THEN linear_score <= 60
    WHEN scale IN ('yn2', 'def3') THEN linear_score = 0
    ELSE linear_score < 34
  END, FALSE) AS is_bottom_box,
  age_band_at(birth_date, event_date) AS age_band
FROM scored
