-- What was spent or earned beside the plan, by ledger account and cost centre, in months that have both.
-- reads: live.account, live.budget, live.cost_centre, live.gl_entry, live.stat_volume, live.unit
--
-- A revised budget replaces the original; a forecast is no budget. The flexed budget lets the accounts that vary
-- with volume follow the volume of the cost centre. Deductions lower revenue; they and gross revenue are left out
-- where the facility also books net revenue.
WITH declared AS (
  SELECT cost_centre_id, statistic FROM live.stat_volume GROUP BY cost_centre_id, statistic
  QUALIFY row_number() OVER (PARTITION BY cost_centre_id ORDER BY count(*) DESC, statistic) = 1
),
volume AS (
  SELECT cost_centre_id, date_trunc('month', month)::DATE AS month_date, sum(quantity::DECIMAL(18, 4)) AS quantity,
    sum(budget_quantity::DECIMAL(18, 4)) AS budget_quantity
  FROM live.stat_volume JOIN declared USING (cost_centre_id, statistic)
  GROUP BY ALL
),
spent AS (
  SELECT facility_id, cost_centre_id, account_id, date_trunc('month', month)::DATE AS month_date, sum(amount) AS actual
  FROM live.gl_entry GROUP BY ALL
),
version AS (
  SELECT facility_id, cost_centre_id, account_id, date_trunc('month', month)::DATE AS month_date, version,
    sum(amount) AS budget, sum(volume_basis::DECIMAL(18, 4)) AS volume_basis
  FROM live.budget WHERE version IN ('original', 'revised')
  GROUP BY facility_id, cost_centre_id, account_id, date_trunc('month', month), version
),
planned AS (
  SELECT * EXCLUDE (version) FROM version
  QUALIFY row_number() OVER (
    PARTITION BY facility_id, cost_centre_id, account_id, month_date ORDER BY version DESC) = 1
),
nets AS (
  SELECT DISTINCT facility_id FROM live.gl_entry JOIN live.account USING (account_id)
  WHERE account_class = 'net_patient_revenue'
),
line AS (
  SELECT facility_id, cost_centre_id, account_id, month_date, coalesce(s.actual, 0) AS actual,
    coalesce(p.budget, 0) AS budget, p.volume_basis
  FROM spent AS s FULL JOIN planned AS p USING (facility_id, cost_centre_id, account_id, month_date)
),
signed AS (
  SELECT l.*, a.account_class, a.is_variable, n.facility_id IS NOT NULL AS has_net,
    a.account_class IN ('contractual_allowance', 'charity', 'bad_debt') AS is_deduction,
    CASE
      WHEN a.account_class IN ('salaries', 'benefits', 'contract_labour', 'overtime_pay', 'supplies', 'drugs',
        'purchased_services', 'depreciation', 'other_expense', 'rev_cycle_cost') THEN 'expense'
      WHEN a.account_class IN ('net_patient_revenue', 'other_operating_revenue') THEN 'revenue'
      WHEN n.facility_id IS NULL AND a.account_class IN (
        'gross_ip_revenue', 'gross_op_revenue', 'contractual_allowance', 'charity', 'bad_debt') THEN 'revenue'
    END AS side
  FROM line AS l JOIN live.account AS a USING (account_id) LEFT JOIN nets AS n USING (facility_id)
),
place AS (
  SELECT cost_centre_id, CASE WHEN count(*) = 1 THEN min(unit_id) END AS unit_id
  FROM live.unit WHERE cost_centre_id IS NOT NULL GROUP BY ALL
)
SELECT s.facility_id, coalesce(p.unit_id, '?:' || s.facility_id) AS unit_id, s.month_date, s.cost_centre_id, s.account_id,
  coalesce(c.service_line, 'unknown') AS service_line, s.account_class, s.side,
  CASE WHEN s.is_deduction THEN -s.actual ELSE s.actual END AS actual,
  CASE WHEN s.is_deduction THEN -s.budget ELSE s.budget END AS budget,
  (CASE WHEN s.is_deduction THEN -s.budget ELSE s.budget END::DOUBLE
    * CASE WHEN s.is_variable AND v.quantity IS NOT NULL AND coalesce(s.volume_basis, v.budget_quantity) > 0
      THEN v.quantity::DOUBLE / coalesce(s.volume_basis, v.budget_quantity)::DOUBLE ELSE 1 END)::DECIMAL(18, 2)
    AS flexed_budget
FROM signed AS s
JOIN (SELECT DISTINCT facility_id, month_date FROM spent) USING (facility_id, month_date)
JOIN (SELECT DISTINCT facility_id, month_date FROM planned) USING (facility_id, month_date)
LEFT JOIN live.cost_centre AS c ON c.cost_centre_id = s.cost_centre_id
LEFT JOIN volume AS v ON v.cost_centre_id = s.cost_centre_id AND v.month_date = s.month_date
LEFT JOIN place AS p ON p.cost_centre_id = s.cost_centre_id
WHERE s.side IS NOT NULL
