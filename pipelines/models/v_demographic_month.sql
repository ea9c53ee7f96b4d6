-- One equity field of the patients whom one facility saw in the twelve months that end with one month.
-- reads: encounter, facility, patient, v_month_end
-- A visit keeps its patient in the count for its month and the eleven after it, or until the next visit: two events,
-- +1 and -1, so that time grows with visits and not with visits times twelve. A field that no patient has is not a
-- field of this site.
WITH visit AS (
  SELECT DISTINCT e.facility_id, coalesce(p.merged_into_patient_id, e.patient_id) AS person_id,
    CAST(date_trunc('month', timezone(f.time_zone, e.start_ts)) AS DATE) AS month_date
  FROM live.encounter e
  JOIN live.facility f USING (facility_id)
  LEFT JOIN live.patient p ON p.patient_id = e.patient_id
  WHERE e.status NOT IN ('planned', 'cancelled')
),
spell AS (
  SELECT facility_id, person_id, month_date AS from_month,
    least(CAST(month_date + INTERVAL 12 MONTH AS DATE),
      coalesce(lead(month_date) OVER (PARTITION BY facility_id, person_id ORDER BY month_date), DATE '9999-01-01'))
      AS until_month
  FROM visit
),
answer AS (
  SELECT patient_id AS person_id, field, lower(trim(said)) AS said
  FROM (
    SELECT patient_id, unnest(['sex', 'ethnicity', 'race', 'preferred_language', 'deprivation_quintile']) AS field,
      unnest([nullif(sex, 'unknown'), ethnicity, race, preferred_language, CAST(deprivation_quintile AS VARCHAR)]) AS said
    FROM live.patient)
  WHERE said IS NOT NULL
),
judged AS (
  SELECT person_id, field,
    said NOT IN ('declined', 'refused', 'asked but unknown', 'unknown', 'not stated', 'not recorded', '') AS is_known,
    said NOT IN ('unknown', 'not recorded', '') AS is_recorded
  FROM answer
),
event AS (
  SELECT s.facility_id, k.field, unnest([s.from_month, s.until_month]) AS month_date, unnest([1, -1]) AS step,
    coalesce(j.is_known, FALSE) AS is_known, coalesce(j.is_recorded, FALSE) AS is_recorded
  FROM spell s
  CROSS JOIN (SELECT DISTINCT field FROM judged) k
  LEFT JOIN judged j ON j.person_id = s.person_id AND j.field = k.field
),
change AS (
  SELECT facility_id, field, month_date, sum(step) AS patients, sum(step) FILTER (WHERE is_known) AS known,
    sum(step) FILTER (WHERE is_recorded) AS recorded
  FROM event
  GROUP BY ALL
)
SELECT k.field, m.facility_id, m.unit_id, m.month_date,
  CAST(sum(c.patients) AS BIGINT) AS patients,
  CAST(coalesce(sum(c.known), 0) AS BIGINT) AS known,
  CAST(coalesce(sum(c.recorded), 0) AS BIGINT) AS recorded
FROM v_month_end m
CROSS JOIN (SELECT DISTINCT field FROM judged) k
JOIN change c ON c.facility_id = m.facility_id AND c.field = k.field AND c.month_date <= m.month_date
GROUP BY ALL
HAVING sum(c.patients) > 0
