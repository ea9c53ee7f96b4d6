-- Which facility and unit an operating room belongs to: those of its last case, done, planned or booked.
-- reads: facility, procedure_case
WITH placed AS (
  SELECT c.room_id, c.facility_id, f.time_zone, coalesce(c.unit_id, '?:' || c.facility_id) AS unit_id,
    coalesce(c.patient_in_ts, c.sched_start_ts, c.booked_ts, TIMESTAMPTZ 'epoch') AS used_ts
  FROM live.procedure_case c
  JOIN live.facility f USING (facility_id)
)
SELECT room_id, facility_id, max_by(unit_id, used_ts) AS unit_id, time_zone,
  CAST(timezone(time_zone, max(used_ts)) AS DATE) AS last_used_date
FROM placed
WHERE room_id IS NOT NULL
GROUP BY room_id, facility_id, time_zone
QUALIFY row_number() OVER (PARTITION BY room_id ORDER BY max(used_ts) DESC, facility_id) = 1
