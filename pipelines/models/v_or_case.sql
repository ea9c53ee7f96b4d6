-- One case that was done, or that stood on the list when its day began: cancelled or not, and where its time was spent.
-- reads: facility, or_block, procedure_case
-- On the list at 00:00: booked before (or nobody knows when) and not cancelled before. A new booking is followed as far
-- as the last case of the facility.
WITH placed AS (
  SELECT c.*, f.time_zone,
    CAST(timezone(f.time_zone, coalesce(c.sched_start_ts, c.patient_in_ts, c.patient_out_ts)) AS DATE) AS case_date,
    CAST(timezone(f.time_zone, c.cancel_ts) AS DATE) AS cancel_date,
    CAST(timezone(f.time_zone, c.booked_ts) AS DATE) AS booked_date,
    CASE WHEN c.status = 'done' AND c.patient_out_ts > c.patient_in_ts
        AND epoch(c.patient_out_ts) - epoch(c.patient_in_ts) <= 86400
      THEN CAST(epoch(c.patient_out_ts) - epoch(c.patient_in_ts) AS BIGINT) END AS in_room_seconds
  FROM live.procedure_case c
  JOIN live.facility f USING (facility_id)
),
horizon AS (
  SELECT facility_id, max(case_date) AS last_date
  FROM placed
  WHERE status = 'done'
  GROUP BY facility_id
),
owner AS (
  SELECT DISTINCT owner_service AS service
  FROM live.or_block
  WHERE block_kind = 'allocated' AND coalesce(is_time_known, TRUE)
),
inside AS (
  SELECT c.case_id,
    sum(least(epoch(c.patient_out_ts), epoch(b.block_end_ts)) - greatest(epoch(c.patient_in_ts), epoch(b.block_start_ts)))
      AS seconds
  FROM placed c
  JOIN live.or_block b ON b.room_id = c.room_id AND b.owner_service = c.service
    AND b.block_date BETWEEN c.case_date - 1 AND c.case_date + 1
    AND b.block_start_ts < c.patient_out_ts AND b.block_end_ts > c.patient_in_ts
  WHERE c.in_room_seconds IS NOT NULL AND b.block_kind = 'allocated' AND coalesce(b.is_time_known, TRUE)
    AND b.block_end_ts > b.block_start_ts
  GROUP BY c.case_id
)
SELECT c.case_id, c.facility_id, coalesce(c.unit_id, '?:' || c.facility_id) AS unit_id, c.room_id, c.case_date,
  isodow(c.case_date) AS weekday,
  coalesce(c.service, 'unknown') AS service,
  c.case_class, c.status,
  coalesce(c.cancel_reason_group, 'unknown') AS cancel_reason_group,
  CASE
    WHEN c.sched_start_ts IS NULL OR coalesce(c.booked_date >= c.case_date, FALSE) THEN FALSE
    WHEN c.status = 'cancelled' THEN c.cancel_date >= c.case_date
    ELSE TRUE
  END AS is_listed,
  c.status = 'cancelled' AND coalesce(abs(epoch(n.sched_start_ts) - epoch(c.sched_start_ts)) <= 86400, FALSE)
    AS is_postponed,
  coalesce(n.status = 'done' AND n.case_date - c.cancel_date <= 28, FALSE) AS is_treated_28d,
  h.last_date - c.cancel_date AS followed_days,
  CAST(epoch(c.room_ready_ts) - epoch(c.patient_out_ts) AS BIGINT) AS ready_seconds,
  c.in_room_seconds,
  CASE WHEN c.service IN (SELECT service FROM owner)
    THEN CAST(greatest(c.in_room_seconds - coalesce(i.seconds, 0), 0) AS BIGINT) END AS outside_seconds,
  coalesce(c.surgeon_id, 'unknown') AS surgeon_id
FROM placed c
JOIN horizon h ON h.facility_id = c.facility_id AND c.case_date <= h.last_date
LEFT JOIN placed n ON n.case_id = c.rebooked_case_id AND n.case_id <> c.case_id
LEFT JOIN inside i ON i.case_id = c.case_id
WHERE c.status <> 'scheduled' OR c.case_date < h.last_date
