-- One complete 30-day period of an enrolment in monitoring at home, and on how many of its days there was a reading.
-- reads: patient, rpm_day, rpm_enrolment, v_patient_place
-- A period is complete when the enrolment and the data of all enrolments reach to its last day.
WITH horizon AS (
  SELECT max(date) AS last_date FROM live.rpm_day
),
period AS (
  SELECT e.*, unnest(generate_series(1,
    (least(coalesce(e.end_date, h.last_date), h.last_date) - e.start_date + 1) // 30)) AS period_number
  FROM live.rpm_enrolment e
  CROSS JOIN horizon h
),
reading AS (
  SELECT e.enrolment_id, (d.date - e.start_date) // 30 + 1 AS period_number, count(*) AS reading_days
  FROM live.rpm_day d
  JOIN live.rpm_enrolment e USING (enrolment_id)
  WHERE d.has_reading AND d.date >= e.start_date
  GROUP BY ALL
)
SELECT e.enrolment_id, l.facility_id, '?:' || l.facility_id AS unit_id,
  CAST(e.period_number AS INTEGER) AS period_number,
  CAST(e.start_date + 30 * CAST(e.period_number AS INTEGER) - 1 AS DATE) AS end_date,
  e.programme, coalesce(e.device_type, 'unknown') AS device,
  age_band_at(p.birth_date, CAST(e.start_date + 30 * CAST(e.period_number AS INTEGER) - 1 AS DATE)) AS age_band,
  CAST(coalesce(r.reading_days, 0) AS INTEGER) AS reading_days
FROM period e
JOIN v_patient_place l USING (patient_id)
LEFT JOIN live.patient p ON p.patient_id = e.patient_id
LEFT JOIN reading r ON r.enrolment_id = e.enrolment_id AND r.period_number = e.period_number
