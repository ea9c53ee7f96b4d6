-- Cost of the revenue cycle beside the cash it brought, one facility in one month that has both.
-- reads: v_cash_month, v_ledger_month
SELECT facility_id, c.unit_id, month_date, l.rev_cycle_cost, c.cash
FROM v_cash_month AS c
JOIN v_ledger_month AS l USING (facility_id, month_date)
WHERE l.rev_cycle_cost IS NOT NULL
