-- One kind of record of one facility on one date: how many were written down, and how many of them once more.
-- reads: appointment, encounter, facility, procedure_case
-- by: seen_date
-- from encounter: SELECT CAST(timezone(f.time_zone, c.start_ts) AS DATE) FROM changed c JOIN live.facility f USING (facility_id)
-- from appointment: SELECT CAST(timezone(f.time_zone, c.scheduled_start_ts) AS DATE) FROM changed c
--   JOIN live.facility f USING (facility_id)
-- from procedure_case: SELECT CAST(timezone(f.time_zone, c.patient_in_ts) AS DATE) FROM changed c
--   JOIN live.facility f USING (facility_id)
-- What a record says is held as a hash, compared among those of one facility and one instant alone.
-- A source that knows the date alone gives midnight, and two visits of one day would look like one: midnight is left out.
WITH recorded AS (
  SELECT 'visit' AS record, facility_id, hash(patient_id, encounter_class) AS said, start_ts AS begin_ts
  FROM live.encounter
  WHERE status <> 'cancelled'
    /* parts: start_ts BETWEEN (SELECT min(seen_date) - 2 FROM touched) AND (SELECT max(seen_date) + 2 FROM touched) */
  UNION ALL
  SELECT 'appointment', facility_id, hash(patient_id, unit_id), scheduled_start_ts
  FROM live.appointment
  WHERE status IN ('completed', 'no_show', 'left_without_seen')
    /* parts: scheduled_start_ts BETWEEN
      (SELECT min(seen_date) - 2 FROM touched) AND (SELECT max(seen_date) + 2 FROM touched) */
  UNION ALL
  SELECT 'operation', facility_id, hash(room_id), patient_in_ts
  FROM live.procedure_case
  WHERE status = 'done' AND patient_in_ts IS NOT NULL
    /* parts: patient_in_ts BETWEEN
      (SELECT min(seen_date) - 2 FROM touched) AND (SELECT max(seen_date) + 2 FROM touched) */
),
local AS (
  SELECT r.record, r.facility_id, r.said, r.begin_ts, timezone(f.time_zone, r.begin_ts) AS begin_local
  FROM recorded r
  JOIN live.facility f USING (facility_id)
),
alike AS (
  SELECT record, facility_id, CAST(begin_local AS DATE) AS day, said, begin_ts, count(*) AS times
  FROM local
  WHERE begin_local <> date_trunc('day', begin_local)
    /* parts: CAST(begin_local AS DATE) IN (FROM touched) */
  GROUP BY ALL
)
SELECT record, facility_id, '?:' || facility_id AS unit_id, day AS seen_date, CAST(sum(times) AS BIGINT) AS recorded,
  CAST(sum(times - 1) AS BIGINT) AS repeated
FROM alike
GROUP BY ALL
