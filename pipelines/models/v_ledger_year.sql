-- Twelve months of cost, gross charges, billing cost and cash of one facility, at each month end.
-- reads: v_cash_month, v_ledger_month
SELECT l.facility_id, l.unit_id, l.month_date,
  CASE WHEN count(l.opex) OVER year = 12 THEN sum(l.opex) OVER year END AS opex_12m,
  CASE WHEN count(coalesce(l.gross_ip, l.gross_op)) OVER year = 12
    THEN sum(coalesce(l.gross_ip, 0) + coalesce(l.gross_op, 0)) OVER year END AS gross_12m,
  CASE WHEN count(l.rev_cycle_cost) OVER year = 12 THEN sum(l.rev_cycle_cost) OVER year END AS rev_cycle_cost_12m,
  CASE WHEN count(c.cash) OVER year = 12 THEN sum(c.cash) OVER year END AS cash_12m
FROM v_ledger_month AS l
LEFT JOIN v_cash_month AS c USING (facility_id, month_date)
WINDOW year AS (PARTITION BY l.facility_id ORDER BY l.month_date ROWS 11 PRECEDING)
