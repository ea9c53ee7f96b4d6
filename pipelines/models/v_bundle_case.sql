-- One inpatient case of a care bundle: passed when every step that applied was done by its deadline.
-- reads: bundle_case, unit, v_discharge
-- A step that is contraindicated does not apply; a step without a deadline must be done at some time. The case stands
-- in the unit the patient left from, on the day of discharge.
WITH step AS (
  SELECT bundle_case_id, min(bundle) AS bundle, min(encounter_id) AS encounter_id,
    coalesce(max(sample_weight), 1) AS weight,
    bool_and(done_ts IS NOT NULL AND (due_ts IS NULL OR done_ts <= due_ts)) AS is_passed
  FROM live.bundle_case
  WHERE eligible AND NOT contraindicated
  GROUP BY bundle_case_id
)
SELECT s.bundle_case_id, d.facility_id, d.unit_id, coalesce(u.unit_type, 'unknown') AS unit_type, d.discharge_date,
  s.bundle, d.age_band, d.sex, d.ethnicity, d.deprivation_quintile, CAST(s.weight AS DECIMAL(18, 6)) AS weight, s.is_passed
FROM step s
JOIN v_discharge d ON d.encounter_id = s.encounter_id
LEFT JOIN live.unit u ON u.unit_id = d.unit_id
