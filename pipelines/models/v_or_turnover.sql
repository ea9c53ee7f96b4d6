-- One pair of consecutive done cases in one room on one local date, credited to the following case.
-- reads: facility, or_block, procedure_case
-- A case without its own entry time keeps its place by its plan, so that its neighbours are not taken for a pair.
WITH done AS (
  SELECT c.*, coalesce(c.patient_in_ts, c.sched_start_ts, c.patient_out_ts) AS place_ts,
    CAST(timezone(f.time_zone, coalesce(c.patient_in_ts, c.sched_start_ts, c.patient_out_ts)) AS DATE) AS case_date
  FROM live.procedure_case c
  JOIN live.facility f USING (facility_id)
  WHERE c.status = 'done' AND coalesce(c.patient_in_ts, c.sched_start_ts, c.patient_out_ts) IS NOT NULL
),
followed AS (
  SELECT *,
    lag(case_id) OVER in_room IS NOT NULL AS has_previous,
    lag(patient_out_ts) OVER in_room AS previous_out_ts,
    lag(service) OVER in_room AS previous_service,
    lag(surgeon_id) OVER in_room AS previous_surgeon_id
  FROM done
  WINDOW in_room AS (
    PARTITION BY facility_id, room_id, case_date ORDER BY place_ts, patient_out_ts NULLS LAST, case_id)
)
SELECT c.case_id, c.facility_id, coalesce(c.unit_id, '?:' || c.facility_id) AS unit_id, c.room_id, c.case_date,
  isodow(c.case_date) AS weekday,
  coalesce(c.service, 'unknown') AS service,
  c.case_class,
  CASE WHEN c.service = c.previous_service THEN 'yes' WHEN c.service <> c.previous_service THEN 'no'
    ELSE 'unknown' END AS same_service,
  CASE WHEN c.surgeon_id = c.previous_surgeon_id THEN 'yes' WHEN c.surgeon_id <> c.previous_surgeon_id THEN 'no'
    ELSE 'unknown' END AS same_surgeon,
  EXISTS (
    SELECT 1 FROM live.or_block b
    WHERE b.room_id = c.room_id AND b.block_date = c.case_date AND coalesce(b.is_time_known, TRUE)
      AND b.block_end_ts > c.previous_out_ts
      AND ((b.block_kind = 'closure' AND b.block_start_ts < c.patient_in_ts)
        OR (b.block_kind <> 'closure' AND b.block_end_ts < c.patient_in_ts))) AS spans_closure,
  CAST(epoch(c.patient_in_ts) - epoch(c.previous_out_ts) AS BIGINT) AS gap_seconds,
  coalesce(c.surgeon_id, 'unknown') AS surgeon_id
FROM followed c
WHERE c.has_previous
