-- Worked hours of a cost centre beside its output, and the hours its budget would allow for that output.
-- reads: live.budget, live.cost_centre, live.shift, live.stat_volume, live.unit
--
-- A cost centre has one unit of service: the statistic reported in most months, in the order of the alphabet.
WITH declared AS (
  SELECT cost_centre_id, statistic FROM live.stat_volume GROUP BY cost_centre_id, statistic
  QUALIFY row_number() OVER (PARTITION BY cost_centre_id ORDER BY count(*) DESC, statistic) = 1
),
volume AS (
  SELECT v.cost_centre_id, date_trunc('month', v.month)::DATE AS month_date, v.statistic,
    sum(v.quantity::DECIMAL(18, 4)) AS quantity, sum(v.budget_quantity::DECIMAL(18, 4)) AS budget_quantity
  FROM live.stat_volume AS v JOIN declared USING (cost_centre_id, statistic)
  GROUP BY ALL
),
worked AS (
  SELECT u.cost_centre_id, date_trunc('month', s.work_date)::DATE AS month_date,
    sum(s.hours::DECIMAL(18, 4)) AS worked_hours
  FROM live.shift AS s JOIN live.unit AS u USING (unit_id)
  WHERE s.shift_kind = 'worked' AND NOT s.is_cancelled AND s.hours IS NOT NULL
    AND s.pay_code IN ('regular', 'overtime', 'agency', 'per_diem')
  GROUP BY ALL
),
planned AS (
  SELECT cost_centre_id, date_trunc('month', month)::DATE AS month_date,
    sum(budget_hours::DECIMAL(18, 4)) AS budget_hours
  FROM live.budget WHERE budget_hours IS NOT NULL AND version <> 'forecast' GROUP BY ALL
),
place AS (
  SELECT cost_centre_id, CASE WHEN count(*) = 1 THEN min(unit_id) END AS unit_id
  FROM live.unit WHERE cost_centre_id IS NOT NULL GROUP BY ALL
)
SELECT c.facility_id, coalesce(p.unit_id, '?:' || c.facility_id) AS unit_id, v.month_date, v.cost_centre_id,
  coalesce(c.service_line, 'unknown') AS service_line, v.statistic, lower(v.statistic) = 'calendar days' AS is_fixed,
  w.worked_hours, v.quantity,
  (b.budget_hours::DOUBLE / nullif(v.budget_quantity, 0)::DOUBLE * v.quantity::DOUBLE)::DECIMAL(18, 6) AS target_hours
FROM volume AS v
JOIN live.cost_centre AS c USING (cost_centre_id)
LEFT JOIN worked AS w USING (cost_centre_id, month_date)
LEFT JOIN planned AS b USING (cost_centre_id, month_date)
LEFT JOIN place AS p USING (cost_centre_id)
