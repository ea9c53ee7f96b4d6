-- The predicted number of infections of one unit, kind and month.
-- reads: infection_prediction, unit, v_infection_reach
-- Predictions from two baselines are two scales: only the newest baseline of the data counts. A month in which infection
-- control no longer told of infections has no observed number to be held against.
SELECT u.facility_id, p.unit_id, u.unit_type, CAST(date_trunc('month', p.month) AS DATE) AS month_date, p.hai_type,
  p.baseline_year, CAST(p.predicted AS DECIMAL(18, 9)) AS predicted
FROM live.infection_prediction p
JOIN live.unit u ON u.unit_id = p.unit_id
LEFT JOIN v_infection_reach r ON r.facility_id = u.facility_id
WHERE coalesce(CAST(date_trunc('month', p.month) + INTERVAL 1 MONTH AS DATE) - 1 <= r.told_date, TRUE)
  AND p.baseline_year = (SELECT max(baseline_year) FROM live.infection_prediction)
