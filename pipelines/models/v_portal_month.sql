-- Active patients at each month end, and how many of them have and use a portal account.
-- reads: appointment, encounter, facility, patient, portal_account
-- A visit keeps a patient active for the month ends of 12 months, in the facility of the visit, until the next visit or
-- death. Each such span is two steps, +1 and -1; their running sum is the stock. Without portal accounts no rows.
WITH seen AS (
  SELECT patient_id, facility_id, scheduled_start_ts AS seen_ts
  FROM live.appointment
  WHERE status = 'completed' AND EXISTS (SELECT 1 FROM live.portal_account)
  UNION ALL
  SELECT patient_id, facility_id, discharge_ts
  FROM live.encounter
  WHERE discharge_ts IS NOT NULL AND status NOT IN ('planned', 'cancelled')
    AND EXISTS (SELECT 1 FROM live.portal_account)
),
visit AS (
  SELECT s.patient_id, CAST(date_trunc('month', timezone(f.time_zone, s.seen_ts)) AS DATE) AS month,
    max(CAST(timezone(f.time_zone, s.seen_ts) AS DATE)) AS seen_date,
    max_by(s.facility_id, s.seen_ts) AS facility_id
  FROM seen s
  JOIN live.facility f USING (facility_id)
  GROUP BY ALL
),
horizon AS (
  SELECT CAST(date_trunc('month', max(seen_date) + 4) AS DATE) AS until_month FROM visit
),
followed AS (
  SELECT *, lead(month) OVER (PARTITION BY patient_id ORDER BY month) AS next_month FROM visit
),
span AS (
  SELECT v.facility_id, v.month AS from_month,
    least(CAST(v.month + INTERVAL 12 MONTH AS DATE), v.next_month, CAST(date_trunc('month', p.death_date) AS DATE),
      CASE WHEN p.is_deceased AND p.death_date IS NULL AND v.next_month IS NULL
        THEN CAST(v.month + INTERVAL 1 MONTH AS DATE) END) AS until_month,
    CAST(date_trunc('month', timezone(f.time_zone, a.activated_ts)) AS DATE) AS activated_month,
    CAST(date_trunc('month', timezone(f.time_zone, a.last_login_ts)) + INTERVAL 12 MONTH AS DATE) AS login_until,
  CASE
    WHEN p.birth_date IS NULL OR p.birth_date > v.seen_date THEN 'unknown'
    WHEN datesub('year', p.birth_date, v.seen_date) < 18 THEN '0-17'
    WHEN datesub('year', p.birth_date, v.seen_date) < 45 THEN '18-44'
    WHEN datesub('year', p.birth_date, v.seen_date) < 65 THEN '45-64'
    WHEN datesub('year', p.birth_date, v.seen_date) < 75 THEN '65-74'
    WHEN datesub('year', p.birth_date, v.seen_date) < 85 THEN '75-84'
    ELSE '85+'
  END AS age_band,
    coalesce(p.sex, 'unknown') AS sex,
    coalesce(p.preferred_language, 'unknown') AS language,
    coalesce(p.ethnicity, 'unknown') AS ethnicity,
    coalesce(CAST(p.deprivation_quintile AS VARCHAR), 'unknown') AS deprivation_quintile
  FROM followed v
  JOIN live.facility f ON f.facility_id = v.facility_id
  LEFT JOIN live.patient p ON p.patient_id = v.patient_id
  LEFT JOIN live.portal_account a ON a.patient_id = v.patient_id
),
stretch AS (
  SELECT facility_id, age_band, sex, language, ethnicity, deprivation_quintile, 'patients' AS kind, from_month, until_month FROM span
  UNION ALL
  SELECT facility_id, age_band, sex, language, ethnicity, deprivation_quintile, 'activated', greatest(from_month, activated_month), until_month
  FROM span
  WHERE activated_month IS NOT NULL
  UNION ALL
  SELECT facility_id, age_band, sex, language, ethnicity, deprivation_quintile, 'in_use', greatest(from_month, activated_month),
    least(until_month, login_until)
  FROM span
  WHERE activated_month IS NOT NULL AND login_until IS NOT NULL
),
step AS (
  SELECT facility_id, age_band, sex, language, ethnicity, deprivation_quintile, kind, from_month AS month, 1 AS step
  FROM stretch
  WHERE until_month > from_month
  UNION ALL
  SELECT facility_id, age_band, sex, language, ethnicity, deprivation_quintile, kind, until_month, -1 FROM stretch WHERE until_month > from_month
),
change AS (
  SELECT facility_id, age_band, sex, language, ethnicity, deprivation_quintile, month,
    sum(step) FILTER (WHERE kind = 'patients') AS patients,
    sum(step) FILTER (WHERE kind = 'activated') AS activated,
    sum(step) FILTER (WHERE kind = 'in_use') AS in_use
  FROM step
  GROUP BY ALL
),
spine AS (
  SELECT facility_id, age_band, sex, language, ethnicity, deprivation_quintile,
    CAST(unnest(generate_series(CAST(first_month AS TIMESTAMP),
      CAST(h.until_month AS TIMESTAMP) - INTERVAL 1 DAY, INTERVAL 1 MONTH)) AS DATE) AS month
  FROM (SELECT facility_id, age_band, sex, language, ethnicity, deprivation_quintile, min(month) AS first_month FROM change GROUP BY ALL) AS began
  CROSS JOIN horizon h
),
stock AS (
  SELECT s.facility_id, s.age_band, s.sex, s.language, s.ethnicity, s.deprivation_quintile, s.month,
    sum(c.patients) OVER by_month AS patients,
    coalesce(sum(c.activated) OVER by_month, 0) AS activated,
    coalesce(sum(c.in_use) OVER by_month, 0) AS in_use
  FROM spine s
  LEFT JOIN change c USING (facility_id, age_band, sex, language, ethnicity, deprivation_quintile, month)
  WINDOW by_month AS (PARTITION BY s.facility_id, s.age_band, s.sex, s.language, s.ethnicity, s.deprivation_quintile ORDER BY s.month)
)
SELECT facility_id, '?:' || facility_id AS unit_id, CAST(month + INTERVAL 1 MONTH AS DATE) - 1 AS month_end,
  age_band, sex, language, ethnicity, deprivation_quintile, CAST(patients AS INTEGER) AS patients, CAST(activated AS INTEGER) AS activated,
  CAST(in_use AS INTEGER) AS in_use
FROM stock
WHERE patients > 0
