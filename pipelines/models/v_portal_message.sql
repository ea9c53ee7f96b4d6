-- One portal message of a patient who was ever seen, and how many working days its first reply took.
-- reads: calendar, facility, patient, portal_message, v_patient_place
-- Working days are those of the facility of the patient, counted up to each date; the day of sending is not one of them.
WITH workday AS (
  SELECT facility_id, date,
    sum(CASE WHEN is_working_day THEN 1 ELSE 0 END) OVER (PARTITION BY facility_id ORDER BY date) AS day_count
  FROM live.calendar
),
horizon AS (
  SELECT max(greatest(sent_ts, coalesce(first_reply_ts, sent_ts))) AS last_ts FROM live.portal_message
),
message AS (
  SELECT m.message_id, p.facility_id, CAST(timezone(f.time_zone, m.sent_ts) AS DATE) AS sent_date,
    CAST(timezone(f.time_zone, m.first_reply_ts) AS DATE) AS reply_date,
    CAST(timezone(f.time_zone, h.last_ts) AS DATE) AS last_date,
    CAST(epoch(m.first_reply_ts) - epoch(m.sent_ts) AS BIGINT) AS reply_seconds,
    age_band_at(q.birth_date, CAST(timezone(f.time_zone, m.sent_ts) AS DATE)) AS age_band,
    coalesce(q.sex, 'unknown') AS sex, coalesce(q.preferred_language, 'unknown') AS language,
    coalesce(q.ethnicity, 'unknown') AS ethnicity,
    coalesce(CAST(q.deprivation_quintile AS VARCHAR), 'unknown') AS deprivation_quintile
  FROM live.portal_message m
  CROSS JOIN horizon h
  JOIN v_patient_place p USING (patient_id)
  JOIN live.facility f ON f.facility_id = p.facility_id
  LEFT JOIN live.patient q ON q.patient_id = m.patient_id
)
SELECT m.message_id, m.facility_id, '?:' || m.facility_id AS unit_id, m.sent_date, isodow(m.sent_date) AS weekday,
  m.age_band, m.sex, m.language, m.ethnicity, m.deprivation_quintile, m.reply_seconds,
  CAST(CASE WHEN m.reply_seconds >= 0 THEN r.day_count - s.day_count END AS INTEGER) AS reply_working_days,
  CAST(CASE WHEN m.reply_date IS NULL THEN e.day_count - s.day_count END AS INTEGER) AS open_working_days
FROM message m
LEFT JOIN workday s ON s.facility_id = m.facility_id AND s.date = m.sent_date
LEFT JOIN workday r ON r.facility_id = m.facility_id AND r.date = m.reply_date
LEFT JOIN workday e ON e.facility_id = m.facility_id AND e.date = m.last_date
