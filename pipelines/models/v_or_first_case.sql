-- One first elective case of a room-day that was done, scheduled before 09:00 local on a working weekday.
-- reads: calendar, facility, procedure_case
-- A cancelled first case keeps its rank, so that the next case does not inherit it; where two share the first slot,
-- the one that was done stands for it.
WITH listed AS (
  SELECT c.*, timezone(f.time_zone, c.sched_start_ts) AS sched_local,
    CAST(timezone(f.time_zone, c.sched_start_ts) AS DATE) AS case_date
  FROM live.procedure_case c
  JOIN live.facility f USING (facility_id)
  WHERE c.case_class = 'elective' AND c.sched_start_ts IS NOT NULL
),
ranked AS (
  SELECT *, row_number() OVER (
      PARTITION BY facility_id, room_id, case_date
      ORDER BY CASE WHEN is_first_case THEN 0 ELSE 1 END, sched_start_ts,
        CASE WHEN status = 'done' THEN 0 ELSE 1 END, case_id) AS place
  FROM listed
)
SELECT c.case_id, c.facility_id, coalesce(c.unit_id, '?:' || c.facility_id) AS unit_id, c.room_id, c.case_date,
  isodow(c.case_date) AS weekday,
  coalesce(c.service, 'unknown') AS service,
  coalesce(c.delay_reason, 'unknown') AS delay_reason,
  CAST(epoch(c.patient_in_ts) - epoch(c.sched_start_ts) AS BIGINT) AS late_seconds,
  coalesce(c.surgeon_id, 'unknown') AS surgeon_id
FROM ranked c
LEFT JOIN live.calendar k ON k.facility_id = c.facility_id AND k.date = c.case_date
WHERE c.place = 1 AND c.status = 'done' AND hour(c.sched_local) < 9 AND isodow(c.case_date) <= 5
  AND coalesce(k.is_working_day, TRUE)
