-- The months in which one facility counts one person as seen after a month with visits, and what is known of the person.
-- reads: encounter, facility, patient
-- by: person_id
-- from encounter: SELECT coalesce(p.merged_into_patient_id, c.patient_id) FROM changed c
--   LEFT JOIN live.patient p ON p.patient_id = c.patient_id
-- from patient: SELECT unnest([patient_id, coalesce(merged_into_patient_id, patient_id)]) FROM changed
-- A visit keeps its patient in the count for its month and the eleven after it, or until the next visit. The answers to
-- five questions stand as bits: sex 1, ethnicity 2, race 4, language 8, deprivation 16. The persons of a part are few:
-- as a list they are taken for few, while of a union as many as there are patients are expected.
WITH visit AS (
  SELECT DISTINCT e.facility_id, coalesce(p.merged_into_patient_id, e.patient_id) AS person_id,
    CAST(date_trunc('month', timezone(f.time_zone, e.start_ts)) AS DATE) AS month_date
  FROM live.encounter e
  JOIN live.facility f USING (facility_id)
  LEFT JOIN live.patient p ON p.patient_id = e.patient_id
  WHERE e.status NOT IN ('planned', 'cancelled')
    /* parts: e.patient_id IN (SELECT unnest(list(person_id)) FROM (
      FROM touched UNION ALL SELECT patient_id FROM live.patient WHERE merged_into_patient_id IN (FROM touched))) */
),
answer AS (
  SELECT patient_id AS person_id,
    list_transform([nullif(sex, 'unknown'), ethnicity, race, preferred_language, CAST(deprivation_quintile AS VARCHAR)],
      lambda said: lower(trim(said))) AS said
  FROM live.patient
  WHERE TRUE /* parts: patient_id IN (FROM touched) */
),
judged AS (
  SELECT person_id,
    list_sum(list_transform(said, lambda one, n: CASE WHEN one NOT IN ('declined', 'refused', 'asked but unknown',
      'unknown', 'not stated', 'not recorded', '') THEN 1 << (n - 1) ELSE 0 END)) AS known,
    list_sum(list_transform(said, lambda one, n: CASE WHEN one NOT IN ('unknown', 'not recorded', '') THEN 1 << (n - 1)
      ELSE 0 END)) AS recorded
  FROM answer
)
SELECT v.facility_id, '?:' || v.facility_id AS unit_id, v.person_id, v.month_date AS from_month,
  least(CAST(v.month_date + INTERVAL 12 MONTH AS DATE),
    coalesce(lead(v.month_date) OVER (PARTITION BY v.facility_id, v.person_id ORDER BY v.month_date), DATE '9999-01-01'))
    AS until_month,
  CAST(coalesce(j.known, 0) AS INTEGER) AS known, CAST(coalesce(j.recorded, 0) AS INTEGER) AS recorded
FROM visit v
LEFT JOIN judged j ON j.person_id = v.person_id
