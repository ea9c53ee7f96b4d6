-- One appointment whose local date is not after the last date on which the facility kept or missed one.
-- reads: appointment, encounter, facility, patient, payer, provider, unit, v_moved_booking
-- only encounter: encounter_id IN (SELECT encounter_id FROM live.appointment)
-- Bookings reach months ahead, so the horizon is the last date with a settled appointment, not the last row.
-- What a patient calls off or moves after the start was missed: nobody could be asked to come instead.
WITH placed AS (
  SELECT a.*, f.time_zone,
    CASE
      WHEN a.cancel_ts > a.scheduled_start_ts AND (a.status = 'cancelled_patient'
        OR (a.status = 'rescheduled' AND coalesce(a.cancel_by, 'patient') = 'patient')) THEN 'no_show'
      ELSE a.status
    END AS outcome,
    CAST(timezone(f.time_zone, a.scheduled_start_ts) AS DATE) AS appointment_date,
    CAST(timezone(f.time_zone, a.scheduled_start_ts) AS DATE)
      - CAST(timezone(f.time_zone, coalesce(a.requested_ts, a.booked_ts)) AS DATE) AS lead_days
  FROM live.appointment a
  JOIN live.facility f USING (facility_id)
),
horizon AS (
  SELECT facility_id, max(appointment_date) AS last_date
  FROM placed
  WHERE outcome IN ('completed', 'no_show', 'left_without_seen')
  GROUP BY facility_id
),
-- Check-outs entered in one go at the end of a clinic say nothing about when patients left.
batch AS (
  SELECT unit_id, appointment_date
  FROM (
    SELECT unit_id, appointment_date, count(*) AS together
    FROM placed
    WHERE check_out_ts IS NOT NULL
    GROUP BY unit_id, appointment_date, date_trunc('minute', check_out_ts)
  ) AS minute
  GROUP BY unit_id, appointment_date
  HAVING max(together) >= 5 AND max(together) > 0.2 * sum(together)
)
SELECT a.appointment_id, a.facility_id, a.unit_id, a.appointment_date,
  isodow(a.appointment_date) AS weekday,
  a.outcome AS status, a.modality, a.new_or_return, a.visit_type,
  coalesce(d.specialty, u.specialty, 'unknown') AS specialty,
  coalesce(y.payer_class, 'unknown') AS payer_class,
  age_band_at(p.birth_date, a.appointment_date) AS age_band,
  coalesce(p.sex, 'unknown') AS sex,
  coalesce(p.ethnicity, 'unknown') AS ethnicity,
  coalesce(CAST(p.deprivation_quintile AS VARCHAR), 'unknown') AS deprivation_quintile,
  a.lead_days,
  CASE
    WHEN a.lead_days IS NULL OR a.lead_days < 0 THEN 'unknown'
    WHEN a.lead_days <= 1 THEN '0-1'
    WHEN a.lead_days <= 7 THEN '2-7'
    WHEN a.lead_days <= 28 THEN '8-28'
    ELSE '29+'
  END AS lead_band,
  CAST(epoch(a.roomed_ts) - epoch(a.check_in_ts) AS BIGINT) AS roomed_seconds,
  CAST(epoch(a.scheduled_start_ts) - epoch(a.check_in_ts) AS BIGINT) AS early_checkin_seconds,
  CAST(epoch(a.check_out_ts) - epoch(a.check_in_ts) AS BIGINT) AS cycle_seconds,
  CAST(epoch(a.scheduled_start_ts) - epoch(a.cancel_ts) AS BIGINT) AS cancel_notice_seconds,
  CASE
    WHEN a.outcome = 'cancelled_patient' THEN 'patient'
    WHEN a.outcome = 'cancelled_provider' THEN 'provider'
    WHEN a.outcome = 'rescheduled' THEN coalesce(a.cancel_by, 'patient')
    ELSE 'nobody'
  END AS called_off_by,
  a.appointment_date - least(r.asked_date, CAST(timezone(a.time_zone, coalesce(a.requested_ts, a.booked_ts)) AS DATE))
    AS wait_days,
  CAST(epoch(a.provider_end_ts) - epoch(a.provider_start_ts) AS BIGINT) AS provider_seconds,
  k.unit_id IS NOT NULL AS is_batch_checkout,
  a.modality IN ('video', 'audio') OR coalesce(a.converted_to_in_person, FALSE) AS is_virtual_booking,
  coalesce(a.tech_failure, FALSE) AS is_tech_failure,
  coalesce(a.converted_to_in_person, FALSE) AS is_converted,
  coalesce(p.preferred_language, 'unknown') AS language,
  CASE WHEN hour(timezone(a.time_zone, a.scheduled_start_ts)) < 8 THEN '00-07'
    WHEN hour(timezone(a.time_zone, a.scheduled_start_ts)) < 16 THEN '08-15' ELSE '16-23' END AS hour_band,
  coalesce(a.provider_id, 'unknown') AS provider_id
FROM placed a
JOIN horizon h ON h.facility_id = a.facility_id AND a.appointment_date <= h.last_date
LEFT JOIN live.patient p ON p.patient_id = a.patient_id
LEFT JOIN live.provider d ON d.provider_id = a.provider_id
LEFT JOIN live.unit u ON u.unit_id = a.unit_id
LEFT JOIN live.encounter e ON e.encounter_id = a.encounter_id
LEFT JOIN live.payer y ON y.payer_id = e.payer_id
LEFT JOIN v_moved_booking r ON r.appointment_id = a.appointment_id
LEFT JOIN batch k ON k.unit_id = a.unit_id AND k.appointment_date = a.appointment_date
