-- One allocated block of a service in a room that was not given back in time.
-- reads: facility, or_block, procedure_case, v_or_room, v_or_turnover
-- Released three or more local days ahead, a block is no longer its owner's; released later it stays in the
-- denominator. Cases are matched by overlap, over midnight too. An owner is a service, else a surgeon.
WITH block AS (
  SELECT b.*, r.facility_id, r.unit_id
  FROM live.or_block b
  JOIN v_or_room r USING (room_id)
  WHERE b.block_kind = 'allocated' AND b.block_end_ts > b.block_start_ts AND coalesce(b.is_time_known, TRUE)
    AND coalesce(b.block_date - CAST(timezone(r.time_zone, b.released_ts) AS DATE) < 3, TRUE)
),
done AS (
  SELECT c.case_id, c.room_id, c.service, c.surgeon_id, c.patient_in_ts, c.patient_out_ts,
    CAST(timezone(f.time_zone, c.patient_in_ts) AS DATE) + near.days AS block_date
  FROM live.procedure_case c
  JOIN live.facility f USING (facility_id)
  CROSS JOIN (VALUES (-1), (0), (1)) AS near(days)
  WHERE c.status = 'done' AND c.patient_out_ts > c.patient_in_ts
    AND epoch(c.patient_out_ts) - epoch(c.patient_in_ts) <= 86400
),
owned AS (
  SELECT b.block_id, b.block_start_ts, b.block_end_ts, c.case_id, c.patient_in_ts, c.patient_out_ts
  FROM block b
  JOIN done c ON c.room_id = b.room_id AND c.block_date = b.block_date
    AND c.patient_in_ts < b.block_end_ts AND c.patient_out_ts > b.block_start_ts
    AND CASE WHEN b.owner_service IS NULL THEN c.surgeon_id = b.owner_surgeon_id
      ELSE c.service = b.owner_service END
),
span AS (
  SELECT block_id, block_start_ts AS start_ts, block_end_ts AS end_ts, 1 AS held, 0 AS closed, 0 AS in_room FROM block
  UNION ALL
  SELECT b.block_id, k.block_start_ts, k.block_end_ts, 0, 1, 0
  FROM block b
  JOIN live.or_block k ON k.room_id = b.room_id AND k.block_date = b.block_date AND k.block_kind = 'closure'
    AND k.block_end_ts > k.block_start_ts
  UNION ALL
  SELECT block_id, patient_in_ts, patient_out_ts, 0, 0, 1 FROM owned
),
step AS (
  SELECT block_id, step_ts, sum(held) AS held, sum(closed) AS closed, sum(in_room) AS in_room
  FROM (
    SELECT block_id, start_ts AS step_ts, held, closed, in_room FROM span
    UNION ALL
    SELECT block_id, end_ts, -held, -closed, -in_room FROM span
  ) AS edge
  GROUP BY block_id, step_ts
),
stretch AS (
  SELECT block_id, CAST(epoch(lead(step_ts) OVER by_time) - epoch(step_ts) AS BIGINT) AS seconds,
    sum(held) OVER by_time > 0 AND sum(closed) OVER by_time = 0 AS is_held,
    sum(in_room) OVER by_time > 0 AS is_in_room
  FROM step
  WINDOW by_time AS (PARTITION BY block_id ORDER BY step_ts)
),
used AS (
  SELECT block_id,
    CAST(coalesce(sum(seconds) FILTER (WHERE is_held), 0) AS BIGINT) AS available_seconds,
    CAST(coalesce(sum(seconds) FILTER (WHERE is_held AND is_in_room), 0) AS BIGINT) AS used_seconds
  FROM stretch
  GROUP BY block_id
),
turnover AS (
  SELECT o.block_id, CAST(sum(least(t.gap_seconds, 1800)) AS BIGINT) AS turnover_seconds
  FROM owned o
  JOIN v_or_turnover t ON t.case_id = o.case_id
  WHERE o.patient_in_ts >= o.block_start_ts AND t.gap_seconds BETWEEN 0 AND 5400
    AND t.case_class IN ('elective', 'urgent') AND NOT t.spans_closure
  GROUP BY o.block_id
)
SELECT b.block_id, b.facility_id, b.unit_id, b.room_id, b.block_date, isodow(b.block_date) AS weekday,
  coalesce(b.owner_service, 'unknown') AS service,
  s.available_seconds,
  CASE WHEN coalesce(b.owner_service, b.owner_surgeon_id) IS NOT NULL THEN s.used_seconds END AS used_seconds,
  CASE WHEN coalesce(b.owner_service, b.owner_surgeon_id) IS NOT NULL THEN coalesce(t.turnover_seconds, 0) END
    AS turnover_seconds
FROM block b
JOIN used s USING (block_id)
LEFT JOIN turnover t USING (block_id)
