-- Active patients at each month end, and how many of them have and use a portal account.
-- reads: v_portal_span
-- Each stretch in which a patient is active is two steps, +1 and -1; their running sum is the stock.
WITH horizon AS (
  SELECT CAST(date_trunc('month', max(seen_date) + 4) AS DATE) AS until_month FROM v_portal_span
),
span AS (
  SELECT facility_id, age_band, sex, language, ethnicity, deprivation_quintile, from_month, until_month, activated_month,
    login_until, count(*) AS patients
  FROM v_portal_span
  GROUP BY ALL
),
stretch AS (
  SELECT * EXCLUDE (activated_month, login_until), 'patients' AS kind FROM span
  UNION ALL
  SELECT * EXCLUDE (activated_month, login_until) REPLACE (greatest(from_month, activated_month) AS from_month), 'activated'
  FROM span
  WHERE activated_month IS NOT NULL
  UNION ALL
  SELECT * EXCLUDE (activated_month, login_until) REPLACE (
    greatest(from_month, activated_month) AS from_month, least(until_month, login_until) AS until_month), 'in_use'
  FROM span
  WHERE activated_month IS NOT NULL AND login_until IS NOT NULL
),
step AS (
  SELECT * EXCLUDE (from_month, until_month, patients), from_month AS month, patients AS step
  FROM stretch
  WHERE until_month > from_month
  UNION ALL
  SELECT * EXCLUDE (from_month, until_month, patients), until_month, -patients FROM stretch WHERE until_month > from_month
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
