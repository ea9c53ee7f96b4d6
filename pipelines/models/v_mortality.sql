-- One finished inpatient stay: whether the patient died, and the expected number of deaths that the site loaded.
-- reads: encounter, expected_value, facility, patient, v_discharge
-- only encounter: encounter_id IN (SELECT encounter_id FROM v_discharge)
-- only expected_value: model = 'mortality'
-- A death without a date is known where the stay ended in it. A death after discharge belongs to the last stay before.
WITH horizon AS (
  SELECT max(discharge_date) AS last_date FROM v_discharge
),
stay AS (
  SELECT d.* EXCLUDE (ethnicity, deprivation_quintile), coalesce(p.merged_into_patient_id, e.patient_id) AS person_id, e.discharge_ts,
    CAST(timezone(f.time_zone, e.admit_ts) AS DATE) AS admit_date, d.disposition = 'died' AS has_died,
    coalesce(s.death_date, p.death_date) AS death_date,
    coalesce(s.ethnicity, p.ethnicity, 'unknown') AS ethnicity,
    coalesce(CAST(coalesce(s.deprivation_quintile, p.deprivation_quintile) AS VARCHAR), 'unknown') AS deprivation_quintile
  FROM v_discharge d
  JOIN live.encounter e ON e.encounter_id = d.encounter_id
  JOIN live.facility f ON f.facility_id = d.facility_id
  LEFT JOIN live.patient p ON p.patient_id = e.patient_id
  LEFT JOIN live.patient s ON s.patient_id = p.merged_into_patient_id
  WHERE NOT d.is_newborn
),
ordered AS (
  SELECT *, row_number() OVER (PARTITION BY person_id ORDER BY discharge_ts DESC, encounter_id DESC) = 1 AS is_last
  FROM stay
)
SELECT o.encounter_id, o.facility_id, o.unit_id, o.discharge_date, isodow(o.admit_date) AS admit_weekday,
  o.service_line, o.specialty, o.drg_code, o.admission_type, o.payer_class, o.age_band, o.sex,
  o.ethnicity, o.deprivation_quintile,
  coalesce(x.model_version, 'unknown') AS model_version,
  h.last_date - o.discharge_date AS followed_days,
  o.has_died,
  coalesce(o.death_date - o.admit_date BETWEEN 0 AND 30, FALSE)
    OR (o.has_died AND o.discharge_date - o.admit_date <= 30) AS has_died_30d,
  o.has_died OR (o.is_last AND coalesce(o.death_date - o.discharge_date BETWEEN 0 AND 30, FALSE)) AS has_died_after,
  CAST(x.expected AS DECIMAL(18, 9)) AS expected
FROM ordered o
CROSS JOIN horizon h
LEFT JOIN live.expected_value x ON x.encounter_id = o.encounter_id AND x.model = 'mortality'
