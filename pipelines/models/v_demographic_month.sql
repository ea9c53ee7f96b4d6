-- One equity field of the patients whom one facility saw in the twelve months that end with one month.
-- reads: patient, v_month_end, v_seen_spell
-- Each stretch in which a patient counts is two events, +1 and -1, so that time grows with visits and not with visits
-- times twelve. A field that no patient has is not a field of this site.
WITH question AS (
  SELECT unnest(['sex', 'ethnicity', 'race', 'preferred_language', 'deprivation_quintile']) AS field,
    unnest([1, 2, 4, 8, 16]) AS bit,
    unnest([count(nullif(sex, 'unknown')), count(ethnicity), count(race), count(preferred_language),
      count(deprivation_quintile)]) AS said
  FROM live.patient
),
judged AS (
  SELECT field, bit FROM question WHERE said > 0
),
alike AS (
  SELECT facility_id, month_date, known, recorded, sum(step) AS step
  FROM (
    SELECT facility_id, from_month AS month_date, known, recorded, 1 AS step FROM v_seen_spell
    UNION ALL
    SELECT facility_id, until_month, known, recorded, -1 FROM v_seen_spell)
  GROUP BY ALL
),
change AS (
  SELECT a.facility_id, k.field, a.month_date, sum(a.step) AS patients,
    sum(a.step) FILTER (WHERE a.known & k.bit > 0) AS known, sum(a.step) FILTER (WHERE a.recorded & k.bit > 0) AS recorded
  FROM alike a
  CROSS JOIN judged k
  GROUP BY ALL
)
SELECT k.field, m.facility_id, m.unit_id, m.month_date,
  CAST(sum(c.patients) AS BIGINT) AS patients,
  CAST(coalesce(sum(c.known), 0) AS BIGINT) AS known,
  CAST(coalesce(sum(c.recorded), 0) AS BIGINT) AS recorded
FROM v_month_end m
CROSS JOIN judged k
JOIN change c ON c.facility_id = m.facility_id AND c.field = k.field AND c.month_date <= m.month_date
GROUP BY ALL
HAVING sum(c.patients) > 0
