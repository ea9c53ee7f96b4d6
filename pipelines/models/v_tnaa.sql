-- One reading of the third next available appointment of one clinician and visit type.
-- reads: appointment, facility, template_slot, tnaa_sample, unit, v_appointment
-- Clinicians whose site takes readings have those. For the others one reading is taken from the slots as they stand,
-- at the end of the last date with a kept or missed appointment: the third open slot after it.
WITH place AS (
  SELECT provider_id, max_by(unit_id, bookings) AS unit_id
  FROM (
    SELECT provider_id, unit_id, count(*) AS bookings
    FROM (
      SELECT provider_id, unit_id FROM live.appointment WHERE provider_id IS NOT NULL
      UNION ALL
      SELECT provider_id, unit_id FROM live.template_slot WHERE provider_id IS NOT NULL
    ) AS either
    GROUP BY provider_id, unit_id
  ) AS counted
  GROUP BY provider_id
),
horizon AS (
  SELECT facility_id, max(appointment_date) AS last_date FROM v_appointment GROUP BY facility_id
),
open_slot AS (
  SELECT s.provider_id, coalesce(s.visit_type, 'unknown') AS visit_type, h.last_date,
    CAST(timezone(f.time_zone, s.slot_start_ts) AS DATE) AS slot_date,
    row_number() OVER (
      PARTITION BY s.provider_id, coalesce(s.visit_type, 'unknown') ORDER BY s.slot_start_ts, s.slot_id) AS place
  FROM live.template_slot s
  JOIN live.unit u USING (unit_id)
  JOIN live.facility f ON f.facility_id = u.facility_id
  JOIN horizon h ON h.facility_id = u.facility_id
    AND CAST(timezone(f.time_zone, s.slot_start_ts) AS DATE) > h.last_date
  WHERE s.provider_id IS NOT NULL AND NOT s.is_blocked AND NOT s.is_held_same_day AND s.appointment_id IS NULL
    AND coalesce(s.booked_count, 0) < coalesce(s.capacity, 1)
    AND s.provider_id NOT IN (SELECT provider_id FROM live.tnaa_sample)
),
reading AS (
  SELECT provider_id, visit_type, sample_date, provider_absent AS is_absent, third_next_date - sample_date AS wait_days
  FROM live.tnaa_sample
  UNION ALL
  SELECT provider_id, visit_type, last_date, FALSE, slot_date - last_date
  FROM open_slot
  WHERE place = 3
)
SELECT r.provider_id, u.facility_id, u.unit_id, r.visit_type, coalesce(u.specialty, 'unknown') AS specialty,
  r.sample_date, r.is_absent, r.wait_days
FROM reading r
JOIN place p USING (provider_id)
JOIN live.unit u ON u.unit_id = p.unit_id
