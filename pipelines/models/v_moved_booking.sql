-- One appointment that others were moved to, with the day on which the first of them was asked for.
-- reads: appointment, facility
-- A chain counts as long as it stays with one patient. A table of its own: nobody can foresee how many rows a recursion
-- gives, and a plan that expects too many keeps every appointment in memory.
WITH RECURSIVE moved AS (
  SELECT appointment_id, patient_id, rescheduled_to_appointment_id AS next_id,
    coalesce(requested_ts, booked_ts) AS asked_ts
  FROM live.appointment
  WHERE rescheduled_to_appointment_id IS NOT NULL
),
chain(appointment_id, patient_id, asked_ts) AS (
  SELECT next_id, patient_id, asked_ts FROM moved
  UNION
  SELECT m.next_id, m.patient_id, c.asked_ts
  FROM chain c
  JOIN moved m ON m.appointment_id = c.appointment_id AND m.patient_id = c.patient_id
)
SELECT a.appointment_id, a.facility_id, a.unit_id,
  CAST(timezone(any_value(f.time_zone), min(c.asked_ts)) AS DATE) AS asked_date
FROM chain c
JOIN live.appointment a ON a.appointment_id = c.appointment_id AND a.patient_id = c.patient_id
JOIN live.facility f ON f.facility_id = a.facility_id
WHERE c.asked_ts IS NOT NULL
GROUP BY a.appointment_id, a.facility_id, a.unit_id
