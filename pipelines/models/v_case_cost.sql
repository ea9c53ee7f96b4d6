-- Every discharged inpatient with the costing known so far; a case without final costing stays and lowers the coverage.
-- reads: live.patient_cost, live.procedure_case, v_discharge
-- only procedure_case: encounter_id IS NOT NULL
--
-- An outlier costs more than the upper quartile of the finished costings of its DRG plus three times their range.
WITH costed AS (
  SELECT d.*, coalesce(c.is_final, FALSE) AS has_final_cost, c.total_cost, c.variable_cost, c.supply_cost, c.net_revenue
  FROM v_discharge AS d
  LEFT JOIN live.patient_cost AS c USING (encounter_id)
  WHERE NOT d.is_newborn
),
operated AS (
  SELECT encounter_id,
    first(coalesce(surgeon_id, 'unknown') ORDER BY coalesce(patient_in_ts, sched_start_ts, patient_out_ts), case_id) AS surgeon_id
  FROM live.procedure_case
  WHERE status = 'done' AND encounter_id IS NOT NULL
  GROUP BY encounter_id
),
quartile AS (
  SELECT drg_code, quantile_cont(total_cost::DOUBLE, 0.25) AS q1, quantile_cont(total_cost::DOUBLE, 0.75) AS q3
  FROM costed WHERE has_final_cost AND total_cost >= 0 GROUP BY drg_code
)
SELECT d.encounter_id, d.facility_id, d.unit_id, d.discharge_date, d.service_line, d.payer_class, d.age_band, d.sex,
  d.specialty, d.admission_type, d.disposition, d.ethnicity, d.deprivation_quintile,
  d.drg_code, d.has_final_cost, d.total_cost, d.variable_cost, d.supply_cost, d.net_revenue, d.drg_weight,
  coalesce(d.total_cost > q.q3 + 3 * (q.q3 - q.q1), FALSE) AS is_cost_outlier,
  coalesce(o.surgeon_id, 'unknown') AS surgeon_id
FROM costed AS d LEFT JOIN quartile AS q USING (drg_code) LEFT JOIN operated AS o USING (encounter_id)
