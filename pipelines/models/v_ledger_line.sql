-- What one service line of a facility earned and spent in one accounting month: its direct margin.
-- reads: live.account, live.cost_centre, live.gl_entry, v_ledger_month
--
-- A booking belongs to the service line of its cost centre; what is booked on none, such as the revenue of a ledger that
-- does not split it, is `unknown`. Revenue is net by the rule of v_ledger_month, so that the lines add up to it, and only
-- months stand here whose margin is known there.
WITH booked AS (
  SELECT g.facility_id, date_trunc('month', g.month)::DATE AS month_date, coalesce(c.service_line, 'unknown') AS service_line,
    a.account_class, g.amount,
    min(CASE WHEN a.account_class = 'net_patient_revenue' THEN date_trunc('month', g.month)::DATE END)
      OVER (PARTITION BY g.facility_id) AS net_since
  FROM live.gl_entry AS g
  JOIN live.account AS a USING (account_id)
  LEFT JOIN live.cost_centre AS c ON c.cost_centre_id = g.cost_centre_id
),
counted AS (
  SELECT facility_id, month_date, service_line,
    CASE account_class
      WHEN 'other_operating_revenue' THEN amount
      WHEN 'net_patient_revenue' THEN amount
      WHEN 'gross_ip_revenue' THEN CASE WHEN coalesce(month_date < net_since, TRUE) THEN amount END
      WHEN 'gross_op_revenue' THEN CASE WHEN coalesce(month_date < net_since, TRUE) THEN amount END
      WHEN 'contractual_allowance' THEN CASE WHEN coalesce(month_date < net_since, TRUE) THEN -amount END
      WHEN 'charity' THEN CASE WHEN coalesce(month_date < net_since, TRUE) THEN -amount END
      WHEN 'bad_debt' THEN CASE WHEN coalesce(month_date < net_since, TRUE) THEN -amount END
    END AS revenue,
    CASE WHEN account_class IN (
      'salaries', 'benefits', 'contract_labour', 'overtime_pay', 'supplies', 'drugs', 'purchased_services', 'depreciation',
      'other_expense', 'rev_cycle_cost') THEN amount END AS opex,
    CASE WHEN account_class = 'interest' THEN amount END AS interest,
    CASE WHEN account_class = 'depreciation' THEN amount END AS depreciation
  FROM booked
)
SELECT c.facility_id, '?:' || c.facility_id AS unit_id, c.month_date, c.service_line,
  coalesce(sum(c.revenue), 0) AS revenue, coalesce(sum(c.opex), 0) AS opex, coalesce(sum(c.interest), 0) AS interest,
  coalesce(sum(c.depreciation), 0) AS depreciation
FROM counted AS c
JOIN v_ledger_month AS m USING (facility_id, month_date)
WHERE m.npsr IS NOT NULL AND m.opex IS NOT NULL
GROUP BY ALL
