-- How often a timed process took one duration at one facility in one month.
-- reads: kpi_target, procedure_case, v_ed_visit, v_or_turnover
-- by: month_date
-- from v_ed_visit: date_trunc('month', visit_date)::DATE
-- from v_or_turnover: date_trunc('month', case_date)::DATE
-- from procedure_case: SELECT date_trunc('month', case_date)::DATE FROM v_or_turnover SEMI JOIN changed USING (case_id)
-- Only processes with a specification limit are followed. Steps lead from one value to the next in time, inside the month;
-- the step into its first value is found where months meet, from the first and last of them.
-- A table of its own: twelve months stand together for each of them, and twelve copies of every visit of a large network
-- would not fit into memory.
WITH value AS (
  SELECT 'or_turnover_median' AS process, t.facility_id, t.case_date AS day, c.patient_in_ts AS begun_ts, t.gap_seconds AS seconds
  FROM v_or_turnover t
  JOIN live.procedure_case c ON c.case_id = t.case_id
  WHERE t.case_class IN ('elective', 'urgent') AND NOT t.spans_closure AND t.gap_seconds BETWEEN 0 AND 5400
  UNION ALL
  SELECT 'ed_arrival_to_provider_median', facility_id, visit_date, arrival_ts, provider_seconds
  FROM v_ed_visit
  WHERE provider_seconds >= 0
  UNION ALL
  SELECT 'ed_los_discharged_median', facility_id, visit_date, arrival_ts + to_seconds(stay_seconds), stay_seconds
  FROM v_ed_visit
  WHERE disposition = 'discharged' AND stay_seconds >= 0
),
stepped AS (
  SELECT process, facility_id, CAST(date_trunc('month', day) AS DATE) AS month_date, seconds,
    abs(seconds - lag(seconds) OVER in_time) AS step,
    row_number() OVER in_time AS nth,
    count(*) OVER (PARTITION BY process, facility_id, date_trunc('month', day)) AS n_month
  FROM value
  WHERE process IN (
    SELECT kpi_id FROM live.kpi_target
    WHERE scope_type IN ('network', 'facility') AND (lower_spec IS NOT NULL OR upper_spec IS NOT NULL))
  WINDOW in_time AS (PARTITION BY process, facility_id, date_trunc('month', day) ORDER BY day, begun_ts, seconds)
)
SELECT process, facility_id, '?:' || facility_id AS unit_id, month_date, seconds, count(*) AS n_values,
  CAST(coalesce(sum(step), 0) AS BIGINT) AS steps, bool_or(nth = 1) AS is_first, bool_or(nth = n_month) AS is_last
FROM stepped
GROUP BY ALL
