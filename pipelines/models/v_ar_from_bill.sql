-- Billed receivables whose age counts from the first bill, by payer class, at each month end; debit balances only.
-- reads: live.account_balance, live.payer
WITH month_end AS (
  SELECT facility_id, date_trunc('month', snapshot_date)::DATE AS month_date, max(snapshot_date) AS snapshot_date
  FROM live.account_balance GROUP BY ALL
)
SELECT b.facility_id, '?:' || b.facility_id AS unit_id, m.month_date, coalesce(p.payer_class, 'unknown') AS payer_class,
  sum(b.balance) AS balance,
  coalesce(sum(b.balance) FILTER (WHERE b.snapshot_date - b.ageing_date > 90), 0) AS balance_over_90
FROM live.account_balance AS b
JOIN month_end AS m USING (facility_id, snapshot_date)
LEFT JOIN live.payer AS p USING (payer_id)
WHERE b.age_from = 'bill' AND b.ageing_date IS NOT NULL AND b.balance > 0
  AND b.status IN ('billed_not_submitted', 'billed', 'denied')
GROUP BY ALL
