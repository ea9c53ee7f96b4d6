-- Operating expense of one department over the twelve months that end with one month.
-- reads: live.account, live.cost_centre, live.gl_entry, v_ledger_year
--
-- A booking belongs to the department of its cost centre. Only months stand here whose year is known in v_ledger_year,
-- and departments add up to its expense.
WITH spent AS (
  SELECT g.facility_id, date_trunc('month', g.month)::DATE AS spent_month, coalesce(c.department, 'unknown') AS department,
    sum(g.amount) AS amount
  FROM live.gl_entry AS g
  JOIN live.account AS a USING (account_id)
  LEFT JOIN live.cost_centre AS c ON c.cost_centre_id = g.cost_centre_id
  WHERE a.account_class IN (
    'salaries', 'benefits', 'contract_labour', 'overtime_pay', 'supplies', 'drugs', 'purchased_services', 'depreciation',
    'other_expense', 'rev_cycle_cost')
  GROUP BY ALL
)
SELECT y.facility_id, y.unit_id, y.month_date, s.department, sum(s.amount) AS opex_12m
FROM v_ledger_year AS y
JOIN spent AS s ON s.facility_id = y.facility_id AND s.spent_month <= y.month_date
  AND s.spent_month > y.month_date - INTERVAL 12 MONTH
WHERE y.opex_12m IS NOT NULL AND y.gross_12m IS NOT NULL
GROUP BY ALL
