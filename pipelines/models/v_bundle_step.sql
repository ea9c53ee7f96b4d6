-- One step that applied to an inpatient case of a care bundle: done when it was done by its deadline.
-- reads: bundle_case, unit, v_discharge
-- As in v_bundle_case: a step that is contraindicated does not apply, one without a deadline must be done at some time.
SELECT b.bundle_case_id, b.element_code AS step, d.facility_id, d.unit_id, coalesce(u.unit_type, 'unknown') AS unit_type,
  d.discharge_date, b.bundle, d.age_band, d.sex, d.ethnicity, d.deprivation_quintile,
  CAST(coalesce(b.sample_weight, 1) AS DECIMAL(18, 6)) AS weight,
  b.done_ts IS NOT NULL AND (b.due_ts IS NULL OR b.done_ts <= b.due_ts) AS is_done
FROM live.bundle_case b
JOIN v_discharge d ON d.encounter_id = b.encounter_id
LEFT JOIN live.unit u ON u.unit_id = d.unit_id
WHERE b.eligible AND NOT b.contraindicated
