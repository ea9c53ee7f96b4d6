-- One stretch of time in one room on one local date: a case, a block of a service, or a closure.
-- reads: facility, or_block, procedure_case, v_or_first_case, v_or_room, v_or_turnover
-- Clock times are the local ones of the facility, as seconds after the midnight of the date; what runs over midnight
-- goes on counting. A case that is neither done nor cancelled stands at its entry, else at its plan, and has no end.
WITH placed AS (
  SELECT c.*, f.time_zone, coalesce(c.patient_in_ts, CASE WHEN c.status <> 'done' THEN c.sched_start_ts END) AS start_ts,
    CAST(timezone(f.time_zone, coalesce(c.patient_in_ts, CASE WHEN c.status <> 'done' THEN c.sched_start_ts END)) AS DATE)
      AS stretch_date
  FROM live.procedure_case c
  JOIN live.facility f USING (facility_id)
  WHERE c.status <> 'cancelled'
)
SELECT c.case_id AS stretch_id, c.facility_id, coalesce(c.unit_id, '?:' || c.facility_id) AS unit_id, c.room_id,
  c.stretch_date, isodow(c.stretch_date) AS weekday,
  CASE WHEN c.status = 'done' THEN 'case' ELSE 'open' END AS kind,
  CAST(epoch(timezone(c.time_zone, c.start_ts)) - epoch(CAST(c.stretch_date AS TIMESTAMP)) AS BIGINT)
    AS start_seconds,
  CASE WHEN c.status = 'done'
    THEN CAST(epoch(timezone(c.time_zone, c.patient_out_ts)) - epoch(CAST(c.stretch_date AS TIMESTAMP)) AS BIGINT)
  END AS end_seconds,
  c.case_class, coalesce(t.spans_closure, FALSE) AS spans_closure, t.gap_seconds, f.late_seconds
FROM placed c
LEFT JOIN v_or_turnover t ON t.case_id = c.case_id
LEFT JOIN v_or_first_case f ON f.case_id = c.case_id
WHERE c.start_ts IS NOT NULL
  AND (c.status <> 'done' OR c.patient_out_ts > c.patient_in_ts
    AND epoch(c.patient_out_ts) - epoch(c.patient_in_ts) <= 86400)
UNION ALL
SELECT b.block_id, r.facility_id, r.unit_id, b.room_id, b.block_date, isodow(b.block_date),
  CASE WHEN b.block_kind = 'closure' THEN 'closure' ELSE 'block' END,
  CAST(epoch(timezone(r.time_zone, b.block_start_ts)) - epoch(CAST(b.block_date AS TIMESTAMP)) AS BIGINT),
  CAST(epoch(timezone(r.time_zone, b.block_end_ts)) - epoch(CAST(b.block_date AS TIMESTAMP)) AS BIGINT),
  'unknown', FALSE, NULL, NULL
FROM live.or_block b
JOIN v_or_room r USING (room_id)
WHERE b.block_end_ts > b.block_start_ts AND coalesce(b.is_time_known, TRUE)
