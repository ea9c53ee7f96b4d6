-- Billed receivables whose age counts from the first bill, by payer and service line, at each month end; debit balances only.
-- reads: live.account_balance, live.encounter, live.payer
-- only encounter: encounter_id IN (SELECT encounter_id FROM live.account_balance)
WITH month_end AS (
  SELECT facility_id, date_trunc('month', snapshot_date)::DATE AS month_date, max(snapshot_date) AS snapshot_date
  FROM live.account_balance GROUP BY ALL
)
SELECT b.facility_id, '?:' || b.facility_id AS unit_id, m.month_date, coalesce(b.payer_id, 'unknown') AS payer_id,
  coalesce(p.payer_class, 'unknown') AS payer_class, coalesce(p.plan_type, 'unknown') AS plan_type,
  coalesce(e.service_line, 'unknown') AS service_line,
  sum(b.balance) AS balance,
  coalesce(sum(b.balance) FILTER (WHERE b.snapshot_date - b.ageing_date > 90), 0) AS balance_over_90
FROM live.account_balance AS b
JOIN month_end AS m USING (facility_id, snapshot_date)
LEFT JOIN live.payer AS p USING (payer_id)
LEFT JOIN live.encounter AS e ON e.encounter_id = b.encounter_id
WHERE b.age_from = 'bill' AND b.ageing_date IS NOT NULL AND b.balance > 0
  AND b.status IN ('billed_not_submitted', 'billed', 'denied')
GROUP BY ALL
