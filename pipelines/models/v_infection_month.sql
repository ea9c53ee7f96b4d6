-- The predicted number of infections of one unit, kind and month.
-- reads: infection_prediction, unit
-- Predictions from two baselines are two scales: only the newest baseline of the data counts.
SELECT u.facility_id, p.unit_id, u.unit_type, CAST(date_trunc('month', p.month) AS DATE) AS month_date, p.hai_type,
  p.baseline_year, CAST(p.predicted AS DECIMAL(18, 9)) AS predicted
FROM live.infection_prediction p
JOIN live.unit u ON u.unit_id = p.unit_id
WHERE p.baseline_year = (SELECT max(baseline_year) FROM live.infection_prediction)
