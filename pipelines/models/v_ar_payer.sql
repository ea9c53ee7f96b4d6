-- Gross receivables of one payer class at each month end, beside its gross charges of a day over three months.
-- reads: live.ar_snapshot, live.payer, v_ar_month, v_payer_month
--
-- The gross revenue of a day is that of the ledger, shared among the payers as their charges of the three months are;
-- all of it is unknown while no charges are known.
WITH month_end AS (
  SELECT facility_id, date_trunc('month', snapshot_date)::DATE AS month_date, max(snapshot_date) AS snapshot_date
  FROM live.ar_snapshot GROUP BY ALL
),
owed AS (
  SELECT a.facility_id, m.month_date, coalesce(p.payer_class, 'unknown') AS payer_class,
    sum(a.gross_balance + a.credit_balance) AS gross_balance
  FROM live.ar_snapshot AS a
  JOIN month_end AS m USING (facility_id, snapshot_date)
  LEFT JOIN live.payer AS p USING (payer_id)
  GROUP BY ALL
),
charged AS (
  SELECT m.facility_id, m.month_date, c.payer_class, sum(c.charges) AS charges
  FROM month_end AS m
  JOIN v_payer_month AS c ON c.facility_id = m.facility_id
    AND c.month_date BETWEEN m.month_date - INTERVAL 2 MONTH AND m.month_date
  GROUP BY ALL
),
part AS (
  SELECT facility_id, month_date, payer_class,
    charges::DOUBLE / nullif(sum(charges) OVER (PARTITION BY facility_id, month_date), 0)::DOUBLE AS part
  FROM charged
),
class AS (
  SELECT facility_id, month_date, payer_class FROM owed
  UNION SELECT facility_id, month_date, payer_class FROM part
  UNION SELECT facility_id, month_date, 'unknown' FROM month_end
)
SELECT k.facility_id, '?:' || k.facility_id AS unit_id, k.month_date, k.payer_class,
  coalesce(o.gross_balance, 0) AS gross_balance,
  (a.gross_per_day::DOUBLE * coalesce(p.part, CASE WHEN s.month_date IS NULL AND k.payer_class = 'unknown' THEN 1 ELSE 0 END))
    ::DECIMAL(18, 6) AS gross_per_day
FROM class AS k
JOIN v_ar_month AS a USING (facility_id, month_date)
LEFT JOIN owed AS o USING (facility_id, month_date, payer_class)
LEFT JOIN part AS p USING (facility_id, month_date, payer_class)
LEFT JOIN (SELECT DISTINCT facility_id, month_date FROM part WHERE part IS NOT NULL) AS s USING (facility_id, month_date)
