-- Billed receivables by payer and age at each month end: debit balances only, unbilled accounts left out.
-- A bucket that is empty this month is a 0, so that a stock that went away is not read from an earlier month.
-- reads: live.ar_snapshot, live.payer
WITH month_end AS (
  SELECT facility_id, date_trunc('month', snapshot_date)::DATE AS month_date, max(snapshot_date) AS snapshot_date
  FROM live.ar_snapshot GROUP BY ALL
),
billed AS (
  SELECT a.facility_id, m.month_date, a.payer_id, coalesce(p.payer_class, 'unknown') AS payer_class,
    coalesce(p.plan_type, 'unknown') AS plan_type, a.age_bucket,
    sum(a.gross_balance) AS balance
  FROM live.ar_snapshot AS a
  JOIN month_end AS m USING (facility_id, snapshot_date)
  LEFT JOIN live.payer AS p USING (payer_id)
  WHERE a.age_bucket NOT IN ('unbilled_dnfb', 'unbilled_inhouse')
  GROUP BY ALL
)
SELECT m.facility_id, '?:' || m.facility_id AS unit_id, m.month_date, k.payer_id, k.payer_class, k.plan_type, k.age_bucket,
  k.age_bucket IN ('91_120', '121_180', '181_plus') AS is_over_90, coalesce(b.balance, 0) AS balance
FROM month_end AS m
JOIN (SELECT DISTINCT facility_id, payer_id, payer_class, plan_type, age_bucket FROM billed) AS k USING (facility_id)
LEFT JOIN billed AS b USING (facility_id, month_date, payer_id, payer_class, plan_type, age_bucket)
