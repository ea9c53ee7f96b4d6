-- One finished clean of a bed, on the local date on which the bed was ready.
-- reads: bed_clean_event, encounter_location, facility, unit
-- A bed that was called empty while its last patient was still in it has no known beginning.
WITH clean AS (
  SELECT c.*, u.facility_id, f.time_zone
  FROM live.bed_clean_event c
  JOIN live.unit u USING (unit_id)
  JOIN live.facility f ON f.facility_id = u.facility_id
  WHERE c.clean_end_ts IS NOT NULL
),
stay AS (
  SELECT bed_id, in_ts, max(out_ts) AS out_ts FROM live.encounter_location WHERE bed_id IS NOT NULL GROUP BY bed_id, in_ts
)
SELECT c.clean_id, c.facility_id, c.unit_id, CAST(timezone(c.time_zone, c.clean_end_ts) AS DATE) AS ready_date,
  isodow(timezone(c.time_zone, c.clean_end_ts)) AS weekday,
  CASE WHEN hour(timezone(c.time_zone, c.dirty_ts)) < 8 THEN '00-07' WHEN hour(timezone(c.time_zone, c.dirty_ts)) < 16
    THEN '08-15' ELSE '16-23' END AS hour_band,
  c.clean_type,
  CAST(epoch(c.clean_end_ts) - epoch(c.dirty_ts) AS BIGINT) AS turnaround_seconds,
  CAST(epoch(c.clean_start_ts) - epoch(c.dirty_ts) AS BIGINT) AS response_seconds,
  CAST(epoch(c.clean_end_ts) - epoch(c.clean_start_ts) AS BIGINT) AS work_seconds,
  coalesce(s.out_ts > c.dirty_ts, FALSE) AS is_before_exit
FROM clean c
ASOF LEFT JOIN stay s ON s.bed_id = c.bed_id AND s.in_ts < c.dirty_ts
