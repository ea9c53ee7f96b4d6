-- What patients and payers owe at each month end, beside the revenue of a day over the last three months.
-- reads: live.account_balance, live.ar_snapshot, v_ledger_month
WITH owed AS (
  SELECT facility_id, date_trunc('month', snapshot_date)::DATE AS month_date, sum(net_balance) AS net_balance,
    coalesce(sum(gross_balance) FILTER (WHERE age_bucket = 'unbilled_dnfb'), 0) AS dnfb_balance
  FROM live.ar_snapshot
  GROUP BY facility_id, snapshot_date
  QUALIFY row_number() OVER (
    PARTITION BY facility_id, date_trunc('month', snapshot_date) ORDER BY snapshot_date DESC) = 1
),
spine AS (
  SELECT facility_id, step::DATE AS month_date
  FROM (SELECT facility_id, min(month_date) AS first, max(month_date) AS last FROM owed GROUP BY facility_id),
    unnest(generate_series(first, last, INTERVAL 1 MONTH)) AS t(step)
),
waiting AS (
  SELECT facility_id, date_trunc('month', snapshot_date)::DATE AS month_date,
    coalesce(sum(balance) FILTER (WHERE status = 'billed_not_submitted' AND balance > 0), 0) AS unsubmitted_balance
  FROM live.account_balance
  GROUP BY facility_id, snapshot_date
  QUALIFY row_number() OVER (
    PARTITION BY facility_id, date_trunc('month', snapshot_date) ORDER BY snapshot_date DESC) = 1
),
revenue AS (
  SELECT facility_id, month_date,
    CASE WHEN count(npsr) OVER quarter = 3
      THEN (sum(npsr) OVER quarter)::DOUBLE
        / (last_day(month_date) - (month_date - INTERVAL 2 MONTH)::DATE + 1)
    END::DECIMAL(18, 6) AS npsr_per_day,
    CASE WHEN count(gross) OVER quarter = 3
      THEN (sum(gross) OVER quarter)::DOUBLE
        / (last_day(month_date) - (month_date - INTERVAL 2 MONTH)::DATE + 1)
    END::DECIMAL(18, 6) AS gross_per_day
  FROM (
    SELECT *, CASE WHEN gross_ip IS NOT NULL OR gross_op IS NOT NULL
      THEN coalesce(gross_ip, 0) + coalesce(gross_op, 0) END AS gross
    FROM v_ledger_month)
  WINDOW quarter AS (PARTITION BY facility_id ORDER BY month_date ROWS 2 PRECEDING)
)
SELECT s.facility_id, '?:' || s.facility_id AS unit_id, s.month_date, o.net_balance, o.dnfb_balance, b.unsubmitted_balance,
  r.npsr_per_day, r.gross_per_day
FROM spine AS s
LEFT JOIN owed AS o USING (facility_id, month_date)
LEFT JOIN waiting AS b USING (facility_id, month_date)
LEFT JOIN revenue AS r USING (facility_id, month_date)
