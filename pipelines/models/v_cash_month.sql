-- Cash and write-offs posted by one facility in one month, beside charges posted and net revenue; with running sums.
-- reads: v_charge_month, v_ledger_month, v_posting
--
-- Months between the first and the last posting of a facility; a month without a posting is 0, not unknown.
WITH posted AS (
  SELECT facility_id, date_trunc('month', post_date)::DATE AS month_date, sum(paid_amount) AS cash,
    sum(contractual_amount) AS contractual, sum(charity_amount) AS charity, sum(denied_amount) AS denied
  FROM v_posting GROUP BY ALL
),
spine AS (
  SELECT facility_id, step::DATE AS month_date
  FROM (SELECT facility_id, min(month_date) AS first, max(month_date) AS last FROM posted GROUP BY facility_id),
    unnest(generate_series(first, last, INTERVAL 1 MONTH)) AS t(step)
),
month AS (
  SELECT facility_id, month_date, coalesce(p.cash, 0) AS cash, coalesce(p.denied, 0) AS denied,
    c.charges - coalesce(p.contractual, 0) - coalesce(p.charity, 0) AS collectable, l.npsr
  FROM spine AS s
  LEFT JOIN posted AS p USING (facility_id, month_date)
  LEFT JOIN v_charge_month AS c USING (facility_id, month_date)
  LEFT JOIN v_ledger_month AS l USING (facility_id, month_date)
)
SELECT facility_id, '?:' || facility_id AS unit_id, month_date, cash, denied, npsr,
  CASE WHEN count(collectable) OVER year = 12 THEN sum(cash) OVER year END AS cash_12m,
  CASE WHEN count(collectable) OVER year = 12 THEN sum(collectable) OVER year END AS collectable_12m,
  CASE WHEN count(npsr) OVER quarter = 3 THEN sum(denied) OVER quarter END AS denied_3m,
  CASE WHEN count(npsr) OVER quarter = 3 THEN sum(npsr) OVER quarter END AS npsr_3m
FROM month
WINDOW year AS (PARTITION BY facility_id ORDER BY month_date ROWS 11 PRECEDING),
  quarter AS (PARTITION BY facility_id ORDER BY month_date ROWS 2 PRECEDING)
