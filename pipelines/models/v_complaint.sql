-- One moment of one complaint or grievance: the day it came, the day its answer was due, the day it was closed.
-- reads: calendar, complaint, encounter, patient, unit
-- only encounter: encounter_id IN (SELECT encounter_id FROM live.complaint)
-- Concerns and compliments are no complaints. A complaint reopened after its closing is open again, and its clock runs
-- from the first receipt. A due date counts once the complaints of its source have reached it.
WITH written AS (
  SELECT *, CASE WHEN reopened_date > closed_date THEN NULL ELSE closed_date END AS final_date,
    max(greatest(received_date, acknowledged_date, responded_date, closed_date)) OVER (PARTITION BY source_id)
      AS last_date
  FROM live.complaint
  WHERE kind IN ('complaint', 'grievance')
),
clocked AS (
  SELECT w.*,
    (SELECT count(*) FROM live.calendar c
      WHERE c.facility_id = w.facility_id AND c.is_working_day AND c.date > w.received_date
        AND c.date <= coalesce(w.acknowledged_date, w.last_date)) AS working_days
  FROM written w
),
dated AS (
  SELECT *, 'received' AS moment, received_date AS moment_date FROM clocked
  UNION ALL
  SELECT *, 'due', due_date FROM clocked WHERE due_date <= last_date
  UNION ALL
  SELECT *, 'closed', final_date FROM clocked WHERE final_date IS NOT NULL
)
SELECT d.complaint_id, d.moment, d.moment_date, d.facility_id, coalesce(u.unit_id, '?:' || d.facility_id) AS unit_id,
  coalesce(u.is_inpatient_bedded AND u.unit_type <> 'nursery', FALSE) AS is_bedded,
  coalesce(e.service_line, u.service_line, 'unknown') AS service_line,
  coalesce(p.preferred_language, 'unknown') AS language,
  age_band_at(p.birth_date, d.received_date) AS age_band,
  coalesce(p.sex, 'unknown') AS sex,
  coalesce(p.ethnicity, 'unknown') AS ethnicity,
  coalesce(d.subject, 'unknown') AS subject,
  coalesce(d.channel, 'unknown') AS channel,
  coalesce(d.outcome, 'unknown') AS outcome,
  d.final_date - d.received_date AS days_open,
  coalesce(d.final_date <= d.due_date, FALSE) AS is_in_time,
  CASE WHEN d.acknowledged_date < d.received_date THEN -1
    WHEN d.acknowledged_date IS NOT NULL THEN d.working_days END AS acknowledged_working_days,
  d.acknowledged_date IS NOT NULL OR d.working_days >= 3 AS is_ack_ripe
FROM dated d
LEFT JOIN live.unit u ON u.unit_id = d.unit_id
LEFT JOIN live.encounter e ON e.encounter_id = d.encounter_id
LEFT JOIN live.patient p ON p.patient_id = e.patient_id
