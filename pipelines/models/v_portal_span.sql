-- The months in which one patient counts as active after one month with visits, with what is known of the portal account.
-- reads: appointment, encounter, facility, patient, portal_account
-- by: patient_id
-- from appointment: patient_id
-- from encounter: patient_id
-- from patient: patient_id
-- from portal_account: SELECT patient_id FROM changed
-- A visit keeps a patient active for 12 months, in the facility of the visit, until the next visit or death. Without
-- portal accounts no rows.
WITH seen AS (
  SELECT patient_id, facility_id, scheduled_start_ts AS seen_ts
  FROM live.appointment
  WHERE status = 'completed'
  UNION ALL
  SELECT patient_id, facility_id, discharge_ts
  FROM live.encounter
  WHERE discharge_ts IS NOT NULL AND status NOT IN ('planned', 'cancelled')
),
visit AS (
  SELECT s.patient_id, CAST(date_trunc('month', timezone(f.time_zone, s.seen_ts)) AS DATE) AS month,
    max(CAST(timezone(f.time_zone, s.seen_ts) AS DATE)) AS seen_date,
    max_by(s.facility_id, (s.seen_ts, s.facility_id)) AS facility_id
  FROM seen s
  JOIN live.facility f USING (facility_id)
  WHERE s.seen_ts IS NOT NULL
  GROUP BY ALL
),
followed AS (
  SELECT *, lead(month) OVER (PARTITION BY patient_id ORDER BY month) AS next_month FROM visit
)
SELECT v.patient_id, v.facility_id, '?:' || v.facility_id AS unit_id, v.seen_date, v.month AS from_month,
  least(CAST(v.month + INTERVAL 12 MONTH AS DATE), v.next_month, CAST(date_trunc('month', p.death_date) AS DATE),
    CASE WHEN p.is_deceased AND p.death_date IS NULL AND v.next_month IS NULL
      THEN CAST(v.month + INTERVAL 1 MONTH AS DATE) END) AS until_month,
  CAST(date_trunc('month', timezone(f.time_zone, a.activated_ts)) AS DATE) AS activated_month,
  CAST(date_trunc('month', timezone(f.time_zone, a.last_login_ts)) + INTERVAL 12 MONTH AS DATE) AS login_until,
  age_band_at(p.birth_date, v.seen_date) AS age_band,
  coalesce(p.sex, 'unknown') AS sex,
  coalesce(p.preferred_language, 'unknown') AS language,
  coalesce(p.ethnicity, 'unknown') AS ethnicity,
  coalesce(CAST(p.deprivation_quintile AS VARCHAR), 'unknown') AS deprivation_quintile
FROM followed v
JOIN live.facility f ON f.facility_id = v.facility_id
LEFT JOIN live.patient p ON p.patient_id = v.patient_id
LEFT JOIN live.portal_account a ON a.patient_id = v.patient_id
WHERE EXISTS (SELECT 1 FROM live.portal_account)
