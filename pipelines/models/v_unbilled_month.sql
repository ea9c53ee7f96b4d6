-- Discharged accounts that are not final billed or not sent, by reason, at each month end.
-- reads: live.account_balance, live.encounter
-- only encounter: encounter_id IN (SELECT encounter_id FROM live.account_balance)
WITH month_end AS (
  SELECT facility_id, date_trunc('month', snapshot_date)::DATE AS month_date, max(snapshot_date) AS snapshot_date
  FROM live.account_balance GROUP BY ALL
)
SELECT b.facility_id, '?:' || b.facility_id AS unit_id, m.month_date, b.status,
  coalesce(b.hold_reason, 'unknown') AS hold_reason, coalesce(e.service_line, 'unknown') AS service_line,
  sum(b.balance) AS balance
FROM live.account_balance AS b
JOIN month_end AS m USING (facility_id, snapshot_date)
LEFT JOIN live.encounter AS e USING (encounter_id)
WHERE b.status IN ('dnfb', 'billed_not_submitted') AND b.balance > 0
GROUP BY ALL
