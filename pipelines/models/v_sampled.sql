-- Sampled patients of one survey of one facility and month by what became of their survey, where no invitation says it.
-- reads: live.encounter, live.facility, live.survey_invitation, live.survey_response, live.survey_sample
-- only encounter: encounter_id IN (SELECT encounter_id FROM live.survey_response)
-- only encounter: encounter_id IN (SELECT encounter_id FROM live.survey_invitation)
--
-- A month whose sample is not known, or smaller than the surveys that came back, is left out.
WITH sample AS (
  SELECT facility_id, survey_type, date_trunc('month', month)::DATE AS month_date, sum(sample_size)::BIGINT AS sampled,
    CASE WHEN count(DISTINCT coalesce(mode, 'unknown')) = 1 THEN coalesce(any_value(mode), 'unknown') ELSE 'unknown' END
      AS mode
  FROM live.survey_sample
  GROUP BY ALL
  HAVING count(*) = count(sample_size)
),
invited AS (
  SELECT DISTINCT i.facility_id, i.survey_type,
    date_trunc('month', coalesce(timezone(f.time_zone, e.discharge_ts)::DATE, i.event_date, i.sent_date))::DATE AS month_date
  FROM live.survey_invitation AS i
  LEFT JOIN live.encounter AS e USING (encounter_id)
  LEFT JOIN live.facility AS f ON f.facility_id = e.facility_id
),
returned AS (
  SELECT r.facility_id, r.survey_type,
    date_trunc('month', coalesce(timezone(f.time_zone, e.discharge_ts)::DATE, r.event_date))::DATE AS month_date,
    count(*) FILTER (WHERE r.is_complete) AS complete, count(*) FILTER (WHERE NOT r.is_complete) AS partial
  FROM live.survey_response AS r
  LEFT JOIN live.encounter AS e USING (encounter_id)
  LEFT JOIN live.facility AS f ON f.facility_id = e.facility_id
  GROUP BY ALL
),
counted AS (
  SELECT s.*, coalesce(r.complete, 0) AS complete, coalesce(r.partial, 0) AS partial
  FROM sample AS s
  ANTI JOIN invited AS i USING (facility_id, survey_type, month_date)
  LEFT JOIN returned AS r USING (facility_id, survey_type, month_date)
)
SELECT facility_id, '?:' || facility_id AS unit_id, month_date, survey_type, mode, outcome,
  CASE outcome WHEN 'complete' THEN complete WHEN 'partial' THEN partial ELSE sampled - complete - partial END::BIGINT
    AS patients
FROM counted, (VALUES ('complete'), ('partial'), ('none')) AS o(outcome)
WHERE sampled > 0 AND sampled >= complete + partial
