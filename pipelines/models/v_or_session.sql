-- One room on one local date with a planned session, and the time patients were in the room.
-- reads: facility, or_block, procedure_case
-- Blocks, closures and cases become steps on one line of time; between two steps the three counts are constant, so
-- overlapping cases count once, and so does the time of two blocks that share the room.
WITH room AS (
  SELECT room_id,
    max_by(facility_id, coalesce(patient_in_ts, sched_start_ts, booked_ts, TIMESTAMPTZ 'epoch')) AS facility_id,
    max_by(coalesce(unit_id, '?:' || facility_id),
      coalesce(patient_in_ts, sched_start_ts, booked_ts, TIMESTAMPTZ 'epoch')) AS unit_id
  FROM live.procedure_case
  GROUP BY room_id
),
block AS (
  SELECT room_id, block_date AS session_date, block_start_ts AS start_ts, block_end_ts AS end_ts,
    CASE WHEN block_kind = 'closure' THEN 0 ELSE 1 END AS planned,
    CASE WHEN block_kind = 'closure' THEN 1 ELSE 0 END AS closed,
    coalesce(is_time_known, TRUE) AS is_time_known
  FROM live.or_block
  WHERE block_end_ts > block_start_ts
),
session AS (
  SELECT room_id, session_date, bool_and(is_time_known) AS is_clippable
  FROM block
  WHERE planned = 1
  GROUP BY room_id, session_date
),
span AS (
  SELECT room_id, session_date, start_ts, end_ts, planned, closed, 0 AS in_room FROM block
  UNION ALL
  SELECT c.room_id, CAST(timezone(f.time_zone, c.patient_in_ts) AS DATE), c.patient_in_ts, c.patient_out_ts, 0, 0, 1
  FROM live.procedure_case c
  JOIN live.facility f USING (facility_id)
  WHERE c.status = 'done' AND c.patient_out_ts > c.patient_in_ts
    AND epoch(c.patient_out_ts) - epoch(c.patient_in_ts) <= 86400
),
step AS (
  SELECT room_id, session_date, step_ts, sum(planned) AS planned, sum(closed) AS closed, sum(in_room) AS in_room
  FROM (
    SELECT room_id, session_date, start_ts AS step_ts, planned, closed, in_room FROM span
    UNION ALL
    SELECT room_id, session_date, end_ts, -planned, -closed, -in_room FROM span
  ) AS edge
  GROUP BY room_id, session_date, step_ts
),
stretch AS (
  SELECT room_id, session_date,
    CAST(epoch(lead(step_ts) OVER by_time) - epoch(step_ts) AS BIGINT) AS seconds,
    sum(planned) OVER by_time > 0 AND sum(closed) OVER by_time = 0 AS is_planned,
    sum(in_room) OVER by_time > 0 AS is_in_room
  FROM step
  WINDOW by_time AS (PARTITION BY room_id, session_date ORDER BY step_ts)
),
used AS (
  SELECT room_id, session_date,
    CAST(coalesce(sum(seconds) FILTER (WHERE is_planned), 0) AS BIGINT) AS planned_seconds,
    CAST(coalesce(sum(seconds) FILTER (WHERE is_planned AND is_in_room), 0) AS BIGINT) AS capped_seconds,
    CAST(coalesce(sum(seconds) FILTER (WHERE is_in_room), 0) AS BIGINT) AS uncapped_seconds
  FROM stretch
  GROUP BY room_id, session_date
)
SELECT r.facility_id, r.unit_id, s.room_id, s.session_date, isodow(s.session_date) AS weekday,
  t.planned_seconds, t.capped_seconds, t.uncapped_seconds, s.is_clippable
FROM session s
JOIN room r USING (room_id)
JOIN used t USING (room_id, session_date)
