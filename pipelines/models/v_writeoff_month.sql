-- Write-offs because of denials posted in one month, and in the three months that end with it, by what was denied.
-- reads: v_cash_month, v_posting
--
-- They add up to the write-offs of v_cash_month. Only months with a known revenue stand here: `denied` where that of the
-- month is known, `denied_3m` where that of three months is. A month without a write-off is a 0 of nobody.
WITH posted AS (
  SELECT facility_id, date_trunc('month', post_date)::DATE AS posted_month, payer_id, payer_class, plan_type, claim_type,
    service_line, denial_category, sum(denied_amount) AS denied
  FROM v_posting
  GROUP BY ALL
  HAVING sum(denied_amount) <> 0
)
SELECT c.facility_id, c.unit_id, c.month_date, coalesce(p.payer_id, 'unknown') AS payer_id,
  coalesce(p.payer_class, 'unknown') AS payer_class, coalesce(p.plan_type, 'unknown') AS plan_type,
  coalesce(p.claim_type, 'unknown') AS claim_type, coalesce(p.service_line, 'unknown') AS service_line,
  coalesce(p.denial_category, 'unknown') AS denial_category,
  CASE WHEN c.npsr IS NOT NULL THEN coalesce(sum(p.denied) FILTER (WHERE p.posted_month = c.month_date), 0) END AS denied,
  CASE WHEN c.npsr_3m IS NOT NULL THEN coalesce(sum(p.denied), 0) END AS denied_3m
FROM v_cash_month AS c
LEFT JOIN posted AS p ON p.facility_id = c.facility_id AND p.posted_month <= c.month_date
  AND p.posted_month > c.month_date - INTERVAL 3 MONTH
WHERE c.npsr IS NOT NULL OR c.npsr_3m IS NOT NULL
GROUP BY c.facility_id, c.unit_id, c.month_date, c.npsr, c.npsr_3m, p.payer_id, p.payer_class, p.plan_type, p.claim_type,
  p.service_line, p.denial_category
