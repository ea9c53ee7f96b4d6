-- One finished inpatient stay after same-day same-condition merges, judged as an index stay (readm_v1).
-- reads: encounter, expected_value, facility, patient, payer, procedure, unit, v_visit_reach
-- by: encounter_id
-- only encounter: encounter_class = 'inpatient'
-- only expected_value: model = 'readmission_30d'
-- from encounter: encounter_id
-- from encounter: SELECT encounter_id FROM live.encounter WHERE patient_id IN (SELECT patient_id FROM changed)
--   UNION SELECT encounter_id FROM live.encounter WHERE patient_id IN (SELECT unnest([patient_id, merged_into_patient_id])
--   FROM live.patient WHERE merged_into_patient_id IS NOT NULL)
-- from patient: SELECT encounter_id FROM live.encounter WHERE patient_id IN (
--   SELECT unnest([patient_id, merged_into_patient_id]) FROM changed)
--   UNION SELECT encounter_id FROM live.encounter WHERE patient_id IN (SELECT unnest([patient_id, merged_into_patient_id])
--   FROM live.patient WHERE merged_into_patient_id IS NOT NULL)
-- from expected_value: SELECT encounter_id FROM live.encounter WHERE patient_id IN (
--   SELECT patient_id FROM live.encounter SEMI JOIN changed USING (encounter_id))
--   UNION SELECT encounter_id FROM live.encounter WHERE patient_id IN (SELECT unnest([patient_id, merged_into_patient_id])
--   FROM live.patient WHERE merged_into_patient_id IS NOT NULL)
-- from procedure: SELECT encounter_id FROM live.encounter WHERE patient_id IN (
--   SELECT patient_id FROM live.encounter SEMI JOIN changed USING (encounter_id))
--   UNION SELECT encounter_id FROM live.encounter WHERE patient_id IN (SELECT unnest([patient_id, merged_into_patient_id])
--   FROM live.patient WHERE merged_into_patient_id IS NOT NULL)
-- from v_visit_reach: SELECT encounter_id FROM live.encounter WHERE patient_id IN (SELECT patient_id FROM live.encounter
--   WHERE discharge_ts >= (SELECT min(last_date) FROM changed) - INTERVAL 95 DAY)
--   UNION SELECT encounter_id FROM live.encounter WHERE patient_id IN (SELECT unnest([patient_id, merged_into_patient_id])
--   FROM live.patient WHERE merged_into_patient_id IS NOT NULL)
-- Merged patient records count as one person. The first following stay decides, planned or not, also one still open.
-- A condition group is an operation (coronary bypass, total hip or knee) before it is a diagnosis: plain code groups,
-- not the yearly CMS cohort lists.
-- The run-out of a window is left to the KPI: `followed_days` says how long the network's data watched the patient, up to
-- the longest window.
WITH RECURSIVE merge_step(patient_id, person_id, hops) AS (
  SELECT patient_id, merged_into_patient_id, 1
  FROM live.patient
  WHERE merged_into_patient_id IS NOT NULL
  UNION ALL
  SELECT m.patient_id, p.merged_into_patient_id, m.hops + 1
  FROM merge_step m
  JOIN live.patient p ON p.patient_id = m.person_id AND p.merged_into_patient_id IS NOT NULL
  WHERE m.hops < 10
),
survivor AS (
  SELECT patient_id, max_by(person_id, hops) AS person_id FROM merge_step GROUP BY patient_id
),
horizon AS (
  SELECT max(last_date) AS last_date FROM v_visit_reach WHERE feed = 'encounter'
),
stay AS (
  SELECT e.*, coalesce(s.person_id, e.patient_id) AS person_id,
    CAST(timezone(f.time_zone, e.admit_ts) AS DATE) AS admit_date,
    CAST(timezone(f.time_zone, e.discharge_ts) AS DATE) AS discharge_date,
    left(e.principal_dx, 3) AS condition
  FROM live.encounter e
  JOIN live.facility f USING (facility_id)
  LEFT JOIN survivor s ON s.patient_id = e.patient_id
  WHERE e.encounter_class = 'inpatient' AND e.status NOT IN ('planned', 'cancelled')
),
linked AS (
  SELECT *, coalesce(
      lag(facility_id) OVER by_time = facility_id
      AND lag(discharge_date) OVER by_time = admit_date
      AND lag(condition) OVER by_time = condition, FALSE) AS continues
  FROM stay
  WINDOW by_time AS (PARTITION BY person_id ORDER BY admit_ts, discharge_ts NULLS LAST, encounter_id)
),
numbered AS (
  SELECT *, sum(CASE WHEN continues THEN 0 ELSE 1 END) OVER (
      PARTITION BY person_id ORDER BY admit_ts, discharge_ts NULLS LAST, encounter_id
      ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS stay_number
  FROM linked
),
whole AS (
  SELECT *,
    first_value(admit_date) OVER whole_stay AS whole_admit_date,
    first_value(is_planned_admission) OVER whole_stay AS is_planned,
    row_number() OVER (
      PARTITION BY person_id, stay_number
      ORDER BY admit_ts DESC, discharge_ts DESC NULLS FIRST, encounter_id DESC) AS from_last
  FROM numbered
  WINDOW whole_stay AS (
    PARTITION BY person_id, stay_number ORDER BY admit_ts, discharge_ts NULLS LAST, encounter_id)
),
operated AS (
  SELECT encounter_id,
    CASE WHEN bool_or(regexp_matches(procedure_code, '^021[0-3]')) THEN 'cabg' ELSE 'hip_knee' END AS operation
  FROM live.procedure
  WHERE code_system = 'icd10pcs' AND regexp_matches(procedure_code, '^(021[0-3]|0SR[9BCD])')
  GROUP BY encounter_id
),
followed AS (
  SELECT *,
    lead(facility_id) OVER by_time AS next_facility_id,
    lead(is_planned) OVER by_time AS next_is_planned,
    lead(whole_admit_date) OVER by_time - discharge_date AS gap_days
  FROM whole
  WHERE from_last = 1
  WINDOW by_time AS (PARTITION BY person_id ORDER BY stay_number)
)
SELECT s.encounter_id, s.facility_id,
  coalesce(s.discharge_unit_id, s.unit_id, '?:' || s.facility_id) AS unit_id,
  s.discharge_date,
  coalesce(s.service_line, u.service_line, 'unknown') AS service_line,
  coalesce(s.specialty, 'unknown') AS specialty,
  coalesce(s.admission_type, 'unknown') AS admission_type,
  coalesce(s.drg_code, 'unknown') AS drg_code,
  coalesce(y.payer_class, 'unknown') AS payer_class,
  age_band_at(p.birth_date, s.whole_admit_date) AS age_band,
  coalesce(p.sex, 'unknown') AS sex,
  coalesce(p.ethnicity, 'unknown') AS ethnicity,
  coalesce(CAST(p.deprivation_quintile AS VARCHAR), 'unknown') AS deprivation_quintile,
  coalesce(s.discharge_disposition, 'unknown') AS disposition,
  coalesce(s.discharge_disposition, 'unknown') NOT IN ('died', 'ama', 'acute_transfer')
    AND coalesce(s.dx_group, 'other') NOT IN ('psychiatric', 'rehabilitation', 'cancer_medical')
    AND NOT s.is_newborn
    AND coalesce(
      p.birth_date > s.whole_admit_date OR datesub('year', p.birth_date, s.whole_admit_date) >= 18, TRUE)
    AND NOT coalesce(s.next_facility_id <> s.facility_id AND s.gap_days BETWEEN 0 AND 1, FALSE) AS is_index,
  coalesce(o.operation, CASE
    WHEN s.principal_dx LIKE 'I21%' AND s.principal_dx NOT LIKE 'I21A%' THEN 'ami'
    WHEN regexp_matches(s.principal_dx, '^(I50|I110|I130|I132)') THEN 'hf'
    WHEN regexp_matches(s.principal_dx, '^J1[2-8]') THEN 'pn'
    WHEN regexp_matches(s.principal_dx, '^J4[1-4]') THEN 'copd'
  END, 'other') AS cohort,
  CAST(x.expected AS DECIMAL(18, 9)) AS expected_30d,
  least(h.last_date - s.discharge_date, 90) AS followed_days,
  coalesce(s.gap_days BETWEEN 0 AND 7 AND NOT s.next_is_planned, FALSE) AS is_readmitted_7d,
  coalesce(s.gap_days BETWEEN 0 AND 30 AND NOT s.next_is_planned, FALSE) AS is_readmitted_30d,
  coalesce(s.gap_days BETWEEN 0 AND 90 AND NOT s.next_is_planned, FALSE) AS is_readmitted_90d
FROM followed s
CROSS JOIN horizon h
LEFT JOIN operated o ON o.encounter_id = s.encounter_id
LEFT JOIN live.expected_value x ON x.encounter_id = s.encounter_id AND x.model = 'readmission_30d'
LEFT JOIN live.patient p ON p.patient_id = s.person_id
LEFT JOIN live.unit u ON u.unit_id = coalesce(s.discharge_unit_id, s.unit_id)
LEFT JOIN live.payer y ON y.payer_id = s.payer_id
WHERE s.discharge_date IS NOT NULL
