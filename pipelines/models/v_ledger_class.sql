-- What one facility spent on running itself in one accounting month, by class of account and service line.
-- reads: live.account, live.cost_centre, live.gl_entry, v_ledger_month
--
-- The classes of a month add up to its operating expense (bm_opex). The flags say beside which volume of the month a
-- class may be laid, so that no cost is divided by a volume that is not known.
SELECT g.facility_id, '?:' || g.facility_id AS unit_id, m.month_date, a.account_class,
  coalesce(c.service_line, 'unknown') AS service_line,
  sum(g.amount) AS amount,
  a.account_class IN ('salaries', 'benefits', 'contract_labour', 'overtime_pay') AS is_labour,
  coalesce(m.gross_ip, 0) <> 0 OR coalesce(m.discharges, 0) > 0 AS has_inpatients,
  m.adjusted_discharges IS NOT NULL AS has_discharges,
  m.cmi_adjusted_discharges IS NOT NULL AS has_case_mix,
  m.adjusted_patient_days IS NOT NULL AS has_days,
  m.npsr IS NOT NULL AS has_revenue
FROM live.gl_entry AS g
JOIN live.account AS a USING (account_id)
LEFT JOIN live.cost_centre AS c ON c.cost_centre_id = g.cost_centre_id
JOIN v_ledger_month AS m ON m.facility_id = g.facility_id AND m.month_date = date_trunc('month', g.month)::DATE
WHERE a.account_class IN (
  'salaries', 'benefits', 'contract_labour', 'overtime_pay', 'supplies', 'drugs', 'purchased_services', 'depreciation',
  'other_expense', 'rev_cycle_cost')
GROUP BY ALL
