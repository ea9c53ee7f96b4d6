-- Every discharged inpatient with the costing known so far; a case without final costing stays and lowers the coverage.
-- reads: live.patient_cost, v_discharge
SELECT d.encounter_id, d.facility_id, d.unit_id, d.discharge_date, d.service_line, d.payer_class, d.age_band, d.sex,
  d.drg_code, coalesce(c.is_final, FALSE) AS has_final_cost, c.total_cost, c.variable_cost, c.net_revenue, d.drg_weight
FROM v_discharge AS d
LEFT JOIN live.patient_cost AS c USING (encounter_id)
WHERE NOT d.is_newborn
