-- One bookable slot, or one overbooked visit beside the slots, and how much of it was offered, booked and used.
-- reads: appointment, facility, template_slot, unit, v_appointment
-- Time that is blocked less than 14 days ahead is lost capacity: it stays offered. A slot blocked without a date was
-- never offered. The horizon is that of the appointments.
WITH horizon AS (
  SELECT facility_id, max(appointment_date) AS last_date FROM v_appointment GROUP BY facility_id
),
slot AS (
  SELECT s.*, u.facility_id, u.specialty, f.time_zone, timezone(f.time_zone, s.slot_start_ts) AS start_local
  FROM live.template_slot s
  JOIN live.unit u USING (unit_id)
  JOIN live.facility f ON f.facility_id = u.facility_id
)
SELECT s.slot_id, s.facility_id, s.unit_id, CAST(s.start_local AS DATE) AS slot_date,
  isodow(s.start_local) AS weekday,
  CASE WHEN hour(s.start_local) < 12 THEN 'am' ELSE 'pm' END AS half_day,
  coalesce(s.visit_type, 'unknown') AS visit_type,
  coalesce(s.specialty, 'unknown') AS specialty,
  CASE WHEN s.is_blocked AND coalesce(epoch(s.slot_start_ts) - epoch(s.blocked_ts) >= 1209600, TRUE) THEN 0
    ELSE s.slot_minutes END AS offered_minutes,
  CASE WHEN a.status IN ('completed', 'left_without_seen') THEN s.slot_minutes ELSE 0 END AS used_minutes,
  CASE WHEN a.booked_ts < timezone(s.time_zone, date_trunc('day', s.start_local))
      AND coalesce(a.cancel_ts >= timezone(s.time_zone, date_trunc('day', s.start_local)),
        a.status NOT IN ('cancelled_patient', 'cancelled_provider', 'rescheduled', 'requested', 'waitlist'))
    THEN s.slot_minutes ELSE 0 END AS booked_minutes,
  coalesce(s.provider_id, 'unknown') AS provider_id
FROM slot s
JOIN horizon h ON h.facility_id = s.facility_id AND CAST(s.start_local AS DATE) <= h.last_date
LEFT JOIN live.appointment a ON a.appointment_id = s.appointment_id
UNION ALL
SELECT v.appointment_id, v.facility_id, v.unit_id, v.appointment_date, v.weekday,
  CASE WHEN hour(timezone(f.time_zone, a.scheduled_start_ts)) < 12 THEN 'am' ELSE 'pm' END,
  v.visit_type, coalesce(u.specialty, 'unknown'), 0, a.scheduled_minutes, 0, v.provider_id
FROM v_appointment v
JOIN live.appointment a ON a.appointment_id = v.appointment_id AND a.is_overbook
JOIN live.facility f ON f.facility_id = v.facility_id
LEFT JOIN live.unit u ON u.unit_id = v.unit_id
WHERE v.status IN ('completed', 'left_without_seen')
  AND v.unit_id IN (SELECT unit_id FROM live.template_slot)
  AND v.appointment_id NOT IN (SELECT appointment_id FROM live.template_slot WHERE appointment_id IS NOT NULL)
